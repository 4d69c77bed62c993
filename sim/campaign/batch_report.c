/*
 * runs.csv and summary.csv of a campaign. Read from the runs' own files, a run at a time, so memory
 * does not grow with the campaign, and what is written does not depend on who ran when.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/campaign/batch.h"
#include "sim/campaign/batch_summary.h"
#include "sim/term/shell_word.h"

enum { RUN_COLUMNS = 8 };

static const struct batch_failure *failure_of(const struct batch_state *s, int64_t k)
{
    const struct batch_failure *f = s->failures;
    while (f != NULL && f->k != k) {
        f = f->next;
    }
    return f;
}

/* All that is wanted of a run at once. False: its results are not there. */
static bool read_metrics(const struct batch *b, const struct configuration *c, int64_t k,
                         const struct batch_wanted *w, double *value, struct arena *arena)
{
    char name[CAMPAIGN_RUN_MAX];
    struct table t;
    for (size_t m = 0; m < w->n_all; m++) {
        value[m] = NAN;
    }
    if (!table_read(
            &t,
            arena_printf(arena, "%s/runs/%s/metrics.csv", b->dir, campaign_run_name(c, k, name)),
            arena)) {
        return false;
    }
    for (size_t i = 0; i < t.n_rows; i++) {
        for (size_t m = 0; m < w->n_all; m++) {
            if (strcmp(w->name[m], table_text(&t, i, 0)) == 0) {
                value[m] = table_number(&t, i, 1, NAN);
            }
        }
    }
    return true;
}

static void write_run(struct csv_out *o, size_t index, const struct configuration *c, int64_t k,
                      const struct batch_failure *f, const struct batch_wanted *w,
                      const double *value)
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
    for (size_t m = 0; m < w->n + BATCH_FACTS; m++) {
        csv_out_number(o, f != NULL ? NAN : value[m]);
    }
}

static void write_refused(struct csv_out *o, size_t index, const struct configuration *c,
                          const struct batch_wanted *w)
{
    csv_out_int(o, index);
    csv_out_missing(o);
    csv_out_text(o, c->study);
    csv_out_text(o, c->label);
    csv_out_missing(o);
    csv_out_missing(o);
    csv_out_text(o, "refused");
    csv_out_text(o, c->refused);
    for (size_t m = 0; m < w->n + BATCH_FACTS; m++) {
        csv_out_missing(o);
    }
}

static void report_configuration(const struct batch *b, size_t i, const struct batch_wanted *w,
                                 struct csv_out *runs, struct csv_out *summary,
                                 struct batch_doubts *doubts)
{
    const struct configuration *c = &b->campaign->configuration[i];
    const struct batch_state *s = &b->state[i];
    if (c->refused != NULL) {
        write_refused(runs, i, c, w);
        return;
    }
    struct arena *arena = arena_new();
    double *value = ARENA_ARRAY(arena, double, w->n_all);
    struct stat_moments *moments = ARENA_ARRAY(arena, struct stat_moments, w->n_all);
    for (int64_t k = 0; k < s->wanted; k++) {
        const struct batch_failure *f = failure_of(s, k);
        struct arena *scratch = arena_new();
        static const struct batch_failure gone = {.reason = "its results are gone"};
        if (!read_metrics(b, c, k, w, value, scratch) && f == NULL) {
            f = &gone;
        }
        arena_free(scratch);
        write_run(runs, i, c, k, f, w, value);
        for (size_t m = 0; m < w->n_all; m++) {
            if (!isnan(value[m])) {
                stat_moments_add(&moments[m], value[m]);
            }
        }
    }
    batch_summary_write(summary, i, c, w, moments, doubts, arena);
    arena_free(arena);
}

static const struct csv_column runs_columns[RUN_COLUMNS] = {
    {"index", "number of the configuration in the campaign", CSV_INTEGER},
    {"run",
     "folder under runs/: hash of the expanded scenario, model data and version, and the seed",
     CSV_STRING},
    {"study", "of the study or scenario", CSV_STRING},
    {"configuration", "AXIS=SETTING of each axis", CSV_STRING},
    {"replication", "from 0", CSV_INTEGER},
    {"seed", "of the run", CSV_INTEGER},
    {"status", "ok; failed: while it ran; refused: by the checks", CSV_STRING},
    {"reason", "why it failed or was refused", CSV_STRING},
};
const struct csv_table batch_runs_table = {
    .file = "runs.csv",
    .row = "a run",
    .help = "Further columns: every metric of summary.csv; then what the figures rest on: "
            "warmup_s, what was left out; warmup_found,\n"
            "1 where an automatic warm-up was found, 0 where there was none; steady, 0 where the "
            "backlog grows, empty where that is\n"
            "not asked; n_paths, distinct paths between regions.",
    .has_metrics = true,
    .column = runs_columns,
    .n = RUN_COLUMNS,
};

