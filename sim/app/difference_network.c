#include <string.h>
#include <strings.h>

#include "models/routing/handshake.h"
#include "models/routing/rib.h"
#include "models/vpn/gateway.h"
#include "sim/app/difference_parts.h"
#include "sim/app/route_text.h"
#include "sim/base/arena.h"

/* --- tunnels --- */

/* Its state, and what packets see of it when it is up. */
static const char *tunnel_words(const struct tunnel *t, struct arena *arena)
{
    const char *down = handshake_word((enum handshake)t->declared->outcome);
    return arena_printf(
        arena, "%s%s; %s -> %s, %s%s%s%s, packets of up to %u B", down != NULL ? "down: " : "up",
        down != NULL ? down : "", t->from->name, t->to->name, t->esp->name,
        t->udp_bytes > 0 ? " in UDP" : "", t->has_selectors ? ", with traffic selectors" : "",
        rib_session(t->declared) == RIB_SESSION ? ", BGP" : "", tunnel_largest_inner(t));
}

/* Of a connection of the scenario, not of a device's end of it. */
static bool is_declared(const struct network *n, const struct tunnel *t)
{
    return (size_t)(t->declared - n->topo->connections) < n->topo->n_connections;
}

static const struct tunnel *tunnel_named(const struct network *n, const char *name)
{
    for (size_t i = 0; i < n->n_tunnels; i++) {
        if (strcmp(n->tunnel[i].name, name) == 0 && is_declared(n, &n->tunnel[i])) {
            return &n->tunnel[i];
        }
    }
    return NULL;
}

void difference_tunnels(struct difference *d, const struct network *old, const struct network *new)
{
    for (size_t i = 0; i < old->n_tunnels; i++) {
        const struct tunnel *t = &old->tunnel[i], *o = tunnel_named(new, t->name);
        const char *was = tunnel_words(t, d->arena),
                   *is = o != NULL ? tunnel_words(o, d->arena) : NULL;
        if (is_declared(old, t) && (is == NULL || strcmp(was, is) != 0)) {
            (void)difference_add(d, DIFFERENCE_TUNNEL, t->name, was, is);
        }
    }
    for (size_t i = 0; i < new->n_tunnels; i++) {
        const struct tunnel *t = &new->tunnel[i];
        if (is_declared(new, t) && tunnel_named(old, t->name) == NULL) {
            (void)difference_add(d, DIFFERENCE_TUNNEL, t->name, NULL, tunnel_words(t, d->arena));
        }
    }
}

/* --- routes --- */

static const struct net_subnet *subnet_like(const struct network *n, const struct topo_subnet *like)
{
    for (size_t i = 0; i < n->n_subnets; i++) {
        const struct topo_subnet *s = n->subnet[i].declared;
        if (strcmp(s->r.name, like->r.name) == 0 &&
            strcmp(s->vnet->r.name, like->vnet->r.name) == 0) {
            return &n->subnet[i];
        }
    }
    return NULL;
}

static bool is_for_same(const struct effective_route *a, const struct effective_route *b)
{
    const char *x = a->user != NULL ? a->user->tag : NULL,
               *y = b->user != NULL ? b->user->tag : NULL;
    return x != NULL && y != NULL ? strcasecmp(x, y) == 0
                                  : x == y && ip4_prefix_equal(a->prefix, b->prefix);
}

static bool has_route(const struct net_subnet *s, const struct effective_route *r,
                      struct arena *arena)
{
    const char *hop = route_text_hop(r, arena);
    for (size_t i = 0; i < s->effective.n + s->effective.n_tags; i++) {
        const struct effective_route *o = &s->effective.v[i];
        if (o->active && is_for_same(o, r) && strcmp(route_text_hop(o, arena), hop) == 0) {
            return true;
        }
    }
    return false;
}

void difference_routes(struct difference *d, const struct network *from, const struct network *in,
                       bool is_old)
{
    for (size_t i = 0; i < from->n_subnets; i++) {
        const struct net_subnet *s = &from->subnet[i], *other = subnet_like(in, s->declared);
        const char *name =
            arena_printf(d->arena, "%s/%s", s->declared->vnet->r.name, s->declared->r.name);
        if (other == NULL) {
            (void)difference_add(d, DIFFERENCE_ROUTE, name, is_old ? "a subnet" : NULL,
                                 is_old ? NULL : "a subnet");
        }
        for (size_t k = 0; other != NULL && k < s->effective.n + s->effective.n_tags; k++) {
            const struct effective_route *r = &s->effective.v[k];
            if (r->active && !has_route(other, r, d->arena)) {
                const char *text = arena_printf(
                    d->arena, "%s -> %s, %s", route_text_prefix(r, d->arena),
                    route_text_hop(r, d->arena), route_text_source(r, s->declared, d->arena));
                (void)difference_add(d, DIFFERENCE_ROUTE, name, is_old ? text : NULL,
                                     is_old ? NULL : text);
            }
        }
    }
}
