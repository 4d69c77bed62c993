#include "models/capture/sequence.h"

#include "models/network.h"
#include "models/wire/bytes.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

enum { LATE_MOST = 1024 }; /* packets behind the latest after which one that has not come is taken for lost */

static void push(struct sequence_list *l, struct sequence_number x, struct arena *arena)
{
    if (l->n == l->cap) {
        const uint32_t cap = l->cap ? l->cap * 2 : 64;
        struct sequence_number *v = ARENA_ARRAY(arena, struct sequence_number, cap);
        for (uint32_t i = 0; i < l->n; i++)
            v[i] = l->v[(l->head + i) & (l->cap - 1)];
        l->v = v;
        l->head = 0;
        l->cap = cap;
    }
    l->v[(l->head + l->n++) & (l->cap - 1)] = x;
}

static struct sequence_number pop(struct sequence_list *l)
{
    const struct sequence_number x = l->v[l->head];

    l->head = (l->head + 1) & (l->cap - 1);
    l->n--;
    return x;
}

/* What nothing on the way changes. */
static uint64_t id_of(const struct region *r, const struct packet *p)
{
    uint64_t id = bytes_mix((uint64_t)p->sent_at ^ (uint64_t)p->flow << 40 ^ (uint64_t)(p->kind & PACKET_KIND) << 60);

    id = bytes_mix(id ^ (uint64_t)p->bytes << 32 ^ (p->tcp ? 0 : p->seq) ^ (uint64_t)p->target << 48);
    if (p->tcp) {
        const struct segment *s = &r->segments.v[p->seq];
        id = bytes_mix(id ^ s->seq ^ (uint64_t)(s->connection + ((uint32_t)s->turn << 16)) << 32);
        id = bytes_mix(id ^ s->ack);
    }
    return id;
}

struct sequence_number sequence_give(struct sequence *s, const struct region *r, const struct tunnel *t, const struct packet *p, bool tell)
{
    const uint32_t sa = t->n_sas;

    if (sa != s->sa)
        s->number = 0;
    s->sa = sa;
    const uint32_t spi = (uint32_t)bytes_mix((uint64_t)t->hash << 32 | sa) | UINT32_C(0x100); /* below 256 none may be (RFC 4303, 2.1) */
    const struct sequence_number x = {.id = id_of(r, p), .spi = spi, .number = ++s->number};
    if (tell)
        push(t->link->near == t->link->far ? &s->on_the_way : &s->sent, x, r->lp.arena);
    return x;
}

struct sequence_number sequence_find(struct sequence *s, const struct region *r, const struct packet *p)
{
    struct sequence_list *l = &s->on_the_way;
    const uint64_t id = id_of(r, p);
    struct sequence_number found = {0};
    uint32_t i = 0;

    for (; i < l->n && found.number == 0; i++) {
        struct sequence_number *x = &l->v[(l->head + i) & (l->cap - 1)];
        if (x->number != 0 && x->id == id) {
            found = *x;
            x->number = 0;
        }
    }
    SIM_ASSERT(found.number != 0);
    for (; l->n > 0 && (l->v[l->head].number == 0 || i > LATE_MOST); i--)
        (void)pop(l);
    return found;
}

void sequence_cross(struct sequence *s, struct arena *far)
{
    while (s->sent.n > 0)
        push(&s->on_the_way, pop(&s->sent), far);
}
