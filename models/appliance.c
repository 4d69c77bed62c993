#include "models/appliance.h"

#include <stddef.h>

#include "models/net/link.h"
#include "models/state.h"
#include "sim/base/assert.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

void appliance_pass(struct region *r, struct appliance *a, struct packet *p, sim_time_t now)
{
    if (a->seen != NULL && !state_lets(r, a->seen, p)) {
        region_drop(r, a->place, DROP_NO_STATE, p, now);
        return;
    }
    sim_time_t done_at = server_offer(&a->server, p->bytes, now);
    if (done_at < 0) {
        region_drop(r, a->place, DROP_APPLIANCE, p, now);
        return;
    }
    done_at += a->latency_dur;
    if (done_at == now && a->fifo.n == 0) {
        link_send(a->out, p, p->bytes, 0, now);
        return;
    }
    struct packet *q = fifo_push(&a->fifo, &r->pool);
    *q = *p;
    q->gateway_dur += done_at - now;
    q->due_at = done_at;
    if (a->fifo.n == 1)
        lp_advance(&r->lp, &a->ev, done_at);
}

static void done(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct appliance *a = OWNER_OF(ev, struct appliance, ev);
    const struct packet *p = fifo_first(&a->fifo);

    link_send(a->out, p, p->bytes, 0, now);
    fifo_pop(&a->fifo, &r->pool);
    lp_at(lp, ev, a->fifo.n > 0 ? fifo_first(&a->fifo)->due_at : SIM_NEVER);
}

void appliance_restart(struct region *r, struct appliance *a, sim_time_t now)
{
    while (a->fifo.n > 0) {
        region_drop(r, a->place, DROP_LINK_DOWN, fifo_first(&a->fifo), now);
        fifo_pop(&a->fifo, &r->pool);
    }
    lp_cancel(&r->lp, &a->ev);
    if (a->seen != NULL)
        state_clear(r->net, a->seen);
}

void appliance_attach(struct appliance *a, struct region *r)
{
    lp_add_event(&r->lp, &a->ev, done);
}
