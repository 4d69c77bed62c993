#include "sim/campaign/batch_run.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "models/steady.h"
#include "sim/base/arena.h"
#include "sim/results/metric.h"
#include "sim/results/results_dir.h"
#include "sim/results/results_write.h"
#include "sim/scenario/paths.h"
#include "sim/term/exit_code.h"
#include "sim/term/progress.h"

static const struct csv_column metrics_columns[] = {
    {"metric", "over all flows of the run; traffic.NAME.metric: over a traffic entry's",
     CSV_STRING},
    {"value", "empty: the run has none", CSV_NUMBER},
};
const struct csv_table batch_metrics_table = {
    .file = "metrics.csv",
    .row = "a metric",
    .column = metrics_columns,
    .n = sizeof metrics_columns / sizeof *metrics_columns,
};

struct run {
    const struct campaign *campaign;
    const struct configuration *c;
    int64_t k;
    const char *dir;
    enum batch_keep keep;
    int reason;
};

static int fail(const struct run *run, int code, const char *what)
{
    if (write(run->reason, what, strlen(what)) < 0) {
        return code; /* the parent says what it knows: the code */
    }
    return code;
}

static void write_metrics(struct csv_out *o, const char *prefix, const struct measure *m)
{
    size_t n;
    const struct metric *metric = metric_all(&n);
    for (size_t i = 0; i < n; i++) {
        char name[256];
        (void)snprintf(name, sizeof name, "%s%s", prefix, metric[i].name);
        csv_out_text(o, name);
        csv_out_number(o, metric[i].of(m));
    }
}

/* What the figures rest on: facts of a run that are no results of the network. */
static void write_facts(const struct results *r, struct csv_out *o)
{
    const struct network *n = r->net;
    const bool steady = n->topo->simulation.type == TOPO_STEADY;
    csv_out_text(o, "warmup_s");
    csv_out_number(o, sim_time_s(n->warmup));
    csv_out_text(o, "warmup_found"); /* 0: wanted, and MSER-5 gave no answer */
    csv_out_number(o, r->warmup->chosen ? r->warmup->why_not == NULL : NAN);
    csv_out_text(o, "steady");
    csv_out_number(o, steady ? !steady_backlog_grows(n) : NAN);
}

static void write_paths(const struct results *r, struct csv_out *o, const char *prefix,
                        size_t first, size_t last)
{
    const size_t paths = paths_count(r->net, first, last, r->arena);
    csv_out_text(o, arena_printf(r->arena, "%sn_paths", prefix));
    csv_out_number(o, paths > 0 ? (double)paths : NAN);
}

/* Over the run, then over each traffic entry; flows of an entry stand together. */
static void write_all_metrics(const struct results *r, struct csv_out *o)
{
    const struct network *n = r->net;
    write_metrics(o, "", &r->total);
    write_facts(r, o);
    write_paths(r, o, "", 0, n->n_flows);
    for (size_t i = 0; i < n->n_flows;) {
        const struct topo_traffic *t = n->flow[i].spec;
        const char *prefix = arena_printf(r->arena, "traffic.%s.", t->r.name);
        const size_t first = i;
        struct measure sum = {.n_jitter = 0};
        for (; i < n->n_flows && n->flow[i].spec == t; i++) {
            measure_add(&sum, &r->flow[i], r->arena);
        }
        write_metrics(o, prefix, &sum);
        write_paths(r, o, prefix, first, i);
    }
}

static const struct results_file metrics_file = {&batch_metrics_table, write_all_metrics};

static bool is_kept(const struct results_file *f, enum batch_keep keep)
{
    return keep == BATCH_KEEP_ALL || (keep == BATCH_KEEP_SERIES && f != &results_histogram);
}

