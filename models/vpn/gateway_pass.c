/*
 * A packet's pass of a gateway: into a tunnel, or out of one, through its instance's and its
 * tunnel's limits.
 */
#include "models/vpn/gateway.h"

#include <stddef.h>

#include "models/flow/flow.h"
#include "models/network.h"
#include "models/vpn/line.h"
#include "models/vpn/tunnel.h"
#include "sim/base/assert.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

static void stage_push(struct region *r, struct gateway_stage *stage, const struct packet *p,
                       sim_time_t due_at)
{
    struct packet *q = fifo_push(&stage->fifo, &r->pool);

    *q = *p;
    q->due_at = due_at;
    if (stage->fifo.n == 1)
        lp_advance(&r->lp, &stage->ev, due_at);
}

static void stage_pop(struct region *r, struct gateway_stage *stage)
{
    fifo_pop(&stage->fifo, &r->pool);
    lp_at(&r->lp, &stage->ev, stage->fifo.n > 0 ? fifo_first(&stage->fifo)->due_at : SIM_NEVER);
}

static struct tunnel *tunnel_of(const struct region *r, const struct packet *p)
{
    return &r->net->tunnel[p->tunnel - 1];
}

static void drop(struct region *r, struct gateway_instance *g, struct tunnel *t,
                 enum gateway_way way, enum drop_cause cause, struct packet *p, sim_time_t now)
{
    if (cause == DROP_TUNNEL_DOWN && g->n_down > 0)
        cause = DROP_GATEWAY_DOWN;
    if (now >= r->net->warmup) {
        g->count[way].drops++;
        if (way == GATEWAY_OUT)
            t->drops_out++;
        else
            t->drops_in++;
    }
    region_drop(r,
                cause == DROP_TUNNEL_DOWN || cause == DROP_SELECTOR ? t->place : g->gateway->place,
                cause, p, now);
}

static void count_peak(struct gateway_peak *k, uint32_t bytes, sim_time_t now)
{
    if (now >= k->second + SIM_S) {
        k->second = now - now % SIM_S;
        k->packets = k->bytes = 0;
    }
    k->packets++;
    k->bytes += bytes;
    if (k->packets > k->peak_packets)
        k->peak_packets = k->packets;
    if (k->bytes > k->peak_bytes)
        k->peak_bytes = k->bytes;
}

void gateway_count(struct region *r, struct gateway_instance *g, enum gateway_way way,
                   uint32_t inner, uint32_t outer, sim_time_t now)
{
    struct gateway_counters *c = &g->count[way];

    if (now < r->net->warmup)
        return;
    c->packets++;
    c->bytes_inner += inner;
    c->bytes_outer += outer;
    count_peak(&g->peak, inner, now);
}

/* The packet has had its pass: out into the tunnel's path, or in to the VNet. */
static void leave(struct region *r, struct gateway_instance *g, enum gateway_way way,
                  struct packet *p, sim_time_t now)
{
    struct tunnel *t = tunnel_of(r, p);
    uint32_t outer = tunnel_outer_bytes(t, p->bytes);

    gateway_count(r, g, way, p->bytes, outer, now);
    if (way == GATEWAY_IN) {
        tunnel_count_volume(r, t->reverse, &t->reverse->in_bytes, outer, now);
        p->tunnel = 0;
        g->gateway->around->leave(r, p, t, g, now);
        return;
    }
    if (now >= r->net->warmup) {
        t->sent.packets++;
        t->sent.bytes_inner += p->bytes;
        t->sent.bytes_outer += outer;
        if (SIM_UNLIKELY(outer > t->mtu_bytes))
            t->sent.fragments += link_fragments(outer, t->mtu_bytes);
    }
    tunnel_count_volume(r, t, &t->out_bytes, outer, now);
    tunnel_send(t, p, outer, now);
}

static void enter_instance(struct region *r, struct gateway_instance *g, enum gateway_way way,
                           struct packet *p, sim_time_t now)
{
    sim_time_t done_at =
        server_offer(&g->aggregate[g->gateway->shared_budget ? GATEWAY_OUT : way], p->bytes, now);

    if (done_at < 0) {
        drop(r, g, tunnel_of(r, p), way, DROP_AGGREGATE, p, now);
        return;
    }
    if (g->gateway->has_stalls)
        done_at = stall_release(&g->stall[way], done_at);
    done_at += g->gateway->processing_dur;
    if (done_at == now && g->stage[way].fifo.n == 0) {
        leave(r, g, way, p, now);
        return;
    }
    p->gateway_dur += done_at - now;
    stage_push(r, &g->stage[way], p, done_at);
}

static void enter_port(struct region *r, struct gateway_instance *g, struct tunnel *t,
                       struct tunnel_port *port, enum gateway_way way, struct packet *p,
                       sim_time_t now)
{
    if (!port->limited) {
        enter_instance(r, g, way, p, now);
        return;
    }
    sim_time_t done_at = server_offer(port->server, p->bytes, now);
    if (done_at < 0) {
        bool by_packets = port->server->by_packets_dur > port->server->by_bits_dur;
        drop(r, g, t, way, by_packets ? DROP_TUNNEL_PACKETS : DROP_TUNNEL_BITS, p, now);
        return;
    }
    p->gateway_dur += done_at - now;
    stage_push(r, &port->stage, p, done_at);
}

