#include "models/capture/sequence.h"

#include "models/net/link.h"
#include "models/network.h"
#include "models/vpn/gateway.h"
#include "models/wire/bytes.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

static void push(struct sequence_list *l, struct sequence_number x, struct arena *arena)
{
    ARENA_ROOM(arena, l->v, l->n, l->cap, 64);
    l->v[l->n++] = x;
}

/* --- what is on the way: open addressing by id, doubling; number 0 is a free slot --- */

static void place(struct sequence_set *s, struct sequence_number x)
{
    uint32_t i = (uint32_t)x.id & (s->cap - 1);

    while (s->v[i].number != 0)
        i = (i + 1) & (s->cap - 1);
    s->v[i] = x;
}

static void insert(struct sequence_set *s, struct sequence_number x, struct arena *arena)
{
    if (2 * (s->n + 1) > s->cap) {
        const struct sequence_set old = *s;
        s->cap = old.cap ? old.cap * 2 : 64;
        s->v = ARENA_ARRAY(arena, struct sequence_number, s->cap);
        for (uint32_t i = 0; i < old.cap; i++)
            if (old.v[i].number != 0)
                place(s, old.v[i]);
    }
    place(s, x);
    s->n++;
}

/* Those behind a slot that is given up move nearer to their own (Knuth, vol. 3, 6.4, algorithm R).
 */
static void remove_at(struct sequence_set *s, uint32_t i)
{
    const uint32_t mask = s->cap - 1;

    s->n--;
    for (uint32_t k = (i + 1) & mask; s->v[k].number != 0; k = (k + 1) & mask) {
        const uint32_t own = (uint32_t)s->v[k].id & mask;
        if (((k - own) & mask) < ((k - i) & mask))
            continue;
        s->v[i] = s->v[k];
        i = k;
    }
    s->v[i].number = 0;
}

/* What nothing on the way changes. */
static uint64_t id_of(const struct region *r, const struct packet *p)
{
    uint64_t id = bytes_mix((uint64_t)p->sent_at ^ (uint64_t)p->flow << 40 ^
                            (uint64_t)(p->kind & PACKET_KIND) << 60);

    id = bytes_mix(id ^ (uint64_t)p->bytes << 32 ^ (p->tcp ? 0 : p->seq) ^
                   (uint64_t)p->target << 48);
    if (p->tcp) {
        const struct segment *s = &r->segments.v[p->seq];
        id = bytes_mix(id ^ s->seq ^ (uint64_t)(s->connection + ((uint32_t)s->turn << 16)) << 32);
        id = bytes_mix(id ^ s->ack);
    }
    return id;
}

struct sequence_number sequence_give(struct sequence *s, const struct region *r,
                                     const struct tunnel *t, const struct packet *p, bool tell,
                                     const struct talk_part *part)
{
    const uint32_t sa = t->n_sas;

    if (sa != s->sa)
        s->number = 0;
    s->sa = sa;
    const uint32_t spi = (uint32_t)bytes_mix((uint64_t)t->hash << 32 | sa) |
                         UINT32_C(0x100); /* below 256 none may be (RFC 4303, 2.1) */
    const struct sequence_number x = {
        .id = id_of(r, p), .spi = spi, .number = ++s->number, .part = part};
    if (tell && t->link->near == t->link->far)
        insert(&s->on_the_way, x, r->lp.arena);
    else if (tell)
        push(&s->sent, x, r->lp.arena);
    return x;
}

struct sequence_number sequence_find(struct sequence *s, const struct region *r,
                                     const struct packet *p)
{
    struct sequence_set *set = &s->on_the_way;
    const uint64_t id = id_of(r, p);
    uint32_t i = (uint32_t)id & (set->cap - 1);

    SIM_ASSERT(set->n > 0);
    while (set->v[i].number != 0 && set->v[i].id != id)
        i = (i + 1) & (set->cap - 1);
    const struct sequence_number found = set->v[i];
    SIM_ASSERT(found.number != 0);
    remove_at(set, i);
    return found;
}

void sequence_cross(struct sequence *s, struct arena *far)
{
    for (uint32_t i = 0; i < s->sent.n; i++)
        insert(&s->on_the_way, s->sent.v[i], far);
    s->sent.n = 0;
}
