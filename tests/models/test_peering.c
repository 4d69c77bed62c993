/*
 * Peerings as they are deployed (out of use, out of sync) and pools of clients, in effective
 * routes: cases worked by hand. The hub's half with a is of the day before a got 10.11/16; b's half
 * is disconnected; a uses the hub's gateway, which has clients.
 */
#include "models/routing/effective.h"
#include "tests/theory/simulate.h"

static const char *const cloud =
    "vnetsim: 1\nsimulation: {duration: 1s}\n"
    "virtual_networks:\n"
    "  hub:\n    region: westus\n    address_prefixes: [10.0.0.0/16]\n"
    "    subnets: {s: {address_prefix: 10.0.0.0/24}, GatewaySubnet: {address_prefix: "
    "10.0.255.0/27}}\n"
    "    peerings: {to-a: {remote_virtual_network: a, allow_gateway_transit: true, "
    "remote_address_prefixes: [10.1.0.0/16, 10.5.0.0/16]}, "
    "to-b: {remote_virtual_network: b}}\n"
    "  a:\n    region: westus\n    address_prefixes: [10.1.0.0/16, 10.11.0.0/16]\n"
    "    subnets: {s: {address_prefix: 10.1.0.0/24}, added: {address_prefix: 10.11.0.0/24}}\n"
    "    peerings: {to-hub: {remote_virtual_network: hub, use_remote_gateways: true}}\n"
    "  b:\n    region: westus\n    address_prefixes: [10.2.0.0/16]\n    subnets: {s: "
    "{address_prefix: 10.2.0.0/24}}\n"
    "    peerings: {to-hub: {remote_virtual_network: hub, peering_state: Disconnected}}\n"
    "  far:\n    region: northeurope\n    address_prefixes: [10.9.0.0/16]\n"
    "    subnets: {s: {address_prefix: 10.9.0.0/24}, GatewaySubnet: {address_prefix: "
    "10.9.255.0/27}}\n"
    "virtual_network_gateways: {gh: {virtual_network: hub, sku: VpnGw1AZ, vpn_client_address_pool: "
    "[172.20.0.0/24]}, gf: {virtual_network: far, sku: VpnGw1AZ}}\n"
    "connections: {h: {type: Vnet2Vnet, from: gh, to: gf, shared_key: k}, f: {type: Vnet2Vnet, "
    "from: gf, to: gh, shared_key: k}}\n"
    "private_endpoints: {p: {subnet: a/added, service: storage, private_ip_address: 10.11.0.50}, "
    "q: {subnet: a/s, service: storage, private_ip_address: 10.1.0.50}}\n"
    "virtual_machines: {va: {subnet: a/s}}\n"
    "traffic: {}\n";

#define IP(a, b, c, d)                                                                             \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static enum topo_hop hop(const struct simulation *s, const char *vnet, uint32_t addr)
{
    const struct topo *t = s->scenario.topo;
    for (size_t i = 0; i < t->n_vnets; i++) {
        struct effective e;
        if (strcmp(t->vnets[i].r.name, vnet) != 0)
            continue;
        const struct topo_subnet *at = &t->vnets[i].subnets[t->vnets[i].n_subnets - 1];
        effective_routes(&e, t, at, NULL, s->scenario.arena);
        const struct effective_route *r = effective_lookup(&e, addr);
        assert_non_null(r);
        return r->hop;
    }
    fail_msg("no network %s", vnet);
    return TOPO_HOP_NONE;
}

static void test_peering_out_of_sync(void **state)
{
    const struct simulation *s = *state;
    assert_int_equal(hop(s, "hub", IP(10, 1, 0, 4)), TOPO_HOP_PEERING);
    assert_int_equal(hop(s, "hub", IP(10, 11, 0, 4)), TOPO_HOP_NONE);   /* not known yet */
    assert_int_equal(hop(s, "hub", IP(10, 5, 0, 4)), TOPO_HOP_PEERING); /* not there any more */
    assert_int_equal(hop(s, "hub", IP(10, 1, 0, 50)), TOPO_HOP_ENDPOINT);
    assert_int_equal(hop(s, "hub", IP(10, 11, 0, 50)), TOPO_HOP_NONE); /* nor what stands in it */
    assert_int_equal(hop(s, "a", IP(10, 0, 0, 4)),
                     TOPO_HOP_PEERING); /* the other half is in order */
    assert_int_equal(hop(s, "far", IP(10, 1, 0, 4)),
                     TOPO_HOP_GATEWAY); /* the gateway tells what its half knows */
    assert_int_equal(hop(s, "far", IP(10, 11, 0, 4)), TOPO_HOP_NONE);
}

static void test_peering_out_of_use(void **state)
{
    const struct simulation *s = *state;
    assert_int_equal(hop(s, "hub", IP(10, 2, 0, 4)), TOPO_HOP_NONE);
    assert_int_equal(hop(s, "b", IP(10, 0, 0, 4)), TOPO_HOP_NONE);
}

static void test_peering_clients(void **state)
{
    const struct simulation *s = *state;
    assert_int_equal(hop(s, "hub", IP(172, 20, 0, 7)), TOPO_HOP_GATEWAY);
    assert_int_equal(hop(s, "a", IP(172, 20, 0, 7)),
                     TOPO_HOP_GATEWAY); /* told over gateway transit */
    assert_int_equal(hop(s, "far", IP(172, 20, 0, 7)), TOPO_HOP_NONE); /* and not over Vnet2Vnet */
}

static int open_cloud(void **state)
{
    static struct simulation s;
    simulate(&s, cloud);
    *state = &s;
    return 0;
}

static int close_cloud(void **state)
{
    simulate_end(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_peering_out_of_sync),
        cmocka_unit_test(test_peering_out_of_use),
        cmocka_unit_test(test_peering_clients),
    };
    return cmocka_run_group_tests(tests, open_cloud, close_cloud);
}
