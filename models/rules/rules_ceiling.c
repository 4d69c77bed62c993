/*
 * Traffic that wants more than what carries it has.
 */
#include "models/routing/handshake.h"
#include "models/rules/ceiling.h"
#include "sim/base/arena.h"

static struct span place_of(const struct ceiling *c)
{
    const struct topo_gateway *g = c->at;
    if (g->device == NULL)
        return g->has_limits ? g->limits.r.at : resource_field_at(&g->r, "sku");
    if (c->kind == CEILING_LINE)
        return g->device->has_uplink ? resource_field_at(&g->device->uplink.r, "bandwidth")
                                     : resource_field_at(&g->vnet->site->r, "bandwidth");
    return resource_field_given(&g->device->r, "throughput")
               ? resource_field_at(&g->device->r, "throughput")
               : resource_field_at(&g->vnet->site->r, "vpn_throughput");
}

static void say(const struct rules *r, const struct topo_connection *k, const struct demand *d,
                const struct ceiling *c)
{
    const char *name = c->at->r.name;
    const struct topo_connection *declared = k->r.table != NULL ? k : k->reverse;
    diag_add(r->d, &rules_code_over_ceiling, declared->r.at, "through this",
             "traffic wants %.0f Mbps (%.0f packets/s) through `%s`", d->bps / 1e6, d->pps,
             declared->r.name);
    diag_other(r->d, d->one->r.at, "this entry is part of it");
    diag_other(r->d, place_of(c), "the lowest ceiling on the way");
    if (c->kind == CEILING_TUNNEL && !c->at->has_limits) {
        diag_platform(r->d, "%s carries %.0f Mbps or %.0f packets/s a tunnel with this cipher",
                      c->at->sku_name, c->mbps, c->pps);
    } else if (c->kind == CEILING_TUNNEL) {
        diag_platform(r->d, "`%s` is given limits of its own a tunnel", name);
    } else if (c->kind == CEILING_GATE) {
        diag_platform(r->d, "`%s` carries %.0f Mbps in all, and %.0f are to go through it", name,
                      c->mbps, c->mbps * c->times);
    } else {
        diag_platform(r->d,
                      "the line of `%s` carries %.0f Mbps; with ESP around the packets %.0f are to "
                      "go over it",
                      name, c->mbps, c->mbps * c->times);
    }
    diag_help(r->d,
              c->kind == CEILING_LINE
                  ? "a wider line, a second device with an uplink of its own, or less traffic"
              : c->at->device != NULL ? "a device with more throughput, or a second one beside it"
              : c->kind == CEILING_TUNNEL ? "a larger SKU, GCMAES256 where another cipher is set, "
                                            "active_active gateways, or a peering"
                                          : "a larger SKU, active_active, or a peering");
}

/* A line that takes more than tunnels. */
static void say_line(const struct rules *r, const struct demand *clear, const struct ceiling *c)
{
    diag_add(r->d, &rules_code_over_ceiling, place_of(c), "carries less",
             "traffic wants %.0f Mbps out of the line of `%s`, %.0f of them to the Internet",
             c->mbps * c->times, c->at->r.name, clear->bps / 1e6);
    diag_other(r->d, clear->one->r.at, "this entry is part of it");
    diag_platform(r->d, "the line carries %.0f Mbps; tunnels have ESP around their packets",
                  c->mbps);
    diag_help(r->d, "a wider line, or less traffic");
}

static void check_lines(const struct rules *r, const struct ceilings *c)
{
    for (size_t i = r->t->n_gateways; i < r->t->n_endpoints; i++) {
        if (c->clear[i].one == NULL)
            continue;
        const struct ceiling line = ceilings_line(c, &r->t->gateways[i]);
        if (line.times <= 1)
            continue;
        *line.said = true;
        say_line(r, &c->clear[i], &line);
    }
}

void rules_over_ceiling(const struct rules *r)
{
    const struct topo *t = r->t;
    struct arena *arena = arena_new();
    struct ceilings c;
    ceilings_init(&c, r, arena);
    check_lines(r, &c);
    for (size_t k = 0; k < t->n_ends; k++) {
        const struct topo_connection *over = &t->connections[k];
        if (c.end[k].one == NULL || over->outcome != HANDSHAKE_UP)
            continue;
        const struct ceiling most = ceilings_most(&c, over, false);
        if (most.times <= 1 || (most.said != NULL && *most.said))
            continue;
        if (most.said != NULL)
            *most.said = true;
        say(r, over, &c.end[k], &most);
    }
    arena_free(arena);
}
