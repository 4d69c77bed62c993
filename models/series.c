#include "models/series.h"

#include <math.h>

#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/net/link.h"
#include "models/network.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"

static void add(struct series_region *s, struct arena *arena, struct probe probe)
{
    ARENA_ROOM(arena, s->probe, s->n_probes, s->cap_probes, 64);
    s->probe[s->n_probes++] = probe;
}

static double value_of(struct probe *p, sim_time_t interval)
{
    uint64_t now = *p->counter, delta = now - p->last;
    double value = NAN;

    switch (p->mode) {
    case PROBE_RATE:
        value = (double)(int64_t)delta / (p->unit * sim_time_s(interval));
        break;
    case PROBE_RATIO:
        if (*p->over != p->last_over)
            value = (double)delta / (p->unit * (double)(*p->over - p->last_over));
        p->last_over = *p->over;
        break;
    case PROBE_LEVEL:
        value = (double)now / p->unit;
        break;
    }
    p->last = now;
    return value;
}

/* Brings what links compute ahead to what is true now. */
static void refresh(struct network *n, const struct region *r, sim_time_t now)
{
    for (size_t i = 0; i < n->n_links; i++)
        if (n->link[i]->near == r)
            link_refresh(n->link[i], now);
}

static void sample(struct network *n, struct region *r, sim_time_t now)
{
    struct series_region *s = &n->series->region[r->index];
    bool baseline = now < n->series->first_at + n->series->interval;

    refresh(n, r, now);
    for (size_t i = 0; i < s->n_probes; i++) {
        double value = value_of(&s->probe[i], n->series->interval);
        if (!baseline)
            s->value[s->n_samples * s->n_probes + i] = value;
    }
    if (!baseline)
        s->n_samples++;
}

static void sample_act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = (struct region *)(void *)lp;

    sample(r->net, r, now);
    lp_at(lp, ev, now + r->net->series->interval);
}

static void add_flow(struct network *n, struct series_region *s, size_t flow, const char *name,
                     struct probe p)
{
    p.kind = "flow";
    p.name = name;
    p.item = flow;
    add(s, n->arena, p);
}

static void add_received(struct network *n, struct series_region *s, size_t flow, const char *name,
                         const struct flow_dst_count *d)
{
    add_flow(n, s, flow, name,
             (struct probe){.metric = "throughput_mbps",
                            .mode = PROBE_RATE,
                            .unit = 125000,
                            .counter = &d->fwd.received_bytes});
    add_flow(n, s, flow, name,
             (struct probe){.metric = "owd_mean_ms",
                            .mode = PROBE_RATIO,
                            .unit = 1e9,
                            .counter = (const uint64_t *)&d->owd.sum,
                            .over = &d->owd.histogram.n});
    add_flow(
        n, s, flow, name,
        (struct probe){
            .metric = "received_pps", .mode = PROBE_RATE, .unit = 1, .counter = &d->fwd.received});
}

static void add_answered(struct network *n, struct series_region *s, size_t flow, const char *name,
                         const struct flow_src_count *c)
{
    add_flow(n, s, flow, name,
             (struct probe){.metric = "rtt_mean_ms",
                            .mode = PROBE_RATIO,
                            .unit = 1e9,
                            .counter = (const uint64_t *)&c->rtt.sum,
                            .over = &c->rtt.histogram.n});
    add_flow(n, s, flow, name,
             (struct probe){.metric = "answered_pps",
                            .mode = PROBE_RATE,
                            .unit = 1,
                            .counter = &c->rtt.histogram.n});
}

static void add_flows(struct network *n, const struct region *r, struct series_region *s)
{
    for (size_t i = 0; i < n->n_flows; i++) {
        const bool is_source = n->flow[i].src_region == r;
        const struct tcp *tcp = n->src[i]->tcp;

        if (!is_source && n->flow[i].dst_region != r)
            continue;
        const char *name = network_flow_name(n, &n->flow[i], n->arena);
        if (n->flow[i].dst_region == r)
            add_received(n, s, i, name, flow_dst_count(n->dst[i], r->lp.arena));
        if (is_source && (n->src[i]->kind->ops->answer != NULL || tcp != NULL))
            add_answered(n, s, i, name, flow_src_count(n->src[i], r->lp.arena));
        if (is_source && tcp != NULL)
            add_flow(
                n, s, i, name,
                (struct probe){
                    .metric = "cwnd_bytes", .mode = PROBE_LEVEL, .unit = 1, .counter = &tcp->cwnd});
    }
}

