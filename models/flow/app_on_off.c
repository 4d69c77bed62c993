/*
 * on_off: bursts at the declared rate, constant bit rate within a burst; burst and silence lengths
 * are distributions. The gap between packets runs during bursts only: what of it a burst leaves
 * over is carried into the next, as ns-3's OnOffApplication does, so the mean rate is exact also
 * with bursts shorter than a gap. The first burst begins with a packet.
 */
#include "models/flow/traffic.h"
#include "models/network.h"

static sim_time_t draw(const struct dist *d, struct rng_state *rng)
{
    return dist_whole(traffic_draw(d, rng));
}

static void prepare(struct flow_kind *k)
{
    k->ps_per_byte = 8e12 / (double)k->spec->rate_bps;
}

static sim_time_t start(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena)
{
    (void)name;
    (void)f;
    (void)r;
    (void)arena;
    const struct topo_traffic *t = s->kind->spec;
    struct rng_state *rng = flow_rng(s, FLOW_DRAW_GAP);

    sim_time_t first = t->start + draw(&t->off, rng);
    s->burst_end_at = first + draw(&t->on, rng);
    return first;
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_src *s = (struct flow_src *)(void *)ev;
    struct region *r = (struct region *)(void *)lp;
    const struct topo_traffic *t = s->kind->spec;
    struct rng_state *rng = flow_rng(s, FLOW_DRAW_GAP);
    uint16_t bytes = traffic_draw_bytes(&t->packet_size, flow_rng(s, FLOW_DRAW_SIZE),
                                        PACKET_MIN_BYTES, PACKET_MAX_BYTES);
    sim_time_t next = now + (sim_time_t)(bytes * s->kind->ps_per_byte + 0.5);

    while (next >= s->burst_end_at && s->burst_end_at < r->net->duration) {
        sim_time_t left = next - s->burst_end_at;
        sim_time_t resume = s->burst_end_at + draw(&t->off, rng);
        next = resume + left;
        s->burst_end_at = resume + draw(&t->on, rng);
    }
    traffic_send(r, s, PACKET_DATA, bytes, s->seq++, now);
    lp_at(lp, ev, next < t->stop ? next : SIM_NEVER);
}

const struct traffic_ops traffic_on_off = {
    .name = "on_off", .prepare = prepare, .start = start, .act = act};
