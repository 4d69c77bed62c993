#include "sim/campaign/batch_summary.h"

#include <math.h>
#include <stdio.h>

#include "sim/base/arena.h"
#include "sim/engine/stat.h"
#include "sim/scenario/paths.h"

static double sum_of(const struct stat_moments *s)
{
    return s->n > 0 ? s->sum : NAN;
}

/* Of facts that are 0 or 1: the runs where it is 0. */
static size_t count_zeros(const struct stat_moments *s)
{
    return s->n - (size_t)s->sum;
}

struct estimate {
    struct stat_mean mean;
    double lo, hi;
    const char *method;
};

/* Of the values of a configuration that is steady, or is not asked whether it is. */
static struct estimate estimate(const struct configuration *c, const struct stat_moments *s,
                                struct arena *arena)
{
    const double confidence = c->of != NULL ? c->of->replications.confidence : 0.95;
    struct estimate e = {.mean = stat_mean_of(s, confidence)};
    e.lo = e.mean.mean - e.mean.half_width;
    e.hi = e.mean.mean + e.mean.half_width;
    e.method =
        s->n < 2 ? NULL : arena_printf(arena, "student_t %g%% over replications", confidence * 100);
    if (c->of != NULL && c->of->replications.has_until &&
        s->n >= 3) { /* what the sampling was stopped by */
        stat_skewed_of(s, confidence, &e.lo, &e.hi);
        e.method = arena_printf(arena, "skewed_t %g%% over replications", confidence * 100);
    }
    return e;
}

void batch_summary_write(struct csv_out *o, size_t index, const struct configuration *c,
                         const struct batch_wanted *w, const struct stat_moments *moments,
                         struct batch_doubts *doubts, struct arena *arena)
{
    const struct stat_moments *fact = moments + w->n;
    const size_t judged = fact[BATCH_STEADY].n, unsteady = count_zeros(&fact[BATCH_STEADY]);
    const double warmup_s = stat_mean_of(&fact[BATCH_WARMUP_S], 0.95).mean;
    doubts->no_warmup += count_zeros(&fact[BATCH_WARMUP_FOUND]);
    bool few = false;
    for (size_t m = 0; m < w->n; m++) {
        const double paths = sum_of(&moments[w->paths[m]]);
        const size_t n = moments[m].n;
        /* without a steady state there is nothing for the means to estimate */
        const struct estimate none = {
            .mean = {.n = n, .mean = NAN, .sd = NAN, .half_width = NAN},
            .lo = NAN,
            .hi = NAN,
            .method = arena_printf(arena, "none: the backlog grows in %zu of %zu runs", unsteady,
                                   judged)};
        const struct estimate e = unsteady > 0 ? none : estimate(c, &moments[m], arena);
        few = few || paths < PATHS_FEW;
        doubts->missing += n == 0 && w->asked[m];
        csv_out_int(o, index);
        csv_out_text(o, c->study);
        csv_out_text(o, c->label);
        csv_out_text(o, w->name[m]);
        csv_out_int(o, n);
        csv_out_number(o, e.mean.mean);
        csv_out_number(o, e.mean.sd);
        csv_out_number(o, e.lo);
        csv_out_number(o, e.hi);
        csv_out_text(o, e.method);
        csv_out_number(o, warmup_s);
        csv_out_number(o, paths);
    }
    doubts->few_paths += few;
    doubts->unsteady += unsteady > 0;
}

void batch_summary_say(const struct batch_doubts *d)
{
    if (d->unsteady > 0) {
        (void)fprintf(
            stderr,
            "warning: in %zu configuration%s what waits in the links grows from beginning "
            "to end: there is no steady state to\n"
            "  estimate, and summary.csv has no means of them (simulation: {type: "
            "terminating} wants none)\n",
            d->unsteady, d->unsteady > 1 ? "s" : "");
    }
    if (d->no_warmup > 0) {
        (void)fprintf(stderr,
                      "warning: in %llu run%s MSER-5 found no warm-up, and nothing was left out: "
                      "too short\n",
                      (unsigned long long)d->no_warmup, d->no_warmup > 1 ? "s" : "");
    }
    if (d->few_paths > 0) {
        (void)fprintf(stderr,
                      "warning: %zu configuration%s on fewer than %d paths between regions "
                      "(n_paths in summary.csv): their delays'\n"
                      "  spread between paths is hardly seen; more replications, or more flows "
                      "that are not in one tunnel, show it\n",
                      d->few_paths, d->few_paths > 1 ? "s rest" : " rests", PATHS_FEW);
    }
    if (d->missing > 0) {
        (void)fprintf(stderr,
                      "warning: %zu time%s a metric that the study asks for is in no run of a "
                      "configuration (n = 0 in summary.csv)\n",
                      d->missing, d->missing > 1 ? "s" : "");
    }
}

static const struct csv_column summary_columns[] = {
    {"index", "number of the configuration in the campaign", CSV_INTEGER},
    {"study", "of the study or scenario", CSV_STRING},
    {"configuration", "AXIS=SETTING of each axis", CSV_STRING},
    {"metric", "its name carries the unit", CSV_STRING},
    {"n", "replications that have it", CSV_INTEGER},
    {"mean", "over replications", CSV_NUMBER},
    {"sd", "between replications", CSV_NUMBER},
    {"ci95_lo", "of the interval of the mean, at the study's confidence", CSV_NUMBER},
    {"ci95_hi", "upper end", CSV_NUMBER},
    {"method",
     "how the interval comes about: student_t; with `until`, skewed_t (Hall 1992); or none, and "
     "why",
     CSV_STRING},
    {"warmup_s", "left out at the start: mean over replications", CSV_NUMBER},
    {"n_paths",
     "distinct paths between regions that the flows took, over all replications; empty: no link "
     "has several",
     CSV_NUMBER},
};
const struct csv_table batch_summary_table = {
    .file = "summary.csv",
    .help = "Metrics are taken over all flows of a run; traffic.NAME.metric over those of a "
            "traffic entry.",
    .row = "a configuration and a metric",
    .column = summary_columns,
    .n = sizeof summary_columns / sizeof *summary_columns,
};
