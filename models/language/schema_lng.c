/*
 * Local network gateways: the other side as this side sees it.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

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
     .table = &schema_lng_bgp,
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
