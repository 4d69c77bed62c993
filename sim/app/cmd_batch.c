#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/output_tables.h"
#include "sim/base/arena.h"
#include "sim/campaign/batch.h"
#include "sim/campaign/batch_dir.h"
#include "sim/campaign/file_copy.h"
#include "sim/campaign/merge.h"
#include "sim/campaign/shard.h"
#include "sim/results/results_dir.h"
#include "sim/term/interrupt.h"

enum { JOBS_MAX = 1024, SHARDS_MAX = 100000 };

struct batch_options {
    struct options_list sets;
    const char *dir;
    unsigned jobs, shard, shards;
    enum batch_keep keep;
    bool merge, is_shard;
};

static int fail(const char *what, int err)
{
    (void)fprintf(stderr, "vnetsim batch: %s: %s\n", what, strerror(-err));
    return EXIT_FILES;
}

static void show_end(const struct batch *b)
{
    printf("%llu runs: %llu done now, %llu were there, %llu failed\n",
           (unsigned long long)b->n_run + b->n_found, (unsigned long long)b->n_run,
           (unsigned long long)b->n_found, (unsigned long long)b->n_failed);
    for (size_t i = 0; i < b->campaign->n && b->n_failed > 0; i++) {
        if (b->state[i].failures != NULL) {
            (void)fprintf(stderr,
                          "vnetsim batch: %llu runs failed, one of them with: %s (runs.csv has all "
                          "reasons)\n",
                          (unsigned long long)b->n_failed, b->state[i].failures->reason);
            break;
        }
    }
    printf("%s/runs.csv has a row a run, %s/summary.csv means and intervals\n", b->dir, b->dir);
}

static int execute(const struct batch_options *o, struct campaign *campaign, struct arena *arena)
{
    struct batch b = {.campaign = campaign,
                      .state = ARENA_ARRAY(arena, struct batch_state, campaign->n),
                      .dir = o->dir,
                      .keep = o->keep,
                      .jobs = o->jobs,
                      .shard = o->shard,
                      .shards = o->shards,
                      .stop = interrupt_catch()};
    int err = batch_dir_open(b.dir, arena);
    if (err == -EBUSY) {
        (void)fprintf(stderr, "vnetsim batch: another campaign is at work in %s\n", b.dir);
        return EXIT_FILES;
    }
    if (err != 0) {
        return fail(b.dir, err);
    }
    err = shard_begin(b.dir);
    if (err != 0) {
        return fail(b.dir, err);
    }
    if (campaign->study_path != NULL) { /* what `compare` goes by */
        err = file_copy(campaign->study_path, arena_printf(arena, "%s/study.yaml", b.dir));
        if (err != 0) {
            return fail(arena_printf(arena, "%s to %s/study.yaml", campaign->study_path, b.dir),
                        err);
        }
    }
    err = batch_execute(&b);
    if (err == -EINTR) {
        (void)fprintf(stderr, "vnetsim batch: interrupted; the same command goes on from here\n");
        return EXIT_INTERRUPTED;
    }
    if (b.world != NULL) {
        (void)fprintf(
            stderr,
            "vnetsim batch: %s; the campaign has stopped, and the same command goes on from here\n",
            b.world);
        return EXIT_FILES;
    }
    if (err == 0) {
        struct batch_doubts doubts;
        err = batch_report(&b, &doubts);
        batch_summary_say(&doubts);
    }
    if (err == 0) {
        err = output_tables_describe(b.dir);
    }
    if (err == 0 && o->is_shard) {
        err = shard_end(b.dir, b.shard, b.shards, campaign);
    }
    if (err != 0) {
        return fail(b.dir, err);
    }
    show_end(&b);
    bool refused = false;
    for (size_t i = 0; i < campaign->n; i++) {
        refused = refused || campaign->configuration[i].refused != NULL;
    }
    return refused ? EXIT_INVALID : b.n_failed > 0 ? EXIT_RUN : EXIT_DONE;
}

static const char *read_shard(void *options)
{
    static const char *const why = "--shard takes I/N, with I from 1 to N";
    struct batch_options *o = options;
    char first[16];
    const char *slash = strchr(optarg, '/');
    if (slash == NULL || (size_t)(slash - optarg) >= sizeof first) {
        return why;
    }
    memcpy(first, optarg, (size_t)(slash - optarg));
    first[slash - optarg] = '\0';
    o->is_shard = options_count(first, SHARDS_MAX, &o->shard) &&
                  options_count(slash + 1, SHARDS_MAX, &o->shards) && o->shard <= o->shards;
    return o->is_shard ? NULL : why;
}

static const char *read_keep(void *keep)
{
    static const char *const words[] = {"summary", "series", "all"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(optarg, words[i]) == 0) {
            *(enum batch_keep *)keep = (enum batch_keep)i;
            return NULL;
        }
    }
    return "--keep takes summary, series or all";
}

static const char *refuse_pcap(void *options)
{
    (void)options;
    return "a campaign captures no packets: its runs keep figures, and captures of all of them "
           "would fill the disk; `vnetsim run SCENARIO --set ... --seed N --pcap NODE` captures "
           "those of one";
}

