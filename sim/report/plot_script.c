#include "sim/report/plot_script.h"

#include <stdlib.h>
#include <unistd.h>

#include "sim/base/arena.h"
#include "sim/scenario/scenario.h"

/* What the script calls to draw the topology: this very program. */
static void name_program(struct arena *arena)
{
    char exe[4096];
    const ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
    if (n > 0 && (size_t)n < sizeof exe) {
        (void)setenv("VNETSIM_PROGRAM", arena_strndup(arena, exe, (size_t)n), 1);
    }
}

const char *plot_script(struct arena *arena)
{
    name_program(arena);
    const char *given = getenv("VNETSIM_PLOTS");
    if (given != NULL && given[0] != '\0') {
        return arena_printf(arena, "%s/plot.sh", given);
    }
    const char *data = scenario_data_dir(arena); /* models/data, or share/vnetsim/data */
    const char *const places[] = {arena_printf(arena, "%s/../../plots/plot.sh", data),
                                  arena_printf(arena, "%s/../plots/plot.sh", data)};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (access(places[i], X_OK) == 0) {
            return places[i];
        }
    }
    return NULL;
}
