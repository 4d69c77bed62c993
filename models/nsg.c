#include "models/nsg.h"

#include "models/routing/filter.h"

#define SOURCE_PORT 49152 /* the first that is not registered (RFC 6335, 6); every flow's */

/* As the network of the VM at which the group stands sees it. */
static struct filter_tuple tuple_of(const struct network *n, const struct packet *p, uint32_t vnet, uint32_t src, uint32_t dst)
{
    const struct topo_traffic *t = n->flow[p->flow].spec;
    const uint32_t named = n->flow[p->flow].dst_vm;
    const struct front *front = n->vm[named].front;
    const bool handed_on = front != NULL && dst != named; /* the member's own address and port are seen */

    return (struct filter_tuple){.src = network_addr(n, vnet, src),
                                 .dst = network_addr(n, vnet, dst),
                                 .protocol = flow_protocol(&n->flow[p->flow]),
                                 .src_port = SOURCE_PORT,
                                 .dst_port = handed_on ? front->backend_port : (uint32_t)t->port};
}

static bool passes(const struct network *n, const struct packet *p, uint32_t vm, uint32_t src, uint32_t dst, enum topo_direction direction)
{
    const struct net_vm *at = &n->vm[vm];
    const struct net_subnet *s = &n->subnet[at->subnet];

    if (s->declared->nsg == NULL && at->declared->nsg == NULL)
        return true;
    if (direction == TOPO_INBOUND && p->target != 0 && n->vm[n->flow[p->flow].dst_vm].declared->endpoint != NULL)
        return true; /* what comes over a private link is not judged by the service's own subnet (assumed) */
    const struct filter_tuple t = tuple_of(n, p, at->vnet, src, dst);
    return filter_judge(s->declared->nsg, direction, &t, &s->effective).allowed &&
           filter_judge(at->declared->nsg, direction, &t, &s->effective).allowed;
}

bool nsg_lets_out(const struct network *n, const struct packet *p, uint32_t vm, uint32_t src, uint32_t dst)
{
    return passes(n, p, vm, src, dst, TOPO_OUTBOUND);
}

bool nsg_lets_in(const struct network *n, const struct packet *p, uint32_t vm, uint32_t src, uint32_t dst)
{
    return passes(n, p, vm, src, dst, TOPO_INBOUND);
}
