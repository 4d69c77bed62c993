#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/capturing.h"
#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/base/arena.h"
#include "sim/results/manifest.h"
#include "sim/results/results_dir.h"
#include "sim/results/results_write.h"
#include "sim/results/summary.h"
#include "sim/scenario/scenario.h"
#include "sim/term/colour.h"
#include "sim/term/interrupt.h"
#include "sim/term/progress.h"

enum { THREADS_MAX = 256 };

struct run {
    const struct command *command;
    struct arena *arena; /* of what the options say */
    struct options_list sets;
    struct capturing capturing;
    const char *dir; /* -o */
    unsigned threads;
    bool force, json;
    const atomic_bool *stop;
    int argc;
    char **argv;
};

static int fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "vnetsim run: %s: %s\n", what, why);
    return EXIT_FILES;
}

static int show_results(const struct run *run, const struct manifest *m, double write_s,
                        const char *dir)
{
    if (run->json) {
        manifest_write(m, stdout);
        return EXIT_DONE;
    }
    const struct summary_cost cost = {.wall_s = m->wall_s,
                                      .write_s = write_s,
                                      .packet_hops = manifest_packet_hops(m->net),
                                      .dir = dir};
    summary_write(m->results, m->scenario, &cost, stdout);
    return EXIT_DONE;
}

struct writing {
    struct progress progress;
    const atomic_bool *stop;
};

/* As a csv_watch calls it. */
static bool wrote(void *writing, const char *file, uint64_t rows, uint64_t of)
{
    struct writing *w = writing;
    progress_wrote(&w->progress, file, rows, of);
    return !atomic_load(w->stop);
}

/* Of a run that did not come to its end; why: in words, or NULL. */
static int say_error(const struct scenario *s, int err, const char *why)
{
    if (err == -EINTR) {
        (void)fprintf(stderr, "vnetsim run: %s: interrupted; nothing is written\n", s->name);
        return EXIT_INTERRUPTED;
    }
    (void)fprintf(stderr, "vnetsim run: %s: %s\n", s->name, why != NULL ? why : strerror(-err));
    return EXIT_RUN;
}

/* Gathers and writes what came of the run, which `run_of` is a manifest of but for the results. */
static int write_results(const struct run *run, const struct manifest *run_of,
                         struct results_dir *dir)
{
    struct arena *arena = arena_new();
    struct results results;
    struct manifest m = *run_of;
    struct writing writing = {.stop = run->stop};
    progress_init(&writing.progress, m.net, m.scenario->name);
    const struct csv_watch watch = {wrote, &writing};
    results_init(&results, m.net, arena);
    results.warmup = &m.warmup;
    m.results = &results;
    int err = results_write_all(&results, &m, dir->temporary, &watch);
    if (err == 0) {
        err = results_dir_commit(dir);
    }
    const double write_s = progress_wall_s() - writing.progress.started_s;
    progress_fini(&writing.progress);
    const int code = err == 0        ? show_results(run, &m, write_s, dir->path)
                     : err == -EINTR ? say_error(m.scenario, err, NULL)
                                     : fail(dir->path, strerror(-err));
    arena_free(arena);
    return code;
}

static int simulate(const struct run *run, const struct scenario *s, const struct warmup *warmup,
                    struct network *net, struct results_dir *dir)
{
    struct manifest m = {.warmup = *warmup,
                         .scenario = s,
                         .net = net,
                         .argc = run->argc,
                         .argv = run->argv,
                         .sets = run->sets.v,
                         .n_sets = run->sets.n,
                         .threads = run->threads,
                         .started_at = time(NULL)};
    struct progress progress;
    progress_init(&progress, net, s->name);
    const double wall_s = progress_wall_s(), cpu_s = progress_cpu_s();
    const struct network_run how = {.threads = run->threads,
                                    .stop = run->stop,
                                    .progress = progress_show,
                                    .progress_arg = &progress};
    const int err = network_run(net, &how);
    m.wall_s = progress_wall_s() - wall_s;
    m.cpu_s = progress_cpu_s() - cpu_s;
    m.ended_at = time(NULL);
    progress_fini(&progress);
    const int captured = capturing_end(net);
    if (err != 0) {
        return say_error(s, err, NULL);
    }
    if (captured != EXIT_DONE) {
        return captured;
    }
    return write_results(run, &m, dir);
}

static int build_and_run(const struct run *run, struct scenario *s, struct results_dir *dir)
{
    const char *why = NULL;
    struct warmup warmup;
    const struct warmup_run pilot = {.threads = run->threads, .stop = run->stop, .talk = true};
    const int err = warmup_settle(&warmup, s, &pilot, &why);
    if (err != 0) {
        return say_error(s, err, why);
    }
    struct network *net = network_build(s->topo, s->catalog, &why);
    if (net == NULL) {
        (void)fprintf(stderr, "vnetsim run: %s: %s\n", s->name, why);
        return EXIT_RUN;
    }
    int code = capturing_begin(&run->capturing, net, dir->temporary);
    if (code == EXIT_DONE) {
        code = simulate(run, s, &warmup, net, dir);
    }
    network_free(net);
    return code;
}

static int open_dir(const struct run *run, const struct scenario *s, struct results_dir *dir)
{
    const char *path = run->dir != NULL ? run->dir : arena_printf(s->arena, "results/%s", s->name);
    const int err = results_dir_open(dir, path, run->force);
    if (err == -EEXIST) {
        (void)fprintf(stderr, "vnetsim run: %s %s\n", path, dir->refusal);
        return EXIT_FILES;
    }
    return err != 0 ? fail(path, strerror(-err)) : EXIT_DONE;
}

