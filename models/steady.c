#include "models/steady.h"

#include "models/flow/traffic.h"
#include "models/net/link.h"
#include "models/network.h"
#include "sim/base/arena.h"
#include "sim/engine/trend.h"

static void sample(struct network *n, struct region *r, sim_time_t now)
{
    struct steady_region *s = &n->steady->region[r->index];
    struct steady_sample *x = &s->sample[s->n++];

    for (size_t i = 0; i < n->n_flows; i++)
        if (n->flow[i].dst_region == r) {
            if (n->dst[i]->count != NULL) {
                x->delay_sum += (double)n->dst[i]->count->owd.sum;
                x->arrived += n->dst[i]->count->owd.histogram.n;
            }
        }
    for (size_t i = 0; i < n->n_links; i++)
        if (n->link[i]->near == r) {
            link_refresh(n->link[i], now);
            x->backlog_bytes += n->link[i]->waiting_bytes;
        }
}

static void sample_act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = (struct region *)(void *)lp;
    const struct steady *s = r->net->steady;

    sample(r->net, r, now);
    lp_at(lp, ev, s->region[r->index].n < s->n_intervals ? now + s->interval : SIM_NEVER);
}

void steady_attach(struct network *n, size_t n_intervals)
{
    struct steady *s = ARENA_NEW(n->arena, struct steady);

    n->steady = s;
    s->from = n->warmup;
    s->interval = n_intervals > 0 ? (n->duration - n->warmup) / (sim_time_t)n_intervals : 0;
    s->n_intervals = s->interval > 0 ? n_intervals : 0;
    s->region = ARENA_ARRAY(n->arena, struct steady_region, n->n_regions);
    for (size_t i = 0; i < n->n_regions && s->n_intervals > 0; i++) {
        s->region[i].sample =
            ARENA_ARRAY(n->region[i]->lp.arena, struct steady_sample, s->n_intervals);
        lp_add_event(&n->region[i]->lp, &s->region[i].ev, sample_act);
    }
}

void steady_start(struct network *n)
{
    const struct steady *s = n->steady;

    for (size_t i = 0; i < n->n_regions && s->n_intervals > 0; i++)
        lp_at(&n->region[i]->lp, &s->region[i].ev, s->from + s->interval);
}

void steady_finish(struct network *n)
{
    struct steady *s = n->steady;

    if (s->n_intervals > 0 &&
        (n->duration - s->from) / s->interval < (sim_time_t)s->n_intervals) /* it has ended early */
        s->n_intervals = (size_t)((n->duration - s->from) / s->interval);
    /* The last interval ends with the run, where no event is due any more. */
    for (size_t i = 0; i < n->n_regions && s->n_intervals > 0; i++)
        while (s->region[i].n < s->n_intervals)
            sample(n, n->region[i], n->duration);
}

/* Over all regions. */
static struct steady_sample total(const struct network *n, size_t k)
{
    struct steady_sample x = {.arrived = 0};

    for (size_t i = 0; i < n->n_regions; i++) {
        const struct steady_sample *y = &n->steady->region[i].sample[k];
        x.delay_sum += y->delay_sum;
        x.arrived += y->arrived;
        x.backlog_bytes += y->backlog_bytes;
    }
    return x;
}

size_t steady_delays(const struct network *n, double *delay, sim_time_t *end_at)
{
    const struct steady *s = n->steady;
    struct steady_sample last = {.arrived = 0};
    size_t count = 0;

    for (size_t k = 0; k < s->n_intervals; k++) {
        const struct steady_sample x = total(n, k);
        if (x.arrived > last.arrived) {
            delay[count] = (x.delay_sum - last.delay_sum) / (double)(x.arrived - last.arrived) /
                           (double)SIM_MS;
            end_at[count++] = s->from + (sim_time_t)(k + 1) * s->interval;
        }
        last = x;
    }
    return count;
}

bool steady_backlog_grows(const struct network *n)
{
    const struct steady *s = n->steady;
    double *backlog = ARENA_ARRAY(n->arena, double, s->n_intervals);

    for (size_t k = 0; k < s->n_intervals; k++)
        backlog[k] = (double)total(n, k).backlog_bytes;
    return trend_grows(backlog, s->n_intervals);
}
