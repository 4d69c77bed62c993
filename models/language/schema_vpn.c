/*
 * VPN: gateways, local network gateways, and the connections between them.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

/* --- gateways --- */

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

#define PEER_ADDRESS                                                                               \
    {                                                                                              \
        .name = "bgp_peering_address", .kind = FIELD_STRING,                                       \
        .offset = offsetof(struct topo_bgp, peer.text), .example = "10.1.255.30",                  \
        .help = "where its BGP answers, inside the tunnel; a gateway has the last address but "    \
                "one of its GatewaySubnet, "                                                       \
                "an active-active one two addresses of it, and beside them may be given one of "   \
                "169.254.0.0/16"                                                                   \
    }
#define ASN(required, least)                                                                       \
    {                                                                                              \
        .name = "asn", .kind = FIELD_INT, .flags = (required) ? FIELD_REQUIRED : 0,                \
        .offset = offsetof(struct topo_bgp, asn), .min = (least), .max = 4294967295,               \
        .def = (required) ? NULL : "65515",                                                        \
        .help = "autonomous system number; the two ends of a session need different ones",         \
        .example = "65010"                                                                         \
    }

static void bgp_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_bgp *b = object;
    (void)arena;
    schema_address(&b->peer, &b->r, "bgp_peering_address", diag);
}

static const struct field gateway_bgp_fields[] = {ASN(false, 0), PEER_ADDRESS};
static const struct field_table gateway_bgp_table = {
    .kind = "bgp_settings",
    .help = "Its side of BGP sessions, when enable_bgp is true.",
    .size = sizeof(struct topo_bgp),
    .resource = offsetof(struct topo_bgp, r),
    .fields = gateway_bgp_fields,
    .n = SCHEMA_N(gateway_bgp_fields),
    .finish = bgp_finish,
};

static const struct field lng_bgp_fields[] = {
    ASN(true, 0),
    PEER_ADDRESS,
    {.name = "bgp_peering_addresses",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_bgp, several),
     .example = "[192.168.0.1]",
     .help = "what tools copy from gateways: the platform refuses it in a local network gateway, "
             "and so does check"},
};
static const struct field_table lng_bgp_table = {
    .kind = "bgp_settings of the other side",
    .help = "The other side's BGP as this side expects it: what differs from its own settings "
            "keeps the session down.",
    .size = sizeof(struct topo_bgp),
    .resource = offsetof(struct topo_bgp, r),
    .fields = lng_bgp_fields,
    .n = SCHEMA_N(lng_bgp_fields),
    .finish = bgp_finish,
};

static const struct field device_bgp_fields[] = {
    ASN(true, 1),
    PEER_ADDRESS,
    {.name = "hold_time",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_bgp, hold_time),
     .min = 3 * SIM_S,
     .max = 65535 * SIM_S,
     .def = "180s",
     .help = "of the session; the platform's is 180s. It matters when something fails"},
    {.name = "as_path_prepend",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_bgp, prepend),
     .min = 0,
     .max = 10,
     .def = "0",
     .help = "how often its number stands in front of what it advertises, beside the once: a "
             "longer path is not preferred"},
    {.name = "advertised_prefixes",
     .kind = FIELD_PREFIXES,
     .offset = offsetof(struct topo_bgp, advertised),
     .help = "not given: the site's; 0.0.0.0/0 forces what is for elsewhere through the site",
     .example = "[192.168.0.0/16]"},
};
const struct field_table schema_device_bgp = {
    .kind = "bgp_settings of a device",
    .help = "With it the device speaks BGP over every connection whose other end does.",
    .size = sizeof(struct topo_bgp),
    .resource = offsetof(struct topo_bgp, r),
    .fields = device_bgp_fields,
    .n = SCHEMA_N(device_bgp_fields),
    .finish = bgp_finish,
};

static const struct field_word budgets[] = {
    {"separate", TOPO_BUDGET_SEPARATE, false, "each direction has the limits for itself"},
    {"shared", TOPO_BUDGET_SHARED, false, "both directions together have the limits"},
    {NULL, 0, false, NULL},
};

