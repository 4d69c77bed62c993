#include <math.h>
#include <string.h>

#include "models/tcp/tcp.h"
#include "sim/results/limit_finder.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

bool limit_asks(const struct limit_finder *f)
{
    return f->net->flow[f->flow].spec->app == TOPO_REQUEST_RESPONSE;
}

/* Time of who asks that its own end has nothing to send, in its parts. What the element takes
 * beside the round trip of each answer is here; the rest of it TCP waits for by its own words. */
static void take_asking(struct limit_finder *f, sim_time_t dur)
{
    const double scale = f->ask.all_s > 0 ? (double)f->limit->dur / f->ask.all_s : 0;
    const struct {
        double s;
        enum limit_kind kind;
    } part[] = {{f->ask.think_s, LIMIT_APPLICATION},
                {f->ask.service_s, LIMIT_SERVICE},
                {f->ask.element_s, LIMIT_ELEMENT}};
    if (limit_service_never_rests(f)) {
        limit_word_of_service(f)->dur += dur;
        return;
    }
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const double most =
            part[i].kind == LIMIT_ELEMENT ? (double)dur - f->ask.round_trip_s * scale : (double)dur;
        const sim_time_t own_dur = (sim_time_t)fmin(part[i].s * scale, most);
        if (own_dur > 0) {
            struct limit_word *w =
                part[i].kind == LIMIT_APPLICATION
                    ? limit_word_of_text(f, "application", LIMIT_APPLICATION, NULL)
                : part[i].kind == LIMIT_SERVICE ? limit_word_of_service(f)
                                                : limit_word_of_element(f, f->ask.at);
            w->dur += own_dur;
            dur -= own_dur;
        }
    }
    if (dur > 0) {
        limit_word_of_text(f, "round_trip", LIMIT_ROUND_TRIP, NULL)->dur += dur;
    }
}

/* Time of who asks that windows hold its ends: round trips that they take, the rest is the element
 * that works then. all_dur: of both windows. */
static void take_windows(struct limit_finder *f, enum tcp_limit limit, sim_time_t dur,
                         sim_time_t all_dur)
{
    const double scale = f->ask.all_s > 0 ? (double)f->limit->dur / f->ask.all_s : 0,
                 own = scale * f->ask.windows_s * (double)dur / (double)all_dur;
    sim_time_t rest = dur;
    if (f->ask.at != NULL && own < (double)dur) {
        struct limit_word *w = limit_word_of_element(f, f->ask.at);
        const double left = scale * f->ask.element_s - (double)w->dur;
        const sim_time_t at_dur = (sim_time_t)fmax(0, fmin((double)dur - own, left));
        w->dur += at_dur;
        rest -= at_dur;
    }
    if (rest > 0) {
        limit_word_of_tcp(f, limit)->dur += rest;
    }
}

/* What lost the flow's last packet, after which nothing was sent; NULL: nothing is lost. */
static const struct drop_record *last_lost(const struct limit_finder *f)
{
    const struct drop_record *last = NULL;
    for (size_t i = 0; i < f->n_drops; i++) {
        const struct drop_record *d = &f->drop[i];
        last = limit_is_loss(d) && (last == NULL || d->last_at > last->last_at) ? d : last;
    }
    return last;
}

/* Time after connections have been given up: what lost the last packet made them so. Where nothing
 * is lost it is what they waited for, longer than they would: to be opened. */
static void take_aborted(struct limit_finder *f, sim_time_t dur)
{
    const struct drop_record *d = last_lost(f);
    const struct flow_src *s = f->net->src[f->flow];
    enum tcp_limit waits = TCP_LIMIT_LOSS;
    for (uint32_t k = 0; k < s->kind->n_tcp; k++) {
        waits = s->tcp[k].state == TCP_ABORTED ? tcp_flow_waits_for(&s->tcp[k]) : waits;
    }
    if (dur > 0) {
        (d != NULL ? limit_word_of_drop(f, d) : limit_word_of_tcp(f, waits))->dur += dur;
    }
}

/* Of that much time what a place is to have, which is taken from the rest. */
static sim_time_t give(struct limit_word *w, double dur, sim_time_t *rest)
{
    const sim_time_t own_dur = dur < (double)*rest ? (sim_time_t)dur : *rest;
    w->dur += own_dur;
    *rest -= own_dur;
    return own_dur;
}

/* The same of the time until time-outs, for what was lost there. */
static void give_waiting(struct limit_word *w, double dur, sim_time_t *rest)
{
    w->waited_dur += give(w, dur, rest);
}

double limit_away_dur(const struct limit_finder *f)
{
    double away = 0;
    for (size_t i = 0; i < f->n_drops; i++) {
        away += limit_is_away(&f->drop[i]) ? (double)f->drop[i].wait_dur : 0;
    }
    for (size_t i = 0; i < f->n_owed; i++) {
        away += (double)f->owed[i].wait_dur;
    }
    return away;
}

