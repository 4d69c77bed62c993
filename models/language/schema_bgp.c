/*
 * BGP settings: of a gateway, of what a local network gateway says of the other side, of a device.
 */
#include "models/language/schema.h"
#include "sim/base/arena.h"

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

static void gateway_bgp_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_bgp *b = object;
    bgp_finish(object, arena, diag);
    b->custom_addr = ARENA_ARRAY(arena, uint32_t, b->custom.n + 1);
    for (size_t i = 0; i < b->custom.n; i++) {
        struct topo_address one = {.text = b->custom.v[i]};
        schema_address_at(&one, b->custom.at[i], diag);
        b->custom_addr[i] = one.addr;
    }
}

static const struct field gateway_bgp_fields[] = {
    ASN(false, 0),
    PEER_ADDRESS,
    {.name = "custom_bgp_ip_addresses",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_bgp, custom),
     .example = "[169.254.21.2, 169.254.22.2]",
     .help = "further ones of 169.254.0.0/16 at which its instances answer, for the other sides "
             "that use such"},
};
const struct field_table schema_gateway_bgp = {
    .kind = "bgp_settings",
    .help = "Its side of BGP sessions, when enable_bgp is true.",
    .size = sizeof(struct topo_bgp),
    .resource = offsetof(struct topo_bgp, r),
    .fields = gateway_bgp_fields,
    .n = SCHEMA_N(gateway_bgp_fields),
    .finish = gateway_bgp_finish,
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
const struct field_table schema_lng_bgp = {
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
