#include "models/trace/stays.h"

#include <string.h>

#include "models/trace/lives.h"
#include "models/trace/stays_parts.h"
#include "sim/base/arena.h"

/* --- from one way to another --- */

static size_t work_now(struct stay_work *v, const struct network *n, const struct stay *s)
{
    const size_t there = stay_work_of_way(v, n, &s->there);

    return there + stay_work_of_way(v + there, n, &s->back);
}

static size_t work_most(const struct stay *s)
{
    return STAY_WORK_A_RUNG * (s->there.n_rungs + s->back.n_rungs);
}

static sim_time_t counted_at(const struct network *n, size_t i, sim_time_t at)
{
    const sim_time_t begin_at = flow_begin_at(n, i), end_at = flow_end_at(n, i);

    return at < begin_at ? begin_at : at < end_at ? at : end_at > begin_at ? end_at : begin_at;
}

static void enter(struct network *n, size_t i, sim_time_t at)
{
    struct stays *f = &n->stays[i];
    const struct stay *s = &f->v[f->at];

    f->since_at = counted_at(n, i, at);
    if (f->since == NULL)
        f->since = ARENA_NEW(n->arena, struct stay_count);
    *f->since = stay_count_of(n, i, at);
    if (f->worked == NULL || work_most(s) > f->cap_worked) {
        f->cap_worked = work_most(s);
        f->worked = ARENA_ARRAY(n->arena, struct stay_work, f->cap_worked);
    }
    (void)work_now(f->worked, n, s);
    f->worked_at = at > n->warmup ? at : n->warmup;
}

/* What has worked since the flow came to its way, or was about to begin there, up to its end. */
static void leave_work(struct network *n, size_t i, sim_time_t at)
{
    struct stays *f = &n->stays[i];
    struct stay *s = &f->v[f->at];
    const struct life life = life_of(n, i);
    const struct stay_work *since = f->worked != NULL    ? f->worked
                                    : life.begin != NULL ? life.begin->work
                                                         : NULL;
    const sim_time_t since_at =
                         f->worked == NULL && life.begin != NULL ? life.begin->at : f->worked_at,
                     to_at = life.end != NULL ? life.end->at
                             : at > n->warmup ? at
                                              : n->warmup;
    struct stay_work *now =
        ARENA_ARRAY(n->stays_clock->scratch, struct stay_work, work_most(s) + 1);
    const size_t n_work = work_now(now, n, s);

    if (s->work == NULL) {
        s->n_work = n_work;
        s->work = ARENA_ARRAY(n->arena, struct stay_work, n_work);
    }
    for (size_t k = 0; k < n_work; k++) {
        const struct stay_work *to = life.end != NULL ? &life.end->work[k] : &now[k];
        s->work[k].of = to->of;
        s->work[k].busy_dur += to->busy_dur - (since != NULL ? since[k].busy_dur : 0);
        s->work[k].bytes += to->bytes - (since != NULL ? since[k].bytes : 0);
    }
    s->work_dur += to_at - since_at;
}

static void leave(struct network *n, size_t i, sim_time_t at)
{
    static const struct stay_count nothing;
    struct stays *f = &n->stays[i];
    struct stay *s = &f->v[f->at];
    const struct stay_count now = stay_count_of(n, i, at);

    s->dur += counted_at(n, i, at) - f->since_at;
    if (s->count == NULL)
        s->count = ARENA_NEW(n->arena, struct stay_count);
    stay_count_add(s->count, &now, f->since != NULL ? f->since : &nothing);
    leave_work(n, i, at);
}

/* --- which way --- */

static bool is_same_way(const struct trace *a, const struct trace *b)
{
    if (a->n_rungs != b->n_rungs)
        return false;
    for (size_t i = 0; i < a->n_rungs; i++)
        if (a->rung[i].kind != b->rung[i].kind || a->rung[i].link != b->rung[i].link ||
            a->rung[i].tunnel != b->rung[i].tunnel)
            return false;
    return true;
}

struct way {
    struct trace there, back;
};

/* Returns whether there is one. */
static bool find_way(struct way *w, const struct network *n, uint32_t i)
{
    trace_ways_of_flow(&w->there, &w->back, n, i, n->stays_clock->scratch);
    return w->there.arrived && (w->back.arrived || !trace_of_flow_wants_answer(n, i));
}

static bool is_way_of(const struct stay *s, const struct way *w)
{
    return is_same_way(&s->there, &w->there) && is_same_way(&s->back, &w->back);
}

