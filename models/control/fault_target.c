/*
 * What each target of a fault takes with it.
 */
#include "models/control/fault_parts.h"

#include "models/build.h"
#include "models/cloud/zone.h"
#include "models/control/control.h"
#include "sim/base/arena.h"
#include "sim/engine/rng.h"

/* What is active is then replaced as in an unplanned failover, unless it is back before. */
static void fail_instance(const struct fault_making *m, const struct gateway *g, int instance)
{
    struct rng rng;
    sim_time_t relief_at = SIM_NEVER;

    if (g->declared->sku != NULL) {
        rng_stream(&rng, m->b->net->seed,
                   arena_printf(m->b->arena, "%s/%s", m->fault->r.name, g->name), "fault");
        relief_at = m->at + fault_draw_failover(m, TOPO_FAULT_UNPLANNED, g, &rng);
    }
    fault_add_strike(m, g,
                     (struct takeover_strike){
                         .instance = instance, .how = INSTANCE_SILENT, .relief_at = relief_at});
}

static void strike_gateway(const struct fault_making *m)
{
    const struct gateway *g = fault_gateway(m, m->fault->gateway);
    const int active = g->n_active > 1 ? (int)m->fault->instance : TAKEOVER_ACTIVE;
    const enum instance_end how =
        m->fault->kind == TOPO_FAULT_PLANNED ? INSTANCE_ANNOUNCED : INSTANCE_SILENT;

    if (m->fault->kind != TOPO_FAULT_DOWN) {
        fault_add_strike(
            m, g,
            (struct takeover_strike){
                .instance = active, .how = how, .relief_at = m->end_at, .is_failover = true});
        return;
    }
    for (int i = 0; i < GATEWAY_INSTANCES; i++)
        fail_instance(m, g, i);
}

static void strike_device(const struct fault_making *m)
{
    fail_instance(m, fault_gateway(m, m->fault->gateway), 0);
}

static void fail_link(const struct fault_making *m, struct link *l)
{
    if (l != NULL)
        fault_add_both(m, l->near, DEED_FAIL_LINK, DEED_MEND_LINK, (struct fault_act){.link = l});
}

static void strike_uplink(const struct fault_making *m)
{
    struct network *n = m->b->net;

    for (size_t i = 0; i < n->n_gateways; i++) {
        const struct gateway *g = &n->gateway[i];
        const bool own = g->declared->device != NULL && g->declared->device->has_uplink;
        const bool first =
            g->uplink_out != NULL && (i == 0 || n->gateway[i - 1].uplink_out != g->uplink_out);
        if (m->fault->site != NULL ? first && !own && g->declared->vnet->site == m->fault->site
                                   : g->declared == m->fault->gateway) {
            fail_link(m, g->uplink_out);
            fail_link(m, g->uplink_in);
            return;
        }
    }
}

/* Of the tunnels of the fault's connection: those it means, in one direction or both. */
static void strike_tunnels(const struct fault_making *m, enum fault_deed begin, enum fault_deed end,
                           bool both_ends)
{
    struct network *n = m->b->net;
    const struct topo_fault *f = m->fault;

    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        const int here = (int)(t->at - t->from->instance), there = (int)(t->far - t->to->instance);
        if (t->declared != f->connection ||
            (f->here >= 0 && (here != f->here || there != f->there)))
            continue;
        struct tunnel *end_of[] = {t, both_ends ? t->reverse : NULL};
        for (int k = 0; k < 2; k++) {
            if (end_of[k] == NULL)
                continue;
            if (f->kind == TOPO_FAULT_RESET)
                fault_add(m, end_of[k]->from->region, m->at,
                          (struct fault_act){.deed = DEED_RESTART_TUNNEL, .tunnel = end_of[k]});
            else
                fault_add_both(m, end_of[k]->from->region, begin, end,
                               (struct fault_act){.tunnel = end_of[k]});
        }
    }
}

static void strike_session(const struct fault_making *m)
{
    struct network *n = m->b->net;
    struct fault_making now = *m;

    if (m->fault->kind == TOPO_FAULT_RESET)
        now.end_at = m->at;
    for (size_t i = 0; i < n->n_tunnels; i++)
        if (n->tunnel[i].declared == m->fault->connection && n->control->session[i] != NULL)
            fault_add_both(&now, n->tunnel[i].from->region, DEED_HOLD_SESSION, DEED_RELEASE_SESSION,
                           (struct fault_act){.tunnel = &n->tunnel[i]});
}

