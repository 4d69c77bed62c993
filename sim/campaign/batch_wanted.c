#include "sim/campaign/batch_wanted.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/results/metric.h"

static const char *const fact_name[BATCH_FACTS] = {[BATCH_WARMUP_S] = "warmup_s",
                                                   [BATCH_WARMUP_FOUND] = "warmup_found",
                                                   [BATCH_STEADY] = "steady",
                                                   [BATCH_N_PATHS] = "n_paths"};

static void want(struct batch_wanted *w, const char *name, bool asked)
{
    for (size_t i = 0; i < w->n; i++) {
        if (strcmp(w->name[i], name) == 0) {
            w->asked[i] = w->asked[i] || asked;
            return;
        }
    }
    w->asked[w->n] = asked;
    w->name[w->n++] = name;
}

static void want_paths(struct batch_wanted *w, struct arena *arena)
{
    for (size_t m = 0; m < w->n; m++) {
        const char *dot = strrchr(w->name[m], '.');
        w->paths[m] = w->n + BATCH_N_PATHS;
        if (dot != NULL) {
            w->paths[m] = w->n_all;
            w->name[w->n_all++] =
                arena_printf(arena, "%.*s.n_paths", (int)(dot - w->name[m]), w->name[m]);
        }
    }
}

void batch_want(struct batch_wanted *w, const struct campaign *c, struct arena *arena)
{
    size_t n;
    const struct metric *metric = metric_all(&n);
    size_t most = n;
    for (size_t i = 0; i < c->n; i++) {
        const struct study *s = c->configuration[i].of;
        const bool again = i > 0 && s == c->configuration[i - 1].of;
        most += s != NULL && !again ? s->compare.metrics.n + 1 : 0;
    }
    *w = (struct batch_wanted){.name = ARENA_ARRAY(arena, const char *, 2 * most + BATCH_FACTS),
                               .paths = ARENA_ARRAY(arena, size_t, most),
                               .asked = ARENA_ARRAY(arena, bool, most)};
    for (size_t i = 0; i < n; i++) {
        want(w, metric[i].name, false);
    }
    for (size_t i = 0; i < c->n; i++) {
        const struct study *s = c->configuration[i].of;
        for (size_t k = 0; s != NULL && k < s->compare.metrics.n; k++) {
            want(w, s->compare.metrics.v[k], true);
        }
        if (s != NULL && s->replications.has_until) {
            want(w, s->replications.until.metric, true);
        }
    }
    for (size_t f = 0; f < BATCH_FACTS; f++) {
        w->name[w->n + f] = fact_name[f];
    }
    w->n_all = w->n + BATCH_FACTS;
    want_paths(w, arena);
}
