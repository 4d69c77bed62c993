#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/pair.h"
#include "sim/base/arena.h"
#include "sim/results/metric.h"

enum { JOBS_MAX = 1024, RUNS_MAX = 100000 };

/* NAME=DELTA, or the name of a delay alone. NULL, or what is wrong. */
static const char *add_contest(struct pair_options *o, const char *text)
{
    struct arena *arena = o->arena;
    const char *equals = strchr(text, '=');
    const char *name = equals != NULL ? arena_strndup(arena, text, (size_t)(equals - text)) : text;
    const struct metric *m = metric_find(name);
    char *end = NULL;
    double delta = 1;
    if (m == NULL) {
        return arena_printf(arena, "there is no metric `%s`%s", name, metric_instead(name, arena));
    }
    if (equals == NULL && strcmp(m->unit, "ms") != 0) {
        return arena_printf(arena, "%s needs the difference that matters: --metric %s=DELTA, in %s",
                            name, name, m->unit[0] != '\0' ? m->unit : "its unit");
    }
    if (equals != NULL) {
        delta = strtod(equals + 1, &end);
        if (end == equals + 1 || *end != '\0' || !(delta > 0 && delta < 1e15)) {
            return arena_printf(arena,
                                "`%s`: the difference that matters is a number above 0, in %s",
                                equals + 1, m->unit[0] != '\0' ? m->unit : "its unit");
        }
    }
    if (o->n_contests == PAIR_CONTESTS_MAX) {
        return "too many metrics";
    }
    o->contest[o->n_contests++] = (struct contest){.metric = name, .delta = delta};
    return NULL;
}

static const char *read_metric(void *options)
{
    return add_contest(options, optarg);
}

/* EXIT_DONE, or the code to leave with. */
static int read_options(const struct command *self, struct pair_options *o, int argc, char **argv)
{
    const struct options_row options[] = {
        {"from", OPTIONS_ONCE(&o->from)},
        {"candidates", OPTIONS_ONCE(&o->candidates)},
        {"scenario", OPTIONS_ONCE(&o->scenario)},
        {"metric", OPTIONS_READ(o, read_metric)},
        {"out", OPTIONS_ONCE(&o->dir)},
        {"jobs", OPTIONS_COUNT(&o->jobs, 1, JOBS_MAX)},
        {"set", OPTIONS_LIST(&o->sets)},
        {"max-runs", OPTIONS_COUNT(&o->max_runs, KN_FIRST, RUNS_MAX)},
        {"other-data", OPTIONS_ONCE(&o->other_data)},
        {"no-failover", OPTIONS_FLAG(&o->no_failover)}};
    const int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code != EXIT_DONE) {
        return code;
    }
    if (optind < argc && o->scenario == NULL) {
        o->scenario = argv[optind++];
    }
    if (o->from == NULL || o->candidates == NULL || o->scenario == NULL || optind < argc) {
        return command_usage(self, "--from, --candidates and one scenario are needed");
    }
    if (strcmp(o->scenario, "-") == 0) {
        return command_usage(self,
                             "the scenario is read again for each run: standard input does not do");
    }
    return o->n_contests == 0 && add_contest(o, "rtt_p50_ms") != NULL ? EXIT_USAGE : EXIT_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct pair_options o = {
        .arena = arena_new(), .jobs = cores > 0 ? (unsigned)cores : 1, .max_runs = 200};
    int code = read_options(self, &o, argc, argv);
    if (code == EXIT_DONE) {
        code = pair_run(&o);
    }
    options_list_fini(&o.sets);
    arena_free(o.arena);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_pair = {
    .name = "pair",
    .usage = "--from REGION --candidates REGION|GEOGRAPHY,... --scenario SCENARIO [--metric "
             "NAME=DELTA]... [--max-runs N]\n"
             "                        [--other-data DIR] [--no-failover] [-o DIR] [-j N] [--set "
             "PATH=VALUE]...",
    .summary =
        "Which region to pair with: ranks candidates for one side of a scenario, with a guarantee",
    .help =
        "One side of the scenario's first traffic between two regions is put into REGION, the "
        "other into each candidate in turn. All\n"
        "run ten times with common random numbers; then runs go to those alone that the rest "
        "cannot be told from, until one is\n"
        "left (KN, a sequential selection procedure). Differences below DELTA do not matter: they "
        "count as equal.\n"
        "\n"
        "  --candidates LIST    regions, geographies (\"United Kingdom\"), or all: those with a "
        "published round trip\n"
        "  --metric NAME=DELTA  what decides, and the difference that matters, in the metric's "
        "unit; repeatable, the first ranks.\n"
        "                       Not given: rtt_p50_ms=1\n"
        "  --max-runs N         of a candidate; not given: 200\n"
        "  --other-data DIR     selects again with another edition of models/data, and says when "
        "the verdict differs\n"
        "  --no-failover        leaves out the runs in which a gateway fails, unplanned, with each "
        "candidate: the column outage, the\n"
        "                       longest time that an application stands still. It decides nothing\n"
        "  -j N, --set P=V      as for batch\n"
        "  -o DIR               a campaign's folder, with ranking.csv; not given: "
        "results/pair-REGION\n"
        "\n"
        "exit: 0 done, 2 usage, 3 the scenario is invalid, 4 nothing to choose from, 5 files or "
        "disk, 130 interrupted\n"
        "\n"
        "examples:\n"
        "  vnetsim pair --from westus --candidates northeurope,westeurope,uksouth --scenario "
        "scenarios/westus-northeurope.yaml\n"
        "  vnetsim pair --from westus --candidates Japan,Korea --metric rtt_p99_ms=2 --metric "
        "goodput_mbps=5 \\\n"
        "      --scenario scenarios/westus-northeurope.yaml --set 'cost={monthly_volume: 10TB}'\n",
    .run = run,
};
