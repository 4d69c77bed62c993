/*
 * What connections lead to once BGP has converged, by the platform's rules (VPN Gateway FAQ,
 * 2026-06-04), on cases worked by hand: a chain a - b - c of gateways, c's site with two devices,
 * and a site at a that tells a default route.
 */
#include "models/routing/effective.h"
#include "models/routing/rib.h"
#include "sim/base/arena.h"
#include "tests/theory/simulate.h"

#define IP(a, b, c, d)                                                                             \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* Further lines go to devices of site `far`, and to the local network gateway of `near`. */
static const char *const cloud =
    "vnetsim: 1\nsimulation: {duration: 1s}\n"
    "virtual_networks:\n"
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
    "  b:\n    region: eastus\n    address_prefixes: [10.2.0.0/16]\n    subnets: {s: "
    "{address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}\n"
    "    peerings: {to-spoke: {remote_virtual_network: spoke, allow_gateway_transit: true}}\n"
    "  c: {region: northeurope, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: "
    "10.3.0.0/24}, GatewaySubnet: {address_prefix: 10.3.255.0/27}}}\n"
    "  spoke:\n    region: eastus\n    address_prefixes: [10.22.0.0/16]\n    subnets: {s: "
    "{address_prefix: 10.22.0.0/24}}\n"
    "    peerings: {to-b: {remote_virtual_network: b, use_remote_gateways: true}}\n"
    "virtual_network_gateways:\n"
    "  ga: {virtual_network: a, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65101}}\n"
    "  gb: {virtual_network: b, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65102}}\n"
    "  gc: {virtual_network: c, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: %d}}\n"
    "on_premises_sites:\n"
    "  near:\n    near: westus\n    address_prefixes: [192.168.1.0/24]\n"
    "    devices: {fw: {bgp_settings: {asn: 65010, bgp_peering_address: 192.168.1.1, "
    "advertised_prefixes: [0.0.0.0/0, 192.168.1.0/24, 10.1.7.0/24, 10.0.0.0/8]}}}\n"
    "  far:\n    near: northeurope\n    address_prefixes: [192.168.2.0/24]\n"
    "    devices: {fw-a: {public_ip: 198.51.100.1, bgp_settings: {asn: 65020}}, fw-b: {public_ip: "
    "198.51.100.2, bgp_settings: {asn: 65020, as_path_prepend: %d}}}\n"
    "local_network_gateways:\n"
    "  ln: {endpoint: near, bgp_settings: {asn: %d, bgp_peering_address: 192.168.1.1}}\n"
    "  la: {gateway_ip_address: 198.51.100.1, bgp_settings: {asn: 65020}}\n"
    "  lb: {gateway_ip_address: 198.51.100.2, bgp_settings: {asn: 65020}}\n"
    "connections:\n"
    "  a-b: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, enable_bgp: true}\n"
    "  b-a: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k, enable_bgp: true}\n"
    "  b-c: {type: Vnet2Vnet, from: gb, to: gc, shared_key: k, enable_bgp: true}\n"
    "  c-b: {type: Vnet2Vnet, from: gc, to: gb, shared_key: k, enable_bgp: %s}\n"
    "  a-n: {type: IPsec, from: ga, to: ln, shared_key: k, enable_bgp: true}\n"
    "  c-fa: {type: IPsec, from: gc, to: la, shared_key: k, enable_bgp: true}\n"
    "  c-fb: {type: IPsec, from: gc, to: lb, shared_key: k, enable_bgp: true}\n"
    "virtual_machines: {va: {subnet: a/s}}\ntraffic: {}\n";

struct variant {
    int asn_c, prepend, asn_near;
    const char *c_to_b;
};
static const struct variant plain = {65103, 0, 65010, "true"};

static void open_variant(struct simulation *s, struct variant v)
{
    char text[8192];
    const int n = snprintf(text, sizeof text, cloud, v.asn_c, v.prepend, v.asn_near, v.c_to_b);
    assert_true(n > 0 && (size_t)n < sizeof text);
    simulate(s, text);
}

static const struct topo_gateway *endpoint(const struct simulation *s, const char *name)
{
    const struct topo *t = s->scenario.topo;
    for (size_t i = 0; i < t->n_endpoints; i++)
        if (strcmp(t->gateways[i].r.name, name) == 0)
            return &t->gateways[i];
    fail_msg("no endpoint %s", name);
    return NULL;
}

