#include "sim/results/verdict_why.h"

#include <math.h>
#include <string.h>

#include "models/flow/service.h"
#include "models/tcp/tcp.h"
#include "sim/base/arena.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"
#include "sim/results/verdict_element.h"
#include "sim/results/verdict_figure.h"
#include "sim/results/verdict_place.h"

/* Of a place that loses packets without being too narrow. */
static const char *place_why(const struct limit_word *w, struct arena *arena)
{
    const char *down = verdict_place_down(w, arena);
    return down != NULL
               ? arena_printf(arena, "held back by %s, which is down for a time (events.csv)", down)
               : arena_printf(arena, "held back by %s", verdict_place_lost(w, arena));
}

/* ": 12 % of its answers come later than its time-out of 1 s"; before: what stands in front. "":
 * too few do. */
static const char *late_text(const struct topo_traffic *t, double late_frac, const char *before,
                             struct arena *arena)
{
    return late_frac < LIMIT_LOST_LEAST
               ? ""
               : arena_printf(arena, "%s %s of its answers come later than its time-out of %.4g s",
                              before, verdict_figure_percent(late_frac, arena),
                              sim_time_s(t->timeout));
}

static const char *service_why(const struct network *n, const struct topo_traffic *t,
                               const struct service *s, double late_frac, struct arena *arena)
{
    const double each_ms =
        s->requests > 0 ? (double)s->service_dur / (double)s->requests / (double)SIM_MS : 0;
    const double room = (double)(n->duration - n->warmup) * s->n_servers;
    const bool never = (double)s->busy_dur >= LIMIT_SATURATED * room;
    return arena_printf(arena, "held back by %s%s: %s ms a request, %u at once%s",
                        n->vm[s->vm].name, never ? ", which never rests" : "",
                        verdict_figure(each_ms, arena), s->n_servers,
                        late_text(t, late_frac, ", and", arena));
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
        sender ? "send buffer" : "receive window", verdict_figure_whole(bytes, arena),
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
    const char *late = late_text(t, late_frac, told ? ", and" : ":", arena);
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
        return verdict_element_why(w, arena);
    }
    if (w->kind == LIMIT_WINDOW || w->kind == LIMIT_SEND_BUFFER) {
        return window_why(n, flow, w, all, arena);
    }
    if (w->kind == LIMIT_SERVICE) {
        return service_why(n, n->flow[flow].spec, w->service, frac, arena);
    }
    if (w->kind == LIMIT_ROUND_TRIP) {
        return round_trip_why(n->flow[flow].spec, all, frac, arena);
    }
    if (w->cause == DROP_RANDOM_LOSS) {
        return arena_printf(arena, "held back by loss on the line: %s of its packets",
                            verdict_figure_percent(frac, arena));
    }
    if (w->reorders) {
        return arena_printf(arena, "held back by %s: TCP takes them for lost, and sends less",
                            verdict_place_overtaking(w, arena));
    }
    return plain_of(w) != NULL ? plain_of(w)->text : place_why(w, arena);
}

const char *verdict_why_beside(const struct network *n, size_t flow, const struct limit_word *w,
                               struct arena *arena)
{
    switch (w->kind) {
    case LIMIT_ELEMENT:
        return verdict_element_beside(w, arena);
    case LIMIT_WINDOW:
    case LIMIT_SEND_BUFFER:
        return arena_printf(
            arena, "the %s (%s bytes)", w->kind == LIMIT_WINDOW ? "receive window" : "send buffer",
            verdict_figure_whole(window_bytes(n, flow, w->kind == LIMIT_SEND_BUFFER), arena));
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
