#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/base/arena.h"
#include "sim/report/plot_script.h"

static int run(const struct command *self, int argc, char **argv)
{
    const int code = command_options(self, NULL, 0, argc, argv);
    if (code != EXIT_DONE) {
        return code == COMMAND_HELPED ? EXIT_DONE : code;
    }
    if (optind == argc) {
        return command_usage(self, "no folder of results is given");
    }
    struct arena *arena = arena_new();
    const char *script = plot_script(arena);
    if (script == NULL) {
        (void)fprintf(stderr,
                      "vnetsim plot: plot.sh is not found: VNETSIM_PLOTS names its folder\n");
        arena_free(arena);
        return EXIT_FILES;
    }
    const char **args = ARENA_ARRAY(arena, const char *, (size_t)(argc - optind) + 2);
    args[0] = script;
    for (int i = optind; i < argc; i++) {
        args[i - optind + 1] = argv[i];
    }
    (void)fflush(NULL);
    (void)execv(script, (char *const *)args);
    (void)fprintf(stderr, "vnetsim plot: %s: %s\n", script, strerror(errno));
    arena_free(arena);
    return EXIT_FILES;
}

const struct command command_plot = {
    .name = "plot",
    .usage = "DIR [KIND[:METRIC]...]",
    .summary = "Draws the results of a run, a campaign or a byte ladder, as PNG and SVG, into "
               "their folder",
    .help =
        "KIND of a run: topology, latency-cdf, latency-tail, throughput, limits, queue, "
        "delay-split, delay, drops, utilisation, heat-map,\n"
        "swim-lanes; of a campaign: failover (of vnetsim failover), raise (of vnetsim raise), box, "
        "forest, knee, heat-map; "
        "of what `vnetsim mtu -o DIR` leaves:\n"
        "mtu. Without one all of them. The numbers that a picture shows stand beside it in "
        "KIND.data.csv; plots/README.md says where\n"
        "they come from, and how to draw one by hand. topology is that of vnetsim graph --traffic, "
        "and needs Graphviz.\n"
        "\n"
        "METRIC: for heat-map a column of pairs.csv, or of a campaign, as for box and knee, a "
        "metric of summary.csv.\n"
        "\n"
        "exit: 0 done (also when a kind has nothing to draw), 1 gnuplot failed, 2 usage, 5 files\n"
        "\n"
        "examples:\n"
        "  vnetsim plot results/westus-northeurope\n"
        "  vnetsim plot results/westus-northeurope latency-cdf heat-map:loss_frac\n"
        "  vnetsim plot results/pairs box:goodput_mbps\n"
        "  vnetsim plot results/failover-westus-northeurope failover\n",
    .run = run,
};