/* Flows side by side share their rungs. */
static struct trace keep(struct network *n, const struct trace *t, const struct trace *beside)
{
    struct trace own = {.arrived = t->arrived, .base_ms = t->base_ms, .n_rungs = t->n_rungs};

    if (beside != NULL && is_same_way(t, beside)) {
        own.rung = beside->rung;
        return own;
    }
    own.rung = ARENA_ARRAY(n->arena, struct trace_rung, t->n_rungs);
    if (t->n_rungs > 0)
        memcpy(own.rung, t->rung, t->n_rungs * sizeof *own.rung);
    return own;
}

static void set_way(struct network *n, size_t i, size_t at, const struct way *w)
{
    const struct stays *beside = i > 0 && n->stays[i - 1].n > 0 ? &n->stays[i - 1] : NULL;
    const struct stay *other = beside != NULL ? &beside->v[beside->at] : NULL;
    struct stay *s = &n->stays[i].v[at];

    s->there = keep(n, &w->there, other != NULL ? &other->there : NULL);
    s->back = keep(n, &w->back, other != NULL ? &other->back : NULL);
}

/* It will be on that way. */
static void prepare(struct network *n, size_t i, const struct way *w, sim_time_t now)
{
    struct stays *f = &n->stays[i];

    if (f->n == 1 && now <= flow_begin_at(n, i)) { /* nothing is counted yet */
        set_way(n, i, 0, w);
        lives_move(n, i, now);
        return;
    }
    f->next = f->n;
    for (size_t k = 0; k < f->n; k++)
        f->next = is_way_of(&f->v[k], w) ? k : f->next;
    if (f->next < f->n)
        return;
    ARENA_ROOM(n->arena, f->v, f->n, f->cap, 1);
    f->v[f->n++] = (struct stay){.dur = 0};
    set_way(n, i, f->next, w);
}

static void change(struct network *n, size_t i, sim_time_t now)
{
    struct stays *f = &n->stays[i];

    if (f->next == f->at)
        return;
    leave(n, i, now);
    f->at = f->next;
    enter(n, i, now);
}

/* --- the run --- */

static uint64_t epochs_of(const struct network *n)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < n->n_regions; i++)
        sum += n->region[i]->epoch;
    return sum;
}

static void begin_look(struct network *n)
{
    n->stays_clock->scratch = arena_new();
    n->stays_clock->moves = ARENA_ARRAY(n->stays_clock->scratch, bool, n->n_flows);
}

static void end_look(struct network *n)
{
    arena_free(n->stays_clock->scratch);
    n->stays_clock->scratch = NULL;
}

void stays_start(struct network *n)
{
    struct way w;

    if (n->control == NULL)
        return;
    n->stays_clock = ARENA_NEW(n->arena, struct stays_clock);
    n->stays_clock->epochs = epochs_of(n);
    n->stays = ARENA_ARRAY(n->arena, struct stays, n->n_flows);
    begin_look(n);
    for (uint32_t i = 0; i < n->n_flows; i++) {
        struct stays *f = &n->stays[i];
        (void)find_way(&w, n, i);
        ARENA_ROOM(n->arena, f->v, f->n, f->cap, 1);
        f->v[f->n++] = (struct stay){.dur = 0};
        f->since_at = flow_begin_at(n, i);
        f->worked_at = n->warmup;
        set_way(n, i, 0, &w);
    }
    end_look(n);
}

void stays_look(struct network *n, sim_time_t now)
{
    struct stays_clock *c = n->stays_clock;

    if (c == NULL || now < c->next_at || epochs_of(n) == c->epochs)
        return;
    c->epochs = epochs_of(n);
    c->next_at = now + STAYS_GRAIN;
    begin_look(n);
    for (uint32_t i = 0; i < n->n_flows; i++) {
        struct way w;
        c->moves[i] = now < flow_end_at(n, i) && find_way(&w, n, i) &&
                      !is_way_of(&n->stays[i].v[n->stays[i].at], &w);
        if (c->moves[i])
            prepare(n, i, &w, now);
    }
    stays_take_drops(n);
    for (uint32_t i = 0; i < n->n_flows; i++)
        change(n, i, now);
    end_look(n);
}

void stays_finish(struct network *n)
{
    if (n->stays_clock == NULL)
        return;
    begin_look(n);
    for (size_t i = 0; i < n->n_flows; i++)
        n->stays_clock->moves[i] = n->stays[i].n > 1;
    stays_take_drops(n);
    for (size_t i = 0; i < n->n_flows; i++)
        if (n->stays[i].n > 1)
            leave(n, i, n->duration);
    end_look(n);
}
