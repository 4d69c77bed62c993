#include "sim/results/limit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/flow/service.h"
#include "models/flow/tcp_flow.h"
#include "models/net/link.h"
#include "sim/base/arena.h"
#include "sim/results/limit_ask.h"
#include "sim/results/limit_near.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_place.h"
#include "sim/results/limit_share.h"
#include "sim/results/measure.h"

enum { WAYS_A_SCRATCH = 64, ASK_WORDS = 3 /* service, element, round_trip */ };

struct finder {
    const struct network *net;
    const struct measure *measure; /* of the flow */
    double entry_mbps;             /* of all flows of its entry together */
    const struct drop_record *drop;
    size_t n_drops;
    struct arena *arena;
    size_t flow;
    struct limit *limit;
    struct limit_way way;
    struct limit_ask ask;                       /* of who asks */
    bool any_near;                              /* somewhere in the network */
    const struct drop_record *lost;             /* that says something; NULL: none */
    struct limit_owner owner;                   /* of reduced windows */
    const struct limit_element *full, *busiest; /* NULL: none */
};

static struct limit_word *word(struct finder *f, const char *text, enum limit_kind kind,
                               const struct limit_element *at)
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

static struct limit_word *element_word(struct finder *f, const struct limit_element *e)
{
    return word(f, limit_drop_text(f->net, e->place, e->cause, f->arena), LIMIT_ELEMENT, e);
}

static struct limit_word *drop_word(struct finder *f, const struct drop_record *d)
{
    const struct limit_element *e = limit_element_of(&f->way, d);
    const enum limit_kind kind = e != NULL                      ? LIMIT_ELEMENT
                                 : d->cause == DROP_RANDOM_LOSS ? LIMIT_CONGESTION
                                                                : LIMIT_OTHER;
    struct limit_word *w =
        word(f, limit_drop_text(f->net, d->place, (enum drop_cause)d->cause, f->arena), kind, e);
    w->cause = (enum drop_cause)d->cause;
    return w;
}

static struct limit_word *nic_word(struct finder *f)
{
    const struct link *nic = f->net->vm[f->net->flow[f->flow].src_vm].out;
    for (size_t i = 0; i < f->way.n; i++) {
        if (f->way.v[i].link == nic) {
            return element_word(f, &f->way.v[i]);
        }
    }
    return word(f, f->net->place[nic->place].text, LIMIT_ELEMENT, NULL);
}

static bool asks(const struct finder *f)
{
    return f->net->flow[f->flow].spec->app == TOPO_REQUEST_RESPONSE;
}

static struct limit_word *service_word(struct finder *f)
{
    struct limit_word *w =
        word(f, arena_printf(f->arena, "service:%s", f->ask.vm->name), LIMIT_SERVICE, NULL);
    w->service = f->ask.vm->service;
    return w;
}

/* Who answers never rests, and questions wait so long that nothing else would help. Members of a
 * front are alike. */
static bool service_saturated(const struct finder *f)
{
    const struct service *s = f->ask.vm != NULL ? f->ask.vm->service : NULL;
    const double room_ps =
        s != NULL ? (double)(f->net->duration - f->net->warmup) * s->n_servers : 0;
    return room_ps > 0 && (double)s->busy_dur >= LIMIT_SATURATED * room_ps &&
           f->ask.wait_s >= (1 - 1 / LIMIT_NEAR) * f->ask.all_s;
}

/* Time of who asks that its own end has nothing to send, in its parts. */
static void take_asking(struct finder *f, sim_time_t dur)
{
    const double scale = f->ask.all_s > 0 ? (double)f->limit->dur / f->ask.all_s : 0;
    const struct {
        double s;
        enum limit_kind kind;
    } part[] = {{f->ask.think_s, LIMIT_APPLICATION},
                {f->ask.service_s, LIMIT_SERVICE},
                {f->ask.element_s, LIMIT_ELEMENT}};
    if (service_saturated(f)) {
        service_word(f)->dur += dur;
        return;
    }
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const double own = part[i].s * scale;
        const sim_time_t own_dur = own < (double)dur ? (sim_time_t)own : dur;
        if (own_dur > 0) {
            struct limit_word *w = part[i].kind == LIMIT_APPLICATION
                                       ? word(f, "application", LIMIT_APPLICATION, NULL)
                                   : part[i].kind == LIMIT_SERVICE ? service_word(f)
                                                                   : element_word(f, f->ask.at);
            w->dur += own_dur;
            dur -= own_dur;
        }
    }
    if (dur > 0) {
        word(f, "round_trip", LIMIT_ROUND_TRIP, NULL)->dur += dur;
    }
}

