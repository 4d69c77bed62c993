#include "sim/results/verdict_why.h"

#include <math.h>
#include <string.h>

#include "models/flow/service.h"
#include "models/flow/tcp_flow.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/results/limit_near.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"
#include "sim/results/verdict_place.h"

const char *verdict_figure(double v, struct arena *arena)
{
    return arena_printf(arena, v >= 100 ? "%.0f" : "%.3g", v);
}

const char *verdict_rate(double bps, struct arena *arena)
{
    static const char *const unit[] = {"bps", "kbps", "Mbps", "Gbps", "Tbps"};
    size_t i = 0;
    while (i < 4 && bps >= 999.5) {
        bps /= 1000;
        i++;
    }
    return arena_printf(arena, "%s %s", verdict_figure(bps, arena), unit[i]);
}

const char *verdict_percent(double frac, struct arena *arena)
{
    return arena_printf(arena, frac >= 0.995 ? "%.0f %%" : "%.2g %%", 100 * frac);
}

/* "65,535": thousands apart. */
static const char *whole(uint64_t v, struct arena *arena)
{
    return v < 1000 ? arena_printf(arena, "%u", (unsigned)v)
                    : arena_printf(arena, "%s,%03u", whole(v / 1000, arena), (unsigned)(v % 1000));
}

/* Of an element that has time to spare it is what it drops, from a short queue, that holds the flow
 * back. */
static const char *losses_at(const struct limit_element *e, const char *name, struct arena *arena)
{
    const bool spare = e->resource != NULL && e->used_frac < LIMIT_PACED;
    return spare ? arena_printf(arena, "losses at %s, busy %.0f %% of the time", name,
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
    return is_by_packets(w)
               ? arena_printf(arena, "%s packets/s", whole((uint64_t)e->rate_pps, arena))
               : verdict_rate((double)e->rate_bps, arena);
}

const char *verdict_why_figure(const struct limit_word *w, struct arena *arena)
{
    return arena_printf(arena, "%s %s", gateway_rate(w, arena),
                        w->at.is_aggregate ? "in all" : "a tunnel");
}

/* Where a SKU's published figure is in force, the SKU; where the scenario gives another, that. */
static const char *gateway_why(const struct limit_word *w, struct arena *arena)
{
    const struct limit_element *e = &w->at;
    const struct gateway *g = e->gateway;
    const struct topo_limits *given = &g->declared->limits;
    const bool by_packets = is_by_packets(w);
    const bool published = g->declared->sku != NULL && (e->is_aggregate ? given->aggregate_bps
                                                        : by_packets    ? given->tunnel_pps
                                                                        : given->tunnel_bps) == 0;
    const bool by_cipher =
        published && !e->is_aggregate && strcmp(e->tunnel->esp->name, "GCMAES256") != 0;
    const char *much = gateway_rate(w, arena);
    return arena_printf(arena, "held back by %s: %s %s %s%s", losses_at(e, g->name, arena),
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
    return by_packets ? arena_printf(arena, "%s packets/s", whole((uint64_t)e->rate_pps, arena))
                      : verdict_rate((double)e->rate_bps, arena);
}

/* "10 Mbps and 50,000,000 bytes that it held", in the flow's life; without a figure where nobody
 * knows how many others left of them. */
static const char *bucket_rate(const struct limit_element *e, struct arena *arena)
{
    const struct limit_bucket *b = &e->bucket;
    const char *rate = verdict_rate((double)b->rate_bps, arena);
    return !b->is_known ? arena_printf(arena, "%s and what it held", rate)
           : b->bps < LIMIT_WORTH * (double)b->rate_bps
               ? rate
               : arena_printf(arena, "%s and %s bytes that it held", rate,
                              whole((uint64_t)b->held_bytes, arena));
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
               *by_link = link_bps <= LIMIT_BESIDE * bucket_bps
                              ? arena_printf(arena, "%s%s", carries, verdict_rate(link_bps, arena))
                              : NULL;
    return by_bucket == NULL ? by_link
           : by_link == NULL ? by_bucket
                             : arena_printf(arena, "%s, and %s", by_link, by_bucket);
}

static const char *element_why(const struct limit_word *w, struct arena *arena)
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
               *by = losses_at(&w->at, what, arena);
    return w->at.link == NULL ? arena_printf(arena, "held back by %s", by)
                              : arena_printf(arena, "held back by %s: %s", by,
                                             link_rate(&w->at, "it carries ",
                                                       "its token bucket lets through ", arena));
}

/* Of a place that loses packets without being too narrow. */
static const char *place_why(const struct limit_word *w, struct arena *arena)
{
    const char *down = verdict_place_down(w, arena);
    return down != NULL
               ? arena_printf(arena, "held back by %s, which is down for a time (events.csv)", down)
               : arena_printf(arena, "held back by %s", verdict_place_lost(w, arena));
}

static const char *service_why(const struct network *n, const struct service *s,
                               struct arena *arena)
{
    const double each_ms =
        s->requests > 0 ? (double)s->service_dur / (double)s->requests / (double)SIM_MS : 0;
    const double room = (double)(n->duration - n->warmup) * s->n_servers;
    const bool never = (double)s->busy_dur >= LIMIT_SATURATED * room;
    return arena_printf(arena, "held back by %s%s: %s ms a request, %u at once", n->vm[s->vm].name,
                        never ? ", which never rests" : "", verdict_figure(each_ms, arena),
                        s->n_servers);
}

static uint64_t window_bytes(const struct network *n, size_t flow, bool sender)
{
    const bool back = n->flow[flow].spec->app ==
                      TOPO_REQUEST_RESPONSE; /* the answers are what a window could hold back */
    const struct tcp *from = back ? n->dst[flow]->tcp : n->src[flow]->tcp,
                     *to = back ? n->src[flow]->tcp : n->dst[flow]->tcp;
    return sender ? from->setup->profile->send_bytes : tcp_profile_window(to->setup->profile);
}

static const char *window_why(const struct network *n, size_t flow, const struct limit_word *w,
                              const struct measure *all, struct arena *arena)
{
    const bool sender = w->kind == LIMIT_SEND_BUFFER;
    const uint64_t bytes = window_bytes(n, flow, sender);
    const double rtt_ms = n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE
                              ? NAN /* that is from question to answer */
                              : measure_mean_ms(&all->rtt);
    return arena_printf(
        arena, "held back by the %s: %s bytes a round trip%s",
        sender ? "send buffer" : "receive window", whole(bytes, arena),
        isnan(rtt_ms) ? ""
                      : arena_printf(arena, rtt_ms < 1000 ? " of %.4g ms" : " of %.0f ms", rtt_ms));
}

/* Answers that came after their time-out say nothing of how long they took. A ping waits for none.
 */
static const char *round_trip_why(const struct topo_traffic *t, const struct measure *all,
                                  double late_frac, struct arena *arena)
{
    const bool told = all->rtt.histogram.n > 0 && t->app != TOPO_PING;
    const double rtt_ms = measure_mean_ms(&all->rtt),
                 way_ms = fmin(2 * measure_part_ms(all, all->propagation), rtt_ms);
    const char *trip =
        told ? arena_printf(arena, ": %s ms of %s ms from request to response",
                            verdict_figure(way_ms, arena), verdict_figure(rtt_ms, arena))
             : "";
    const char *late =
        late_frac < LIMIT_LOST_LEAST
            ? ""
            : arena_printf(arena, "%s %s of its answers come later than its time-out of %.4g s",
                           told ? ", and" : ":", verdict_percent(late_frac, arena),
                           sim_time_s(t->timeout));
    return arena_printf(arena, "held back by the round trip%s%s%s", trip, late,
                        *trip == '\0' && *late == '\0' ? ": no answer has come yet" : "");
}

static const struct plain { /* words that are no place and have no figure */
    const char *word, *text, *beside;
} plain[] = {
    {"handshake", "held back by connections that wait for the other end to answer",
     "connections that wait for the other end to answer"},
    {"slow_start", "held back by slow start: the window is still growing", "slow start"},
    {"congestion_window", "held back by the congestion window, which has not grown further yet",
     "the congestion window"},
    {"loss",
     "held back by losses: what is lost waits for time-outs, each twice as long as the one before",
     "losses"},
    {"pacing", "held back by pacing: the sender measures that the way carries no more", "pacing"},
    {"tunnel_down", "nothing gets through the tunnel while it is down (events.csv says why)",
     "the tunnel"},
    {"application", "nothing holds it back but itself", "how much it offers"},
};

static const struct plain *plain_of(const struct limit_word *w)
{
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (strcmp(plain[i].word, w->text) == 0) {
            return &plain[i];
        }
    }
    return NULL;
}

