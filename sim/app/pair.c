#include "sim/app/pair.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "sim/app/output_tables.h"
#include "sim/base/arena.h"
#include "sim/base/file_end.h"
#include "sim/campaign/batch_dir.h"
#include "sim/campaign/pairing_outage.h"
#include "sim/campaign/ranking.h"
#include "sim/results/metric.h"
#include "sim/term/exit_code.h"
#include "sim/term/interrupt.h"

struct attempt { /* a selection with one edition of the data */
    struct arena *arena;
    struct campaign_said *said; /* of all attempts */
    struct pairing pairing;
    struct campaign campaign;
    struct batch batch;
    struct selection selection;
    struct batch_doubts doubts;
};

static int fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "vnetsim pair: %s%s%s\n", what, why != NULL ? ": " : "",
                  why != NULL ? why : "");
    return EXIT_FILES;
}

static int write_study(const struct attempt *a, const struct pair_options *o, const char *path)
{
    const char *metric[PAIR_CONTESTS_MAX];
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        return fail(path, strerror(errno));
    }
    for (size_t i = 0; i < o->n_contests; i++) {
        metric[i] = o->contest[i].metric;
    }
    pairing_write_study(&a->pairing, (int)o->max_runs, metric, o->n_contests, out);
    const int err = file_end(out);
    return err != 0 ? fail(path, strerror(-err)) : EXIT_DONE;
}

static int write_ranking(const struct ranking *r, const char *dir)
{
    struct csv_out o;
    int err = csv_out_open(&o, dir, &ranking_table);
    if (err == 0) {
        ranking_write(r, &o);
        err = csv_out_close(&o);
    }
    err = err == 0 ? output_tables_describe(dir) : err;
    return err != 0 ? fail(dir, strerror(-err)) : EXIT_DONE;
}

/* The campaign in dir, and the contests; results are left in a. */
static int attempt(struct attempt *a, const struct pair_options *o, const char *dir)
{
    int code = pairing_open(&a->pairing, o->scenario, o->from, o->candidates, o->sets.v, o->sets.n);
    if (code != EXIT_DONE) {
        if (a->pairing.error != NULL) {
            (void)fail(a->pairing.error, NULL);
        }
        return code;
    }
    int err = batch_dir_open(dir, a->arena);
    if (err != 0) {
        return fail(dir, err == -EBUSY ? "another campaign is at work there" : strerror(-err));
    }
    const char *study = arena_printf(a->arena, "%s/study.yaml", dir);
    code = write_study(a, o, study);
    if (code != EXIT_DONE) {
        return code;
    }
    err = campaign_plan(&a->campaign, &study, 1, o->sets.v, o->sets.n, a->said);
    if (err != 0) {
        return err == -EINVAL ? EXIT_INVALID : fail(a->campaign.error, NULL);
    }
    a->batch = (struct batch){.campaign = &a->campaign,
                              .state = ARENA_ARRAY(a->arena, struct batch_state, a->campaign.n),
                              .dir = dir,
                              .jobs = o->jobs,
                              .shard = 1,
                              .shards = 1,
                              .stop = interrupt_catch()};
    a->selection =
        (struct selection){.batch = &a->batch,
                           .contest = ARENA_ARRAY(a->arena, struct contest, o->n_contests),
                           .n_contests = o->n_contests,
                           .confidence = 0.95,
                           .max_runs = o->max_runs};
    memcpy(a->selection.contest, o->contest, o->n_contests * sizeof *o->contest);
    err = selection_run(&a->selection, a->arena);
    if (err == -EINTR) {
        (void)fprintf(stderr, "vnetsim pair: interrupted; the same command goes on from here\n");
        return EXIT_INTERRUPTED;
    }
    if (a->batch.world != NULL) {
        return fail(a->batch.world, "the same command goes on from here");
    }
    err = err == 0 ? batch_report(&a->batch, &a->doubts) : err;
    return err != 0 ? fail(dir, strerror(-err)) : EXIT_DONE;
}

static const char *best_of(const struct attempt *a, size_t c)
{
    return a->selection.contest[c].done
               ? a->pairing.candidate[selection_best(&a->selection, &a->selection.contest[c])]
               : NULL;
}

static const char *data_of(const struct attempt *a)
{
    const struct catalog_file *files;
    const size_t n = catalog_files(a->campaign.catalog, &files);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(files[i].path, "region-rtt.csv") == 0 && files[i].as_of[0] != '\0') {
            return files[i].as_of;
        }
    }
    return "unknown date";
}

