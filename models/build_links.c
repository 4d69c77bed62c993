#include "models/build.h"
#include "models/build_link.h"
#include "models/cloud/catalog.h"
#include "models/cloud/geo.h"
#include "models/cloud/raise.h"
#include "models/cloud/zone.h"
#include "models/net/latency.h"
#include "models/outside.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

/* The fabric between two VMs of a region; half of its constant part stands on each access link, the
 * draw on the second. */
static sim_time_t fabric_mean(const struct topo *t)
{
    const struct topo_latency *l = &t->intra_region.latency;
    return l->base + (l->kind == TOPO_LATENCY_DRAWN ? (sim_time_t)dist_mean(&l->dist) : 0);
}

/* One path for each zone that a packet may come from; 0: none is said, or the VM's own. */
static void set_zone_paths(const struct build *b, struct link *in, struct arena *arena,
                           sim_time_t delay, uint32_t zone)
{
    if (zone == 0) {
        build_link_one_path(in, arena, delay);
        return;
    }
    in->n_paths = ZONES_MAX + 1;
    in->path = ARENA_ARRAY(arena, struct link_path, in->n_paths);
    for (uint32_t from = 0; from < in->n_paths; from++)
        in->path[from].delay = delay + zone_step(&b->topo->between_zones, from, zone);
}

/* A host of the Internet stands behind the region's edge. */
static void set_outside(struct net_vm *vm)
{
    vm->out->path[0].delay += vm->declared->latency;
    vm->in->path[0].delay += vm->declared->latency;
    vm->out->sink = outside_answer;
    vm->in->sink = outside_arrive;
}

static double link_raise(const struct build *b, const struct link *l)
{
    return raise_factor(b->topo, "link:%s", l->name);
}

static void build_access(struct build *b, uint32_t index)
{
    struct network *n = b->net;
    struct net_vm *vm = &n->vm[index];
    struct region *r = n->region[vm->region];
    const struct topo_latency *fabric = &b->topo->intra_region.latency;
    size_t group = 0;

    while (group + 1 < b->topo->n_vms && b->group_first[group + 1] <= index)
        group++;
    const struct topo_nic *nic = &b->topo->vms[group].nic;

    vm->out =
        build_link_new(b, r, arena_printf(b->arena, "%s/out", vm->name), vm->name, r->lp.name);
    vm->out->mtu_bytes = (uint32_t)nic->mtu_bytes;
    build_link_transmitter(
        b, vm->out, r, nic->bandwidth_bps, &nic->queue,
        raise_factor_of_member(b->topo, "nic", vm->name, vm->declared->r.name, ""));
    build_link_one_path(vm->out, r->lp.arena, fabric->base / 2);
    vm->out->sink = network_leave_vm;

    vm->in = build_link_new(b, r, arena_printf(b->arena, "%s/in", vm->name), r->lp.name, vm->name);
    set_zone_paths(b, vm->in, r->lp.arena, fabric->base - fabric->base / 2, vm->zone);
    build_link_extra(b, vm->in, fabric);
    if (nic->mtu_bytes > vm->in->mtu_bytes)
        vm->in->mtu_bytes = (uint32_t)nic->mtu_bytes;
    vm->in->sink = network_enter_vm;
    if (vm->declared->kind == TOPO_INTERNET_HOST)
        set_outside(vm);
    vm->out->vm = vm->in->vm = index;
    vm->out->place = vm->in->place = build_place(b,
                                                 vm->declared->balancer != NULL   ? PLACE_BALANCER
                                                 : vm->declared->endpoint != NULL ? PLACE_ENDPOINT
                                                                                  : PLACE_NIC,
                                                 vm->name);
    link_attach(vm->out, r, r);
    link_attach(vm->in, r, r);
    if (vm->declared->behind != NULL)
        return; /* no packet comes over them */
    n->link[n->n_links++] = vm->out;
    n->link[n->n_links++] = vm->in;
}

static double floor_rtt_ms(const struct build *b, size_t from, size_t to)
{
    const struct topo_region_used *p = &b->topo->regions_used[from],
                                  *q = &b->topo->regions_used[to];

    if (!p->has_position || !q->has_position)
        return 0;
    return 2 * geo_great_circle_km(p->latitude, p->longitude, q->latitude, q->longitude) /
           GEO_FIBRE_KM_PER_MS;
}

