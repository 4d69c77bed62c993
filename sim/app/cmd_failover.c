#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/made_study.h"
#include "sim/app/options.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/campaign/failover.h"

enum { JOBS_MAX = 1024, RUNS_MAX = 10000 };

struct failover_options {
    struct arena *arena; /* of what the options say */
    struct failover_wish wish;
    struct options_list sets, faults, gateways, only;
    const char *dir;
    unsigned jobs;
    bool json;
};

/* What run_all and show pass on. */
struct failover_study {
    const struct failover_options *o;
    struct failover *f;
};

static void write_study(const void *of, FILE *out)
{
    failover_write_study(((const struct failover_study *)of)->f, out);
}

static void write_rows(const void *rows, struct csv_out *o)
{
    failover_write(rows, o);
}

static int show(void *of, struct batch *b)
{
    const struct failover_study *s = of;
    struct failover_rows rows;
    const int err = failover_read(s->f, b, &rows);
    if (err != 0) {
        return made_study_fail("failover", b->dir, strerror(-err));
    }
    const int code = made_study_table("failover", b->dir, &failover_table, write_rows, &rows);
    if (code != EXIT_DONE) {
        return code;
    }
    if (s->o->json) {
        failover_write_json(s->f, &rows, stdout);
    } else {
        failover_show(s->f, &rows, stdout);
        printf("%s/failover.csv has the figures; vnetsim plot %s draws them, and a run of it its "
               "swim lanes\n",
               b->dir, b->dir);
    }
    return EXIT_DONE;
}

static void announce(const void *of, FILE *out)
{
    const struct failover *f = ((const struct failover_study *)of)->f;
    (void)fprintf(out, "%zu failure%s and a run without, %g s each%s", f->failures.n - 1,
                  f->failures.n == 2 ? "" : "s", sim_time_s(f->duration),
                  f->settles ? " at most" : "");
    if (f->n_made > 0) {
        (void)fprintf(out, "; what is down%s is so for %g s",
                      f->n_made + 1 < f->failures.n ? " and not declared" : "",
                      sim_time_s(f->failures.lasts));
    }
    (void)fputc('\n', out);
}

static int run_all(const struct failover_options *o, struct failover *f, const char *dir)
{
    struct failover_study s = {o, f};
    const struct made_study study = {.command = "failover",
                                     .dir = dir,
                                     .set = f->set,
                                     .n_sets = f->n_sets,
                                     .jobs = o->jobs,
                                     .of = &s,
                                     .write = write_study,
                                     .announce = announce,
                                     .show = show};
    return made_study_run(&study, f->arena);
}

static int failover(struct failover_options *o)
{
    struct failover f = {.arena = arena_new()};
    struct failover_wish *w = &o->wish;
    w->set = o->sets.v;
    w->n_sets = o->sets.n;
    w->fault = o->faults.v;
    w->n_faults = o->faults.n;
    w->gateway = o->gateways.v;
    w->n_gateways = o->gateways.n;
    w->only = o->only.v;
    w->n_only = o->only.n;
    int code = failover_plan(&f, w);
    if (f.error != NULL) {
        (void)fprintf(stderr, "vnetsim failover: %s\n", f.error);
    }
    if (code == EXIT_DONE) {
        code = run_all(
            o, &f, o->dir != NULL ? o->dir : arena_printf(f.arena, "results/failover-%s", f.name));
    }
    arena_free(f.arena);
    return code;
}

static const char *read_only(void *options)
{
    struct failover_options *o = options;
    char *list = arena_strdup(o->arena, optarg);
    for (char *save = NULL, *word = strtok_r(list, ",", &save); word != NULL;
         word = strtok_r(NULL, ",", &save)) {
        options_list_add(&o->only, word);
    }
    return o->only.n == 0 ? "--only takes kinds of failures, with commas between them" : NULL;
}

static bool is_time(sim_time_t *out)
{
    return units_parse(UNITS_TIME, optarg, out) == UNITS_OK && *out > 0 && *out <= 8640000 * SIM_S;
}

static const char *read_at(void *at)
{
    return is_time(at) ? NULL : "--at takes a time above 0, as 90s or 5min";
}

static const char *read_for(void *lasts)
{
    return is_time(lasts) ? NULL : "--for takes a time above 0, as 90s or 5min";
}

static const char *read_duration(void *duration)
{
    return is_time(duration) ? NULL : "--duration takes a time above 0, as 90s or 5min";
}