static void add_links(struct network *n, const struct region *r, struct series_region *s)
{
    for (size_t i = 0; i < n->n_links; i++) {
        const struct link *l = n->link[i];
        if (l->near != r)
            continue;
        add(s, n->arena,
            (struct probe){.kind = "link",
                           .name = l->name,
                           .metric = "utilisation_frac",
                           .mode = PROBE_RATE,
                           .unit = 1e12,
                           .counter = &l->busy_until_now,
                           .item = i});
        add(s, n->arena,
            (struct probe){.kind = "link",
                           .name = l->name,
                           .metric = "queue_bytes",
                           .mode = PROBE_LEVEL,
                           .unit = 1,
                           .counter = (const uint64_t *)&l->waiting_bytes,
                           .item = i});
        add(s, n->arena,
            (struct probe){.kind = "link",
                           .name = l->name,
                           .metric = "drops_pps",
                           .mode = PROBE_RATE,
                           .unit = 1,
                           .counter = &l->count.drops,
                           .item = i});
    }
}

static void add_gateways(struct network *n, const struct region *r, struct series_region *s)
{
    for (size_t k = 0; k < n->n_gateways * GATEWAY_INSTANCES; k++)
        for (int way = 0; way < GATEWAY_WAYS; way++) {
            const size_t i = k / GATEWAY_INSTANCES, at = k % GATEWAY_INSTANCES;
            const struct gateway_counters *c = &n->gateway[i].instance[at].count[way];
            if (n->gateway[i].region != r || at >= n->gateway[i].n_built ||
                n->gateway[i].declared->is_nobody)
                continue;
            const char *name = at == 0 ? n->gateway[i].name
                                       : arena_printf(n->arena, "%s/%zu", n->gateway[i].name, at);
            add(s, n->arena,
                (struct probe){.kind = "gateway",
                               .name = name,
                               .metric = way == GATEWAY_OUT ? "out_pps" : "in_pps",
                               .mode = PROBE_RATE,
                               .unit = 1,
                               .counter = &c->packets,
                               .item = i});
            add(s, n->arena,
                (struct probe){.kind = "gateway",
                               .name = name,
                               .metric = way == GATEWAY_OUT ? "out_mbps" : "in_mbps",
                               .mode = PROBE_RATE,
                               .unit = 125000,
                               .counter = &c->bytes_inner,
                               .item = i});
        }
    for (size_t i = 0; i < n->n_tunnels; i++)
        if (n->tunnel[i].from->region == r)
            add(s, n->arena,
                (struct probe){.kind = "tunnel",
                               .name = n->tunnel[i].name,
                               .metric = "throughput_mbps",
                               .mode = PROBE_RATE,
                               .unit = 125000,
                               .counter = &n->tunnel[i].sent.bytes_inner,
                               .item = i});
}

/* The run may end early (models/settle.h); what is never written takes no memory. */
static size_t n_samples_most(const struct network *n)
{
    const sim_time_t dur = n->duration - n->series->first_at;

    return dur > 0 ? (size_t)(dur / n->series->interval) : 0;
}

void series_attach(struct network *n)
{
    struct series *s = ARENA_NEW(n->arena, struct series);

    n->series = s;
    s->interval = n->topo->simulation.sample_interval;
    s->n_regions = n->n_regions;
    s->region = ARENA_ARRAY(n->arena, struct series_region, n->n_regions);
    if (s->interval == 0)
        return;
    s->first_at = (n->warmup + s->interval - 1) / s->interval * s->interval;
    for (size_t i = 0; i < n->n_regions; i++) {
        struct region *r = n->region[i];
        add_flows(n, r, &s->region[i]);
        add_links(n, r, &s->region[i]);
        add_gateways(n, r, &s->region[i]);
        s->region[i].value =
            arena_calloc(r->lp.arena, n_samples_most(n), s->region[i].n_probes * sizeof(double));
        lp_add_event(&r->lp, &s->region[i].ev, sample_act);
    }
}

void series_start(struct network *n)
{
    if (n->series->interval == 0)
        return;
    for (size_t i = 0; i < n->n_regions; i++)
        lp_at(&n->region[i]->lp, &n->series->region[i].ev, n->series->first_at);
}

void series_finish(struct network *n)
{
    const struct series *s = n->series;

    if (s->interval == 0 || n->duration % s->interval != 0 ||
        n->duration < s->first_at + s->interval)
        return;
    for (size_t i = 0; i < n->n_regions; i++)
        sample(n, n->region[i], n->duration);
}
