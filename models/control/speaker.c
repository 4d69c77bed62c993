#include "models/control/speaker.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "models/build.h"
#include "models/cloud/catalog.h"
#include "models/control/control.h"
#include "models/control/session.h"
#include "models/vpn/instance.h"
#include "sim/base/arena.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

/* --- choosing --- */

static bool owns(const struct speaker *s, uint32_t prefix)
{
    return s->own != NULL && s->own[prefix] && !s->is_gone;
}

/* The first of the shortest paths; NULL: none, or it is its own. */
static const struct rib_path *choose(const struct speaker *s, uint32_t prefix)
{
    const struct rib_path *best = NULL;

    for (size_t i = 0; i < s->n_ends && !owns(s, prefix) && !s->is_gone; i++) {
        const struct rib_path *p = s->end[i].in != NULL ? s->end[i].in[prefix] : NULL;
        if (p != NULL && (best == NULL || p->len < best->len))
            best = p;
    }
    return best;
}

/* --- telling --- */

static void tell(struct region *r, struct speaker_end *e, uint32_t prefix,
                 const struct rib_path *path)
{
    struct speaker_news *news = ARENA_NEW(r->lp.arena, struct speaker_news);

    *news = (struct speaker_news){.prefix = e->as != NULL ? e->as[prefix] : prefix, .path = path};
    e->last->next = news;
    e->last = news;
    e->n_told++;
    e->out[prefix] = path;
}

/* What the peer is to know of a prefix now, whatever else it has under that name. */
static const struct rib_path *of_prefix(struct region *r, const struct speaker_end *e,
                                        uint32_t prefix)
{
    const struct speaker *s = e->speaker;
    const struct rib_path *path = s->best[prefix];
    const bool own = owns(s, prefix);
    const struct ip4_prefix *all = r->net->control->prefix;
    const uint32_t as = e->as != NULL ? e->as[prefix] : prefix;

    if ((!own && path == NULL) || as == RIB_BGP_UNTOLD ||
        !rib_bgp_tells(s->gateway->declared, e->peer->speaker->gateway->declared, all[prefix],
                       all[as], own, path))
        return NULL;
    return rib_bgp_extend(s->gateway->declared, path, r->lp.arena);
}

/* A dynamic NAT rule gives several prefixes one name: the first of them stands for all. */
static bool stands_for_its_name(const struct speaker_end *e, uint32_t prefix)
{
    for (uint32_t p = 0; e->as != NULL && p < prefix; p++)
        if (e->as[p] == e->as[prefix] && e->as[p] != RIB_BGP_UNTOLD)
            return false;
    return true;
}

/* What it is to know of the prefix that stands for its name: the shortest of all those paths. */
static const struct rib_path *to_tell(struct region *r, const struct speaker_end *e,
                                      uint32_t prefix)
{
    const struct rib_path *best = of_prefix(r, e, prefix);

    for (uint32_t p = prefix + 1; e->as != NULL && p < r->net->control->n_prefixes; p++) {
        const struct rib_path *path = e->as[p] == e->as[prefix] ? of_prefix(r, e, p) : NULL;
        if (path != NULL && (best == NULL || path->len < best->len))
            best = path;
    }
    return best;
}

static void update_peers(struct region *r, struct speaker_end *e, sim_time_t now)
{
    const struct network *n = r->net;
    const size_t c = BUILD_INDEX(n->topo->connections, e->connection);
    const size_t end = c + 1 < n->topo->n_ends ? n->first_tunnel[c + 1] : n->n_tunnels;

    for (size_t t = n->first_tunnel[c]; t < end; t++)
        if (n->control->session[t] != NULL)
            session_update(n->control->session[t], now);
}

