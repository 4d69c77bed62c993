/* cbr: constant bit rate. A packet of s bytes is followed by the next after s * 8 / rate. */
#include "models/flow/traffic.h"

#define BITS_PS 8e12 /* bits a byte times ps a second */

static sim_time_t gap_after(const struct flow_src *s, uint16_t bytes)
{
    return s->fixed_bytes != 0 ? s->gap_dur : (sim_time_t)(bytes * s->ps_per_byte + 0.5);
}

static sim_time_t start(struct flow_src *s, const struct flow *f, struct region *r,
                        struct arena *arena)
{
    (void)arena;
    const struct topo_traffic *t = s->spec;
    double mean = traffic_prepare_bytes(s);

    s->ps_per_byte = BITS_PS / (double)t->rate_bps;
    s->gap_dur = (sim_time_t)(mean * s->ps_per_byte + 0.5);
    return t->start + traffic_phase(r, f, s->gap_dur);
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_src *s = (struct flow_src *)(void *)ev;
    struct region *r = (struct region *)(void *)lp;
    uint16_t bytes = traffic_packet_bytes(s);
    sim_time_t next = now + gap_after(s, bytes);

    traffic_send(r, s, PACKET_DATA, bytes, s->seq++, now);
    lp_at(lp, ev, next < s->spec->stop ? next : SIM_NEVER);
}

const struct traffic_ops traffic_cbr = {.name = "cbr", .start = start, .act = act};
