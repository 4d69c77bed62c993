#include "models/net/link.h"

#include "models/net/link_queue.h"
#include "models/net/link_wire.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/units.h"

enum {
    WAITERS_FIRST = 16,
    WAITERS_OF_NIC = 1024 /* a NIC's queue of packets fits (udp_nic_queue_packets) */
};
#define IPV4_HEADER_BYTES UINT32_C(20) /* RFC 791, without options */

/* Forgets waiters whose transmission has begun. An empty ring begins anew at its first place: of a
 * large one no more is touched than is needed. */
static void waiters_expire(struct link *l, sim_time_t now)
{
    while (l->waiter_head != l->waiter_tail) {
        const struct link_waiter *w = &l->waiter[l->waiter_head & l->waiter_mask];
        if (w->start_at > now)
            return;
        l->waiting_bytes -= w->bytes;
        l->waiter_head++;
    }
    l->waiter_head = l->waiter_tail = 0;
}

static void waiters_grow(struct link *l, uint32_t cap)
{
    uint32_t n = l->waiter != NULL ? l->waiter_tail - l->waiter_head : 0;
    struct link_waiter *v = ARENA_ARRAY(l->near->lp.arena, struct link_waiter, cap);

    for (uint32_t i = 0; i < n; i++)
        v[i] = l->waiter[(l->waiter_head + i) & l->waiter_mask];
    l->waiter = v;
    l->waiter_mask = cap - 1;
    l->waiter_head = 0;
    l->waiter_tail = n;
}

/* Queues one that must wait until start_at; false when the queue is full, or decides by more than
 * that (link_queue.h). */
static bool waiters_add(struct link *l, uint32_t bytes, sim_time_t now, sim_time_t start_at,
                        bool bounded)
{
    waiters_expire(l, now);
    uint32_t n = l->waiter_tail - l->waiter_head;
    if (bounded
            ? (l->limit_in_packets ? n >= l->limit : l->waiting_bytes > l->limit - (int64_t)bytes)
            : l->queue != NULL)
        return false;
    if (l->waiter == NULL || n > l->waiter_mask)
        waiters_grow(l, l->waiter != NULL ? (l->waiter_mask + 1) * 2 : WAITERS_FIRST);
    l->waiter[l->waiter_tail++ & l->waiter_mask] = (struct link_waiter){start_at, bytes};
    l->waiting_bytes += bytes;
    if (now >= l->warmup_at && l->waiting_bytes > l->count.waiting_bytes_max)
        l->count.waiting_bytes_max = l->waiting_bytes;
    return true;
}

void link_reserve(struct link *l)
{
    const uint32_t ahead = arena_ahead(l->waiter_mask + 1, sizeof *l->waiter);

    if (l->waiter != NULL)
        waiters_grow(l, ahead > WAITERS_OF_NIC ? ahead : WAITERS_OF_NIC);
    if (l->queue != NULL)
        queue_reserve(l->queue->queue);
    link_wire_reserve(l);
}

sim_time_t link_counted_dur(const struct link *l, sim_time_t a, sim_time_t b)
{
    a = a > l->warmup_at ? a : l->warmup_at;
    b = b < l->end_at ? b : l->end_at;
    return b > a ? b - a : 0;
}

void link_drop(struct link *l, enum drop_cause cause, const struct packet *p, uint32_t bytes,
               sim_time_t now)
{
    if (l->number != NULL)
        (void)l->number(l->near, p);
    if ((p->kind & PACKET_KIND) == PACKET_IKE)
        return;
    if (now >= l->warmup_at) {
        l->count.drops++;
        l->count.drop_bytes += bytes;
    }
    region_drop(l->near, l->place, cause, p, now);
}

/* Time on the transmitter, ps, rounded to nearest: the error is at most 0.5 ps a packet. What needs
 * fragments is not kept, so that whoever finds its size kept knows that it fits. */
static sim_time_t work_out_dur(struct link *l, uint32_t bytes)
{
    sim_time_t dur = 0;
    uint32_t fragments = link_fragments(bytes, l->mtu_bytes);
    l->last_ip_bytes = bytes + (fragments - 1) * IPV4_HEADER_BYTES;
    if (l->rate_bps != UNITS_UNLIMITED) {
        int64_t bits = 8 * ((int64_t)l->last_ip_bytes + (int64_t)fragments * l->framing_bytes);
        dur = (sim_time_t)(((__int128)bits * SIM_S + l->rate_bps / 2) / l->rate_bps);
    }
    l->last_bytes = fragments == 1 ? bytes : UINT32_MAX;
    l->last_transmission_dur = dur;
    return dur;
}