static void tell_changes(struct region *r, struct speaker *s, sim_time_t now)
{
    for (size_t i = 0; i < s->n_ends; i++) {
        struct speaker_end *e = &s->end[i];
        if (e->n_sessions == 0)
            continue;
        for (uint32_t p = 0; p < r->net->control->n_prefixes; p++) {
            if (!stands_for_its_name(e, p))
                continue;
            const struct rib_path *path = to_tell(r, e, p);
            if (!rib_bgp_is_same_path(path, e->out[p]))
                tell(r, e, p, path);
        }
        update_peers(r, e, now);
    }
}

/* --- what it leads to --- */

static bool is_used(const void *arg, const struct topo_connection *c)
{
    const struct speaker *s = arg;

    for (size_t i = 0; i < s->n_ends; i++)
        if (s->end[i].connection == c)
            return !s->is_gone && (s->gateway->declared->device == NULL || !s->end[i].was_up ||
                                   s->end[i].n_up > 0);
    return false;
}

static const struct rib *lead(struct region *r, const struct speaker *s)
{
    const struct control *c = r->net->control;
    struct rib_route *learned =
        ARENA_ARRAY(r->lp.arena, struct rib_route, s->n_ends * c->n_prefixes);
    size_t n = 0;

    for (uint32_t p = 0; p < c->n_prefixes && s->best != NULL; p++) {
        if (s->best[p] == NULL)
            continue;
        for (size_t i = 0; i < s->n_ends; i++)
            if (s->end[i].in != NULL && s->end[i].in[p] != NULL &&
                s->end[i].in[p]->len == s->best[p]->len)
                learned[n++] = (struct rib_route){.prefix = c->prefix[p],
                                                  .connection = s->end[i].connection,
                                                  .learned = true,
                                                  .path = s->best[p]};
    }
    return rib_of(r->net->topo, s->gateway->declared, learned, n, is_used, s, r->lp.arena);
}

static bool is_same_rib(const struct rib *a, const struct rib *b)
{
    bool same = a->n == b->n;

    for (size_t i = 0; same && i < a->n; i++)
        same = ip4_prefix_equal(a->v[i].prefix, b->v[i].prefix) &&
               a->v[i].connection == b->v[i].connection && a->v[i].learned == b->v[i].learned &&
               rib_bgp_is_same_path(a->v[i].path, b->v[i].path);
    return same;
}

/* In force in this region, when it is time; the next one then. */
static void program(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct speaker_listener *l = OWNER_OF(ev, struct speaker_listener, ev);
    struct speaker *s = l->speaker;

    l->known = l->known->next;
    l->n_known++;
    view_set_rib(r, s->gateway->number, l->known->rib);
    if (s->gateway->declared->device == NULL)
        network_log(r->net, r, now, "gateway", s->gateway->name, "routes_programmed", lp->name);
    lp_at(lp, ev, l->n_known < l->n_heard ? l->known->next->at : SIM_NEVER);
}

static void hear(struct region *r, struct speaker_listener *l, uint32_t n, sim_time_t now)
{
    if (n <= l->n_heard)
        return;
    const bool idle = l->n_known == l->n_heard;
    l->n_heard = n;
    if (idle) {
        const sim_time_t at = l->known->next->at;
        lp_at(&r->lp, &l->ev, at > now ? at : now);
    }
}

void speaker_hear(struct region *r, struct speaker *s, uint32_t n, sim_time_t now)
{
    for (size_t i = 0; i < s->n_listeners; i++)
        if (s->listener[i].region == r)
            hear(r, &s->listener[i], n, now);
}

bool speaker_is_heard(const struct network *n)
{
    for (size_t g = 0; g < n->n_gateways; g++) {
        const struct speaker *s = n->control->speaker[g];
        for (size_t i = 0; s != NULL && i < s->n_listeners; i++)
            if (s->listener[i].n_known < s->listener[i].n_heard)
                return false;
    }
    return true;
}

static bool is_silent(const struct speaker *s)
{
    const struct gateway *g = s->gateway;

    return g->declared->device == NULL && g->n_active == 1 &&
           instance_of(s->gateway, 0)->n_down > 0;
}

