#include "models/routing/rib.h"

#include <stdlib.h>

#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/routing/rib_bgp.h"
#include "sim/base/arena.h"

enum { RESERVED = 4 }; /* addresses at the front of a subnet that the platform keeps */

static bool has_gateway_subnet(const struct topo_gateway *g)
{
    return g->device == NULL && !g->is_nobody && g->vnet->gateway_subnet != NULL;
}

/* What the platform gives a gateway, an active-active one's first instance; 0: it is a device or
 * nobody, or has no GatewaySubnet. Configure active-active VPN gateways using PowerShell,
 * 2021: 10.12.255.4 and 10.12.255.5 of 10.12.255.0/27. */
static uint32_t given_address(const struct topo_gateway *g)
{
    if (!has_gateway_subnet(g)) {
        return 0;
    }
    const struct ip4_prefix p = g->vnet->gateway_subnet->prefix.v[0];
    return g->active_active ? p.addr + RESERVED : (p.addr | ~ip4_mask(p.len)) - 1;
}

uint32_t rib_peer_address(const struct topo_gateway *g)
{
    const struct topo_bgp *b = g->device != NULL ? &g->device->bgp : &g->bgp;
    return b->peer.text != NULL ? b->peer.addr : given_address(g);
}

uint32_t rib_far_address(const struct topo_connection *c)
{
    return c->to_lng != NULL && c->to_lng->bgp.peer.text != NULL ? c->to_lng->bgp.peer.addr
                                                                 : rib_peer_address(c->to);
}

bool rib_is_link_local(uint32_t addr)
{
    return addr >> 16 == 0xA9FE;
}

uint32_t rib_peer_seen(const struct topo_connection *c)
{
    const uint32_t there = rib_peer_address(c->to);
    return there != 0 ? nat_prefix(c, (struct ip4_prefix){there, 32}).addr : 0;
}

static bool speaks(const struct topo_gateway *g)
{
    return g->device != NULL ? g->device->has_bgp : g->enable_bgp;
}

/* May the platform have given the other side this one? Which two an active-active gateway gets is
 * not promised, only where they are from: Configure active-active VPN gateways using the portal,
 * 2021-07-22. */
static bool may_be_given(const struct topo_connection *c, uint32_t addr)
{
    if (!has_gateway_subnet(c->to) || !c->to->active_active) {
        return addr == given_address(c->to);
    }
    const struct ip4_prefix p = nat_prefix(c, c->to->vnet->gateway_subnet->prefix.v[0]);
    return addr >= p.addr + RESERVED && addr < (p.addr | ~ip4_mask(p.len));
}

enum rib_session rib_expects(const struct topo_connection *c)
{
    if (c->to_lng == NULL) {
        return RIB_SESSION;
    }
    const struct topo_bgp *b = &c->to_lng->bgp;
    if (!c->to_lng->has_bgp || b->asn != rib_asn(c->to)) {
        return RIB_WRONG_ASN;
    }
    const uint32_t there = rib_peer_seen(c), here = rib_peer_address(c->from);
    const bool has_more =
        rib_is_link_local(there) ||
        c->to->active_active; /* than that one: what it is given beside it, and each instance */
    const bool as_given = has_more && may_be_given(c, b->peer.addr);
    if (b->peer.text != NULL && there != 0 && b->peer.addr != there && !as_given) {
        return RIB_WRONG_PEER;
    }
    return rib_is_link_local(rib_far_address(c)) && !rib_is_link_local(here) ? RIB_LINK_LOCAL
                                                                             : RIB_SESSION;
}

enum rib_session rib_wants_session(const struct topo_connection *c)
{
    if (!c->enable_bgp) {
        return RIB_NO_SESSION;
    }
    if (c->reverse == NULL || !c->reverse->enable_bgp) {
        return RIB_OTHER_END;
    }
    if (!speaks(c->from) || !speaks(c->to)) {
        return RIB_GATEWAY_OFF;
    }
    if (rib_asn(c->from) == rib_asn(c->to)) {
        return RIB_SAME_ASN;
    }
    const enum rib_session own = rib_expects(c), other = rib_expects(c->reverse);
    return own != RIB_SESSION ? own : other;
}

enum rib_session rib_session(const struct topo_connection *c)
{
    const enum rib_session wanted = rib_wants_session(c);
    return wanted == RIB_SESSION && c->outcome != HANDSHAKE_UP ? RIB_TUNNEL_DOWN : wanted;
}

static void each_prefix(const struct topo_prefixes *p, rib_prefix_fn *fn, void *arg)
{
    for (size_t i = 0; i < p->n; i++) {
        fn(arg, p->v[i]);
    }
}

void rib_each_behind(const struct topo_gateway *g, const struct effective_view *view,
                     rib_prefix_fn *fn, void *arg)
{
    const struct topo_vnet *v = g->vnet;
    each_prefix(&v->prefixes, fn, arg);
    for (size_t i = 0; i < v->n_peerings; i++) {
        if (effective_gives_gateway(&v->peerings[i]) && !effective_is_down(view, &v->peerings[i])) {
            each_prefix(effective_peer_prefixes(&v->peerings[i]), fn, arg);
        }
    }
}

/* --- static routes --- */

