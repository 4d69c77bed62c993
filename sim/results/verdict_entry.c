#include "sim/results/verdict_entry.h"

#include <math.h>
#include <string.h>

#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "sim/base/arena.h"
#include "sim/results/limit_place.h"
#include "sim/results/verdict_figure.h"

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

/* "940 Mbps"; of transfers with an end "25.6 Mbps, 1 of 1 transfers done in 0.312 s": when all are,
 * the time since counts for nothing. */
static const char *transfers(const struct verdict_entry *e)
{
    const struct network *n = e->r->net;
    size_t done = 0;
    sim_time_t first_at = SIM_NEVER, last_at = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        const sim_time_t done_at = tcp_flow_done_at(n, (uint32_t)i);
        done += done_at >= 0;
        last_at = done_at > last_at ? done_at : last_at;
        first_at = n->flow[i].start_at < first_at ? n->flow[i].start_at : first_at;
    }
    if (done < e->n) {
        const char *rate = verdict_figure_rate(verdict_entry_carried_bps(e), e->arena);
        return done == 0
                   ? rate
                   : arena_printf(e->arena, "%s, %zu of %zu transfers done", rate, done, e->n);
    }
    const double counted_s = sim_time_s(last_at - (first_at > n->warmup ? first_at : n->warmup));
    return arena_printf(e->arena, "%s, %zu of %zu transfers done in %s s",
                        verdict_figure_rate((double)e->all.goodput_bytes * 8 / counted_s, e->arena),
                        done, e->n, verdict_figure(sim_time_s(last_at - first_at), e->arena));
}

/* "9.8 of 10 answers/s": a ping says itself how many it wants; nothing, where it gets them. */
static const char *answers(const struct verdict_entry *e)
{
    const double s = may_s(e), got = s > 0 ? (double)e->all.rtt.histogram.n / s : 0,
                 asked = s > 0 ? (double)e->all.fwd.offered / s : 0;
    const char *much = verdict_figure(got, e->arena);
    return e->spec->app == TOPO_PING && !verdict_entry_is_content(e)
               ? arena_printf(e->arena, "%s of %s answers/s", much, verdict_figure(asked, e->arena))
               : arena_printf(e->arena, "%s answers/s", much);
}

const char *verdict_entry_amount(const struct verdict_entry *e)
{
    const double wanted = verdict_entry_wanted_bps(e);
    if (e->spec->app == TOPO_PING || e->spec->app == TOPO_REQUEST_RESPONSE) {
        return answers(e);
    }
    if (isnan(wanted)) {
        return transfers(e);
    }
    const char *carried = verdict_figure_rate(verdict_entry_carried_bps(e), e->arena),
               *all = verdict_figure_rate(wanted, e->arena);
    const bool waited =
        verdict_entry_carried_bps(e) > wanted &&
        strcmp(carried, all) != 0; /* in TCP's send buffer, when the warm-up ended */
    return arena_printf(e->arena, "%s of %s wanted%s", carried, all,
                        waited ? " and what had waited before" : "");
}

/* Of its packets, and of a ping's answers. */
static double under_way_frac(const struct verdict_entry *e)
{
    const struct measure *m = &e->all;
    const double offered = (double)m->fwd.offered,
                 there = offered - (double)m->fwd.received - (double)m->fwd.dropped,
                 back =
                     e->spec->app == TOPO_PING
                         ? (double)m->rev.offered - (double)m->rev.received - (double)m->rev.dropped
                         : 0;
    return offered > 0 ? (there + back) / offered : 0;
}

/* No more of it than the shortest way takes: the others wait somewhere. */
static double on_its_way_frac(const struct verdict_entry *e)
{
    const struct flow_delay *d = e->spec->app == TOPO_PING ? &e->all.rtt : &e->all.owd;
    const double most = d->histogram.n > 0 && may_s(e) > 0 ? measure_min_ms(d) / 1e3 / may_s(e) : 0;
    return fmin(most, under_way_frac(e));
}

bool verdict_entry_is_content(const struct verdict_entry *e)
{
    const bool ping = e->spec->app == TOPO_PING;
    const double wanted = ping ? (double)e->all.fwd.offered : verdict_entry_wanted_bps(e),
                 got = ping ? (double)e->all.rtt.histogram.n : verdict_entry_carried_bps(e);
    return (got + on_its_way_frac(e) * wanted) * LIMIT_WORTH >= wanted;
}

const char *verdict_entry_under_way(const struct verdict_entry *e)
{
    const double way = under_way_frac(e);
    return !isnan(verdict_entry_wanted_bps(e)) && way >= LIMIT_LOST_LEAST
               ? arena_printf(e->arena, ", and %.0f %% is still on its way when the run ends",
                              100 * way)
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
