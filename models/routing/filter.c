#include "models/routing/filter.h"

bool filter_in_virtual_network(const struct effective *scope, uint32_t addr)
{
    for (size_t i = 0; i < scope->n; i++) {
        const struct effective_route *r = &scope->v[i];
        const bool counts = r->source != EFFECTIVE_SYSTEM || r->hop == TOPO_HOP_LOCAL || r->hop == TOPO_HOP_PEERING;
        if (counts && ip4_prefix_has(r->prefix, addr)) {
            return true;
        }
    }
    return false;
}

static bool is_private(uint32_t addr)
{
    return addr >> 24 == 10 || addr >> 20 == 0xAC1 || addr >> 16 == 0xC0A8 || addr >> 22 == 0x191; /* RFC 1918, RFC 6598 */
}

static bool is_internet(const struct effective *scope, uint32_t addr)
{
    return !filter_in_virtual_network(scope, addr) && !is_private(addr);
}

static bool matches_address(const struct topo_match *m, uint32_t addr, const struct effective *scope)
{
    switch (m->kind) {
    case TOPO_MATCH_ANY:
        return true;
    case TOPO_MATCH_PREFIX:
        return ip4_prefix_has(m->prefix, addr);
    case TOPO_MATCH_VNET:
        return filter_in_virtual_network(scope, addr);
    case TOPO_MATCH_INTERNET:
        return is_internet(scope, addr);
    case TOPO_MATCH_LB:
        return addr == FILTER_LOAD_BALANCER;
    }
    return false;
}

/* ICMP has no ports: any range matches. */
static bool matches_port(const struct topo_ports *p, int protocol, uint32_t port)
{
    return protocol == TOPO_ICMP || (port >= p->low && port <= p->high);
}

static bool matches(const struct topo_rule *r, enum topo_direction direction, const struct filter_tuple *t, const struct effective *scope)
{
    return r->direction == (int64_t)direction && (r->protocol == TOPO_ANY_PROTOCOL || r->protocol == t->protocol) &&
           matches_address(&r->source, t->src, scope) && matches_address(&r->destination, t->dst, scope) &&
           matches_port(&r->source_ports, t->protocol, t->src_port) && matches_port(&r->destination_ports, t->protocol, t->dst_port);
}

static struct filter_verdict by_default(enum topo_direction direction, const struct filter_tuple *t, const struct effective *scope)
{
    const bool inside = filter_in_virtual_network(scope, t->src) && filter_in_virtual_network(scope, t->dst);
    if (direction == TOPO_INBOUND) {
        return inside                   ? (struct filter_verdict){true, NULL, "AllowVnetInBound"}
               : t->src == FILTER_LOAD_BALANCER ? (struct filter_verdict){true, NULL, "AllowAzureLoadBalancerInBound"}
                                         : (struct filter_verdict){false, NULL, "DenyAllInBound"};
    }
    return inside                        ? (struct filter_verdict){true, NULL, "AllowVnetOutBound"}
           : is_internet(scope, t->dst) ? (struct filter_verdict){true, NULL, "AllowInternetOutBound"}
                                         : (struct filter_verdict){false, NULL, "DenyAllOutBound"};
}

struct filter_verdict filter_judge(const struct topo_nsg *nsg, enum topo_direction direction, const struct filter_tuple *t,
                                   const struct effective *scope)
{
    const struct topo_rule *first = NULL;
    if (nsg == NULL) {
        return (struct filter_verdict){.allowed = true};
    }
    for (size_t i = 0; i < nsg->n_rules; i++) {
        const struct topo_rule *r = &nsg->rules[i];
        if ((first == NULL || r->priority < first->priority) && matches(r, direction, t, scope)) {
            first = r;
        }
    }
    return first != NULL ? (struct filter_verdict){first->allow == 1, first, NULL} : by_default(direction, t, scope);
}
