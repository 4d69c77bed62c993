/*
 * Which way a drop belongs to.
 */
#include <stdlib.h>

#include "models/net/link.h"
#include "models/trace/stays_parts.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"

static void add_drop(struct drop_record *to, const struct drop_record *more)
{
    to->packets += more->packets;
    to->bytes += more->bytes;
    to->episodes += more->episodes;
    to->wait_dur += more->wait_dur;
    to->opening_dur += more->opening_dur;
    to->first_at = more->first_at < to->first_at ? more->first_at : to->first_at;
    to->last_at = more->last_at > to->last_at ? more->last_at : to->last_at;
}

static bool has_place(const struct trace *t, uint32_t place)
{
    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        if (r->kind == TRACE_SENDS
                ? r->link->place == place
                : (r->tunnel->place == place || r->tunnel->from->place == place ||
                   r->tunnel->to->place == place))
            return true;
    }
    return false;
}

/* The stay that a drop belongs to: what is on another way alone was sent there just before or after
 * the change. */
static struct stay *stay_of(const struct stays *f, uint32_t place)
{
    const size_t first[] = {f->at, f->next};

    for (size_t k = 0; k < 2 + f->n; k++) {
        struct stay *s = &f->v[k < 2 ? first[k] : k - 2];
        if (has_place(&s->there, place) || has_place(&s->back, place))
            return s;
    }
    return &f->v[f->at];
}

static struct drop_record *drop_of(struct stay *s, const struct drop_record *d)
{
    for (size_t i = 0; i < s->n_drops; i++)
        if (s->drop[i].place == d->place && s->drop[i].cause == d->cause)
            return &s->drop[i];
    return NULL;
}

/* What was not lost by then, on any of its ways. */
static void take_drop(struct network *n, const struct drop_record *d)
{
    struct stays *f = &n->stays[d->flow];
    struct stay *s = stay_of(f, d->place);
    struct drop_record own = *d;

    for (size_t k = 0; k < f->n; k++) {
        const struct drop_record *at = drop_of(&f->v[k], d);
        if (at == NULL)
            continue;
        own.packets -= at->packets;
        own.bytes -= at->bytes;
        own.episodes -= at->episodes;
        own.wait_dur -= at->wait_dur;
        own.opening_dur -= at->opening_dur;
    }
    if (own.packets == 0)
        return;
    if (drop_of(s, d) != NULL) {
        add_drop(drop_of(s, d), &own);
        return;
    }
    ARENA_ROOM(n->arena, s->drop, s->n_drops, s->cap_drops, 4);
    s->drop[s->n_drops++] = own;
}

static int by_flow(const void *x, const void *y)
{
    const struct drop_record *a = x, *b = y;

    if (a->flow != b->flow)
        return a->flow < b->flow ? -1 : 1;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return (a->cause > b->cause) - (a->cause < b->cause);
}

/* Both ends of a tunnel are one place, in two regions. */
static size_t join(struct drop_record *v, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (k == 0 || by_flow(&v[k - 1], &v[i]) != 0) {
            v[k++] = v[i];
            continue;
        }
        add_drop(&v[k - 1], &v[i]);
    }
    return k;
}

void stays_take_drops(struct network *n)
{
    size_t most = 0, k = 0;

    for (size_t r = 0; r < n->n_regions; r++)
        most += n->region[r]->drops.n;
    struct drop_record *v = ARENA_ARRAY(n->stays_clock->scratch, struct drop_record, most + 1);
    for (size_t r = 0; r < n->n_regions; r++) {
        const struct drop_table *t = &n->region[r]->drops;
        for (uint32_t i = 0; i < t->cap; i++) {
            const struct drop_record *d = &t->slot[i];
            if (d->packets > 0 && d->flow < n->n_flows && n->stays_clock->moves[d->flow])
                v[k++] = *d;
        }
    }
    if (k > 1)
        qsort(v, k, sizeof *v, by_flow);
    k = join(v, k);
    for (size_t i = 0; i < k; i++)
        take_drop(n, &v[i]);
}
