#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/dot.h"
#include "sim/app/options.h"
#include "sim/scenario/scenario.h"
#include "sim/term/colour.h"

static int write_to(const struct scenario *s, bool traffic, const char *path)
{
    FILE *out = path != NULL ? fopen(path, "wb") : stdout;
    if (out == NULL) {
        (void)fprintf(stderr, "vnetsim graph: %s: %s\n", path, strerror(errno));
        return EXIT_FILES;
    }
    dot_write(s->topo, traffic, s->arena, out);
    const bool failed = ferror(out) != 0;
    if (path != NULL && (fclose(out) != 0 || failed)) {
        (void)fprintf(stderr, "vnetsim graph: %s: it cannot be written\n", path);
        return EXIT_FILES;
    }
    return EXIT_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct options_list sets = {.n = 0};
    const char *path = NULL;
    bool traffic = false;
    const struct options_row options[] = {{"out", OPTIONS_ONCE(&path)},
                                          {"traffic", OPTIONS_FLAG(&traffic)},
                                          {"set", OPTIONS_LIST(&sets)}};
    int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code == EXIT_DONE && argc - optind != 1) {
        code = command_usage(self, "one scenario is needed");
    }
    if (code == EXIT_DONE) {
        struct scenario s;
        const int err = scenario_open(&s, argv[optind], sets.v, sets.n);
        if (s.error != NULL) {
            (void)fprintf(stderr, "vnetsim graph: %s\n", s.error);
        } else {
            diag_print(s.diag, stderr, colour_is_wanted(STDERR_FILENO));
        }
        code = err == 0 ? write_to(&s, traffic, path) : err == -EINVAL ? EXIT_INVALID : EXIT_FILES;
        scenario_close(&s);
    }
    options_list_fini(&sets);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_graph = {
    .name = "graph",
    .usage = "SCENARIO [-o FILE] [--traffic] [--set PATH=VALUE]...",
    .summary = "Writes the topology as Graphviz DOT: regions, networks, gateways, tunnels with "
               "their state, peerings",
    .help =
        "A double line is a tunnel, a single one a peering; dashed is what carries nothing, and "
        "its label says why. A legend says so in\n"
        "the picture; a label that many lines share stands there too. The picture runs down or "
        "across, whichever an A4 page shows larger.\n"
        "Many networks that are joined alike (spokes of a hub, a full mesh) stand in one frame: a "
        "line to it is one to each of them. Of\n"
        "more than 16 networks subnets and machines are left out.\n"
        "\n"
        "  --traffic         draws who sends to whom as well; the legend has the entries by "
        "number\n"
        "  -o FILE           the file to write; not given: standard output\n"
        "  --set PATH=VALUE  changes a value first\n"
        "\n"
        "exit: 0 done, 2 usage, 3 the scenario is invalid, 5 files\n"
        "\n"
        "examples:\n"
        "  vnetsim graph scenarios/hub-spoke.yaml | dot -Tsvg >hub-spoke.svg\n"
        "  vnetsim graph scenarios/westus-northeurope.yaml --traffic | dot -Tpng >topology.png\n",
    .run = run,
};
