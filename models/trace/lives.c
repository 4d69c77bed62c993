#include "models/trace/lives.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/flow/flow.h"
#include "models/net/region.h"
#include "models/network.h"
#include "models/trace/stays.h"
#include "sim/base/arena.h"
#include "sim/engine/kernel.h"

struct lives_clock {
    uint32_t *begin, *end; /* flows that begin within the run, and those that stop, in that order */
    size_t n_begins, next_begin, n_ends, next_end;
};

/* --- when --- */

struct turn {
    sim_time_t at;
    uint32_t flow;
};

static int by_time(const void *x, const void *y)
{
    const struct turn *a = x, *b = y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->flow > b->flow) - (a->flow < b->flow);
}

static uint32_t *in_order(struct turn *turn, size_t n, struct arena *arena)
{
    uint32_t *flow = ARENA_ARRAY(arena, uint32_t, n);

    if (n > 1)
        qsort(turn, n, sizeof *turn, by_time);
    for (size_t i = 0; i < n; i++)
        flow[i] = turn[i].flow;
    return flow;
}

/* Is not known when it is done? */
static bool has_open_end(const struct network *n, size_t flow)
{
    const struct topo_traffic *t = n->flow[flow].spec;

    return t->app == TOPO_BULK && (!isinf(t->size.a) || t->stop < n->duration);
}

static bool find_turns(struct lives_clock *c, struct network *n, struct arena *scratch)
{
    struct turn *begin = ARENA_ARRAY(scratch, struct turn, n->n_flows),
                *end = ARENA_ARRAY(scratch, struct turn, n->n_flows);
    uint32_t n_open = 0;

    for (uint32_t i = 0; i < n->n_flows; i++) {
        const struct flow *f = &n->flow[i];
        if (f->start_at > n->warmup && f->start_at < n->duration)
            begin[c->n_begins++] = (struct turn){f->start_at, i};
        if (f->spec->stop > n->warmup && f->spec->stop < n->duration)
            end[c->n_ends++] = (struct turn){f->spec->stop, i};
        f->src_region->n_ended += has_open_end(n, i);
        n_open += has_open_end(n, i);
    }
    c->begin = in_order(begin, c->n_begins, n->arena);
    c->end = in_order(end, c->n_ends, n->arena);
    return c->n_begins + c->n_ends + n_open > 0;
}

void lives_start(struct network *n)
{
    struct arena *scratch = arena_new();

    n->lives_clock = ARENA_NEW(n->arena, struct lives_clock);
    if (find_turns(n->lives_clock, n, scratch))
        n->lives = ARENA_ARRAY(n->arena, struct life, n->n_flows);
    arena_free(scratch);
    for (size_t i = 0; i < n->n_regions; i++) {
        struct region *r = n->region[i];
        if (r->n_ended > 0)
            r->ended = ARENA_ARRAY(r->lp.arena, uint32_t, r->n_ended);
        r->n_ended = 0;
    }
}

/* --- one looks --- */

struct seen { /* in one look */
    struct network *net;
    sim_time_t at;
    struct arena *scratch;
    const struct life_look **look;
    size_t n, cap;
};

static struct seen open_eyes(struct network *n, sim_time_t now)
{
    return (struct seen){.net = n, .at = now > n->warmup ? now : n->warmup, .scratch = arena_new()};
}

static void find_way(struct trace *there, struct trace *back, const struct seen *s, uint32_t flow)
{
    const struct stays *stays = s->net->stays != NULL ? &s->net->stays[flow] : NULL;

    if (stays != NULL) {
        *there = stays->v[stays->at].there;
        *back = stays->v[stays->at].back;
        return;
    }
    trace_ways_of_flow(there, back, s->net, flow, s->scratch);
}

static bool is_same(const struct life_look *l, const struct stay_work *work, size_t n)
{
    bool same = l->n == n;

    for (size_t i = 0; same && i < n; i++)
        same = l->work[i].of == work[i].of;
    return same;
}

static const struct life_look *look_at(struct seen *s, uint32_t flow)
{
    struct trace there, back;

    find_way(&there, &back, s, flow);
    const size_t most = STAY_WORK_A_RUNG * (there.n_rungs + back.n_rungs);
    struct stay_work *work = ARENA_ARRAY(s->scratch, struct stay_work, most + 1);
    size_t n = stay_work_of_way(work, s->net, &there);
    n += stay_work_of_way(work + n, s->net, &back);
    for (size_t i = s->n; i-- > 0;)
        if (is_same(s->look[i], work, n))
            return s->look[i];
    struct life_look *l = arena_alloc(s->net->arena, sizeof *l + n * sizeof *work);
    l->at = s->at;
    l->n = n;
    memcpy(l->work, work, n * sizeof *work);
    ARENA_ROOM(s->scratch, s->look, s->n, s->cap, 4);
    return s->look[s->n++] = l;
}

/* What a transfer had sent when it stopped may come later: then one looks again. */
static void end(struct seen *s, uint32_t flow)
{
    struct life *l = &s->net->lives[flow];
    const sim_time_t end_at = flow_end_at(s->net, flow);

    if (end_at > s->net->warmup && (l->end == NULL || end_at > l->end->at))
        l->end = look_at(s, flow);
}

static bool is_due(const struct network *n, sim_time_t now)
{
    const struct lives_clock *c = n->lives_clock;
    bool due = (c->next_begin < c->n_begins &&
                n->flow[c->begin[c->next_begin]].start_at <= now + KERNEL_WINDOW_DUR_MAX) ||
               (c->next_end < c->n_ends && n->flow[c->end[c->next_end]].spec->stop <= now);

    for (size_t i = 0; i < n->n_regions; i++)
        due = due || n->region[i]->n_ended > 0;
    return due;
}

void lives_look(struct network *n, sim_time_t now)
{
    struct lives_clock *c = n->lives_clock;

    if (n->lives == NULL || !is_due(n, now))
        return;
    struct seen s = open_eyes(n, now);
    for (; c->next_begin < c->n_begins &&
           n->flow[c->begin[c->next_begin]].start_at <= now + KERNEL_WINDOW_DUR_MAX;
         c->next_begin++)
        n->lives[c->begin[c->next_begin]].begin = look_at(&s, c->begin[c->next_begin]);
    for (; c->next_end < c->n_ends && n->flow[c->end[c->next_end]].spec->stop <= now; c->next_end++)
        end(&s, c->end[c->next_end]);
    for (size_t i = 0; i < n->n_regions; i++) {
        struct region *r = n->region[i];
        for (uint32_t k = 0; k < r->n_ended; k++)
            end(&s, r->ended[k]);
        r->n_ended = 0;
    }
    arena_free(s.scratch);
}

void lives_finish(struct network *n)
{
    if (n->lives == NULL)
        return;
    lives_look(n, n->duration);
    struct seen s = open_eyes(n, n->duration);
    for (uint32_t i = 0; i < n->n_flows; i++)
        if (n->lives[i].begin != NULL || n->lives[i].end != NULL)
            end(&s, i);
    arena_free(s.scratch);
}

void lives_move(struct network *n, size_t flow, sim_time_t now)
{
    if (n->lives == NULL || n->lives[flow].begin == NULL)
        return;
    struct seen s = open_eyes(n, now);
    n->lives[flow].begin = look_at(&s, (uint32_t)flow);
    arena_free(s.scratch);
}
