/*
 * What a failure does to routes and BGP sessions: a tunnel that both ends know to be down takes its
 * routes with it, a device that dies in silence keeps them until the hold timer (RFC 4271, 6.5) or
 * dead peer detection (45 s: About VPN devices, 2023-10-06; a third more of it silent before,
 * assumed), and they are programmed again when they come back. An outage is the longest time
 * without an answer of a probe each 20 ms.
 */
#include "tests/theory/simulate.h"

#include "models/control/control.h"
#include "models/control/speaker.h"
#include "models/flow/flow.h"
#include "models/vpn/tunnel.h"

static double outage_s(const struct simulation *s, size_t flow)
{
    return (double)flow_stall_dur(s->net, flow, s->net->duration) / 1e12;
}

#define SITE(hold, fault)                                                                          \
    SITE_OF("120s", "", ", hold_time: " hold "}", "faults:\n  f: {" fault "}\n")
#define SITE_OF(duration, policy, device, faults)                                                  \
    "vnetsim: 1\nsimulation: {duration: " duration ", sample_interval: 0s}\n"                      \
    "virtual_networks:\n  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: "      \
    "{address_prefix: 10.1.0.0/24}, GatewaySubnet: "                                               \
    "{address_prefix: 10.1.255.0/27}}}\n"                                                          \
    "virtual_network_gateways:\n  gw: {virtual_network: a, sku: VpnGw1AZ, enable_bgp: true, "      \
    "bgp_settings: {asn: 65010}}\n"                                                                \
    "local_network_gateways:\n"                                                                    \
    "  la: {gateway_ip_address: 198.51.100.21, bgp_settings: {asn: 65020, bgp_peering_address: "   \
    "172.20.0.1}}\n"                                                                               \
    "  lb: {gateway_ip_address: 198.51.100.22, bgp_settings: {asn: 65020, bgp_peering_address: "   \
    "172.20.0.2}}\n"                                                                               \
    "connections:\n"                                                                               \
    "  to-a: {type: IPsec, from: gw, to: la, shared_key: k, enable_bgp: true" policy "}\n"         \
    "  to-b: {type: IPsec, from: gw, to: lb, shared_key: k, enable_bgp: true}\n"                   \
    "on_premises_sites:\n  hq:\n    near: westus2\n    address_prefixes: [172.20.0.0/16]\n    "    \
    "bandwidth: 1Gbps\n    latency: 4ms\n"                                                         \
    "    devices:\n"                                                                               \
    "      fa: {public_ip: 198.51.100.21, bgp_settings: {asn: 65020, bgp_peering_address: "        \
    "172.20.0.1" device "}\n"                                                                      \
    "      fb: {public_ip: 198.51.100.22, bgp_settings: {asn: 65020, bgp_peering_address: "        \
    "172.20.0.2, as_path_prepend: 2}}\n"                                                           \
    "    hosts: {erp: {count: 1}}\n"                                                               \
    "virtual_machines:\n  v: {subnet: a/s}\n"                                                      \
    "traffic:\n  probe: {from: v, to: erp, app: ping, interval: 20ms}\n" faults
#define POLICY                                                                                     \
    "ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, "          \
    "ipsec_encryption: AES256, ipsec_integrity: "                                                  \
    "SHA256, sa_lifetime: 300s, sa_data_size: 102400000KB, pfs_group: "

/* A device dies, and the gateway finds out by the hold timer: RFC 4271, 4.4: KEEPALIVEs each third
 * of it. */
static void test_failover_hold_timer_moves_the_routes(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, SITE("9s", "at: 30s, device: hq/fa, kind: down, for: 60s"));
    assert_true(outage_s(&s, 0) > 6 - 0.1 && outage_s(&s, 0) < 9 + 0.2);
    simulate_end(&s);
    simulate(&s,
             SITE("180s", "at: 30s, device: hq/fa, kind: down, for: 80s")); /* here dead peer
                                                                               detection is first */
    assert_true(outage_s(&s, 0) > 45 && outage_s(&s, 0) < 60.2);
    simulate_end(&s);
}

