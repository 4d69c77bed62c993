/*
 * Queues where nothing can wait.
 */
#include "models/rules/rules_parts.h"
#include "sim/base/units.h"

static void check(const struct rules *r, const struct topo_queue *q, int64_t bandwidth_bps)
{
    const bool bucket = q->discipline == TOPO_TOKEN_BUCKET;
    if (q->discipline == TOPO_DROP_TAIL ||
        (bucket ? q->rate_bps < bandwidth_bps : bandwidth_bps != UNITS_UNLIMITED)) {
        return;
    }
    diag_add(r->d, &rules_code_idle_queue, resource_field_at(&q->r, "discipline"), "has no effect",
             bucket ? "the bandwidth behind the token bucket is not above its rate"
                    : "the bandwidth behind the queue is unlimited: nothing waits");
    diag_help(r->d, bucket ? "give it a rate below the bandwidth, or drop_tail"
                           : "give a bandwidth, or leave the queue out");
}

/* An entry's queue stands in front of what the pair's bandwidth is, wherever that is given. */
static void check_links(const struct rules *r)
{
    const struct topo *t = r->t;
    bool limited = t->inter_region.bandwidth_bps != UNITS_UNLIMITED;
    for (size_t i = 0; i < t->n_links; i++) {
        const struct topo_link *l = &t->links[i];
        limited = limited || resource_field_given(&l->r, "bandwidth");
        if (resource_field_given(&l->r, "queue")) {
            check(r, &l->queue, topo_link_for(t, l->a, l->b).bandwidth_bps);
        }
    }
    if (!limited ||
        t->inter_region.bandwidth_bps != UNITS_UNLIMITED) { /* else: for those that have one */
        check(r, &t->inter_region.queue, t->inter_region.bandwidth_bps);
    }
}

void rules_idle_queue(const struct rules *r)
{
    check_links(r);
    for (size_t i = 0; i < r->t->n_vms; i++) {
        check(r, &r->t->vms[i].nic.queue, r->t->vms[i].nic.bandwidth_bps);
    }
    for (size_t i = 0; i < r->t->n_sites; i++) {
        const struct topo_site *s = &r->t->sites[i];
        if (s->has_queue) {
            check(r, &s->queue, s->bandwidth_bps);
        }
        for (size_t k = 0; k < s->n_devices; k++) {
            const struct topo_uplink *u = &s->devices[k].uplink;
            if (s->devices[k].has_uplink && u->has_queue) {
                check(r, &u->queue, u->bandwidth_bps);
            }
        }
    }
}
