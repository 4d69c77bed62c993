#include "models/routing/effective.h"

#include <stdlib.h>

#include "sim/base/arena.h"

struct collecting {
    struct effective *e;
    const struct topo *t;
    const struct effective_view *view;
    struct arena *arena;
    size_t cap;
    struct effective_route route; /* what the next prefixes are added with */
};

static void add(void *arg, struct ip4_prefix prefix)
{
    struct collecting *c = arg;
    struct effective *e = c->e;
    ARENA_ROOM(c->arena, e->v, e->n, c->cap, 16);
    e->v[e->n] = c->route;
    e->v[e->n++].prefix = prefix;
}

static void each_prefix(const struct topo_prefixes *p, rib_prefix_fn *fn, void *arg)
{
    for (size_t i = 0; i < p->n; i++) {
        fn(arg, p->v[i]);
    }
}

static bool knows(const struct topo_prefixes *p, uint32_t addr)
{
    for (size_t i = 0; i < p->n; i++) {
        if (ip4_prefix_has(p->v[i], addr)) {
            return true;
        }
    }
    return false;
}

/* Private endpoints of v, which is the network itself or, over a peering, a direct peer. */
static void add_endpoints(struct collecting *c, const struct topo_vnet *v,
                          const struct topo_peering *peering)
{
    for (size_t i = 0; i < v->n_private_endpoints; i++) {
        const struct topo_vm_group *g = v->private_endpoints[i];
        if (peering != NULL && peering->known.n > 0 && !knows(&peering->known, g->first_addr)) {
            continue;
        }
        c->route = (struct effective_route){.source = EFFECTIVE_SYSTEM,
                                            .hop = TOPO_HOP_ENDPOINT,
                                            .peering = peering,
                                            .endpoint = g};
        add(c, (struct ip4_prefix){g->first_addr, 32});
    }
}

static void add_system(struct collecting *c, const struct topo_vnet *v)
{
    c->route = (struct effective_route){.source = EFFECTIVE_SYSTEM, .hop = TOPO_HOP_LOCAL};
    each_prefix(&v->prefixes, add, c);
    add_endpoints(c, v, NULL);
    for (size_t i = 0; i < v->n_peerings; i++) {
        if (effective_peering_is_up(&v->peerings[i]) &&
            !effective_is_down(c->view, &v->peerings[i])) {
            add_endpoints(c, v->peerings[i].remote, &v->peerings[i]);
            c->route = (struct effective_route){
                .source = EFFECTIVE_SYSTEM, .hop = TOPO_HOP_PEERING, .peering = &v->peerings[i]};
            each_prefix(effective_peer_prefixes(&v->peerings[i]), add, c);
        }
    }
    c->route = (struct effective_route){.source = EFFECTIVE_SYSTEM, .hop = TOPO_HOP_INTERNET};
    add(c, (struct ip4_prefix){0, 0});
}

/* Private ranges to nowhere, where nothing longer says otherwise: RFC 1918 and RFC 6598. The
 * platform takes them away where the way to 0.0.0.0/0 is another than its own (Virtual network
 * traffic routing, routing example, 2020-03). */
static void add_nowhere(struct collecting *c, const struct topo_vnet *v)
{
    static const struct ip4_prefix private[] = {
        {0x0A000000, 8}, {0xAC100000, 12}, {0xC0A80000, 16}, {0x64400000, 10}};
    bool has = v->site == NULL;
    for (size_t i = 0; i < c->e->n; i++) {
        has = has && (c->e->v[i].prefix.len != 0 || c->e->v[i].source == EFFECTIVE_SYSTEM);
    }
    c->route = (struct effective_route){.source = EFFECTIVE_SYSTEM, .hop = TOPO_HOP_NONE};
    for (size_t i = 0; has && i < sizeof private / sizeof *private; i++) {
        bool replaced = false; /* by the network's own, of the same prefix */
        for (size_t k = 0; k < v->prefixes.n; k++) {
            replaced = replaced || ip4_prefix_equal(v->prefixes.v[k], private[i]);
        }
        if (!replaced) {
            add(c, private[i]);
        }
    }
}

static void add_gateway_routes(struct collecting *c, const struct topo_gateway *g)
{
    const struct rib *rib = c->view != NULL ? c->view->rib[g - c->t->gateways] : g->rib;
    for (size_t i = 0; i < rib->n; i++) {
        const struct rib_route *r = &rib->v[i];
        c->route = (struct effective_route){.source = EFFECTIVE_GATEWAY,
                                            .hop = TOPO_HOP_GATEWAY,
                                            .gateway = g,
                                            .connection = r->connection,
                                            .learned = r->learned,
                                            .path = r->path};
        add(c, r->prefix);
    }
    c->route = (struct effective_route){
        .source = EFFECTIVE_GATEWAY, .hop = TOPO_HOP_GATEWAY, .gateway = g};
    each_prefix(&g->client_pool, add, c);
}

static void add_gateway(struct collecting *c, const struct topo_subnet *s)
{
    const struct topo *t = c->t;
    const struct topo_peering *through;
    const struct topo_gateway *g = effective_gateway_now(s->vnet, c->view, &through);
    if (s->vnet->site != NULL) { /* all its devices */
        for (size_t i = t->n_gateways; i < t->n_endpoints; i++) {
            if (t->gateways[i].vnet == s->vnet) {
                add_gateway_routes(c, &t->gateways[i]);
            }
        }
    } else if (g != NULL && (s->route_table == NULL || !s->route_table->no_propagation)) {
        add_gateway_routes(c, g);
    }
}

