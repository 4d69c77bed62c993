/*
 * What the connections of a gateway lead to: static prefixes, with what BGP has learned.
 */
#include "models/routing/rib.h"

#include <stdlib.h>

#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/routing/rib_bgp.h"
#include "sim/base/arena.h"

struct collecting {
    struct rib *rib;
    size_t cap;
    struct arena *arena;
    struct rib_route route;
};

static void append(struct collecting *c, struct ip4_prefix prefix)
{
    struct rib *rib = c->rib;
    ARENA_ROOM(c->arena, rib->v, rib->n, c->cap, 8);
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

/* Of a local network gateway: as it is in the tunnel. */
static void add_here(void *arg, struct ip4_prefix prefix)
{
    struct collecting *c = arg;
    nat_each_name_here(c->route.connection, prefix, append_name, c);
}

/* A device without BGP knows the network at the other end, or what its own selectors name. */
static void add_static(struct collecting *c, const struct topo_connection *connection)
{
    c->route = (struct rib_route){.connection = connection};
    if (connection->to_lng != NULL) {
        rib_each_prefix(&connection->to_lng->prefixes, add_here, c);
    } else if (connection->from->device != NULL && connection->from->device->n_selectors > 0) {
        for (size_t i = 0; i < connection->n_selectors; i++) {
            rib_each_prefix(&connection->selectors[i].remote, add, c);
        }
    } else if (!connection->enable_bgp || connection->reverse == NULL ||
               !connection->reverse->enable_bgp ||
               (connection->from->device != NULL && connection->reverse->n_egress > 0 &&
                rib_wants_session(connection) != RIB_SESSION)) {
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
    if (rib_is_put_off(a->connection) != rib_is_put_off(b->connection)) {
        return rib_is_put_off(a->connection) - rib_is_put_off(b->connection);
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

/* What the connections lead to by themselves, then what has been learned; of each prefix the best.
 */
static const struct rib *finish(struct collecting *c, const struct rib_route *learned, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        c->route = learned[i];
        append(c, learned[i].prefix);
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
        struct collecting *c = &all[r->connection->from - t->gateways];
        c->route = *r;
        append(c, r->prefix);
    }
    for (size_t i = 0; i < t->n_endpoints; i++) {
        t->gateways[i].rib = finish(&all[i], NULL, 0);
    }
}
