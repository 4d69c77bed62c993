#include "models/routing/handshake.h"

#include <string.h>
#include <strings.h>

/* --- selectors --- */

size_t handshake_pairs(const struct topo_connection *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_selectors; i++) {
        n += c->selectors[i].local.n * c->selectors[i].remote.n;
    }
    return n;
}

/* Pairs are counted in the order of the file; those beyond the platform's limit get no SA. */
static bool holds(const struct topo_connection *c, uint32_t own, uint32_t other)
{
    size_t pair = 0;
    for (size_t i = 0; i < c->n_selectors; i++) {
        const struct topo_prefixes *l = &c->selectors[i].local, *r = &c->selectors[i].remote;
        for (size_t k = 0; k < l->n * r->n && pair < HANDSHAKE_PAIRS_MAX; k++, pair++) {
            if (ip4_prefix_has(l->v[k / r->n], own) && ip4_prefix_has(r->v[k % r->n], other)) {
                return true;
            }
        }
    }
    return c->n_selectors == 0;
}

bool handshake_selects(const struct topo_connection *c, uint32_t src, uint32_t dst)
{
    return holds(c, src, dst) && (c->reverse == NULL || holds(c->reverse, dst, src));
}

static bool overlap(const struct topo_prefixes *a, const struct topo_prefixes *b)
{
    for (size_t k = 0; k < a->n * b->n; k++) {
        if (ip4_prefix_overlaps(a->v[k / b->n], b->v[k % b->n])) {
            return true;
        }
    }
    return false;
}

static bool selectors_agree(const struct topo_connection *c, const struct topo_connection *o)
{
    if (c->n_selectors == 0 || o->n_selectors == 0) {
        return c->n_selectors ==
               o->n_selectors; /* any-to-any against prefixes: not accepted (TS_UNACCEPTABLE) */
    }
    for (size_t k = 0; k < c->n_selectors * o->n_selectors; k++) {
        const struct topo_selectors *a = &c->selectors[k / o->n_selectors],
                                    *b = &o->selectors[k % o->n_selectors];
        if (overlap(&a->local, &b->remote) && overlap(&a->remote, &b->local)) {
            return true;
        }
    }
    return false;
}

/* --- addresses --- */

/* The longest of the GatewaySubnet's user-defined routes that holds all of p. */
static const struct topo_route *longest(const struct topo_gateway *g, struct ip4_prefix p)
{
    const struct topo_subnet *s = g->vnet->gateway_subnet;
    const struct topo_route *found = NULL;
    for (size_t i = 0; s != NULL && s->route_table != NULL && i < s->route_table->n_routes; i++) {
        const struct topo_route *r = &s->route_table->routes[i];
        if (ip4_prefix_contains(r->prefix.v[0], p) &&
            (found == NULL || r->prefix.v[0].len > found->prefix.v[0].len)) {
            found = r;
        }
    }
    return found;
}

/* A route for a part of the GatewaySubnet: the instances' addresses in it are the platform's
 * choice. */
static const struct topo_route *part(const struct topo_subnet *s)
{
    for (size_t i = 0; s->route_table != NULL && i < s->route_table->n_routes; i++) {
        const struct topo_route *r = &s->route_table->routes[i];
        if (r->hop != TOPO_HOP_LOCAL && r->prefix.v[0].len > s->prefix.v[0].len &&
            ip4_prefix_contains(s->prefix.v[0], r->prefix.v[0])) {
            return r;
        }
    }
    return NULL;
}

/* A route to the public addresses of all services, or those in the gateway's region: its own is one
 * of them. */
static const struct topo_route *to_cloud(const struct topo_gateway *g)
{
    static const char all[] = "AzureCloud";
    const struct topo_route_table *t = g->vnet->gateway_subnet->route_table;
    for (size_t i = t != NULL ? t->n_routes : 0; t != NULL && i < t->n_all; i++) {
        const char *region = t->routes[i].tag + strlen(all);
        if (strncasecmp(t->routes[i].tag, all, strlen(all)) == 0 &&
            t->routes[i].hop != TOPO_HOP_INTERNET &&
            (*region == '\0' || strcasecmp(region + 1, g->vnet->region_ref.name) == 0)) {
            return &t->routes[i];
        }
    }
    return NULL;
}

