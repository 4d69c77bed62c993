/*
 * A random cloud as the text of a scenario, of a seed: peerings with all their flags, gateways,
 * tunnels, NAT rules, routes, appliances, security groups, sites and what answers for others.
 */
#ifndef TESTS_MODELS_RANDOM_CLOUD_H
#define TESTS_MODELS_RANDOM_CLOUD_H

#include <gsl/gsl_randist.h>

#include "sim/engine/rng.h"
#include "tests/theory/simulate.h"

enum { VNETS_MAX = 5 };

struct writing {
    FILE *out;
    struct rng rng, outward; /* outward: of ways to the Internet */
    int n;
    bool peered[VNETS_MAX][VNETS_MAX], gateway[VNETS_MAX];
    int uses[VNETS_MAX]; /* whose gateway; -1: nobody's */
    bool speaks[2],
        wrong[2]; /* of sites: BGP; local network gateways with an address that nobody has */
    bool renamed[2], hidden;    /* by NAT rules of the gateway: sites; its own network to them */
    bool has_default[2];        /* a site tells a default route */
    bool same;                  /* the second site has the first one's range */
    int second;                 /* the gateway that the second site has its second device at, too */
    bool second_nat, in_part;   /* that has rules for it; one of them for what is a name itself */
    bool active_active, paired; /* that gateway; and the first site's rule is of one instance, with
                                   another of the other */
};

static bool chance(struct writing *w, double p)
{
    return gsl_rng_uniform(&w->rng.gsl) < p;
}

static bool chance_out(struct writing *w, double p)
{
    return gsl_rng_uniform(&w->outward.gsl) < p;
}

static int below(struct writing *w, int n)
{
    return (int)gsl_rng_uniform_int(&w->rng.gsl, (unsigned long)n);
}

static const char *flag(struct writing *w, double p)
{
    return chance(w, p) ? "true" : "false";
}

static void write_vnets(struct writing *w)
{
    static const char *const region[] = {"westus", "northeurope", "japaneast"};
    fprintf(w->out, "virtual_networks:\n");
    for (int i = 0; i < w->n; i++) {
        fprintf(w->out,
                "  v%d:\n    region: %s\n    address_prefixes: [10.%d.0.0/16]\n    subnets:\n", i,
                region[below(w, 3)], i);
        fprintf(w->out, "      s: {address_prefix: 10.%d.0.0/24%s%s%s}\n", i,
                chance_out(w, 0.4)   ? ", nat_gateway: n"
                : chance_out(w, 0.3) ? ", default_outbound_access: true"
                                     : "",
                chance(w, 0.4)   ? ", route_table: t0"
                : chance(w, 0.3) ? ", route_table: t1"
                                 : "",
                chance(w, 0.3) ? ", network_security_group: g0" : "");
        fprintf(w->out, "      managed: {address_prefix: 10.%d.1.0/27%s}\n", i,
                chance(w, 0.2) ? ", route_table: t1" : "");
        fprintf(w->out, "      GatewaySubnet: {address_prefix: 10.%d.255.0/27%s}\n    peerings:\n",
                i, chance(w, 0.2) ? ", route_table: t2" : "");
        for (int k = 0; k < w->n; k++)
            if (k != i && (w->peered[i][k] || k == (i + 1) % w->n))
                fprintf(w->out,
                        "      to-%d: {remote_virtual_network: v%d, allow_virtual_network_access: "
                        "%s, allow_forwarded_traffic: %s, "
                        "allow_gateway_transit: %s, use_remote_gateways: %s, "
                        "remote_address_prefixes: [10.%d.%s], peering_state: %s}\n",
                        k, k, flag(w, 0.9), flag(w, 0.5), w->uses[k] == i ? "true" : flag(w, 0.3),
                        w->uses[i] == k ? "true" : "false", k,
                        chance(w, 0.9)   ? "0.0/16"
                        : chance(w, 0.5) ? "128.0/17"
                                         : "0.0/25",
                        chance(w, 0.95) ? "Connected" : "Disconnected");
    }
}

