/*
 * runs.csv and summary.csv of a campaign. Read from the runs' own files, a configuration at a time, so memory does not grow
 * with the campaign, and what is written does not depend on who ran when.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/cloud/table.h"
#include "sim/app/batch.h"
#include "sim/app/metric.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/engine/stat.h"

enum { RUN_COLUMNS = 8, METRICS_MAX = 64 };

/* The metrics of a campaign: all of the run's, and those of traffic entries that a study asks for. */
struct wanted {
    const char *name[METRICS_MAX];
    size_t n;
};

static void want(struct wanted *w, const char *name)
{
    for (size_t i = 0; i < w->n; i++) {
        if (strcmp(w->name[i], name) == 0) {
            return;
        }
    }
    SIM_ASSERT(w->n < METRICS_MAX);
    w->name[w->n++] = name;
}

static void want_all(struct wanted *w, const struct campaign *c)
{
    size_t n;
    const struct metric *metric = metric_all(&n);
    *w = (struct wanted){.n = 0};
    for (size_t i = 0; i < n; i++) {
        want(w, metric[i].name);
    }
    for (size_t i = 0; i < c->n; i++) {
        const struct study *s = c->configuration[i].of;
        for (size_t k = 0; s != NULL && k < s->compare.metrics.n && w->n < METRICS_MAX; k++) {
            want(w, s->compare.metrics.v[k]);
        }
        if (s != NULL && s->replications.has_until && w->n < METRICS_MAX) {
            want(w, s->replications.until.metric);
        }
    }
}

static const struct batch_failure *failure_of(const struct batch_state *s, int64_t k)
{
    const struct batch_failure *f = s->failures;
    while (f != NULL && f->k != k) {
        f = f->next;
    }
    return f;
}

/* All wanted metrics of a run at once. */
static void read_metrics(const struct batch *b, const struct configuration *c, int64_t k, const struct wanted *w, double *value, struct arena *arena)
{
    char name[CAMPAIGN_RUN_MAX];
    struct table t;
    for (size_t m = 0; m < w->n; m++) {
        value[m] = NAN;
    }
    if (!table_read(&t, arena_printf(arena, "%s/runs/%s/metrics.csv", b->dir, campaign_run_name(c, k, name)), arena)) {
        return;
    }
    for (size_t i = 0; i < t.n_rows; i++) {
        for (size_t m = 0; m < w->n; m++) {
            if (strcmp(w->name[m], table_text(&t, i, 0)) == 0) {
                value[m] = table_number(&t, i, 1, NAN);
            }
        }
    }
}

static void write_run(struct csv_out *o, size_t index, const struct configuration *c, int64_t k, const struct batch_failure *f,
                      const struct wanted *w, const double *value)
{
    char name[CAMPAIGN_RUN_MAX];
    csv_out_int(o, index);
    csv_out_text(o, campaign_run_name(c, k, name));
    csv_out_text(o, c->study);
    csv_out_text(o, c->label);
    csv_out_int(o, (uint64_t)k);
    csv_out_int(o, c->first_seed + (uint64_t)k);
    csv_out_text(o, f != NULL ? "failed" : "ok");
    csv_out_text(o, f != NULL ? f->reason : NULL);
    for (size_t m = 0; m < w->n; m++) {
        csv_out_number(o, f != NULL ? NAN : value[m]);
    }
}

static void write_refused(struct csv_out *o, size_t index, const struct configuration *c, const struct wanted *w)
{
    csv_out_int(o, index);
    csv_out_missing(o);
    csv_out_text(o, c->study);
    csv_out_text(o, c->label);
    csv_out_missing(o);
    csv_out_missing(o);
    csv_out_text(o, "refused");
    csv_out_text(o, c->refused);
    for (size_t m = 0; m < w->n; m++) {
        csv_out_missing(o);
    }
}

static void write_summary(struct csv_out *o, size_t index, const struct configuration *c, const struct wanted *w, const double *value,
                          int64_t runs, struct arena *arena)
{
    const double confidence = c->of != NULL ? c->of->replications.confidence : 0.95;
    double *v = ARENA_ARRAY(arena, double, (size_t)runs);
    for (size_t m = 0; m < w->n; m++) {
        size_t n = 0;
        for (int64_t k = 0; k < runs; k++) {
            if (!isnan(value[(size_t)k * w->n + m])) {
                v[n++] = value[(size_t)k * w->n + m];
            }
        }
        const struct stat_mean s = stat_mean(v, n, confidence);
        csv_out_int(o, index);
        csv_out_text(o, c->study);
        csv_out_text(o, c->label);
        csv_out_text(o, w->name[m]);
        csv_out_int(o, n);
        csv_out_number(o, s.mean);
        csv_out_number(o, s.sd);
        csv_out_number(o, s.mean - s.half_width);
        csv_out_number(o, s.mean + s.half_width);
        csv_out_text(o, n < 2 ? NULL : arena_printf(arena, "student_t %g%% over replications", confidence * 100));
    }
}

