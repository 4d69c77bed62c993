#include <math.h>

#include "models/appliance.h"
#include "models/build.h"
#include "models/build_flow.h"
#include "models/cloud/catalog.h"
#include "models/cloud/raise.h"
#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/front.h"
#include "models/state.h"
#include "models/vpn/gateway.h"
#include "models/watch.h"
#include "sim/base/arena.h"

/* Pairs of a traffic entry, by its pairing; calls add for each, with the number of targets behind
 * the first. */
typedef void add_fn(struct build *b, const struct topo_traffic *t, uint32_t src, uint32_t dst,
                    uint32_t n_targets);

static void each_pair(struct build *b, const struct topo_traffic *t, add_fn *add)
{
    uint32_t from = b->group_first[BUILD_INDEX(b->topo->vms, t->from)] + t->from_first;
    uint32_t to = b->group_first[BUILD_INDEX(b->topo->vms, t->to)] + t->to_first;

    for (uint32_t i = 0; i < t->from_n; i++) {
        if (t->pairing == TOPO_RANDOM) {
            add(b, t, from + i, to, t->to_n);
        } else if (t->pairing == TOPO_ONE_TO_ONE) {
            add(b, t, from + i, to + i % t->to_n, 1);
        } else {
            for (uint32_t k = 0; k < t->to_n; k++)
                if (from + i != to + k)
                    add(b, t, from + i, to + k, 1);
        }
    }
}

static void count_flow(struct build *b, const struct topo_traffic *t, uint32_t src, uint32_t dst,
                       uint32_t n_targets)
{
    (void)src;
    (void)dst;
    (void)n_targets;
    b->net->n_flows += (size_t)t->flows;
}

/*
 * The quantile of a flow's paths. Each is uniform by itself; those of one traffic entry are spread
 * evenly over 0..1 (a Weyl sequence over source, destination and parallel flow: irrational steps of
 * the golden and the plastic number), so that a handful of flows already shows the pair's whole
 * distribution.
 */
static double path_quantile(struct build *b, const struct topo_traffic *t, uint32_t src,
                            uint32_t dst, int64_t k)
{
    struct rng rng;

    rng_stream(&rng, b->net->seed, t->r.name, "path");
    double u = gsl_rng_uniform(&rng.gsl) + 0.6180339887498949 * (double)k +
               0.7548776662466927 * (src - b->group_first[BUILD_INDEX(b->topo->vms, t->from)]) +
               0.5698402909980532 * (dst - b->group_first[BUILD_INDEX(b->topo->vms, t->to)]);
    return u - floor(u);
}

/* Until the next one is asked for. */
static const char *name_of(struct build *b, const struct flow *f)
{
    arena_clear(b->scratch);
    return network_flow_name(b->net, f, b->scratch);
}

static void add_flows(struct build *b, const struct topo_traffic *t, uint32_t src, uint32_t dst,
                      uint32_t n_targets)
{
    struct network *n = b->net;
    uint64_t seed = n->seed;
    struct region *from = n->region[n->vm[src].region], *to = n->region[n->vm[dst].region];

    for (int64_t k = 0; k < t->flows; k++) {
        uint32_t i = (uint32_t)n->n_flows++;
        struct flow *f = &n->flow[i];

        *f = (struct flow){.spec = t,
                           .src_vm = src,
                           .dst_vm = dst,
                           .n_targets = n_targets & 0xffffff,
                           .number = (uint32_t)k,
                           .src_region = from,
                           .dst_region = to};
        const char *name = name_of(b, f);
        f->u = path_quantile(b, t, src, dst, k);
        struct rng rng;
        rng_stream(&rng, seed, name, "tunnel");
        for (int way = 0; way < 2; way++)
            f->hash[way] = (uint32_t)(gsl_rng_uniform(&rng.gsl) * 4294967296.0);
        build_flow(b, i, name, k == 0 ? (size_t)t->flows : 0);
    }
}

/*
 * Probes: beside the first flows of an entry, an echo request an interval, on the very way of the
 * flow: its hashes choose among tunnels side by side and among members behind a load balancer, its
 * protocol opens the security groups.
 */
