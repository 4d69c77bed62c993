/* Whose address is the next hop of a route. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

/* The first address of a subnet that nobody has chosen; NULL: none. */
static const char *choose_address(struct arm_plan *p, struct arm_subnet *s)
{
    struct ip4_prefix prefix;
    char text[IP4_TEXT_MAX];
    if (!arm_prefix(s->prefix, &prefix) || prefix.len > 29) {
        return NULL;
    }
    const uint32_t last = prefix.addr | ~ip4_mask(prefix.len);
    for (uint32_t a = prefix.addr + 4; a < last; a++) {
        const char *candidate = ip4_addr_format(a, text);
        if (!arm_texts_has(&s->taken, candidate)) {
            candidate = arena_strdup(p->w->arena, candidate);
            arm_texts_add(p->w->arena, &s->taken, candidate);
            return candidate;
        }
    }
    return NULL;
}

const char *arm_address_of(struct arm_plan *p, struct arm_machine *m)
{
    if (m->address == NULL && m->count == 1 && m->subnet != NULL) {
        m->address = choose_address(p, m->subnet);
    }
    return m->address;
}

/* A load balancer in front of appliances: the first of them stands for all. */
static bool settle_balancer(struct arm_plan *p, struct arm_route *r)
{
    for (size_t i = 0; i < p->balancers.n; i++) {
        struct arm_balancer *b = p->balancers.v[i];
        if (b->address == NULL || strcmp(b->address, r->hop) != 0 || b->member == NULL ||
            arm_address_of(p, b->member) == NULL) {
            continue;
        }
        diag_add(p->w->diag, &arm_code_stand_in, r->at, "here",
                 "the next hop of route `%s` is load balancer `%s`: its member `%s` stands for it",
                 r->name, b->name, b->member->name);
        r->hop = b->member->address;
        b->backend = NULL;
        return true;
    }
    return false;
}

static struct arm_machine *holder(const struct arm_plan *p, const char *address)
{
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->address != NULL && strcmp(m->address, address) == 0) {
            return m;
        }
    }
    return NULL;
}

/* The machine of a NIC or firewall that a template names in place of an address. */
static struct arm_machine *named(const struct arm_plan *p, const char *id)
{
    const struct arm_resource *r = arm_resource_by_id(p->w, id);
    if (r == NULL || r->mapped == NULL) {
        return NULL;
    }
    if (strcasecmp(r->type, "Microsoft.Network/azureFirewalls") == 0) {
        return r->mapped;
    }
    const struct arm_nic *nic =
        strcasecmp(r->type, "Microsoft.Network/networkInterfaces") == 0 ? r->mapped : NULL;
    for (size_t i = 0; nic != NULL && i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->nic == nic) {
            return m;
        }
    }
    return NULL;
}

/* The only machine of the address's subnet that forwards and has chosen no address: the template
 * means its. */
static struct arm_machine *meant(const struct arm_plan *p, const char *address)
{
    struct arm_machine *found = NULL;
    struct ip4_prefix host, prefix;
    if (!arm_prefix(arena_printf(p->w->arena, "%.20s/32", address), &host)) {
        return NULL;
    }
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->forwards && m->address == NULL && m->count == 1 && m->subnet != NULL &&
            arm_prefix(m->subnet->prefix, &prefix) && ip4_prefix_has(prefix, host.addr)) {
            if (found != NULL) {
                return NULL;
            }
            found = m;
        }
    }
    return found;
}

/* An address of a machine beside its first one, as appliances have that take over from each other.
 */
static bool settle_further(struct arm_plan *p, struct arm_route *r)
{
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->nic == NULL || m->subnet == NULL || !arm_texts_has(&m->nic->further, r->hop) ||
            arm_address_of(p, m) == NULL) {
            continue;
        }
        diag_add(p->w->diag, &arm_code_stand_in, r->at, "here",
                 "the next hop of route `%s` is a further address of `%s`: its first one, %s, "
                 "stands for it",
                 r->name, m->name, m->address);
        r->hop = m->address;
        return true;
    }
    return false;
}

static void settle_hop(struct arm_plan *p, struct arm_route *r)
{
    if (r->hop[0] != '/') {
        if (settle_balancer(p, r) || (holder(p, r->hop) == NULL && settle_further(p, r))) {
            return;
        }
        struct arm_machine *m = holder(p, r->hop) == NULL ? meant(p, r->hop) : NULL;
        if (m != NULL) {
            m->address = r->hop;
            arm_texts_add(p->w->arena, &m->subnet->taken, r->hop);
            diag_add(p->w->diag, &arm_code_assumed, r->at, NULL,
                     "`%s` is the only machine there that forwards: it has the address %s of this "
                     "next hop",
                     m->name, r->hop);
        }
        return;
    }
    struct arm_machine *m = named(p, r->hop);
    if (m == NULL || arm_address_of(p, m) == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "here",
                 "the next hop of route `%s` is the address of `%s`, which is not known: the route "
                 "drops its packets",
                 r->name, arm_last_name(r->hop));
        r->type = "None";
        r->hop = NULL;
        return;
    }
    r->hop = m->address;
}

void arm_settle_hops(struct arm_plan *p)
{
    for (size_t i = 0; i < p->tables.n; i++) {
        const struct arm_table *t = p->tables.v[i];
        for (size_t k = 0; k < t->routes.n; k++) {
            struct arm_route *r = t->routes.v[k];
            if (r->hop != NULL && arm_may_work(p->w, r->at, p->machines.n / 8 + 1)) {
                settle_hop(p, r);
            }
        }
    }
}