static int write_all(const struct run *run, const struct results *r, struct manifest *m,
                     const char *dir)
{
    size_t n;
    const struct results_file *const *files = results_files(&n);
    int err = results_write_file(&metrics_file, r, dir, m, NULL);
    for (size_t i = 0; i < n && err == 0 && run->keep != BATCH_KEEP_SUMMARY; i++) {
        if (is_kept(files[i], run->keep)) {
            err = results_write_file(files[i], r, dir, m, NULL);
        }
    }
    return err == 0 && run->keep != BATCH_KEEP_SUMMARY ? results_write_manifest(m, dir) : err;
}

/* facts: of the run, without its results. */
static int write_results(const struct run *run, const struct manifest *facts)
{
    struct manifest m = *facts;
    char name[CAMPAIGN_RUN_MAX];
    struct results_dir dir;
    struct results r;
    struct arena *arena = arena_new();
    const char *path =
        arena_printf(arena, "%s/runs/%s", run->dir, campaign_run_name(run->c, run->k, name));
    int err = results_dir_open_inside(&dir, path, true);
    if (err == -EEXIST && access(arena_printf(arena, "%s/metrics.csv", path), R_OK) == 0) {
        results_dir_close(
            &dir); /* two configurations that come to the same have made the same run at once */
        arena_free(arena);
        return 0;
    }
    if (err == 0) {
        results_init(&r, m.net, arena);
        r.warmup = &m.warmup;
        m.results = &r;
        err = write_all(run, &r, &m, dir.temporary);
    }
    if (err == 0) {
        err = results_dir_commit(&dir);
        if (err == -ENOTEMPTY || err == -EEXIST) {
            err = 0; /* somebody else has made the same run meanwhile: the same bytes */
        }
    }
    results_dir_close(&dir);
    arena_free(arena);
    return err;
}

static int simulate(const struct run *run, struct scenario *s)
{
    const char *why = NULL;
    struct manifest m = {.scenario = s,
                         .sets = run->c->set,
                         .n_sets = run->c->n_sets,
                         .threads = 1,
                         .started_at = time(NULL)};
    const struct warmup_run pilot = {.threads = 1};
    const int settled = warmup_settle(&m.warmup, s, &pilot, &why);
    if (settled != 0) {
        return fail(run, EXIT_RUN, why != NULL ? why : strerror(-settled));
    }
    struct network *net = network_build(s->topo, s->catalog, &why);
    if (net == NULL) {
        return fail(run, EXIT_RUN, why);
    }
    m.net = net;
    const struct network_run how = {.threads = 1};
    const double wall_s = progress_wall_s(), cpu_s = progress_cpu_s();
    int err = network_run(net, &how);
    m.wall_s = progress_wall_s() - wall_s;
    m.cpu_s = progress_cpu_s() - cpu_s;
    m.ended_at = time(NULL);
    int code = err != 0 ? fail(run, EXIT_RUN, strerror(-err)) : EXIT_DONE;
    if (code == EXIT_DONE) {
        err = write_results(run, &m);
        code = err != 0 ? fail(run, EXIT_FILES,
                               arena_printf(s->arena, "%s: %s", run->dir, strerror(-err)))
                        : EXIT_DONE;
    }
    network_free(net);
    return code;
}

int batch_run(const struct campaign *campaign, const struct configuration *c, int64_t k,
              const char *dir, enum batch_keep keep, int reason)
{
    const struct run run = {campaign, c, k, dir, keep, reason};
    struct arena *arena = arena_new();
    struct scenario s;
    const char **sets = ARENA_ARRAY(arena, const char *, c->n_sets + 1);
    for (size_t i = 0; i < c->n_sets; i++) {
        sets[i] = c->set[i];
    }
    sets[c->n_sets] = arena_printf(arena, "simulation.seed=%" PRIu64, c->first_seed + (uint64_t)k);
    const int err = scenario_open_with(&s, c->path, sets, c->n_sets + 1, campaign->catalog);
    int code;
    if (err != 0) {
        code = fail(&run, err == -EINVAL ? EXIT_INVALID : EXIT_FILES,
                    s.error != NULL ? s.error : "the scenario is refused");
    } else {
        code = simulate(&run, &s);
    }
    scenario_close(&s);
    arena_free(arena);
    return code;
}
