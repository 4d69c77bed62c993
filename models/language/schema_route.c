/*
 * Route tables: user-defined routes, which a subnet takes by name.
 */
#include "models/language/schema.h"

#include <stdio.h>

#include "models/cloud/service_tag.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"
#include "sim/base/ip4.h"

void schema_address(struct topo_address *a, const struct resource *r, const char *field,
                    struct diag *diag)
{
    if (a->text != NULL) {
        schema_address_at(a, resource_field_at(r, field), diag);
    }
}

void schema_address_at(struct topo_address *a, struct span at, struct diag *diag)
{
    struct ip4_prefix p;
    char text[IP4_TEXT_MAX];
    const int n = snprintf(text, sizeof text, "%s/32", a->text);
    if (n < 0 || (size_t)n >= sizeof text || ip4_prefix_parse(text, &p) != IP4_OK) {
        diag_add(diag, &field_code_prefix, at, "not an address", "`%s` is no IPv4 address",
                 a->text);
        diag_help(diag, "an address looks like 10.0.1.4");
        return;
    }
    a->addr = p.addr;
}

static const struct field_word hops[] = {
    {"VirtualAppliance", TOPO_HOP_APPLIANCE, false,
     "to the VM that has next_hop_ip_address, which must forward"},
    {"VirtualNetworkGateway", TOPO_HOP_GATEWAY, false,
     "to the network's VPN gateway, or that of the peer whose gateway it uses"},
    {"VnetLocal", TOPO_HOP_LOCAL, false, "as inside the network"},
    {"Internet", TOPO_HOP_INTERNET, false,
     "out of the cloud: what goes there is dropped here, with cause no_route"},
    {"None", TOPO_HOP_NONE, false, "dropped, with cause route_none"},
    {NULL, 0, false, NULL},
};

static const struct field route_fields[] = {
    {.name = "address_prefix",
     .kind = FIELD_PREFIX,
     .flags = FIELD_REQUIRED | FIELD_OR_TAG,
     .offset = offsetof(struct topo_route, prefix),
     .aux = offsetof(struct topo_route, tag),
     .help = "destinations: a prefix, or the service tag of a service of the platform, whose "
             "addresses no machine here has: such a route is "
             "shown and judged, and takes no simulated packet",
     .example = "10.3.0.0/16"},
    {.name = "next_hop_type",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_route, hop),
     .words = hops,
     .help = "where they go"},
    {.name = "next_hop_ip_address",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_route, next_hop.text),
     .when = 1u << TOPO_HOP_APPLIANCE,
     .required_when = 1u << TOPO_HOP_APPLIANCE,
     .help = "private address of the appliance",
     .example = "10.0.1.4"},
};

static void refuse_tag(const struct topo_route *r, struct diag *diag)
{
    const struct span at = resource_field_at(&r->r, "address_prefix");
    if (service_tag_is_no_route(r->tag)) {
        diag_add(diag, &field_code_prefix, at, "not in a route",
                 "`%s` is a service tag of security rules alone", r->tag);
        diag_platform(diag, "the route is refused");
        diag_help(diag,
                  "write its prefixes, a route each; 0.0.0.0/0 is all that no other route holds");
        return;
    }
    const char *near = service_tag_closest(r->tag);
    diag_add(diag, &field_code_prefix, at, "neither",
             "`%s` is no IPv4 prefix and no service tag that is known", r->tag);
    diag_help(
        diag,
        near != NULL
            ? "did you mean `%s`?"
            : "a prefix looks like 10.1.0.0/16, a service tag like Storage or Storage.WestUS%s",
        near != NULL ? near : "");
}

static void route_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_route *r = object;
    (void)arena;
    if (r->tag != NULL && (service_tag_is_no_route(r->tag) || !service_tag_is(r->tag))) {
        refuse_tag(r, diag);
    }
    schema_address(&r->next_hop, &r->r, "next_hop_ip_address", diag);
}

static const struct field_table route_table = {
    .kind = "route",
    .help = "A user-defined route. It wins over the gateway's and the system's of the same prefix.",
    .size = sizeof(struct topo_route),
    .resource = offsetof(struct topo_route, r),
    .fields = route_fields,
    .n = SCHEMA_N(route_fields),
    .switch_name = "next_hop_type",
    .finish = route_finish,
};

static const struct field fields[] = {
    {.name = "routes",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_route_table, routes),
     .aux = offsetof(struct topo_route_table, n_all),
     .table = &route_table,
     .help = "its routes"},
    {.name = "disable_bgp_route_propagation",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_route_table, no_propagation),
     .def = "false",
     .help = "keep the gateway's routes out of the subnets that take this table"},
};

/* Those to service tags to the end; each part keeps its order. */
static void table_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_route_table *t = object;
    struct topo_route *tags = ARENA_ARRAY(arena, struct topo_route, t->n_all);
    size_t n = 0;
    (void)diag;
    for (size_t i = 0; i < t->n_all; i++) {
        if (t->routes[i].tag != NULL) {
            tags[n++] = t->routes[i];
        } else {
            t->routes[t->n_routes++] = t->routes[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        t->routes[t->n_routes + i] = tags[i];
    }
}

const struct field_table schema_route_table = {
    .kind = "route table",
    .help = "User-defined routes for the subnets that name it.",
    .size = sizeof(struct topo_route_table),
    .resource = offsetof(struct topo_route_table, r),
    .fields = fields,
    .n = SCHEMA_N(fields),
    .finish = table_finish,
};
