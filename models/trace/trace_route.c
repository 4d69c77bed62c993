/*
 * A route in words: where it leads, what it comes from, over which others it has won.
 */
#include "models/trace/trace_parts.h"

#include "models/routing/effective.h"
#include "sim/base/assert.h"

const char *trace_prefix_text(struct walk *w, struct ip4_prefix p)
{
    char buf[IP4_TEXT_MAX];
    return arena_strdup(w->arena, ip4_prefix_format(p, buf));
}

/* A site goes out where it asks others to come in: a device's own prepending counts too. */
static const char *prepends(struct walk *w, const struct effective_route *r)
{
    const struct topo_device *d = r->gateway != NULL ? r->gateway->device : NULL;
    return d != NULL && d->has_bgp && d->bgp.prepend > 0
               ? arena_printf(w->arena, " and %lld prepended", (long long)d->bgp.prepend)
               : "";
}

/* What a route comes from: "user-defined rt/x", "BGP, AS path of 2", "gateway", "system". */
static const char *source_text(struct walk *w, const struct topo_subnet *s,
                               const struct effective_route *r)
{
    return r->source == EFFECTIVE_USER ? arena_printf(w->arena, "user-defined %s/%s",
                                                      s->route_table->r.name, r->user->r.name)
           : r->learned
               ? arena_printf(w->arena, "BGP, AS path of %u%s", r->path->len, prepends(w, r))
           : r->source == EFFECTIVE_GATEWAY ? "gateway"
                                            : "system";
}

const char *trace_hop_text(struct walk *w, const struct effective_route *r)
{
    static const char *const hop[] = {[TOPO_HOP_LOCAL] = "VnetLocal",
                                      [TOPO_HOP_PEERING] = "VNetPeering",
                                      [TOPO_HOP_GATEWAY] = "VirtualNetworkGateway",
                                      [TOPO_HOP_INTERNET] = "Internet",
                                      [TOPO_HOP_NONE] = "None",
                                      [TOPO_HOP_APPLIANCE] = "VirtualAppliance",
                                      [TOPO_HOP_ENDPOINT] = "InterfaceEndpoint"};
    SIM_ASSERT(r->hop != TOPO_HOP_APPLIANCE || r->user != NULL);
    const char *more =
        r->connection != NULL ? arena_printf(w->arena, " (connection %s)", r->connection->r.name)
        : r->hop == TOPO_HOP_PEERING
            ? arena_printf(w->arena, " (to %s)", r->peering->remote->r.name)
        : r->hop == TOPO_HOP_APPLIANCE   ? arena_printf(w->arena, " (%s)", r->user->next_hop.text)
        : r->hop == TOPO_HOP_ENDPOINT    ? arena_printf(w->arena, " (%s)", r->endpoint->r.name)
        : r->source == EFFECTIVE_GATEWAY ? " (clients)"
                                         : "";
    return arena_printf(w->arena, "%s%s", hop[r->hop], more);
}

/* Over which others it has won: a longer one of the gateway's inside the network's own ranges, one
 * of the same prefix, shorter ones. */
static const char *reason_text(struct walk *w, const struct net_subnet *s,
                               const struct effective_route *won, uint32_t addr)
{
    const struct effective_route *longer = NULL, *same = NULL;
    size_t shorter = 0;
    for (size_t i = 0; i < s->effective.n; i++) {
        const struct effective_route *r = &s->effective.v[i];
        if (r == won || !ip4_prefix_has(r->prefix, addr))
            continue;
        shorter += r->prefix.len < won->prefix.len;
        same = same == NULL && r->prefix.len == won->prefix.len && !r->active ? r : same;
        longer = longer == NULL && r->prefix.len > won->prefix.len ? r : longer;
    }
    if (longer != NULL)
        return arena_printf(
            w->arena,
            "; before %s by the gateway, which gives way to ranges of the network and its peerings",
            trace_prefix_text(w, longer->prefix));
    if (same != NULL)
        return arena_printf(w->arena, "; before %s, %s", trace_hop_text(w, same),
                            source_text(w, s->declared, same));
    return shorter > 0 ? arena_printf(w->arena, "; the longest of %zu", shorter + 1) : "";
}

const char *trace_route_text(struct walk *w, const struct net_subnet *s,
                             const struct effective_route *r, uint32_t addr)
{
    return arena_printf(w->arena, "%s -> %s, %s%s", trace_prefix_text(w, r->prefix),
                        trace_hop_text(w, r), source_text(w, s->declared, r),
                        reason_text(w, s, r, addr));
}
