#include "sim/app/route_text.h"

#include "sim/base/arena.h"

const char *route_text_hop(const struct effective_route *r, struct arena *arena)
{
    switch (r->hop) {
    case TOPO_HOP_LOCAL:
        return "VnetLocal";
    case TOPO_HOP_PEERING:
        return arena_printf(arena, "VNetPeering %s", r->peering->remote->r.name);
    case TOPO_HOP_GATEWAY:
        return arena_printf(arena, "VirtualNetworkGateway %s", r->gateway != NULL ? r->gateway->r.name : "(none: dropped)");
    case TOPO_HOP_APPLIANCE:
        return arena_printf(arena, "VirtualAppliance %s", r->user->next_hop_text);
    case TOPO_HOP_INTERNET:
        return "Internet";
    case TOPO_HOP_NONE:
        break;
    }
    return "None";
}

const char *route_text_source(const struct effective_route *r, const struct topo_subnet *s, struct arena *arena)
{
    if (r->source == EFFECTIVE_USER) {
        return arena_printf(arena, "User (%s/%s)", s->route_table->r.name, r->user->r.name);
    }
    return r->source == EFFECTIVE_GATEWAY ? arena_printf(arena, "Gateway (%s)", r->connection->r.name) : "Default";
}
