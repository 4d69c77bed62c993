#include "models/vpn/router.h"

#include <stddef.h>

#include "models/network.h"
#include "models/vpn/gateway.h"
#include "models/vpn/instance.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

static void send_on(struct region *r, const struct gateway_instance *at, struct packet *p,
                    sim_time_t now)
{
    if (SIM_UNLIKELY(at->gateway->watched))
        at->gateway->around->see_inner(r, at, p, true, now);
    at->gateway->around->route_on(r, p, at->gateway, now);
}

void router_pass(struct region *r, struct gateway *g, uint32_t hash, struct packet *p,
                 sim_time_t now)
{
    struct gateway_instance *at = instance_of(g, hash);

    if (SIM_UNLIKELY(at->n_down > 0) && now >= at->noticed_at && g->n_active > 1)
        at = &g->instance[1 - (at - g->instance)];
    if (SIM_UNLIKELY(at->n_down > 0)) {
        if (now >= r->net->warmup)
            at->count[GATEWAY_OUT].drops++;
        region_drop(r, g->place, DROP_GATEWAY_DOWN, p, now);
        return;
    }

    if (SIM_UNLIKELY(g->watched))
        g->around->see_inner(r, at, p, false, now);
    sim_time_t done_at = server_offer(&at->aggregate[GATEWAY_OUT], p->bytes, now);

    if (done_at < 0) {
        if (now >= r->net->warmup)
            at->count[GATEWAY_OUT].drops++;
        region_drop(r, g->place, DROP_AGGREGATE, p, now);
        return;
    }
    if (g->has_stalls)
        done_at = stall_release(&at->stall[GATEWAY_OUT], done_at);
    done_at += g->processing_dur;
    gateway_count(r, at, GATEWAY_OUT, p->bytes, p->bytes, now);
    if (done_at == now && at->router.fifo.n == 0) {
        send_on(r, at, p, now);
        return;
    }
    struct packet *q = fifo_push(&at->router.fifo, &r->pool);
    *q = *p;
    q->gateway_dur += done_at - now;
    q->due_at = done_at;
    if (at->router.fifo.n == 1)
        lp_advance(&r->lp, &at->router.ev, done_at);
}

static void done(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct router *s = OWNER_OF(ev, struct router, ev);

    send_on(r, s->instance, fifo_first(&s->fifo), now);
    fifo_pop(&s->fifo, &r->pool);
    lp_at(lp, ev, s->fifo.n > 0 ? fifo_first(&s->fifo)->due_at : SIM_NEVER);
}

void router_attach(struct router *s, struct gateway_instance *instance)
{
    s->instance = instance;
    lp_add_event(&instance->gateway->region->lp, &s->ev, done);
}
