/*
 * The list of rules, and what their files share. A rule is a code rules_code_NAME (code_*.c) and a
 * function rules_NAME that looks at the whole topo; RULES is the only list of them.
 */
#ifndef MODELS_RULES_RULES_PARTS_H
#define MODELS_RULES_RULES_PARTS_H

#include "models/cloud/topo.h"

struct arena;
struct catalog;

struct rules {
    const struct topo *t;
    const struct catalog *c;
    struct diag *d;
};

/* In the order of their checks; what is printed is in the order of the file. */
#define RULES(X)                                                                                   \
    X(peered_overlap)                                                                              \
    X(connected_overlap)                                                                           \
    X(peers_overlap)                                                                               \
    X(targets_overlap)                                                                             \
    X(subnet_outside)                                                                              \
    X(subnets_overlap)                                                                             \
    X(own_overlap)                                                                                 \
    X(forbidden)                                                                                   \
    X(size)                                                                                        \
    X(public_range)                                                                                \
    X(gateway_subnet_missing)                                                                      \
    X(gateway_subnet_misnamed)                                                                     \
    X(gateway_subnet_below)                                                                        \
    X(gateway_subnet_small)                                                                        \
    X(tunnels)                                                                                     \
    X(assumed_cipher)                                                                              \
    X(retired)                                                                                     \
    X(policy_refused)                                                                              \
    X(gateway_default_route)                                                                       \
    X(gateway_propagation)                                                                         \
    X(gateway_nsg)                                                                                 \
    X(one_sided_connection)                                                                        \
    X(one_sided_peering)                                                                           \
    X(peering_itself)                                                                              \
    X(peering_twice)                                                                               \
    X(connection_itself)                                                                           \
    X(policy)                                                                                      \
    X(pfs)                                                                                         \
    X(ike_protocol)                                                                                \
    X(ike_versions)                                                                                \
    X(ikev1)                                                                                       \
    X(idle_teardown)                                                                               \
    X(odd_key)                                                                                     \
    X(dpd_advice)                                                                                  \
    X(no_dpd)                                                                                      \
    X(range_elsewhere)                                                                             \
    X(range_unlike)                                                                                \
    X(range_own)                                                                                   \
    X(peering_wins)                                                                                \
    X(same_range)                                                                                  \
    X(key)                                                                                         \
    X(own_gateway)                                                                                 \
    X(two_remote)                                                                                  \
    X(no_remote_gateway)                                                                           \
    X(no_transit)                                                                                  \
    X(no_round_trip)                                                                               \
    X(no_p95)                                                                                      \
    X(faster_than_light)                                                                           \
    X(no_look_ahead)                                                                               \
    X(unused_link)                                                                                 \
    X(fabric)                                                                                      \
    X(raised)                                                                                      \
    X(idle_queue)                                                                                  \
    X(endless)                                                                                     \
    X(starts_late)                                                                                 \
    X(fault_late)                                                                                  \
    X(fault_early)                                                                                 \
    X(fault_outlasts)                                                                              \
    X(fault_elsewhere)                                                                             \
    X(apart)                                                                                       \
    X(shut)                                                                                        \
    X(sizes_outside)                                                                               \
    X(sizes_cut)                                                                                   \
    X(other_algorithm)                                                                             \
    X(no_appliance)                                                                                \
    X(not_forwarding)                                                                              \
    X(same_priority)                                                                               \
    X(no_gateway)                                                                                  \
    X(limit_networks)                                                                              \
    X(limit_interfaces)                                                                            \
    X(limit_unnamed)                                                                               \
    X(limit_subnets)                                                                               \
    X(limit_peerings)                                                                              \
    X(limit_addresses)                                                                             \
    X(limit_peers_addresses)                                                                       \
    X(limit_groups)                                                                                \
    X(limit_tables)                                                                                \
    X(former_tables)                                                                               \
    X(limit_routes)                                                                                \
    X(former_routes)                                                                               \
    X(limit_rules)                                                                                 \
    X(former_rules)                                                                                \
    X(limit_servers)                                                                               \
    X(limit_size)                                                                                  \
    X(former_size)                                                                                 \
    X(limit_configurations)                                                                        \
    X(machine_elsewhere)                                                                           \
    X(gateway_elsewhere)                                                                           \
    X(idle_window)                                                                                 \
    X(tag_routes)                                                                                  \
    X(no_outbound)                                                                                 \
    X(tag_in_list)                                                                                 \
    X(gateway_route_away)                                                                          \
    X(policy_based)                                                                                \
    X(selectors)                                                                                   \
    X(modes)                                                                                       \
    X(selectors_need_policy)                                                                       \
    X(pairs)                                                                                       \
    X(nat_refused)                                                                                 \
    X(nat_untold)                                                                                  \
    X(nat_one_side)                                                                                \
    X(nat_pool)                                                                                    \
    X(nat_instances)                                                                               \
    X(nat_ports)                                                                                   \
    X(nat_external)                                                                                \
    X(nat_into_network)                                                                            \
    X(nat_beside)                                                                                  \
    X(nat_at_site)                                                                                 \
    X(nat_sites)                                                                                   \
    X(nat_twice)                                                                                   \
    X(nat_internal)                                                                                \
    X(nat_peer)                                                                                    \
    X(nat_instance)                                                                                \
    X(nat_in_a_row)                                                                                \
    X(nat_once)                                                                                    \
    X(weight)                                                                                      \
    X(appliance_loop)                                                                              \
    X(forwarded)                                                                                   \
    X(one_way_route)                                                                               \
    X(not_borrowed)                                                                                \
    X(nsg_denies)                                                                                  \
    X(over_ceiling)                                                                                \
    X(volume)                                                                                      \
    X(gateway_flows)                                                                               \
    X(same_asn)                                                                                    \
    X(reserved_asn)                                                                                \
    X(bgp_basic)                                                                                   \
    X(bgp_one_sided)                                                                               \
    X(bgp_expectation)                                                                             \
    X(bgp_many)                                                                                    \
    X(bgp_own)                                                                                     \
    X(bgp_default)                                                                                 \
    X(bgp_peer_address)                                                                            \
    X(bgp_link_local)                                                                              \
    X(bgp_host_route)                                                                              \
    X(bgp_several)                                                                                 \
    X(nobody)                                                                                      \
    X(own_address)                                                                                 \
    X(same_address)                                                                                \
    X(site_overlap)                                                                                \
    X(spoke_overlap)                                                                               \
    X(one_address)                                                                                 \
    X(stateful_pair)                                                                               \
    X(one_tunnel)                                                                                  \
    X(second_address)                                                                              \
    X(active_basic)                                                                                \
    X(instance_subnet)                                                                             \
    X(instance_small)                                                                              \
    X(instance_narrow)                                                                             \
    X(probe_denied)                                                                                \
    X(basic_global)                                                                                \
    X(no_rule)                                                                                     \
    X(own_backend)                                                                                 \
    X(endpoint_policies)                                                                           \
    X(balancer_hop)                                                                                \
    X(probe_pace)                                                                                  \
    X(peering_state)                                                                               \
    X(peering_range)                                                                               \
    X(route_twice)                                                                                 \
    X(inside)                                                                                      \
    X(behind_nat)                                                                                  \
    X(public_basic)                                                                                \
    X(public_differ)                                                                               \
    X(public_unused)                                                                               \
    X(client_pool)                                                                                 \
    X(beyond)                                                                                      \
    X(unknown_name)                                                                                \
    X(not_verified)

