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

/* EXIT_DONE, or the code to leave with; -1: help was shown. */
static int read_options(const struct command *self, struct diff_options *o, int argc, char **argv)
{
    static const struct option options[] = {{"protocol", required_argument, NULL, 'p'}, {"port", required_argument, NULL, 'P'}, {"set", required_argument, NULL, 's'},
                                            {"json", no_argument, NULL, 'J'},           {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0}};
    const char *why = NULL;
    for (int opt; why == NULL && (opt = options_next(argc, argv, options)) != -1;) {
        switch (opt) {
        case 'p':
            why = ask_take_protocol(&o->ask);
            break;
        case 'P':
            why = ask_take_port(&o->ask.port, "--port");
            break;
        case 's':
            options_list_add(&o->sets, optarg);
            break;
        case 'J':
            o->json = true;
            break;
        case 'h':
            (void)command_help(self);
            return -1;
        default:
            why = options_error(opt, argv);
        }
    }
    if (why != NULL) {
        return command_usage(self, "%s", why);
    }
    if (argc - optind != 2) {
        return command_usage(self, "two scenarios are needed: the old one and the new one");
    }
    if (strcmp(argv[optind], "-") == 0 && strcmp(argv[optind + 1], "-") == 0) {
        return command_usage(self, "standard input can be one of the two");
    }
    return EXIT_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct diff_options o = {.json = false};
    int code = read_options(self, &o, argc, argv);
    if (code == EXIT_DONE) {
        struct where old, new;
        code = where_open(&old, self->name, o.json, argv[optind], NULL, 0);
        /* what is wrong with the new one is said too, but standard output holds one document */
        const int second = where_open(&new, self->name, o.json && code == EXIT_DONE, argv[optind + 1], o.sets.v, o.sets.n);
        code = code != EXIT_DONE ? code : second != EXIT_DONE ? second : compare(&old, &new, &o);
        where_close(&new);
        where_close(&old);
    }
    options_list_fini(&o.sets);
    return code == -1 ? EXIT_DONE : code;
}

const struct command command_diff = {
    .name = "diff",
    .usage = "OLD NEW [--protocol icmp|udp|tcp] [--port N] [--json] [--set PATH=VALUE]...",
    .summary = "What a change does: which VMs became reachable or unreachable, which tunnels and routes changed",
    .help = "Every entry that both have is traced to every other, and its members to each other, there and back, in both scenarios: every way\n"
            "that a flow may take. One that only changed its name is the same. So is every traffic entry, flow by flow, by its own protocol and port.\n"
            "What was removed or added is listed, and is no loss by itself.\n"
            "\n"
            "  --protocol, --port  what security groups see of the pairs, as with trace; not given: icmp\n"
            "  --json              {worse, better, changes: [{kind, what, was, is, worse, cause, place, code, why, mend}]}; of a scenario\n"
            "                      that is refused its diagnostics, as check --json\n"
            "  --set PATH=VALUE    changes the new one\n"
            "\n"
            "exit: 0 nothing became worse, 1 something did (so it can stand in a CI), 2 usage, 3 a scenario is invalid, 5 files\n"
            "\n"
            "examples:\n"
            "  git show main:scenarios/hub-spoke.yaml | vnetsim diff - scenarios/hub-spoke.yaml\n"
            "  vnetsim diff scenarios/hub-spoke.yaml scenarios/hub-spoke.yaml --set virtual_machines.fw.ip_forwarding=false\n"
            "  vnetsim diff scenarios/hub-spoke.yaml scenarios/hub-spoke.yaml --protocol tcp --port 443 --json\n",
    .run = run,
};
