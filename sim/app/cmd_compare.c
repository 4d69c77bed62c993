#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/output_tables.h"
#include "sim/base/arena.h"
#include "sim/campaign/compare.h"
#include "sim/campaign/study.h"
#include "sim/results/metric.h"
#include "sim/scenario/scenario.h"

struct compare_options {
    struct options_list metrics;
    const char *axis, *baseline;
    struct options_list fail_if; /* metrics */
};

static int fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "vnetsim compare: %s%s%s\n", what, why != NULL ? ": " : "",
                  why != NULL ? why : "");
    return EXIT_FILES;
}

static void show(const struct compare *c)
{
    printf("%s, against %s (%g %% intervals, p by Holm over %zu comparisons)\n", c->axis,
           c->row[0].a, c->confidence * 100, c->n_rows);
    for (size_t i = 0; i < c->n_rows; i++) {
        const struct compare_row *r = &c->row[i];
        if (i == 0 || strcmp(r->metric, c->row[i - 1].metric) != 0) {
            printf("\n%s\n", r->metric);
        }
        printf("  %-24s %s", r->b, r->verdict);
        if (r->n >= 2) {
            printf("   [n %zu, p %.2g", r->n, r->p_holm);
            if (r->paired && r->variance_ratio >= 2) { /* r->correlation is finite then */
                printf(", pairs are worth %.3g times the runs", r->variance_ratio);
            }
            printf("]");
        }
        putchar('\n');
    }
}

static int write_file(const struct compare *c, const char *dir)
{
    struct csv_out o;
    int err = csv_out_open(&o, dir, &compare_table);
    if (err == 0) {
        compare_write(c, &o);
        err = csv_out_close(&o);
    }
    err = err == 0 ? output_tables_describe(dir) : err;
    return err != 0 ? fail(dir, strerror(-err)) : EXIT_DONE;
}

/* What the study of the campaign says is to be compared, where the command line does not. False:
 * its copy is no study. */
static bool take_study(struct compare *c, const char *dir, const char **baseline)
{
    struct scenario *file = ARENA_NEW(c->arena, struct scenario);
    struct study *s = ARENA_NEW(c->arena, struct study);
    const char *path = arena_printf(c->arena, "%s/study.yaml", dir);
    if (access(path, R_OK) != 0) {
        return true;
    }
    struct doc_node *root = scenario_read(file, path);
    const bool ok = root != NULL && study_read(s, root, dir, c->arena, file->diag);
    if (!ok) {
        c->error = arena_printf(c->arena, "%s is no study any more", path);
    } else {
        c->confidence = s->replications.confidence;
        if (s->has_compare && (c->axis == NULL || strcmp(c->axis, s->compare.by) == 0)) {
            c->axis = arena_strdup(c->arena, s->compare.by);
            *baseline = *baseline != NULL || s->compare.baseline == NULL
                            ? *baseline
                            : arena_strdup(c->arena, s->compare.baseline);
        }
        if (c->n_metrics == 0 && s->compare.metrics.n > 0) {
            c->n_metrics = s->compare.metrics.n;
            c->metric = ARENA_ARRAY(c->arena, const char *, c->n_metrics);
            for (size_t i = 0; i < c->n_metrics; i++) {
                c->metric[i] = arena_strdup(c->arena, s->compare.metrics.v[i]);
            }
        }
    }
    scenario_close(file);
    return ok;
}

/* NULL, or the metric of --fail-if that is not compared. */
static const char *not_compared(const struct compare *c, const struct options_list *metrics)
{
    for (size_t k = 0; k < metrics->n; k++) {
        bool found = false;
        for (size_t m = 0; m < c->n_metrics; m++) {
            found = found || strcmp(c->metric[m], metrics->v[k]) == 0;
        }
        if (!found) {
            return metrics->v[k];
        }
    }
    return NULL;
}

/* Is some setting significantly worse than the baseline in one of the metrics? */
static bool is_worse(const struct compare *c, const struct options_list *metrics)
{
    bool worse = false;
    for (size_t i = 0; i < c->n_rows; i++) {
        const struct compare_row *r = &c->row[i];
        for (size_t k = 0; k < metrics->n; k++) {
            const bool up_is_worse = metric_find(r->metric)->less_is_better;
            if (strcmp(r->metric, metrics->v[k]) == 0 && r->p_holm <= 1 - c->confidence &&
                (r->diff_mean > 0) == up_is_worse) {
                printf("--fail-if %s: %s\n", r->metric, r->verdict);
                worse = true;
            }
        }
    }
    return worse;
}

