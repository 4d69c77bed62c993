/*
 * Effective routes of a subnet, by the platform's rules (Virtual network traffic routing,
 * 2023-05-27), on cases worked by hand.
 */
#include "models/routing/effective.h"
#include "sim/base/arena.h"
#include "tests/theory/simulate.h"

static const char *const cloud =
    "vnetsim: 1\nsimulation: {duration: 1s}\n"
    "virtual_networks:\n"
    "  hub:\n    region: westus\n    address_prefixes: [10.0.0.0/16]\n"
    "    subnets: {s: {address_prefix: 10.0.0.0/24}, GatewaySubnet: {address_prefix: "
    "10.0.255.0/27}}\n"
    "    peerings: {to-a: {remote_virtual_network: a, allow_gateway_transit: true}, to-b: "
    "{remote_virtual_network: b}}\n"
    "  a:\n    region: westus\n    address_prefixes: [10.1.0.0/16]\n"
    "    subnets: {s: {address_prefix: 10.1.0.0/24}, own: {address_prefix: 10.1.1.0/24, "
    "route_table: user}, "
    "closed: {address_prefix: 10.1.2.0/24, route_table: shut}, third: {address_prefix: "
    "10.1.3.0/24, route_table: near}}\n"
    "    peerings: {to-hub: {remote_virtual_network: hub, use_remote_gateways: true}}\n"
    "  b:\n    region: westus\n    address_prefixes: [10.2.0.0/16]\n    subnets: {s: "
    "{address_prefix: 10.2.0.0/24}}\n"
    "    peerings: {to-hub: {remote_virtual_network: hub}}\n"
    "  far:\n    region: northeurope\n    address_prefixes: [10.9.0.0/16]\n"
    "    subnets: {s: {address_prefix: 10.9.0.0/24}, GatewaySubnet: {address_prefix: "
    "10.9.255.0/27}}\n"
    "  wide:\n    region: northeurope\n    address_prefixes: [10.0.0.0/8]\n    subnets: {s: "
    "{address_prefix: 10.200.0.0/24}}\n"
    "virtual_network_gateways: {gh: {virtual_network: hub, sku: VpnGw1AZ}, gf: {virtual_network: "
    "far, sku: VpnGw1AZ}}\n"
    "local_network_gateways: {l: {endpoint: gf, address_prefixes: [10.9.0.0/16, 10.1.7.0/24, "
    "192.168.0.0/16]}}\n"
    "connections: {h: {type: IPsec, from: gh, to: l, shared_key: k}, f: {type: Vnet2Vnet, from: "
    "gf, to: gh, shared_key: k}}\n"
    "route_tables:\n"
    "  user: {routes: {x: {address_prefix: 10.9.0.0/16, next_hop_type: None}, "
    "y: {address_prefix: 10.9.3.0/24, next_hop_type: VirtualNetworkGateway}, z: {address_prefix: "
    "0.0.0.0/0, next_hop_type: VnetLocal}}}\n"
    "  near: {routes: {w: {address_prefix: 10.0.0.0/24, next_hop_type: None}, v: {address_prefix: "
    "10.0.0.52/32, next_hop_type: None}}}\n"
    "  shut: {disable_bgp_route_propagation: true}\n"
    "private_endpoints: {p: {subnet: hub/s, service: storage, private_ip_address: 10.0.0.50}, q: "
    "{subnet: hub/s, service: storage, "
    "private_ip_address: 10.0.0.52}, r: {subnet: a/s, service: storage, private_ip_address: "
    "10.1.0.50}}\n"
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"
    "traffic: {}\n";

static struct simulation shared;

static const struct topo_subnet *subnet(const char *vnet, const char *name)
{
    const struct topo *t = shared.scenario.topo;
    for (size_t i = 0; i < t->n_vnets; i++)
        for (size_t k = 0; k < t->vnets[i].n_subnets; k++)
            if (strcmp(t->vnets[i].r.name, vnet) == 0 &&
                strcmp(t->vnets[i].subnets[k].r.name, name) == 0)
                return &t->vnets[i].subnets[k];
    fail_msg("no subnet %s/%s", vnet, name);
    return NULL;
}

/* Where a packet from the subnet to the address goes. */
static void assert_hop(const char *vnet, const char *name, uint32_t addr, enum topo_hop hop)
{
    struct effective e;
    effective_routes(&e, shared.scenario.topo, subnet(vnet, name), NULL, shared.scenario.arena);
    const struct effective_route *r = effective_lookup(&e, addr);
    assert_non_null(r);
    assert_int_equal(r->hop, hop);
}

#define IP(a, b, c, d)                                                                             \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static void test_effective_system(void **state)
{
    (void)state;
    assert_hop("b", "s", IP(10, 2, 9, 9), TOPO_HOP_LOCAL);
    assert_hop("b", "s", IP(10, 0, 0, 4), TOPO_HOP_PEERING);
    assert_hop("b", "s", IP(10, 1, 0, 4),
               TOPO_HOP_NONE); /* peering is not transitive; 10/8 goes nowhere */
    assert_hop("b", "s", IP(100, 64, 0, 1), TOPO_HOP_NONE);
    assert_hop("b", "s", IP(172, 31, 0, 1), TOPO_HOP_NONE);
    assert_hop("b", "s", IP(172, 32, 0, 1), TOPO_HOP_INTERNET);
    assert_hop("wide", "s", IP(10, 77, 0, 1),
               TOPO_HOP_LOCAL); /* the network's own 10/8 replaces the one to nowhere */
}

