#include "sim/results/limit_place.h"

#include "models/appliance.h"
#include "models/net/link.h"
#include "models/tcp/tcp.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/results/limit_life.h"

/* Of elements of a way that are as busy as each other the first one limits: the others get what it
 * lets through. */
#define AS_BUSY 0.01

const char *limit_drop_text(const struct network *n, uint32_t place, enum drop_cause cause,
                            struct arena *arena)
{
    const struct place *p = &n->place[place];
    if (cause == DROP_TUNNEL_DOWN) {
        return "tunnel_down";
    }
    if (cause == DROP_RANDOM_LOSS) {
        return "loss";
    }
    const bool is_queue = (cause == DROP_QUEUE_FULL || cause == DROP_AQM) &&
                          (p->kind == PLACE_LINK || p->kind == PLACE_NIC);
    return is_queue ? p->text : arena_printf(arena, "%s/%s", p->text, drop_cause_word(cause));
}

const char *limit_line_text(const struct network *n, const struct limit_way *w, bool reorders,
                            struct arena *arena)
{
    return !reorders ? tcp_limit_word(TCP_LIMIT_LOSS)
           : w->reorders == NULL
               ? "reordering"
               : arena_printf(arena, "%s/reordering", n->place[w->reorders->place].text);
}

bool limit_is_narrow(const struct drop_record *d)
{
    switch ((enum drop_cause)d->cause) {
    case DROP_QUEUE_FULL:
    case DROP_AQM:
    case DROP_TUNNEL_BITS:
    case DROP_TUNNEL_PACKETS:
    case DROP_AGGREGATE:
    case DROP_APPLIANCE:
        return d->packets > 0;
    default:
        return false;
    }
}

bool limit_is_away(const struct drop_record *d)
{
    switch ((enum drop_cause)d->cause) {
    case DROP_RANDOM_LOSS:
    case DROP_FRAGMENT:
    case DROP_REPLAY:
    case DROP_TIMEOUT_LATE:
        return false;
    default:
        return d->packets > 0 && !limit_is_narrow(d);
    }
}

static bool drops_there(const struct limit_element *e, const struct drop_record *d)
{
    const bool queue = d->cause == DROP_QUEUE_FULL || d->cause == DROP_AQM;
    const bool tunnel = d->cause == DROP_TUNNEL_BITS || d->cause == DROP_TUNNEL_PACKETS;
    if (e->place != d->place) {
        return false;
    }
    return e->link != NULL        ? queue
           : e->appliance != NULL ? d->cause == DROP_APPLIANCE
           : e->is_aggregate      ? d->cause == DROP_AGGREGATE
                                  : tunnel;
}

/* A budget that is shared stands on the way there and on the way back: it is found there. */
const struct limit_element *limit_element_of(const struct limit_way *w, const struct drop_record *d)
{
    const struct limit_element *found = NULL;
    for (size_t i = 0; i < w->n; i++) {
        const struct limit_element *e = &w->v[i];
        if (drops_there(e, d) && (found == NULL || (e->resource != found->resource &&
                                                    e->used_frac > found->used_frac))) {
            found = e;
        }
    }
    return found;
}

static bool passes(const struct limit_element *e, bool only_there)
{
    return e->full_s > 0 || (!only_there && e->own_s > 0);
}

static const struct limit_element *busiest(const struct limit_way *w,
                                           const struct limit_element *dropping, double least,
                                           bool only_there)
{
    const struct limit_element *first = NULL;
    for (size_t i = 0; i < w->n; i++) {
        if (passes(&w->v[i], only_there) && w->v[i].used_frac >= least) {
            first = &w->v[i];
            least = first->used_frac;
        }
    }
    for (size_t i = w->n; first != NULL && i-- > 0;) {
        const bool as_busy = w->v[i].used_frac >= least - AS_BUSY;
        first = passes(&w->v[i], only_there) && as_busy ? &w->v[i] : first;
    }
    const bool drops = first != NULL && dropping != NULL && passes(dropping, only_there) &&
                       dropping->used_frac >= least - AS_BUSY;
    return drops ? dropping : first;
}

const struct limit_element *limit_busiest(const struct limit_way *w, const struct drop_record *most,
                                          double least)
{
    const struct limit_element *dropping = most != NULL ? limit_element_of(w, most) : NULL,
                               *there = w->is_asked ? NULL : busiest(w, dropping, least, true);
    return there != NULL ? there : busiest(w, dropping, least, false);
}

static bool is_near(sim_time_t worked_dur, sim_time_t busy_dur)
{
    return (double)busy_dur * LIMIT_NEAR >= (double)worked_dur;
}

bool limit_any_near_of(const struct limit_life *life)
{
    bool any = false;
    for (size_t i = 0; i < life->n_work; i++) {
        any = any || is_near(life->worked_dur, life->work[i].busy_dur);
    }
    return any;
}

bool limit_any_near(const struct network *n)
{
    const sim_time_t worked_dur = n->duration - n->warmup;
    bool any = false;
    for (size_t i = 0; i < n->n_links; i++) {
        any = any || is_near(worked_dur, n->link[i]->count.busy_dur) ||
              n->link[i]->queue != NULL; /* a token bucket may be, behind an idle link */
    }
    for (size_t i = 0; i < n->n_tunnels; i++) {
        any = any || is_near(worked_dur, n->tunnel[i].out.own.busy_dur) ||
              is_near(worked_dur, n->tunnel[i].in.own.busy_dur);
    }
    for (size_t i = 0; i < n->n_vms; i++) {
        any = any || (n->vm[i].appliance != NULL &&
                      is_near(worked_dur, n->vm[i].appliance->server.busy_dur));
    }
    for (size_t i = 0; i < n->n_gateways; i++) {
        for (int k = 0; k < GATEWAY_INSTANCES * GATEWAY_WAYS; k++) {
            const struct gateway_instance *g = &n->gateway[i].instance[k / GATEWAY_WAYS];
            any = any || is_near(worked_dur, g->aggregate[k % GATEWAY_WAYS].busy_dur);
        }
    }
    return any;
}

const struct limit_element *limit_marking(const struct limit_way *w)
{
    const struct limit_element *found = NULL;
    for (size_t i = 0; i < w->n; i++) {
        const struct limit_element *e = &w->v[i];
        if (e->link != NULL && e->full_s > 0 &&
            link_marks(e->link) > (found != NULL ? link_marks(found->link) : 0)) {
            found = e;
        }
    }
    return found;
}

const struct drop_record *limit_narrowest(const struct limit_way *w, const struct drop_record *drop,
                                          size_t n, uint64_t received)
{
    double passed = (double)received;
    for (size_t i = w->n; i-- > 0;) {
        const struct limit_element *e = &w->v[i];
        const struct drop_record *here = NULL;
        for (size_t k = 0; e->full_s > 0 && k < n;
             k++) { /* NICs have one place, both ways: its element is found for one of them */
            here = limit_is_loss(&drop[k]) && limit_element_of(w, &drop[k]) == e ? &drop[k] : here;
        }
        if (here == NULL) {
            continue;
        }
        if ((double)here->packets >= LIMIT_LOST_LEAST * ((double)here->packets + passed)) {
            return here;
        }
        passed += (double)here->packets;
    }
    return NULL;
}
