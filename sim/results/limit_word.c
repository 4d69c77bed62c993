#include <string.h>

#include "models/flow/tcp_flow.h"
#include "models/net/link.h"
#include "sim/base/arena.h"
#include "sim/results/limit_finder.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

struct limit_word *limit_word_of_text(struct limit_finder *f, const char *text,
                                      enum limit_kind kind, const struct limit_element *at)
{
    struct limit *l = f->limit;
    size_t i = 0;
    while (i < l->n && strcmp(l->word[i].text, text) != 0) {
        i++;
    }
    if (i == l->n) {
        l->word[l->n++] = (struct limit_word){.text = text, .kind = kind};
    }
    if (at != NULL && l->word[i].at.resource == NULL) {
        l->word[i].at = *at;
    }
    return &l->word[i];
}

struct limit_word *limit_word_of_element(struct limit_finder *f, const struct limit_element *e)
{
    return limit_word_of_text(f, limit_drop_text(f->net, e->place, e->cause, f->arena),
                              LIMIT_ELEMENT, e);
}

struct limit_word *limit_word_of_late(struct limit_finder *f)
{
    const struct limit_element *full = limit_busiest(&f->way, f->lost, LIMIT_SATURATED);
    return full != NULL ? limit_word_of_element(f, full)
           : limit_service_makes_late(f)
               ? limit_word_of_service(f)
               : limit_word_of_text(f, "round_trip", LIMIT_ROUND_TRIP, NULL);
}

struct limit_word *limit_word_of_drop(struct limit_finder *f, const struct drop_record *d)
{
    if (!limit_is_loss(d)) {
        return limit_word_of_late(f);
    }
    const struct limit_element *e = limit_element_of(&f->way, d);
    const enum limit_kind kind = e != NULL                      ? LIMIT_ELEMENT
                                 : d->cause == DROP_RANDOM_LOSS ? LIMIT_CONGESTION
                                                                : LIMIT_OTHER;
    struct limit_word *w = limit_word_of_text(
        f, limit_drop_text(f->net, d->place, (enum drop_cause)d->cause, f->arena), kind, e);
    w->cause = (enum drop_cause)d->cause;
    return w;
}

/* Is it the NIC of who sends data of the flow? Of who asks that of who answers, too, which behind a
 * load balancer is the member on the way. */
static bool is_own_nic(const struct limit_finder *f, const struct limit_element *e)
{
    const struct network *n = f->net;
    return e->link != NULL && n->place[e->place].kind == PLACE_NIC &&
           (e->link == n->vm[n->flow[f->flow].src_vm].out ||
            (limit_asks(f) && !n->vm[e->link->vm].forwards));
}

static struct limit_word *nic_word(struct limit_finder *f)
{
    const struct limit_element *at = NULL;
    for (size_t i = 0; i < f->way.n; i++) {
        const struct limit_element *e = &f->way.v[i];
        at = is_own_nic(f, e) && (at == NULL || e->used_frac > at->used_frac) ? e : at;
    }
    const struct link *own = f->net->vm[f->net->flow[f->flow].src_vm].out;
    return at != NULL ? limit_word_of_element(f, at)
                      : limit_word_of_text(f, f->net->place[own->place].text, LIMIT_ELEMENT, NULL);
}

struct limit_word *limit_word_of_service(struct limit_finder *f)
{
    struct limit_word *w = limit_word_of_text(
        f, arena_printf(f->arena, "service:%s", f->ask.vm->name), LIMIT_SERVICE, NULL);
    w->service = f->ask.vm->service;
    return w;
}

/* A window that is more than some element carries in a round trip without queues, less what others
 * send through it: the element limits, also where losses at a short queue keep it from being busy
 * all the time. */
static const struct limit_element *narrower(const struct limit_finder *f, uint64_t window_bytes)
{
    const uint32_t payload = limit_packet_of(f->net, f->flow).payload;
    const double rtt_s = measure_min_ms(&f->measure->rtt) / 1e3,
                 bytes = (double)limit_room_whole_bytes(window_bytes, payload);
    const struct limit_element *e = f->busiest;
    if (e == NULL || e->full_s <= 0 ||
        !(bytes / rtt_s > (1 - e->used_frac + e->own_frac) * payload / e->full_s)) {
        return NULL;
    }
    return e;
}

