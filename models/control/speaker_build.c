/*
 * Speakers, as BGP has converged before the run.
 */
#include "models/control/speaker_parts.h"

#include <string.h>

#include "models/build.h"
#include "models/cloud/catalog.h"
#include "models/control/control.h"
#include "models/control/session.h"
#include "sim/base/arena.h"

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
    e->last = e->oldest = ARENA_NEW(arena, struct speaker_news); /* of number 0: nothing */
    const size_t back = BUILD_INDEX(b->topo->connections, c->reverse) * bgp->n_prefixes;
    e->names = bgp->names[BUILD_INDEX(b->topo->connections, c->reverse)];
    for (size_t p = 0; p < bgp->n_prefixes; p++) {
        e->in[p] = bgp->told[index * bgp->n_prefixes + p];
        e->out[p] = bgp->told[back + p];
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
        lp_add_event(&n->region[i]->lp, &l->ev, speaker_program);
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
            s->best[p] = speaker_choose(s, p);
    }
    s->program_dur =
        g->declared->device != NULL ? 0
        : g->declared->has_route_programming
            ? g->declared->route_programming
            : (sim_time_t)(catalog_assumption(b->catalog, "route_programming_s") * 1e12);
    s->version = s->oldest = ARENA_NEW(arena, struct speaker_version);
    s->version->rib = g->declared->rib;
    lp_add_event(&s->region->lp, &s->restart_ev, speaker_end_restart);
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
        *w = (struct tunnel_watch){.changed = speaker_tunnel_changed, .arg = s};
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
