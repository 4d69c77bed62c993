#include "sim/term/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double clock_s(clockid_t id)
{
    struct timespec t = {0};
    (void)clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double progress_wall_s(void)
{
    return clock_s(CLOCK_MONOTONIC);
}

double progress_cpu_s(void)
{
    return clock_s(CLOCK_PROCESS_CPUTIME_ID);
}

void progress_init(struct progress *p, const struct network *net, const char *name)
{
    *p = (struct progress){.net = net,
                           .name = name,
                           .terminal = isatty(STDERR_FILENO) == 1,
                           .started_s = progress_wall_s()};
    p->next_s = p->started_s + (p->terminal ? 1 : 10);
}

/* Is there something to be shown at wall_s? Then it will be a while before there is again. */
static bool is_time(struct progress *p, double wall_s)
{
    if (wall_s < p->next_s) {
        return false;
    }
    p->next_s = wall_s + (p->terminal ? 0.2 : 10);
    p->shown = true;
    return true;
}

void progress_show(void *progress, sim_time_t now)
{
    struct progress *p = progress;
    const double wall_s = progress_wall_s();
    if (!is_time(p, wall_s)) {
        return;
    }
    const double spent_s = wall_s - p->started_s, share = (double)now / (double)p->net->duration;
    const double left_s = share > 0 ? spent_s / share - spent_s : 0;
    (void)fprintf(stderr,
                  "%s%s: %.1f of %.1f s simulated (%.0f %%), %.1f M events/s, about %.0f s left%s",
                  p->terminal ? "\r\033[K" : "", p->name, sim_time_s(now),
                  sim_time_s(p->net->duration), share * 100,
                  (double)network_events(p->net) / spent_s / 1e6, left_s, p->terminal ? "" : "\n");
}

void progress_wrote(struct progress *p, const char *file, uint64_t rows, uint64_t of)
{
    if (!is_time(p, progress_wall_s())) {
        return;
    }
    (void)fprintf(stderr, "%s%s: writing %s, %" PRIu64, p->terminal ? "\r\033[K" : "", p->name,
                  file, rows);
    if (of > 0) {
        (void)fprintf(stderr, " of %" PRIu64 " rows (%.0f %%)", of,
                      (double)rows / (double)of * 100);
    } else {
        (void)fprintf(stderr, " rows");
    }
    (void)fputs(p->terminal ? "" : "\n", stderr);
}

void progress_fini(struct progress *p)
{
    if (p->shown && p->terminal) {
        (void)fputs("\r\033[K", stderr);
    }
    p->shown = false;
}
