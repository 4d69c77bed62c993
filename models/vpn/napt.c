#include "models/vpn/napt.h"

#include <string.h>

#include "models/flow/flow.h"
#include "models/network.h"
#include "models/routing/nat.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"

enum { FIRST_CAP = 64, PROTOCOLS = TOPO_UDP + 1 };

void napt_init(struct napt *t, const struct topo_nat_rule *rule, uint32_t n_ports,
               sim_time_t idle_dur, struct arena *arena)
{
    const uint32_t n_addresses = UINT32_C(1) << (32 - rule->external.v[0].len);

    *t = (struct napt){.rule = rule, .n_ports = n_ports, .idle_dur = idle_dur, .arena = arena};
    t->taken = ARENA_ARRAY(arena, uint32_t, (size_t)PROTOCOLS * n_addresses);
}

void napt_clear(struct napt *t)
{
    while (t->oldest != 0) {
        const struct napt_entry *e = &t->entry[t->oldest - 1];
        t->taken[e->slot]--;
        t->oldest = e->newer;
    }
    if (t->cap > 0)
        memset(t->bucket, 0, t->cap * sizeof *t->bucket);
    t->n = t->n_live = t->free = t->newest = 0;
}

/* --- by key --- */

static uint32_t *bucket_of(const struct napt *t, uint64_t key)
{
    return &t->bucket[(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (t->cap - 1)];
}

static uint32_t find(const struct napt *t, uint64_t key)
{
    uint32_t i = t->cap > 0 ? *bucket_of(t, key) : 0;

    while (i != 0 && t->entry[i - 1].key != key)
        i = t->entry[i - 1].next;
    return i;
}

static void put_into_bucket(struct napt *t, uint32_t i)
{
    uint32_t *b = bucket_of(t, t->entry[i - 1].key);

    t->entry[i - 1].next = *b;
    *b = i;
}

static void grow(struct napt *t, uint32_t cap)
{
    t->cap = cap;
    t->entry = arena_grow(t->arena, t->entry, t->n, t->cap, sizeof *t->entry);
    t->bucket = ARENA_ARRAY(t->arena, uint32_t, t->cap);
    for (uint32_t i = t->oldest; i != 0; i = t->entry[i - 1].newer)
        put_into_bucket(t, i);
}

void napt_reserve(struct napt *t)
{
    if (t->cap > 0)
        grow(t, arena_ahead(t->cap, sizeof *t->entry));
}

/* --- by the time of their last use --- */

static void unlink_use(struct napt *t, const struct napt_entry *e)
{
    *(e->older != 0 ? &t->entry[e->older - 1].newer : &t->oldest) = e->newer;
    *(e->newer != 0 ? &t->entry[e->newer - 1].older : &t->newest) = e->older;
}

static void link_newest(struct napt *t, uint32_t i, sim_time_t now)
{
    struct napt_entry *e = &t->entry[i - 1];

    e->used_at = now;
    e->older = t->newest;
    e->newer = 0;
    *(t->newest != 0 ? &t->entry[t->newest - 1].newer : &t->oldest) = i;
    t->newest = i;
}

static void forget_idle(struct napt *t, sim_time_t now)
{
    while (t->oldest != 0 && now - t->entry[t->oldest - 1].used_at >= t->idle_dur) {
        const uint32_t i = t->oldest;
        struct napt_entry *e = &t->entry[i - 1];
        uint32_t *b = bucket_of(t, e->key);
        while (*b != i)
            b = &t->entry[*b - 1].next;
        *b = e->next;
        unlink_use(t, e);
        t->taken[e->slot]--;
        t->n_live--;
        e->newer = t->free;
        t->free = i;
    }
}

static enum drop_cause begin(struct napt *t, uint64_t key, uint32_t slot, sim_time_t now)
{
    uint32_t i = t->free;

    if (t->taken[slot] == t->n_ports)
        return DROP_NO_PORTS;
    if (i != 0) {
        t->free = t->entry[i - 1].newer;
    } else {
        if (t->n == t->cap)
            grow(t, t->cap > 0 ? t->cap * 2 : FIRST_CAP);
        i = ++t->n;
    }
    t->entry[i - 1].key = key;
    t->entry[i - 1].slot = slot;
    t->taken[slot]++;
    t->n_live++;
    put_into_bucket(t, i);
    link_newest(t, i, now);
    return DROP_N;
}

/* --- packets --- */

static struct napt *of_rule(const struct gateway_instance *at, const struct topo_nat_rule *rule)
{
    return &at->napt[rule - at->gateway->declared->nat_rules];
}

static uint64_t key_of(const struct region *r, const struct packet *p)
{
    const struct segment *s = p->tcp ? &r->segments.v[p->seq] : NULL;

    return (uint64_t)p->flow << 32 | (s != NULL ? (uint32_t)s->turn << 16 | s->connection : 0);
}

/* Of a packet that comes from the internal side. */
static bool may_begin(const struct region *r, const struct packet *p)
{
    if ((p->kind & PACKET_KIND) == PACKET_RESPONSE)
        return false;
    return !p->tcp || (r->segments.v[p->seq].flags & (SEGMENT_SYN | SEGMENT_ACK)) == SEGMENT_SYN;
}

static uint32_t slot_of(const struct napt *t, const struct region *r, const struct packet *p,
                        uint32_t internal)
{
    const uint32_t n_addresses = UINT32_C(1) << (32 - t->rule->external.v[0].len);

    return (uint32_t)flow_protocol(&r->net->flow[p->flow]) * n_addresses +
           (internal & (n_addresses - 1));
}

static enum drop_cause pass(struct napt *t, const struct region *r, const struct packet *p,
                            bool outward, uint32_t internal, sim_time_t now)
{
    const uint64_t key = key_of(r, p);

    forget_idle(t, now);
    const uint32_t i = find(t, key);
    if (i != 0) {
        unlink_use(t, &t->entry[i - 1]);
        link_newest(t, i, now);
        return DROP_N;
    }
    return outward && may_begin(r, p) ? begin(t, key, slot_of(t, r, p, internal), now)
                                      : DROP_NO_TRANSLATION;
}

/* --- ends --- */

struct passing { /* a packet, at an instance of a gateway, by the gateway's connection */
    const struct gateway_instance *at;
    const struct topo_connection *c;
    const struct region *r;
    struct packet *p;
    sim_time_t now;
};

static uint32_t number_of(const struct passing *g)
{
    return (uint32_t)(g->at - g->at->gateway->instance);
}

/* From an end behind a rule. A request takes down by which instance it has come, where it matters.
 */
static enum drop_cause pass_from(const struct passing *g, enum topo_nat_mode mode,
                                 struct nat_end internal)
{
    const struct topo_nat_rule *rule = nat_dynamic(g->c, mode, internal, number_of(g));
    struct packet *p = g->p;

    if (rule != NULL) {
        const enum drop_cause cause =
            pass(of_rule(g->at, rule), g->r, p, true, internal.addr, g->now);
        if (cause != DROP_N)
            return cause;
    }
    if (!packet_is_response(p) && nat_is_step(g->c, mode, internal)) {
        const uint32_t by = nat_by_append((p->kind & PACKET_BY) >> PACKET_BY_SHIFT, number_of(g));
        p->kind = (uint8_t)((p->kind & ~PACKET_BY) | by << PACKET_BY_SHIFT);
    }
    return DROP_N;
}

/* To an end behind a rule. An answer goes to the address that the instance has given whoever asked,
 * by the one that it was asked by. */
static enum drop_cause pass_to(const struct passing *g, enum topo_nat_mode mode,
                               struct nat_end internal)
{
    const struct topo_nat_rule *rule = nat_dynamic(g->c, mode, internal, number_of(g));
    const uint32_t asked = nat_by_first(internal.by);

    if (rule == NULL)
        return DROP_N;
    if (rule->by != 0 && packet_is_response(g->p) && asked != rule->by)
        return asked == 0 || nat_dynamic(g->c, mode, internal, asked - 1) == NULL
                   ? DROP_N
                   : DROP_NO_TRANSLATION;
    return pass(of_rule(g->at, rule), g->r, g->p, false, internal.addr, g->now);
}

enum drop_cause napt_pass(const struct gateway_instance *at, const struct topo_connection *c,
                          struct region *r, struct packet *p, bool out, sim_time_t now)
{
    const struct network *n = r->net;
    const struct passing g = {at, c, r, p, now};
    const uint32_t here = at->gateway->vnet, there = (uint32_t)(c->to->vnet - n->topo->vnets),
                   src = network_source(n, p), dst = network_destination(n, p);
    /* by its internal address an end is known on its own side of the rules */
    const struct nat_end from = network_end(r, p, out ? here : there, src),
                         to = network_end(r, p, out ? there : here, dst);
    const enum drop_cause cause =
        pass_to(&g, out ? TOPO_NAT_INGRESS : TOPO_NAT_EGRESS, out ? nat_in_tunnel(c, to) : to);

    return cause != DROP_N ? cause
                           : pass_from(&g, out ? TOPO_NAT_EGRESS : TOPO_NAT_INGRESS,
                                       out ? from : nat_in_tunnel(c, from));
}
