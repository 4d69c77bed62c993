#include "models/routing/filter.h"

bool filter_in_virtual_network(const struct effective *scope, uint32_t addr)
{
    for (size_t i = 0; i < scope->n; i++) {
        const struct effective_route *r = &scope->v[i];
        const bool counts =
            r->source != EFFECTIVE_SYSTEM || r->hop == TOPO_HOP_LOCAL || r->hop == TOPO_HOP_PEERING;
        if (counts && ip4_prefix_has(r->prefix, addr)) {
            return true;
        }
    }
    return false;
}

static bool is_private(uint32_t addr)
{
    return addr >> 24 == 10 || addr >> 20 == 0xAC1 || addr >> 16 == 0xC0A8 ||
           addr >> 22 == 0x191; /* RFC 1918, RFC 6598 */
}

/* One end of a packet: whether it is inside VirtualNetwork is found out when a rule asks first. */
struct end {
    uint32_t addr;
    const struct effective *scope;
    bool is_asked, inside;
};

static bool is_inside(struct end *e)
{
    if (!e->is_asked) {
        e->inside = filter_in_virtual_network(e->scope, e->addr);
        e->is_asked = true;
    }
    return e->inside;
}

static bool is_internet(struct end *e)
{
    return !is_private(e->addr) && !is_inside(e);
}

static bool matches_address(const struct topo_match *m, struct end *e)
{
    return (m->tags & TOPO_TAG_ANY) != 0 || ranges_have(&m->ranges, e->addr) ||
           ((m->tags & TOPO_TAG_VNET) != 0 && is_inside(e)) ||
           ((m->tags & TOPO_TAG_INTERNET) != 0 && is_internet(e)) ||
           ((m->tags & TOPO_TAG_LB) != 0 && e->addr == FILTER_LOAD_BALANCER);
}

/* ICMP has no ports: any range matches. */
static bool matches_port(const struct topo_match *m, int protocol, uint32_t port)
{
    return protocol == TOPO_ICMP || (m->tags & TOPO_TAG_ANY) != 0 || ranges_have(&m->ranges, port);
}

static bool matches(const struct topo_rule *r, const struct filter_tuple *t, struct end *src,
                    struct end *dst)
{
    return (r->protocol == TOPO_ANY_PROTOCOL || r->protocol == t->protocol) &&
           matches_port(&r->source_ports, t->protocol, t->src_port) &&
           matches_port(&r->destination_ports, t->protocol, t->dst_port) &&
           matches_address(&r->source, src) && matches_address(&r->destination, dst);
}

static struct filter_verdict by_default(enum topo_direction direction, struct end *src,
                                        struct end *dst)
{
    const bool inside = is_inside(src) && is_inside(dst);
    if (direction == TOPO_INBOUND) {
        return inside ? (struct filter_verdict){true, NULL, "AllowVnetInBound"}
               : src->addr == FILTER_LOAD_BALANCER
                   ? (struct filter_verdict){true, NULL, "AllowAzureLoadBalancerInBound"}
                   : (struct filter_verdict){false, NULL, "DenyAllInBound"};
    }
    return inside             ? (struct filter_verdict){true, NULL, "AllowVnetOutBound"}
           : is_internet(dst) ? (struct filter_verdict){true, NULL, "AllowInternetOutBound"}
                              : (struct filter_verdict){false, NULL, "DenyAllOutBound"};
}

struct filter_verdict filter_judge(const struct topo_nsg *nsg, enum topo_direction direction,
                                   const struct filter_tuple *t, const struct effective *scope)
{
    struct end src = {.addr = t->src, .scope = scope}, dst = {.addr = t->dst, .scope = scope};
    if (nsg == NULL) {
        return (struct filter_verdict){.allowed = true};
    }
    for (size_t i = 0; i < nsg->n_ordered[direction]; i++) {
        const struct topo_rule *r = nsg->ordered[direction][i];
        if (matches(r, t, &src, &dst)) {
            return (struct filter_verdict){r->allow == 1, r, NULL};
        }
    }
    return by_default(direction, &src, &dst);
}
