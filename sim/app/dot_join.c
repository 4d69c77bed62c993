/* What joins networks, of what is declared: tunnels and peerings, each once. */
#include <stdlib.h>

#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "sim/app/dot_parts.h"
#include "sim/base/arena.h"

enum { NAT_MAX = 6 }; /* so many NAT rules of an end stand beside its tunnel */

struct lines {
    const struct topo *t;
    struct dot_line *v;
    size_t n;
    struct arena *arena;
};

static void add(struct lines *l, const struct topo_vnet *a, const struct topo_vnet *b,
                enum dot_kind kind, const char *label, const char *more, const char *nat)
{
    const char *words = arena_printf(l->arena, "%s%s%s%s%s", label, more == NULL ? "" : ", ",
                                     more == NULL ? "" : more, nat[0] == '\0' ? "" : "\n", nat);
    l->v[l->n++] = (struct dot_line){.a = (size_t)((a < b ? a : b) - l->t->vnets),
                                     .b = (size_t)((a < b ? b : a) - l->t->vnets),
                                     .kind = kind,
                                     .label = label,
                                     .more = more,
                                     .nat = nat,
                                     .words = words};
}

struct saying { /* what a local network gateway has of what there is */
    const struct topo_prefixes *says;
    size_t n, n_said;
};

static void hear(void *arg, struct ip4_prefix name)
{
    struct saying *s = arg;
    bool said = false;
    for (size_t i = 0; i < s->says->n; i++) {
        said = said || ip4_prefix_equal(s->says->v[i], name);
    }
    s->n++;
    s->n_said += said;
}

/* Does an end route exactly what the other network has, by the names that NAT rules there give it?
 * A Vnet2Vnet connection does by itself. */
static bool range_is_right(const struct topo_connection *c)
{
    if (c->to_lng == NULL || c->to_lng->prefixes.n == 0 || c->to->is_nobody) {
        return true;
    }
    struct saying s = {.says = &c->to_lng->prefixes};
    for (size_t i = 0; i < c->to->vnet->prefixes.n; i++) {
        nat_each_name_there(c, c->to->vnet->prefixes.v[i], hear, &s);
    }
    return s.n == s.says->n && s.n_said == s.n;
}

/* How many instances of one end have tunnels to the other end. */
static size_t instances_of(const struct topo_gateway *g, const struct topo_gateway *other)
{
    const bool to_one = other->device != NULL && other->device->tunnels == 1;
    return g->active_active && !to_one ? 2 : 1;
}

static const char *mapping(struct arena *arena, const struct topo_prefixes *range,
                           const struct topo_ports *ports)
{
    char text[IP4_TEXT_MAX];
    return arena_printf(arena, "%s%s%s", ip4_prefix_format(range->v[0], text),
                        ports->text != NULL ? ":" : "", ports->text != NULL ? ports->text : "");
}

/* A line for each rule of address translation of one end: whose addresses, and what the other side
 * calls them. */
static const char *add_rules(struct arena *arena, const char *nat, const struct topo_connection *c)
{
    const size_t n = c == NULL ? 0 : c->n_ingress + c->n_egress;
    for (size_t i = 0; i < n && i < NAT_MAX; i++) {
        const struct topo_nat_rule *r =
            i < c->n_ingress ? c->ingress[i] : c->egress[i - c->n_ingress];
        nat = arena_printf(arena, "%sNAT of %s%s: %s %s %s\n", nat,
                           (r->mode == TOPO_NAT_INGRESS ? c->to : c->from)->vnet->r.name,
                           r->by == 0   ? ""
                           : r->by == 1 ? " at instance 0"
                                        : " at instance 1",
                           mapping(arena, &r->internal, &r->internal_ports),
                           r->type == TOPO_NAT_DYNAMIC ? "→" : "↔",
                           mapping(arena, &r->external, &r->external_ports));
    }
    return n > NAT_MAX ? arena_printf(arena, "%sand %zu NAT rules more\n", nat, n - NAT_MAX) : nat;
}

