/*
 * request_response over TCP: each of `connections` connections stays open. Its loop asks, waits for the whole response, thinks,
 * asks again; what is lost TCP repairs, so nothing is given up. The loop's event is the next request.
 */
#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/network.h"
#include "sim/base/arena.h"

static sim_time_t think(struct flow_src *s)
{
    return dist_whole(traffic_draw(&s->spec->think_time, s->think_rng));
}

static uint32_t draw_bytes(const struct dist *size, struct rng *rng)
{
    return traffic_draw_bytes(size, rng, 1, PACKET_MAX_BYTES);
}

static void ask(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = (struct region *)(void *)lp;
    struct flow_loop *l = (struct flow_loop *)(void *)ev;
    struct flow_src *s = l->src;

    lp_cancel(lp, ev);
    if (now >= s->spec->stop)
        return;
    l->request = (struct flow_request){.sent_at = now, .waiting = true};
    tcp_write(r, &s->tcp[l - s->loop], draw_bytes(&s->spec->request_size, s->size_rng), true, now);
}

static sim_time_t start(struct flow_src *s, const struct flow *f, struct region *r, struct arena *arena)
{
    (void)f;
    s->loop = ARENA_ARRAY(arena, struct flow_loop, s->n_tcp);
    for (uint32_t i = 0; i < s->n_tcp; i++) {
        s->loop[i].src = s;
        lp_add_event(&r->lp, &s->loop[i].ev, ask);
    }
    return s->spec->start;
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_src *s = (struct flow_src *)(void *)ev;

    lp_cancel(lp, ev);
    for (uint32_t i = 0; i < s->n_tcp; i++)
        tcp_connect((struct region *)(void *)lp, &s->tcp[i], now);
}

static void think_then_ask(struct region *r, struct tcp *c, sim_time_t now)
{
    struct flow_src *s = r->net->src[c->flow];

    lp_at(&r->lp, &s->loop[c->connection].ev, now + think(s));
}

static void response(struct region *r, struct tcp *c, uint64_t bytes, bool message, sim_time_t now)
{
    struct flow_src *s = r->net->src[c->flow];
    struct flow_request *request = &s->loop[c->connection].request;

    (void)bytes;
    if (!message)
        return;
    request->waiting = false;
    flow_progress_note(&s->progress, now);
    if (request->sent_at >= r->net->warmup)
        flow_delay_add(&s->rtt, now - request->sent_at, r->lp.arena);
    think_then_ask(r, c, now);
}

static void request(struct region *r, struct tcp *c, uint64_t bytes, bool message, sim_time_t now)
{
    struct flow_dst *d = r->net->dst[c->flow];

    if (now >= c->setup->warmup_at)
        d->goodput_bytes += bytes;
    if (message)
        tcp_write(r, c, draw_bytes(&r->net->flow[c->flow].spec->response_size, d->size_rng), true, now);
}

const struct tcp_user_ops tcp_user_request = {.established = think_then_ask, .received = response};
const struct tcp_user_ops tcp_user_response = {.received = request};
const struct traffic_ops traffic_request_response_tcp = {.name = "request_response", .start = start, .act = act};