const char *verdict_why(const struct network *n, size_t flow, const struct limit_word *w,
                        const struct measure *all, double frac, struct arena *arena)
{
    if (w->kind == LIMIT_ELEMENT) {
        return element_why(w, arena);
    }
    if (w->kind == LIMIT_WINDOW || w->kind == LIMIT_SEND_BUFFER) {
        return window_why(n, flow, w, all, arena);
    }
    if (w->kind == LIMIT_SERVICE) {
        return service_why(n, w->service, arena);
    }
    if (w->kind == LIMIT_ROUND_TRIP) {
        return round_trip_why(n->flow[flow].spec, all, frac, arena);
    }
    if (w->cause == DROP_RANDOM_LOSS) {
        return arena_printf(arena, "held back by loss on the line: %s of its packets",
                            verdict_percent(frac, arena));
    }
    if (w->reorders) {
        return arena_printf(arena, "held back by %s: TCP takes them for lost, and sends less",
                            verdict_place_overtaking(w, arena));
    }
    return plain_of(w) != NULL ? plain_of(w)->text : place_why(w, arena);
}

static const char *element_beside(const struct limit_word *w, struct arena *arena)
{
    const struct limit_element *e = &w->at;
    const char *name = strchr(w->text, ':');
    name = name != NULL ? name + 1 : w->text;
    if (e->gateway != NULL) {
        return arena_printf(arena, "%s (%s)", e->gateway->name, verdict_why_figure(w, arena));
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

const char *verdict_why_beside(const struct network *n, size_t flow, const struct limit_word *w,
                               struct arena *arena)
{
    switch (w->kind) {
    case LIMIT_ELEMENT:
        return element_beside(w, arena);
    case LIMIT_WINDOW:
    case LIMIT_SEND_BUFFER:
        return arena_printf(arena, "the %s (%s bytes)",
                            w->kind == LIMIT_WINDOW ? "receive window" : "send buffer",
                            whole(window_bytes(n, flow, w->kind == LIMIT_SEND_BUFFER), arena));
    case LIMIT_APPLICATION:
        return n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE ? "its own think time"
                                                                : plain_of(w)->beside;
    case LIMIT_ROUND_TRIP:
        return n->flow[flow].spec->app == TOPO_PING ? "answers that come later than its time-out"
                                                    : "the round trip";
    case LIMIT_SERVICE:
        return n->vm[w->service->vm].name;
    default:
        if (w->reorders) {
            return verdict_place_overtaking(w, arena);
        }
        return plain_of(w) != NULL ? plain_of(w)->beside : verdict_place_lost(w, arena);
    }
}