static void write_nat_rule(struct writing *w, const char *name, const char *mode,
                           const char *internal, const char *external, int len)
{
    if (!chance(w, 0.4)) { /* some for ports: of requests, or of those who ask */
        fprintf(w->out, "%s: {mode: %s, internal_mapping: %s, external_mapping: %s/%d%s}, ", name,
                mode, internal, external, len,
                chance(w, 0.7)   ? ""
                : chance(w, 0.5) ? ", internal_port_range: 5001, external_port_range: 15001"
                                 : ", internal_port_range: 49153, external_port_range: 9153");
        return;
    }
    fprintf(w->out,
            "%s: {type: Dynamic, mode: %s, internal_mapping: %s, external_mapping: %s/%d%s}, ",
            name, mode, internal, external, 26 + below(w, 7),
            w->active_active && chance(w, 0.4) ? ", instance: 1"
            : chance(w, 0.5)                   ? ", instance: 0"
                                               : "");
}

/* A rule that the other instance may have beside it. */
static void write_nat_pair(struct writing *w, const char *name, const char *mode,
                           const char *internal, const char *external)
{
    w->paired = w->active_active && chance(w, 0.5);
    if (!w->paired) {
        write_nat_rule(w, name, mode, internal, external, 24);
        return;
    }
    for (int i = 0; i < 2; i++)
        fprintf(w->out,
                "%s%s: {type: Dynamic, mode: %s, internal_mapping: %s, external_mapping: "
                "172.18.%d.0/28, instance: %d}, ",
                name, i == 0 ? "" : "-1", mode, internal, i, i);
}

static const char *site_range(const struct writing *w, int s)
{
    return s == 0 || w->same ? "192.168.200.0/24" : "192.168.201.0/24";
}

/* A dynamic rule is for one connection. */
static void write_first_rules(struct writing *w)
{
    static const char *const in[] = {"b1", "b2"}, *const from[] = {"172.16.202.0", "172.16.203.0"},
                             *const out[] = {"out0", "out1", "out2"},
                             *const to[] = {"172.20.0.0", "172.21.0.0", "172.22.0.0"};
    write_nat_pair(w, "b0", "IngressSnat", site_range(w, 0), "172.16.200.0");
    for (int i = 0; i < 2; i++)
        write_nat_rule(w, in[i], "IngressSnat", site_range(w, 1), from[i], 24);
    for (int i = 0; i < 3; i++)
        write_nat_rule(w, out[i], "EgressSnat", "10.0.0.0/16", to[i], 16);
}

/* Of the second gateway of the second site; one renames what is a name of the first site, one of
 * its two pools maybe. */
static void write_second_rules(struct writing *w, bool two)
{
    static const char *const own[] = {NULL, "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16",
                                      "10.4.0.0/16"};
    const bool first = w->active_active;
    w->active_active = two;
    write_nat_rule(w, "far", "IngressSnat", site_range(w, 1), "172.26.0.0", 24);
    write_nat_rule(w, "own", "EgressSnat", own[w->second], "172.27.0.0", 16);
    w->in_part = chance(w, 0.7);
    if (w->paired)
        fprintf(w->out,
                "name: {type: Dynamic, mode: EgressSnat, internal_mapping: 172.18.%d.0/28, "
                "external_mapping: 172.28.0.0/30}, ",
                below(w, 2));
    else
        write_nat_rule(w, "name", "EgressSnat", "172.16.200.0/24", "172.28.0.0", 24);
    w->active_active = first;
}

static void write_gateway(struct writing *w, const char *name, int i)
{
    const bool two = chance(w, i == 0 ? 0.5 : 0.3);
    fprintf(w->out,
            "  %s: {virtual_network: v%d, sku: VpnGw2AZ, active_active: %s, enable_bgp: %s, "
            "bgp_settings: {asn: %d}, enable_bgp_route_translation_for_nat: %s, nat_rules: {",
            name, i, two ? "true" : "false", flag(w, 0.7), 65100 + i, flag(w, 0.7));
    if (i == 0) {
        w->active_active = two;
        write_first_rules(w);
    } else if (i == w->second && w->second_nat) {
        write_second_rules(w, two);
    }
    fprintf(w->out, "}");
    if (chance(w, 0.15)) /* of clients, inside another network */
        fprintf(w->out, ", vpn_client_address_pool: [10.%d.0.0/25]", (i + 1) % w->n);
    fprintf(w->out, "}\n");
}

