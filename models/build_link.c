#include "models/build_link.h"

#include "models/build.h"
#include "models/cloud/raise.h"
#include "models/net/link_queue.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

void build_link_transmitter(struct build *b, struct link *l, struct region *near,
                            int64_t bandwidth_bps, const struct topo_queue *q, double wider)
{
    static const struct queue_ops *const ops[] = {[TOPO_RED] = &queue_red,
                                                  [TOPO_CODEL] = &queue_codel,
                                                  [TOPO_FQ_CODEL] = &queue_fq_codel,
                                                  [TOPO_TOKEN_BUCKET] = &queue_token_bucket};
    l->rate_bps = raise_figure(bandwidth_bps, wider);
    if (q == NULL)
        return;
    const bool in_packets = q->limit_unit == TOPO_PACKETS && q->limit != UNITS_UNLIMITED;

    if (q->discipline == TOPO_DROP_TAIL) {
        l->limit = q->limit;
        l->limit_in_packets = in_packets;
        return;
    }
    const struct queue_spec spec = {
        .ops = ops[q->discipline],
        .name = l->name,
        .seed = b->net->seed,
        .limit = q->limit,
        .limit_in_packets = in_packets,
        .ecn = q->ecn,
        .target_dur = q->target,
        .interval_dur = q->interval,
        .n_flows = (uint32_t)q->flows,
        .quantum_bytes = (uint32_t)q->quantum_bytes,
        .min_threshold = (double)q->min_threshold,
        .max_threshold = (double)q->max_threshold,
        .thresholds_in_packets = q->max_unit == TOPO_PACKETS,
        .max_probability = q->max_probability,
        .weight = q->weight,
        .gentle = q->gentle,
        .mean_packet_dur =
            l->rate_bps == UNITS_UNLIMITED
                ? 0
                : (sim_time_t)((__int128)q->mean_packet_bytes * 8 * SIM_S / l->rate_bps),
        .rate_bps = raise_figure(q->rate_bps, wider),
        .burst_bytes = q->burst_bytes,
    };
    l->hash = network_five_tuple;
    link_queue_set(l, near, &spec);
}

void build_link_loss(struct build *b, struct link *l, const struct topo_loss *loss, double disorder)
{
    l->has_loss = loss->model != TOPO_LOSS_NONE;
    l->disorder = disorder;
    l->loses = l->has_loss || disorder > 0;
    if (disorder > 0)
        rng_stream(&l->disorder_rng, b->net->seed, l->name, "fragments");
    if (loss->model == TOPO_LOSS_BERNOULLI)
        loss_init_bernoulli(&l->loss, b->net->seed, l->name, loss->p);
    else if (loss->model == TOPO_LOSS_GILBERT_ELLIOTT)
        loss_init_gilbert_elliott(&l->loss, b->net->seed, l->name, loss->p, loss->h);
}

struct link *build_link_new(struct build *b, struct region *near, const char *name,
                            const char *from, const char *to)
{
    struct link *l = ARENA_NEW(near->lp.arena, struct link);

    l->name = name;
    l->from = from;
    l->to = to;
    l->rate_bps = UNITS_UNLIMITED;
    l->limit = UNITS_UNLIMITED;
    l->mtu_bytes = 1500;
    l->n_paths = 1;
    l->warmup_at = b->net->warmup;
    l->end_at = b->net->duration;
    l->large = network_refuse_large;
    return l;
}

void build_link_one_path(struct link *l, struct arena *arena, sim_time_t delay)
{
    l->n_paths = 1;
    l->path = ARENA_ARRAY(arena, struct link_path, 1);
    l->path[0].delay = delay;
}

void build_link_extra(struct build *b, struct link *l, const struct topo_latency *latency)
{
    l->has_extra = latency->kind == TOPO_LATENCY_DRAWN;
    l->extra = latency->dist;
    l->reorders = latency->reorder;
    if (l->has_extra)
        rng_stream(&l->extra_rng, b->net->seed, l->name, "latency");
}