static bool restarts(const struct speaker *s)
{
    for (size_t i = 0; i < s->n_ends; i++)
        if (s->end[i].restarts)
            return true;
    return false;
}

static void publish(struct region *r, struct speaker *s, sim_time_t now)
{
    struct network *n = r->net;

    if (is_silent(s) || restarts(s))
        return;
    const struct rib *rib = lead(r, s);
    if (is_same_rib(rib, s->version->rib))
        return;
    struct route_table *table = ARENA_NEW(r->lp.arena, struct route_table);
    routes_of_gateway(n, table, rib, r->lp.arena);
    s->gateway->routes = table;
    s->gateway->rerouted = true;
    r->epoch++;
    struct speaker_version *v = ARENA_NEW(r->lp.arena, struct speaker_version);
    *v = (struct speaker_version){.rib = rib, .at = now + s->program_dur};
    s->version->next = v;
    s->version = v;
    s->n_versions++;
    for (size_t i = 0; i < s->n_listeners; i++) {
        struct speaker_listener *l = &s->listener[i];
        struct link *way = n->between[(size_t)r->index * n->n_regions + l->region->index];
        const struct packet p = {.sent_at = now,
                                 .seq = s->n_versions,
                                 .flow = PACKET_FLOW(s->gateway->number),
                                 .kind = PACKET_IKE};
        if (l->region == r)
            hear(r, l, s->n_versions, now);
        else if (way != NULL)
            link_signal(way, &p, now);
    }
}

static void changed(struct region *r, struct speaker *s, sim_time_t now)
{
    for (uint32_t p = 0; p < r->net->control->n_prefixes && s->best != NULL; p++)
        s->best[p] = choose(s, p);
    publish(r, s, now);
    if (s->best != NULL)
        tell_changes(r, s, now);
}

/* --- what happens to it --- */

static void end_restart(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct speaker *s = OWNER_OF(ev, struct speaker, restart_ev);

    lp_cancel(lp, ev);
    for (size_t i = 0; i < s->n_ends; i++)
        s->end[i].restarts = false;
    changed(s->region, s, now);
}

/* The list from its number `n` on. */
static void skip_to(struct speaker_end *e, uint32_t n)
{
    while (e->n_taken < n) {
        e->taken = e->taken->next;
        e->n_taken++;
    }
}

void speaker_session_up(struct region *r, struct speaker_end *e, uint32_t from, sim_time_t now)
{
    if (e->n_sessions++ == 0)
        skip_to(e, from);
    for (uint32_t p = 0; p < r->net->control->n_prefixes;
         p++) { /* all of it: the peer may know nothing */
        if (!stands_for_its_name(e, p))
            continue;
        const struct rib_path *path = to_tell(r, e, p);
        if (path != NULL || e->out[p] != NULL)
            tell(r, e, p, path);
    }
    update_peers(r, e, now);
}

void speaker_session_down(struct region *r, struct speaker_end *e, sim_time_t now)
{
    if (--e->n_sessions > 0)
        return;
    if (is_silent(e->speaker) && e->n_in > 0) {
        e->restarts = true;
        lp_at(&r->lp, &e->speaker->restart_ev,
              now + session_hold_time(e->speaker->gateway->declared));
    }
    for (uint32_t p = 0; p < r->net->control->n_prefixes; p++)
        e->in[p] = e->out[p] = NULL;
    e->n_in = 0;
    changed(r, e->speaker, now);
}

bool speaker_take(struct region *r, struct speaker_end *e, uint32_t n, sim_time_t now)
{
    const struct topo_gateway *own = e->speaker->gateway->declared;

    if (n <= e->n_taken)
        return true;
    e->restarts = false;
    while (e->n_taken < n) {
        e->taken = e->taken->next;
        e->n_taken++;
        e->n_in += (e->taken->path != NULL) - (e->in[e->taken->prefix] != NULL);
        e->in[e->taken->prefix] = e->taken->path;
    }
    if (e->n_in > RIB_PREFIXES_MAX && own->device == NULL) {
        e->refused = true;
        return false;
    }
    changed(r, e->speaker, now);
    return true;
}