/* One or two sites, of one or two devices; each with a local network gateway and a connection from
 * g. */
static void write_sites(struct writing *w)
{
    fprintf(w->out, "on_premises_sites:\n");
    for (int s = 0; s < 2; s++) {
        fprintf(w->out,
                "  site%d:\n    near: %s\n    address_prefixes: [%s]\n    latency: "
                "3ms\n    hosts: {h%d: {}}\n    devices:\n",
                s, s == 0 ? "westus2" : "japaneast", site_range(w, s), s);
        for (int d = 0; d <= s; d++) {
            fprintf(w->out,
                    "      fw%d%d: {public_ip: 198.51.100.%d, stateful: %s, nat: %s, tunnels: %d",
                    s, d, 10 * s + d + 1, flag(w, 0.4), flag(w, 0.3), 1 + below(w, 2));
            if (w->speaks[s]) {
                fprintf(w->out, ", bgp_settings: {asn: %d, as_path_prepend: %d", 65200 + s,
                        below(w, 2));
                if (w->has_default[s])
                    fprintf(w->out, ", advertised_prefixes: [%s, 0.0.0.0/0]", site_range(w, s));
                fprintf(w->out, "}");
            }
            if (d > 0 && chance(w, 0.4))
                fprintf(w->out, ", uplink: {bandwidth: 200Mbps, latency: 5ms}");
            if (chance(w, 0.3))
                fprintf(w->out, ", dpd_timeout: %ds", 9 + below(w, 60));
            if (chance(w, 0.1))
                fprintf(w->out, ", shared_key: other");
            if (chance(w, 0.15))
                fprintf(w->out,
                        ", traffic_selectors: {a: {local_address_ranges: [%s], "
                        "remote_address_ranges: [10.0.0.0/16]}}",
                        site_range(w, s));
            fprintf(w->out, "}\n");
        }
    }
}

static void write_site_connections(struct writing *w, bool connections)
{
    static const char *const selecting =
        ", use_policy_based_traffic_selectors: true, ipsec_policy: {ike_encryption: AES256, "
        "ike_integrity: SHA256, dh_group: DHGroup14, "
        "ipsec_encryption: AES256, ipsec_integrity: SHA256, pfs_group: None, sa_lifetime: 27000s, "
        "sa_data_size: 102400000KB}";
    for (int s = 0; s < 2; s++)
        for (int d = 0; d <= s; d++) {
            const char *asn = w->speaks[s] ? ", bgp_settings: {asn: 6520" : "";
            if (!connections && w->speaks[s])
                fprintf(w->out, "  l%d%d: {gateway_ip_address: 198.51.100.%d%s%d}%s}\n", s, d,
                        10 * s + d + 1 + (w->wrong[s] ? 100 : 0), asn, s,
                        chance(w, 0.8) ? ""
                        : w->same || s == 0
                            ? ", address_prefixes: [192.168.200.0/24]" /* beside BGP */
                            : ", address_prefixes: [192.168.201.0/24]");
            else if (!connections)
                fprintf(w->out,
                        "  l%d%d: {gateway_ip_address: 198.51.100.%d, address_prefixes: "
                        "[%s]}\n",
                        s, d, 10 * s + d + 1 + (w->wrong[s] ? 100 : 0), site_range(w, s));
            else
                fprintf(w->out,
                        "  s%d%d: {type: IPsec, from: g, to: l%d%d, shared_key: k, enable_bgp: "
                        "%s%s, connection_mode: %s%s%s}\n",
                        s, d, s, d, w->speaks[s] ? "true" : "false",
                        !w->renamed[s] && chance(w, 0.2) ? selecting : "",
                        chance(w, 0.2)   ? "ResponderOnly"
                        : chance(w, 0.1) ? "InitiatorOnly"
                                         : "Default",
                        !w->renamed[s] ? ""
                        : s == 0       ? (w->paired ? ", ingress_nat_rules: [b0, b0-1]"
                                                    : ", ingress_nat_rules: [b0]")
                        : d == 0       ? ", ingress_nat_rules: [b1]"
                                       : ", ingress_nat_rules: [b2]",
                        !w->renamed[s] || !w->hidden ? ""
                        : s == 0                     ? ", egress_nat_rules: [out0]"
                        : d == 0                     ? ", egress_nat_rules: [out1]"
                                                     : ", egress_nat_rules: [out2]");
        }
    if (connections && w->second > 0)
        fprintf(w->out,
                "  s2: {type: IPsec, from: g%d, to: l11, shared_key: k, enable_bgp: %s%s}\n",
                w->second, w->speaks[1] ? "true" : "false",
                !w->second_nat ? ""
                : w->in_part   ? ", ingress_nat_rules: [far], egress_nat_rules: [own, name]"
                               : ", ingress_nat_rules: [far], egress_nat_rules: [own]");
}

