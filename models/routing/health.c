#include "models/routing/health.h"

enum { SOURCE_PORT = 49152 }; /* the first that is not registered (RFC 6335, 6) */

bool health_may_change(const struct topo *t, const struct topo_vm_group *members)
{
    for (size_t i = 0; i < t->n_faults; i++) {
        const struct topo_fault *f = &t->faults[i];
        const bool of_region = f->target == TOPO_FAULT_REGION,
                   of_zone =
                       f->target == TOPO_FAULT_ZONE && (members->zone_bits >> f->zone & 1) != 0;
        if ((of_region || of_zone) && members->subnet->vnet->region == f->region)
            return true;
    }
    return false;
}

uint32_t health_backend_port(const struct topo_balancer *b)
{
    return (uint32_t)(b->backend_port != 0 ? b->backend_port : b->port);
}

uint32_t health_probe_port(const struct topo_balancer *b)
{
    return b->probe.port != 0 ? (uint32_t)b->probe.port : health_backend_port(b);
}

const struct topo_nsg *health_denied_by(const struct topo_balancer *b,
                                        const struct topo_vm_group *backend, uint32_t addr,
                                        const struct effective *scope,
                                        const struct topo_rule **rule)
{
    const struct filter_tuple t = {.src = FILTER_LOAD_BALANCER,
                                   .dst = addr,
                                   .protocol = TOPO_TCP,
                                   .src_port = SOURCE_PORT,
                                   .dst_port = health_probe_port(b)};
    const struct topo_nsg *const groups[] = {backend->subnet->nsg, backend->nsg};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        const struct filter_verdict v = filter_judge(groups[i], TOPO_INBOUND, &t, scope);
        if (!v.allowed) {
            if (rule != NULL) {
                *rule = v.rule;
            }
            return groups[i];
        }
    }
    return NULL;
}