/* Routes side by side for the prefix; *first: one of them. */
static size_t routes(const struct simulation *s, const char *gateway, uint32_t addr, int len,
                     const struct rib_route **first)
{
    const struct rib *rib = endpoint(s, gateway)->rib;
    size_t n = 0;
    *first = NULL;
    for (size_t i = 0; i < rib->n; i++)
        if (rib->v[i].prefix.addr == addr && rib->v[i].prefix.len == len) {
            *first = *first == NULL ? &rib->v[i] : *first;
            n++;
        }
    return n;
}

static void assert_path(const struct rib_route *r, const uint32_t *asn, uint32_t n)
{
    const struct rib_path *p = r->path;
    assert_int_equal(p->len, n);
    for (uint32_t i = 0; i < n; i++, p = p->next) {
        assert_non_null(p);
        assert_int_equal(p->asn, asn[i]);
    }
    assert_null(p);
}

static void test_rib_transit_through_a_chain(void **state)
{
    struct simulation s;
    const struct rib_route *r;
    (void)state;
    open_variant(&s, plain);
    assert_int_equal(routes(&s, "ga", IP(10, 3, 0, 0), 16, &r), 1); /* c's network, over b */
    assert_true(r->learned);
    assert_string_equal(r->connection->r.name, "a-b");
    assert_path(r, (const uint32_t[]){65102, 65103}, 2);
    assert_int_equal(routes(&s, "ga", IP(10, 22, 0, 0), 16, &r),
                     1); /* the spoke that uses b's gateway */
    assert_path(r, (const uint32_t[]){65102}, 1);
    assert_int_equal(routes(&s, "ga", IP(192, 168, 2, 0), 24, &r),
                     1); /* the far site, over two gateways */
    assert_path(r, (const uint32_t[]){65102, 65103, 65020}, 3);
    simulate_end(&s);
}

static void test_rib_what_is_not_taken(void **state)
{
    struct simulation s;
    const struct rib_route *r;
    (void)state;
    open_variant(&s, plain);
    assert_int_equal(routes(&s, "ga", IP(10, 1, 7, 0), 24, &r), 0); /* inside a's own network */
    assert_int_equal(routes(&s, "ga", IP(10, 0, 0, 0), 8, &r), 1);  /* a superset is fine */
    assert_int_equal(routes(&s, "gb", IP(10, 0, 0, 0), 8, &r),
                     0); /* but it overlaps a's network, so a does not pass it on */
    assert_int_equal(routes(&s, "ga", 0, 0, &r),
                     1); /* a default route is taken, and not told further */
    assert_int_equal(routes(&s, "gb", 0, 0, &r), 0);
    assert_int_equal(routes(&s, "gb", IP(192, 168, 1, 0), 24, &r), 1);
    simulate_end(&s);
}

static void test_rib_equal_paths_side_by_side(void **state)
{
    struct simulation s;
    const struct rib_route *r;
    (void)state;
    open_variant(&s, plain);
    assert_int_equal(routes(&s, "gc", IP(192, 168, 2, 0), 24, &r), 2);
    assert_path(r, (const uint32_t[]){65020}, 1);
    simulate_end(&s);
    open_variant(&s, (struct variant){65103, 1, 65010, "true"}); /* fw-b tells a longer path */
    assert_int_equal(routes(&s, "gc", IP(192, 168, 2, 0), 24, &r), 1);
    assert_string_equal(r->connection->r.name, "c-fa");
    simulate_end(&s);
}

static void test_rib_loops_are_cut(void **state)
{
    struct simulation s;
    const struct rib_route *r;
    (void)state;
    open_variant(
        &s,
        (struct variant){
            65101, 0, 65010,
            "true"}); /* c has a's number: what passes through the one is refused by the other */
    assert_int_equal(routes(&s, "ga", IP(10, 3, 0, 0), 16, &r), 0);
    assert_int_equal(routes(&s, "gb", IP(10, 3, 0, 0), 16, &r), 1);
    assert_int_equal(routes(&s, "gc", IP(10, 1, 0, 0), 16, &r), 0);
    simulate_end(&s);
}