static void write_gateways(struct writing *w)
{
    fprintf(w->out, "virtual_network_gateways:\n");
    write_gateway(w, "g", 0);
    for (int i = 1; i < w->n; i++)
        if (w->gateway[i])
            write_gateway(w, (const char *[]){"g0", "g1", "g2", "g3", "g4"}[i], i);
    write_sites(w);
    fprintf(w->out,
            "local_network_gateways:\n  l: {endpoint: g, address_prefixes: [10.0.0.0/16, "
            "10.%d.0.0/17]}\n",
            2 + below(w, w->n - 2));
    write_site_connections(w, false);
    fprintf(w->out, "connections:\n");
    write_site_connections(w, true);
    for (int i = 1; i < w->n; i++) {
        if (!w->gateway[i])
            continue;
        const char *bgp = flag(w, 0.6);
        fprintf(w->out,
                "  c%d: {type: Vnet2Vnet, from: g, to: g%d, shared_key: k, enable_bgp: %s}\n", i, i,
                bgp);
        if (chance(w, 0.85))
            fprintf(w->out,
                    "  d%d: {type: %s, from: g%d, to: %s, shared_key: %s, enable_bgp: %s}\n", i,
                    i == 1 ? "IPsec" : "Vnet2Vnet", i, i == 1 ? "l" : "g",
                    chance(w, 0.9) ? "k" : "other", chance(w, 0.9) ? bgp : "false");
        for (int k = 1; k < i; k++) /* beside the star */
            if (w->gateway[k] && chance(w, 0.5))
                fprintf(w->out,
                        "  e%d%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k, enable_bgp: "
                        "true}\n  f%d%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k, "
                        "enable_bgp: true}\n",
                        i, k, i, k, i, k, k, i);
    }
}

/* In some tables all addresses lead elsewhere. */
static void write_default(struct writing *w)
{
    static const char *const hop[] = {"Internet", "VirtualNetworkGateway", "None", "VnetLocal"};
    const int k = (int)gsl_rng_uniform_int(&w->outward.gsl, (unsigned long)w->n);
    if (chance_out(w, 0.4))
        fprintf(w->out,
                "      all: {address_prefix: 0.0.0.0/0, next_hop_type: VirtualAppliance, "
                "next_hop_ip_address: 10.%d.0.4}\n",
                k);
    else if (chance_out(w, 0.5))
        fprintf(w->out, "      all: {address_prefix: 0.0.0.0/0, next_hop_type: %s}\n",
                hop[gsl_rng_uniform_int(&w->outward.gsl, 4)]);
}

static void write_group(struct writing *w, const char *name)
{
    fprintf(w->out, "  %s:\n    security_rules:\n", name);
    for (int i = 0; i < 4; i++) {
        static const char *const where[] = {
            ": \"*\"",    ": VirtualNetwork",
            ": Internet", ": 10.1.0.0/16",
            ": 10.2.0.5", "es: [10.2.0.5, 10.1.0.0/30, 10.1.0.4, 10.3.0.0/16]",
            ": Storage",  ": AzureLoadBalancer"};
        static const char *const port[] = {": \"*\"", ": \"*\"", ": \"443\"", ": \"8443\"",
                                           "s: [80, 440-442, 443]"};
        static const char *const source_port[] = {": \"*\"", ": \"*\"", ": 49152-49160",
                                                  ": \"443\"",
                                                  "s: [443, 49152-49155, 49158-49170]"};
        static const char *const protocol[] = {"\"*\"", "Icmp", "Udp", "Tcp"};
        fprintf(w->out,
                "      r%d: {priority: %d, direction: %s, access: %s, protocol: %s, "
                "source_address_prefix%s, destination_address_prefix%s, destination_port_range%s, "
                "source_port_range%s}\n",
                i, 104 - i, chance(w, 0.5) ? "Inbound" : "Outbound",
                chance(w, 0.5) ? "Allow" : "Deny", protocol[below(w, 4)], where[below(w, 8)],
                where[below(w, 7)], port[below(w, 5)], source_port[below(w, 5)]);
    }
}