static const struct field_word nat_types[] = {
    {"Static", TOPO_NAT_STATIC, false, "address by address"},
    {"Dynamic", TOPO_NAT_DYNAMIC, false,
     "many addresses behind few, by ports: only those behind the internal mapping can begin"},
    {NULL, 0, false, NULL},
};
static const struct field_word nat_modes[] = {
    {"IngressSnat", TOPO_NAT_INGRESS, false, "the other side's addresses have others here"},
    {"EgressSnat", TOPO_NAT_EGRESS, false, "this side's addresses have others there"},
    {NULL, 0, false, NULL},
};

static const struct field nat_fields[] = {
    {.name = "type",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_nat_rule, type),
     .words = nat_types,
     .def = "Static",
     .help = "how addresses are mapped"},
    {.name = "mode",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_nat_rule, mode),
     .words = nat_modes,
     .help = "whose addresses"},
    {.name = "internal_mapping",
     .kind = FIELD_PREFIX,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_nat_rule, internal),
     .help = "the addresses as they are",
     .example = "10.1.0.0/24"},
    {.name = "external_mapping",
     .kind = FIELD_PREFIX,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_nat_rule, external),
     .help = "what the other end of the translation knows them by; as many, or of a Dynamic rule "
             "fewer, a /26 at most",
     .example = "192.168.1.0/24"},
    {.name = "internal_port_range",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_nat_rule, internal_ports.text),
     .example = "443",
     .help = "of a Static rule: only packets of TCP and UDP with such a port at that address are "
             "translated (assumed). A port, or a range of them"},
    {.name = "external_port_range",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_nat_rule, external_ports.text),
     .example = "8443",
     .help = "of a Static rule, with internal_port_range: what those become, in order; as many"},
    {.name = "instance",
     .kind = FIELD_INT,
     .min = 0,
     .max = 1,
     .offset = offsetof(struct topo_nat_rule, instance),
     .aux = offsetof(struct topo_nat_rule, has_instance),
     .help = "of a Dynamic rule of an active-active gateway: which instance has it, the platform's "
             "ipConfigurationId; the other needs a rule of its own. Not given: 0 (assumed)"},
    {.name = "idle_timeout",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_nat_rule, idle_timeout),
     .aux = offsetof(struct topo_nat_rule, has_idle_timeout),
     .min = SIM_S,
     .max = 86400 * SIM_S,
     .example = "4min",
     .help = "of a Dynamic rule: when a translation that nothing has used is forgotten. Not given: "
             "4 min (assumed: as Azure NAT Gateway)"},
};

static void nat_ports_finish(struct topo_nat_rule *n, struct diag *diag)
{
    struct topo_ports *const ports[] = {&n->internal_ports, &n->external_ports};
    static const char *const names[] = {"internal_port_range", "external_port_range"};
    for (size_t i = 0; i < 2; i++) {
        if (ports[i]->text != NULL) {
            schema_ports(ports[i], &n->r, names[i], diag);
        }
    }
}

static void nat_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_nat_rule *n = object;
    static const char *const of_dynamic[] = {"idle_timeout", "instance"};
    (void)arena;
    nat_ports_finish(n, diag);
    if (n->type == TOPO_NAT_DYNAMIC) {
        return;
    }
    for (size_t i = 0; i < SCHEMA_N(of_dynamic); i++) {
        if (resource_field_given(&n->r, of_dynamic[i])) {
            diag_add(diag, &field_code_contradiction, resource_field_at(&n->r, of_dynamic[i]),
                     "of dynamic rules",
                     "rule `%s` is static: it keeps no state, and every instance translates by it",
                     n->r.name);
            diag_help(diag, "leave it out, or type: Dynamic");
        }
    }
    if (n->internal.v[0].len != n->external.v[0].len) {
        diag_add(diag, &field_code_contradiction, n->external.at[0], "not as many",
                 "rule `%s` maps a /%u to a /%u", n->r.name, n->internal.v[0].len,
                 n->external.v[0].len);
        diag_other(diag, n->internal.at[0], "the addresses as they are");
        diag_help(diag, "a static rule maps address by address: two prefixes of one length; type: "
                        "Dynamic puts many addresses behind few");
    }
}

