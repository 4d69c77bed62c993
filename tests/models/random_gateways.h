/*
 * Gateways of a random cloud with their NAT rules, and the connections between them.
 */
#ifndef TESTS_MODELS_RANDOM_GATEWAYS_H
#define TESTS_MODELS_RANDOM_GATEWAYS_H

#include "tests/models/random_sites.h"

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
    w->active_active = two && !w->paired; /* no three of instances in a row */
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
    if (i > 0 && i == w->by_policy) {
        fprintf(w->out, "  %s: {virtual_network: v%d, sku: Basic, vpn_type: PolicyBased", name, i);
        write_sizes(w);
        fprintf(w->out, "}\n");
        return;
    }
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
    write_sizes(w);
    fprintf(w->out, "}\n");
}

/* The one connection of the policy-based gateway: to a device, or to g, whose end says by its own
 * selectors what the other's prefixes are. */
static void write_policy_based(struct writing *w, bool connections)
{
    if (w->by_policy == 0)
        return;
    if (!connections && w->policy_pair)
        fprintf(w->out,
                "  lp: {endpoint: g, address_prefixes: [10.0.0.0/16%s]}\n  lq: {endpoint: g%d, "
                "address_prefixes: [10.%d.0.0/16]}\n",
                chance(w, 0.3) ? ", 192.168.200.0/24" : "", w->by_policy, w->by_policy);
    else if (!connections)
        fprintf(w->out, "  lp: {gateway_ip_address: 198.51.100.31, address_prefixes: [%s]}\n",
                chance(w, 0.5) ? "192.168.202.0/24" : "192.168.202.0/30, 192.168.202.128/25");
    if (!connections)
        return;
    fprintf(w->out, "  pb: {type: IPsec, from: g%d, to: lp, shared_key: k}\n", w->by_policy);
    if (!w->policy_pair)
        return;
    fprintf(w->out, "  pg: {type: IPsec, from: g, to: lq, shared_key: k");
    if (chance(w, 0.8))
        fprintf(w->out,
                ", traffic_selectors: {s: {local_address_ranges: [%s], remote_address_ranges: "
                "[10.%d.0.0/%d]}}",
                chance(w, 0.7) ? "10.0.0.0/16" : "10.0.0.0/16, 192.168.200.0/24", w->by_policy,
                chance(w, 0.7) ? 16 : 24);
    fprintf(w->out, "}\n");
}

/* Between two gateways, both ends. */
static void write_pair(struct writing *w, int i)
{
    const char *bgp = flag(w, 0.6);
    const bool selects = chance(w, 0.15);
    const char *const by = ", use_policy_based_traffic_selectors: true";
    fprintf(w->out,
            "  c%d: {type: Vnet2Vnet, from: g, to: g%d, shared_key: k, enable_bgp: %s%s%s%s}\n", i,
            i, bgp, selects ? by : "", selects ? policy : "",
            chance(w, 0.1) ? ", routing_weight: 10" : "");
    if (chance(w, 0.85))
        fprintf(w->out,
                "  d%d: {type: %s, from: g%d, to: %s, shared_key: %s, enable_bgp: %s%s%s}\n", i,
                i == 1 ? "IPsec" : "Vnet2Vnet", i, i == 1 ? "l" : "g",
                chance(w, 0.9) ? "k" : "other", chance(w, 0.9) ? bgp : "false",
                selects && chance(w, 0.8) ? by : "", selects ? policy : "");
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
    write_policy_based(w, false);
    write_site_connections(w, false);
    fprintf(w->out, "connections:\n");
    write_policy_based(w, true);
    write_site_connections(w, true);
    for (int i = 1; i < w->n; i++) {
        if (!w->gateway[i] || i == w->by_policy)
            continue;
        write_pair(w, i);
        for (int k = 1; k < i; k++) /* beside the star */
            if (w->gateway[k] && k != w->by_policy && chance(w, 0.5))
                fprintf(w->out,
                        "  e%d%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k, enable_bgp: "
                        "true}\n  f%d%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k, "
                        "enable_bgp: true}\n",
                        i, k, i, k, i, k, k, i);
    }
}

#endif
