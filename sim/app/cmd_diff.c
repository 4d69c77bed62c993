#include <stdio.h>
#include <string.h>

#include "sim/app/command.h"
#include "sim/app/difference.h"
#include "sim/app/options.h"
#include "sim/base/arena.h"

struct diff_options {
    struct options_list sets;
    struct ask ask;
    bool json;
};

static int compare(const struct where *old, const struct where *new, const struct diff_options *o)
{
    struct difference d;
    struct arena *arena = arena_new();
    difference_find(&d, old, new, &o->ask, arena);
    (o->json ? difference_json : difference_show)(&d, stdout);
    const int code = d.worse > 0 ? EXIT_GATE : EXIT_DONE;
    arena_free(arena);
    return code;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct diff_options o = {.json = false};
    const struct options_row options[] = {{"protocol", OPTIONS_READ(&o.ask, ask_read_protocol)},
                                          {"port", OPTIONS_COUNT(&o.ask.port, 1, UINT16_MAX)},
                                          {"set", OPTIONS_LIST(&o.sets)},
                                          {"json", OPTIONS_FLAG(&o.json)}};
    int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code == EXIT_DONE && argc - optind != 2) {
        code = command_usage(self, "two scenarios are needed: the old one and the new one");
    }
    if (code == EXIT_DONE && strcmp(argv[optind], "-") == 0 && strcmp(argv[optind + 1], "-") == 0) {
        code = command_usage(self, "standard input can be one of the two");
    }
    if (code == EXIT_DONE) {
        struct where old, new;
        code = where_open(&old, self->name, o.json, argv[optind], NULL, 0);
        /* what is wrong with the new one is said too, but standard output holds one document */
        const int second = where_open(&new, self->name, o.json && code == EXIT_DONE,
                                      argv[optind + 1], o.sets.v, o.sets.n);
        code = code != EXIT_DONE ? code : second != EXIT_DONE ? second : compare(&old, &new, &o);
        where_close(&new);
        where_close(&old);
    }
    options_list_fini(&o.sets);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_diff = {
    .name = "diff",
    .usage = "OLD NEW [--protocol icmp|udp|tcp] [--port N] [--json] [--set PATH=VALUE]...",
    .summary = "What a change does: which VMs became reachable or unreachable, which tunnels and "
               "routes changed",
    .help = "Every entry that both have is traced to every other, and its members to each other, "
            "there and back, in both scenarios: every way\n"
            "that a flow may take. One that only changed its name is the same. So is every traffic "
            "entry, flow by flow, by its own protocol and port.\n"
            "What was removed or added is listed, and is no loss by itself.\n"
            "\n"
            "  --protocol, --port  what security groups see of the pairs, as with trace; not "
            "given: icmp\n"
            "  --json              {worse, better, changes: [{kind, what, was, is, worse, cause, "
            "place, code, why, mend}]}; of a scenario\n"
            "                      that is refused its diagnostics, as check --json\n"
            "  --set PATH=VALUE    changes the new one\n"
            "\n"
            "exit: 0 nothing became worse, 1 something did (so it can stand in a CI), 2 usage, 3 a "
            "scenario is invalid, 5 files\n"
            "\n"
            "examples:\n"
            "  git show main:scenarios/hub-spoke.yaml | vnetsim diff - scenarios/hub-spoke.yaml\n"
            "  vnetsim diff scenarios/hub-spoke.yaml scenarios/hub-spoke.yaml --set "
            "virtual_machines.fw.ip_forwarding=false\n"
            "  vnetsim diff scenarios/hub-spoke.yaml scenarios/hub-spoke.yaml --protocol tcp "
            "--port 443 --json\n",
    .run = run,
};