static void set_measured(struct build *b, struct link *l, size_t from, size_t to,
                         const struct topo_latency *latency)
{
    struct catalog_rtt rtt;
    sim_time_t fabric = fabric_mean(b->topo);

    if (!catalog_rtt(b->catalog, l->from, l->to, &rtt)) {
        b->error = "a pair of regions in use has no measured round trip and no links entry";
        build_link_one_path(l, l->near->lp.arena, 1);
        return;
    }
    struct latency_quantile q = {
        .floor_ms = floor_rtt_ms(b, from, to), .p50_ms = rtt.p50_ms, .p95_ms = rtt.p95_ms};
    bool pinned = latency->path_quantile >= 0;
    l->n_paths =
        pinned || rtt.p95_ms < 0 ? 1 : (uint32_t)catalog_assumption(b->catalog, "path_count");
    l->path = ARENA_ARRAY(l->near->lp.arena, struct link_path, l->n_paths);
    for (uint32_t k = 0; k < l->n_paths; k++) {
        double u = pinned ? latency->path_quantile : (k + 0.5) / l->n_paths;
        l->path[k].delay = latency_path_delay(&q, u) - fabric;
        if (l->path[k].delay <= 0)
            b->error =
                "the fabric inside a region is longer than the measured way to another region";
    }
}

static void set_jitter(struct build *b, struct link *l, const struct topo_link *spec)
{
    double rate_hz = spec->jitter.rate_hz;
    sim_time_t mean = spec->jitter.mean_dur;

    if (spec->jitter.r.given ==
        0) { /* the fitted default, where the delay itself is a measured one */
        if (spec->latency.kind != TOPO_LATENCY_MEASURED)
            return;
        rate_hz = catalog_assumption(b->catalog, "direct_jitter_rate_hz");
        mean = (sim_time_t)(catalog_assumption(b->catalog, "direct_jitter_mean_ms") * 1e9);
    }
    if (!(rate_hz > 0) || mean <= 0)
        return;
    l->has_stalls = true;
    for (uint32_t k = 0; k < l->n_paths; k++) {
        struct stall_component c = {.rate_hz = rate_hz, .mean_dur = mean};
        stall_init(&l->path[k].stall, b->net->seed,
                   arena_printf(b->arena, "%s/path-%u", l->name, k), &c, 1);
    }
}

static void build_between(struct build *b, size_t from, size_t to)
{
    struct network *n = b->net;
    struct link **slot = &n->between[from * n->n_regions + to];

    if (*slot != NULL)
        return;
    const char *a = n->region[from]->lp.name, *c = n->region[to]->lp.name;
    struct link *l =
        build_link_new(b, n->region[from], arena_printf(b->arena, "%s->%s", a, c), a, c);
    l->near = n->region[from];
    l->sink = network_enter_region;
    if (from == to) { /* between two gateways of one region: its fabric */
        build_link_one_path(l, l->near->lp.arena, b->topo->intra_region.latency.base);
        build_link_extra(b, l, &b->topo->intra_region.latency);
        l->number = l->reorders ? gateway_number : NULL;
    } else {
        struct topo_link spec = topo_link_for(b->topo, a, c);
        l->mtu_bytes = (uint32_t)spec.mtu_bytes;
        l->framing_bytes = (uint32_t)spec.framing_bytes;
        l->tells_mtu = spec.tells_mtu;
        build_link_transmitter(b, l, l->near, spec.bandwidth_bps, &spec.queue, link_raise(b, l));
        spec.loss.p /= raise_factor(b->topo, "loss");
        build_link_loss(b, l, &spec.loss, spec.disorder);
        if (spec.latency.kind == TOPO_LATENCY_MEASURED) {
            if (spec.latency.path_quantile < 0 && spec.path_quantile > 0)
                spec.latency.path_quantile = spec.path_quantile;
            set_measured(b, l, from, to, &spec.latency);
        } else {
            build_link_one_path(l, l->near->lp.arena, spec.latency.base);
            build_link_extra(b, l, &spec.latency);
        }
        set_jitter(b, l, &spec);
        if (l->reorders)
            l->number = gateway_number;
        if (l->path[0].delay <= 0)
            b->error = "a link between regions has no constant delay: set latency base above 0";
    }
    l->place = build_place(b, PLACE_LINK, l->name);
    link_attach(l, n->region[from], n->region[to]);
    *slot = l;
    n->link[n->n_links++] = l;
}

