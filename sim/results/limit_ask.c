#include "sim/results/limit_ask.h"

#include <math.h>

#include "models/flow/service.h"
#include "models/tcp/tcp.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

static double mean_s(flow_sum_t sum_ps, uint64_t n)
{
    return n > 0 ? (double)sum_ps / (double)n / 1e12 : 0;
}

/* The one that never rests, or takes most of its time: of packets that follow each other the
 * others' times overlap with it. Where it is half busy, the queues are its own. */
static void find_element(struct limit_ask *a, const struct limit_way *way)
{
    for (size_t i = 0; i < way->n; i++) {
        const struct limit_element *e = &way->v[i];
        if (e->own_s > (a->at != NULL ? a->at->own_s : 0)) {
            a->at = e;
        }
    }
    const struct limit_element *full = limit_busiest(way, NULL, LIMIT_SATURATED);
    a->at = full != NULL ? full : a->at;
    if (a->at != NULL) {
        a->element_s = a->at->used_frac >= LIMIT_HALVED ? a->rest_s : fmin(a->rest_s, a->at->own_s);
    }
}

/* The time until time-outs, and of questions that are open when the run ends: of them one that is
 * open for longer than the latest answer took is lost, but over TCP, which says itself what it
 * waits for; returns that of the others, which are on their way. */
static double add_lost(struct limit_ask *a, const struct network *n, size_t flow,
                       const struct measure *m)
{
    const struct flow_src *s = n->src[flow];
    const struct topo_traffic *t = n->flow[flow].spec;
    const double late_s = m->rtt.histogram.n > 0 ? measure_max_ms(&m->rtt) / 1e3 : 0;
    double on_way_s = 0;
    a->lost_s =
        t->timeout < n->duration ? (double)flow_requests_lost(s) * sim_time_s(t->timeout) : 0;
    for (int64_t k = 0; k < t->connections; k++) {
        const struct flow_request *r = &flow_loops(s)[k].request;
        const double open_s =
            r->waiting ? sim_time_s(n->duration - (r->sent_at > n->warmup ? r->sent_at : n->warmup))
                       : 0;
        *(s->tcp == NULL && open_s > late_s ? &a->lost_s : &on_way_s) += open_s;
    }
    return on_way_s;
}

/* Of connections that were opened before their first questions. */
static double opening_s(const struct network *n, size_t flow)
{
    const struct flow_src *s = n->src[flow];
    double sum_s = 0;
    for (uint32_t k = 0; k < s->kind->n_tcp && n->flow[flow].n_targets == 1; k++) {
        sum_s += s->tcp[k].state == TCP_SYN_SENT /* that is an open question */
                     ? 0
                     : sim_time_s(tcp_limit_dur(&s->tcp[k], TCP_LIMIT_HANDSHAKE, n->duration));
    }
    return sum_s;
}

/* What the other end misses while this one misses something is the same answer. */
static double missed_s(const struct network *n, size_t flow)
{
    const struct flow_src *s = n->src[flow];
    double sum_s = 0;
    for (uint32_t k = 0; k < s->kind->n_tcp; k++) {
        sum_s += fmax(sim_time_s(tcp_limit_missed_dur(&s->tcp[k], n->duration)),
                      sim_time_s(tcp_limit_missed_dur(&n->dst[flow]->tcp[k], n->duration)));
    }
    return sum_s;
}

/* That were opened for a question: its answer took a round trip more. */
static double opened(const struct network *n, size_t flow)
{
    const struct flow_src *s = n->src[flow];
    double sum = 0;
    for (uint32_t k = 0; k < s->kind->n_tcp && n->flow[flow].n_targets > 1; k++) {
        sum += s->tcp[k].established_at >= n->warmup;
    }
    return sum;
}

/* What is left of its time, unless it never thinks: then that is of questions that the warm-up's
 * end cut in two. */
static double think_s(const struct topo_traffic *t, double left_s)
{
    return dist_mean(&t->think_time) > 0 ? fmax(0, left_s) : 0;
}

void limit_ask_find(struct limit_ask *a, const struct network *n, size_t flow,
                    const struct measure *m, const struct limit_way *way)
{
    const struct net_vm *vm = &n->vm[network_answers(n, n->flow[flow].dst_vm)];
    const struct topo_traffic *t = n->flow[flow].spec;
    const double answers = (double)m->rtt.histogram.n,
                 answered_s = answers > 0 ? answers * measure_mean_ms(&m->rtt) / 1e3 : 0;
    *a = (struct limit_ask){.all_s =
                                sim_time_s(measure_end_at(n, flow) - measure_begin_at(n, flow)) *
                                (double)t->connections};
    const double on_way_s = add_lost(a, n, flow, m);
    a->think_s = think_s(t, a->all_s - answered_s - a->lost_s - on_way_s - opening_s(n, flow));
    if (vm->service != NULL) {
        const struct service *s = vm->service;
        a->vm = vm;
        a->each.wait_s = mean_s(s->wait_dur, s->requests);
        a->each.service_s = mean_s(s->service_dur, s->requests);
        a->wait_s = answers * a->each.wait_s;
        a->service_s = fmin(answered_s, a->wait_s + answers * a->each.service_s);
    }
    const double there_ms = m->owd.histogram.n > 0 ? measure_part_ms(m, m->propagation) : 0;
    a->each.round_trip_s = 2 * there_ms / 1e3;
    a->round_trip_s =
        fmin(answered_s - a->service_s, 2 * (answers + opened(n, flow)) * there_ms / 1e3);
    const double thought_s = fmin(a->think_s, answers * dist_mean(&t->think_time) / (double)SIM_S);
    a->other_s = fmax(0, a->all_s - a->service_s - a->round_trip_s - thought_s);
    a->missed_s = fmin(missed_s(n, flow), a->other_s);
    a->rest_s = fmax(0, answered_s - a->service_s - a->round_trip_s - a->missed_s);
    find_element(a, way);
}
