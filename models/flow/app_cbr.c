/* cbr: constant bit rate. A packet of s bytes is followed by the next after s * 8 / rate. */
#include "models/flow/traffic.h"

#define BITS_PS 8e12 /* bits a byte times ps a second */

static sim_time_t gap_after(const struct flow_src *s, uint16_t bytes)
{
    const struct flow_kind *k = s->kind;

    return k->fixed_bytes != 0 ? k->gap_dur : (sim_time_t)(bytes * k->ps_per_byte + 0.5);
}

static void prepare(struct flow_kind *k)
{
    const double mean = traffic_prepare_bytes(k);

    k->ps_per_byte = BITS_PS / (double)k->spec->rate_bps;
    k->gap_dur = (sim_time_t)(mean * k->ps_per_byte + 0.5);
}

static sim_time_t start(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena)
{
    (void)f;
    (void)arena;
    return s->kind->spec->start + traffic_phase(r, name, s->kind->gap_dur);
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_src *s = (struct flow_src *)(void *)ev;
    struct region *r = (struct region *)(void *)lp;
    uint16_t bytes = traffic_packet_bytes(s);
    sim_time_t next = now + gap_after(s, bytes);

    traffic_send(r, s, PACKET_DATA, bytes, s->seq++, now);
    lp_at(lp, ev, next < s->kind->spec->stop ? next : SIM_NEVER);
}

const struct traffic_ops traffic_cbr = {
    .name = "cbr", .prepare = prepare, .start = start, .act = act};
