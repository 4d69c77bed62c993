#include "models/flow/service.h"
#include "models/flow/tcp_flow.h"
#include "sim/results/limit_finder.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

bool limit_asks(const struct limit_finder *f)
{
    return f->net->flow[f->flow].spec->app == TOPO_REQUEST_RESPONSE;
}

/* Who answers never rests, and questions wait so long that nothing else would help. Members of a
 * front are alike. */
static bool service_saturated(const struct limit_finder *f)
{
    const struct service *s = f->ask.vm != NULL ? f->ask.vm->service : NULL;
    if (s == NULL) {
        return false;
    }
    const double room_ps = (double)(f->net->duration - f->net->warmup) * s->n_servers;
    return room_ps > 0 && (double)s->busy_dur >= LIMIT_SATURATED * room_ps &&
           f->ask.wait_s >= (1 - 1 / LIMIT_NEAR) * f->ask.all_s;
}

/* Time of who asks that its own end has nothing to send, in its parts. */
static void take_asking(struct limit_finder *f, sim_time_t dur)
{
    const double scale = f->ask.all_s > 0 ? (double)f->limit->dur / f->ask.all_s : 0;
    const struct {
        double s;
        enum limit_kind kind;
    } part[] = {{f->ask.think_s, LIMIT_APPLICATION},
                {f->ask.service_s, LIMIT_SERVICE},
                {f->ask.element_s, LIMIT_ELEMENT}};
    if (service_saturated(f)) {
        limit_word_of_service(f)->dur += dur;
        return;
    }
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const double own = part[i].s * scale;
        const sim_time_t own_dur = own < (double)dur ? (sim_time_t)own : dur;
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

/* Time that it waits for time-outs: for what took the way away as long as each did, the rest for
 * what reduces its window. */
static void take_loss(struct limit_finder *f, sim_time_t dur)
{
    sim_time_t rest = dur;
    double away = 0;
    for (size_t i = 0; i < f->n_drops; i++) {
        away += limit_is_away(&f->drop[i]) ? (double)f->drop[i].wait_dur : 0;
    }
    const double share = away > (double)dur ? (double)dur / away : 1; /* the last may not be over */
    for (size_t i = 0; i < f->n_drops; i++) {
        const struct drop_record *d = &f->drop[i];
        const double own = limit_is_away(d) ? share * (double)d->wait_dur : 0;
        const sim_time_t own_dur = own < (double)rest ? (sim_time_t)own : rest;
        if (own_dur > 0) {
            limit_word_of_drop(f, d)->dur += own_dur;
            rest -= own_dur;
        }
    }
    if (rest > 0) {
        limit_word_of_tcp(f, TCP_LIMIT_LOSS)->dur += rest;
    }
}

/* Time-outs are what losses cost. */
static sim_time_t dur_of(const struct limit_finder *f, const struct tcp *c, int limit)
{
    const sim_time_t end_at = f->net->duration;
    return limit == TCP_LIMIT_TIME_OUT ? 0
           : limit == TCP_LIMIT_LOSS   ? tcp_limit_dur(c, TCP_LIMIT_LOSS, end_at) +
                                           tcp_limit_dur(c, TCP_LIMIT_TIME_OUT, end_at)
                                     : tcp_limit_dur(c, (enum tcp_limit)limit, end_at);
}

void limit_time_of_tcp(struct limit_finder *f)
{
    const struct network *n = f->net;
    const struct flow_src *s = n->src[f->flow];
    const struct flow_dst *d = n->dst[f->flow];
    const sim_time_t end_at = measure_end_at(n, f->flow); /* nothing holds it back any more */
    sim_time_t idle =
        end_at < n->duration ? (n->duration - end_at) * (sim_time_t)s->kind->n_tcp : 0;
    sim_time_t dur[TCP_LIMIT_N] = {0};
    for (uint32_t k = 0; k < s->kind->n_tcp; k++) {
        for (int i = 0; i < TCP_LIMIT_N; i++) {
            const sim_time_t own = dur_of(f, &s->tcp[k], i);
            dur[i] += own;
            if (limit_asks(f) && i != TCP_LIMIT_APPLICATION &&
                i != TCP_LIMIT_HANDSHAKE) { /* the server sends while the client waits */
                const sim_time_t far = dur_of(f, &d->tcp[k], i);
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
        if (dur[i] > 0 && i == TCP_LIMIT_APPLICATION && limit_asks(f) && f->full == NULL) {
            take_asking(f, dur[i]);
        } else if (i == TCP_LIMIT_LOSS) {
            take_loss(f, dur[i]);
        } else if (dur[i] > 0) {
            limit_word_of_tcp(f, (enum tcp_limit)i)->dur += dur[i];
        }
    }
    if (f->limit->n == 0) { /* it has not begun */
        (void)limit_word_of_tcp(f, TCP_LIMIT_APPLICATION);
    }
}

bool limit_waits(const struct limit_finder *f)
{
    const struct flow_count *c = &f->measure->fwd;
    return (double)(c->offered - c->received - c->dropped) >= LIMIT_LOST_LEAST * (double)c->offered;
}

/* Time that it waits for answers to what has been lost, up to dur. */
static sim_time_t waited_dur(const struct limit_finder *f, sim_time_t dur)
{
    const struct topo_traffic *t = f->net->flow[f->flow].spec;
    const double waited = (double)flow_requests_lost(f->net->src[f->flow]) * (double)t->timeout /
                          (double)t->connections;
    return waited < (double)dur ? (sim_time_t)waited : dur;
}

void limit_time_of_other(struct limit_finder *f)
{
    const sim_time_t life_dur = measure_end_at(f->net, f->flow) - measure_begin_at(f->net, f->flow),
                     all_dur = life_dur > 0 ? life_dur : 0;
    sim_time_t dur = all_dur;
    struct limit_word *w;
    f->limit->dur = all_dur;
    for (size_t i = 0; limit_asks(f) && f->lost == NULL && dur == all_dur && i < f->n_drops;
         i++) { /* until a time-out it asks nothing else */
        if (limit_is_loss(&f->drop[i])) {
            dur -= waited_dur(f, all_dur);
            limit_word_of_drop(f, &f->drop[i])->dur += all_dur - dur;
        }
    }
    if (f->lost != NULL) {
        w = limit_word_of_drop(f, f->lost);
    } else if (f->full != NULL && (limit_waits(f) || limit_asks(f))) {
        w = limit_word_of_element(f, f->full);
    } else if (limit_asks(f) && dur > 0) {
        take_asking(f, dur);
        return;
    } else {
        w = limit_word_of_text(f, "application", LIMIT_APPLICATION, NULL);
    }
    w->dur += dur;
}