static void write_filters(struct writing *w)
{
    static const char *const hop[] = {"VirtualNetworkGateway", "VnetLocal", "Internet", "None"};
    fprintf(w->out, "route_tables:\n");
    for (int t = 0; t < 2; t++) {
        fprintf(w->out, "  t%d:\n    disable_bgp_route_propagation: %s\n    routes:\n", t,
                flag(w, 0.3));
        fprintf(w->out, "      a-tag: {address_prefix: Storage.WestUS, next_hop_type: %s}\n",
                hop[below(w, 4)]); /* nobody's addresses */
        write_default(w);
        for (int i = 0; i < w->n; i++) {
            const int len = chance(w, 0.5) ? 16 : 24;
            if (chance(w, 0.2)) /* for one of an entry's machines */
                fprintf(w->out, "      c%d: {address_prefix: 10.%d.0.5/32, next_hop_type: %s}\n", i,
                        i, hop[below(w, 4)]);
            if (chance(w, 0.15)) /* as long as the endpoint's own */
                fprintf(w->out,
                        "      e%d: {address_prefix: 10.%d.0.101/32, next_hop_type: None}\n", i, i);
            if (chance(w, 0.5))
                fprintf(w->out,
                        "      r%d: {address_prefix: 10.%d.0.0/%d, next_hop_type: "
                        "VirtualAppliance, next_hop_ip_address: 10.%d.0.4}\n",
                        i, i, len, below(w, w->n));
            else if (chance(w, 0.3))
                fprintf(w->out, "      r%d: {address_prefix: 10.%d.0.0/%d, next_hop_type: %s}\n", i,
                        i, len, hop[below(w, 4)]);
            else
                fprintf(w->out,
                        "      r%d: {address_prefix: 192.168.%d.0/24, next_hop_type: None}\n", i,
                        i);
        }
    }
    fprintf(w->out,
            "  t2: {routes: {r: {address_prefix: 10.%d.0.0/24, next_hop_type: VirtualAppliance, "
            "next_hop_ip_address: 10.%d.0.4}}}\n",
            below(w, w->n), below(w, w->n));
    fprintf(w->out, "network_security_groups:\n");
    write_group(w, "g0");
    write_group(w, "g1");
}

/* In each network a load balancer before its machine, and a private endpoint that answers itself or
 * that the machine stands behind. */
static void write_fronts(struct writing *w)
{
    fprintf(w->out, "load_balancers:\n");
    for (int i = 0; i < w->n; i++)
        fprintf(w->out,
                "  lb%d: {subnet: v%d/s, frontend_ip_address: 10.%d.0.100, backend: %s, port: "
                "443, backend_port: 8443, sku: %s}\n",
                i, i, i,
                i == 1 && chance(w, 0.3) ? "role"
                                         : (const char *[]){"m0", "m1", "m2", "m3", "m4"}[i],
                chance(w, 0.4) ? "Basic" : "Standard");
    fprintf(w->out, "private_endpoints:\n");
    for (int i = 0; i < w->n; i++)
        fprintf(w->out, "  pe%d: {subnet: v%d/s, private_ip_address: 10.%d.0.101, service: %s%d}\n",
                i, i, i, chance(w, 0.5) ? "m" : "storage", i);
}

/* Ten loops that ask once each. */
static const char ask[] = "request_size: 50B, response_size: 100B, connections: 10, start: 2s, "
                          "stop: 2000001us, timeout: 1500ms";

