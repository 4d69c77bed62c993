#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/made_study.h"
#include "sim/app/options.h"
#include "sim/base/arena.h"
#include "sim/campaign/raise.h"

enum { JOBS_MAX = 1024, RUNS_MAX = 10000, RUNS = 5 };

struct raise_options {
    struct raise_wish wish;
    struct options_list sets, only;
    const char *dir;
    unsigned jobs;
};

static void write_study(const void *of, FILE *out)
{
    raise_write_study(of, out);
}

static void announce(const void *of, FILE *out)
{
    const struct raise *r = of;
    (void)fprintf(out,
                  "%zu limit%s that traffic meets, %g %% wider%s, and runs without: %u of each\n",
                  r->words.n, r->words.n == 1 ? "" : "s", 100 * r->by,
                  r->words.n > 1 ? " one by one and all together" : "", r->runs);
}

static void write_rows(const void *rows, struct csv_out *o)
{
    raise_write(rows, o);
}

static int show(void *of, struct batch *b)
{
    const struct raise *r = of;
    struct raise_rows rows;
    const int err = raise_read(r, b, &rows);
    if (err != 0) {
        return made_study_fail("raise", b->dir, strerror(-err));
    }
    const int code = made_study_table("raise", b->dir, &raise_table, write_rows, &rows);
    if (code == EXIT_DONE) {
        raise_show(r, &rows, stdout);
        printf("%s/raise.csv has the figures; vnetsim plot %s draws the runs\n", b->dir, b->dir);
    }
    return code;
}

static int raise_all(struct raise_options *o)
{
    struct raise r = {.arena = arena_new()};
    o->wish.set = o->sets.v;
    o->wish.n_sets = o->sets.n;
    o->wish.only = o->only.v;
    o->wish.n_only = o->only.n;
    int code = raise_plan(&r, &o->wish);
    if (r.error != NULL) {
        (void)fprintf(stderr, "vnetsim raise: %s\n", r.error);
    }
    if (code == EXIT_DONE) {
        const struct made_study study = {
            .command = "raise",
            .dir = o->dir != NULL ? o->dir : arena_printf(r.arena, "results/raise-%s", r.name),
            .set = r.set,
            .n_sets = r.n_sets,
            .jobs = o->jobs,
            .of = &r,
            .write = write_study,
            .announce = announce,
            .show = show};
        code = made_study_run(&study, r.arena);
    }
    arena_free(r.arena);
    return code;
}

/* EXIT_DONE, or the code to leave with. */
static int read_options(const struct command *self, struct raise_options *o, int argc, char **argv)
{
    const struct options_row options[] = {{"limit", OPTIONS_LIST(&o->only)},
                                          {"by", OPTIONS_ONCE(&o->wish.by)},
                                          {"runs", OPTIONS_COUNT(&o->wish.runs, 1, RUNS_MAX)},
                                          {"jobs", OPTIONS_COUNT(&o->jobs, 1, JOBS_MAX)},
                                          {"out", OPTIONS_ONCE(&o->dir)},
                                          {"set", OPTIONS_LIST(&o->sets)}};
    const int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    return code == EXIT_DONE ? command_scenario(self, argc, argv, &o->wish.scenario) : code;
}

static int run(const struct command *self, int argc, char **argv)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct raise_options o = {.jobs = cores > 0 ? (unsigned)cores : 1, .wish = {.runs = RUNS}};
    int code = read_options(self, &o, argc, argv);
    if (code == EXIT_DONE) {
        code = raise_all(&o);
    }
    options_list_fini(&o.sets);
    options_list_fini(&o.only);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_raise = {
    .name = "raise",
    .usage =
        "SCENARIO [--limit WORD]... [--by P%] [--runs N] [-o DIR] [-j N] [--set PATH=VALUE]...",
    .summary = "Makes every limit that traffic meets wider in turn, and all together: what each is "
               "worth to each traffic entry",
    .help =
        "limited_by in flows.csv judges from one run what holds a flow back; this measures it. "
        "NICs, "
        "links, gateways, appliances, windows,\n"
        "what applications offer, losses on the line (as much rarer) and services (as much "
        "faster), "
        "each by itself, with the random\n"
        "numbers of the run without. An entry gains what its flows' goodput does, over their "
        "lives; "
        "of transfers of a size that is how\n"
        "much sooner they are done. Limits that are as near as each other bring little one by one, "
        "and much together.\n"
        "\n"
        "  --limit WORD    this limit, as limited_by names it, windows and offers of one entry as "
        "ENTRY/receive_window; repeatable\n"
        "  --by P%         by how much; not given: 25%\n"
        "  --runs N        of each, with seeds from the scenario's upwards; not given: 5\n"
        "  -j N, --set P=V as for batch\n"
        "  -o DIR          a campaign's folder, with raise.csv; what is in it is not run again. "
        "Not "
        "given: results/raise-NAME\n"
        "\n"
        "exit: 0 done, 2 usage, 3 the scenario is invalid, 4 a run failed, 5 files or disk, 130 "
        "interrupted (the same command goes on)\n"
        "\n"
        "examples:\n"
        "  vnetsim raise scenarios/hub-branches.yaml\n"
        "  vnetsim raise scenarios/bulk-vpn.yaml --limit gateway:gw-westus/aggregate --limit "
        "replicate/receive_window --by 50%\n",
    .run = run,
};
