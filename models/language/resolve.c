/*
 * Fills in what names stand for, kind by kind, and what follows from all of it.
 */
#include "models/language/resolve.h"

#include "models/language/resolve_parts.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/routing/rib.h"

/* What follows from all of it; needs a cloud without an error. */
static void conclude(const struct resolve *r)
{
    for (size_t i = 0; i < r->t->n_ends; i++) {
        r->t->connections[i].outcome = handshake_find(&r->t->connections[i]);
    }
    rib_build(r->t, r->a);
    nat_ways_find(r->t, r->a);
}

bool resolve(struct topo *t, const struct catalog *c, struct arena *a, struct diag *d)
{
    const struct resolve r = {t, c, a, d};
    const unsigned before = diag_count(d, DIAG_ERROR);
    resolve_make_room(&r);
    resolve_regions(&r);
    resolve_vnets(&r);
    resolve_sites(&r);
    resolve_gateways(&r);
    resolve_from(&r);
    resolve_lngs(&r);
    resolve_connections(&r);
    resolve_vms(&r);
    resolve_behind(&r);
    resolve_links(&r);
    resolve_traffic(&r);
    resolve_faults(&r);
    if (diag_count(d, DIAG_ERROR) != before) {
        return false;
    }
    conclude(&r);
    return true;
}