/* Every machine and every site's host asks two of the Internet. */
static void write_outward(struct writing *w)
{
    static const char tcp[] = "request_size: 200B, response_size: 3kB, think_time: 50ms, start: "
                              "2s, stop: 2500ms";
    static const char ping[] =
        "app: ping, interval: 50ms, start: 2s, stop: 2500ms, timeout: 2s, flows: 2";
    for (int h = 0; h < 2; h++) {
        for (int i = 0; i < w->n; i++)
            fprintf(w->out,
                    "  i%d-%d: {from: m%d, to: i%d, %s}\n"
                    "  j%d-%d: {from: m%d, to: i%d, port: 443, app: request_response, transport: "
                    "tcp, %s}\n",
                    i, h, i, h, ping, i, h, i, h, tcp);
        for (int s = 0; s < 2; s++)
            fprintf(w->out, "  k%d-%d: {from: h%d, to: i%d, %s}\n", s, h, s, h, ping);
        fprintf(w->out, "  l%d: {from: db, to: i%d, %s}\n", h, h, ping);
    }
}

static void write_requests(struct writing *w, const char *name, const char *from)
{
    for (int k = 0; k < w->n; k++)
        fprintf(w->out,
                "  %slb%d: {from: %s, to: lb%d, port: %d, app: request_response, %s}\n  %spe%d: "
                "{from: %s, to: pe%d, port: 443, app: request_response, %s}\n",
                name, k, from, k, chance(w, 0.9) ? 443 : 80, ask, name, k, from, k, ask);
}