/* A window that was that of another way, and that nothing has reduced on this one: it comes to
 * stand in front of what is busy here. */
static bool grows_to(const struct limit_finder *f, enum tcp_limit limit)
{
    return f->life.stay != NULL && f->life.stay != &f->net->stays[f->flow].v[0] &&
           f->busiest != NULL && limit == TCP_LIMIT_CONGESTION_WINDOW;
}

/* What a sender waits for whose window has been reduced. Without time-outs slow start is the first
 * one, or what follows a rest. */
static struct limit_word *reduced_word(struct limit_finder *f, enum tcp_limit limit)
{
    const bool reduced =
        limit == TCP_LIMIT_CONGESTION_WINDOW || limit == TCP_LIMIT_LOSS ||
        (limit == TCP_LIMIT_SLOW_START && tcp_flow_sum(f->net, (uint32_t)f->flow).timeouts > 0);
    if (!reduced || (f->full != NULL && !f->owner.is_line)) {
        return NULL;
    }
    if (f->owner.by_reordering) {
        struct limit_word *w = limit_word_of_text(
            f, limit_line_text(f->net, &f->way, true, f->arena), LIMIT_CONGESTION, NULL);
        w->reorders = true;
        return w;
    }
    if (f->owner.drop != NULL && limit_is_away(f->owner.drop) && limit != TCP_LIMIT_LOSS &&
        f->busiest != NULL) { /* what its window stands in front of while the way is there */
        return limit_word_of_element(f, f->busiest);
    }
    return f->owner.drop != NULL      ? limit_word_of_drop(f, f->owner.drop)
           : f->owner.element != NULL ? limit_word_of_element(f, f->owner.element)
           : grows_to(f, limit)       ? limit_word_of_element(f, f->busiest)
                                      : NULL;
}

struct limit_word *limit_word_of_tcp(struct limit_finder *f, enum tcp_limit limit)
{
    const struct limit_element *e = NULL;
    struct limit_word *w = reduced_word(f, limit);
    if (w != NULL) {
        return w;
    }
    if (limit == TCP_LIMIT_NIC) {
        return nic_word(f);
    }
    if (f->full != NULL &&
        (limit != TCP_LIMIT_APPLICATION || limit_asks(f))) { /* who asks waits for the answer */
        return limit_word_of_element(f, f->full);
    }
    if (limit == TCP_LIMIT_PACING) {
        e = f->busiest;
    } else if (limit == TCP_LIMIT_RECEIVE_WINDOW) {
        e = narrower(f, tcp_profile_window(f->net->dst[f->flow]->tcp->setup->profile));
    } else if (limit == TCP_LIMIT_SEND_BUFFER) {
        e = narrower(f, f->net->src[f->flow]->tcp->setup->profile->send_bytes);
    }
    if (e != NULL) {
        return limit_word_of_element(f, e);
    }
    switch (limit) {
    case TCP_LIMIT_LOSS:
    case TCP_LIMIT_TIME_OUT:
        return f->lost != NULL ? limit_word_of_drop(f, f->lost)
                               : limit_word_of_text(f, tcp_limit_word(limit), LIMIT_OTHER, NULL);
    case TCP_LIMIT_SLOW_START:
    case TCP_LIMIT_CONGESTION_WINDOW:
        return limit_word_of_text(f, tcp_limit_word(limit), LIMIT_CONGESTION, NULL);
    case TCP_LIMIT_RECEIVE_WINDOW:
        return limit_word_of_text(f, tcp_limit_word(limit), LIMIT_WINDOW, NULL);
    case TCP_LIMIT_SEND_BUFFER:
        return limit_word_of_text(f, tcp_limit_word(limit), LIMIT_SEND_BUFFER, NULL);
    case TCP_LIMIT_APPLICATION:
        return limit_word_of_text(f, tcp_limit_word(limit), LIMIT_APPLICATION, NULL);
    default:
        return limit_word_of_text(f, tcp_limit_word(limit), LIMIT_OTHER, NULL);
    }
}