#define RULES_DECLARE(name)                                                                        \
    extern const struct diag_code rules_code_##name;                                               \
    void rules_##name(const struct rules *r);
RULES(RULES_DECLARE)
#undef RULES_DECLARE

/* A condition that concerns two ends is reported at the one that the file names first. Without a
 * reverse: always. */
bool rules_is_first(const struct resource *own, const struct resource *reverse);
/* Of two ends of a tunnel the one that is reported: the first in the file, and the platform's where
 * the other is a device. */
bool rules_is_reporting(const struct topo_connection *c);
/* The first pair of prefixes that overlap. */
bool rules_overlap(const struct topo_prefixes *a, const struct topo_prefixes *b, size_t *i,
                   size_t *j);
/* Do the prefixes together hold all of p? */
bool rules_cover(const struct topo_prefixes *set, struct ip4_prefix p);
/* Calls found for every route to an appliance and each network that takes it in some subnet, s,
 * with the VMs there or in a peer that have the address, or NULL; until it says that it is done
 * with the route. */
typedef bool rules_appliance_fn(const struct rules *r, const struct topo_route *route,
                                const struct topo_subnet *s, const struct topo_vm_group *g);
void rules_each_appliance(const struct rules *r, rules_appliance_fn *found);
/* Bytes of the ESP packet around one of inner bytes, on the way out of this end; 0: no such suite.
 */
int64_t rules_outer_bytes(const struct topo_connection *c, int64_t inner);
/* What a connection routes into its tunnel. */
const struct topo_prefixes *rules_targets(const struct topo_connection *c);
/* The network at the other end, by the names that it has in the tunnel, each with the place of what
 * it is the name of. */
struct topo_prefixes rules_in_tunnel(const struct topo_connection *c, struct arena *arena);
/* Do NAT rules, or different ranges, leave this end no address of its own in the network at the
 * other end? */
bool rules_are_apart(const struct topo_connection *c);
/* What the other end leads to: its network, those that use its gateway, its clients, and whatever
 * its connections to others than this end bring, by the names in the tunnel. Without places in the
 * file. */
struct topo_prefixes rules_behind(const struct topo_connection *c, struct arena *arena);

#endif
