/*
 * Progress of a long run on stderr: one line that is redrawn on a terminal, a line every ten
 * seconds otherwise. What takes less than a second shows nothing.
 */
#ifndef SIM_TERM_PROGRESS_H
#define SIM_TERM_PROGRESS_H

#include <stdbool.h>

#include "models/network.h"

struct progress {
    const struct network *net;
    const char *name;
    bool terminal, shown;
    double started_s, next_s; /* monotonic clock */
};

void progress_init(struct progress *p, const struct network *net, const char *name);
/* As network_run calls it. */
void progress_show(void *progress, sim_time_t now);
/* Of files that are being written; of: 0 when not known. */
void progress_wrote(struct progress *p, const char *file, uint64_t rows, uint64_t of);
/* Clears the line. */
void progress_fini(struct progress *p);

/* Seconds of the monotonic clock, and of CPU time of the process. */
double progress_wall_s(void);
double progress_cpu_s(void);

#endif