/* One way of the line between a site and its near region. */
static struct link *build_line(struct build *b, const struct gateway *g, const char *from,
                               const char *to, const struct topo_uplink *line)
{
    struct network *n = b->net;
    struct link *l =
        build_link_new(b, g->region, arena_printf(b->arena, "%s->%s", from, to), from, to);

    l->near = g->region;
    build_link_transmitter(b, l, g->region, line->bandwidth_bps,
                           line->has_queue ? &line->queue : NULL, link_raise(b, l));
    if (!line->has_queue && l->rate_bps != UNITS_UNLIMITED)
        l->limit = (int64_t)(catalog_assumption(b->catalog, "site_buffer_ms") / 1e3 *
                             (double)l->rate_bps / 8);
    l->mtu_bytes = (uint32_t)line->mtu_bytes;
    l->tells_mtu = true; /* of what goes to the Internet in clear, as routers do (RFC 1191) */
    build_link_loss(b, l, &(struct topo_loss){.model = TOPO_LOSS_NONE}, line->disorder);
    build_link_one_path(l, g->region->lp.arena, line->latency);
    l->place = build_place(b, PLACE_LINK, l->name);
    link_attach(l, g->region, g->region);
    n->link[n->n_links++] = l;
    return l;
}

void build_uplink(struct build *b, struct gateway *g)
{
    const struct topo_site *s = g->declared->vnet->site;
    const struct topo_device *d = g->declared->device;
    const struct topo_uplink line = d->has_uplink
                                        ? d->uplink
                                        : (struct topo_uplink){.bandwidth_bps = s->bandwidth_bps,
                                                               .latency = s->latency,
                                                               .queue = s->queue,
                                                               .has_queue = s->has_queue,
                                                               .mtu_bytes = s->mtu_bytes,
                                                               .disorder = s->disorder};
    const char *name = d->has_uplink ? g->name : s->r.name, *region = g->region->lp.name;

    g->uplink_out = build_line(b, g, name, region, &line);
    g->uplink_out->sink = network_leave_site;
    g->uplink_in = build_line(b, g, region, name, &line);
    g->uplink_in->sink = network_enter_site;
}

static void mark(bool *use, size_t n, uint32_t a, uint32_t b)
{
    use[a * n + b] = use[b * n + a] = true;
}

void build_links(struct build *b)
{
    struct network *n = b->net;
    size_t r = n->n_regions;
    bool *use = ARENA_ARRAY(b->arena, bool, r *r);

    n->between = ARENA_ARRAY(b->arena, struct link *, r * r);
    n->link = ARENA_ARRAY(b->arena, struct link *, 2 * (n->n_vms + b->topo->n_endpoints) + r * r);
    for (uint32_t i = 0; i < n->n_vms; i++)
        build_access(b, i);
    for (size_t v = 0; v < b->topo->n_vnets; v++)
        for (size_t p = 0; p < b->topo->vnets[v].n_peerings; p++) {
            const struct topo_vnet *remote = b->topo->vnets[v].peerings[p].remote;
            if (remote != NULL && remote->region != b->topo->vnets[v].region)
                mark(use, r, b->topo->vnets[v].region, remote->region);
        }
    for (size_t c = 0; c < b->topo->n_connections; c++) {
        const struct topo_connection *conn = &b->topo->connections[c];
        mark(use, r, conn->from->vnet->region, conn->to->vnet->region);
    }
    for (size_t v = b->topo->n_vnets; v < b->topo->n_networks; v++)
        for (uint32_t from = 0; b->topo->vnets[v].outside != NULL && from < r; from++)
            if (from != b->topo->vnets[v].region)
                mark(use, r, from, b->topo->vnets[v].region);
    for (size_t from = 0; from < r; from++)
        for (size_t to = 0; to < r; to++)
            if (use[from * r + to])
                build_between(b, from, to);
}