static void show_verdicts(const struct attempt *a)
{
    printf("\n");
    for (size_t c = 0; c < a->selection.n_contests; c++) {
        const struct contest *contest = &a->selection.contest[c];
        const struct metric *m = metric_find(contest->metric);
        const char *best = best_of(a, c);
        if (best == NULL) {
            printf("  %s: undecided after %u runs each; --max-runs allows more, a larger delta "
                   "needs fewer\n",
                   contest->metric, (unsigned)contest->kn.r);
            continue;
        }
        printf("  %s: %s is the best of %zu by %s.\n", contest->metric, best,
               a->selection.n_entrants, m->words);
        printf("    P(that is the best) >= %.3g %% where the best is ahead of all others by %g %s "
               "or more; those closer than that count as\n"
               "    equal. It holds for this model and the round trips of %s, not beyond (KN%s).\n",
               100 - 5.0 / (double)a->selection.n_contests, contest->delta,
               m->unit[0] != '\0' ? m->unit : "", data_of(a),
               a->selection.n_contests > 1 ? ", the error shared among the metrics" : "");
    }
}

/* Does the answer depend on the edition of the data? */
static int compare_editions(const struct attempt *first, const struct pair_options *o,
                            const char *dir)
{
    struct attempt other = {.arena = arena_new(), .said = first->said};
    other.pairing.arena = other.arena;
    if (setenv("VNETSIM_DATA", o->other_data, 1) != 0) {
        return fail("VNETSIM_DATA", strerror(errno));
    }
    const int code = attempt(&other, o, arena_printf(other.arena, "%s/other-data", dir));
    if (code == EXIT_DONE && other.selection.n_entrants > 0) {
        printf("\n  with the data in %s (round trips of %s):\n", o->other_data, data_of(&other));
        for (size_t c = 0; c < o->n_contests; c++) {
            const char *a = best_of(first, c), *b = best_of(&other, c);
            const bool same = a != NULL && b != NULL && strcmp(a, b) == 0;
            printf("    %s: %s%s\n", o->contest[c].metric, b != NULL ? b : "undecided",
                   same ? ", the same" : "  <- THE VERDICT DEPENDS ON THE EDITION OF THE DATA");
        }
    }
    campaign_close(&other.campaign);
    arena_free(other.arena);
    return code;
}

/* What a failing gateway costs with each candidate; into r. */
static int find_outages(struct attempt *a, const struct pair_options *o, const char *dir,
                        struct ranking *r)
{
    struct pairing_outage p = {.dir = dir,
                               .set = o->sets.v,
                               .n_sets = o->sets.n,
                               .jobs = o->jobs,
                               .said = a->said,
                               .outage_s = ARENA_ARRAY(a->arena, double, a->pairing.n)};
    const int code = pairing_outage_find(&p, &a->pairing);
    if (code == EXIT_INTERRUPTED) {
        (void)fprintf(stderr, "vnetsim pair: interrupted; the same command goes on from here\n");
    } else if (p.error != NULL) {
        (void)fail(p.error, NULL);
    }
    r->outage_s = p.outage_s;
    return code;
}

int pair_run(const struct pair_options *o)
{
    struct arena *arena = arena_new();
    struct campaign_said said = {.arena = arena};
    struct attempt a = {.arena = arena, .said = &said};
    a.pairing.arena = a.arena;
    const char *dir = o->dir != NULL ? o->dir : arena_printf(a.arena, "results/pair-%s", o->from);
    struct ranking r = {.arena = a.arena};
    int code = attempt(&a, o, dir);
    if (code == EXIT_DONE) {
        batch_summary_say(&a.doubts); /* of another edition they are the same */
    }
    if (code == EXIT_DONE && !o->no_failover) {
        code = find_outages(&a, o, dir, &r);
    }
    if (code == EXIT_DONE) {
        ranking_make(&r, &a.selection, &a.pairing);
        printf("%s with %zu candidate%s, by %s\n", o->from, a.pairing.n,
               a.pairing.n == 1 ? "" : "s", o->contest[0].metric);
        ranking_show(&r, stdout);
        code = write_ranking(&r, dir);
        if (a.selection.n_entrants == 0) {
            printf(
                "\n  no candidate has a value of every metric: there is nothing to choose from\n");
            code = code == EXIT_DONE ? EXIT_RUN : code;
        } else {
            show_verdicts(&a);
            code = code == EXIT_DONE && o->other_data != NULL ? compare_editions(&a, o, dir) : code;
        }
        printf("\n  %s/ranking.csv has the figures, runs.csv every run; vnetsim compare %s tells "
               "the differences\n",
               dir, dir);
    }
    campaign_close(&a.campaign);
    arena_free(a.arena);
    return code;
}