static const struct field_table nat_table = {
    .kind = "NAT rule",
    .help = "Address translation for the connections that name the rule: for sites whose addresses "
            "overlap others.",
    .size = sizeof(struct topo_nat_rule),
    .resource = offsetof(struct topo_nat_rule, r),
    .fields = nat_fields,
    .n = SCHEMA_N(nat_fields),
    .finish = nat_finish,
};

const struct field_word schema_no_clamp[] = {
    {"none", 0, false, "left as it is"},
    {NULL, 0, false, NULL},
};

const struct field_word schema_df[] = {
    {"clear", TOPO_DF_CLEAR, false, "they may be fragmented, whatever is in them"},
    {"copy", TOPO_DF_COPY, false,
     "as the packet in them: one that is not to be fragmented, and does not fit, is dropped for "
     "the cause mtu"},
    {NULL, 0, false, NULL},
};

static void refuse_telling(const struct resource *r, struct diag *diag)
{
    diag_add(diag, &field_code_contradiction, resource_field_at(r, "fragmentation_needed"),
             "has no effect",
             "`%s` clears DF, so that nothing is dropped that senders could be told of", r->name);
    diag_help(diag, "leave it out, or set df_bit: copy");
}

void schema_check_df(const struct resource *r, int64_t df, bool *tells_mtu, struct diag *diag)
{
    if (!resource_field_given(r, "fragmentation_needed"))
        *tells_mtu = true;
    else if (df != TOPO_DF_COPY)
        refuse_telling(r, diag);
}

/* --- public addresses --- */

static const struct field_word ip_skus[] = {
    {"Standard", TOPO_IP_STANDARD, false, "what VPN gateways take"},
    {"Basic", TOPO_IP_BASIC, false, "retired: VPN gateways are refused it"},
    {NULL, 0, false, NULL},
};
static const struct field_word allocations[] = {
    {"Static", TOPO_STATIC, false, "kept for ever"},
    {"Dynamic", TOPO_DYNAMIC, false, "of SKU Basic alone"},
    {NULL, 0, false, NULL},
};

static const struct field public_ip_fields[] = {
    {.name = "sku",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_public_ip, sku),
     .words = ip_skus,
     .def = "Standard",
     .help = "kind of address"},
    {.name = "allocation_method",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_public_ip, allocation),
     .words = allocations,
     .def = "Static",
     .help = "how long it is kept"},
    {.name = "zones",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_public_ip, zones),
     .help = "availability zones, of 1, 2 and 3; not given: none",
     .example = "[1, 2, 3]"},
    {.name = "ip_address",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_public_ip, address.text),
     .help = "where local network gateways find its gateway by gateway_ip_address",
     .example = "203.0.113.10"},
};

uint32_t schema_zones(const struct field_names *zones, struct diag *diag)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < zones->n; i++) {
        const char *z = zones->v[i];
        if (z[0] < '1' || z[0] > '3' || z[1] != '\0') {
            diag_add(diag, &field_code_word, zones->at[i], "unknown",
                     "`%s` is no availability zone", z);
            diag_help(diag, "1, 2 and 3 are");
            continue;
        }
        bits |= UINT32_C(1) << (z[0] - '0');
    }
    return bits;
}

static void public_ip_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_public_ip *p = object;
    (void)arena;
    schema_address(&p->address, &p->r, "ip_address", diag);
    p->zone_bits = schema_zones(&p->zones, diag);
    if (p->sku == TOPO_IP_STANDARD && p->allocation == TOPO_DYNAMIC) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&p->r, "allocation_method"),
                 "not with Standard", "public address `%s` of SKU Standard is Dynamic", p->r.name);
        diag_platform(diag, "an address of SKU Standard is static: it is refused");
        diag_help(diag, "allocation_method: Static");
    }
}

const struct field_table schema_public_ip = {
    .kind = "public address",
    .help = "A public address of a gateway, where its SKU and zones matter; gateways name theirs "
            "in public_ip_addresses. None need be declared.",
    .size = sizeof(struct topo_public_ip),
    .resource = offsetof(struct topo_public_ip, r),
    .fields = public_ip_fields,
    .n = SCHEMA_N(public_ip_fields),
    .finish = public_ip_finish,
};