/* A tunnel that both ends know to be down takes its routes with it: nothing but what was on the way
 * is lost. */
static void test_failover_tunnel_withdraws_at_once(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, SITE("180s", "at: 30s, tunnel: to-a, kind: down, for: 30s"));
    assert_true(outage_s(&s, 0) < 0.2);
    simulate_end(&s);
}

/* A session closed while its tunnel stays up does the same, and comes back. */
static void test_failover_session_closes_and_returns(void **state)
{
    struct simulation s;
    uint64_t through_b = 0;

    (void)state;
    simulate(&s, SITE("180s", "at: 30s, bgp_session: to-a, kind: down, for: 30s"));
    assert_true(outage_s(&s, 0) < 0.2);
    for (size_t i = 0; i < s.net->n_tunnels; i++) {
        const struct tunnel *t = &s.net->tunnel[i];
        assert_true(t->up);
        assert_false(t->withdrawn);
        if (strcmp(t->name, "to-b") == 0)
            through_b = t->sent.packets;
    }
    assert_true(through_b >= 30 * 50 - 5 &&
                through_b <= (30 + 12) * 50); /* until the session is back, within a try of 10 s */
    simulate_end(&s);
}

/* Routes that are learned come back with the sessions and are programmed: all of it within what is
 * published. */
static void test_failover_with_bgp_lasts_as_published(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, SITE("180s", "at: 30s, gateway: gw, kind: planned_failover"));
    assert_true(outage_s(&s, 0) > 10 && outage_s(&s, 0) < 15.3);
    simulate_end(&s);
    simulate(&s, SITE("180s", "at: 20s, gateway: gw, kind: unplanned_failover"));
    assert_true(outage_s(&s, 0) > 60 && outage_s(&s, 0) < 90.3);
    simulate_end(&s);
}

static bool has_sessions(const struct simulation *s)
{
    for (size_t i = 0; i < s->net->n_tunnels; i++)
        if (s->net->tunnel[i].withdrawn)
            return false;
    return true;
}

/* One end begins anew: the other one's session goes with the SAs that are replaced, and does not
 * wait for its hold timer. */
static void test_failover_session_goes_with_replaced_sas(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, SITE("180s", "at: 30s, connection: to-a, kind: reset"));
    assert_true(outage_s(&s, 0) < 0.2 && has_sessions(&s));
    simulate_end(&s);
    simulate(&s, SITE("180s", "at: 30s, connection: to-a, kind: down, for: 20s"));
    assert_true(outage_s(&s, 0) > 20 && outage_s(&s, 0) < 20.3 && has_sessions(&s));
    simulate_end(&s);
}

/* It has not come up in 4 s: its routes go, though the run has begun with them; programming them
 * takes 4 s. */
static void test_failover_tunnel_that_never_comes_up(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, SITE("180s", "at: 0s, tunnel: to-a, kind: down, for: 60s"));
    assert_true(outage_s(&s, 0) > 4 && outage_s(&s, 0) < 8.3 && has_sessions(&s));
    simulate_end(&s);
}

/* Nothing is said to break, but the rekeying of one tunnel fails: its SAs expire at 300 s, and the
 * other one carries until the session is back and its routes are programmed. */
static void test_failover_without_a_fault(void **state)
{
    struct simulation s;
    uint64_t through_b = 0;

    (void)state;
    simulate(&s, SITE_OF("320s", ", " POLICY "PFS14}", "}, " POLICY "PFS2}", ""));
    assert_true(outage_s(&s, 0) < 0.3 && has_sessions(&s));
    for (size_t i = 0; i < s.net->n_tunnels; i++)
        through_b += strcmp(s.net->tunnel[i].name, "to-b") == 0 ? s.net->tunnel[i].sent.packets : 0;
    assert_in_range(through_b, 5, 6 * 50);
    simulate_end(&s);
}