static void test_rib_sessions_that_do_not_come_up(void **state)
{
    struct simulation s;
    const struct rib_route *r;
    (void)state;
    open_variant(&s, (struct variant){65103, 0, 65011, "false"});
    for (size_t i = 0; i < s.scenario.topo->n_connections; i++) {
        const struct topo_connection *c = &s.scenario.topo->connections[i];
        const enum rib_session wanted = strcmp(c->r.name, "a-n") == 0   ? RIB_WRONG_ASN
                                        : strcmp(c->r.name, "b-c") == 0 ? RIB_OTHER_END
                                        : strcmp(c->r.name, "c-b") == 0 ? RIB_NO_SESSION
                                                                        : RIB_SESSION;
        assert_int_equal(rib_session(c), wanted);
    }
    /* without the session the connection is static: each knows the other's network, and nobody
     * beyond it */
    assert_int_equal(routes(&s, "gb", IP(10, 3, 0, 0), 16, &r), 1);
    assert_false(r->learned);
    assert_int_equal(routes(&s, "ga", IP(10, 3, 0, 0), 16, &r), 0);
    assert_int_equal(routes(&s, "ga", 0, 0, &r), 0);
    simulate_end(&s);
}

static void test_rib_peer_address(void **state)
{
    struct simulation s;
    (void)state;
    open_variant(&s, plain);
    assert_int_equal(rib_peer_address(endpoint(&s, "ga")), IP(10, 1, 255, 30));
    assert_int_equal(rib_peer_address(endpoint(&s, "near/fw")), IP(192, 168, 1, 1));
    assert_int_equal(rib_peer_address(endpoint(&s, "far/fw-a")), 0);
    simulate_end(&s);
}

/* Both ends have 10.1.0.0/16: by NAT rules BGP tells each of them the other's names, which c learns
 * as they are; without translation nobody learns anything. */