static const struct field gateway_fields[] = {
    {.name = "virtual_network",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_gateway, vnet_ref),
     .help = "the network whose GatewaySubnet it stands in",
     .example = "vnet-westus"},
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
     .table = &gateway_bgp_table,
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
     .table = &nat_table,
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
     .help = "from a change of what BGP has learned to that of the routes of its networks; it "
             "matters with faults. Not given: 5 s (assumed)",
     .example = "5s"},
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

static const struct field lng_fields[] = {
    {.name = "endpoint",
     .kind = FIELD_REF,
     .flags = FIELD_IN_PART,
     .offset = offsetof(struct topo_lng, endpoint_ref),
     .help = "who answers there: a gateway, an on-premises site, or a device of one (SITE/DEVICE); "
             "in place of gateway_ip_address or fqdn",
     .example = "gw-northeurope"},
    {.name = "gateway_ip_address",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_lng, address.text),
     .help = "the public address of the other side, as that side declares it",
     .example = "198.51.100.7"},
    {.name = "fqdn",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_lng, fqdn),
     .help = "likewise, by name",
     .example = "vpn.example.com"},
    {.name = "address_prefixes",
     .kind = FIELD_PREFIXES,
     .offset = offsetof(struct topo_lng, prefixes),
     .help = "what this side routes into the tunnel: exactly this, right or wrong; with BGP it may "
             "be left out",
     .example = "[10.2.0.0/16]"},
    {.name = "bgp_settings",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_lng, bgp),
     .aux = offsetof(struct topo_lng, has_bgp),
     .table = &lng_bgp_table,
     .help = "the other side's BGP"},
};

static void lng_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_lng *l = object;
    (void)arena;
    schema_address(&l->address, &l->r, "gateway_ip_address", diag);
    const int n = (l->endpoint_ref.name != NULL) + (l->address.text != NULL) + (l->fqdn != NULL);
    if (n != 1) {
        diag_add(diag, &field_code_contradiction, l->r.at, n == 0 ? "where is it?" : "which one?",
                 "local network gateway `%s` %s", l->r.name,
                 n == 0 ? "does not say who answers" : "says more than once who answers");
        diag_help(diag, "one of endpoint (a name of this file), gateway_ip_address and fqdn");
    }
    if (l->prefixes.n == 0 && !l->has_bgp) {
        diag_add(diag, &field_code_missing, l->r.at, "here",
                 "local network gateway `%s` needs address_prefixes, or bgp_settings", l->r.name);
        diag_help(
            diag,
            "address_prefixes: what this side routes into the tunnel; for example [10.2.0.0/16]");
    }
}

const struct field_table schema_lng = {
    .kind = "local network gateway",
    .help = "The other side as this side sees it.",
    .size = sizeof(struct topo_lng),
    .resource = offsetof(struct topo_lng, r),
    .fields = lng_fields,
    .n = SCHEMA_N(lng_fields),
    .finish = lng_finish,
};

/* --- policies --- */

/* An IPsec policy is all or nothing on the platform: a partial one is refused (FAQ, 2022-05-25). */
#define ENCRYPTION_GCM(word, value)                                                                \
    {                                                                                              \
        word, value, false, "AES in Galois/counter mode: encrypts and protects"                    \
    }