void speaker_set_gone(struct region *r, struct speaker *s, bool is_gone, sim_time_t now)
{
    s->is_gone = is_gone;
    changed(r, s, now);
}

struct owning {
    const struct control *control;
    bool *own;
};

static int by_address(const void *x, const void *y)
{
    const struct ip4_prefix *a = x, *b = y;

    return a->addr != b->addr ? (a->addr < b->addr ? -1 : 1) : a->len - b->len;
}

static void mark_own(void *arg, struct ip4_prefix p)
{
    const struct owning *o = arg;
    const struct ip4_prefix *at =
        bsearch(&p, o->control->prefix, o->control->n_prefixes, sizeof p, by_address);

    o->own[at - o->control->prefix] = true;
}

void speaker_look(struct region *r, struct speaker *s, sim_time_t now)
{
    const struct control *c = r->net->control;
    struct owning o = {c, s->own};

    if (s->own == NULL)
        return;
    memset(s->own, 0, c->n_prefixes * sizeof *s->own);
    rib_bgp_each_own(r->net->topo, s->gateway->declared, &c->view[r->index]->known, mark_own, &o);
    changed(r, s, now);
}

static void tunnel_changed(void *arg, struct region *r, struct tunnel *t, bool up, sim_time_t now)
{
    struct speaker *s = arg;
    struct session *session = r->net->control->session[t->number];

    if (t->on_demand) /* idle it waits for a packet: routes lead to it still */
        return;
    for (size_t i = 0; i < s->n_ends; i++) {
        struct speaker_end *e = &s->end[i];
        if (e->connection != t->declared)
            continue;
        e->n_up = up ? e->n_up + 1 : e->n_up - 1;
        const bool first = up && !e->was_up;
        e->was_up = e->was_up || up;
        if (session != NULL)
            session_tunnel(r, session, up, now);
        if (s->gateway->declared->device != NULL && !first && e->n_up == (up ? 1 : 0))
            changed(r, s, now);
    }
}

/* --- building --- */

static void build_end(struct build *b, struct speaker *s, const struct rib_bgp *bgp,
                      const struct topo_connection *c)
{
    struct arena *arena = s->region->lp.arena;
    struct speaker_end *e = &s->end[s->n_ends++];
    const size_t index = BUILD_INDEX(b->topo->connections, c);

    *e = (struct speaker_end){.speaker = s, .connection = c};
    if (!bgp->has_session[index])
        return;
    e->in = ARENA_ARRAY(arena, const struct rib_path *, bgp->n_prefixes);
    e->out = ARENA_ARRAY(arena, const struct rib_path *, bgp->n_prefixes);
    e->last = ARENA_NEW(arena, struct speaker_news); /* of number 0: nothing */
    e->as = bgp->as[BUILD_INDEX(b->topo->connections, c->reverse)];
    for (size_t p = 0; p < bgp->n_prefixes; p++) {
        const uint32_t as = e->as != NULL ? e->as[p] : (uint32_t)p;
        e->in[p] = bgp->told[index * bgp->n_prefixes + p];
        e->out[p] =
            as != RIB_BGP_UNTOLD
                ? bgp->told[BUILD_INDEX(b->topo->connections, c->reverse) * bgp->n_prefixes + as]
                : NULL;
        e->n_in += e->in[p] != NULL;
    }
}

static void build_listeners(struct build *b, struct speaker *s)
{
    struct network *n = b->net;

    s->listener = ARENA_ARRAY(b->arena, struct speaker_listener, n->n_regions);
    for (size_t i = 0; i < n->n_regions; i++) {
        if (!view_uses(n, n->region[i], s->gateway->number))
            continue;
        struct speaker_listener *l = &s->listener[s->n_listeners++];
        *l = (struct speaker_listener){.speaker = s, .region = n->region[i], .known = s->version};
        lp_add_event(&n->region[i]->lp, &l->ev, program);
    }
}