static void test_rib_names_by_nat(void **state)
{
    static const char *const text =
        "vnetsim: 1\nsimulation: {duration: 1s}\nvirtual_networks:\n"
        "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "  c: {region: eastus, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: "
        "10.3.0.0/24}, GatewaySubnet: {address_prefix: 10.3.255.0/27}}}\n"
        "virtual_network_gateways:\n"
        "  ga: {virtual_network: a, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 65101}, "
        "enable_bgp_route_translation_for_nat: %s,\n"
        "    nat_rules: {in: {mode: IngressSnat, internal_mapping: 10.1.0.0/16, external_mapping: "
        "10.50.0.0/16},\n"
        "                part: {mode: EgressSnat, internal_mapping: 10.1.0.0/24, external_mapping: "
        "10.60.0.0/24}}}\n"
        "  gc: {virtual_network: c, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 65103}}\n"
        "local_network_gateways: {l: {endpoint: site, bgp_settings: {asn: 65010, "
        "bgp_peering_address: 10.50.0.1}}}\n" /* as it is known here */
        "connections:\n  to-site: {type: IPsec, from: ga, to: l, shared_key: k, enable_bgp: true, "
        "ingress_nat_rules: [in], egress_nat_rules: [part]}\n"
        "  a-c: {type: Vnet2Vnet, from: ga, to: gc, shared_key: k, enable_bgp: true}\n  c-a: "
        "{type: Vnet2Vnet, from: gc, to: ga, shared_key: k, enable_bgp: true}\n"
        "on_premises_sites: {site: {near: westus, address_prefixes: [10.1.0.0/16], devices: {fw: "
        "{bgp_settings: {asn: 65010, bgp_peering_address: 10.1.0.1}}}, hosts: {h: {}}}}\n";
    (void)state;
    for (size_t told = 0; told < 2; told++) {
        char yaml[4096];
        struct simulation s;
        const struct rib_route *r;
        (void)snprintf(yaml, sizeof yaml, text, told ? "true" : "false");
        simulate(&s, yaml);
        assert_int_equal(routes(&s, "ga", IP(10, 50, 0, 0), 16, &r), told);
        assert_int_equal(routes(&s, "site/fw", IP(10, 60, 0, 0), 24, &r),
                         told); /* a part of the network: by its new name alone */
        assert_int_equal(routes(&s, "site/fw", IP(10, 1, 0, 0), 24, &r), 0);
        assert_int_equal(routes(&s, "site/fw", IP(10, 3, 0, 0), 16, &r), 1); /* no rule is for it */
        assert_int_equal(routes(&s, "gc", IP(10, 50, 0, 0), 16, &r), told);
        if (told)
            assert_path(r, (const uint32_t[]){65101, 65010}, 2);
        assert_int_equal(routes(&s, "gc", IP(10, 60, 0, 0), 24, &r),
                         0); /* the name is for the site */
        simulate_end(&s);
    }
}

/* Two prefixes of a network stand behind one dynamic rule: the site knows its pool, once; a host
 * has the address with its last bits. */
static void test_rib_names_by_dynamic_nat(void **state)
{
    static const char *const text =
        "vnetsim: 1\nsimulation: {duration: 1s}\nvirtual_networks:\n"
        "  a: {region: westus, address_prefixes: [10.1.0.0/17, 10.1.128.0/17], subnets: {s: "
        "{address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw2AZ%s,\n"
        "    nat_rules: {few: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/16, "
        "external_mapping: 10.60.0.32/28}}}\n"
        "local_network_gateways: {l: {endpoint: site, %s}}\n"
        "connections: {to-site: {type: IPsec, from: ga, to: l, shared_key: k, egress_nat_rules: "
        "[few]%s}}\n"
        "on_premises_sites: {site: {near: westus, address_prefixes: [10.9.0.0/16], devices: {fw: "
        "{%s}}, hosts: {h: {}}}}\n"
        "virtual_machines: {v: {subnet: a/s, count: 20}}\n";
    (void)state;
    for (int bgp = 0; bgp < 2; bgp++) {
        char yaml[4096];
        struct simulation s;
        const struct rib_route *r;
        if (bgp)
            (void)snprintf(yaml, sizeof yaml, text,
                           ", enable_bgp: true, enable_bgp_route_translation_for_nat: true",
                           "bgp_settings: {asn: 65010}", ", enable_bgp: true",
                           "bgp_settings: {asn: 65010}");
        else
            (void)snprintf(yaml, sizeof yaml, text, "", "address_prefixes: [10.9.0.0/16]", "", "");
        simulate(&s, yaml);
        assert_int_equal(routes(&s, "site/fw", IP(10, 60, 0, 32), 28, &r), 1);
        assert_int_equal(r->learned, bgp);
        assert_int_equal(endpoint(&s, "site/fw")->rib->n, 1);
        const uint32_t site = (uint32_t)(endpoint(&s, "site/fw")->vnet - s.scenario.topo->vnets);
        for (uint32_t i = 0; i < s.net->n_vms; i++)
            if (s.net->vm[i].vnet != site)
                assert_int_equal(
                    network_seen(s.net, site, i,
                                 (struct nat_end){.addr = s.net->vm[i].addr, .by = NAT_FIRST})
                        .addr,
                    IP(10, 60, 0, 32 + (s.net->vm[i].addr & 15)));
        simulate_end(&s);
    }
}

/* More than 4,000 prefixes from one peer: the session is dropped; 4,000 are fine. */
static void test_rib_prefix_limit(void **state)
{
    (void)state;
    for (int n = RIB_PREFIXES_MAX; n <= RIB_PREFIXES_MAX + 1; n++) {
        struct simulation s;
        const struct rib_route *r;
        char *text = NULL;
        size_t len = 0;
        FILE *out = open_memstream(&text, &len);
        fprintf(
            out,
            "vnetsim: 1\nsimulation: {duration: 1s}\nvirtual_networks: {a: {region: westus, "
            "address_prefixes: [10.1.0.0/16], subnets: {GatewaySubnet: {address_prefix: "
            "10.1.255.0/27}}}}\n"
            "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw1AZ, enable_bgp: "
            "true}}\n"
            "local_network_gateways: {l: {endpoint: site, bgp_settings: {asn: 65010}}}\n"
            "connections: {c: {type: IPsec, from: ga, to: l, shared_key: k, enable_bgp: true}}\n"
            "on_premises_sites: {site: {near: westus, address_prefixes: [192.168.0.0/24], devices: "
            "{fw: {bgp_settings: {asn: 65010, advertised_prefixes: [");
        for (int i = 0; i < n; i++)
            fprintf(out, "%s172.%d.%d.%d/30", i > 0 ? ", " : "", 16 + (i >> 14), i >> 6 & 255,
                    (i & 63) * 4);
        fprintf(out, "]}}}}}\n");
        fclose(out);
        simulate(&s, text);
        assert_int_equal(routes(&s, "ga", IP(172, 16, 0, 0), 30, &r), n <= RIB_PREFIXES_MAX);
        simulate_end(&s);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rib_transit_through_a_chain),
        cmocka_unit_test(test_rib_what_is_not_taken),
        cmocka_unit_test(test_rib_equal_paths_side_by_side),
        cmocka_unit_test(test_rib_loops_are_cut),
        cmocka_unit_test(test_rib_sessions_that_do_not_come_up),
        cmocka_unit_test(test_rib_peer_address),
        cmocka_unit_test(test_rib_names_by_nat),
        cmocka_unit_test(test_rib_names_by_dynamic_nat),
        cmocka_unit_test(test_rib_prefix_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
