#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/base/arena.h"
#include "sim/base/json.h"
#include "sim/scenario/dump.h"
#include "sim/scenario/scenario.h"
#include "sim/term/colour.h"

struct check {
    struct options_list sets;
    bool json, canonical;
    struct json out;
};

static void show_verdict(const struct scenario *s, int err)
{
    char summary[128];
    if (s->error != NULL) {
        (void)fprintf(stderr, "vnetsim check: %s\n", s->error);
        return;
    }
    diag_print(s->diag, stderr, colour_is_wanted(STDERR_FILENO));
    (void)fprintf(stderr, "%s: %s%s\n", s->path, diag_summary(s->diag, summary, sizeof summary),
                  err != 0 ? "; it cannot run" : "");
}

static int check_one(struct check *c, const char *path)
{
    struct scenario s;
    const char *why = NULL;
    const int err = scenario_open(&s, path, c->sets.v, c->sets.n);
    const bool builds = err != 0 || scenario_reach(&s, &why);
    if (c->json && s.error == NULL) {
        diag_write_json(s.diag, &c->out);
    } else {
        show_verdict(&s, err);
    }
    if (!builds) {
        (void)fprintf(stderr, "%s: it cannot run: %s\n", path, why);
    }
    if (err == 0 && c->canonical) {
        dump_write(s.topo, s.arena, stdout);
    }
    scenario_close(&s);
    return !builds          ? EXIT_INVALID
           : err == 0       ? EXIT_DONE
           : err == -EINVAL ? EXIT_INVALID
                            : EXIT_FILES;
}

static int check_all(struct check *c, char **path, int n)
{
    int code = EXIT_DONE;
    if (c->json) {
        json_init(&c->out, stdout);
        json_array_begin(&c->out);
    }
    for (int i = 0; i < n; i++) {
        const int one = check_one(c, path[i]);
        code = one > code ? one : code;
    }
    if (c->json) {
        json_array_end(&c->out);
        json_fini(&c->out);
    }
    return code;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct check c = {0};
    const struct options_row options[] = {{"set", OPTIONS_LIST(&c.sets)},
                                          {"json", OPTIONS_FLAG(&c.json)},
                                          {"canonical", OPTIONS_FLAG(&c.canonical)}};
    int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code == EXIT_DONE && optind == argc) {
        code = command_usage(self, "no scenario is given");
    }
    if (code == EXIT_DONE) {
        code = check_all(&c, &argv[optind], argc - optind);
    }
    options_list_fini(&c.sets);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_check = {
    .name = "check",
    .usage = "SCENARIO... [--set PATH=VALUE]... [--json] [--canonical]",
    .summary = "Checks scenarios as the platform would, and runs nothing",
    .help = "All errors, warnings and notes are shown together, with their place, the reason and "
            "the remedy.\n"
            "\n"
            "  --set PATH=VALUE  changes a value first: virtual_network_gateways.*.sku=VpnGw2AZ\n"
            "  --json            the diagnostics as an array of records, on standard output\n"
            "  --canonical       prints the scenario in canonical form: sorted, every default "
            "written out\n"
            "\n"
            "exit: 0 no errors (warnings and notes or not), 3 errors, 5 a file cannot be read\n"
            "\n"
            "examples:\n"
            "  vnetsim check scenarios/*.yaml\n"
            "  vnetsim check --json scenarios/hub-branches.yaml | jq '.[].code'\n",
    .run = run,
};
