/*
 * Trace to an address of the Internet: there is nobody there, so that the way ends where it leaves
 * the cloud, by the way out of the VM that it comes from last, or at a site.
 */
#include <string.h>

#include "models/trace/trace_parts.h"

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

bool trace_leaves(struct walk *w, uint32_t vm, uint32_t vnet, bool is_gateway,
                  const struct effective_route *e)
{
    const struct net_vm *at = &w->n->vm[vm];
    if (!w->q->outside)
        return false;
    if (w->n->vnet[vnet].declared->site != NULL) {
        TRACE_STEP(w, arena_printf(w->arena, "site %s", w->n->vnet[vnet].declared->r.name),
                   "leaves by its own way to the Internet");
        w->t->arrived = true;
        return true;
    }
    if (is_gateway || e->hop != TOPO_HOP_INTERNET)
        return false;
    const char *by = topo_way_out(at->declared);
    if (by != NULL) {
        TRACE_STEP(w, "the Internet", "leaves by %s", by);
        w->t->arrived = true;
        return true;
    }
    TRACE_DROP(w, DROP_NO_ROUTE, "VN0624", trace_vnet_place(w, vnet),
               arena_printf(w->arena,
                            "`%s` has no way to the Internet: no public address, and its subnet "
                            "neither a NAT gateway nor default outbound access",
                            at->declared->r.name),
               "nat_gateway at its subnet, public_ip_addresses at the VM, or of an older network "
               "default_outbound_access: true");
    w->t->here = at->declared->subnet->r.at;
    w->t->there = at->declared->r.at;
    return true;
}
