#include "models/nsg.h"

#include "models/flow/flow.h"
#include "models/front.h"
#include "models/routing/filter.h"

static bool is_answer(const struct packet *p)
{
    return (p->kind & PACKET_KIND) == PACKET_RESPONSE;
}

/* As the network of the VM at which the group stands sees it. */
static struct filter_tuple tuple_of(const struct region *r, const struct packet *p, uint32_t vnet,
                                    uint32_t src, uint32_t dst)
{
    const struct network *n = r->net;
    const struct flow *f = &n->flow[p->flow];
    const struct front *front = n->vm[f->dst_vm].front;
    const bool handed_on = front != NULL && !is_answer(p) &&
                           dst != f->dst_vm; /* the member's own address and port are seen */
    const struct nat_end from = network_end(r, p, vnet, src), to = network_end(r, p, vnet, dst);

    return (struct filter_tuple){.src = from.addr,
                                 .dst = to.addr,
                                 .protocol = flow_protocol(f),
                                 .src_port = from.port,
                                 .dst_port = handed_on ? front->backend_port : to.port};
}

static bool passes(const struct region *r, const struct packet *p, uint32_t vm, uint32_t src,
                   uint32_t dst, bool is_end, enum topo_direction direction)
{
    const struct network *n = r->net;
    const struct net_vm *at = &n->vm[vm];
    const struct net_subnet *s = &n->subnet[at->subnet];

    if (s->declared->nsg == NULL && at->declared->nsg == NULL)
        return true;
    if (is_answer(p) && (is_end || at->asked_for == NULL || at->asked_for[p->flow] != 0))
        return true;
    if (direction == TOPO_INBOUND && p->target != 0 &&
        n->vm[n->flow[p->flow].dst_vm].declared->endpoint != NULL)
        return true; /* what comes over a private link is not judged by the service's own subnet
                        (assumed) */
    const struct filter_tuple t = tuple_of(r, p, at->vnet, src, dst);
    return filter_judge(s->declared->nsg, direction, &t, &s->effective).allowed &&
           filter_judge(at->declared->nsg, direction, &t, &s->effective).allowed;
}

bool nsg_lets_out(const struct region *r, const struct packet *p, uint32_t vm, uint32_t src,
                  uint32_t dst, bool is_end)
{
    return passes(r, p, vm, src, dst, is_end, TOPO_OUTBOUND);
}

bool nsg_lets_in(const struct region *r, const struct packet *p, uint32_t vm, uint32_t src,
                 uint32_t dst, bool is_end)
{
    const bool lets = passes(r, p, vm, src, dst, is_end, TOPO_INBOUND);

    if (lets && !is_answer(p) && r->net->vm[vm].asked_for != NULL)
        r->net->vm[vm].asked_for[p->flow] = 1;
    return lets;
}
