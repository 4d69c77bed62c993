/*
 * request_response over TCP: each of `connections` loops has a connection that stays open (of
 * pairing random: one to each target that it has asked). It asks, waits for the whole response,
 * thinks, asks again. What is lost TCP repairs; where there is a `timeout`, or the connection is
 * aborted, the request counts as lost, and the next one goes out at once on a new connection, as
 * clients do that cannot tell a late response from the next one (HTTP/1.1). A loop's event is its
 * next request, or the time-out.
 */
#include "models/flow/service.h"
#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/net/link.h"
#include "models/network.h"
#include "sim/base/assert.h"

enum {
    OPENING,
    ASKING
}; /* a request's seq: has it been written, or is the loop's first connection only being opened? */

static sim_time_t think(struct flow_src *s)
{
    return dist_whole(traffic_draw(&s->kind->spec->think_time, flow_rng(s, FLOW_DRAW_THINK)));
}

static uint32_t draw_bytes(const struct dist *size, struct rng_state *rng)
{
    return traffic_draw_bytes(size, rng, 1, PACKET_MAX_BYTES);
}

/* Of a loop: number `target` of its connections. */
static struct tcp *connection_of(const struct region *r, const struct flow_loop *l, uint32_t target)
{
    const struct flow_src *s = l->src;

    return &s->tcp[(size_t)(l - flow_loops(s)) * r->net->flow[s->flow].n_targets + target];
}

static struct flow_loop *loop_of(const struct region *r, const struct tcp *c)
{
    return &flow_loops(r->net->src[c->flow])[c->connection / r->net->flow[c->flow].n_targets];
}

/* Up to when does a request that is made now wait? */
static sim_time_t until(const struct flow_src *s, sim_time_t now)
{
    return s->kind->spec->timeout < SIM_NEVER - now ? now + s->kind->spec->timeout : SIM_NEVER;
}

static void ask(struct region *r, struct flow_loop *l, sim_time_t now)
{
    struct flow_src *s = l->src;

    if (now >= s->kind->spec->stop) {
        lp_cancel(&r->lp, &l->ev);
        return;
    }
    struct tcp *c = connection_of(r, l, tcp_flow_draw_target(s, &r->net->flow[s->flow]));
    l->request = (struct flow_request){
        .sent_at = now, .seq = ASKING, .connection = c->connection, .waiting = true};
    lp_at(&r->lp, &l->ev, until(s, now));
    if (c->state == TCP_CLOSED)
        tcp_connect(r, c, now);
    tcp_write(r, c, draw_bytes(&s->kind->spec->request_size, flow_rng(s, FLOW_DRAW_SIZE)), true,
              now);
}

/* No response will come: the connection is given up with it. */
static void lose(struct region *r, struct flow_loop *l, sim_time_t now)
{
    struct flow_src *s = l->src;

    l->request.waiting = false;
    s->asks->timeouts++;
    s->asks->requests_lost += l->request.sent_at >= r->net->warmup;
    tcp_forget(r, &s->tcp[l->request.connection], now);
    ask(r, l, now);
}

static void loop_act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_loop *l = (struct flow_loop *)(void *)ev;

    if (l->request.waiting)
        lose((struct region *)(void *)lp, l, now);
    else
        ask((struct region *)(void *)lp, l, now);
}

static sim_time_t start(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena)
{
    (void)name;
    (void)f;
    (void)arena;
    for (int64_t i = 0; i < s->kind->spec->connections; i++) {
        flow_loops(s)[i].src = s;
        lp_add_event(&r->lp, &flow_loops(s)[i].ev, loop_act);
    }
    return s->kind->spec->start;
}

/* With one target the connections are opened before the first requests. */
static void begin(struct region *r, struct flow_src *s, sim_time_t now)
{
    for (int64_t i = 0; i < s->kind->spec->connections; i++) {
        struct flow_loop *l = &flow_loops(s)[i];
        if (r->net->flow[s->flow].n_targets > 1) {
            lp_at(&r->lp, &l->ev, now + think(s));
            continue;
        }
        l->request = (struct flow_request){
            .sent_at = now, .seq = OPENING, .connection = (uint16_t)i, .waiting = true};
        lp_at(&r->lp, &l->ev, until(s, now));
        tcp_connect(r, &s->tcp[i], now);
    }
}

static void think_then_ask(struct region *r, struct flow_loop *l, sim_time_t now)
{
    l->request.waiting = false;
    lp_at(&r->lp, &l->ev, now + think(l->src));
}

static void established(struct region *r, struct tcp *c, sim_time_t now)
{
    struct flow_loop *l = loop_of(r, c);

    if (l->request.waiting && l->request.seq == OPENING)
        think_then_ask(r, l, now);
}

static void response(struct region *r, struct tcp *c, const struct packet *by, uint64_t bytes,
                     bool message, sim_time_t now)
{
    struct flow_loop *l = loop_of(r, c);

    (void)by;
    (void)bytes;
    if (!message)
        return;
    flow_progress_note(&l->src->asks->progress, now);
    if (l->request.sent_at >= r->net->warmup)
        flow_delay_add(&flow_src_count(l->src, r->lp.arena)->rtt, now - l->request.sent_at,
                       r->lp.arena);
    think_then_ask(r, l, now);
}

static void aborted(struct region *r, struct tcp *c, sim_time_t now)
{
    struct flow_loop *l = loop_of(r, c);

    if (l->request.waiting && l->request.connection == c->connection)
        lose(r, l, now);
}

static void respond(struct region *r, struct tcp *c, sim_time_t now)
{
    tcp_write(
        r, c,
        draw_bytes(&r->net->flow[c->flow].spec->response_size, r->net->dst[c->flow]->size_rng),
        true, now);
}

void tcp_flow_respond(struct region *r, const struct packet *request, sim_time_t now)
{
    struct tcp *c = &r->net->dst[request->flow]->tcp[request->seq];

    if (c->turn == request->bytes && c->state == TCP_ESTABLISHED)
        respond(r, c, now);
}

static void request(struct region *r, struct tcp *c, const struct packet *by, uint64_t bytes,
                    bool message, sim_time_t now)
{
    struct flow_dst *d = r->net->dst[c->flow];
    struct service *service = r->net->vm[c->work->nic->vm].service;

    (void)by;
    if (now >= c->setup->warmup_at)
        d->goodput_bytes += bytes;
    if (!message)
        return;
    if (SIM_LIKELY(service == NULL)) {
        respond(r, c, now);
        return;
    }
    const struct packet p = {
        .flow = PACKET_FLOW(c->flow), .seq = c->connection, .bytes = c->turn, .tcp = 1};
    service_take(r, service, &p, now);
}

const struct tcp_user_ops tcp_user_request = {
    .established = established, .received = response, .aborted = aborted};
const struct tcp_user_ops tcp_user_response = {.received = request};
const struct traffic_ops traffic_request_response_tcp = {
    .name = "request_response", .start = start, .act = traffic_begin, .begin = begin};
