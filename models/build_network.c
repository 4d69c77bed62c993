/*
 * The passes of the build, in their order; those for regions, networks and machines.
 */
#include "models/build.h"

#include "models/cloud/zone.h"
#include "models/control/control.h"
#include "models/flow/flow.h"
#include "models/flow/service.h"
#include "models/front.h"
#include "models/net/region.h"
#include "models/outside.h"
#include "models/probe.h"
#include "models/series.h"
#include "models/steady.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

static void build_regions(struct build *b)
{
    struct network *n = b->net;

    n->n_regions = b->topo->n_regions_used;
    n->region = ARENA_ARRAY(b->arena, struct region *, n->n_regions);
    n->log = ARENA_ARRAY(b->arena, struct control_log, n->n_regions);
    for (size_t i = 0; i < n->n_regions; i++) {
        /* A region and its arena of its own: another thread's cache lines stay clean. */
        struct arena *own = arena_new();
        struct region *r = ARENA_NEW(own, struct region);
        lp_init(&r->lp, own, (uint32_t)i, b->topo->regions_used[i].name);
        r->pool.arena = r->segments.arena = r->blocks.arena = own;
        r->net = n;
        r->count_of = flow_count_of;
        r->index = (uint32_t)i;
        r->epoch = 1;
        n->region[i] = r;
    }
}

static void build_vnets(struct build *b)
{
    struct network *n = b->net;

    n->n_vnets = b->topo->n_networks; /* sites are networks too */
    n->vnet = ARENA_ARRAY(b->arena, struct net_vnet, n->n_vnets);
    for (size_t i = 0; i < n->n_vnets; i++) {
        const struct topo_vnet *v = &b->topo->vnets[i];
        n->vnet[i] = (struct net_vnet){.declared = v, .region = v->region};
        n->vnet[i].place = build_place(b,
                                       v->outside != NULL ? PLACE_INTERNET
                                       : v->site != NULL  ? PLACE_SITE
                                                          : PLACE_VNET,
                                       v->r.name);
        n->vnet[i].first_subnet = (uint32_t)n->n_subnets;
        n->n_subnets += v->n_subnets;
    }
    n->subnet =
        ARENA_ARRAY(b->arena, struct net_subnet, n->n_subnets + b->topo->n_private_endpoints);
    for (uint32_t i = 0; i < n->n_vnets; i++)
        for (size_t k = 0; k < b->topo->vnets[i].n_subnets; k++)
            n->subnet[n->vnet[i].first_subnet + k] =
                (struct net_subnet){.declared = &b->topo->vnets[i].subnets[k], .vnet = i};
}

/* Route tables and security groups do not apply to private endpoints: they stand in a double of
 * their subnet that has none. */
static void build_bare_subnets(struct build *b)
{
    struct network *n = b->net;

    for (size_t g = 0; g < b->topo->n_vms; g++) {
        const struct topo_subnet *s = b->topo->vms[g].subnet;
        struct net_subnet *own =
            &n->subnet[n->vnet[BUILD_INDEX(b->topo->vnets, s->vnet)].first_subnet +
                       BUILD_INDEX(s->vnet->subnets, s)];
        if (b->topo->vms[g].endpoint == NULL || own->bare != 0)
            continue;
        struct topo_subnet *bare = ARENA_NEW(b->arena, struct topo_subnet);
        *bare = *s;
        bare->route_table = NULL;
        bare->nsg = NULL;
        own->bare = (uint32_t)(n->n_subnets + n->n_bare++);
        n->subnet[own->bare] = (struct net_subnet){.declared = bare, .vnet = own->vnet};
    }
}

static uint32_t subnet_of(const struct build *b, const struct topo_vm_group *g)
{
    const struct topo_vnet *v = g->subnet->vnet;
    const uint32_t own = b->net->vnet[BUILD_INDEX(b->topo->vnets, v)].first_subnet +
                         BUILD_INDEX(v->subnets, g->subnet);

    return g->endpoint != NULL ? b->net->subnet[own].bare : own;
}

static void build_vms(struct build *b)
{
    struct network *n = b->net;

    b->group_first = ARENA_ARRAY(b->arena, uint32_t, b->topo->n_vms);
    for (size_t g = 0; g < b->topo->n_vms; g++) {
        b->group_first[g] = (uint32_t)n->n_vms;
        n->n_vms += (size_t)b->topo->vms[g].count;
    }
    n->vm = ARENA_ARRAY(b->arena, struct net_vm, n->n_vms);
    for (size_t g = 0; g < b->topo->n_vms; g++) {
        const struct topo_vm_group *group = &b->topo->vms[g];
        for (uint32_t i = 0; i < group->count; i++)
            n->vm[b->group_first[g] + i] = (struct net_vm){
                .name = group->balancer != NULL || group->endpoint != NULL ||
                                group->kind == TOPO_INTERNET_HOST
                            ? group->r.name
                            : arena_printf(b->arena, "%s-%u", group->r.name, i),
                .addr = group->first_addr + i,
                .declared = group,
                .vnet = BUILD_INDEX(b->topo->vnets, group->subnet->vnet),
                .subnet = subnet_of(b, group),
                .zone = (uint8_t)zone_of_member(group, i),
                .forwards = group->ip_forwarding,
                .region = group->subnet->vnet->region,
            };
    }
}

static void build_services(struct network *n)
{
    for (uint32_t i = 0; i < n->n_vms; i++) {
        const struct dist *time = &n->vm[i].declared->service_time;
        const bool others_answer = n->vm[i].declared->behind != NULL;
        if (!others_answer && (time->kind != DIST_FIXED || time->a > 0))
            n->vm[i].service = service_new(n, i);
    }
}

struct network *network_build(const struct topo *topo, const struct catalog *catalog,
                              const char **error)
{
    struct arena *arena = arena_new();
    struct network *n = ARENA_NEW(arena, struct network);
    struct build b = {
        .net = n, .topo = topo, .catalog = catalog, .arena = arena, .scratch = arena_new()};

    n->topo = topo;
    n->catalog = catalog;
    n->arena = arena;
    n->seed = topo->simulation.seed;
    n->duration = n->end_at = topo->simulation.duration;
    n->warmup = topo->simulation.warmup;
    SIM_ASSERT(n->warmup >= 0);
    build_regions(&b);
    build_vnets(&b);
    build_bare_subnets(&b);
    build_vms(&b);
    build_links(&b);
    build_vpn(&b);
    build_routes(&b);
    control_build(&b);
    front_build(n, b.group_first);
    probe_build(&b);
    build_flows(&b);
    build_services(n);
    b.error = b.error != NULL ? b.error : outside_refuses(n);
    series_attach(n);
    steady_attach(n, topo->simulation.type == TOPO_TERMINATING ? 0
                     : topo->simulation.pilot                  ? STEADY_PILOT_INTERVALS
                                                               : STEADY_INTERVALS);
    watch_attach(n);
    for (size_t i = 0; i < n->n_regions; i++)
        lp_seal(&n->region[i]->lp);
    arena_free(b.scratch);
    if (b.error != NULL) {
        *error = b.error;
        /* The text lives in the topology's world, not in this arena: build passes see to it. */
        network_free(n);
        return NULL;
    }
    return n;
}