static const struct topo_traffic *probe_spec(struct build *b, const struct topo_traffic *t)
{
    struct topo_traffic *probe = ARENA_NEW(b->arena, struct topo_traffic);

    *probe = *t;
    probe->app = TOPO_PING;
    probe->transport = TOPO_TRANSPORT_UDP;
    probe->interval = b->topo->simulation.probe_interval;
    probe->timeout = WATCH_PROBE_TIMEOUT;
    probe->packet_size = (struct dist){.kind = DIST_FIXED, .a = WATCH_PROBE_BYTES};
    probe->dont_fragment = false;
    return probe;
}

static void add_probes(struct build *b)
{
    struct network *n = b->net;
    const struct topo_traffic *spec = NULL;
    size_t of_entry = 0, first = n->n_flows;

    for (size_t i = 0; i < n->n_flows && b->topo->simulation.probe_interval > 0; i++) {
        const struct flow *f = &n->flow[i];
        if (i == 0 || f[-1].spec != f->spec) {
            of_entry = 0;
            spec = probe_spec(b, f->spec);
        }
        if (of_entry++ >= WATCH_PROBES)
            continue;
        uint32_t k = (uint32_t)(first + n->n_probes++);
        n->flow[k] = *f;
        n->flow[k].spec = spec;
        n->flow[k].probes = k - (uint32_t)i;
        n->flow[k].start_at = f->spec->start;
        build_flow(b, k, name_of(b, &n->flow[k]), 1);
    }
}

/* Can packets of a flow be in a region where it neither begins nor ends? */
static bool can_pass(const struct topo *t)
{
    if (t->n_regions_used < 2)
        return false;
    for (size_t i = 0; i < t->n_vms; i++)
        if (t->vms[i].ip_forwarding)
            return true;
    for (size_t i = 0; i < t->n_vnets; i++)
        for (size_t k = 0; k < t->vnets[i].n_peerings; k++)
            if (t->vnets[i].peerings[k].use_remote_gateways)
                return true;
    for (size_t i = 0; i < t->n_route_tables; i++)
        if (t->route_tables[i].n_routes > 0)
            return true;
    for (size_t i = 0; i < t->n_ends; i++)
        if (t->connections[i].type == TOPO_IPSEC || t->connections[i].enable_bgp)
            return true;
    return false;
}

static void build_appliance(struct build *b, struct net_vm *vm)
{
    const struct topo_appliance *d = &vm->declared->appliance;
    struct region *r = b->net->region[vm->region];
    struct appliance *a = vm->appliance = ARENA_NEW(r->lp.arena, struct appliance);

    const double wider =
        raise_factor_of_member(b->topo, "nic", vm->name, vm->declared->r.name, "/appliance");

    server_init(&a->server, raise_figure(d->bandwidth_bps, wider),
                raise_figure(d->packets_pps, wider),
                (sim_time_t)(catalog_assumption(b->catalog, "gateway_buffer_ms") * 1e9),
                b->net->warmup, b->net->duration);
    a->out = vm->out;
    a->place = vm->out->place;
    a->latency_dur = d->latency;
    appliance_attach(a, r);
}

/* What a stateful device or appliance remembers. */
static uint16_t *new_state(struct network *n, const struct region *r)
{
    if (n->first_state == NULL)
        state_number(n);
    return state_new(n, r->lp.arena);
}

static void build_state(struct network *n)
{
    for (size_t i = 0; i < n->n_gateways; i++)
        if (n->gateway[i].declared->device != NULL && n->gateway[i].declared->device->stateful)
            n->gateway[i].seen = new_state(n, n->gateway[i].region);
    for (size_t i = 0; i < n->n_vms; i++)
        if (n->vm[i].appliance != NULL && n->vm[i].declared->appliance.stateful)
            n->vm[i].appliance->seen = new_state(n, n->region[n->vm[i].region]);
}

