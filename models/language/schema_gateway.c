/*
 * Virtual network gateways, with what overrides the limits of their SKU.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

static const struct field limits_fields[] = {
    {.name = "aggregate",
     .kind = FIELD_RATE,
     .flags = FIELD_UNLIMITED,
     .offset = offsetof(struct topo_limits, aggregate_bps),
     .min = 1000,
     .max = INT64_MAX,
     .help = "all tunnels of an instance together",
     .example = "5Gbps"},
    {.name = "tunnel",
     .kind = FIELD_RATE,
     .flags = FIELD_UNLIMITED,
     .offset = offsetof(struct topo_limits, tunnel_bps),
     .min = 1000,
     .max = INT64_MAX,
     .help = "one tunnel, in bits of inner IP packets",
     .example = "2.3Gbps"},
    {.name = "tunnel_packets",
     .kind = FIELD_PPS,
     .flags = FIELD_UNLIMITED,
     .offset = offsetof(struct topo_limits, tunnel_pps),
     .min = 1,
     .max = INT64_MAX,
     .help = "one tunnel, in packets",
     .example = "220000pps"},
};

static const char *const limits_shorthand[] = {"aggregate", "tunnel", "tunnel_packets", NULL};
static const struct field_table limits_table = {
    .kind = "limits",
    .help = "Overrides the SKU's published figures; what is not given keeps them. `limits: "
            "unlimited` lifts all three.",
    .size = sizeof(struct topo_limits),
    .resource = offsetof(struct topo_limits, r),
    .fields = limits_fields,
    .n = SCHEMA_N(limits_fields),
    .shorthand = limits_shorthand,
    .shorthand_word = "unlimited",
};

static const struct field_word vpn_types[] = {
    {"RouteBased", TOPO_ROUTE_BASED, false, "any-to-any traffic selectors; routes decide"},
    {"PolicyBased", TOPO_POLICY_BASED, false,
     "traffic selectors by prefix: Basic only, one IPsec connection"},
    {NULL, 0, false, NULL},
};

static const struct field_word gateway_types[] = {
    {"Vpn", TOPO_VPN_GATEWAY, false, "a VPN gateway"},
    {"ExpressRoute", TOPO_EXPRESS_ROUTE_GATEWAY, true,
     "a gateway of private circuits, which need a provider's model"},
    {NULL, 0, false, NULL},
};

static const struct field_word budgets[] = {
    {"separate", TOPO_BUDGET_SEPARATE, false, "each direction has the limits for itself"},
    {"shared", TOPO_BUDGET_SHARED, false, "both directions together have the limits"},
    {NULL, 0, false, NULL},
};

static const struct field gateway_fields[] = {
    {.name = "virtual_network",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_gateway, vnet_ref),
     .help = "the network whose GatewaySubnet it stands in",
     .example = "vnet-westus"},
    SCHEMA_REGION(struct topo_gateway),
    {.name = "sku",
     .kind = FIELD_NAME,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_gateway, sku_name),
     .help = "decides throughput and the number of tunnels (models/data)",
     .example = "VpnGw1AZ"},
    {.name = "generation",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_gateway, generation),
     .min = 1,
     .max = 2,
     .help = "not given: the SKU's lowest"},
    {.name = "gateway_type",
     .kind = FIELD_WORD,
     .flags = FIELD_KEEPS_LATER,
     .offset = offsetof(struct topo_gateway, type),
     .words = gateway_types,
     .def = "Vpn",
     .help = "what it joins"},
    {.name = "vpn_type",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_gateway, vpn_type),
     .words = vpn_types,
     .def = "RouteBased",
     .help = "how it chooses what goes into a tunnel"},
    {.name = "active_active",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_gateway, active_active),
     .def = "false",
     .help = "both instances carry traffic, each with the SKU's limits, and flows are spread over "
             "their tunnels; false: instance 0 carries everything"},
    {.name = "enable_bgp",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_gateway, enable_bgp),
     .def = "false",
     .help = "routes by BGP, over connections that enable it too"},
    {.name = "bgp_settings",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_gateway, bgp),
     .aux = offsetof(struct topo_gateway, has_bgp),
     .table = &schema_gateway_bgp,
     .def = "{}",
     .help = "not given: asn 65515"},
    {.name = "public_ip_address",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_gateway, public_ip.text),
     .help = "where local network gateways find it by gateway_ip_address",
     .example = "203.0.113.10"},
    {.name = "second_public_ip_address",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_gateway, second_public_ip.text),
     .help = "of instance 1, when active-active",
     .example = "203.0.113.11"},
    {.name = "public_ip_addresses",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_gateway, public_ip_names),
     .help = "entries of public_ip_addresses, an instance each, in place of the two fields above; "
             "with active_active and clients a third one",
     .example = "[pip-a, pip-b]"},
    {.name = "vpn_client_address_pool",
     .kind = FIELD_PREFIXES,
     .offset = offsetof(struct topo_gateway, client_pool),
     .example = "[172.16.201.0/24]",
     .help = "of point-to-site clients. They are not simulated: the pool is a route of the "
             "networks that use the gateway, and rules look at it"},
    {.name = "nat_rules",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_gateway, nat_rules),
     .aux = offsetof(struct topo_gateway, n_nat_rules),
     .table = &schema_nat_rule,
     .help = "address translation; connections name the rules that hold for them"},
    {.name = "enable_bgp_route_translation_for_nat",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_gateway, translates_bgp),
     .def = "false",
     .help = "BGP tells and learns prefixes as nat_rules rename them; without it as they are, so "
             "that nothing leads to the new ones"},
    {.name = "limits",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_gateway, limits),
     .aux = offsetof(struct topo_gateway, has_limits),
     .table = &limits_table,
     .help = "in place of the SKU's published figures"},
    {.name = "route_programming",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_gateway, route_programming),
     .aux = offsetof(struct topo_gateway, has_route_programming),
     .min = 0,
     .max = 3600 * SIM_S,
     .help =
         "from a change of what BGP has learned to that of the routes of its networks; it "
         "matters with faults. Not given: 1 s (assumed). Beyond 7 s planned failovers last longer "
         "than is published, beside static routes beyond 4 s",
     .example = "4s"},
    {.name = "processing",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_gateway, processing),
     .aux = offsetof(struct topo_gateway, has_processing),
     .min = 0,
     .max = SIM_S,
     .example = "0us",
     .help = "constant part of one pass; 0us turns its stalls off too. Not given: fitted to "
             "measurements (assumed)"},
    {.name = "mss_clamp",
     .kind = FIELD_BYTES,
     .offset = offsetof(struct topo_gateway, mss_clamp),
     .aux = offsetof(struct topo_gateway, has_mss_clamp),
     .min = 88,
     .max = 65495,
     .words = schema_no_clamp,
     .example = "1350B",
     .help = "what it sets the MSS of TCP through its tunnels to, where that is larger. Not given: "
             "1350B (assumed: what the platform advises for devices)"},
    {.name = "df_bit",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_gateway, df),
     .words = schema_df,
     .def = "clear",
     .help = "what its ESP packets say; unpublished (assumed)"},
    {.name = "fragmentation_needed",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_gateway, tells_mtu),
     .help = "with df_bit: copy, it tells senders by ICMP what is too large (RFC 1191); false: the "
             "message is filtered, a black hole. Not given: true"},
    {.name = "replay_window",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_gateway, replay_window),
     .min = 32,
     .max = 65536,
     .def = "64",
     .help = "how many ESP packets one may be late by and still be taken (RFC 4303, 3.4.3: at "
             "least 32, 64 by default); the platform's is unpublished (assumed). It matters where "
             "a link has reorder: true"},
    {.name = "disable_ipsec_replay_protection",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_gateway, no_replay_protection),
     .def = "false",
     .help = "takes ESP packets in any order, without that window"},
    {.name = "budget",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_gateway, budget),
     .words = budgets,
     .def = "separate",
     .help = "do both directions share the limits? Unpublished (assumed)"},
};

static void gateway_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_gateway *g = object;
    (void)arena;
    schema_address(&g->public_ip, &g->r, "public_ip_address", diag);
    schema_address(&g->second_public_ip, &g->r, "second_public_ip_address", diag);
    schema_check_df(&g->r, g->df, &g->tells_mtu, diag);
    if (g->public_ip_names.n > 0 &&
        (g->public_ip.text != NULL || g->second_public_ip.text != NULL)) {
        diag_add(diag, &field_code_contradiction, g->public_ip_names.at[0], "and these",
                 "gateway `%s` is given its public addresses twice", g->r.name);
        diag_other(diag,
                   resource_field_at(&g->r, g->public_ip.text != NULL ? "public_ip_address"
                                                                      : "second_public_ip_address"),
                   "here");
        diag_help(diag,
                  "public_ip_addresses alone; the addresses go into ip_address of its entries");
    }
}

const struct field_table schema_gateway = {
    .kind = "virtual network gateway",
    .help =
        "A VPN gateway: two instances, of which one carries traffic, or with active_active both.",
    .finish = gateway_finish,
    .size = sizeof(struct topo_gateway),
    .resource = offsetof(struct topo_gateway, r),
    .fields = gateway_fields,
    .n = SCHEMA_N(gateway_fields),
};
