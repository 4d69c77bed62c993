#include "models/net/region.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"

static uint32_t slot_of(const struct drop_table *t, uint32_t place, uint32_t flow,
                        enum drop_cause cause)
{
    uint64_t key = ((uint64_t)place << 32 | flow) * UINT64_C(0x9E3779B97F4A7C15) +
                   (uint64_t)cause * UINT64_C(0xBF58476D1CE4E5B9);
    uint32_t i = (uint32_t)(key >> 32) & (t->cap - 1);

    while (t->slot[i].packets != 0 &&
           (t->slot[i].place != place || t->slot[i].flow != flow || t->slot[i].cause != cause))
        i = (i + 1) & (t->cap - 1);
    return i;
}

static void grow(struct drop_table *t, struct arena *arena)
{
    struct drop_table old = *t;

    t->cap = old.cap ? old.cap * 2 : 64;
    t->slot = ARENA_ARRAY(arena, struct drop_record, t->cap);
    for (uint32_t i = 0; i < old.cap; i++)
        if (old.slot[i].packets != 0)
            t->slot[slot_of(t, old.slot[i].place, old.slot[i].flow, old.slot[i].cause)] =
                old.slot[i];
}

/* Nothing is reduced for what carries no data, nor for what is lost when it is sent again. */
static void note_episode(struct drop_record *d, const struct segment *s)
{
    if (s->payload == 0 || s->path_mtu != 0 || s->flags & SEGMENT_AGAIN ||
        (d->episodes > 0 && d->connection == s->connection && d->episode == s->episode))
        return;
    d->episodes++;
    d->connection = s->connection;
    d->episode = s->episode;
}

void region_drop(struct region *r, uint32_t place, enum drop_cause cause, const struct packet *p,
                 sim_time_t now)
{
    SIM_ASSERT((p->kind & PACKET_KIND) != PACKET_IKE);
    r->n_dropped++;
    const struct segment *s =
        p->tcp ? &r->segments.v[p->seq] : NULL; /* what is given back keeps all but its window */
    if (p->tcp)
        segment_give(&r->segments, p->seq);
    if (!(p->kind & PACKET_COUNTED))
        return;
    struct flow_count *count = r->count_of(r, p);
    count->dropped++;
    count->dropped_bytes += p->bytes;
    if (r->drops.n * 2 >= r->drops.cap)
        grow(&r->drops, r->lp.arena);
    struct drop_record *d = &r->drops.slot[slot_of(&r->drops, place, p->flow, cause)];
    if (d->packets == 0) {
        *d = (struct drop_record){
            .place = place, .flow = p->flow, .cause = (uint8_t)cause, .first_at = now};
        r->drops.n++;
    }
    d->packets++;
    d->bytes += p->bytes;
    d->last_at = now;
    if (s != NULL) {
        note_episode(d, s);
        d->wait_dur += segment_wait_dur(s);
        d->opening_dur += segment_opening_dur(s);
    }
}

static int by_place(const void *a, const void *b)
{
    const struct drop_record *x = a, *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    if (x->cause != y->cause)
        return x->cause < y->cause ? -1 : 1;
    return (x->flow > y->flow) - (x->flow < y->flow);
}

struct drop_record *region_drops_sorted(const struct region *r, uint32_t *n)
{
    struct drop_record *v = ARENA_ARRAY(r->lp.arena, struct drop_record, r->drops.n);

    *n = 0;
    for (uint32_t i = 0; i < r->drops.cap; i++)
        if (r->drops.slot[i].packets != 0)
            v[(*n)++] = r->drops.slot[i];
    if (*n > 1)
        qsort(v, *n, sizeof *v, by_place);
    return v;
}