/* A window that is more than some element carries in a round trip without queues, less what others
 * send through it: the element limits, also where losses at a short queue keep it from being busy
 * all the time. */
static const struct limit_element *narrower(const struct finder *f, uint64_t window_bytes)
{
    const double rtt_s = measure_min_ms(&f->measure->rtt) / 1e3,
                 payload = limit_packet_of(f->net, f->flow).payload;
    const struct limit_element *e = f->busiest;
    if (e == NULL || e->full_s <= 0 ||
        !((double)window_bytes / rtt_s > (1 - e->used_frac + e->own_frac) * payload / e->full_s)) {
        return NULL;
    }
    return e;
}

/* What a sender waits for whose window has been reduced. Without time-outs slow start is the first
 * one, or what follows a rest. */
static struct limit_word *reduced_word(struct finder *f, enum tcp_limit limit)
{
    const bool reduced =
        limit == TCP_LIMIT_CONGESTION_WINDOW || limit == TCP_LIMIT_LOSS ||
        (limit == TCP_LIMIT_SLOW_START && tcp_flow_sum(f->net, (uint32_t)f->flow).timeouts > 0);
    if (!reduced || (f->full != NULL && !f->owner.is_line)) {
        return NULL;
    }
    return f->owner.drop != NULL      ? drop_word(f, f->owner.drop)
           : f->owner.element != NULL ? element_word(f, f->owner.element)
                                      : NULL;
}

/* What the sender's own word comes to on this way. */
static struct limit_word *word_of(struct finder *f, enum tcp_limit limit)
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
        (limit != TCP_LIMIT_APPLICATION || asks(f))) { /* who asks waits for the answer */
        return element_word(f, f->full);
    }
    if (limit == TCP_LIMIT_PACING) {
        e = f->busiest;
    } else if (limit == TCP_LIMIT_RECEIVE_WINDOW) {
        e = narrower(f, tcp_profile_window(f->net->dst[f->flow]->tcp->setup->profile));
    } else if (limit == TCP_LIMIT_SEND_BUFFER) {
        e = narrower(f, f->net->src[f->flow]->tcp->setup->profile->send_bytes);
    }
    if (e != NULL) {
        return element_word(f, e);
    }
    switch (limit) {
    case TCP_LIMIT_HANDSHAKE:
    case TCP_LIMIT_LOSS:
        return f->lost != NULL ? drop_word(f, f->lost)
                               : word(f, tcp_limit_word(limit), LIMIT_OTHER, NULL);
    case TCP_LIMIT_SLOW_START:
    case TCP_LIMIT_CONGESTION_WINDOW:
        return word(f, tcp_limit_word(limit), LIMIT_CONGESTION, NULL);
    case TCP_LIMIT_RECEIVE_WINDOW:
        return word(f, tcp_limit_word(limit), LIMIT_WINDOW, NULL);
    case TCP_LIMIT_SEND_BUFFER:
        return word(f, tcp_limit_word(limit), LIMIT_SEND_BUFFER, NULL);
    case TCP_LIMIT_APPLICATION:
        return word(f, tcp_limit_word(limit), LIMIT_APPLICATION, NULL);
    default:
        return word(f, tcp_limit_word(limit), LIMIT_OTHER, NULL);
    }
}

static void take_tcp(struct finder *f)
{
    const struct network *n = f->net;
    const struct flow_src *s = n->src[f->flow];
    const struct flow_dst *d = n->dst[f->flow];
    const sim_time_t end_at = measure_end_at(n, f->flow); /* nothing holds it back any more */
    sim_time_t idle = end_at < n->duration ? (n->duration - end_at) * (sim_time_t)s->n_tcp : 0;
    sim_time_t dur[TCP_LIMIT_N] = {0};
    for (uint32_t k = 0; k < s->n_tcp; k++) {
        for (int i = 0; i < TCP_LIMIT_N; i++) {
            const sim_time_t own = tcp_limit_dur(&s->tcp[k], (enum tcp_limit)i, n->duration);
            dur[i] += own;
            if (asks(f) && i != TCP_LIMIT_APPLICATION &&
                i != TCP_LIMIT_HANDSHAKE) { /* the server sends while the client waits */
                const sim_time_t far = tcp_limit_dur(&d->tcp[k], (enum tcp_limit)i, n->duration);
                const sim_time_t more = i != TCP_LIMIT_LOSS ? far
                                        : far > own         ? far - own
                                                    : 0; /* both say again what is lost, at once */
                dur[i] += more;
                idle += more;
            }
        }
    }
    dur[TCP_LIMIT_APPLICATION] -=
        idle < dur[TCP_LIMIT_APPLICATION] ? idle : dur[TCP_LIMIT_APPLICATION];
    for (int i = 0; i < TCP_LIMIT_N; i++) {
        f->limit->dur += dur[i] > 0 ? dur[i] : 0;
    }
    for (int i = 0; i < TCP_LIMIT_N; i++) {
        if (dur[i] > 0 && i == TCP_LIMIT_APPLICATION && asks(f) && f->full == NULL) {
            take_asking(f, dur[i]);
        } else if (dur[i] > 0) {
            word_of(f, (enum tcp_limit)i)->dur += dur[i];
        }
    }
    if (f->limit->n == 0) { /* it has not begun */
        (void)word_of(f, TCP_LIMIT_APPLICATION);
    }
}