struct collecting {
    struct rib *rib;
    size_t cap;
    struct arena *arena;
    struct rib_route route;
};

static void append(struct collecting *c, struct ip4_prefix prefix)
{
    struct rib *rib = c->rib;
    if (rib->n == c->cap) {
        c->cap = c->cap == 0 ? 8 : c->cap * 2;
        struct rib_route *more = ARENA_ARRAY(c->arena, struct rib_route, c->cap);
        for (size_t i = 0; i < rib->n; i++) {
            more[i] = rib->v[i];
        }
        rib->v = more;
    }
    rib->v[rib->n] = c->route;
    rib->v[rib->n++].prefix = prefix;
}

static void append_name(void *arg, struct ip4_prefix prefix)
{
    append(arg, prefix);
}

static void add(void *arg, struct ip4_prefix prefix)
{
    struct collecting *c = arg;
    nat_each_name(c->route.connection, prefix, append_name, c);
}

/* A device without BGP knows the network at the other end, or what its own selectors name. */
static void add_static(struct collecting *c, const struct topo_connection *connection)
{
    c->route = (struct rib_route){.connection = connection};
    if (connection->to_lng != NULL) {
        each_prefix(&connection->to_lng->prefixes, add, c);
    } else if (connection->from->device != NULL && connection->from->device->n_selectors > 0) {
        for (size_t i = 0; i < connection->n_selectors; i++) {
            each_prefix(&connection->selectors[i].remote, add, c);
        }
    } else if (connection->from->device != NULL && connection->reverse != NULL &&
               connection->reverse->n_egress > 0 && rib_wants_session(connection) != RIB_SESSION) {
        rib_each_behind(connection->to, NULL, add, c);
    } else if (!connection->enable_bgp || connection->reverse == NULL ||
               !connection->reverse->enable_bgp) {
        rib_each_behind(connection->to, NULL, add, c);
    }
}

static int by_prefix(const void *x, const void *y)
{
    const struct rib_route *a = x, *b = y;
    if (a->prefix.len != b->prefix.len) {
        return b->prefix.len - a->prefix.len;
    }
    if (a->prefix.addr != b->prefix.addr) {
        return a->prefix.addr < b->prefix.addr ? -1 : 1;
    }
    if (a->learned != b->learned) {
        return a->learned - b->learned;
    }
    return (a->connection > b->connection) - (a->connection < b->connection);
}

/* Of one prefix: the first static route, else all that BGP has left, a connection once (NAT may
 * give several prefixes one name). */
static void keep_best(struct rib *rib)
{
    size_t kept = 0, paths = 0;
    if (rib->n > 1) {
        qsort(rib->v, rib->n, sizeof *rib->v, by_prefix);
    }
    for (size_t i = 0; i < rib->n; i++) {
        const bool again = kept > 0 && ip4_prefix_equal(rib->v[kept - 1].prefix, rib->v[i].prefix);
        if (again && rib->v[kept - 1].connection == rib->v[i].connection) {
            continue;
        }
        paths = again ? paths + 1 : 1;
        if (!again || (rib->v[kept - 1].learned && rib->v[i].learned && paths <= RIB_PATHS_MAX)) {
            rib->v[kept++] = rib->v[i];
        }
    }
    rib->n = kept;
}

static void append_learned(struct collecting *c, const struct rib_route *route)
{
    c->route = *route;
    append(c, route->prefix);
    nat_each_beside(route->connection, route->prefix, append_name, c);
}

/* What the connections lead to by themselves, then what has been learned; of each prefix the best.
 */
static const struct rib *finish(struct collecting *c, const struct rib_route *learned, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        append_learned(c, &learned[i]);
    }
    keep_best(c->rib);
    return c->rib;
}

const struct rib *rib_of(const struct topo *t, const struct topo_gateway *g,
                         const struct rib_route *learned, size_t n_learned,
                         rib_connection_fn *is_used, const void *arg, struct arena *arena)
{
    struct collecting c = {.rib = ARENA_NEW(arena, struct rib), .arena = arena};
    for (size_t i = 0; i < t->n_ends; i++) {
        if (t->connections[i].from == g && is_used(arg, &t->connections[i])) {
            add_static(&c, &t->connections[i]);
        }
    }
    return finish(&c, learned, n_learned);
}

void rib_build(struct topo *t, struct arena *arena)
{
    struct collecting *all = ARENA_ARRAY(arena, struct collecting, t->n_endpoints);
    for (size_t i = 0; i < t->n_endpoints; i++) {
        all[i] = (struct collecting){.rib = ARENA_NEW(arena, struct rib), .arena = arena};
    }
    for (size_t i = 0; i < t->n_ends; i++) {
        add_static(&all[t->connections[i].from - t->gateways], &t->connections[i]);
    }
    struct rib_bgp bgp;
    rib_bgp_converge(&bgp, t, false, arena);
    for (size_t i = 0; i < bgp.n_learned; i++) {
        const struct rib_route *r = &bgp.learned[i];
        append_learned(&all[r->connection->from - t->gateways], r);
    }
    for (size_t i = 0; i < t->n_endpoints; i++) {
        t->gateways[i].rib = finish(&all[i], NULL, 0);
    }
}