static void add_tunnels(struct lines *l)
{
    for (size_t i = 0; i < l->t->n_connections;
         i++) { /* a device's end is drawn with the gateway's */
        const struct topo_connection *c = &l->t->connections[i];
        if (c->reverse != NULL && c->reverse < c) {
            continue; /* the other end has drawn it */
        }
        const char *down = handshake_word((enum handshake)c->outcome);
        const bool right = range_is_right(c) && (c->reverse == NULL || range_is_right(c->reverse));
        const size_t n = instances_of(c->from, c->to) * instances_of(c->to, c->from);
        const char *to = c->to->device != NULL && c->to->vnet->site->n_devices > 1
                             ? arena_printf(l->arena, " to %s", c->to->device->r.name)
                             : "";
        const char *name = n > 1 ? arena_printf(l->arena, "%zu tunnels%s", n, to)
                                 : arena_printf(l->arena, "tunnel%s", to);
        add(l, c->from->vnet, c->to->vnet,
            down != NULL ? DOT_TUNNEL_DOWN
            : right      ? DOT_TUNNEL
                         : DOT_WRONG_RANGE,
            arena_printf(l->arena, "%s %s%s", name, down != NULL ? "down" : "up",
                         down == NULL && rib_session(c) == RIB_SESSION ? ", BGP" : ""),
            down != NULL ? down
            : right      ? NULL
                         : "a range is wrong",
            add_rules(l->arena, add_rules(l->arena, "", c), c->reverse));
    }
}

static bool is_out_of_use(const struct topo_peering *p)
{
    return p->state != TOPO_PEERING_CONNECTED || p->reverse->state != TOPO_PEERING_CONNECTED;
}

static void add_peerings(struct lines *l)
{
    for (size_t i = 0; i < l->t->n_vnets; i++) {
        const struct topo_vnet *v = &l->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            const struct topo_peering *p = &v->peerings[k];
            if (p->reverse != NULL && p->remote < v) {
                continue;
            }
            const bool up = effective_peering_is_up(p),
                       lends = p->reverse != NULL &&
                               (effective_gives_gateway(p) || effective_gives_gateway(p->reverse));
            const char *why = p->reverse == NULL ? "one half only"
                              : is_out_of_use(p) ? "not connected"
                              : !up              ? "no access"
                              : lends            ? "gateway lent"
                                                 : NULL;
            add(l, v, p->remote, up ? DOT_PEERING : DOT_PEERING_DOWN, "peering", why, "");
            l->v[l->n - 1].is_global = p->remote->region != v->region;
        }
    }
}

static int by_ends(const void *x, const void *y)
{
    const struct dot_line *const *a = x, *const *b = y;
    return (*a)->a != (*b)->a ? ((*a)->a > (*b)->a) - ((*a)->a < (*b)->a)
                              : ((*a)->b > (*b)->b) - ((*a)->b < (*b)->b);
}

static void find_beside(const struct lines *l)
{
    struct dot_line **v = ARENA_ARRAY(l->arena, struct dot_line *, l->n);
    for (size_t i = 0; i < l->n; i++) {
        v[i] = &l->v[i];
    }
    if (l->n > 1) {
        qsort(v, l->n, sizeof *v, by_ends);
    }
    for (size_t i = 1; i < l->n; i++) {
        if (by_ends(&v[i - 1], &v[i]) == 0) {
            v[i - 1]->is_beside = v[i]->is_beside = true;
        }
    }
}

const struct dot_line *dot_join(const struct topo *t, struct arena *arena, size_t *n)
{
    struct lines l = {.t = t,
                      .v = ARENA_ARRAY(arena, struct dot_line, t->n_connections + t->n_peerings),
                      .arena = arena};
    add_tunnels(&l);
    add_peerings(&l);
    find_beside(&l);
    *n = l.n;
    return l.v;
}