static void add_user(struct collecting *c, const struct topo_subnet *s, const struct topo_route *r)
{
    const struct topo_peering *through;
    c->route = (struct effective_route){.source = EFFECTIVE_USER,
                                        .hop = (enum topo_hop)r->hop,
                                        .user = r,
                                        .active = r->tag != NULL};
    if (r->hop == TOPO_HOP_GATEWAY) {
        c->route.gateway = effective_gateway_now(s->vnet, c->view, &through);
    }
    add(c, r->tag == NULL ? r->prefix.v[0] : (struct ip4_prefix){0, 0});
}

/* Of the AS path; a site goes out where it asks others to come in (assumed), so a device's own
 * prepending counts for it too. */
static uint32_t length(const struct effective_route *r)
{
    const struct topo_device *d = r->gateway != NULL ? r->gateway->device : NULL;
    return (r->path != NULL ? r->path->len : 0) +
           (d != NULL && d->has_bgp ? (uint32_t)d->bgp.prepend : 0);
}

/* Learned, and no longer: used beside the one that is. */
static bool is_beside(const struct effective_route *used, const struct effective_route *r)
{
    return used->source == EFFECTIVE_GATEWAY && r->source == EFFECTIVE_GATEWAY && used->learned &&
           r->learned && length(used) == length(r);
}

static int by_preference(const void *x, const void *y)
{
    const struct effective_route *a = x, *b = y;
    if (a->prefix.len != b->prefix.len) {
        return b->prefix.len - a->prefix.len;
    }
    if (a->prefix.addr != b->prefix.addr) {
        return a->prefix.addr < b->prefix.addr ? -1 : 1;
    }
    if (a->source != b->source) {
        return (int)a->source - (int)b->source;
    }
    if (a->hop != b->hop) {
        return (int)a->hop - (int)b->hop;
    }
    if (a->learned != b->learned) {
        return a->learned - b->learned;
    }
    if (length(a) != length(b)) {
        return length(a) < length(b) ? -1 : 1;
    }
    return (a->connection > b->connection) - (a->connection < b->connection);
}

/* Of a device, over a tunnel that does not come up. */
static bool is_put_off(const struct effective_route *r)
{
    return r->connection != NULL && rib_is_put_off(r->connection);
}

/* What routes give way to, however long they are: a gateway's to the network's own prefixes and its
 * peerings', those that are put off to the others of their site. */
struct before {
    struct ip4_trie own, up;
};

static struct before find_before(const struct effective *e, bool is_site, struct arena *arena)
{
    struct before b = {0};
    for (size_t i = 0; i < e->n; i++) {
        const struct effective_route *s = &e->v[i];
        if (s->source == EFFECTIVE_SYSTEM &&
            (s->hop == TOPO_HOP_LOCAL || s->hop == TOPO_HOP_PEERING)) {
            ip4_trie_add(&b.own, s->prefix, (uint32_t)i, arena);
        }
        if (is_site && s->source == EFFECTIVE_GATEWAY && !is_put_off(s)) {
            ip4_trie_add(&b.up, s->prefix, (uint32_t)i, arena);
        }
    }
    return b;
}

static bool gives_way(const struct before *b, struct effective_route *r)
{
    if (r->source != EFFECTIVE_GATEWAY) {
        return false;
    }
    uint32_t by = ip4_trie_cover(&b->own, r->prefix);
    if (by == IP4_TRIE_NONE && is_put_off(r)) {
        by = ip4_trie_cover(&b->up, r->prefix);
    }
    if (by != IP4_TRIE_NONE) {
        r->by = by;
    }
    return by != IP4_TRIE_NONE;
}

void effective_routes(struct effective *e, const struct topo *t, const struct topo_subnet *s,
                      const struct effective_view *view, struct arena *arena)
{
    struct collecting c = {.e = e, .t = t, .view = view, .arena = arena};
    *e = (struct effective){.n = 0};
    add_system(&c, s->vnet);
    add_gateway(&c, s);
    for (size_t i = 0; s->route_table != NULL && i < s->route_table->n_routes; i++) {
        add_user(&c, s, &s->route_table->routes[i]);
    }
    add_nowhere(&c, s->vnet);
    qsort(e->v, e->n, sizeof *e->v, by_preference);
    const struct before before = find_before(e, s->vnet->site != NULL, arena);
    size_t used = e->n; /* of the routes of one prefix the first that does not give way: it is
                           used, the others are not */
    for (size_t i = 0; i < e->n; i++) {
        if (i > 0 && !ip4_prefix_equal(e->v[i - 1].prefix, e->v[i].prefix)) {
            used = e->n;
        }
        e->v[i].active =
            !gives_way(&before, &e->v[i]) && (used == e->n || is_beside(&e->v[used], &e->v[i]));
        if (e->v[i].active) {
            used = used == e->n ? i : used;
            ip4_trie_add(&e->active, e->v[i].prefix, (uint32_t)i, arena);
        } else if (used < e->n) {
            e->v[i].by = used;
        }
    }
    for (size_t i = s->route_table != NULL ? s->route_table->n_routes : 0;
         s->route_table != NULL && i < s->route_table->n_all; i++) {
        add_user(&c, s, &s->route_table->routes[i]);
        e->n_tags++;
    }
    e->n -= e->n_tags;
}

const struct effective_route *effective_lookup(const struct effective *e, uint32_t addr)
{
    const uint32_t i = ip4_trie_find(&e->active, addr);
    return i != IP4_TRIE_NONE ? &e->v[i] : NULL;
}
