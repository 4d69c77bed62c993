/*
 * request_response over UDP: each of `connections` loops asks, waits for the answer or the
 * time-out, thinks, asks again. A loop has one event: while it waits it is the time-out, while it
 * thinks it is the next request. One event of the entry's starts them all.
 */
#include <stddef.h>

#include "models/flow/traffic.h"
#include "models/net/link.h"
#include "models/network.h"

#define IP_UDP_BYTES 28

static sim_time_t think(struct flow_src *s)
{
    return dist_whole(traffic_draw(&s->kind->spec->think_time, flow_rng(s, FLOW_DRAW_THINK)));
}

/* A loop's number rides in the low bits of seq, so that an answer finds it. */
static uint32_t seq_of(const struct flow_src *s, const struct flow_loop *l, uint32_t round)
{
    return round * (uint32_t)s->kind->spec->connections + (uint32_t)(l - flow_loops(s));
}

static void ask(struct region *r, struct flow_loop *l, sim_time_t now)
{
    struct flow_src *s = l->src;
    uint16_t payload = traffic_draw_bytes(&s->kind->spec->request_size, flow_rng(s, FLOW_DRAW_SIZE),
                                          1, PACKET_MAX_BYTES - IP_UDP_BYTES);

    if (now >= s->kind->spec->stop) {
        lp_cancel(&r->lp, &l->ev);
        return;
    }
    l->request =
        (struct flow_request){.sent_at = now, .seq = seq_of(s, l, s->seq++), .waiting = true};
    lp_at(&r->lp, &l->ev, now + s->kind->spec->timeout);
    traffic_send(r, s, PACKET_REQUEST, (uint16_t)(payload + IP_UDP_BYTES), l->request.seq, now);
}

static void loop_act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = (struct region *)(void *)lp;
    struct flow_loop *l = (struct flow_loop *)(void *)ev;

    if (l->request.waiting) { /* given up: counts as lost, and the next one goes out */
        l->request.waiting = false;
        l->src->asks->timeouts++;
        l->src->asks->requests_lost += l->request.sent_at >= r->net->warmup;
    }
    ask(r, l, now);
}

static sim_time_t start(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena)
{
    (void)name;
    (void)f;
    (void)arena;
    uint32_t n = (uint32_t)s->kind->spec->connections;

    for (uint32_t i = 0; i < n; i++) {
        flow_loops(s)[i].src = s;
        lp_add_event(&r->lp, &flow_loops(s)[i].ev, loop_act);
    }
    return s->kind->spec->start;
}

static void begin(struct region *r, struct flow_src *s, sim_time_t now)
{
    for (int64_t i = 0; i < s->kind->spec->connections; i++)
        lp_at(&r->lp, &flow_loops(s)[i].ev, now + think(s));
}

static void answer(struct region *r, struct flow_src *s, const struct packet *p, sim_time_t now)
{
    struct flow_loop *l = &flow_loops(s)[p->seq % (uint32_t)s->kind->spec->connections];

    if (!traffic_answered(r, s, &l->request, p, now))
        return;
    sim_time_t next = now + think(s);
    lp_at(&r->lp, &l->ev, next < s->kind->spec->stop ? next : SIM_NEVER);
}

const struct traffic_ops traffic_request_response = {.name = "request_response",
                                                     .start = start,
                                                     .act = traffic_begin,
                                                     .begin = begin,
                                                     .answer = answer};
