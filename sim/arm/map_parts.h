/*
 * What the files of the mapping share: the step that each takes, and looking up what others have
 * mapped.
 */
#ifndef SIM_ARM_MAP_PARTS_H
#define SIM_ARM_MAP_PARTS_H

#include "sim/arm/plan.h"
#include "sim/arm/props.h"

/* Each maps all resources of its kinds. */
void arm_map_filters(struct arm_plan *p);
void arm_map_tables(struct arm_plan *p);
void arm_map_networks(struct arm_plan *p);
void arm_map_gateways(struct arm_plan *p);
void arm_map_fars(struct arm_plan *p);
void arm_map_connections(struct arm_plan *p);
void arm_map_nics(struct arm_plan *p);
void arm_map_vms(struct arm_plan *p);
void arm_map_scale_sets(struct arm_plan *p);
/* Of machines that the files do not hold, or of a service. */
void arm_report_unused_nics(struct arm_plan *p);
void arm_map_pools(struct arm_plan *p); /* of load balancers, before these */
void arm_map_firewalls(struct arm_plan *p);
void arm_map_outbound(struct arm_plan *p); /* before these: whom the public ones let out */
void arm_map_balancers(struct arm_plan *p);
void arm_map_endpoints(struct arm_plan *p);
void arm_settle_hops(
    struct arm_plan *p); /* when all machines are known: next hops that are named, not numbered */
void arm_map_sites(struct arm_plan *p);
void arm_settle_groups(struct arm_plan *p);
void arm_map_probes(struct arm_plan *p);
void arm_map_links(struct arm_plan *p);
void arm_map_pings(struct arm_plan *p);
bool arm_takes_part(
    const struct arm_machine *m); /* in the pings: no firewall, no further interface */
void arm_map_deployments(struct arm_plan *p);
void arm_map_others(struct arm_plan *p);

/* --- what they share --- */

/* What an id names: a resource's mapped thing when it has that type. NULL: reported unless quiet.
 */
void *arm_find(struct arm_plan *p, const char *id, const char *type, struct span at,
               const char *what);
struct arm_subnet *arm_find_subnet(struct arm_plan *p, const char *id, struct span at,
                                   const char *what);
struct arm_subnet *arm_subnet_of(const struct arm_network *n, const char *name);
/* The address of a machine; one of its subnet is chosen when it has none. NULL: its subnet has none
 * left. */
const char *arm_address_of(struct arm_plan *p, struct arm_machine *m);
/* The one id of a load balancer's pool, in whichever way it was put together. */
const char *arm_pool(struct arm_plan *p, const char *id);
bool arm_balancer_is_basic(const struct arm_props *x);
const char *arm_last_name(const char *name);

bool arm_is_address(const char *text);
/* Of bgpSettings the number and (the first of) the addresses; what is not there stays as it is. */
void arm_take_bgp(const struct arm_props *x, int64_t *asn, const char **peer);
/* IPv4 prefix of a text; false when it is none. */
struct ip4_prefix;
bool arm_prefix(const char *text, struct ip4_prefix *out);
/* Takes prefixes of IPv4; reports others. */
void arm_take_prefixes(const struct arm_props *x, const struct arm_texts *from,
                       struct arm_texts *to);

/* --- sim/arm/map_member.c --- */

/* What stands behind a load balancer, in its pool; equal machines become one entry, where merging.
 */
void arm_find_members(struct arm_plan *p, struct arm_balancer *b, const char *pool, bool merging,
                      struct span at);

#endif
