/*
 * What a speaker's routes lead to, and when each region knows it.
 */
#include "models/control/speaker_parts.h"

#include <stddef.h>

#include "models/build.h"
#include "models/control/control.h"
#include "models/net/link.h"
#include "models/network.h"
#include "models/vpn/instance.h"
#include "sim/base/arena.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

static bool is_used(const void *arg, const struct topo_connection *c)
{
    const struct speaker *s = arg;

    for (size_t i = 0; i < s->n_ends; i++)
        if (s->end[i].connection == c)
            return !s->is_gone && (s->gateway->declared->device == NULL || !s->end[i].was_up ||
                                   s->end[i].n_up > 0);
    return false;
}

static const struct rib *lead(struct region *r, const struct speaker *s, struct arena *arena)
{
    const struct control *c = r->net->control;
    struct rib_route *learned = ARENA_ARRAY(arena, struct rib_route, s->n_ends * c->n_prefixes);
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
    return rib_of(r->net->topo, s->gateway->declared, learned, n, is_used, s, arena);
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

void speaker_program(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct speaker_listener *l = OWNER_OF(ev, struct speaker_listener, ev);
    struct speaker *s = l->speaker;

    l->known = l->known->next;
    view_set_rib(r, s->gateway->number, l->known->rib);
    l->n_known++; /* from now on nothing reads those before it */
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

bool speaker_is_silent(const struct speaker *s)
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

/* Over which a region hears of it; NULL: it is the speaker's own, or never does. */
static struct link *way_to(const struct region *r, const struct speaker_listener *l)
{
    const struct network *n = r->net;

    return l->region == r ? NULL : n->between[(size_t)r->index * n->n_regions + l->region->index];
}

/* Versions that every region has gone on from may be used again. */
static void reclaim(const struct region *r, struct speaker *s)
{
    uint32_t until = s->n_versions;

    for (size_t i = 0; i < s->n_listeners; i++) {
        const struct speaker_listener *l = &s->listener[i];
        const uint32_t known = l->n_known;
        if ((l->region == r || way_to(r, l) != NULL) && known < until)
            until = known;
    }
    while (s->n_old < until) {
        struct speaker_version *v = s->oldest;
        s->oldest = v->next;
        s->n_old++;
        if (v->arena == NULL)
            continue;
        v->next = s->spare;
        s->spare = v;
    }
}

static struct speaker_version *version_take(struct region *r, struct speaker *s)
{
    struct speaker_version *v = s->spare;

    if (v == NULL) {
        v = ARENA_NEW(r->lp.arena, struct speaker_version);
        v->arena = arena_new_in(r->lp.arena);
    } else {
        s->spare = v->next;
        arena_clear(v->arena);
    }
    *v = (struct speaker_version){.arena = v->arena};
    return v;
}

static void tell_regions(struct region *r, struct speaker *s, sim_time_t now)
{
    for (size_t i = 0; i < s->n_listeners; i++) {
        struct speaker_listener *l = &s->listener[i];
        struct link *way = way_to(r, l);
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

void speaker_publish(struct region *r, struct speaker *s, sim_time_t now)
{
    if (speaker_is_silent(s) || restarts(s))
        return;
    reclaim(r, s);
    struct speaker_version *v = version_take(r, s);
    v->rib = lead(r, s, v->arena);
    if (is_same_rib(v->rib, s->version->rib)) {
        v->next = s->spare;
        s->spare = v;
        return;
    }
    v->at = now + s->program_dur;
    routes_of_gateway(r->net, &v->routes, v->rib, v->arena);
    s->gateway->routes = &v->routes;
    s->gateway->rerouted = true;
    r->epoch++;
    s->version->next = v;
    s->version = v;
    s->n_versions++;
    tell_regions(r, s, now);
}
