/*
 * Traffic against the security groups at both ends.
 */
#include "models/routing/effective.h"
#include "models/routing/filter.h"
#include "models/routing/nat.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

enum { SOURCE_PORT = 49152 }; /* the first flow's: models/network.h */

struct asking {
    const struct rules *r;
    const struct topo_traffic *t;
    struct filter_tuple tuple; /* of the first flow, as each end knows itself */
    struct arena *arena;
};

struct denial {
    const struct topo_traffic *t; /* NULL: none */
    const struct topo_nsg *nsg;
    const struct topo_rule *rule; /* NULL: a default one */
    enum topo_direction direction;
    const struct topo_subnet *lost; /* whose routes do not lead there, so that it is outside
                                       VirtualNetwork; NULL: not so */
};

/* The two as a network knows them, where gateways translate; by: see nat.h. */
static struct filter_tuple tuple_at(const struct asking *a, const struct topo_vnet *at, uint32_t by)
{
    const struct filter_tuple *own = &a->tuple;
    const struct nat_end src =
        nat_seen(a->r->t, at, a->t->from->subnet->vnet,
                 (struct nat_end){
                     .addr = own->src, .port = own->src_port, .protocol = own->protocol, .by = by});
    const struct nat_end dst = nat_seen(
        a->r->t, at, a->t->to->subnet->vnet,
        (struct nat_end){
            .addr = own->dst, .port = own->dst_port, .protocol = own->protocol, .by = NAT_FIRST});
    return (struct filter_tuple){.src = src.addr,
                                 .dst = dst.addr,
                                 .protocol = own->protocol,
                                 .src_port = src.port,
                                 .dst_port = dst.port};
}

/* Could another flow of the entry, with another source port, fare otherwise? */
static bool asks_for_port(const struct topo_nsg *nsg, enum topo_direction direction, uint32_t low)
{
    for (size_t i = 0; i < nsg->n_rules; i++) {
        const struct ranges *ports = &nsg->rules[i].source_ports.ranges;
        for (size_t k = 0; k < ports->n && nsg->rules[i].direction == direction; k++) {
            const bool begins = ports->v[k].low > low,
                       ends = ports->v[k].high >= low && ports->v[k].high < UINT16_MAX;
            if (begins || ends) {
                return true;
            }
        }
    }
    return false;
}

/* Notes when the group denies it, whichever flow it is: by which of two instances, and so by which
 * name, a flow comes is not known here. What fares differently is for models/trace/reach.h to say.
 */
static bool denies(struct asking *a, const struct topo_nsg *nsg, enum topo_direction direction,
                   const struct topo_subnet *at, struct denial *d)
{
    struct effective scope;
    if (nsg == NULL) {
        return false;
    }
    effective_routes(&scope, a->r->t, at, NULL, a->arena);
    const struct filter_tuple seen = tuple_at(a, at->vnet, NAT_FIRST);
    const struct filter_verdict v = filter_judge(nsg, direction, &seen, &scope);
    if (v.allowed ||
        asks_for_port(nsg, direction, seen.src == a->tuple.src ? SOURCE_PORT : NAT_PORT_LOW)) {
        return false;
    }
    for (uint32_t by = 1; by < NAT_FIRST; by++) {
        const struct filter_tuple other = tuple_at(a, at->vnet, by);
        if (other.src != a->tuple.src && filter_judge(nsg, direction, &other, &scope).allowed) {
            return false;
        }
    }
    const struct effective_route *way = effective_lookup(&scope, seen.dst);
    const bool is_lost = v.rule == NULL && direction == TOPO_OUTBOUND && way != NULL &&
                         way->source == EFFECTIVE_SYSTEM && way->hop == TOPO_HOP_NONE;
    *d = (struct denial){
        .t = a->t, .nsg = nsg, .rule = v.rule, .direction = direction, .lost = is_lost ? at : NULL};
    return true;
}

static struct denial find_denial(const struct rules *r, const struct topo_traffic *t)
{
    struct denial d = {.t = NULL};
    if (t->from->subnet->nsg == NULL && t->from->nsg == NULL && t->to->subnet->nsg == NULL &&
        t->to->nsg == NULL) {
        return d;
    }
    struct asking a = {.r = r, .t = t, .arena = arena_new()};
    a.tuple = (struct filter_tuple){.src = t->from->first_addr + t->from_first,
                                    .dst = t->to->first_addr + t->to_first,
                                    .protocol = t->app == TOPO_PING                  ? TOPO_ICMP
                                                : t->transport == TOPO_TRANSPORT_TCP ? TOPO_TCP
                                                                                     : TOPO_UDP,
                                    .src_port = t->source_port != 0 ? (uint32_t)t->source_port
                                                                    : SOURCE_PORT,
                                    .dst_port = (uint32_t)t->port};
    (void)(denies(&a, t->from->nsg, TOPO_OUTBOUND, t->from->subnet, &d) ||
           denies(&a, t->from->subnet->nsg, TOPO_OUTBOUND, t->from->subnet, &d) ||
           (t->to->balancer == NULL &&
            t->to->endpoint == NULL && /* these pass it on to others, or answer to no group */
            (denies(&a, t->to->subnet->nsg, TOPO_INBOUND, t->to->subnet, &d) ||
             denies(&a, t->to->nsg, TOPO_INBOUND, t->to->subnet, &d))));
    arena_free(a.arena);
    return d;
}

static bool is_same(const struct denial *a, const struct denial *b)
{
    return a->t != NULL && b->t != NULL && a->nsg == b->nsg && a->rule == b->rule &&
           a->direction == b->direction && a->lost == b->lost;
}

/* What one rule denies is one item, with all its traffic. */
static void report_denials(const struct rules *r, struct denial *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct denial first = d[i];
        if (first.t == NULL) {
            continue;
        }
        diag_add(r->d, &rules_code_nsg_denies,
                 first.rule != NULL ? first.rule->r.at : first.nsg->r.at, "denies it",
                 "security group `%s` denies traffic `%s` %s%s", first.nsg->r.name, first.t->r.name,
                 first.direction == TOPO_INBOUND ? "on its way in" : "on its way out",
                 first.rule != NULL ? "" : ", by a default rule");
        diag_other(r->d, first.t->r.at, "this traffic");
        for (size_t k = i + 1; k < n; k++) {
            if (is_same(&first, &d[k])) {
                diag_other(r->d, d[k].t->r.at, "and this");
                d[k].t = NULL;
            }
        }
        if (first.lost != NULL) {
            diag_other(r->d, first.lost->r.at,
                       "no route of this subnet leads there, so it is outside VirtualNetwork");
        }
        diag_platform(r->d, "its packets are dropped");
        diag_help(r->d, "a rule of a lower priority number that allows it, in `%s`",
                  first.nsg->r.name);
    }
}

void rules_nsg_denies(const struct rules *r)
{
    struct arena *arena = arena_new();
    struct denial *d = ARENA_ARRAY(arena, struct denial, r->t->n_traffic);
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        d[i] = find_denial(r, &r->t->traffic[i]);
    }
    report_denials(r, d, r->t->n_traffic);
    arena_free(arena);
}
