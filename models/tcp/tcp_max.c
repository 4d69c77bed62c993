#include "models/tcp/tcp_max.h"

void tcp_max_update(struct tcp_max *m, uint64_t window, uint64_t round, double v)
{
    struct tcp_max_sample *const best = m->best;
    const struct tcp_max_sample now = {round, v};

    if (v >= best[0].v || round - best[2].round > window) {
        best[0] = best[1] = best[2] = now;
        return;
    }
    if (v >= best[1].v)
        best[2] = best[1] = now;
    else if (v >= best[2].v)
        best[2] = now;
    if (round - best[0].round > window) {
        best[0] = best[1];
        best[1] = best[2];
        best[2] = now;
        if (round - best[0].round > window) {
            best[0] = best[1];
            best[1] = best[2];
        }
    } else if (best[1].round == best[0].round && round - best[0].round > window / 4) {
        best[2] = best[1] = now;
    } else if (best[2].round == best[1].round && round - best[1].round > window / 2) {
        best[2] = now;
    }
}
