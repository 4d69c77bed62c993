/*
 * Connections, and their traffic selectors.
 */
#include "models/language/schema.h"

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
     .help = "dead peer detection (the platform's range and default): how long a silent peer is "
             "given to answer the first check, which goes out when nothing has come for a third of "
             "this (assumed). So it is dead after four thirds of this without a packet: 60 s for "
             "45 s. It matters when something fails. The end of a device goes by its own"},
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
