#include "sim/results/limit_ask.h"

#include <math.h>

#include "models/flow/service.h"
#include "models/tcp/tcp.h"
#include "sim/results/limit_life.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_place.h"
#include "sim/results/limit_room.h"

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

/* What is left of its time, unless it never thinks: then that is of questions that the warm-up's
 * end cut in two. */
static double think_s(const struct topo_traffic *t, double left_s)
{
    return dist_mean(&t->think_time) > 0 ? fmax(0, left_s) : 0;
}

/* That the slowest element of one direction works for a byte, of so many. */
static double byte_s(const struct limit_way *way, bool is_back, double bytes)
{
    double most = 0;
    for (size_t i = 0; i < way->n; i++) {
        const struct limit_element *e = &way->v[i];
        most = (e->full_s <= 0) == is_back ? fmax(most, e->own_s) : most;
    }
    return bytes > 0 ? most / bytes : 0;
}

/* Round trips that a message of so many bytes waits for windows, of its sender and its receiver.
 * The first packet of a window is answered when it has passed: a window that the element works at
 * until then is no wait. */
static double rounds(const struct tcp *from, const struct tcp *to, double bytes,
                     double round_trip_s, double element_byte_s)
{
    const uint64_t receive = tcp_profile_window(to->setup->profile),
                   send = from->setup->profile->send_bytes;
    const double window =
        (double)limit_room_whole_bytes(receive < send ? receive : send, from->mss);
    const bool waits = (window - from->mss) * element_byte_s < round_trip_s;
    return waits && window > 0 ? fmax(0, ceil(bytes / window) - 1) : 0;
}

static double windows_s(const struct limit_ask *a, const struct network *n, size_t flow,
                        const struct limit_way *way, double answers)
{
    const struct topo_traffic *t = n->flow[flow].spec;
    const struct tcp *src = n->src[flow]->tcp, *dst = n->dst[flow]->tcp;
    const double there = dist_mean(&t->request_size), back = dist_mean(&t->response_size),
                 s = a->each.round_trip_s;
    if (src == NULL) {
        return 0;
    }
    return answers * s *
           (rounds(src, dst, there, s, byte_s(way, false, answers * there)) +
            rounds(dst, src, back, s, byte_s(way, true, answers * back)));
}

void limit_ask_find(struct limit_ask *a, const struct network *n, size_t flow,
                    const struct limit_life *life, const struct limit_way *way)
{
    const struct measure *m = &life->measure;
    const struct flow_asked *asked = &life->asked;
    const struct net_vm *vm = &n->vm[network_answers(n, n->flow[flow].dst_vm)];
    const struct topo_traffic *t = n->flow[flow].spec;
    const double answers = (double)m->rtt.histogram.n,
                 answered_s = answers > 0 ? answers * measure_mean_ms(&m->rtt) / 1e3 : 0;
    *a = (struct limit_ask){.all_s = sim_time_s(life->dur) * (double)t->connections,
                            .lost_s = sim_time_s(asked->lost_dur)};
    a->think_s = think_s(t, a->all_s - answered_s - a->lost_s - sim_time_s(asked->open_dur) -
                                sim_time_s(asked->setup_dur));
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
        fmin(answered_s - a->service_s, 2 * (answers + (double)asked->n_opened) * there_ms / 1e3);
    const double thought_s = fmin(a->think_s, answers * dist_mean(&t->think_time) / (double)SIM_S);
    a->other_s = fmax(0, a->all_s - a->service_s - a->round_trip_s - thought_s);
    a->missed_s = fmin(sim_time_s(asked->missed_dur), a->other_s);
    a->rest_s = fmax(0, answered_s - a->service_s - a->round_trip_s - a->missed_s);
    find_element(a, way);
    a->windows_s = windows_s(a, n, flow, way, answers);
}
