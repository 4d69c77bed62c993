#include "sim/results/limit_life.h"

#include "models/flow/flow.h"
#include "models/network.h"
#include "models/trace/lives.h"
#include "sim/base/arena.h"

/* Of a flow that begins or ends within the run. */
static void take_work(struct limit_life *l, const struct life *life, const struct network *n,
                      struct arena *arena)
{
    const struct life_look *begin = life->begin, *end = life->end;
    const sim_time_t begin_at = begin != NULL ? begin->at : n->warmup;
    if (end == NULL || end->at <= begin_at || (begin != NULL && begin->n != end->n)) {
        return;
    }
    struct stay_work *work = ARENA_ARRAY(arena, struct stay_work, end->n);
    for (size_t i = 0; i < end->n; i++) {
        work[i] = end->work[i];
        work[i].busy_dur -= begin != NULL ? begin->work[i].busy_dur : 0;
        work[i].bytes -= begin != NULL ? begin->work[i].bytes : 0;
    }
    l->work = work;
    l->n_work = end->n;
    l->worked_dur = end->at - begin_at;
    l->before = begin != NULL ? begin->work : NULL;
}

struct limit_life limit_life_whole(const struct network *n, size_t flow, const struct measure *m,
                                   struct arena *arena)
{
    const struct life life = life_of(n, flow);
    const sim_time_t end_at = flow_end_at(n, flow), dur = end_at - flow_begin_at(n, flow);
    struct limit_life l = {.measure = *m,
                           .dur = dur > 0 ? dur : 0,
                           .worked_dur = n->duration - n->warmup,
                           .asked = flow_asked(n, flow, n->duration)};
    take_work(&l, &life, n, arena);
    if (n->src[flow]->tcp != NULL) {
        l.times = tcp_flow_times(n, flow, n->duration, end_at);
        l.told = tcp_flow_told(n, flow);
    }
    return l;
}

static struct flow_delay delay_of(const struct flow_delay *whole, flow_sum_t sum, uint64_t n)
{
    struct flow_delay d = {.min = whole->min, .max = whole->max, .sum = sum};
    d.histogram.n = n;
    return d;
}

struct limit_life limit_life_of_stay(const struct network *n, size_t flow, const struct measure *m,
                                     const struct stay *stay)
{
    const struct stay_count *c = stay->count;
    const double base_ms = stay->there.base_ms + stay->back.base_ms, s = sim_time_s(stay->dur);
    const sim_time_t base_dur = (sim_time_t)(base_ms * (double)SIM_MS);
    struct limit_life l = {.stay = stay,
                           .dur = stay->dur,
                           .work = stay->work,
                           .n_work = stay->n_work,
                           .worked_dur = stay->work_dur,
                           .times = c->times,
                           .told = c->told,
                           .asked = c->asked,
                           .measure = {.fwd = c->fwd,
                                       .rev = c->rev,
                                       .owd = delay_of(&m->owd, c->owd, c->n_owd),
                                       .rtt = delay_of(&m->rtt, c->rtt, c->n_rtt),
                                       .propagation = c->propagation,
                                       .transmission = c->transmission,
                                       .queueing = c->queueing,
                                       .gateway = c->gateway,
                                       .goodput_bytes = c->goodput_bytes,
                                       .has_tcp = m->has_tcp}};
    l.measure.rtt.min = m->rtt.min > base_dur ? m->rtt.min : base_dur;
    l.measure.offer_bytes = n->src[flow]->tcp != NULL ? c->written_bytes : c->fwd.offered_bytes;
    l.measure.goodput_mbps = s > 0 ? (double)c->goodput_bytes * 8 / s / 1e6 : 0;
    return l;
}
