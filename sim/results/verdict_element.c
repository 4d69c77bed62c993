#include "sim/results/verdict_element.h"

#include <string.h>

#include "models/cloud/raise.h"
#include "models/net/region.h"
#include "models/network.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/results/limit.h"
#include "sim/results/limit_near.h"
#include "sim/results/limit_place.h"
#include "sim/results/verdict_figure.h"

/* Of what reduces windows at an element; less than a tenth of it is not worth a word. */
static const char *reductions(const struct limit_word *w)
{
    const uint64_t all = w->losses + w->marks;
    return w->marks * 10 <= all ? "losses" : w->losses * 10 <= all ? "marks" : "losses and marks";
}

/* Of an element that has time to spare it is what it drops, from a short queue, or marks that holds
 * the flow back. */
static const char *losses_at(const struct limit_word *w, const char *name, struct arena *arena)
{
    const struct limit_element *e = &w->at;
    const bool spare = e->resource != NULL && e->used_frac < LIMIT_PACED && w->lost + w->marks > 0;
    return spare ? arena_printf(arena, "%s at %s, busy %.0f %% of the time", reductions(w), name,
                                100 * e->used_frac)
                 : name;
}

static bool is_by_packets(const struct limit_word *w)
{
    return strstr(w->text, "/tunnel_packets") != NULL;
}

static const char *gateway_rate(const struct limit_word *w, struct arena *arena)
{
    const struct limit_element *e = &w->at;
    return is_by_packets(w) ? arena_printf(arena, "%s packets/s",
                                           verdict_figure_whole((uint64_t)e->rate_pps, arena))
                            : verdict_figure_rate((double)e->rate_bps, arena);
}

const char *verdict_element_figure(const struct limit_word *w, struct arena *arena)
{
    return arena_printf(arena, "%s %s", gateway_rate(w, arena),
                        w->at.is_aggregate ? "in all" : "a tunnel");
}

/* One of its limits: what it carries is no SKU's any more. */
static bool is_raised(const struct gateway *g)
{
    const struct topo *t = g->region->net->topo;
    return raise_factor(t, "gateway:%s/tunnel_bits", g->name) > 1 ||
           raise_factor(t, "gateway:%s/tunnel_packets", g->name) > 1 ||
           raise_factor(t, "gateway:%s/aggregate", g->name) > 1;
}

/* Where a SKU's published figure is in force, the SKU; where the scenario gives another, that. */
static const char *gateway_why(const struct limit_word *w, struct arena *arena)
{
    const struct limit_element *e = &w->at;
    const struct gateway *g = e->gateway;
    const struct topo_limits *given = &g->declared->limits;
    const bool by_packets = is_by_packets(w);
    const bool published = g->declared->sku != NULL && !is_raised(g) &&
                           (e->is_aggregate ? given->aggregate_bps
                            : by_packets    ? given->tunnel_pps
                                            : given->tunnel_bps) == 0;
    const bool by_cipher =
        published && !e->is_aggregate && strcmp(e->tunnel->esp->name, "GCMAES256") != 0;
    const char *much = gateway_rate(w, arena);
    return arena_printf(arena, "held back by %s: %s %s %s%s", losses_at(w, g->name, arena),
                        published ? g->declared->sku_name : "its limits let through",
                        published ? arena_printf(arena, "carries %s", much) : much,
                        e->is_aggregate ? "in all" : "a tunnel",
                        by_cipher ? arena_printf(arena, " with %s", e->tunnel->esp->name) : "");
}

static const char *appliance_rate(const struct limit_element *e, struct arena *arena)
{
    const bool by_packets =
        e->rate_bps == UNITS_UNLIMITED ||
        (e->rate_pps != UNITS_UNLIMITED && e->full_s < 1.001 / (double)e->rate_pps);
    return by_packets ? arena_printf(arena, "%s packets/s",
                                     verdict_figure_whole((uint64_t)e->rate_pps, arena))
                      : verdict_figure_rate((double)e->rate_bps, arena);
}

/* "10 Mbps and 50,000,000 bytes that it held", in the flow's life; without a figure where nobody
 * knows how many others left of them. */
static const char *bucket_rate(const struct limit_element *e, struct arena *arena)
{
    const struct limit_bucket *b = &e->bucket;
    const char *rate = verdict_figure_rate((double)b->rate_bps, arena);
    return !b->is_known ? arena_printf(arena, "%s and what it held", rate)
           : b->bps < LIMIT_WORTH * (double)b->rate_bps
               ? rate
               : arena_printf(arena, "%s and %s bytes that it held", rate,
                              verdict_figure_whole((uint64_t)b->held_bytes, arena));
}

/* Of a link's bandwidth and its token bucket what lets the flow have least, and the other one if
 * it is as near: carries, bucket are what goes before either. */
static const char *link_rate(const struct limit_element *e, const char *carries, const char *bucket,
                             struct arena *arena)
{
    const double link_bps = (double)e->link->rate_bps, bucket_bps = e->bucket.bps;
    const char *by_bucket = bucket_bps <= LIMIT_BESIDE * link_bps
                                ? arena_printf(arena, "%s%s", bucket, bucket_rate(e, arena))
                                : NULL,
               *by_link =
                   link_bps <= LIMIT_BESIDE * bucket_bps
                       ? arena_printf(arena, "%s%s", carries, verdict_figure_rate(link_bps, arena))
                       : NULL;
    return by_bucket == NULL ? by_link
           : by_link == NULL ? by_bucket
                             : arena_printf(arena, "%s, and %s", by_link, by_bucket);
}

const char *verdict_element_why(const struct limit_word *w, struct arena *arena)
{
    const char *name = strchr(w->text, ':');
    name = name != NULL ? name + 1 : w->text;
    if (w->at.gateway != NULL) {
        return gateway_why(w, arena);
    }
    if (w->at.appliance != NULL) {
        return arena_printf(arena, "held back by the appliance %s: its limits let through %s",
                            w->at.appliance->name, appliance_rate(&w->at, arena));
    }
    const bool nic = strncmp(w->text, "nic:", 4) == 0;
    const char *what = arena_printf(arena, nic ? "the NIC of %s" : "the link %s", name),
               *by = losses_at(w, what, arena);
    return w->at.link == NULL ? arena_printf(arena, "held back by %s", by)
                              : arena_printf(arena, "held back by %s: %s", by,
                                             link_rate(&w->at, "it carries ",
                                                       "its token bucket lets through ", arena));
}

const char *verdict_element_beside(const struct limit_word *w, struct arena *arena)
{
    const struct limit_element *e = &w->at;
    const char *name = strchr(w->text, ':');
    name = name != NULL ? name + 1 : w->text;
    if (e->gateway != NULL) {
        return arena_printf(arena, "%s (%s)", e->gateway->name, verdict_element_figure(w, arena));
    }
    if (e->appliance != NULL) {
        return arena_printf(arena, "the appliance %s (%s)", e->appliance->name,
                            appliance_rate(e, arena));
    }
    if (e->link == NULL) {
        return name;
    }
    return arena_printf(arena, "%s %s (%s)",
                        strncmp(w->text, "nic:", 4) == 0 ? "the NIC of" : "the link", name,
                        link_rate(e, "", "token bucket: ", arena));
}