static void test_effective_gateway(void **state)
{
    const struct topo_peering *through;
    (void)state;
    assert_hop("hub", "s", IP(10, 9, 0, 4), TOPO_HOP_GATEWAY);
    assert_hop("a", "s", IP(10, 9, 0, 4), TOPO_HOP_GATEWAY); /* lent */
    assert_hop("b", "s", IP(10, 9, 0, 4), TOPO_HOP_NONE);    /* not asked for */
    assert_hop("hub", "s", IP(192, 168, 1, 1), TOPO_HOP_GATEWAY);
    /* inside a peering's range the gateway's route is not used, however long it is */
    assert_hop("hub", "s", IP(10, 1, 7, 1), TOPO_HOP_PEERING);
    assert_hop("a", "closed", IP(10, 9, 0, 4), TOPO_HOP_NONE); /* propagation is off */
    assert_string_equal(effective_gateway(subnet("a", "s")->vnet, &through)->r.name, "gh");
    assert_non_null(through);
    assert_null(effective_gateway(subnet("b", "s")->vnet, &through));
}

static void test_effective_endpoint(void **state)
{
    (void)state;
    assert_hop("hub", "s", IP(10, 0, 0, 50), TOPO_HOP_ENDPOINT);
    assert_hop("hub", "GatewaySubnet", IP(10, 0, 0, 50), TOPO_HOP_ENDPOINT);
    assert_hop("b", "s", IP(10, 0, 0, 50), TOPO_HOP_ENDPOINT); /* a direct peer */
    assert_hop("a", "third", IP(10, 0, 0, 50),
               TOPO_HOP_ENDPOINT); /* a shorter route of the user's does not go before it */
    assert_hop("a", "third", IP(10, 0, 0, 51), TOPO_HOP_NONE);  /* beside it that route does */
    assert_hop("a", "third", IP(10, 0, 0, 52), TOPO_HOP_NONE);  /* and one of 32 bits too */
    assert_hop("b", "s", IP(10, 1, 0, 50), TOPO_HOP_NONE);      /* a peer's peer */
    assert_hop("far", "s", IP(10, 0, 0, 50), TOPO_HOP_GATEWAY); /* over the VPN as the network */
}

static void test_effective_user(void **state)
{
    (void)state;
    assert_hop("a", "own", IP(10, 9, 0, 4), TOPO_HOP_NONE); /* user-defined before the gateway's */
    assert_hop("a", "own", IP(10, 9, 3, 4), TOPO_HOP_GATEWAY); /* longer */
    assert_hop("a", "own", IP(10, 0, 0, 4), TOPO_HOP_PEERING); /* longer than the default route */
    assert_hop("a", "own", IP(8, 8, 8, 8),
               TOPO_HOP_LOCAL); /* the default route's user-defined hop */
    assert_hop("a", "own", IP(172, 16, 0, 1),
               TOPO_HOP_LOCAL); /* which takes the routes of private ranges to nowhere away */
}

/* A Vnet2Vnet connection leads to the other network, and to those that use its gateway. */
static void test_effective_connection(void **state)
{
    const struct topo_gateway *far = subnet("far", "s")->vnet->gateway;
    (void)state;
    assert_string_equal(effective_connection(far, IP(10, 0, 0, 4))->connection->r.name, "f");
    assert_string_equal(effective_connection(far, IP(10, 1, 0, 4))->connection->r.name, "f");
    assert_null(effective_connection(far, IP(10, 2, 0, 4)));
    assert_int_equal(
        effective_connection(subnet("hub", "s")->vnet->gateway, IP(10, 1, 7, 1))->prefix.len, 24);
}

/* Of two routes of one prefix the one that is not used names the one that is. */
static void test_effective_says_what_goes_before(void **state)
{
    struct effective e;
    size_t inactive = 0;
    (void)state;
    effective_routes(&e, shared.scenario.topo, subnet("a", "own"), NULL, shared.scenario.arena);
    for (size_t i = 0; i < e.n; i++) {
        if (e.v[i].active)
            continue;
        inactive++;
        assert_true(e.v[e.v[i].by].active || e.v[e.v[i].by].source == EFFECTIVE_SYSTEM);
        assert_true(ip4_prefix_contains(e.v[e.v[i].by].prefix, e.v[i].prefix));
    }
    assert_int_equal(inactive,
                     3); /* the gateway's 10.9/16 and 10.1.7/24, and the system's default route */
}

static int open_cloud(void **state)
{
    (void)state;
    simulate(&shared, cloud);
    return 0;
}

static int close_cloud(void **state)
{
    (void)state;
    simulate_end(&shared);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_effective_system),
        cmocka_unit_test(test_effective_gateway),
        cmocka_unit_test(test_effective_user),
        cmocka_unit_test(test_effective_endpoint),
        cmocka_unit_test(test_effective_connection),
        cmocka_unit_test(test_effective_says_what_goes_before),
    };
    return cmocka_run_group_tests(tests, open_cloud, close_cloud);
}
