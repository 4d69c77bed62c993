/*
 * Trace to the Internet. To a host that is declared it goes on outside, and an answer comes back to
 * where the request has left. To another address there is nobody: the way ends where it leaves the
 * cloud, by the way out of the VM that it comes from last, or at a site.
 */
#include <string.h>

#include "models/cloud/special.h"
#include "models/outside.h"
#include "models/trace/trace_parts.h"
#include "models/vpn/gateway.h"

static const struct topo_vnet internet = {.r = {.name = "the Internet"}};
static const struct topo_vm_group somebody = {
    .r = {.name = "the Internet"}, .kind = TOPO_MACHINE, .count = 1, .configurations = 1};

const struct network *trace_outside(const struct network *n, uint32_t addr, uint32_t *vm,
                                    struct arena *arena)
{
    char text[IP4_TEXT_MAX];
    struct network *copy = ARENA_NEW(arena, struct network);
    *copy = *n;
    copy->vm = ARENA_ARRAY(arena, struct net_vm, n->n_vms + 1);
    copy->vnet = ARENA_ARRAY(arena, struct net_vnet, n->n_vnets + 1);
    memcpy(copy->vm, n->vm, n->n_vms * sizeof *n->vm);
    memcpy(copy->vnet, n->vnet, n->n_vnets * sizeof *n->vnet);
    copy->vnet[n->n_vnets] = (struct net_vnet){.declared = &internet};
    copy->vm[n->n_vms] = (struct net_vm){.name = arena_strdup(arena, ip4_addr_format(addr, text)),
                                         .addr = addr,
                                         .declared = &somebody,
                                         .vnet = (uint32_t)n->n_vnets};
    copy->n_vms++;
    copy->n_vnets++;
    *vm = (uint32_t)n->n_vms;
    return copy;
}

static void has_no_way(struct walk *w, const struct trace_leaving *l)
{
    const struct topo_vm_group *g = w->n->vm[l->vm].declared;
    TRACE_DROP(
        w, DROP_NO_ROUTE, "VN0624", trace_vnet_place(w, l->vnet),
        arena_printf(w->arena,
                     "`%s` has no way to the Internet: no public address or load balancer, and "
                     "its subnet neither a NAT gateway nor default outbound access",
                     g->r.name),
        "nat_gateway at its subnet, public_ip_addresses or outbound_load_balancer at the VM, or "
        "of an older network default_outbound_access: true");
    w->t->here = g->subnet->r.at;
    w->t->there = g->r.at;
}

/* On the Internet nobody has such an address. */
static bool is_private(struct walk *w, const struct trace_leaving *l)
{
    const struct special *s = special_of((struct ip4_prefix){w->n->vm[w->q->to].addr, 32});
    if (s == NULL)
        return false;
    TRACE_DROP(w, DROP_NO_ROUTE, TRACE_CODE_LOST, trace_vnet_place(w, l->vnet),
               arena_printf(w->arena,
                            "the route leads to the Internet, where nobody has an address "
                            "of %s (%s)",
                            s->text, s->what),
               "a network or site that has the address, and a way to it");
    return true;
}

bool trace_leaves(struct walk *w, const struct trace_leaving *l, uint32_t *region,
                  enum trace_next *next)
{
    const struct network *n = w->n;
    const struct topo_vnet *v = n->vnet[l->vnet].declared;
    const bool is_host = outside_is_host(n, w->q->to),
               is_out = v->site != NULL ? l->e->hop == TOPO_HOP_INTERNET ||
                                              l->e->hop == TOPO_HOP_LOCAL /* all addresses */
                                        : l->e->hop == TOPO_HOP_INTERNET && l->gateway == NULL;
    *next = TRACE_NEXT_DROPPED;
    if ((!w->q->outside && !is_host) || !is_out)
        return false;
    if (is_private(w, l))
        return true;
    if (v->site != NULL) {
        TRACE_STEP(w, arena_printf(w->arena, "site %s", v->r.name),
                   "leaves by its own way to the Internet");
    } else if (topo_way_out(w->n->vm[l->vm].declared) != NULL) {
        TRACE_STEP(w, "the Internet", "leaves by %s", topo_way_out(w->n->vm[l->vm].declared));
    } else {
        has_no_way(w, l);
        return true;
    }
    w->t->arrived = !is_host;
    if (is_host) {
        w->t->exit =
            outside_exit(n, w->q->from, l->vnet, l->gateway != NULL ? l->gateway->number : l->vm,
                         l->gateway != NULL);
        if (v->site != NULL)
            trace_over_line(w, outside_device(n, w->t->exit)->uplink_out);
        *region = n->vnet[l->vnet].region;
        *next = TRACE_NEXT_VM;
    }
    return true;
}

enum trace_next trace_comes_back(struct walk *w, uint32_t *vm, uint32_t *region,
                                 const struct gateway **gateway)
{
    const struct network *n = w->n;
    const struct trace *request = w->q->request;
    const uint32_t exit = request != NULL ? request->exit : 0;
    if (request != NULL && !request->arrived) {
        TRACE_DROP(w, DROP_NO_ROUTE, TRACE_CODE_LOST, trace_vnet_place(w, n->vm[*vm].vnet),
                   "nothing has come that it could answer", "see the way there");
        return TRACE_NEXT_DROPPED;
    }
    if (exit == 0 || exit > n->n_gateways) {
        *vm = exit == 0 ? w->q->to : exit - 1 - (uint32_t)n->n_gateways;
        return TRACE_NEXT_VM;
    }
    *gateway = outside_device(n, exit);
    trace_cross(w, *region, (*gateway)->region->index);
    *region = (*gateway)->region->index;
    trace_over_line(w, (*gateway)->uplink_in);
    return TRACE_NEXT_TUNNEL_END;
}

bool trace_is_of_platform(uint32_t addr)
{
    const struct special *s = special_of((struct ip4_prefix){addr, 32});
    return s != NULL && s->use == SPECIAL_PLATFORM;
}

bool trace_is_special(struct walk *w, uint32_t vm)
{
    const struct special *s = special_of((struct ip4_prefix){w->n->vm[w->q->to].addr, 32});
    const struct topo_vm_group *g = w->n->vm[vm].declared;
    if (!w->q->outside || s == NULL || s->use == SPECIAL_PRIVATE)
        return false;
    if (s->use == SPECIAL_PLATFORM && topo_is_of_platform(g)) {
        TRACE_STEP(w, "the platform",
                   "%s: reached where the VM stands, whatever routes and "
                   "security groups say of other addresses",
                   s->what);
        w->t->arrived = true;
        return true;
    }
    TRACE_DROP(w, DROP_NO_ROUTE, TRACE_CODE_LOST, trace_vnet_place(w, w->n->vm[vm].vnet),
               s->use == SPECIAL_PLATFORM
                   ? arena_printf(w->arena, "%s is %s, for VMs alone", s->text, s->what)
                   : arena_printf(w->arena,
                                  "%s is %s: no packet for it leaves a machine by a route", s->text,
                                  s->what),
               "an address that a machine elsewhere can have");
    w->t->here = g->r.at;
    return true;
}
