#include "sim/results/limit_meet.h"

#include <stdlib.h>

#include "models/flow/flow.h"
#include "sim/base/arena.h"

struct turn {
    sim_time_t at;
    size_t claim;
    bool ends;
};

static int by_time(const void *x, const void *y)
{
    const struct turn *a = x, *b = y;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    return a->claim != b->claim ? (a->claim > b->claim) - (a->claim < b->claim) : a->ends - b->ends;
}

static double term(double sum, bool inverse)
{
    return !inverse ? sum : sum > 0 ? 1 / sum : 0;
}

void limit_meet(double *mean, const struct limit_claim *claim, const double *value, size_t n,
                bool inverse, const struct network *net, struct arena *scratch)
{
    struct turn *turn = ARENA_ARRAY(scratch, struct turn, 2 * n);
    double sum = 0, integral = 0; /* of the terms, ps */
    for (size_t i = 0; i < n; i++) {
        const sim_time_t begin_at = flow_begin_at(net, claim[i].flow),
                         end_at = flow_end_at(net, claim[i].flow);
        turn[2 * i] = (struct turn){begin_at, i, false};
        turn[2 * i + 1] = (struct turn){end_at > begin_at ? end_at : begin_at, i, true};
    }
    qsort(turn, 2 * n, sizeof *turn, by_time);
    for (size_t k = 0; k < 2 * n; k++) {
        const size_t i = turn[k].claim;
        integral += k > 0 ? term(sum, inverse) * (double)(turn[k].at - turn[k - 1].at) : 0;
        sum += turn[k].ends ? -value[i] : value[i];
        if (!turn[k].ends) {
            mean[i] = integral;
        } else {
            const double life = (double)(turn[k].at - flow_begin_at(net, claim[i].flow));
            mean[i] = life > 0 ? (integral - mean[i]) / life : term(value[i], inverse);
        }
    }
}