#define SPOKE(faults)                                                                              \
    "vnetsim: 1\nsimulation: {duration: 60s, sample_interval: 0s}\nvirtual_networks:\n"            \
    "  hub: {region: westus, address_prefixes: [10.0.0.0/16], subnets: {s: {address_prefix: "      \
    "10.0.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.0.255.0/27}}, peerings: {spoke: {remote_virtual_network: spoke, allow_gateway_transit: "   \
    "true}}}\n"                                                                                    \
    "  spoke: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "    \
    "10.1.0.0/24}}, peerings: {hub: "                                                              \
    "{remote_virtual_network: hub, use_remote_gateways: true}}}\n"                                 \
    "virtual_network_gateways: {gw: {virtual_network: hub, sku: VpnGw1AZ, enable_bgp: true, "      \
    "bgp_settings: {asn: 65010}}}\n"                                                               \
    "local_network_gateways: {lng: {gateway_ip_address: 198.51.100.21, bgp_settings: {asn: "       \
    "65020, bgp_peering_address: 172.20.0.1}}}\n"                                                  \
    "connections: {c: {type: IPsec, from: gw, to: lng, shared_key: k, enable_bgp: true}}\n"        \
    "on_premises_sites:\n  dc: {near: westus, address_prefixes: [172.20.0.0/16], bandwidth: "      \
    "1Gbps, latency: 5ms, "                                                                        \
    "hosts: {h: {}}, devices: {fw: {public_ip: 198.51.100.21, bgp_settings: {asn: 65020, "         \
    "bgp_peering_address: 172.20.0.1}}}}\n"                                                        \
    "virtual_machines: {vh: {subnet: hub/s}, vs: {subnet: spoke/s}}\n"                             \
    "traffic:\n  to-hub: {from: h, to: vh, app: ping, interval: 100ms}\n  to-spoke: {from: h, "    \
    "to: vs, app: ping, interval: 100ms}\n"                                                        \
    "faults: {f: {at: 20s, peering: spoke/hub, kind: down" faults "}}\n"

/* Does the device have a way to the prefix? */
static bool knows(const struct simulation *s, const char *prefix)
{
    const struct control *c = s->net->control;
    const struct speaker *device = c->speaker[s->net->n_gateways - 1];
    struct ip4_prefix wanted;

    assert_non_null(device->gateway->declared->device);
    assert_int_equal(ip4_prefix_parse(prefix, &wanted), IP4_OK);
    for (uint32_t p = 0; p < c->n_prefixes; p++)
        if (ip4_prefix_equal(c->prefix[p], wanted))
            return device->best[p] != NULL;
    fail_msg("nobody tells %s", prefix);
    return false;
}

/* The hub's gateway withdraws a spoke whose peering is down, and tells it again; the hub's own
 * prefix stays. */
static void test_hub_withdraws_a_spoke(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, SPOKE(""));
    assert_true(knows(&s, "10.0.0.0/16"));
    assert_false(knows(&s, "10.1.0.0/16"));
    assert_true(outage_s(&s, 0) < 1 && outage_s(&s, 1) > 39.5);
    simulate_end(&s);

    simulate(&s, SPOKE(", for: 10s"));
    assert_true(knows(&s, "10.0.0.0/16") && knows(&s, "10.1.0.0/16"));
    assert_true(outage_s(&s, 0) < 1 && outage_s(&s, 1) > 10 &&
                outage_s(&s, 1) < 12); /* route programming: 1 s (assumed) */
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failover_with_bgp_lasts_as_published),
        cmocka_unit_test(test_failover_session_goes_with_replaced_sas),
        cmocka_unit_test(test_failover_tunnel_that_never_comes_up),
        cmocka_unit_test(test_failover_without_a_fault),
        cmocka_unit_test(test_failover_hold_timer_moves_the_routes),
        cmocka_unit_test(test_failover_tunnel_withdraws_at_once),
        cmocka_unit_test(test_failover_session_closes_and_returns),
        cmocka_unit_test(test_hub_withdraws_a_spoke),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