/* A good part of what was sent has not come by the end: it stands in a queue that drops nothing. */
static bool waits(const struct finder *f)
{
    const struct flow_count *c = &f->measure->fwd;
    return (double)(c->offered - c->received - c->dropped) >= LIMIT_LOST_LEAST * (double)c->offered;
}

/* Time that it waits for answers to what has been lost, up to dur. */
static sim_time_t waited_dur(const struct finder *f, sim_time_t dur)
{
    const struct topo_traffic *t = f->net->flow[f->flow].spec;
    const double waited =
        (double)f->net->src[f->flow]->requests_lost * (double)t->timeout / (double)t->connections;
    return waited < (double)dur ? (sim_time_t)waited : dur;
}

static void take_other(struct finder *f)
{
    const sim_time_t life_dur = measure_end_at(f->net, f->flow) - measure_begin_at(f->net, f->flow),
                     all_dur = life_dur > 0 ? life_dur : 0;
    sim_time_t dur = all_dur;
    struct limit_word *w;
    f->limit->dur = all_dur;
    for (size_t i = 0; asks(f) && f->lost == NULL && dur == all_dur && i < f->n_drops;
         i++) { /* until a time-out it asks nothing else */
        if (limit_is_loss(&f->drop[i])) {
            dur -= waited_dur(f, all_dur);
            drop_word(f, &f->drop[i])->dur += all_dur - dur;
        }
    }
    if (f->lost != NULL) {
        w = drop_word(f, f->lost);
    } else if (f->full != NULL && (waits(f) || asks(f))) {
        w = element_word(f, f->full);
    } else if (asks(f) && dur > 0) {
        take_asking(f, dur);
        return;
    } else {
        w = word(f, "application", LIMIT_APPLICATION, NULL);
    }
    w->dur += dur;
}

static int by_time(const void *x, const void *y)
{
    const struct limit_word *a = x, *b = y;
    if (a->dur != b->dur) {
        return a->dur < b->dur ? 1 : -1;
    }
    return a->lost != b->lost ? (a->lost < b->lost) - (a->lost > b->lost)
                              : strcmp(a->text, b->text);
}

/* The drops that say what limits the flow. */
static const struct drop_record *telling(const struct finder *f, bool tcp)
{
    const double least =
        tcp ? 1 : LIMIT_LOST_LEAST * (double)(f->measure->fwd.offered + f->measure->rev.offered);
    const struct drop_record *d =
        tcp ? NULL : limit_narrowest(&f->way, f->drop, f->n_drops, f->measure->fwd.received);
    for (size_t i = 0; d == NULL && i < f->n_drops; i++) {
        d = limit_is_loss(&f->drop[i]) && (double)f->drop[i].packets >= least ? &f->drop[i] : NULL;
    }
    return d;
}

/* Of who asks: the parts that are worth 3 %, and so many of the largest that a tenth is. What TCP's
 * own time takes passes by round trips. */
static void name_asking(struct limit *l)
{
    double sum = 0, trips = 0;
    for (size_t i = 0; i < l->n; i++) {
        const enum limit_kind kind = l->word[i].kind;
        const bool is_tcp =
            kind == LIMIT_WINDOW || kind == LIMIT_SEND_BUFFER || kind == LIMIT_CONGESTION;
        trips += is_tcp || kind == LIMIT_ROUND_TRIP ? (double)l->word[i].dur : 0;
    }
    for (size_t i = 0; i < l->n && l->dur > 0; i++) {
        struct limit_word *w = &l->word[i];
        const double dur = w->kind == LIMIT_ROUND_TRIP ? trips : (double)w->dur;
        w->named = i == 0 || dur >= LIMIT_ASK_NEAR * (double)l->dur ||
                   (w->dur > 0 && sum < LIMIT_ASK_MOST * (double)l->dur);
        sum += w->named ? (double)w->dur : 0;
    }
}