static const struct field_word ike_encryption[] = {
    ENCRYPTION_GCM("GCMAES256", TOPO_GCMAES256), ENCRYPTION_GCM("GCMAES128", TOPO_GCMAES128),
    {"AES256", TOPO_AES256, false, "AES-CBC"},   {"AES192", TOPO_AES192, false, "AES-CBC"},
    {"AES128", TOPO_AES128, false, "AES-CBC"},   {"DES3", TOPO_DES3, false, "3DES-CBC"},
    {"DES", TOPO_DES, false, "DES-CBC"},         {NULL, 0, false, NULL},
};
static const struct field_word ike_integrity[] = {
    {"SHA384", TOPO_SHA384, false, ""},
    {"SHA256", TOPO_SHA256, false, ""},
    {"SHA1", TOPO_SHA1, false, ""},
    {"MD5", TOPO_MD5, false, ""},
    {"GCMAES256", TOPO_INTEGRITY_GCMAES256, false, "with the encryption of that name"},
    {"GCMAES128", TOPO_INTEGRITY_GCMAES128, false, "with the encryption of that name"},
    {NULL, 0, false, NULL},
};
static const struct field_word dh_groups[] = {
    {"DHGroup24", TOPO_DH_24, false, "2048 bits with a 256-bit subgroup"},
    {"ECP384", TOPO_DH_ECP384, false, "group 20"},
    {"ECP256", TOPO_DH_ECP256, false, "group 19"},
    {"DHGroup14", TOPO_DH_14, false, "2048 bits"},
    {"DHGroup2048", TOPO_DH_14, false, "another name of DHGroup14"},
    {"DHGroup2", TOPO_DH_2, false, "1024 bits"},
    {"DHGroup1", TOPO_DH_1, false, "768 bits"},
    {"None", TOPO_DH_NONE, false, ""},
    {NULL, 0, false, NULL},
};
static const struct field_word ipsec_encryption[] = {
    ENCRYPTION_GCM("GCMAES256", TOPO_GCMAES256),
    ENCRYPTION_GCM("GCMAES192", TOPO_GCMAES192),
    ENCRYPTION_GCM("GCMAES128", TOPO_GCMAES128),
    {"AES256", TOPO_AES256, false, "AES-CBC"},
    {"AES192", TOPO_AES192, false, "AES-CBC"},
    {"AES128", TOPO_AES128, false, "AES-CBC"},
    {"DES3", TOPO_DES3, false, "3DES-CBC"},
    {"DES", TOPO_DES, false, "DES-CBC"},
    {"None", TOPO_ENCRYPTION_NONE, false, "not encrypted"},
    {NULL, 0, false, NULL},
};
static const struct field_word ipsec_integrity[] = {
    {"GCMAES256", TOPO_INTEGRITY_GCMAES256, false, "with the encryption of that name"},
    {"GCMAES192", TOPO_INTEGRITY_GCMAES192, false, "with the encryption of that name"},
    {"GCMAES128", TOPO_INTEGRITY_GCMAES128, false, "with the encryption of that name"},
    {"SHA256", TOPO_SHA256, false, ""},
    {"SHA1", TOPO_SHA1, false, ""},
    {"MD5", TOPO_MD5, false, ""},
    {NULL, 0, false, NULL},
};
static const struct field_word pfs_groups[] = {
    {"PFS24", TOPO_DH_24, false, ""},
    {"ECP384", TOPO_DH_ECP384, false, ""},
    {"ECP256", TOPO_DH_ECP256, false, ""},
    {"PFS2048", TOPO_DH_14, false, "group 14"},
    {"PFS14", TOPO_DH_14, false, "another name of PFS2048"},
    {"PFS2", TOPO_DH_2, false, ""},
    {"PFS1", TOPO_DH_1, false, ""},
    {"PFSMM", TOPO_DH_MM, false, "the group of the IKE exchange"},
    {"None", TOPO_DH_NONE, false, ""},
    {NULL, 0, false, NULL},
};

#define POLICY_WORD(key, list, text)                                                               \
    {                                                                                              \
        .name = #key, .kind = FIELD_WORD, .flags = FIELD_REQUIRED,                                 \
        .offset = offsetof(struct topo_policy, key), .words = list, .help = text                   \
    }