const struct topo_route *handshake_route_away(const struct topo_gateway *g, bool public)
{
    if (g->vnet->gateway_subnet == NULL) {
        return NULL;
    }
    if (!public) {
        const struct topo_route *r = longest(g, g->vnet->gateway_subnet->prefix.v[0]);
        return r != NULL && r->hop != TOPO_HOP_LOCAL ? r : part(g->vnet->gateway_subnet);
    }
    bool is_kept = false;
    for (int i = 0; i < 2; i++) {
        const struct topo_route *r =
            g->at[i].text != NULL ? longest(g, (struct ip4_prefix){g->at[i].addr, 32}) : NULL;
        if (r != NULL && r->hop != TOPO_HOP_INTERNET) {
            return r;
        }
        is_kept = is_kept || r != NULL;
    }
    return is_kept ? NULL : to_cloud(g);
}

static bool is_cut_off(const struct topo_gateway *g)
{
    return handshake_route_away(g, false) != NULL || handshake_route_away(g, true) != NULL;
}

/* Where a local network gateway says that the other side is, or where it is; NULL: not known. */
static const struct topo_address *far_address(const struct topo_connection *c)
{
    const struct topo_address *a = NULL;
    if (c->to_lng != NULL) {
        a = c->to_lng->address.text != NULL ? &c->to_lng->address : &c->to->at[0];
    }
    return a != NULL && a->text != NULL ? a : NULL;
}

static size_t holder(const struct topo_prefixes *p, const struct topo_address *a)
{
    for (size_t i = 0; a != NULL && i < p->n; i++) {
        if (ip4_prefix_has(p->v[i], a->addr)) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t handshake_own_address(const struct topo_connection *c)
{
    return c->to_lng != NULL ? holder(&c->to_lng->prefixes, far_address(c)) : SIZE_MAX;
}

size_t handshake_inside(const struct topo_connection *c)
{
    return holder(&c->from->vnet->prefixes, far_address(c));
}

static bool is_behind_nat(const struct topo_connection *c)
{
    return c->mode == TOPO_INITIATOR_ONLY && c->to->device != NULL && c->to->device->nat;
}

/* --- the whole --- */

enum handshake handshake_find(const struct topo_connection *c)
{
    const struct topo_connection *o = c->reverse;
    if (o == NULL) {
        return c->to->is_nobody ? HANDSHAKE_NOBODY : HANDSHAKE_ONE_SIDED;
    }
    if (is_cut_off(c->from) || is_cut_off(c->to)) {
        return HANDSHAKE_CUT_OFF;
    }
    if (handshake_own_address(c) != SIZE_MAX || handshake_own_address(o) != SIZE_MAX) {
        return HANDSHAKE_INTO_ITSELF;
    }
    if (handshake_inside(c) != SIZE_MAX || handshake_inside(o) != SIZE_MAX) {
        return HANDSHAKE_INSIDE;
    }
    if (c->mode == TOPO_RESPONDER_ONLY && o->mode == TOPO_RESPONDER_ONLY) {
        return HANDSHAKE_NO_INITIATOR;
    }
    if (c->mode == TOPO_INITIATOR_ONLY && o->mode == TOPO_INITIATOR_ONLY) {
        return HANDSHAKE_NO_RESPONDER;
    }
    if (is_behind_nat(c) || is_behind_nat(o)) {
        return HANDSHAKE_BEHIND_NAT;
    }
    if (c->protocol != o->protocol) {
        return HANDSHAKE_VERSION;
    }
    if (!handshake_policies_agree(c, false)) {
        return HANDSHAKE_IKE_POLICY;
    }
    if (strcmp(c->shared_key, o->shared_key) != 0) {
        return HANDSHAKE_KEY;
    }
    if (!handshake_policies_agree(c, true)) {
        return HANDSHAKE_CHILD_POLICY;
    }
    return selectors_agree(c, o) ? HANDSHAKE_UP : HANDSHAKE_SELECTORS;
}

const char *handshake_word(enum handshake h)
{
    static const char *const word[] = {
        [HANDSHAKE_NOBODY] = "nobody has the address",
        [HANDSHAKE_ONE_SIDED] = "one end only",
        [HANDSHAKE_CUT_OFF] = "a route of the GatewaySubnet cuts the gateway off",
        [HANDSHAKE_INTO_ITSELF] = "its own packets are routed into it",
        [HANDSHAKE_INSIDE] = "the other side's address is in this side's own network",
        [HANDSHAKE_NO_INITIATOR] = "both ends only answer",
        [HANDSHAKE_NO_RESPONDER] = "both ends only start",
        [HANDSHAKE_BEHIND_NAT] = "the gateway alone is to start, and the device is behind NAT",
        [HANDSHAKE_VERSION] = "IKE versions differ",
        [HANDSHAKE_IKE_POLICY] = "IKE policies differ",
        [HANDSHAKE_KEY] = "keys differ",
        [HANDSHAKE_CHILD_POLICY] = "IPsec policies differ",
        [HANDSHAKE_SELECTORS] = "traffic selectors differ",
    };
    return word[h];
}