/* EXIT_DONE, or the code to leave with. */
static int read_options(const struct command *self, struct failover_options *o, int argc,
                        char **argv)
{
    const struct options_row options[] = {
        {"all", OPTIONS_FLAG(&o->wish.all)},
        {"fault", OPTIONS_LIST(&o->faults)},
        {"gateway", OPTIONS_LIST(&o->gateways)},
        {"only", OPTIONS_READ(o, read_only)},
        {"at", OPTIONS_READ(&o->wish.at, read_at)},
        {"for", OPTIONS_READ(&o->wish.lasts, read_for)},
        {"duration", OPTIONS_READ(&o->wish.duration, read_duration)},
        {"runs", OPTIONS_COUNT(&o->wish.runs, 1, RUNS_MAX)},
        {"jobs", OPTIONS_COUNT(&o->jobs, 1, JOBS_MAX)},
        {"out", OPTIONS_ONCE(&o->dir)},
        {"set", OPTIONS_LIST(&o->sets)},
        {"json", OPTIONS_FLAG(&o->json)}};
    const int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    return code == EXIT_DONE ? command_scenario(self, argc, argv, &o->wish.scenario) : code;
}

static int run(const struct command *self, int argc, char **argv)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct failover_options o = {
        .arena = arena_new(), .jobs = cores > 0 ? (unsigned)cores : 1, .wish = {.runs = 1}};
    int code = read_options(self, &o, argc, argv);
    if (code == EXIT_DONE) {
        code = failover(&o);
    }
    options_list_fini(&o.sets);
    options_list_fini(&o.faults);
    options_list_fini(&o.gateways);
    options_list_fini(&o.only);
    arena_free(o.arena);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_failover = {
    .name = "failover",
    .usage = "SCENARIO [--all] [--only KIND,...] [--gateway NAME]... [--fault NAME]... [--at T] "
             "[--for T] [--duration T] [--runs N]\n"
             "                        [-o DIR] [-j N] [--set PATH=VALUE]... [--json]",
    .summary = "Makes single failures in turn: how long paths and applications are out, what is "
               "lost, which TCP connections survive",
    .help =
        "Each failure has a run of its own, beside one run without any; all have the same "
        "random numbers. Probes (a small packet there and\n"
        "back every 10 ms) on the ways of each traffic entry's first 8 flows tell the outage "
        "of the path; the application's is the\n"
        "longest time in which something was due and nothing arrived. Without an option that "
        "says what fails: the faults that the\n"
        "scenario declares, one at a time, each when it says; where none is declared, each "
        "gateway.\n"
        "\n"
        "  --all           everything that is in use: each gateway (instance) planned and "
        "unplanned, device, uplink, tunnel, end of a\n"
        "                  connection, BGP session, peering, link between regions that "
        "something crosses, zone, region. Declared faults\n"
        "                  do not happen, those of --fault apart\n"
        "  --only KIND,... some of these: gateway, device, uplink, tunnel, connection, "
        "bgp_session, peering, link, zone, region\n"
        "  --gateway NAME  this gateway, planned and unplanned; repeatable\n"
        "  --fault NAME    this declared fault, when and for as long as it says; repeatable\n"
        "  --at T          when things fail, declared faults apart; not given: 20 s after the "
        "warm-up and the start of all traffic\n"
        "  --for T         how long things are down that are not failed over, declared faults "
        "apart; not given: twice as long as it\n"
        "                  takes to notice, dead peer detection at most or BGP's hold timer where "
        "that is sooner: 120 s by the\n"
        "                  platform's figures. Where another way is found the outage is half of "
        "it, where none is all of it and what\n"
        "                  the recovery takes\n"
        "  --duration T    of each run; not given: it ends when all that broke works again and "
        "all traffic has gone on for 20 s, and\n"
        "                  at the latest 20 s after TCP would go on behind the longest outage "
        "to be expected (90 s or --for, dead peer\n"
        "                  detection, BGP's hold timer where there is BGP; and as long again, "
        "120 s at most, for TCP's time-outs)\n"
        "  --runs N        of each failure, with other seeds: durations of failovers are "
        "drawn. The table shows the worst\n"
        "  -j N, --set P=V as for batch\n"
        "  -o DIR          a campaign's folder, with failover.csv; what is in it is not run "
        "again. Not given: results/failover-NAME\n"
        "  --json          the rows of failover.csv and the sentence, in place of the table\n"
        "\n"
        "exit: 0 done, 2 usage, 3 the scenario is invalid, 4 a run failed, 5 files or disk, "
        "130 interrupted (the same command goes on)\n"
        "\n"
        "examples:\n"
        "  vnetsim failover scenarios/westus-northeurope.yaml\n"
        "  vnetsim failover scenarios/active-active.yaml --all -o results/what-if\n"
        "  vnetsim failover scenarios/two-sites.yaml --only device,uplink --for 5min --json\n"
        "  vnetsim plot results/what-if\n",
    .run = run,
};
