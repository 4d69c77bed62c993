/*
 * The byte ladder against what packets of a run put on links: through a tunnel with each kind of
 * cipher, over a device's line and behind address translation, over a peering with framing and
 * small MTUs; and the MSS that it says is in force against the one that TCP uses.
 */
#include "models/flow/tcp_flow.h"
#include "models/trace/ladder.h"
#include "sim/base/arena.h"
#include "tests/theory/simulate.h"

static const char *const vpn =
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 3s, warmup: 2s, "
    "sample_interval: 0s}\n"
    "virtual_networks:\n"
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
    "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ, mss_clamp: 1300B}, gb: "
    "{virtual_network: b, sku: VpnGw2AZ}}\n"
    "connections:\n"
    "  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k%s}\n"
    "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k%s}\n"
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"
    "links: {left--right: {latency: 10ms, mtu: %s, framing: 38B}}\n"
    "traffic: {t: {from: va, to: vb, app: cbr, rate: 1Mbps, packet_size: %dB}}\n";

static const char *const site =
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 3s, warmup: 2s, "
    "sample_interval: 0s}\n"
    "virtual_networks:\n"
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
    "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ}}\n"
    "local_network_gateways: {lng: {endpoint: o, address_prefixes: [192.168.0.0/16]}}\n"
    "connections: {ao: {type: IPsec, from: ga, to: lng, shared_key: k}}\n"
    "on_premises_sites: {o: {near: right, address_prefixes: [192.168.0.0/16], bandwidth: 100Mbps, "
    "latency: 3ms, devices: {d: {nat: %s, mss_clamp: 1200B}}, hosts: {h: {}}}}\n"
    "virtual_machines: {va: {subnet: a/s}}\n"
    "links: {left--right: {latency: 10ms, mtu: %s}}\n"
    "traffic: {t: {from: h, to: va, app: cbr, rate: 1Mbps, packet_size: %dB}}\n";

static uint32_t vm_of(const struct network *n, const char *name)
{
    for (uint32_t i = 0; i < n->n_vms; i++)
        if (strcmp(n->vm[i].name, name) == 0)
            return i;
    fail_msg("no VM %s", name);
    return 0;
}

static void walk(struct trace *t, struct trace_question *q, const struct network *n,
                 const char *from, const char *to, struct arena *arena)
{
    *q = trace_ask(n, vm_of(n, from), vm_of(n, to));
    trace_walk(t, n, q, arena);
    assert_true(t->arrived);
}

/* Every link of the way carried packets of exactly that size; *largest is what the ladder says
 * fits. */
static void check(const char *yaml, const char *from, const char *to, uint32_t bytes,
                  size_t n_links, uint32_t *largest)
{
    struct simulation s;
    struct arena *arena = arena_new();
    struct trace t;
    struct trace_question q;
    size_t seen = 0;
    bool whole = true;

    simulate(&s, yaml);
    walk(&t, &q, s.net, from, to, arena);
    struct ladder_at *at = ARENA_ARRAY(arena, struct ladder_at, t.n_rungs);
    ladder_climb(&t, bytes, at);
    for (size_t i = 0; i < t.n_rungs; i++) {
        if (t.rung[i].kind != TRACE_SENDS)
            continue;
        const struct link *l = t.rung[i].link;
        assert_true(l->count.packets > 20);
        assert_int_equal(l->count.bytes,
                         l->count.packets * (at[i].bytes + (at[i].fragments - 1) * 20));
        assert_int_equal(at[i].wire_bytes, at[i].bytes + (at[i].fragments - 1) * 20 +
                                               at[i].fragments * l->framing_bytes);
        whole = whole && at[i].fragments == 1;
        seen++;
    }
    assert_int_equal(seen, n_links);
    *largest = ladder_largest(&t);
    assert_true(whole == (bytes <= *largest));
    assert_int_equal(*largest, t.largest_bytes);
    simulate_end(&s);
    arena_free(arena);
}

#define POLICY(encryption, integrity)                                                              \
    ", ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, "        \
    "ipsec_encryption: " encryption ", ipsec_integrity: " integrity                                \
    ", pfs_group: None, sa_lifetime: 27000s, sa_data_size: 102400000KB}"

static void test_ladder_is_what_a_tunnel_carries(void **state)
{
    static const struct {
        const char *policy, *mtu;
        uint32_t largest;
    } at[] = {
        /* by the arithmetic of the RFCs in models/vpn/esp.h */
        {"", "1500B", 1446},
        {"", "1400B", 1346},
        {POLICY("AES256", "SHA256"), "1500B", 1438},
        {POLICY("AES256", "SHA256"), "1400B", 1326},
        {POLICY("AES256", "SHA1"), "1400B", 1342},
    };
    static const int sizes[] = {100,  1326, 1327, 1342, 1343, 1346, 1347,
                                1390, 1438, 1439, 1446, 1447, 1500, 4000};

    (void)state;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            char yaml[4096];
            uint32_t largest;
            snprintf(yaml, sizeof yaml, vpn, at[i].policy, at[i].policy, at[i].mtu, sizes[k]);
            check(yaml, "va-0", "vb-0", (uint32_t)sizes[k], 3, &largest);
            assert_int_equal(largest, at[i].largest);
        }
}

