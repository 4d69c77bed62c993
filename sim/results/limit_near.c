#include "sim/results/limit_near.h"

#include <math.h>

#include "models/flow/tcp_flow_times.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

struct finder {
    const struct limit_flow *flow;
    const struct limit_word *first;
    struct limit_near *near;
    size_t n;
    struct arena *arena;
    double bound;
    bool by_line;   /* losses on the line limit */
    bool near_line; /* or all but do */
};

static void take(struct finder *f, const char *text, enum limit_kind kind,
                 const struct limit_element *at)
{
    f->near[f->n++] = (struct limit_near){text, kind, at};
}

/* A window passes once a round trip, whatever sets its size, losses on the line too; waiting at the
 * busiest element is a part of that. What waits
 * there goes with u / (1 - u) of the time that it takes a packet, where it is busy for u of its
 * time (Pollaczek and Khinchine); a quarter faster both are a fifth less. Windows, which do not
 * come at random, wait less: what is worth no name by this is worth none. */
static const struct limit_element *waits_at(const struct finder *f)
{
    const bool window =
        f->by_line || f->first->kind == LIMIT_WINDOW || f->first->kind == LIMIT_SEND_BUFFER;
    const struct limit_element *e = window ? limit_busiest(f->flow->way, NULL, LIMIT_HALVED) : NULL;
    if (e == NULL) {
        return NULL;
    }
    const double faster = 1 / LIMIT_RAISE, u = e->used_frac,
                 left = faster * faster * (1 - u) / (1 - faster * u);
    return 1 - limit_room_waiting_frac(f->flow) * (1 - left) <= 1 / LIMIT_WORTH ? e : NULL;
}

/* A part of the round trip of a window is the time that an element takes for the packets that are
 * acknowledged together (two: RFC 9293, 3.8.6.3), of a small window on a short way a large one. */
static bool passes_slowly(const struct finder *f, const struct limit_element *e)
{
    const bool window = f->first->kind == LIMIT_WINDOW || f->first->kind == LIMIT_SEND_BUFFER;
    const double part = 2 * e->full_s * 1e3 / measure_mean_ms(&f->flow->measure->rtt);
    return window && 1 - part * (1 - 1 / LIMIT_RAISE) <= 1 / LIMIT_WORTH;
}

/* What the nearest limit would let it have, raised. */
static double raised(const struct finder *f)
{
    return LIMIT_RAISE * f->bound / LIMIT_BESIDE;
}

/* Without its reductions the flow would have 1 / sqrt(1 - share) of what it has: of a tenth of them
 * 5 %. Bursts meet a tunnel before the gateway's aggregate, which is narrower. What a raised
 * nearest limit does not come to has them of bursts alone. */
static bool reduces(const struct finder *f, size_t i, enum drop_cause by)
{
    const struct limit_flow *flow = f->flow;
    const struct limit_element *e = &flow->way->v[i];
    uint64_t here = 0, all = 0;
    for (size_t k = 0; k < flow->n_drops; k++) {
        const struct drop_record *d = &flow->drop[k];
        const bool is_by = e->gateway == NULL || (enum drop_cause)d->cause == by;
        all += d->episodes;
        here += is_by && limit_element_of(flow->way, d) == e ? d->episodes : 0;
    }
    return here >= LIMIT_LOSSES_LEAST && here * 10 >= all &&
           limit_room_of_element(flow, i, by) <= raised(f);
}

/* What the other elements would let through, those that are near raised. */
static double others_raised(const struct finder *f, size_t i)
{
    double least = HUGE_VAL;
    for (size_t k = 0; k < f->flow->way->n; k++) {
        enum drop_cause by[LIMIT_FIGURES];
        const size_t n = k == i ? 0 : limit_room_figures(f->flow, k, by);
        for (size_t m = 0; m < n; m++) {
            const bool is_near = limit_room_filled(f->flow, k, by[m]) <= f->bound;
            least =
                fmin(least, (is_near ? LIMIT_RAISE : 1) * limit_room_of_element(f->flow, k, by[m]));
        }
    }
    return least;
}

