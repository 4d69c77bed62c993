#include "models/vpn/instance.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "models/network.h"
#include "models/state.h"
#include "models/vpn/napt.h"
#include "models/vpn/tunnel.h"
#include "sim/base/assert.h"

static void note(struct region *r, const struct gateway_instance *g, sim_time_t now,
                 const char *event, const char *detail)
{
    static const char *const kind[] = {"gateway", "gateway/1"};

    network_log(r->net, r, now, kind[g - g->gateway->instance], g->gateway->name, event, detail);
}

static void set_carries(struct region *r, struct gateway_instance *g, bool carries, sim_time_t now)
{
    const sim_time_t from_at = g->since_at > r->net->warmup ? g->since_at : r->net->warmup;

    if (g->carries == carries)
        return;
    if (g->carries && now > from_at)
        g->carried_dur += now - from_at;
    g->carries = carries;
    g->since_at = now;
}

sim_time_t instance_carried_dur(const struct gateway_instance *g, sim_time_t from_at,
                                sim_time_t to_at)
{
    const sim_time_t since_at = g->since_at > from_at ? g->since_at : from_at;

    return g->carried_dur + (g->carries ? to_at - since_at : 0);
}

static void lose(struct region *r, struct gateway_instance *g, struct fifo *fifo, struct event *ev,
                 enum gateway_way way, sim_time_t now)
{
    while (fifo->n > 0) {
        struct packet *p = fifo_first(fifo);
        if (now >= r->net->warmup)
            g->count[way].drops++;
        p->tunnel = 0;
        region_drop(r, g->gateway->place, DROP_GATEWAY_DOWN, p, now);
        fifo_pop(fifo, &r->pool);
    }
    lp_cancel(&r->lp, ev);
}

/* What stands in it is gone. */
static void empty(struct region *r, struct gateway_instance *g, sim_time_t now)
{
    struct network *n = r->net;

    for (enum gateway_way way = GATEWAY_OUT; way < GATEWAY_WAYS; way++)
        lose(r, g, &g->stage[way].fifo, &g->stage[way].ev, way, now);
    lose(r, g, &g->router.fifo, &g->router.ev, GATEWAY_OUT, now);
    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        if (t->at == g)
            lose(r, g, &t->out.stage.fifo, &t->out.stage.ev, GATEWAY_OUT, now);
        if (t->far == g)
            lose(r, g, &t->in.stage.fifo, &t->in.stage.ev, GATEWAY_IN, now);
    }
}

static bool is_standby(const struct gateway_instance *g)
{
    return g->gateway->n_active == 1 && g != instance_of(g->gateway, 0);
}

void instance_fail(struct region *r, struct gateway_instance *g, enum instance_end how,
                   const char *detail, sim_time_t now)
{
    struct network *n = r->net;
    const double detect_s = how == INSTANCE_ANNOUNCED || g->gateway->declared->device != NULL
                                ? 0
                                : catalog_assumption(n->catalog, "gateway_detect_s");

    if (g->n_down++ > 0)
        return;
    note(r, g, now, is_standby(g) ? "standby_lost" : "down", detail);
    g->noticed_at = now + (sim_time_t)(detect_s * 1e12);
    set_carries(r, g, false, now);
    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        if (t->at == g && t->from == g->gateway) {
            if (how == INSTANCE_ANNOUNCED && t->up)
                tunnel_say_goodbye(t, now);
            tunnel_hold(r, t, now, detail);
        }
    }
    empty(r, g, now);
    for (size_t i = 0; g->napt != NULL && i < g->gateway->declared->n_nat_rules; i++)
        napt_clear(&g->napt[i]);
    if (g->gateway->seen != NULL)
        state_clear(n, g->gateway->seen);
}

void instance_return(struct region *r, struct gateway_instance *g, const char *detail,
                     sim_time_t now)
{
    struct network *n = r->net;

    SIM_ASSERT(g->n_down > 0);
    if (--g->n_down > 0)
        return;
    note(r, g, now, is_standby(g) ? "standby" : "up", detail);
    set_carries(r, g, !is_standby(g), now);
    for (size_t i = 0; i < n->n_tunnels; i++)
        if (n->tunnel[i].at == g && n->tunnel[i].from == g->gateway)
            tunnel_release(r, &n->tunnel[i], now, detail);
}

void instance_take_over(struct region *r, struct gateway *g, const char *detail, sim_time_t now)
{
    struct network *n = r->net;
    struct gateway_instance *failed = &g->instance[g->active],
                            *standby = &g->instance[1 - g->active];

    SIM_ASSERT(g->n_active == 1 && failed->n_down > 0 && standby->n_down == 0);
    g->active = 1 - g->active;
    note(r, standby, now, "active", detail);
    set_carries(r, standby, true, now);
    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        if (t->from == g) {
            t->at = standby;
            gateway_port_move(&t->out, standby);
            t->path = tunnel_path(t, ++t->n_moves);
            tunnel_release(r, t, now, detail);
        }
        if (t->to == g) {
            t->far = standby;
            gateway_port_move(&t->in, standby);
        }
    }
}

struct gateway_instance *instance_of(struct gateway *g, uint32_t hash)
{
    return &g->instance[g->n_active == 1 ? g->active
                                         : (uint32_t)((uint64_t)hash * g->n_active >> 32)];
}
