/*
 * Networks of a random cloud: peerings with all their flags, route tables and security groups.
 */
#ifndef TESTS_MODELS_RANDOM_VNETS_H
#define TESTS_MODELS_RANDOM_VNETS_H

#include "tests/models/random_writing.h"

static void write_vnets(struct writing *w)
{
    static const char *const region[] = {"westus", "northeurope", "japaneast"};
    fprintf(w->out, "virtual_networks:\n");
    for (int i = 0; i < w->n; i++) {
        w->region[i] = below(w, 3);
        fprintf(w->out,
                "  v%d:\n    region: %s\n    address_prefixes: [10.%d.0.0/16]\n    subnets:\n", i,
                region[w->region[i]], i);
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

static void write_group(struct writing *w, const char *name)
{
    fprintf(w->out, "  %s:\n    security_rules:\n", name);
    for (int i = 0; i < 4; i++) {
        static const char *const where[] = {": \"*\"",
                                            ": VirtualNetwork",
                                            ": Internet",
                                            ": 10.1.0.0/16",
                                            ": 10.2.0.5",
                                            "es: [10.2.0.5, 10.1.0.0/30, 10.1.0.4, 10.3.0.0/16]",
                                            ": Storage",
                                            ": Sql.WestUS",
                                            ": AzureCloud",
                                            ": GatewayManager",
                                            ": AzureLoadBalancer"};
        enum { WHERE = sizeof where / sizeof *where };
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
                chance(w, 0.5) ? "Allow" : "Deny", protocol[below(w, 4)], where[below(w, WHERE)],
                where[below(w, WHERE - 1)], port[below(w, 5)], source_port[below(w, 5)]);
    }
}

static const char *const hop[] = {"VirtualNetworkGateway", "VnetLocal", "Internet", "None"};

/* Of GatewaySubnets: to appliances and elsewhere, for networks, their machines and sites. */
static void write_gateway_table(struct writing *w)
{
    fprintf(w->out,
            "  t2:\n    routes:\n      r: {address_prefix: 10.%d.0.0/24, next_hop_type: "
            "VirtualAppliance, next_hop_ip_address: 10.%d.0.4}\n",
            below(w, w->n), below(w, w->n));
    if (chance(w, 0.3))
        fprintf(w->out, "      h: {address_prefix: 10.%d.0.5/32, next_hop_type: %s}\n",
                below(w, w->n), hop[below(w, 4)]);
    if (chance(w, 0.2))
        fprintf(w->out, "      n: {address_prefix: 10.%d.0.0/16, next_hop_type: %s}\n",
                below(w, w->n), hop[below(w, 4)]);
    if (chance(w, 0.3))
        fprintf(w->out, "      s: {address_prefix: 192.168.200.0/%d, next_hop_type: %s}\n",
                chance(w, 0.5) ? 24 : 23, hop[below(w, 4)]);
    if (chance(w, 0.3))
        fprintf(w->out,
                "      t: {address_prefix: 192.168.201.0/25, next_hop_type: VirtualAppliance, "
                "next_hop_ip_address: 10.%d.0.4}\n",
                below(w, w->n));
}

/* In some tables all addresses lead elsewhere. */
static void write_default(struct writing *w)
{
    static const char *const to[] = {"Internet", "VirtualNetworkGateway", "None", "VnetLocal"};
    const int k = below_out(w, w->n);
    if (chance_out(w, 0.4))
        fprintf(w->out,
                "      all: {address_prefix: 0.0.0.0/0, next_hop_type: VirtualAppliance, "
                "next_hop_ip_address: 10.%d.0.4}\n",
                k);
    else if (chance_out(w, 0.5))
        fprintf(w->out, "      all: {address_prefix: 0.0.0.0/0, next_hop_type: %s}\n",
                to[below_out(w, 4)]);
}

static void write_filters(struct writing *w)
{
    static const char *const tag[] = {"Storage.WestUS", "Sql", "ApiManagement", "AzureMonitor"};
    fprintf(w->out, "route_tables:\n");
    for (int t = 0; t < 2; t++) {
        fprintf(w->out, "  t%d:\n    disable_bgp_route_propagation: %s\n    routes:\n", t,
                flag(w, 0.3));
        fprintf(w->out, "      a-tag: {address_prefix: %s, next_hop_type: %s}\n", tag[below(w, 4)],
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
    write_gateway_table(w);
    fprintf(w->out, "network_security_groups:\n");
    write_group(w, "g0");
    write_group(w, "g1");
}

#endif