static void give_away(struct limit_finder *f, const struct drop_record *d, double dur,
                      sim_time_t *rest)
{
    if (dur >= 1) {
        give_waiting(limit_word_of_drop(f, d), dur, rest);
    }
}

/* Time that it waits for time-outs: for what took the way away as long as each did, the rest for
 * what reduces its window. */
static void take_loss(struct limit_finder *f, sim_time_t dur)
{
    const double away = limit_away_dur(f),
                 share = away > (double)dur ? (double)dur / away : 1; /* the last may not be over */
    sim_time_t rest = dur;
    f->loss_dur = dur;
    for (size_t i = 0; i < f->n_owed; i++) {
        give_away(f, &f->owed[i], share * (double)f->owed[i].wait_dur, &rest);
    }
    for (size_t i = 0; i < f->n_drops; i++) {
        const struct drop_record *d = &f->drop[i];
        give_away(f, d, limit_is_away(d) ? share * (double)d->wait_dur : 0, &rest);
    }
    if (rest > 0) {
        give_waiting(limit_word_of_tcp(f, TCP_LIMIT_LOSS), (double)rest, &rest);
    }
}

/* Time that connections wait to be opened: for the places that lost a SYN as long as that cost, the
 * rest for the other end's answer. */
static void take_opening(struct limit_finder *f, sim_time_t dur)
{
    sim_time_t rest = dur;
    double lost = 0;
    for (size_t i = 0; i < f->n_drops; i++) {
        lost += (double)f->drop[i].opening_dur;
    }
    const double share = lost > (double)dur ? (double)dur / lost : 1; /* both ends may count it */
    for (size_t i = 0; i < f->n_drops; i++) {
        const double own = share * (double)f->drop[i].opening_dur;
        if (own >= 1) {
            give_waiting(limit_word_of_drop(f, &f->drop[i]), own, &rest);
        }
    }
    if (rest > 0) {
        limit_word_of_tcp(f, TCP_LIMIT_HANDSHAKE)->dur += rest;
    }
}

struct tcp_times {
    sim_time_t dur[TCP_LIMIT_N], aborted_dur;
    sim_time_t given_up_dur; /* of questions, until their time-outs */
};

/* The time of questions that were given up at their time-out: of what was lost, by packets, and of
 * what the others' answers wait for. */
static void take_given_up(struct limit_finder *f, sim_time_t dur)
{
    const double all = (double)f->life.asked.n_lost, late = limit_late(f);
    sim_time_t rest = dur;
    double packets = 0;
    if (late > 0) {
        struct limit_word *w = limit_word_of_late(f);
        (void)give(w, late / all * (double)dur, &rest);
        w->late += (uint64_t)late;
    }
    const sim_time_t lost_dur = rest;
    for (size_t i = 0; i < f->n_drops; i++) {
        packets += limit_is_loss(&f->drop[i]) ? (double)f->drop[i].packets : 0;
    }
    for (size_t i = 0; i < f->n_drops && late < all; i++) {
        const struct drop_record *d = &f->drop[i];
        if (limit_is_loss(d)) {
            give_waiting(limit_word_of_drop(f, d), (double)lost_dur * (double)d->packets / packets,
                         &rest);
        }
    }
}

static sim_time_t ps(double s)
{
    return (sim_time_t)(s * (double)SIM_S);
}

/* A loop asks on one connection at a time: it has what its connections do not spend otherwise, and
 * that they open. */
static void share_loops(struct tcp_times *t, const struct limit_finder *f)
{
    const sim_time_t other_dur = ps(f->ask.other_s),
                     lost_dur = t->dur[TCP_LIMIT_LOSS] + ps(f->ask.missed_s);
    sim_time_t left = f->life.dur * f->net->flow[f->flow].spec->connections;
    t->dur[TCP_LIMIT_HANDSHAKE] = 0;
    t->dur[TCP_LIMIT_LOSS] = lost_dur < other_dur ? lost_dur : other_dur;
    const double asking_s = f->ask.all_s - f->ask.think_s,
                 answered = asking_s > 0 ? fmax(0, 1 - f->ask.lost_s / asking_s) : 0;
    t->given_up_dur = ps(f->ask.lost_s);
    left -= t->aborted_dur + t->given_up_dur;
    for (int i = 0; i < TCP_LIMIT_N; i++) { /* what is given up has its part of each clock */
        t->dur[i] = f->ask.lost_s > 0 ? (sim_time_t)(answered * (double)t->dur[i]) : t->dur[i];
        left -= i != TCP_LIMIT_APPLICATION ? t->dur[i] : 0;
    }
    t->dur[TCP_LIMIT_APPLICATION] = left > 0 ? left : 0;
}

