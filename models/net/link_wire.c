#include "models/net/link_wire.h"

#include "models/net/link_queue.h"
#include "sim/base/arena.h"

#define LINK_OF(member_ptr, type, member)                                                          \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

/* A packet has come to the far end of a path. */
static void wire_arrive(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct link_wire *w = LINK_OF(ev, struct link_wire, ev);
    struct region *r = LINK_OF(lp, struct region, lp);

    w->link->sink(r, w->link, fifo_first(&w->fifo), now);
    fifo_pop(&w->fifo, &r->pool);
    lp_at(lp, ev, w->fifo.n > 0 ? fifo_first(&w->fifo)->due_at : SIM_NEVER);
}

static void wire_arrive_any(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct link_wire *w = LINK_OF(ev, struct link_wire, ev);
    struct reorder_slot x = reorder_pop(w->heap);

    w->link->arrived = x.number;
    w->link->sink(LINK_OF(lp, struct region, lp), w->link, &x.packet, now);
    lp_at(lp, ev, w->heap->n > 0 ? w->heap->slot[0].packet.due_at : SIM_NEVER);
}

void link_wire_take_any(struct region *far, struct link_wire *w, const struct packet *p,
                        struct reorder_number number)
{
    reorder_push(w->heap, far->lp.arena, p, number);
    lp_at(&far->lp, &w->ev, w->heap->slot[0].packet.due_at);
}

static void wire_take(struct region *far, struct link_wire *w, const struct packet *p)
{
    *fifo_push(&w->fifo, &far->pool) = *p;
    if (w->fifo.n == 1)
        lp_advance(&far->lp, &w->ev, p->due_at);
}

static void link_drain(struct channel *ch)
{
    struct link *l = LINK_OF(ch, struct link, channel);

    for (uint32_t i = 0, k = 0; i < l->n_outbox; i++) {
        struct packet *p = &l->outbox[i];
        if (p->tcp) { /* its segment changes regions too */
            p->seq = segment_take(&l->far->segments);
            l->far->segments.v[p->seq] = l->outbox_segment[k++];
        }
        if (SIM_UNLIKELY(l->reorders))
            link_wire_take_any(l->far, &l->wire[p->path], p, l->outbox_number[i]);
        else
            wire_take(l->far, &l->wire[p->path], p);
    }
    l->n_outbox = l->n_outbox_segments = 0;
}

void link_attach(struct link *l, struct region *near, struct region *far)
{
    l->near = near;
    l->far = far;
    l->last_bytes = UINT32_MAX;
    l->wire = ARENA_ARRAY(far->lp.arena, struct link_wire, l->n_paths);
    for (uint32_t i = 0; i < l->n_paths; i++) {
        l->wire[i].link = l;
        if (l->reorders)
            l->wire[i].heap = ARENA_NEW(far->lp.arena, struct reorder);
        lp_add_event(&far->lp, &l->wire[i].ev, l->reorders ? wire_arrive_any : wire_arrive);
    }
    if (near == far)
        return;
    l->channel = (struct channel){
        .from = &near->lp, .to = &far->lp, .lookahead = SIM_NEVER, .drain = link_drain};
    for (uint32_t i = 0; i < l->n_paths; i++)
        if (l->path[i].delay < l->channel.lookahead)
            l->channel.lookahead = l->path[i].delay;
    lp_add_inbound(&far->lp, &l->channel);
}

void link_wire_reserve(struct link *l)
{
    struct arena *near = l->near->lp.arena;

    ARENA_AHEAD(near, l->outbox, l->n_outbox, l->cap_outbox);
    ARENA_AHEAD(near, l->outbox_segment, l->n_outbox_segments, l->cap_outbox_segments);
    ARENA_AHEAD(near, l->outbox_number, l->n_outbox, l->cap_outbox_numbers);
    for (uint32_t i = 0; i < l->n_paths; i++)
        if (l->wire[i].heap != NULL)
            reorder_reserve(l->wire[i].heap, l->far->lp.arena);
}

void link_signal(struct link *l, const struct packet *p, sim_time_t now)
{
    struct link_path *path = &l->path[0];
    struct packet *q;

    SIM_ASSERT(l->near != l->far && !p->tcp);
    if (path->last_at < now + path->delay)
        path->last_at = now + path->delay;
    q = link_outbox_push(l);
    *q = *p;
    q->due_at = path->last_at;
    q->path = 0;
    if (l->reorders)
        link_outbox_push_number(l, (struct reorder_number){0, 0});
}

static uint64_t count_data(const struct packet *p, uint64_t n)
{
    uint64_t data = 0;
    for (uint64_t i = 0; i < n; i++)
        data += (p[i].kind & PACKET_KIND) != PACKET_IKE;
    return data;
}

uint64_t link_in_flight(const struct link *l)
{
    uint64_t n =
        count_data(l->outbox, l->n_outbox) + (l->queue != NULL ? l->queue->queue->packets : 0);

    for (uint32_t i = 0; i < l->n_paths; i++) {
        const struct reorder *h = l->wire[i].heap;
        for (uint32_t k = 0; h != NULL && k < h->n; k++)
            n += count_data(&h->slot[k].packet, 1);
        const struct fifo *f = &l->wire[i].fifo;
        const struct fifo_chunk *c = f->head;
        for (uint32_t left = f->n, at = f->first; left > 0; c = c->next, at = 0) {
            uint32_t take = FIFO_CHUNK_PACKETS - at < left ? FIFO_CHUNK_PACKETS - at : left;
            n += count_data(&c->packet[at], take);
            left -= take;
        }
    }
    return n;
}
