/*
 * Faults at run time: each region does the acts of its list.
 */
#include "models/control/fault_parts.h"

#include "models/appliance.h"
#include "models/cloud/zone.h"
#include "models/control/control.h"
#include "models/control/session.h"
#include "models/net/link.h"
#include "models/network.h"
#include "models/vpn/instance.h"
#include "models/vpn/tunnel.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

static const char *word_of(const struct topo_fault *f)
{
    static const char *const word[] = {[TOPO_FAULT_PLANNED] = "planned_failover",
                                       [TOPO_FAULT_UNPLANNED] = "unplanned_failover",
                                       [TOPO_FAULT_DOWN] = "down",
                                       [TOPO_FAULT_RESET] = "reset"};

    return word[f->kind];
}

/* A device that is down has no routes. */
static void tell_device(struct region *r, const struct gateway *g, sim_time_t now)
{
    if (g->declared->device != NULL)
        speaker_set_gone(r, r->net->control->speaker[g->number], g->instance[0].n_down > 0, now);
}

static void act(struct region *r, const struct fault_act *a, sim_time_t now)
{
    const char *why = a->fault->r.name;
    struct network *n = r->net;

    switch (a->deed) {
    case DEED_NOTE:
    case DEED_NOTE_OVER:
        network_log(n, r, now, "fault", why, a->deed == DEED_NOTE ? word_of(a->fault) : "over",
                    a->fault->name[a->fault->target]);
        break;
    case DEED_FAIL:
    case DEED_FAIL_ANNOUNCED:
        instance_fail(r, &a->gateway->instance[a->instance],
                      a->deed == DEED_FAIL ? INSTANCE_SILENT : INSTANCE_ANNOUNCED, why, now);
        tell_device(r, a->gateway, now);
        break;
    case DEED_RETURN:
        instance_return(r, &a->gateway->instance[a->instance], why, now);
        tell_device(r, a->gateway, now);
        break;
    case DEED_TAKE_OVER:
        instance_take_over(r, a->gateway, why, now);
        break;
    case DEED_MOVE_PATH:
        a->tunnel->path = tunnel_path(a->tunnel, ++a->tunnel->n_moves);
        break;
    case DEED_HOLD_TUNNEL:
        tunnel_hold(r, a->tunnel, now, why);
        break;
    case DEED_RELEASE_TUNNEL:
        tunnel_release(r, a->tunnel, now, why);
        break;
    case DEED_RESTART_TUNNEL:
        tunnel_hold(r, a->tunnel, now, why);
        tunnel_release(r, a->tunnel, now, why);
        break;
    case DEED_HOLD_SESSION:
        session_hold(r, n->control->session[a->tunnel->number], why, now);
        break;
    case DEED_RELEASE_SESSION:
        session_release(r, n->control->session[a->tunnel->number], now);
        break;
    case DEED_FAIL_LINK:
        link_fail(a->link);
        break;
    case DEED_MEND_LINK:
        link_mend(a->link);
        break;
    case DEED_RESTART_APPLIANCE:
        appliance_restart(r, a->vm->appliance, now);
        break;
    case DEED_PEERING_DOWN:
    case DEED_PEERING_UP:
        view_set_peering(r, a->peering, a->deed == DEED_PEERING_DOWN);
        for (size_t i = 0; i < n->n_gateways; i++)
            if (n->gateway[i].region == r && n->control->speaker[i] != NULL)
                speaker_look(r, n->control->speaker[i], now);
        break;
    }
}

void fault_strike(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct fault_clock *c = OWNER_OF(ev, struct fault_clock, ev);

    while (c->next < c->n && c->act[c->next].at == now)
        act(c->region, &c->act[c->next++], now);
    lp_at(lp, ev, c->next < c->n ? c->act[c->next].at : SIM_NEVER);
}

void fault_start(struct network *n)
{
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->control->clock[i].n > 0)
            lp_at(&n->region[i]->lp, &n->control->clock[i].ev, n->control->clock[i].act[0].at);
}

bool fault_is_over(const struct network *n)
{
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->control->clock[i].next < n->control->clock[i].n)
            return false;
    return !n->control->has_lasting;
}

bool fault_moves(const struct topo *t, const struct topo_gateway *g)
{
    for (size_t i = 0; i < t->n_faults && !g->active_active; i++) {
        const struct topo_fault *f = &t->faults[i];
        const bool of_zone =
            f->target == TOPO_FAULT_ZONE && g->vnet->region == f->region &&
            (zone_of_instance(g, 0) == f->zone) != (zone_of_instance(g, 1) == f->zone);
        if (of_zone ||
            (f->target == TOPO_FAULT_GATEWAY && f->gateway == g && f->kind != TOPO_FAULT_DOWN))
            return true;
    }
    return false;
}