static const struct field policy_fields[] = {
    POLICY_WORD(ike_encryption, ike_encryption, "of the IKE exchange"),
    POLICY_WORD(ike_integrity, ike_integrity, "of the IKE exchange"),
    POLICY_WORD(dh_group, dh_groups, "Diffie-Hellman group of the IKE exchange"),
    POLICY_WORD(ipsec_encryption, ipsec_encryption,
                "of the packets; decides their size and what the gateway can carry"),
    POLICY_WORD(ipsec_integrity, ipsec_integrity,
                "of the packets; with GCM the same word as ipsec_encryption"),
    POLICY_WORD(pfs_group, pfs_groups, "Diffie-Hellman group at rekeying"),
    {.name = "sa_lifetime",
     .kind = FIELD_DURATION,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_policy, sa_lifetime),
     .min = 300 * SIM_S,
     .max = 172799 * SIM_S,
     .help = "rekeyed after this time",
     .example = "27000s"},
    {.name = "sa_data_size",
     .kind = FIELD_KILOBYTES,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_policy, sa_data_size),
     .min = INT64_C(1024) * 1024,
     .max = INT64_C(2147483647) * 1024,
     .help = "rekeyed after so much data; here KB, MB and GB are powers of 1,024",
     .example = "102400000KB"},
};

/* With GCM the integrity must be the encryption's own name, and with nothing else (FAQ on IPsec
 * policies, 2022-05-25). */
static void policy_finish(void *object, struct arena *arena, struct diag *diag)
{
    const struct topo_policy *p = object;
    const bool gcm = p->ipsec_encryption <= TOPO_GCMAES128,
               own = p->ipsec_integrity <= TOPO_INTEGRITY_GCMAES128;
    (void)arena;
    if (!resource_field_given(&p->r, "ipsec_encryption") ||
        !resource_field_given(&p->r, "ipsec_integrity")) {
        return;
    }
    if (p->ike_integrity <= TOPO_INTEGRITY_GCMAES128 &&
        resource_field_given(&p->r, "ike_encryption") &&
        (p->ike_encryption > TOPO_GCMAES128 ||
         p->ike_encryption - TOPO_GCMAES256 != p->ike_integrity - TOPO_INTEGRITY_GCMAES256)) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&p->r, "ike_integrity"),
                 "does not go with it", "ike_encryption and ike_integrity do not go together");
        diag_other(diag, resource_field_at(&p->r, "ike_encryption"), "the encryption");
        diag_platform(diag, "GCM as integrity goes with the encryption of that name alone");
        diag_help(diag, "SHA384 or SHA256, or the same GCM for both");
    }
    if (gcm != own || (gcm && p->ipsec_encryption - TOPO_GCMAES256 !=
                                  p->ipsec_integrity - TOPO_INTEGRITY_GCMAES256)) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&p->r, "ipsec_integrity"),
                 "does not go with it", "ipsec_encryption and ipsec_integrity do not go together");
        diag_other(diag, resource_field_at(&p->r, "ipsec_encryption"), "the encryption");
        diag_platform(diag, "GCM protects by itself: both words must be the same");
        diag_help(diag, "a GCM for both, or AES256 with SHA256");
    }
}

const struct field_table schema_policy = {
    .kind = "IPsec policy",
    .help = "In place of the default proposals. The platform wants all eight keys, and the same "
            "policy at both ends.",
    .size = sizeof(struct topo_policy),
    .resource = offsetof(struct topo_policy, r),
    .fields = policy_fields,
    .n = SCHEMA_N(policy_fields),
    .finish = policy_finish,
};

/* --- connections --- */

static const struct field selector_fields[] = {
    {.name = "local_address_ranges",
     .kind = FIELD_PREFIXES,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_selectors, local),
     .help = "this side's addresses",
     .example = "[10.1.0.0/16]"},
    {.name = "remote_address_ranges",
     .kind = FIELD_PREFIXES,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_selectors, remote),
     .help = "the other side's",
     .example = "[192.168.0.0/16]"},
};

const struct field_table schema_selectors = {
    .kind = "traffic selector",
    .help = "Ranges whose packets go into the tunnel; others are dropped, for the cause selector. "
            "The other end must say the same, turned round.",
    .size = sizeof(struct topo_selectors),
    .resource = offsetof(struct topo_selectors, r),
    .fields = selector_fields,
    .n = SCHEMA_N(selector_fields),
};

static const struct field_word connection_types[] = {
    {"Vnet2Vnet", TOPO_VNET2VNET, false,
     "to another gateway; the other network's prefixes are taken by themselves"},
    {"IPsec", TOPO_IPSEC, false,
     "to a local network gateway; exactly its address_prefixes go into the tunnel"},
    {"ExpressRoute", TOPO_CIRCUIT, true,
     "to a private circuit: its provider's network has no model here"},
    {"VPNClient", TOPO_CLIENTS, true, "point to site"},
    {NULL, 0, false, NULL},
};