static char *write_cloud(uint64_t seed)
{
    struct writing w = {.n = 3};
    char *text = NULL;
    size_t len = 0;
    int count[VNETS_MAX];
    rng_stream(&w.rng, seed, "trace", "cloud");
    rng_stream(&w.outward, seed, "trace", "outward");
    w.n += below(&w, 3);
    w.out = open_memstream(&text, &len);
    assert_non_null(w.out);
    for (int i = 0; i < w.n; i++) {
        w.gateway[i] = i == 0 || chance(&w, 0.4);
        for (int k = 0; k < w.n; k++)
            w.peered[i][k] = chance(&w, 0.6);
    }
    for (int i = 0; i < w.n; i++) { /* what the platform does not refuse: no gateway of its own, one
                                       peer that has one */
        w.uses[i] = -1;
        for (int k = 0; k < w.n && !w.gateway[i]; k++)
            if (k != i && w.gateway[k] && w.uses[i] < 0 && chance(&w, 0.7)) {
                w.uses[i] = k;
                w.peered[i][k] = w.peered[k][i] = true;
            }
    }
    w.hidden = chance(&w, 0.5);
    for (int s = 0; s < 2; s++) {
        w.speaks[s] = chance(&w, 0.5);
        w.wrong[s] = chance(&w, 0.1);
        w.renamed[s] = chance(&w, 0.5);
    }
    w.same = w.renamed[0] && w.renamed[1] && chance(&w, 0.4);
    for (int i = 1; i < w.n; i++)
        if (w.gateway[i] && w.second == 0 && chance(&w, 0.6))
            w.second = i;
    w.second_nat = w.second > 0 && (w.same || chance(&w, 0.6));
    for (int s = 0; s < 2; s++)
        w.has_default[s] = chance(&w, 0.2);
    fprintf(w.out, "vnetsim: 1\nsimulation: {duration: 12s, seed: 1, sample_interval: 0s}\n");
    write_vnets(&w);
    write_gateways(&w);
    write_filters(&w);
    fprintf(w.out, "virtual_machines:\n");
    for (int i = 0; i < w.n; i++)
        fprintf(w.out, "  m%d: {subnet: v%d/s, count: %d, %s%s}\n", i, i,
                count[i] = 1 + below(&w, 3),
                chance(&w, 0.3)   ? "ip_forwarding: false"
                : chance(&w, 0.4) ? "ip_forwarding: true, appliance: {stateful: true, latency: "
                                    "100us, packets: 100000pps}"
                                  : "ip_forwarding: true",
                chance(&w, 0.2)   ? ", network_security_group: g0"
                : chance(&w, 0.2) ? ", network_security_group: g1"
                                  : "");
    fprintf(w.out,
            "cloud_services: {role: {subnet: v1/s, instances: 2}}\nmanaged_instances: {db: "
            "{subnet: v%d/managed, instances: 2}}\n",
            below(&w, w.n));
    write_fronts(&w);
    fprintf(w.out, "internet_hosts: {i0: {address: 203.0.113.9, near: westus, latency: 4ms}, i1: "
                   "{address: 198.51.100.250, near: westeurope}}\n");
    fprintf(w.out, "traffic:\n");
    write_outward(&w);
    for (int i = 0; i < w.n; i++)
        if (count[i] > 1) /* with each other */
            fprintf(w.out,
                    "  o%d: {from: m%d, to: m%d, pairing: all_to_all, app: ping, interval: 50ms, "
                    "start: 2s, stop: 2500ms, timeout: 2s}\n",
                    i, i, i);
    for (int i = 0; i < w.n; i++)
        for (int k = 0; k < w.n; k++)
            if (i != k) /* tunnels are up after a second or two; the last echo has the time to come
                           back */
                fprintf(w.out,
                        "  p%d-%d: {from: m%d, to: m%d, app: ping, interval: 50ms, start: 2s, "
                        "stop: 2500ms, timeout: 2s}\n",
                        i, k, i, k);
    for (int i = 0; i < w.n; i++)
        for (int s = 0; s < 2; s++)
            fprintf(w.out,
                    "  x%d-%d: {from: m%d, to: h%d, flows: 2, app: ping, interval: 50ms, start: "
                    "2s, stop: 2500ms, timeout: 2s}\n"
                    "  y%d-%d: {from: h%d, to: m%d, flows: 2, app: ping, interval: 50ms, start: "
                    "2s, stop: 2500ms, timeout: 2s}\n"
                    "  u%d-%d: {from: m%d, to: h%d, flows: 2, app: request_response, %s}\n"
                    "  w%d-%d: {from: h%d, to: m%d, flows: 2, app: request_response, %s}\n",
                    i, s, i, s, s, i, s, i, i, s, i, s, ask, s, i, s, i, ask);
    for (int i = 0; i < w.n; i++) { /* TCP: one connection, which asks once or more */
        const int k = (i + 1 + below(&w, w.n - 1)) % w.n;
        const char *const to[] = {"m", "lb", "pe", "h"};
        const int kind = below(&w, 4);
        fprintf(w.out,
                "  t%d: {from: m%d, to: %s%d, port: 443, app: request_response, transport: tcp, "
                "request_size: 200B, response_size: 3kB, think_time: 50ms, start: 2s, stop: "
                "2500ms}\n",
                i, i, to[kind], kind == 3 ? k % 2 : k);
        fprintf(w.out,
                "  v%d: {from: h%d, to: %s%d, port: 443, app: request_response, transport: tcp, "
                "request_size: 200B, response_size: 3kB, think_time: 50ms, start: 2s, stop: "
                "2500ms}\n",
                i, i % 2, to[kind % 3], i);
    }
    for (int s = 0; s < 2; s++) /* through the gateway, where BGP leads on */
        fprintf(w.out,
                "  z%d: {from: h%d, to: h%d, flows: 2, app: ping, interval: 50ms, start: 2s, stop: "
                "2500ms, timeout: 2s}\n",
                s, s, 1 - s);
    for (int i = 0; i < w.n; i++)
        fprintf(w.out,
                "  r%d: {from: m%d, to: role, app: ping, interval: 50ms, start: 2s, stop: 2500ms, "
                "timeout: 2s}\n"
                "  d%d: {from: m%d, to: db, app: ping, interval: 50ms, start: 2s, stop: 2500ms, "
                "timeout: 2s}\n"
                "  b%d: {from: db, to: m%d, app: ping, interval: 50ms, start: 2s, stop: 2500ms, "
                "timeout: 2s}\n",
                i, i, i, i, i, i);
    for (int i = 0; i < w.n; i++)
        write_requests(&w, (const char *[]){"q0", "q1", "q2", "q3", "q4"}[i],
                       (const char *[]){"m0", "m1", "m2", "m3", "m4"}[i]);
    write_requests(&w, "h", "h0");
    fclose(w.out);
    return text;
}

#endif