static struct speaker *build_speaker(struct build *b, const struct rib_bgp *bgp, struct gateway *g)
{
    const struct topo *t = b->topo;
    struct arena *arena = g->region->lp.arena;
    struct speaker *s = ARENA_NEW(arena, struct speaker);
    size_t n_ends = 0;

    for (size_t i = 0; i < t->n_ends; i++)
        n_ends += t->connections[i].from == g->declared;
    *s = (struct speaker){
        .gateway = g, .region = g->region, .end = ARENA_ARRAY(arena, struct speaker_end, n_ends)};
    if (bgp->own[g->number] != NULL) {
        s->own = ARENA_ARRAY(arena, bool, bgp->n_prefixes);
        memcpy(s->own, bgp->own[g->number], bgp->n_prefixes * sizeof *s->own);
    }
    for (size_t i = 0; i < t->n_ends; i++)
        if (t->connections[i].from == g->declared)
            build_end(b, s, bgp, &t->connections[i]);
    if (s->own != NULL) {
        s->best = ARENA_ARRAY(arena, const struct rib_path *, bgp->n_prefixes);
        for (uint32_t p = 0; p < bgp->n_prefixes; p++)
            s->best[p] = choose(s, p);
    }
    s->program_dur =
        g->declared->device != NULL ? 0
        : g->declared->has_route_programming
            ? g->declared->route_programming
            : (sim_time_t)(catalog_assumption(b->catalog, "route_programming_s") * 1e12);
    s->version = ARENA_NEW(arena, struct speaker_version);
    s->version->rib = g->declared->rib;
    lp_add_event(&s->region->lp, &s->restart_ev, end_restart);
    build_listeners(b, s);
    return s;
}

static void watch_tunnels(struct build *b, struct speaker *s)
{
    struct network *n = b->net;

    for (size_t i = 0; i < n->n_tunnels; i++) {
        if (n->tunnel[i].from != s->gateway)
            continue;
        struct tunnel_watch *w = ARENA_NEW(s->region->lp.arena, struct tunnel_watch);
        *w = (struct tunnel_watch){.changed = tunnel_changed, .arg = s};
        tunnel_watch_add(&n->tunnel[i], w);
    }
}

/* Ends find their peers when all stand. */
static void join(struct control *c, const struct topo *t, size_t n_gateways)
{
    for (size_t g = 0; g < n_gateways; g++) {
        for (size_t i = 0; c->speaker[g] != NULL && i < c->speaker[g]->n_ends; i++) {
            struct speaker_end *e = &c->speaker[g]->end[i];
            struct speaker *other =
                e->in != NULL ? c->speaker[e->connection->to - t->gateways] : NULL;
            for (size_t k = 0; other != NULL && k < other->n_ends; k++)
                if (other->end[k].connection == e->connection->reverse)
                    e->peer = &other->end[k];
            if (e->peer != NULL)
                e->taken = e->peer->last;
        }
    }
}

void speaker_build(struct build *b)
{
    struct network *n = b->net;
    struct rib_bgp bgp;

    rib_bgp_converge(&bgp, b->topo, true, b->arena);
    n->control->prefix = bgp.prefix;
    n->control->n_prefixes = bgp.n_prefixes;
    n->control->speaker = ARENA_ARRAY(b->arena, struct speaker *, n->n_gateways);
    for (size_t g = 0; g < n->n_gateways; g++)
        if ((bgp.own[g] != NULL || n->gateway[g].declared->device != NULL) &&
            !n->gateway[g].declared->is_nobody)
            n->control->speaker[g] = build_speaker(b, &bgp, &n->gateway[g]);
    join(n->control, b->topo, n->n_gateways);
    session_build(b);
    for (size_t g = 0; g < n->n_gateways; g++)
        if (n->control->speaker[g] != NULL)
            watch_tunnels(b, n->control->speaker[g]);
}