static inline sim_time_t transmission_dur(struct link *l, uint32_t bytes)
{
    return SIM_LIKELY(bytes == l->last_bytes) ? l->last_transmission_dur : work_out_dur(l, bytes);
}

/* Each fragment can be lost by itself, and all are when they come out of order. */
static bool is_lost(struct link *l, uint32_t bytes, enum drop_cause *cause)
{
    const uint32_t fragments = link_fragments(bytes, l->mtu_bytes);
    bool lost = false;

    *cause = DROP_LINK_DOWN;
    if (l->n_down > 0)
        return true;
    for (uint32_t i = 0; l->has_loss && i < fragments; i++)
        lost |= loss_hits(&l->loss);
    *cause = DROP_RANDOM_LOSS;
    if (lost || fragments == 1 || l->disorder == 0)
        return lost;
    *cause = DROP_FRAGMENT;
    return gsl_rng_uniform(&l->disorder_rng.gsl) < l->disorder;
}

struct passage { /* what a packet has spent on this link, by account */
    sim_time_t queueing_dur, transmission_dur, propagation_dur;
};

/* On its path among packets that may overtake it. */
static __attribute__((noinline)) void launch_any(struct link *l, const struct packet *packet,
                                                 uint32_t path_index, struct passage took,
                                                 sim_time_t due_at)
{
    struct packet any = *packet;
    const struct packet *p = &any;
    const struct reorder_number number =
        l->number != NULL ? l->number(l->near, p) : (struct reorder_number){0, 0};

    any.due_at = due_at;
    any.path = path_index & (LINK_PATHS_MAX - 1);
    any.queueing_dur += took.queueing_dur;
    any.transmission_dur += took.transmission_dur;
    any.propagation_dur += took.propagation_dur;
    if (l->near == l->far) {
        link_wire_take_any(l->near, &l->wire[path_index], p, number);
        return;
    }
    if (p->tcp)
        link_outbox_push_segment(l, p->seq);
    *link_outbox_push(l) = *p;
    link_outbox_push_number(l, number);
}

/* After transmission: loss, and the path. */
static inline __attribute__((always_inline)) void launch(struct link *l, const struct packet *p,
                                                         uint32_t bytes, uint32_t path_index,
                                                         sim_time_t wait_dur, sim_time_t busy,
                                                         sim_time_t sent_at, sim_time_t now)
{
    enum drop_cause cause;
    if (SIM_UNLIKELY(l->loses) && is_lost(l, bytes, &cause)) {
        link_drop(l, cause, p, bytes, now);
        return;
    }
    struct link_path *path = &l->path[path_index];
    sim_time_t due_at =
        (l->has_stalls ? stall_release(&path->stall, sent_at) : sent_at) + path->delay;
    if (l->has_extra) {
        due_at += dist_whole(dist_draw(&l->extra, &l->extra_rng.gsl));
        if (l->reorders) {
            launch_any(l, p, path_index, (struct passage){wait_dur, busy, due_at - sent_at},
                       due_at);
            return;
        }
    }
    if (due_at < path->last_at)
        due_at = path->last_at;
    path->last_at = due_at;

    struct packet *q;
    if (l->near == l->far) {
        struct link_wire *w = &l->wire[path_index];
        q = fifo_push(&w->fifo, &l->near->pool);
        if (w->fifo.n == 1)
            lp_advance(&l->near->lp, &w->ev, due_at);
    } else {
        if (p->tcp)
            link_outbox_push_segment(l, p->seq);
        q = link_outbox_push(l);
    }
    *q = *p;
    q->due_at = due_at;
    q->path = path_index & (LINK_PATHS_MAX - 1);
    q->queueing_dur += wait_dur;
    q->transmission_dur += busy;
    q->propagation_dur += due_at - sent_at;
}

