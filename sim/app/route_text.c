#include "sim/app/route_text.h"

#include "sim/base/arena.h"

const char *route_text_prefix(const struct effective_route *r, struct arena *arena)
{
    char prefix[IP4_TEXT_MAX];
    return r->user != NULL && r->user->tag != NULL
               ? r->user->tag
               : arena_strdup(arena, ip4_prefix_format(r->prefix, prefix));
}

const char *route_text_hop(const struct effective_route *r, struct arena *arena)
{
    switch (r->hop) {
    case TOPO_HOP_LOCAL:
        return "VnetLocal";
    case TOPO_HOP_PEERING:
        return arena_printf(arena, "VNetPeering %s", r->peering->remote->r.name);
    case TOPO_HOP_GATEWAY:
        return arena_printf(arena, "VirtualNetworkGateway %s",
                            r->gateway != NULL ? r->gateway->r.name : "(none: dropped)");
    case TOPO_HOP_APPLIANCE:
        return arena_printf(arena, "VirtualAppliance %s", r->user->next_hop.text);
    case TOPO_HOP_INTERNET:
        return "Internet";
    case TOPO_HOP_ENDPOINT:
        return arena_printf(arena, "InterfaceEndpoint %s", r->endpoint->r.name);
    case TOPO_HOP_NONE:
        break;
    }
    return "None";
}

const char *route_text_reason(const struct effective_route *by, const struct effective_route *r)
{
    if (by->prefix.len < r->prefix.len) {
        return by->hop == TOPO_HOP_LOCAL ? "inside the network's own range"
                                         : "inside a peering's range";
    }
    if (by->source != r->source) {
        return by->source == EFFECTIVE_USER ? "user-defined before others"
               : by->source == EFFECTIVE_GATEWAY
                   ? "the gateway's before the system's"
                   : "the network's own and its peerings' before the gateway's";
    }
    return by->learned != r->learned ? "static before BGP"
           : by->learned             ? "a shorter AS path, with what a device prepends"
                                     : "the first of several";
}

const char *route_text_path(const struct rib_path *p, struct arena *arena)
{
    const char *text = "";
    for (; p != NULL; p = p->next) {
        text = arena_printf(arena, "%s%s%u", text, text[0] != '\0' ? " " : "", p->asn);
    }
    return text;
}

const char *route_text_source(const struct effective_route *r, const struct topo_subnet *s,
                              struct arena *arena)
{
    if (r->source == EFFECTIVE_USER) {
        return arena_printf(arena, "User (%s/%s)", s->route_table->r.name, r->user->r.name);
    }
    if (r->source != EFFECTIVE_GATEWAY) {
        return "Default";
    }
    if (r->connection == NULL) {
        return "Gateway (clients)";
    }
    return r->learned ? arena_printf(arena, "BGP (%s, AS path %s)", r->connection->r.name,
                                     route_text_path(r->path, arena))
                      : arena_printf(arena, "Gateway (%s)", r->connection->r.name);
}