static void strike_peering(const struct fault_making *m)
{
    for (size_t i = 0; i < m->b->net->n_regions; i++) /* whoever goes by it */
        fault_add_both(m, m->b->net->region[i], DEED_PEERING_DOWN, DEED_PEERING_UP,
                       (struct fault_act){.peering = m->fault->peering});
}

static void strike_link(const struct fault_making *m)
{
    const struct network *n = m->b->net;
    const struct topo_fault *f = m->fault;

    fail_link(m, n->between[(size_t)f->region * n->n_regions + f->other_region]);
    if (f->both_ways)
        fail_link(m, n->between[(size_t)f->other_region * n->n_regions + f->region]);
}

/* zone 0: all of the region. */
static void fail_vms(const struct fault_making *m, int zone)
{
    const struct network *n = m->b->net;

    for (size_t i = 0; i < n->n_vms; i++) {
        const struct net_vm *vm = &n->vm[i];
        if (vm->region != m->fault->region || !topo_is_of_platform(vm->declared) ||
            (zone != 0 && vm->zone != zone))
            continue;
        fail_link(m, vm->out);
        fail_link(m, vm->in);
        if (vm->declared->has_appliance)
            fault_add(m, n->region[vm->region], m->end_at,
                      (struct fault_act){.deed = DEED_RESTART_APPLIANCE, .vm = vm, .mends = true});
    }
}

/* Instances of gateways that stand there; zone 0: all of the region. */
static void fail_gateways(const struct fault_making *m, int zone)
{
    const struct network *n = m->b->net;

    for (size_t i = 0; i < n->n_gateways; i++) {
        const struct gateway *g = &n->gateway[i];
        for (int k = 0; k < GATEWAY_INSTANCES; k++)
            if (g->region->index == m->fault->region && g->declared->sku != NULL &&
                (zone == 0 || zone_of_instance(g->declared, k) == zone))
                fail_instance(m, g, k);
    }
}

static void strike_zone(const struct fault_making *m)
{
    fail_vms(m, m->fault->zone);
    fail_gateways(m, m->fault->zone);
}

static void strike_region(const struct fault_making *m)
{
    const struct network *n = m->b->net;
    const uint32_t r = m->fault->region;

    fail_vms(m, 0);
    fail_gateways(m, 0);
    for (uint32_t o = 0; o < n->n_regions; o++) {
        if (o == r)
            continue;
        fail_link(m, n->between[(size_t)r * n->n_regions + o]);
        fail_link(m, n->between[(size_t)o * n->n_regions + r]);
    }
}

static struct region *home(const struct fault_making *m)
{
    const struct topo_fault *f = m->fault;
    struct network *n = m->b->net;

    if (f->connection != NULL)
        return fault_gateway(m, f->connection->from)->region;
    if (f->gateway != NULL)
        return fault_gateway(m, f->gateway)->region;
    if (f->site != NULL)
        return n->region[f->site->network->region];
    return n->region[f->peering != NULL && f->peering->reverse != NULL
                         ? f->peering->reverse->remote->region
                         : f->region];
}

void fault_strike_target(const struct fault_making *m)
{
    if (m->fault->kind == TOPO_FAULT_DOWN)
        fault_add_both(m, home(m), DEED_NOTE, DEED_NOTE_OVER, (struct fault_act){.mends = false});
    else
        fault_add(m, home(m), m->at, (struct fault_act){.deed = DEED_NOTE});
    switch (m->fault->target) {
    case TOPO_FAULT_GATEWAY:
        strike_gateway(m);
        break;
    case TOPO_FAULT_DEVICE:
        strike_device(m);
        break;
    case TOPO_FAULT_UPLINK:
        strike_uplink(m);
        break;
    case TOPO_FAULT_TUNNEL:
        strike_tunnels(m, DEED_HOLD_TUNNEL, DEED_RELEASE_TUNNEL, true);
        break;
    case TOPO_FAULT_CONNECTION:
        strike_tunnels(m, DEED_HOLD_TUNNEL, DEED_RELEASE_TUNNEL, false);
        break;
    case TOPO_FAULT_BGP_SESSION:
        strike_session(m);
        break;
    case TOPO_FAULT_PEERING:
        strike_peering(m);
        break;
    case TOPO_FAULT_LINK:
        strike_link(m);
        break;
    case TOPO_FAULT_ZONE:
        strike_zone(m);
        break;
    case TOPO_FAULT_REGION:
        strike_region(m);
        break;
    case TOPO_FAULT_TARGETS:
        SIM_ASSERT(m->fault->target != TOPO_FAULT_TARGETS);
    }
}
