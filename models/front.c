#include "models/front.h"

#include "models/flow/flow.h"
#include "models/net/link.h"
#include "models/network.h"
#include "models/routing/health.h"
#include "models/tcp/tcp.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

static struct front *new_front(struct network *n, uint32_t vm, const uint32_t *group_first)
{
    const struct topo_vm_group *g = n->vm[vm].declared, *behind = g->behind != NULL ? g->behind : g;
    struct front *f = ARENA_NEW(n->arena, struct front);

    f->vm = vm;
    f->declared = g;
    f->place = n->vm[vm].in->place;
    f->n_declared = (uint32_t)behind->count;
    f->member = ARENA_ARRAY(n->arena, uint32_t, f->n_declared);
    if (g->balancer != NULL) {
        f->port = (uint32_t)g->balancer->port;
        f->backend_port = health_backend_port(g->balancer);
    }
    for (uint32_t i = 0; i < f->n_declared; i++) {
        const uint32_t m = group_first[behind - n->topo->vms] + i;
        if (g->balancer == NULL ||
            health_denied_by(g->balancer, behind, n->vm[m].addr,
                             &n->subnet[n->vm[m].subnet].effective, NULL) == NULL)
            f->member[f->n++] = m;
    }
    f->serving = f->member;
    f->n_serving = f->n;
    return f;
}

void front_build(struct network *n, const uint32_t *group_first)
{
    for (uint32_t i = 0; i < n->n_vms; i++)
        if (n->vm[i].declared->balancer != NULL || n->vm[i].declared->endpoint != NULL)
            n->vm[i].front = new_front(n, i, group_first);
    n->has_fronts = n->topo->n_balancers + n->topo->n_private_endpoints > 0;
}

uint64_t front_hash(const struct network *n, const struct front *f, const char *flow_name,
                    uint32_t src_vm)
{
    const bool by_source =
        f->declared->balancer != NULL && f->declared->balancer->distribution == TOPO_SOURCE_IP;
    struct rng rng;

    rng_stream(&rng, n->seed, by_source ? n->vm[src_vm].name : flow_name,
               by_source ? f->declared->r.name : "member");
    return (uint64_t)(gsl_rng_uniform(&rng.gsl) * 0x1p53);
}

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static uint32_t pick(const struct front *f, uint64_t hash, uint64_t turn)
{
    const uint64_t x =
        mix(hash * UINT64_C(0x9E3779B97F4A7C15) + turn * UINT64_C(0xD1B54A32D192ED03));

    return f->serving[(uint32_t)(((unsigned __int128)x * f->n_serving) >> 64)];
}

/* What a connection adds to the hash; turn: how often it was opened anew. */
static uint64_t turn_of(const struct front *f, uint32_t connection, uint32_t turn)
{
    const bool by_source =
        f->declared->balancer != NULL && f->declared->balancer->distribution == TOPO_SOURCE_IP;

    return by_source ? 0 : connection + ((uint64_t)turn << 16);
}

uint32_t front_member(const struct front *f, const struct flow_front *d, uint32_t connection)
{
    return f->n_serving == 0 ? UINT32_MAX : pick(f, d->hash, turn_of(f, connection, 0));
}

enum drop_cause front_refuses(const struct front *f, bool is_ping, uint32_t port)
{
    if (is_ping || (f->declared->balancer != NULL && port != f->port))
        return DROP_NO_RULE;
    return f->n_serving == 0 ? DROP_NO_BACKEND : DROP_N;
}

uint32_t network_answers(const struct network *n, uint32_t vm)
{
    const struct front *f = n->vm[vm].front;

    return f != NULL && f->n > 0 ? f->member[0] : vm;
}

bool front_has(const struct front *f, uint32_t vm)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->member[i] == vm)
            return true;
    return false;
}

bool front_is_basic(const struct front *f)
{
    return f->declared->balancer != NULL && f->declared->balancer->sku == TOPO_LB_BASIC;
}

static bool serves(const struct front *f, uint32_t member)
{
    for (uint32_t i = 0; i < f->n_serving; i++)
        if (f->serving[i] == member)
            return true;
    return false;
}

/*
 * Over TCP each connection has a member of its own, by its source port: the one that its SYN has
 * come to, as long as that knows of it. So a connection stays at a member that does not answer any
 * more, and what is opened in its place goes to one that does.
 */
static uint32_t member_of_connection(const struct region *r, const struct front *f,
                                     const struct packet *p)
{
    const struct segment *s = &r->segments.v[p->seq];
    const struct tcp *c = &r->net->dst[p->flow]->tcp[s->connection];
    const uint32_t vm = tcp_vm(c);

    if (vm != TCP_NO_VM && c->turn == s->turn)
        return vm;
    return pick(f, r->net->dst[p->flow]->front->hash, turn_of(f, s->connection, s->turn));
}

/* Of a flow that is not TCP: silence for longer than the idle time-out makes it another one. */
static uint32_t member_of_flow(const struct front *f, struct flow_front *d, sim_time_t now)
{
    const struct topo_balancer *b = f->declared->balancer;

    if (SIM_UNLIKELY(d->epoch != f->epoch)) {
        d->has_member = d->has_member && serves(f, d->member);
        d->epoch = f->epoch;
    }
    if (!d->has_member || (b != NULL && now - d->heard_at > b->idle_timeout)) {
        if (d->has_member && b->distribution == TOPO_FIVE_TUPLE)
            d->turn++;
        d->member = pick(f, d->hash, d->turn);
        d->has_member = true;
    }
    d->heard_at = now;
    return d->member;
}

void front_send(struct region *r, struct packet *p, uint32_t vm, sim_time_t now)
{
    const struct network *n = r->net;
    const struct front *f = n->vm[vm].front;
    const struct flow *flow = &n->flow[p->flow];
    const struct topo_balancer *b = f->declared->balancer;
    const enum drop_cause cause =
        front_refuses(f, flow_protocol(flow) == TOPO_ICMP, (uint32_t)flow->spec->port);

    SIM_ASSERT(flow->dst_region == r);
    if (cause != DROP_N) {
        region_drop(r, f->place, cause, p, now);
        return;
    }
    const uint32_t member =
        p->tcp ? member_of_connection(r, f, p) : member_of_flow(f, n->dst[p->flow]->front, now);
    if (b != NULL && member == flow->src_vm) {
        region_drop(r, f->place, DROP_HAIRPIN, p, now);
        return;
    }
    p->target = 1;
    link_send(n->vm[member].in, p, p->bytes,
              network_zone_path(
                  n, n->vm[flow->src_vm].region == r->index ? n->vm[flow->src_vm].zone : 0, member),
              now);
}

void front_hear(const struct network *n, uint32_t flow, sim_time_t now)
{
    const struct topo_balancer *b = n->vm[n->flow[flow].dst_vm].front->declared->balancer;
    struct flow_front *d = n->dst[flow]->front;

    if (b != NULL && now - d->heard_at <= b->idle_timeout)
        d->heard_at = now;
}