static const struct field_word connection_modes[] = {
    {"Default", TOPO_MODE_DEFAULT, false, "either side starts"},
    {"InitiatorOnly", TOPO_INITIATOR_ONLY, false, "this side starts, and answers nobody"},
    {"ResponderOnly", TOPO_RESPONDER_ONLY, false, "the other side starts"},
    {NULL, 0, false, NULL},
};

const struct field_word schema_ike_protocols[] = {
    {"IKEv2", TOPO_IKEV2, false, "SAs are replaced in place, without a cut"},
    {"IKEv1", TOPO_IKEV1, false,
     "traffic is cut for up to 5 s at the end of each main mode SA (28,800 s)"},
    {NULL, 0, false, NULL},
};

static const struct field connection_fields[] = {
    {.name = "type",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED | FIELD_KEEPS_LATER,
     .offset = offsetof(struct topo_connection, type),
     .words = connection_types,
     .help = "what stands at the other end"},
    {.name = "from",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_connection, from_ref),
     .help = "this side's gateway",
     .example = "gw-westus"},
    {.name = "to",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_connection, to_ref),
     .help = "Vnet2Vnet: the other gateway; IPsec: a local network gateway",
     .example = "gw-northeurope"},
    {.name = "shared_key",
     .kind = FIELD_SECRET,
     .required_when = SCHEMA_BIT(TOPO_VNET2VNET) | SCHEMA_BIT(TOPO_IPSEC),
     .offset = offsetof(struct topo_connection, shared_key),
     .help = "the same at both ends, or the tunnel stays down",
     .example = "example"},
    {.name = "ipsec_policy",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_connection, policy),
     .aux = offsetof(struct topo_connection, has_policy),
     .table = &schema_policy,
     .help = "not given: the platform's default, which settles on GCMAES256 between two of its "
             "gateways"},
    {.name = "connection_mode",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_connection, mode),
     .words = connection_modes,
     .def = "Default",
     .help = "who starts"},
    {.name = "ike_protocol",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_connection, protocol),
     .words = schema_ike_protocols,
     .help =
         "the platform's connectionProtocol. Not given: IKEv2, of a policy-based gateway IKEv1, "
         "which are all that Basic has; the same at both ends, or the tunnel stays down"},
    {.name = "enable_bgp",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_connection, enable_bgp),
     .def = "false",
     .help = "routes by BGP; both ends must say so, and both gateways"},
    {.name = "use_policy_based_traffic_selectors",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_connection, selects_by_policy),
     .def = "false",
     .help = "traffic selectors by prefix: the network's own against those of the other side"},
    {.name = "traffic_selectors",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_connection, selectors),
     .aux = offsetof(struct topo_connection, n_selectors),
     .table = &schema_selectors,
     .help = "selectors of one's own"},
    {.name = "ingress_nat_rules",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_connection, ingress_names),
     .help = "rules of `from` for the other side's addresses",
     .example = "[branch]"},
    {.name = "egress_nat_rules",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_connection, egress_names),
     .help = "rules of `from` for this side's addresses",
     .example = "[network]"},
    {.name = "dpd_timeout",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_connection, dpd_timeout),
     .min = 9 * SIM_S,
     .max = 3600 * SIM_S,
     .def = "45s",
     .help =
         "dead peer detection (the platform's range and default); it matters when something fails"},
    {.name = "routing_weight",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_connection, routing_weight),
     .min = 0,
     .max = 32000,
     .def = "0",
     .help = "the platform stores it, and for VPN does nothing with it"},
};

const struct field_table schema_connection = {
    .kind = "connection",
    .help =
        "One end of a tunnel. The tunnel comes up when both ends have theirs and the keys agree.",
    .size = sizeof(struct topo_connection),
    .resource = offsetof(struct topo_connection, r),
    .fields = connection_fields,
    .n = SCHEMA_N(connection_fields),
    .switch_name = "type",
};