static inline __attribute__((always_inline)) void
count_sent(struct link *l, sim_time_t wait_dur, sim_time_t start_at, sim_time_t sent_at)
{
    if (SIM_LIKELY(sent_at >= l->warmup_at && sent_at <= l->end_at)) {
        l->count.packets++;
        l->count.bytes += l->last_ip_bytes;
        l->count.wait_dur += wait_dur;
        l->count.busy_dur += start_at >= l->warmup_at ? sent_at - start_at : sent_at - l->warmup_at;
    } else {
        l->count.busy_dur += link_counted_dur(l, start_at, sent_at);
    }
}

sim_time_t link_transmit(struct link *l, const struct packet *p, uint32_t bytes, uint32_t path,
                         sim_time_t queued_at, sim_time_t now)
{
    sim_time_t busy = transmission_dur(l, bytes);

    count_sent(l, now - queued_at, now, now + busy);
    launch(l, p, bytes, path, now - queued_at, busy, now + busy, now);
    return now + busy;
}

/* Without bytes: never refused, nowhere counted. */
static void send_control(struct link *l, const struct packet *p, uint32_t path, sim_time_t now)
{
    sim_time_t free_at = l->queue != NULL ? l->queue->queue->free_at : l->free_at;
    sim_time_t sent_at = free_at > now ? free_at : now;

    launch(l, p, 0, path, sent_at - now, 0, sent_at, now);
}

void link_fail(struct link *l)
{
    l->n_down++;
    l->loses = true;
}

void link_mend(struct link *l)
{
    SIM_ASSERT(l->n_down > 0);
    l->n_down--;
    l->loses = l->n_down > 0 || l->has_loss || l->disorder > 0;
}

/* The drop-tail queue has no room, or there is another one. */
static void refuse(struct link *l, const struct packet *p, uint32_t bytes, uint32_t path,
                   bool bounded, sim_time_t now)
{
    if (l->queue != NULL)
        link_queue_offer(l, p, bytes, path, !bounded, now);
    else
        link_drop(l, DROP_QUEUE_FULL, p, bytes, now);
}

/* Inlined into its two callers: `bounded` is known there. */
static inline __attribute__((always_inline)) void send(struct link *l, const struct packet *p,
                                                       uint32_t bytes, uint32_t path_index,
                                                       sim_time_t now, bool bounded)
{
    if (SIM_UNLIKELY((p->kind & PACKET_KIND) == PACKET_IKE)) {
        send_control(l, p, path_index, now);
        return;
    }
    sim_time_t busy = l->last_transmission_dur;
    if (SIM_UNLIKELY(bytes != l->last_bytes)) {
        if (bytes > l->mtu_bytes && l->large != NULL && l->large(l, p, bytes, now))
            return;
        busy = work_out_dur(l, bytes);
    }
    sim_time_t start_at = l->free_at > now ? l->free_at : now;

    if (start_at > now) {
        if (SIM_UNLIKELY(!waiters_add(l, bytes, now, start_at, bounded))) {
            refuse(l, p, bytes, path_index, bounded, now);
            return;
        }
        l->count.waiting_byte_ps +=
            (unsigned __int128)((uint64_t)link_counted_dur(l, now, start_at)) * bytes;
    }
    sim_time_t sent_at = start_at + busy;
    l->free_at = sent_at;
    count_sent(l, start_at - now, start_at, sent_at);
    launch(l, p, bytes, path_index, start_at - now, busy, sent_at, now);
}

void link_send(struct link *l, const struct packet *p, uint32_t bytes, uint32_t path_index,
               sim_time_t now)
{
    send(l, p, bytes, path_index, now, true);
}

void link_send_held(struct link *l, const struct packet *p, sim_time_t now)
{
    send(l, p, p->bytes, 0, now, false);
}

uint64_t link_marks(const struct link *l)
{
    return l->queue != NULL ? l->queue->queue->marks : 0;
}

void link_close(struct link *l)
{
    if (l->queue != NULL)
        link_queue_count(l, l->end_at);
}

void link_refresh(struct link *l, sim_time_t now)
{
    waiters_expire(l, now);
    /* Once busy, a transmitter is busy without a break until free_at; of that, what lies ahead was
     * counted already. */
    sim_time_t free_at = l->queue != NULL ? l->queue->queue->free_at : l->free_at;
    l->busy_until_now = (uint64_t)(l->count.busy_dur - link_counted_dur(l, now, free_at));
}
