#include <math.h>

#include "sim/results/limit_finder.h"
#include "sim/results/limit_near.h"
#include "sim/results/limit_share.h"

bool limit_is_own(const struct limit_finder *f, const struct limit_element *e)
{
    const double own = f->measure->goodput_mbps,
                 flows = own > 0 ? f->entry.mbps / own : 1; /* of the entry, as large as this one */
    return flows * e->own_frac >= LIMIT_SHARED * e->used_frac;
}

/* How many times as often it asks when parts of that share go by faster. */
static double raised(double share)
{
    return 1 / (1 - (1 - 1 / LIMIT_RAISE) * share);
}

/* The parts that are worth 3 %, and so many of the largest that a tenth is. Returns how many times
 * as often it would ask by them. */
static double name_parts(struct limit *l)
{
    const double trips = limit_trips_dur(l);
    double sum = 0;
    for (size_t i = 0; i < l->n && l->dur > 0; i++) {
        struct limit_word *w = &l->word[i];
        const double dur = w->kind == LIMIT_ROUND_TRIP ? trips : (double)w->dur;
        w->named = i == 0 || dur >= LIMIT_ASK_NEAR * (double)l->dur ||
                   (w->dur > 0 && sum < LIMIT_ASK_MOST * (double)l->dur);
        sum += w->named ? (double)w->dur : 0;
    }
    return l->dur > 0 ? raised(sum / (double)l->dur) : 1;
}

static void name_beside(struct limit_word *w)
{
    w->beside = !w->named;
    w->named = true;
}

static void name_part(struct limit_finder *f, enum limit_kind kind)
{
    struct limit_word *w =
        kind == LIMIT_APPLICATION ? limit_word_of_text(f, "application", LIMIT_APPLICATION, NULL)
        : kind == LIMIT_SERVICE   ? limit_word_of_service(f)
                                  : limit_word_of_text(f, "round_trip", LIMIT_ROUND_TRIP, NULL);
    name_beside(w);
}

/* Of what fills an element: without the queue there the other parts of the time, and its own
 * transmission, are all that it waits for. Where these would hold it as soon, the largest of them
 * are named, until they let it have what the element raised carries. Returns how many times as
 * often it would ask by them. */
static double name_unqueued(struct limit_finder *f)
{
    struct {
        double s;
        enum limit_kind kind;
    } part[] = {{f->ask.think_s, LIMIT_APPLICATION},
                {f->ask.service_s, LIMIT_SERVICE},
                {f->ask.round_trip_s, LIMIT_ROUND_TRIP}};
    const size_t n = sizeof part / sizeof *part;
    double all_s = f->full->own_s;
    for (size_t i = 0; i < n; i++) {
        all_s += part[i].s;
    }
    const double room = all_s > 0 ? f->ask.all_s / all_s : HUGE_VAL;
    double sum = all_s > 0 ? f->full->own_s / all_s : 0;
    for (size_t k = 0; k < n && room < LIMIT_BESIDE && room * raised(sum) < LIMIT_RAISE; k++) {
        size_t most = 0;
        for (size_t i = 1; i < n; i++) {
            most = part[i].s > part[most].s ? i : most;
        }
        const double share = part[most].s / all_s;
        if (share >= LIMIT_ASK_NEAR || (share > 0 && sum < LIMIT_ASK_MOST)) {
            name_part(f, part[most].kind);
            sum += share;
        }
        part[most].s = 0;
    }
    return room * raised(sum);
}

/* What would be full when it asks that many times as often. */
static void name_filled(struct limit_finder *f, double times)
{
    for (size_t i = 0; i < f->way.n; i++) {
        const struct limit_element *e = &f->way.v[i];
        if (e != f->full && e->used_frac * fmin(times, LIMIT_BESIDE) > 1 && limit_is_own(f, e)) {
            name_beside(limit_word_of_element(f, e));
        }
    }
}

void limit_ask_name(struct limit_finder *f)
{
    const double times = name_parts(f->limit);
    name_filled(f, f->full != NULL ? name_unqueued(f) : times);
    limit_sort(f->limit, 1);
}