/* Handshakes of TCP in passing, both ways (RFC 9293's option; which packets are handshakes their
 * size tells first). */
static void clamp(struct region *r, const struct gateway *g, const struct packet *p)
{
    if (!p->tcp || p->bytes > SEGMENT_SYN_MOST || g->mss_clamp == 0)
        return;
    struct segment *s = &r->segments.v[p->seq];
    if (s->flags & SEGMENT_SYN && s->mss > g->mss_clamp)
        s->mss = g->mss_clamp;
}

/* Its ESP packet does not fit the tunnel's MTU. Is it dropped for that? */
static bool is_too_large(struct region *r, const struct tunnel *t, const struct packet *p,
                         sim_time_t now)
{
    const struct gateway *g = t->from;

    if (tunnel_outer_bytes(t, p->bytes) > PACKET_MAX_BYTES)
        return true;
    if (!g->copies_df || !r->net->flow[p->flow].spec->dont_fragment)
        return false;
    if (g->tells_mtu)
        g->around->tell_mtu(r, p, tunnel_largest_inner(t), t->at, now);
    return true;
}

void gateway_encrypt(struct region *r, struct tunnel *t, struct packet *p, sim_time_t now)
{
    p->tunnel = (uint16_t)(t->number + 1);
    clamp(r, t->from, p);
    if (!t->up) {
        drop(r, t->at, t, GATEWAY_OUT, DROP_TUNNEL_DOWN, p, now);
        tunnel_wake(t, now);
    } else if (SIM_UNLIKELY(t->has_selectors) && !network_selects(r->net, t, p))
        drop(r, t->at, t, GATEWAY_OUT, DROP_SELECTOR, p, now);
    else if (SIM_UNLIKELY(tunnel_outer_bytes(t, p->bytes) > t->mtu_bytes) &&
             is_too_large(r, t, p, now))
        drop(r, t->at, t, GATEWAY_OUT, DROP_MTU, p, now);
    else
        enter_port(r, t->at, t, &t->out, GATEWAY_OUT, p, now);
}

void gateway_decrypt(struct region *r, struct tunnel *t, struct packet *p, sim_time_t now)
{
    clamp(r, t->to, p);
    if (t->reverse == NULL || !t->reverse->up) {
        drop(r, t->far, t, GATEWAY_IN, DROP_TUNNEL_DOWN, p, now);
        return;
    }
    t->reverse->heard_at = now;
    if (SIM_UNLIKELY((p->kind & PACKET_LATE) != 0)) {
        p->kind &= (uint8_t)~PACKET_LATE;
        drop(r, t->far, t, GATEWAY_IN, DROP_REPLAY, p, now);
        return;
    }
    enter_port(r, t->far, t, &t->in, GATEWAY_IN, p, now);
}

/* IKE is not, what BGP says is. */
static bool is_in_esp(const struct packet *p)
{
    return p->tunnel != 0 && (p->kind & PACKET_TO_ROUTER) == 0 &&
           ((p->kind & PACKET_KIND) != PACKET_IKE || ike_message_of(p->seq) >= IKE_N_MESSAGES);
}

struct reorder_number gateway_number(const struct region *r, const struct packet *p)
{
    if (!is_in_esp(p))
        return (struct reorder_number){0, 0};
    struct tunnel *t = &r->net->tunnel[p->tunnel - 1];
    if (t->numbered.sa != t->n_sas)
        t->numbered = (struct reorder_number){.sa = t->n_sas};
    t->numbered.number++;
    return t->numbered;
}

bool gateway_is_late(struct tunnel *t, const struct packet *p)
{
    return is_in_esp(p) && !replay_takes(t->replay, t->link->arrived);
}

static void instance_done(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct gateway_stage *stage = OWNER_OF(ev, struct gateway_stage, ev);
    struct gateway_instance *g = stage->instance;

    leave(r, g, stage == &g->stage[GATEWAY_OUT] ? GATEWAY_OUT : GATEWAY_IN,
          fifo_first(&stage->fifo), now);
    stage_pop(r, stage);
}

static void port_done(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct gateway_stage *stage = OWNER_OF(ev, struct gateway_stage, ev);
    struct packet *p = fifo_first(&stage->fifo);

    enter_instance(r, stage->instance,
                   stage->instance == tunnel_of(r, p)->at ? GATEWAY_OUT : GATEWAY_IN, p, now);
    stage_pop(r, stage);
}

static void stage_attach(struct gateway_instance *g, struct gateway_stage *stage, event_fn *fn)
{
    stage->instance = g;
    lp_add_event(&g->gateway->region->lp, &stage->ev, fn);
}

void gateway_attach(struct gateway_instance *g)
{
    for (int way = 0; way < GATEWAY_WAYS; way++)
        stage_attach(g, &g->stage[way], instance_done);
}

void tunnel_attach(struct tunnel *t)
{
    /* A shared budget means one server for what a gateway sends into a tunnel and what it takes
     * from it. */
    t->out.server = &t->out.own;
    t->in.server = t->to->shared_budget && t->reverse != NULL ? &t->reverse->out.own : &t->in.own;
    stage_attach(t->at, &t->out.stage, port_done);
    stage_attach(t->far, &t->in.stage, port_done);
}