/* Host, line of the site, backbone, VM: four links. With address translation 8 bytes of UDP around.
 */
static void test_ladder_of_a_site(void **state)
{
    static const struct {
        const char *nat, *mtu;
        uint32_t largest;
    } at[] = {{"false", "1500B", 1446}, {"true", "1500B", 1438}, {"true", "1400B", 1338}};
    static const int sizes[] = {100, 1338, 1339, 1438, 1439, 1446, 1500};

    (void)state;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            char yaml[4096];
            uint32_t largest;
            snprintf(yaml, sizeof yaml, site, at[i].nat, at[i].mtu, sizes[k]);
            check(yaml, "h-0", "va-0", (uint32_t)sizes[k], 4, &largest);
            assert_int_equal(largest, at[i].largest);
        }
}

/* What two ends agree on in a run, before time stamps are taken off. */
static void check_mss(const char *yaml, const char *from, const char *to, const uint32_t mss[2],
                      const char *by)
{
    struct simulation s;
    struct arena *arena = arena_new();
    struct trace there, back;
    struct trace_question q, in;
    const char *why;

    simulate(&s, yaml);
    walk(&there, &q, s.net, from, to, arena);
    walk(&back, &in, s.net, to, from, arena);
    assert_int_equal(ladder_mss(s.net, q.from, q.to, &back, arena, &why), mss[0]);
    assert_non_null(strstr(why, by));
    assert_int_equal(ladder_mss(s.net, q.to, q.from, &there, arena, &why), mss[1]);
    assert_int_equal(s.net->src[0]->tcp->mss, mss[0] - 12);
    assert_int_equal(s.net->dst[0]->tcp->mss, mss[1] - 12);
    simulate_end(&s);
    arena_free(arena);
}

/* The yaml with a transfer in the place of the stream. */
static void transfer(char *yaml, size_t size)
{
    char *app = strstr(yaml, "app: cbr");

    assert_non_null(app);
    snprintf(app, size - (size_t)(app - yaml), "app: bulk}}\n");
}

static void test_ladder_knows_the_mss_in_force(void **state)
{
    char yaml[4096];

    (void)state;
    snprintf(yaml, sizeof yaml, vpn, "", "", "1500B", 100);
    transfer(yaml, sizeof yaml);
    check_mss(yaml, "va-0", "vb-0", (const uint32_t[]){1300, 1300},
              "ga"); /* the smaller of the two gateways */
    snprintf(yaml, sizeof yaml, site, "false", "1500B", 100);
    transfer(yaml, sizeof yaml);
    check_mss(yaml, "h-0", "va-0", (const uint32_t[]){1200, 1200}, "o/d");
    check_mss("vnetsim: 1\nsimulation: {duration: 1s, sample_interval: 0s}\n"
              "virtual_networks: {a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: "
              "{s: {address_prefix: 10.1.0.0/24}}}}\n"
              "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 1Gbps, mtu: 9000B}}, vb: "
              "{subnet: a/s, nic: {bandwidth: 1Gbps, mtu: 3900B}}}\n"
              "traffic: {t: {from: va, to: vb, app: bulk}}\n",
              "va-0", "vb-0", (const uint32_t[]){3860, 3860}, "vb-0");
}

/* Requests go by an appliance, and answers through a tunnel, whose gateways see one SYN of the two.
 */
static const char two_ways[] =
    "vnetsim: 1\nsimulation: {duration: 3s, warmup: 2s, sample_interval: 0s}\nvirtual_networks:\n"
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24, route_table: r}, GatewaySubnet: {address_prefix: 10.1.255.0/27}},\n"
    "      peerings: {c: {remote_virtual_network: c}}}\n"
    "  b: {region: westus, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}},\n"
    "      peerings: {c: {remote_virtual_network: c, allow_forwarded_traffic: true}}}\n"
    "  c: {region: westus, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: "
    "10.3.0.0/24}},\n"
    "      peerings: {a: {remote_virtual_network: a}, b: {remote_virtual_network: b}}}\n"
    "route_tables: {r: {routes: {b: {address_prefix: 10.2.0.0/16, next_hop_type: VirtualAppliance, "
    "next_hop_ip_address: 10.3.0.4}}}}\n"
    "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ}, gb: {virtual_network: b, "
    "sku: VpnGw2AZ}}\n"
    "connections: {ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}, ba: {type: Vnet2Vnet, "
    "from: gb, to: ga, shared_key: k}}\n"
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}, fw: {subnet: c/s, ip_forwarding: "
    "true}}\n"
    "traffic: {t: {from: va, to: vb, app: bulk, start: 1s}}\n";

static void test_ladder_knows_that_each_way_has_its_mss(void **state)
{
    (void)state;
    check_mss(two_ways, "va-0", "vb-0", (const uint32_t[]){1350, 1460}, "clamps");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ladder_is_what_a_tunnel_carries),
        cmocka_unit_test(test_ladder_of_a_site),
        cmocka_unit_test(test_ladder_knows_the_mss_in_force),
        cmocka_unit_test(test_ladder_knows_that_each_way_has_its_mss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