/* Of the element that limits, and of one beside it that never rests, what its other figure decides:
 * packets that are small, as acknowledgments are that share a budget, take of its time what they
 * take by packets per second. What a quarter more of those frees is worth as much; not with the
 * first figure raised, when the others let no more through than it carries then: only what is worth
 * 3 % by itself is named there. */
static bool is_other_figure(const struct finder *f, size_t i, enum drop_cause by)
{
    const struct limit_element *e = &f->flow->way->v[i];
    const void *const first = f->first->at.resource;
    if (by == e->cause || first == NULL ||
        (e->resource != first && e->used_frac < LIMIT_SATURATED)) {
        return false;
    }
    const double frac = by == DROP_TUNNEL_PACKETS ? e->by_packets_frac : 1 - e->by_packets_frac,
                 carries = LIMIT_RAISE * limit_room_of_element(f->flow, i, e->cause) /
                           (1 + frac * (LIMIT_RAISE - 1));
    const bool is_met = others_raised(f, i) >= LIMIT_OTHER_FIGURE * carries;
    return 1 - frac * (1 - 1 / LIMIT_RAISE) <= 1 / (is_met ? LIMIT_OTHER_FIGURE : LIMIT_WORTH);
}

/* A connection keeps next to nothing in its own NIC (models/tcp/tcp_output.c): what losses on the
 * line leave of a window that a queue had let grow fills an element, but of one that grew without
 * leaves the NIC idle. So it matters as soon as all of the nearest limit's raise does not pass. */
static bool has_no_queue(const struct finder *f, const struct limit_element *e, double room)
{
    const struct network *n = f->flow->net;
    return f->near_line && !f->by_line && e->resource == n->vm[n->flow[f->flow->flow].src_vm].out &&
           room <= raised(f);
}

static void take_elements(struct finder *f)
{
    const struct limit_element *waits = waits_at(f);
    const struct limit_element *other = f->by_line ? f->flow->owner->other : NULL;
    double comes = HUGE_VAL; /* at most, when what is named has been raised */
    for (size_t i = 0; i < f->flow->way->n; i++) {
        const struct limit_element *e = &f->flow->way->v[i];
        enum drop_cause by[LIMIT_FIGURES];
        const size_t n = limit_room_figures(f->flow, i, by);
        const bool is_other = other != NULL && e->resource == other->resource;
        for (size_t k = 0; k < n; k++) {
            const double room = limit_room_of_element(f->flow, i, by[k]),
                         fills = comes <= room ? room : limit_room_filled(f->flow, i, by[k]);
            const bool is_near =
                fills <= f->bound || reduces(f, i, by[k]) || has_no_queue(f, e, room) ||
                is_other_figure(f, i, by[k]) ||
                (k == 0 && (is_other || (waits != NULL && e == waits) || passes_slowly(f, e)));
            if (is_near) {
                take(f, limit_drop_text(f->flow->net, e->place, by[k], f->arena), LIMIT_ELEMENT, e);
            }
            comes = fmin(comes, is_near ? LIMIT_RAISE * room : room);
        }
    }
}

/* Beside losses on the line, or an element to which reductions and stalls leave as much time to
 * spare as is worth a name: do windows hold the flow now and then? What holds it is the smaller
 * one; of a larger one only what a quarter would let it have beyond that counts, in whole segments
 * (RFC 9293, 3.8.6.2.1). */
static bool takes_turns(const struct finder *f, uint64_t bytes)
{
    const struct limit_flow *flow = f->flow;
    const struct flow_src *s = flow->net->src[flow->flow];
    const bool is_element = f->first->at.resource != NULL,
               stands = is_element && f->first->at.used_frac >= 1 / LIMIT_WORTH;
    const uint64_t receive = limit_room_receive_bytes(flow), send = limit_room_send_bytes(flow);
    const double part = limit_room_window_part(bytes, receive < send ? receive : send, s->tcp->mss);
    const sim_time_t dur =
        flow->times->dur[TCP_LIMIT_RECEIVE_WINDOW] + flow->times->dur[TCP_LIMIT_SEND_BUFFER];
    return (f->near_line || is_element) && !stands &&
           part * (double)dur >= LIMIT_TURNS_LINE * (double)flow->limit->dur;
}