/* Security groups of what forwards remember the flows whose requests have come by. */
static void build_seen(struct build *b)
{
    struct network *n = b->net;

    for (size_t i = 0; i < n->n_vms; i++) {
        struct net_vm *vm = &n->vm[i];
        if (vm->forwards &&
            (vm->declared->nsg != NULL || n->subnet[vm->subnet].declared->nsg != NULL))
            vm->asked_for =
                ARENA_ARRAY(n->region[vm->region]->lp.arena, uint8_t, n->n_flows + n->n_probes);
    }
}

/* The flows of an entry start one after the other, by its start_gap; without one all at `start`. */
static void set_starts(struct network *n)
{
    struct rng rng;

    for (size_t i = 0; i < n->n_flows; i++) {
        struct flow *f = &n->flow[i];
        f->start_at = f->spec->start;
        if (f->spec->app != TOPO_BULK)
            continue;
        if (i == 0 || f[-1].spec != f->spec)
            rng_stream(&rng, n->seed, f->spec->r.name, "start gap");
        else
            f->start_at = f[-1].start_at + dist_whole(dist_draw(&f->spec->start_gap, &rng.gsl));
    }
}

/* An entry whose application offers more than is declared. */
static const struct topo_traffic *raised(struct build *b, const struct topo_traffic *t)
{
    const double more = raise_factor_of_entry(b->topo, t->r.name, "application");
    if (more <= 1)
        return t;
    struct topo_traffic *own = ARENA_NEW(b->arena, struct topo_traffic);

    *own = *t;
    own->rate_bps = raise_figure(t->rate_bps, more);
    return own;
}

void build_flows(struct build *b)
{
    struct network *n = b->net;

    for (size_t i = 0; i < b->topo->n_traffic; i++)
        each_pair(b, &b->topo->traffic[i], count_flow);
    if (n->n_flows >= PACKET_FLOWS_MAX / 2) { /* a probe each, at most */
        b->error = "there are 33,554,432 flows or more: packets carry their number in 26 bits";
        n->n_flows = 0;
        return;
    }
    const size_t most = b->topo->simulation.probe_interval > 0 ? n->n_flows * 2 : n->n_flows;
    n->flow = ARENA_ARRAY(b->arena, struct flow, most);
    n->src = ARENA_ARRAY(b->arena, struct flow_src *, most);
    n->dst = ARENA_ARRAY(b->arena, struct flow_dst *, most);
    n->n_flows = 0;
    for (size_t i = 0; i < b->topo->n_traffic; i++)
        each_pair(b, raised(b, &b->topo->traffic[i]), add_flows);
    add_probes(b);
    const size_t n_all = n->n_flows + n->n_probes;
    for (size_t i = 0; i < n->n_regions && can_pass(b->topo); i++)
        n->region[i]->passing = ARENA_ARRAY(n->region[i]->lp.arena, struct flow_count, 2 * n_all);
    for (size_t i = 0; i < n->n_vms; i++)
        if (n->vm[i].declared->has_appliance)
            build_appliance(b, &n->vm[i]);
    build_seen(b);
    set_starts(n);
    /* What starts a source may add events of its own, so it comes before the LPs are sealed. */
    for (size_t i = 0; i < n_all; i++) {
        struct region *r = n->flow[i].src_region;
        bool starts = n->flow[i].start_at < n->duration;
        n->dst[i]->progress.at = n->flow[i].start_at > n->warmup ? n->flow[i].start_at : n->warmup;
        if (n->src[i]->kind->asks_bytes > 0)
            n->src[i]->asks->progress.at = n->dst[i]->progress.at;
        const struct flow_src *like =
            i > 0 && n->flow[i - 1].spec == n->flow[i].spec ? n->src[i - 1] : NULL;
        if (n->src[i]->kind->n_tcp > 0)
            tcp_flow_build(n, (uint32_t)i, like);
        const sim_time_t first_at =
            starts ? n->src[i]->kind->ops->start(n->src[i], &n->flow[i], name_of(b, &n->flow[i]), r,
                                                 r->lp.arena)
                   : SIM_NEVER;
        if (first_at < n->flow[i].spec->stop && (like == NULL || like->kind->ops->begin == NULL))
            lp_begin(&r->lp, &n->src[i]->ev, first_at);
    }
    build_state(n);
    build_ports(n);
}
