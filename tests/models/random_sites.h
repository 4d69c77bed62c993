/*
 * On-premises sites of a random cloud: devices, local network gateways and the connections to them.
 */
#ifndef TESTS_MODELS_RANDOM_SITES_H
#define TESTS_MODELS_RANDOM_SITES_H

#include "tests/models/random_writing.h"

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

#endif