static void report_configuration(const struct batch *b, size_t i, const struct wanted *w, struct csv_out *runs, struct csv_out *summary)
{
    const struct configuration *c = &b->campaign->configuration[i];
    const struct batch_state *s = &b->state[i];
    if (c->refused != NULL) {
        write_refused(runs, i, c, w);
        return;
    }
    struct arena *arena = arena_new();
    double *value = ARENA_ARRAY(arena, double, (size_t)s->wanted * w->n);
    for (int64_t k = 0; k < s->wanted; k++) {
        const struct batch_failure *f = failure_of(s, k);
        double *at = value + (size_t)k * w->n;
        struct arena *scratch = arena_new();
        read_metrics(b, c, k, w, at, scratch);
        arena_free(scratch);
        write_run(runs, i, c, k, f, w, at);
    }
    write_summary(summary, i, c, w, value, s->wanted, arena);
    arena_free(arena);
}

static const struct csv_column runs_columns[RUN_COLUMNS] = {
    {"index", "number of the configuration in the campaign"},
    {"run", "folder under runs/: hash of the expanded scenario, model data and version, and the seed"},
    {"study", "of the study or scenario"},
    {"configuration", "AXIS=SETTING of each axis"},
    {"replication", "from 0"},
    {"seed", "of the run"},
    {"status", "ok; failed: while it ran; refused: by the checks"},
    {"reason", "why it failed or was refused"},
};
const struct csv_table batch_runs_table = {
    .file = "runs.csv",
    .row = "a run",
    .help = "Further columns: every metric of summary.csv.",
    .column = runs_columns,
    .n = RUN_COLUMNS,
};

static struct csv_table runs_table(const struct wanted *w, struct arena *arena)
{
    struct csv_column *column = ARENA_ARRAY(arena, struct csv_column, RUN_COLUMNS + w->n);
    memcpy(column, runs_columns, sizeof runs_columns);
    for (size_t m = 0; m < w->n; m++) {
        column[RUN_COLUMNS + m] = (struct csv_column){w->name[m], "over all flows of the run"};
    }
    return (struct csv_table){.file = "runs.csv.part", .row = "a run", .column = column, .n = RUN_COLUMNS + w->n};
}

static const struct csv_column summary_columns[] = {
    {"index", "number of the configuration in the campaign"},
    {"study", "of the study or scenario"},
    {"configuration", "AXIS=SETTING of each axis"},
    {"metric", "its name carries the unit"},
    {"n", "replications that have it"},
    {"mean", "over replications"},
    {"sd", "between replications"},
    {"ci95_lo", "of the interval of the mean, at the study's confidence"},
    {"ci95_hi", "upper end"},
    {"method", "how the interval comes about"},
};
const struct csv_table batch_summary_table = {
    .file = "summary.csv",
    .help = "Metrics are taken over all flows of a run; traffic.NAME.metric over those of a traffic entry.",
    .row = "a configuration and a metric",
    .column = summary_columns,
    .n = sizeof summary_columns / sizeof *summary_columns,
};

static int put_in_place(const char *dir, const char *file, struct arena *arena)
{
    const char *to = arena_printf(arena, "%s/%s", dir, file);
    return rename(arena_printf(arena, "%s.part", to), to) != 0 ? -errno : 0;
}

int batch_report(const struct batch *b)
{
    struct arena *arena = arena_new();
    struct wanted w;
    struct csv_out runs, summary;
    want_all(&w, b->campaign);
    const struct csv_table table = runs_table(&w, arena);
    struct csv_table summary_part = batch_summary_table; /* written beside its place, as runs.csv is */
    summary_part.file = "summary.csv.part";
    int err = csv_out_open(&runs, b->dir, &table);
    if (err != 0) {
        goto out;
    }
    err = csv_out_open(&summary, b->dir, &summary_part);
    if (err != 0) {
        const int also = csv_out_close(&runs);
        err = also != 0 ? also : err;
        goto out;
    }
    for (size_t i = 0; i < b->campaign->n; i++) {
        if (batch_owns(b, i)) {
            report_configuration(b, i, &w, &runs, &summary);
        }
    }
    const int closed = csv_out_close(&runs);
    err = csv_out_close(&summary);
    err = closed != 0 ? closed : err;
    err = err == 0 ? put_in_place(b->dir, "runs.csv", arena) : err;
    err = err == 0 ? put_in_place(b->dir, "summary.csv", arena) : err;
out:
    arena_free(arena);
    return err;
}
