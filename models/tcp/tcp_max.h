/*
 * Windowed maximum: the largest of the values of the last `window` rounds, from three samples, the
 * best of the whole window, of what came after it and of what came after that (Linux 6.1,
 * lib/win_minmax.c; after Kathleen Nichols). All zero it is empty.
 */
#ifndef MODELS_TCP_TCP_MAX_H
#define MODELS_TCP_TCP_MAX_H

#include <stdint.h>

struct tcp_max_sample {
    uint64_t round;
    double v;
};

struct tcp_max {
    struct tcp_max_sample best[3]; /* best[0].v is the maximum */
};

/* Takes v of that round, which is none before the last one's. */
void tcp_max_update(struct tcp_max *m, uint64_t window, uint64_t round, double v);

#endif
