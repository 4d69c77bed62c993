#include "sim/campaign/selection.h"

#include <math.h>

#include "sim/base/arena.h"
#include "sim/results/metric.h"

/* Runs of each that are made at a time, so that several processors have work when few are left: it
 * must not depend on their number, or the files would. */
enum { STEP = 4 };

/* Smaller is better. */
static double loss_of(const struct selection *s, const struct contest *c, size_t configuration,
                      int64_t k)
{
    const double value =
        batch_metric(s->batch, &s->batch->campaign->configuration[configuration], k, c->metric);
    return metric_find(c->metric)->less_is_better ? value : -value;
}

static bool may_enter(const struct selection *s, size_t configuration)
{
    if (s->batch->campaign->configuration[configuration].refused != NULL) {
        return false;
    }
    for (size_t c = 0; c < s->n_contests; c++) {
        for (int64_t k = 0; k < KN_FIRST; k++) {
            if (isnan(loss_of(s, &s->contest[c], configuration, k))) {
                return false;
            }
        }
    }
    return true;
}

static void enter(struct selection *s, struct arena *arena)
{
    s->entrant = ARENA_ARRAY(arena, size_t, s->batch->campaign->n);
    for (size_t i = 0; i < s->batch->campaign->n; i++) {
        if (may_enter(s, i)) {
            s->entrant[s->n_entrants++] = i;
        }
    }
}

static void open_contest(struct selection *s, struct contest *c, struct arena *arena)
{
    double *first = ARENA_ARRAY(arena, double, s->n_entrants *KN_FIRST);
    for (size_t i = 0; i < s->n_entrants; i++) {
        for (int64_t k = 0; k < KN_FIRST; k++) {
            first[i * KN_FIRST + (size_t)k] = loss_of(s, c, s->entrant[i], k);
        }
    }
    kn_init(&c->kn, s->n_entrants, first, c->delta, (1 - s->confidence) / (double)s->n_contests,
            arena);
    c->done = kn_is_done(&c->kn);
}

static bool all_done(const struct selection *s)
{
    bool done = true;
    for (size_t c = 0; c < s->n_contests; c++) {
        done = done && s->contest[c].done;
    }
    return done;
}

/* Asks for runs of those that some contest still needs. */
static void want_more(struct selection *s, int64_t runs)
{
    for (size_t i = 0; i < s->n_entrants; i++) {
        struct batch_state *state = &s->batch->state[s->entrant[i]];
        for (size_t c = 0; c < s->n_contests; c++) {
            if (!s->contest[c].done && s->contest[c].kn.in[i] && state->wanted < runs) {
                state->wanted = runs;
            }
        }
    }
}

/* One more replication for a contest. False: a run has failed, or has no such value. */
static bool advance(struct selection *s, struct contest *c, int64_t k, double *observation)
{
    for (size_t i = 0; i < s->n_entrants; i++) {
        observation[i] = c->kn.in[i] ? loss_of(s, c, s->entrant[i], k) : 0;
        if (isnan(observation[i])) {
            return false;
        }
    }
    kn_add(&c->kn, observation);
    c->done = kn_is_done(&c->kn);
    return true;
}

int selection_run(struct selection *s, struct arena *arena)
{
    int err = batch_execute(s->batch);
    if (err != 0) {
        return err;
    }
    enter(s, arena);
    double *observation = ARENA_ARRAY(arena, double, s->n_entrants);
    for (size_t c = 0; c < s->n_contests && s->n_entrants > 0; c++) {
        open_contest(s, &s->contest[c], arena);
    }
    for (int64_t runs = KN_FIRST; s->n_entrants > 0 && !all_done(s) && runs < s->max_runs;) {
        const int64_t more = runs + STEP < s->max_runs ? runs + STEP : s->max_runs;
        want_more(s, more);
        err = batch_execute(s->batch);
        if (err != 0) {
            return err;
        }
        for (; runs < more; runs++) {
            for (size_t c = 0; c < s->n_contests; c++) {
                if (!s->contest[c].done && !advance(s, &s->contest[c], runs, observation)) {
                    return 0; /* undecided */
                }
            }
        }
    }
    return 0;
}

size_t selection_best(const struct selection *s, const struct contest *c)
{
    return s->entrant[kn_best(&c->kn)];
}