static int run_one(const struct run *run, const char *path)
{
    struct scenario s;
    char verdict[128];
    int code;
    const int err = scenario_open(&s, path, run->sets.v, run->sets.n);
    const char *why; /* building it says so again */
    if (err == 0) {
        (void)scenario_reach(&s, &why);
    }
    if (s.error != NULL) {
        (void)fprintf(stderr, "vnetsim run: %s\n", s.error);
    } else {
        diag_print(s.diag, stderr, colour_is_wanted(STDERR_FILENO));
    }
    if (err != 0) {
        if (err == -EINVAL) {
            (void)fprintf(stderr, "%s: %s; it cannot run\n", path,
                          diag_summary(s.diag, verdict, sizeof verdict));
        }
        code = err == -EINVAL ? EXIT_INVALID : EXIT_FILES;
    } else {
        struct results_dir dir = {0};
        code = open_dir(run, &s, &dir);
        if (code == EXIT_DONE) {
            code = build_and_run(run, &s, &dir);
        }
        results_dir_close(&dir);
    }
    scenario_close(&s);
    return code;
}

/* --seed and --duration are short for --set of these. */
static const char *set_simulation(struct run *run, const char *key)
{
    options_list_add(&run->sets, arena_printf(run->arena, "simulation.%s=%s", key, optarg));
    return NULL;
}

static const char *read_seed(void *run)
{
    return set_simulation(run, "seed");
}

static const char *read_duration(void *run)
{
    return set_simulation(run, "duration");
}

/* EXIT_DONE, or the code to leave with. */
static int read_options(struct run *run, char **argv)
{
    const struct options_row options[] = {
        {"out", OPTIONS_ONCE(&run->dir)},
        {"set", OPTIONS_LIST(&run->sets)},
        {"seed", OPTIONS_READ(run, read_seed)},
        {"duration", OPTIONS_READ(run, read_duration)},
        {"threads", OPTIONS_COUNT(&run->threads, 1, THREADS_MAX)},
        {"force", OPTIONS_FLAG(&run->force)},
        {"json", OPTIONS_FLAG(&run->json)},
        {"pcap", OPTIONS_LIST(&run->capturing.nodes)},
        {"pcap-snap", OPTIONS_COUNT(&run->capturing.snap, 1, CAPTURING_SNAP_MAX)}};
    const int code =
        command_options(run->command, options, sizeof options / sizeof *options, run->argc, argv);
    if (code != EXIT_DONE) {
        return code;
    }
    if (run->capturing.snap != 0 && run->capturing.nodes.n == 0) {
        return command_usage(
            run->command, "--pcap-snap says how much of packets is kept, and no --pcap says whose");
    }
    if (optind == run->argc) {
        return command_usage(run->command, "no scenario is given");
    }
    if (run->dir != NULL && run->argc - optind > 1) {
        return command_usage(run->command,
                             "-o names the folder of one scenario, and there are %d; without it "
                             "each goes to results/NAME",
                             run->argc - optind);
    }
    return EXIT_DONE;
}

static int run_command(const struct command *self, int argc, char **argv)
{
    struct run run = {
        .command = self, .arena = arena_new(), .threads = 1, .argc = argc, .argv = argv};
    char **permuted = ARENA_ARRAY(
        run.arena, char *, (size_t)argc + 1); /* by getopt; the manifest keeps the line as it was */
    for (int i = 0; i < argc; i++) {
        permuted[i] = argv[i];
    }
    int code = read_options(&run, permuted);
    if (code == EXIT_DONE) {
        run.stop = interrupt_catch();
        for (int i = optind; i < argc && code != EXIT_INTERRUPTED; i++) {
            const int one = run_one(&run, permuted[i]);
            code = one > code ? one : code;
        }
    }
    options_list_fini(&run.sets);
    options_list_fini(&run.capturing.nodes);
    arena_free(run.arena);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_run = {
    .name = "run",
    .usage = "SCENARIO... [-o DIR] [--set PATH=VALUE]... [--seed N] [--duration T] [--threads N] "
             "[--force] [--json] [--pcap NODE]... [--pcap-snap N]",
    .summary = "Checks scenarios, runs them, and writes CSV files of throughput and latency",
    .help =
        "The files go to results/NAME, where NAME is the scenario's; results/README.md says what "
        "their columns mean.\n"
        "\n"
        "  -o DIR            the folder of the results; one that exists is refused\n"
        "  --force           replaces DIR, when it is a folder of results\n"
        "  --set PATH=VALUE  changes a value of the scenario; * stands for every key of a mapping\n"
        "  --seed N          short for --set simulation.seed=N\n"
        "  --duration T      short for --set simulation.duration=T\n"
        "  --threads N       a thread for each region at most; the results are the same bytes for "
        "any number\n"
        "  --pcap NODE       writes the packets of a VM, host, gateway, GATEWAY/INSTANCE or "
        "SITE/DEVICE to DIR/pcap/NODE.pcapng\n"
        "  --pcap-snap N     keeps N bytes of each packet; without it its headers alone\n"
        "  --json            prints the manifest in place of the summary\n"
        "\n"
        "exit: 0 done, 2 usage, 3 a scenario is invalid, 4 a run failed, 5 files or disk, 130 "
        "interrupted (nothing is written)\n"
        "\n"
        "examples:\n"
        "  vnetsim run scenarios/westus-northeurope.yaml\n"
        "  vnetsim run scenarios/westus-northeurope.yaml --seed 2 -o results/seed-2\n"
        "  vnetsim run scenarios/westus-northeurope.yaml --set "
        "virtual_networks.vnet-westus.region=eastus -o results/eastus\n"
        "  vnetsim run scenarios/tcp-pair.yaml --pcap src-0 --duration 10s -o results/capture\n"
        "  cat scenarios/ping-pair.yaml | vnetsim run - --duration 10s -o results/try\n",
    .run = run_command,
};