static const struct csv_column configurations_columns[] = {
    {"index", "number of the configuration in the campaign", CSV_INTEGER},
    {"study", "of the study or scenario", CSV_STRING},
    {"configuration", "AXIS=SETTING of each axis", CSV_STRING},
    {"hash",
     "of the expanded scenario, the model data and the version: the first part of its runs' names; "
     "empty: refused",
     CSV_STRING},
    {"runs", "replications made", CSV_INTEGER},
    {"command",
     "makes replication 0 by itself, from the folder that the campaign was started in; --seed is "
     "one more for each further one",
     CSV_STRING},
};
const struct csv_table batch_configurations_table = {
    .file = "configurations.csv",
    .row = "a configuration",
    .column = configurations_columns,
    .n = sizeof configurations_columns / sizeof *configurations_columns,
    .n_key = 1,
};

static const char *command_of(const struct configuration *c, struct arena *arena)
{
    const char *text = arena_printf(arena, "vnetsim run %s", shell_word(c->path, arena));
    for (size_t i = 0; i < c->n_sets; i++) {
        text = arena_printf(arena, "%s --set %s", text, shell_word(c->set[i], arena));
    }
    return c->refused != NULL
               ? text
               : arena_printf(arena, "%s --seed %llu", text, (unsigned long long)c->first_seed);
}

static int write_configurations(const struct batch *b)
{
    struct csv_out o;
    const int err = csv_out_open(&o, b->dir, &batch_configurations_table);
    if (err != 0) {
        return err;
    }
    for (size_t i = 0; i < b->campaign->n; i++) {
        const struct configuration *c = &b->campaign->configuration[i];
        struct arena *scratch = arena_new();
        if (batch_owns(b, i)) {
            csv_out_int(&o, i);
            csv_out_text(&o, c->study);
            csv_out_text(&o, c->label);
            csv_out_text(&o, c->refused == NULL ? c->hash : NULL);
            csv_out_int(&o, (uint64_t)b->state[i].wanted);
            csv_out_text(&o, command_of(c, scratch));
        }
        arena_free(scratch);
    }
    return csv_out_close(&o);
}

static struct csv_table runs_table(const struct batch_wanted *w, struct arena *arena)
{
    struct csv_column *column =
        ARENA_ARRAY(arena, struct csv_column, RUN_COLUMNS + w->n + BATCH_FACTS);
    memcpy(column, runs_columns, sizeof runs_columns);
    for (size_t m = 0; m < w->n + BATCH_FACTS; m++) {
        column[RUN_COLUMNS + m] =
            (struct csv_column){w->name[m], "over all flows of the run", CSV_NUMBER};
    }
    return (struct csv_table){.file = "runs.csv",
                              .row = "a run",
                              .column = column,
                              .n = RUN_COLUMNS + w->n + BATCH_FACTS};
}

int batch_report(const struct batch *b, struct batch_doubts *doubts)
{
    struct arena *arena = arena_new();
    struct batch_wanted w;
    struct csv_out runs, summary;
    *doubts = (struct batch_doubts){.few_paths = 0};
    batch_want(&w, b->campaign, arena);
    const struct csv_table table = runs_table(&w, arena);
    int err = csv_out_open(&runs, b->dir, &table);
    if (err != 0) {
        goto out;
    }
    err = csv_out_open(&summary, b->dir, &batch_summary_table);
    if (err != 0) {
        const int also = csv_out_close(&runs);
        err = also != 0 ? also : err;
        goto out;
    }
    for (size_t i = 0; i < b->campaign->n; i++) {
        if (batch_owns(b, i)) {
            report_configuration(b, i, &w, &runs, &summary, doubts);
        }
    }
    const int closed = csv_out_close(&runs);
    err = csv_out_close(&summary);
    err = closed != 0 ? closed : err;
    err = err == 0 ? write_configurations(b) : err;
out:
    arena_free(arena);
    return err;
}
