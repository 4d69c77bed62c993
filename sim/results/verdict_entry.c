#include "sim/results/verdict_entry.h"

#include <math.h>
#include <string.h>

#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "sim/base/arena.h"
#include "sim/results/limit_place.h"
#include "sim/results/verdict_why.h"

/* The time that its flows may send in. */
static double may_s(const struct verdict_entry *e)
{
    const struct network *n = e->r->net;
    const sim_time_t from_at = e->spec->start > n->warmup ? e->spec->start : n->warmup,
                     to_at = e->spec->stop < n->duration ? e->spec->stop : n->duration;
    return to_at > from_at ? sim_time_s(to_at - from_at) : 0;
}

/* What its sources gave to be sent in that time, which of random ones is not what they give on
 * average; NAN: as much as they can, or by question and answer. */
double verdict_entry_wanted_bps(const struct verdict_entry *e)
{
    const int64_t app = e->spec->app;
    const bool says =
        app == TOPO_CBR || app == TOPO_POISSON || app == TOPO_ON_OFF || app == TOPO_REPLAY;
    return says && may_s(e) > 0 ? (double)e->all.offer_bytes * 8 / may_s(e) : NAN;
}

/* Rates are declared of whole packets of UDP, and of what is written to TCP. */
double verdict_entry_carried_bps(const struct verdict_entry *e)
{
    return (e->spec->transport == TOPO_TRANSPORT_TCP ? e->all.goodput_mbps
                                                     : e->all.throughput_mbps) *
           1e6;
}

static const char *transfers(const struct verdict_entry *e)
{
    size_t done = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        done += tcp_flow_done_at(e->r->net, (uint32_t)i) >= 0;
    }
    return e->spec->app == TOPO_BULK && done > 0
               ? arena_printf(e->arena, ", %zu of %zu transfers done", done, e->n)
               : "";
}

const char *verdict_entry_amount(const struct verdict_entry *e)
{
    const double wanted = verdict_entry_wanted_bps(e);
    if (e->spec->app == TOPO_PING || e->spec->app == TOPO_REQUEST_RESPONSE) {
        const double answers = may_s(e) > 0 ? (double)e->all.rtt.histogram.n / may_s(e) : 0;
        return arena_printf(e->arena, answers >= 100 ? "%.0f answers/s" : "%.3g answers/s",
                            answers);
    }
    if (isnan(wanted)) {
        return arena_printf(e->arena, "%s%s", verdict_rate(verdict_entry_carried_bps(e), e->arena),
                            transfers(e));
    }
    const char *carried = verdict_rate(verdict_entry_carried_bps(e), e->arena),
               *all = verdict_rate(wanted, e->arena);
    const bool waited =
        verdict_entry_carried_bps(e) > wanted &&
        strcmp(carried, all) != 0; /* in TCP's send buffer, when the warm-up ended */
    return arena_printf(e->arena, "%s of %s wanted%s", carried, all,
                        waited ? " and what had waited before" : "");
}

/* What sends whatever happens fills a queue without an end. */
const char *verdict_entry_under_way(const struct verdict_entry *e)
{
    const double offered = (double)e->all.fwd.offered,
                 way = offered - (double)e->all.fwd.received - (double)e->all.fwd.dropped;
    const bool much = offered > 0 && !isnan(verdict_entry_wanted_bps(e)) &&
                      e->spec->transport != TOPO_TRANSPORT_TCP && way >= LIMIT_LOST_LEAST * offered;
    return much ? arena_printf(e->arena, ", and %.0f %% is still on its way when the run ends",
                               100 * way / offered)
                : "";
}

size_t verdict_entry_lives(const struct verdict_entry *e)
{
    size_t n = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        n += e->r->limit[i].dur > 0;
    }
    return n;
}

/* Does the flow tell of what holds the entry back? Not one that never began; nor, where so much is
 * lost, one that lost nothing. */
bool verdict_entry_tells(const struct verdict_entry *e, size_t flow, bool lossy)
{
    const struct limit *l = &e->r->limit[flow];
    return l->dur > 0 && !(lossy && l->word[0].kind == LIMIT_APPLICATION);
}