/* Marks the words that limit; what limits together with the first joins them. */
static void name(struct finder *f, struct arena *scratch)
{
    const struct limit_near_case c = {.net = f->net,
                                      .flow = f->flow,
                                      .measure = f->measure,
                                      .entry_mbps = f->entry_mbps,
                                      .way = &f->way,
                                      .drop = f->drop,
                                      .n_drops = f->n_drops,
                                      .owner = &f->owner,
                                      .limit = f->limit,
                                      .arena = f->arena};
    struct limit_near *near = ARENA_ARRAY(scratch, struct limit_near, limit_near_most(&f->way));
    f->limit->word[0].named = true;
    if (asks(f)) {
        name_asking(f->limit);
        return;
    }
    const size_t n = limit_near_find(near, &c);
    for (size_t i = 0; i < n; i++) {
        struct limit_word *w = word(f, near[i].text, near[i].kind, near[i].at);
        w->named = true;
        w->cause = near[i].kind == LIMIT_CONGESTION ? DROP_RANDOM_LOSS : w->cause;
    }
    qsort(&f->limit->word[1], f->limit->n - 1, sizeof *f->limit->word, by_time);
}

static void find(struct finder *f, struct arena *scratch)
{
    const bool tcp = f->net->src[f->flow]->tcp != NULL;
    f->way = (struct limit_way){0};
    if (tcp || f->n_drops > 0 || waits(f) || f->any_near ||
        f->net->flow[f->flow].spec->app == TOPO_ON_OFF) { /* bursts pass what they nearly fill */
        limit_way_find(&f->way, f->net, f->flow, scratch);
    }
    if (asks(f)) {
        limit_ask_find(&f->ask, f->net, f->flow, f->measure, &f->way);
        if (f->way.n == 0 && f->ask.rest_s >= LIMIT_ASK_NEAR * f->ask.all_s) {
            limit_way_find(&f->way, f->net, f->flow, scratch);
            limit_ask_find(&f->ask, f->net, f->flow, f->measure, &f->way);
        }
    }
    struct limit_word *words =
        ARENA_ARRAY(scratch, struct limit_word,
                    TCP_LIMIT_N + ASK_WORDS + f->n_drops + 1 + limit_near_most(&f->way));
    f->limit->word = words;
    f->lost = telling(f, tcp);
    f->owner = tcp ? limit_owner_find(f->net, f->flow, f->measure, &f->way, f->drop, f->n_drops)
                   : (struct limit_owner){.line_mbps = NAN};
    f->limit->line_mbps = f->owner.line_mbps;
    f->full = limit_busiest(&f->way, f->lost, LIMIT_SATURATED);
    f->busiest = limit_busiest(&f->way, f->lost, LIMIT_PACED);
    if (tcp) {
        take_tcp(f);
    } else {
        take_other(f);
    }
    for (size_t i = 0; i < f->n_drops; i++) {
        if (limit_is_loss(&f->drop[i])) {
            drop_word(f, &f->drop[i])->lost += f->drop[i].packets;
        }
    }
    qsort(words, f->limit->n, sizeof *words, by_time);
    name(f, scratch);
    f->limit->word = ARENA_ARRAY(f->arena, struct limit_word, f->limit->n + LIMIT_SHARE_MOST);
    memcpy(f->limit->word, words, f->limit->n * sizeof *words);
}

void limit_find(struct limit *limit, const struct network *n, const struct measure *measure,
                const struct drop_record *drop, size_t n_drops, struct arena *arena)
{
    struct arena *scratch = arena_new();
    struct finder f = {.net = n, .arena = arena, .any_near = limit_any_near(n)};
    size_t at = 0, entry_end = 0;
    for (f.flow = 0; f.flow < n->n_flows; f.flow++) {
        if (f.flow == entry_end) {
            f.entry_mbps = 0;
            for (; entry_end < n->n_flows && n->flow[entry_end].spec == n->flow[f.flow].spec;
                 entry_end++) {
                f.entry_mbps += measure[entry_end].goodput_mbps;
            }
        }
        f.limit = &limit[f.flow];
        *f.limit = (struct limit){0};
        f.measure = &measure[f.flow];
        f.drop = &drop[at];
        for (f.n_drops = 0; at < n_drops && drop[at].flow == f.flow; at++) {
            f.n_drops++;
        }
        find(&f, scratch);
        if (f.flow % WAYS_A_SCRATCH == WAYS_A_SCRATCH - 1) {
            arena_free(scratch);
            scratch = arena_new();
        }
    }
    limit_share_name(limit, n, measure, scratch);
    arena_free(scratch);
}