static struct tcp_times times_of(const struct limit_finder *f)
{
    const struct tcp_flow_times *all = &f->life.times;
    struct tcp_times t = {.aborted_dur = all->aborted_dur};
    memcpy(t.dur, all->dur, sizeof t.dur);
    if (limit_asks(f)) {
        share_loops(&t, f);
    }
    return t;
}

void limit_time_of_tcp(struct limit_finder *f)
{
    const struct tcp_times t = times_of(f);
    const sim_time_t windows_dur = t.dur[TCP_LIMIT_RECEIVE_WINDOW] + t.dur[TCP_LIMIT_SEND_BUFFER];
    f->limit->dur = t.aborted_dur + t.given_up_dur;
    for (int i = 0; i < TCP_LIMIT_N; i++) {
        f->limit->dur += t.dur[i] > 0 ? t.dur[i] : 0;
    }
    for (int i = 0; i < TCP_LIMIT_N; i++) {
        if (t.dur[i] > 0 && i == TCP_LIMIT_APPLICATION && limit_asks(f) && f->full == NULL) {
            take_asking(f, t.dur[i]);
        } else if (t.dur[i] > 0 && limit_asks(f) && f->full == NULL &&
                   (i == TCP_LIMIT_RECEIVE_WINDOW || i == TCP_LIMIT_SEND_BUFFER)) {
            take_windows(f, (enum tcp_limit)i, t.dur[i], windows_dur);
        } else if (i == TCP_LIMIT_LOSS) {
            take_loss(f, t.dur[i]);
        } else if (i == TCP_LIMIT_HANDSHAKE) {
            take_opening(f, t.dur[i]);
        } else if (t.dur[i] > 0) {
            limit_word_of_tcp(f, (enum tcp_limit)i)->dur += t.dur[i];
        }
    }
    if (t.given_up_dur > 0) {
        take_given_up(f, t.given_up_dur);
    }
    take_aborted(f, t.aborted_dur);
    if (f->limit->n == 0) { /* it has not begun */
        (void)limit_word_of_tcp(f, TCP_LIMIT_APPLICATION);
    }
}

bool limit_waits(const struct limit_finder *f)
{
    const struct flow_count *c = &f->measure->fwd;
    return (double)(c->offered - c->received - c->dropped) >= LIMIT_LOST_LEAST * (double)c->offered;
}

/* Until a time-out it asks nothing else: that goes by what was lost, or came too late. The rest is
 * of who asks. */
static void take_waiting(struct limit_finder *f, sim_time_t dur)
{
    const double waited = f->ask.all_s > 0 ? f->ask.lost_s / f->ask.all_s * (double)dur : 0;
    sim_time_t rest = dur;
    double packets = 0;
    for (size_t i = 0; i < f->n_drops; i++) {
        packets += (double)f->drop[i].packets;
    }
    for (size_t i = 0; i < f->n_drops; i++) {
        const struct drop_record *d = &f->drop[i];
        const double own = waited * (double)d->packets / packets;
        if (limit_is_loss(d)) {
            give_waiting(limit_word_of_drop(f, d), own, &rest);
        } else if (d->packets > 0) {
            (void)give(limit_word_of_drop(f, d), own, &rest);
        }
    }
    if (rest > 0 && f->full != NULL) {
        limit_word_of_element(f, f->full)->dur += rest;
    } else if (rest > 0) {
        take_asking(f, rest);
    }
}

/* Of what sends whatever happens packets stand for time: each place that loses some, or answers too
 * late, has their share. One that never rests has all that the others leave. */
static void take_sending(struct limit_finder *f, sim_time_t dur)
{
    const double offered = fmax(1, (double)f->measure->fwd.offered);
    const bool loses = f->lost != NULL && limit_is_loss(f->lost);
    const struct limit_element *e = loses            ? limit_element_of(&f->way, f->lost)
                                    : limit_waits(f) ? f->full
                                                     : NULL;
    const bool floods = e != NULL && e->used_frac >= LIMIT_SATURATED;
    sim_time_t rest = dur;
    for (size_t i = 0; i < f->n_drops; i++) {
        const struct drop_record *d = &f->drop[i];
        if (d->packets > 0) {
            (void)give(limit_word_of_drop(f, d), (double)dur * (double)d->packets / offered, &rest);
        }
    }
    struct limit_word *w = !floods ? NULL
                           : loses ? limit_word_of_drop(f, f->lost)
                                   : limit_word_of_element(f, e);
    if (w == NULL && (rest > 0 || f->limit->n == 0)) {
        w = limit_word_of_text(f, "application", LIMIT_APPLICATION, NULL);
    }
    if (w != NULL) {
        w->dur += rest;
    }
}

void limit_time_of_other(struct limit_finder *f)
{
    f->limit->dur = f->life.dur;
    if (limit_asks(f) && f->limit->dur > 0) {
        take_waiting(f, f->limit->dur);
    } else {
        take_sending(f, f->limit->dur);
    }
}
