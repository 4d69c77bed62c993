/*
 * On-premises sites of a random cloud: devices, local network gateways and the connections to them.
 */
#ifndef TESTS_MODELS_RANDOM_SITES_H
#define TESTS_MODELS_RANDOM_SITES_H

#include "tests/models/random_writing.h"

static void write_lines(struct writing *w)
{
    if (chance(w, 0.3))
        fprintf(w->out, ", uplink: {bandwidth: 200Mbps, latency: 5ms, mtu: %dB}",
                chance(w, 0.5) ? 1492 : 1500);
    if (chance(w, 0.3))
        fprintf(w->out, ", dpd_timeout: %ds", 9 + below(w, 60));
}

/* Rarely more than a gateway takes from one peer. */
static void write_advertised(struct writing *w, int s)
{
    enum { MORE_THAN_TAKEN = 4001 };
    fprintf(w->out, ", bgp_settings: {asn: %d, as_path_prepend: %d", 65200 + s, below(w, 2));
    if (w->has_default[s])
        fprintf(w->out, ", advertised_prefixes: [%s, 0.0.0.0/0]", site_range(w, s));
    if (!w->has_default[s] && chance(w, 0.02)) {
        fprintf(w->out, ", advertised_prefixes: [%s", site_range(w, s));
        for (int i = 1; i < MORE_THAN_TAKEN; i++)
            fprintf(w->out, ", 172.%d.%d.%d/28", 24 + i / 4096, i / 16 % 256, i % 16 * 16);
        fprintf(w->out, "]");
    }
    fprintf(w->out, "}");
}

static void write_device(struct writing *w, int s, int d)
{
    fprintf(w->out, "      fw%d%d: {public_ip: 198.51.100.%d, stateful: %s, nat: %s, tunnels: %d",
            s, d, 10 * s + d + 1, flag(w, 0.4), flag(w, 0.3), 1 + below(w, 2));
    if (s < 2 && w->speaks[s])
        write_advertised(w, s);
    write_lines(w);
    const bool other = chance(w, 0.1);
    if (other || (w->kind == CLOUD_OTHER_KEY && s == 1 && d == 0))
        fprintf(w->out, ", shared_key: other");
    if (chance(w, s == 2 || w->selects[s] ? 0.6 : 0.05))
        write_selectors(w, s == 2 ? 202 : s == 0 || w->same ? 200 : 201, true);
    if (chance(w, 0.05))
        fprintf(w->out, ", ike_protocol: IKEv%d", 1 + below(w, 2));
    write_sizes(w);
    fprintf(w->out, "}\n");
}

/* Two sites, the second one of two devices, which the gateway g leads to; and one that a
 * policy-based gateway has for itself. */
static void write_sites(struct writing *w)
{
    static const char *const near[] = {"westus2", "japaneast", "northeurope"};
    fprintf(w->out, "on_premises_sites:\n");
    for (int s = 0; s < (w->by_policy > 0 && !w->policy_pair ? 3 : 2); s++) {
        if (s < 2)
            w->selects[s] = !w->renamed[s] && chance(w, 0.3);
        fprintf(w->out,
                "  site%d:\n    near: %s\n    address_prefixes: [%s]\n    latency: "
                "3ms\n    mtu: %dB\n    hosts: {h%d: {}}\n    devices:\n",
                s, near[s], s == 2 ? "192.168.202.0/24" : site_range(w, s),
                chance(w, 0.7) ? 1500 : 1400, s);
        for (int d = 0; d <= s % 2; d++)
            write_device(w, s, d);
    }
}

static void write_local_network(struct writing *w, int s, int d)
{
    fprintf(w->out, "  l%d%d: {gateway_ip_address: 198.51.100.%d", s, d,
            10 * s + d + 1 + (w->wrong[s] ? 100 : 0));
    if (w->speaks[s])
        fprintf(w->out, ", bgp_settings: {asn: %d}", 65200 + s);
    if (!w->speaks[s] || chance(w, 0.2)) /* beside BGP */
        fprintf(w->out, ", address_prefixes: [%s]", site_range(w, s));
    fprintf(w->out, "}\n");
}

static void write_site_connection(struct writing *w, int s, int d)
{
    static const char *const in[] = {"b1", "b2"}, *const out[] = {"out1", "out2"};
    fprintf(w->out,
            "  s%d%d: {type: IPsec, from: g, to: l%d%d, shared_key: k, enable_bgp: %s, "
            "connection_mode: %s",
            s, d, s, d, w->speaks[s] ? "true" : "false",
            chance(w, 0.2)   ? "ResponderOnly"
            : chance(w, 0.1) ? "InitiatorOnly"
                             : "Default");
    if (w->selects[s] && chance(w, 0.5))
        fprintf(w->out, ", use_policy_based_traffic_selectors: true%s", policy);
    else if (w->selects[s])
        write_selectors(w, s == 0 || w->same ? 200 : 201, false);
    if (w->renamed[s])
        fprintf(w->out, ", ingress_nat_rules: [%s]",
                s == 1      ? in[d]
                : w->paired ? "b0, b0-1"
                            : "b0");
    if (w->renamed[s] && w->hidden)
        fprintf(w->out, ", egress_nat_rules: [%s]", s == 1 ? out[d] : "out0");
    fprintf(w->out, "}\n");
}

static void write_site_connections(struct writing *w, bool connections)
{
    for (int s = 0; s < 2; s++)
        for (int d = 0; d <= s; d++) {
            if (connections)
                write_site_connection(w, s, d);
            else
                write_local_network(w, s, d);
        }
    if (connections && w->second > 0)
        fprintf(w->out,
                "  s2: {type: IPsec, from: g%d, to: l11, shared_key: k, enable_bgp: %s%s}\n",
                w->second, w->speaks[1] ? "true" : "false",
                !w->second_nat ? ""
                : w->in_part   ? ", ingress_nat_rules: [far], egress_nat_rules: [own, name]"
                               : ", ingress_nat_rules: [far], egress_nat_rules: [own]");
}

#endif