/* The peak of one window: what is further stands in the queue of the nearest element, which gives
 * it what the entry's other connections leave, each with its own peaks, so on average their means.
 * Where losses on the line reduce windows that element carries all that it can, and what they leave
 * of a larger window is more of that, until half of one fills it. So it is of losses that are not
 * near, too, where the queue takes the window, or leaves the element no idle time when it
 * overflows. */
static double peak_of_window(const struct finder *f)
{
    const struct limit_flow *flow = f->flow;
    const double connections = flow->entry.mbps / flow->measure->goodput_mbps *
                               flow->net->src[flow->flow]->kind->n_tcp,
                 carried = limit_room_of_elements(flow, false),
                 filled = limit_room_of_elements(flow, true);
    const bool leaves = f->near_line || (flow->owner->on_line >= LIMIT_LOSSES_LEAST &&
                                         !isnan(flow->owner->line_mbps) && filled >= carried);
    const double left = 1 + connections * ((leaves ? carried : filled) - 1);
    return leaves ? LIMIT_PEAK * left : fmin(LIMIT_PEAK, LIMIT_SAW * left);
}

static void take_window(struct finder *f, enum tcp_limit limit, enum limit_kind kind,
                        uint64_t bytes)
{
    const double room = limit_room_of_window(f->flow, bytes),
                 own = room * f->flow->parallel_mbps / f->flow->measure->goodput_mbps;
    const bool is_near = room <= LIMIT_NEAR_WINDOW * f->bound &&
                         limit_room_grows(bytes, f->flow->net->src[f->flow->flow]->tcp->mss);
    if (is_near || (own <= peak_of_window(f) && takes_turns(f, bytes))) {
        take(f, tcp_limit_word(limit), kind, NULL);
    }
}

static bool is_cubic(const struct limit_flow *f)
{
    return f->net->flow[f->flow].spec->tcp.congestion_control == TOPO_CC_CUBIC;
}

/* No limit that is further is near. What losses on the line hold meets others with its peaks only;
 * of what is held by none of the limits, as by a link that is down, those do not matter that it
 * never comes to. Nor of what stands at an element of the way back, which has no room here. */
static double bound(const struct finder *f)
{
    const enum limit_kind kind = f->first->kind;
    const bool is_back = f->first->at.resource != NULL && f->first->at.full_s <= 0;
    const double nearest = LIMIT_BESIDE * fmax(1, limit_room_least(f->flow));
    if (f->by_line) {
        return fmin(nearest, is_cubic(f->flow) ? LIMIT_NEAR_QUEUE_CUBIC : LIMIT_NEAR_QUEUE);
    }
    return (kind == LIMIT_ELEMENT && !is_back) || kind == LIMIT_WINDOW ||
                   kind == LIMIT_SEND_BUFFER || kind == LIMIT_APPLICATION
               ? nearest
               : LIMIT_BESIDE;
}

size_t limit_near_find(struct limit_near *near, const struct limit_flow *flow, struct arena *arena)
{
    struct finder f = {.flow = flow, .first = &flow->limit->word[0], .near = near, .arena = arena};
    const bool tcp = flow->net->src[flow->flow]->tcp != NULL;
    if (!(flow->measure->goodput_mbps > 0) || flow->limit->dur == 0) {
        return 0;
    }
    f.by_line = tcp && limit_word_is_line(f.first);
    f.near_line =
        (f.by_line || flow->owner->on_line >= LIMIT_LOSSES_LEAST) &&
        flow->owner->line_mbps <= (is_cubic(flow) ? LIMIT_NEAR_LINE_CUBIC : LIMIT_NEAR_LINE) *
                                      flow->measure->goodput_mbps;
    f.bound = bound(&f);
    take_elements(&f);
    if (tcp) {
        take_window(&f, TCP_LIMIT_RECEIVE_WINDOW, LIMIT_WINDOW, limit_room_receive_bytes(flow));
        take_window(&f, TCP_LIMIT_SEND_BUFFER, LIMIT_SEND_BUFFER, limit_room_send_bytes(flow));
    }
    if (flow->entry.offer <= f.bound) {
        take(&f, "application", LIMIT_APPLICATION, NULL);
    }
    if (f.near_line) {
        take(&f, limit_line_text(flow->net, flow->way, flow->owner->reorders, arena),
             LIMIT_CONGESTION, NULL);
    }
    return f.n;
}
