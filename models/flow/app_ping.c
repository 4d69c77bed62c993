/*
 * ping: an echo request every interval, from a uniform phase in the first. An echo that comes back
 * after the time-out is dropped as timeout_late; one round trip that ends in time is one RTT sample
 * of the request's cohort.
 */
#include "models/flow/traffic.h"
#include "models/net/link.h"
#include "models/network.h"
#include "sim/base/assert.h"

static void prepare(struct flow_kind *k)
{
    uint64_t outstanding = (uint64_t)(k->spec->timeout / k->spec->interval) + 2, ring = 2;

    while (ring < outstanding)
        ring *= 2;
    SIM_ASSERT(ring <= UINT32_C(1) << 30);
    k->echo_mask = (uint32_t)ring - 1;
}

static sim_time_t start(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena)
{
    (void)f;
    (void)arena;
    const struct topo_traffic *t = s->kind->spec;

    return t->start + traffic_phase(r, name, t->interval);
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_src *s = (struct flow_src *)(void *)ev;
    struct region *r = (struct region *)(void *)lp;
    struct flow_request *echo = flow_echo(s, s->seq);
    sim_time_t next = now + s->kind->spec->interval;

    s->asks->timeouts += echo->waiting;
    *echo = (struct flow_request){.sent_at = now, .seq = s->seq, .waiting = true};
    traffic_send(r, s, PACKET_REQUEST,
                 traffic_draw_bytes(&s->kind->spec->packet_size, flow_rng(s, FLOW_DRAW_SIZE),
                                    PACKET_MIN_BYTES, PACKET_MAX_BYTES),
                 s->seq++, now);
    lp_at(lp, ev, next < s->kind->spec->stop ? next : SIM_NEVER);
}

static void answer(struct region *r, struct flow_src *s, const struct packet *p, sim_time_t now)
{
    (void)traffic_answered(r, s, flow_echo(s, p->seq), p, now);
}

const struct traffic_ops traffic_ping = {
    .name = "ping", .prepare = prepare, .start = start, .act = act, .answer = answer};
