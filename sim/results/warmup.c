#include "sim/results/warmup.h"

#include <errno.h>

#include "models/steady.h"
#include "sim/base/arena.h"
#include "sim/engine/mser.h"
#include "sim/term/progress.h"

static const char *const too_few =
    "too little arrives for MSER-5 (100 intervals with packets are needed)";
static const char *const too_late =
    "MSER-5 cuts beyond half of the run: the run is too short, or has no steady state";

static sim_time_t cut_of(const struct network *pilot, const char **why_not)
{
    double *delay = ARENA_ARRAY(pilot->arena, double, STEADY_PILOT_INTERVALS);
    sim_time_t *end_at = ARENA_ARRAY(pilot->arena, sim_time_t, STEADY_PILOT_INTERVALS);
    bool valid;
    const size_t n = steady_delays(pilot, delay, end_at), cut = mser_cut(delay, n, &valid);
    if (!valid) {
        *why_not = n < MSER_LEAST ? too_few : too_late;
        return 0;
    }
    return cut > 0 ? end_at[cut - 1] : 0;
}

static int run_pilot(struct network *pilot, const struct scenario *s, const struct warmup_run *how)
{
    struct progress progress;
    progress_init(&progress, pilot, arena_printf(s->arena, "%s, pilot run", s->name));
    const struct network_run run = {.threads = how->threads,
                                    .stop = how->stop,
                                    .progress = how->talk ? progress_show : NULL,
                                    .progress_arg = &progress};
    const int err = network_run(pilot, &run);
    progress_fini(&progress);
    return err;
}

int warmup_settle(struct warmup *w, struct scenario *s, const struct warmup_run *how,
                  const char **error)
{
    *w = (struct warmup){.chosen = s->topo->simulation.warmup == TOPO_WARMUP_AUTO};
    if (!w->chosen) {
        return 0;
    }
    struct topo *topo = ARENA_NEW(s->arena, struct topo);
    *topo = *s->topo;
    topo->simulation.warmup = 0;
    topo->simulation.pilot = true;
    const sim_time_t sample_interval = topo->simulation.sample_interval;
    topo->simulation.sample_interval = 0;
    struct network *pilot = network_build(topo, s->catalog, error);
    if (pilot == NULL) {
        return -ECANCELED;
    }
    const int err = run_pilot(pilot, s, how);
    if (err == 0) {
        topo->simulation.warmup = cut_of(pilot, &w->why_not);
        topo->simulation.pilot = false;
        topo->simulation.sample_interval = sample_interval;
        s->topo = topo;
    }
    network_free(pilot);
    return err;
}
