/* poisson: exponential gaps; the mean gap is the mean packet (as sent: rounded, bounded) at the
 * declared rate. */
#include <gsl/gsl_randist.h>

#include "models/flow/traffic.h"

static sim_time_t draw_gap(struct flow_src *s)
{
    const gsl_rng rng = rng_over(flow_rng(s, FLOW_DRAW_GAP));

    return dist_whole(gsl_ran_exponential(&rng, s->kind->mean_gap_ps));
}

static void prepare(struct flow_kind *k)
{
    k->mean_gap_ps = traffic_prepare_bytes(k) * 8e12 / (double)k->spec->rate_bps;
}

static sim_time_t start(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena)
{
    (void)name;
    (void)f;
    (void)r;
    (void)arena;
    return s->kind->spec->start + draw_gap(s);
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_src *s = (struct flow_src *)(void *)ev;
    struct region *r = (struct region *)(void *)lp;
    uint16_t bytes = traffic_packet_bytes(s);
    sim_time_t next = now + draw_gap(s);

    traffic_send(r, s, PACKET_DATA, bytes, s->seq++, now);
    lp_at(lp, ev, next < s->kind->spec->stop ? next : SIM_NEVER);
}

const struct traffic_ops traffic_poisson = {
    .name = "poisson", .prepare = prepare, .start = start, .act = act};