static int compare(const struct compare_options *o, char **dir, int n)
{
    const char *baseline = o->baseline;
    struct compare c = {.arena = arena_new(),
                        .axis = o->axis,
                        .confidence = 0.95,
                        .metric = o->metrics.v,
                        .n_metrics = o->metrics.n};
    bool ok = take_study(&c, dir[0], &baseline);
    for (int i = 0; i < n && ok; i++) {
        ok = compare_add(&c, dir[i]);
    }
    ok = ok && compare_finish(&c, baseline);
    int code = EXIT_DONE;
    const char *lacking = ok ? not_compared(&c, &o->fail_if) : NULL;
    if (!ok) {
        code = fail(c.error, NULL);
    } else if (lacking != NULL) {
        (void)fprintf(stderr,
                      "vnetsim compare: --fail-if %s: it is not compared; --metric %s does\n",
                      lacking, lacking);
        code = EXIT_USAGE;
    } else {
        show(&c);
        if (c.n_unsteady > 0) {
            printf("\n%zu runs are left out: what waits in their links grows from beginning to end "
                   "(steady = 0 in runs.csv)\n",
                   c.n_unsteady);
        }
        code = write_file(&c, dir[0]);
        if (code == EXIT_DONE) {
            printf("\n%s/compare.csv has the figures\n", dir[0]);
            code = is_worse(&c, &o->fail_if) ? EXIT_GATE : EXIT_DONE;
        }
    }
    arena_free(c.arena);
    return code;
}

static bool are_metrics(const struct command *self, const struct options_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        if (metric_find(l->v[i]) == NULL) {
            struct arena *own = arena_new();
            (void)command_usage(self, "there is no metric `%s`%s", l->v[i],
                                metric_instead(l->v[i], own));
            arena_free(own);
            return false;
        }
    }
    return true;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct compare_options o = {.axis = NULL};
    const struct options_row options[] = {{"by", OPTIONS_ONCE(&o.axis)},
                                          {"baseline", OPTIONS_ONCE(&o.baseline)},
                                          {"metric", OPTIONS_LIST(&o.metrics)},
                                          {"fail-if", OPTIONS_LIST(&o.fail_if)}};
    int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code == EXIT_DONE && !(are_metrics(self, &o.metrics) && are_metrics(self, &o.fail_if))) {
        code = EXIT_USAGE;
    }
    if (code == EXIT_DONE) {
        code = optind == argc ? command_usage(self, "no folder of a campaign is given")
                              : compare(&o, argv + optind, argc - optind);
    }
    options_list_fini(&o.metrics);
    options_list_fini(&o.fail_if);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_compare = {
    .name = "compare",
    .usage = "DIR... [--by AXIS] [--baseline SETTING] [--metric NAME]... [--fail-if METRIC]...",
    .summary = "Compares the settings of an axis over the runs of a campaign, with intervals and a "
               "verdict in words",
    .help = "Runs of the same replication saw the same random numbers, so they are compared in "
            "pairs: a difference shows with few runs.\n"
            "What the study's `compare` says (axis, baseline, metrics, confidence) holds where no "
            "option says otherwise.\n"
            "p-values are corrected by Holm over all comparisons made. \"No significant "
            "difference\" is a verdict too.\n"
            "\n"
            "  --by AXIS           the axis; not given: the first one of the study\n"
            "  --baseline SETTING  what the others are compared with; not given: the first one\n"
            "  --metric NAME       what is compared, as in runs.csv; repeatable. Not given: round "
            "trips, one-way delays, goodput, loss\n"
            "  --fail-if METRIC    exit 1 when a setting is significantly worse than the baseline "
            "in it; it must be among those compared\n"
            "\n"
            "exit: 0 whatever the verdict, 1 by --fail-if, 2 usage, 5 files\n"
            "\n"
            "examples:\n"
            "  vnetsim compare results/pairs\n"
            "  vnetsim compare results/pairs --baseline westus-eastus --metric "
            "traffic.query.rtt_p99_ms\n",
    .run = run,
};