/* EXIT_DONE, or the code to leave with. */
static int read_options(const struct command *self, struct batch_options *o, int argc, char **argv)
{
    const struct options_row options[] = {{"out", OPTIONS_ONCE(&o->dir)},
                                          {"set", OPTIONS_LIST(&o->sets)},
                                          {"jobs", OPTIONS_COUNT(&o->jobs, 1, JOBS_MAX)},
                                          {"shard", OPTIONS_READ(o, read_shard)},
                                          {"keep", OPTIONS_READ(&o->keep, read_keep)},
                                          {"merge", OPTIONS_FLAG(&o->merge)},
                                          {"pcap", OPTIONS_READ(o, refuse_pcap)},
                                          {"pcap-snap", OPTIONS_READ(o, refuse_pcap)}};
    const int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code != EXIT_DONE) {
        return code;
    }
    if (optind == argc) {
        return command_usage(self, o->merge ? "no folder of a shard is given"
                                            : "no study and no scenario is given");
    }
    for (int i = optind; i < argc; i++) {
        if (strcmp(argv[i], "-") == 0) {
            return command_usage(
                self, "a campaign reads its files again for each run: standard input does not do");
        }
    }
    return EXIT_DONE;
}

static int merge(const struct batch_options *o, char **shard, int n, struct arena *arena)
{
    struct results_dir dir;
    struct merge_count count = {.runs = 0};
    const char *error = shard_why_not((const char *const *)shard, (size_t)n, arena);
    if (error != NULL) {
        (void)fprintf(stderr, "vnetsim batch: %s\n", error);
        return EXIT_FILES;
    }
    int err = results_dir_open(&dir, o->dir, false);
    if (err == -EEXIST) {
        error = arena_printf(arena, "%s is there already: merge into a new folder", o->dir);
    }
    if (err == 0) {
        err = merge_shards((const char *const *)shard, (size_t)n, dir.temporary, &count, arena,
                           &error);
    }
    if (err == 0) {
        err = output_tables_describe(dir.temporary);
    }
    if (err == 0) {
        err = results_dir_commit(&dir);
    }
    results_dir_close(&dir);
    if (err != 0 && error != NULL) {
        (void)fprintf(stderr, "vnetsim batch: %s\n", error);
        return EXIT_FILES;
    }
    if (err != 0) {
        return fail(o->dir, err);
    }
    printf("%d shards joined in %s: %zu runs, %zu failed, %zu configurations refused\n", n, o->dir,
           count.runs, count.failed, count.refused);
    return count.refused > 0 ? EXIT_INVALID : count.failed > 0 ? EXIT_RUN : EXIT_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct batch_options o = {.jobs = cores > 0 ? (unsigned)cores : 1, .shard = 1, .shards = 1};
    struct arena *arena = arena_new();
    struct campaign campaign = {0};
    int code = read_options(self, &o, argc, argv);
    if (code == EXIT_DONE && o.merge) {
        code = o.dir == NULL ? command_usage(self, "--merge needs -o, the folder to make")
                             : merge(&o, argv + optind, argc - optind, arena);
    } else if (code == EXIT_DONE) {
        const int err = campaign_plan(&campaign, (const char *const *)argv + optind,
                                      (size_t)(argc - optind), o.sets.v, o.sets.n, NULL);
        if (campaign.error != NULL) {
            (void)fprintf(stderr, "vnetsim batch: %s\n", campaign.error);
        }
        if (o.dir == NULL && campaign.n > 0) {
            o.dir = arena_printf(arena, "results/%s", campaign.configuration[0].study);
        }
        code = err == -EINVAL    ? EXIT_INVALID
               : err != 0        ? EXIT_FILES
               : campaign.n == 0 ? command_usage(self, "the filter leaves nothing to run")
                                 : execute(&o, &campaign, arena);
        campaign_close(&campaign);
    }
    options_list_fini(&o.sets);
    arena_free(arena);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_batch = {
    .name = "batch",
    .usage = "STUDY|SCENARIO... [-o DIR] [-j N] [--shard I/N] [--keep summary|series|all] [--set "
             "PATH=VALUE]... | --merge DIR... -o DIR",
    .summary = "Runs what is missing of a campaign; safe to kill and start again",
    .help = "A study varies a scenario: its axes multiply, `where` filters, replications differ by "
            "seed, and replication k of every\n"
            "configuration has the same seed. A run is known by a hash of its expanded scenario, "
            "the model data and the version: what is\n"
            "in DIR is not run again. DIR/runs.csv has a row a run, failed ones too; "
            "DIR/summary.csv has means and intervals over\n"
            "replications. Without -o: results/NAME.\n"
            "\n"
            "  -j N         runs at a time; not given: one a processor\n"
            "  --shard I/N  only every N-th configuration, from the I-th: for several machines\n"
            "  --merge      joins the folders of all shards into a new one, -o; a shard that is "
            "missing or has not ended is said\n"
            "  --keep WHAT  what each run leaves in DIR/runs: summary (its metrics; the default), "
            "series, all\n"
            "\n"
            "exit: 0 done, 2 usage, 3 a configuration is refused, 4 a run failed, 5 files or disk, "
            "130 interrupted\n"
            "\n"
            "examples:\n"
            "  vnetsim batch scenarios/studies/region-pairs.yaml -o results/pairs\n"
            "  vnetsim batch scenarios/studies/region-pairs.yaml --shard 1/4 -o /shared/part-1\n"
            "  vnetsim batch --merge /shared/part-1 /shared/part-2 /shared/part-3 /shared/part-4 "
            "-o results/pairs\n",
    .run = run,
};
