#include "sim/engine/kn.h"

#include <math.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/engine/stat.h"

/* How far above that of l the sum of i may lie at r observations. */
static double margin(const struct kn *s, size_t i, size_t l)
{
    return fmax(0, (s->h2 * s->variance[i * s->k + l] / s->delta - s->delta * (double)s->r) / 2);
}

static bool survives(const struct kn *s, size_t i)
{
    for (size_t l = 0; l < s->k; l++) {
        if (l != i && s->was_in[l] && s->sum[i] - s->sum[l] > margin(s, i, l)) {
            return false;
        }
    }
    return true;
}

/* All against those that were in before: the order does not matter, and one at least stays. */
static void screen(struct kn *s)
{
    memcpy(s->was_in, s->in, s->k * sizeof *s->in);
    for (size_t i = 0; i < s->k; i++) {
        if (s->was_in[i] && !survives(s, i)) {
            s->in[i] = false;
            s->out_at[i] = s->r;
            s->left--;
        }
    }
}

void kn_init(struct kn *s, size_t k, const double *first, double delta, double alpha,
             struct arena *arena)
{
    const double n0 = KN_FIRST;
    SIM_ASSERT(k >= 1 && delta > 0 && alpha > 0);
    *s = (struct kn){.k = k, .left = k, .delta = delta, .r = KN_FIRST};
    s->h2 = k > 1 ? (pow(2 * alpha / (double)(k - 1), -2 / (n0 - 1)) - 1) * (n0 - 1) : 0;
    s->variance = ARENA_ARRAY(arena, double, k *k);
    s->sum = ARENA_ARRAY(arena, double, k);
    s->in = ARENA_ARRAY(arena, bool, k);
    s->was_in = ARENA_ARRAY(arena, bool, k);
    s->out_at = ARENA_ARRAY(arena, size_t, k);
    for (size_t i = 0; i < k; i++) {
        s->in[i] = true;
        for (size_t j = 0; j < KN_FIRST; j++) {
            s->sum[i] += first[i * KN_FIRST + j];
        }
        for (size_t l = 0; l < i; l++) {
            double diff[KN_FIRST];
            for (size_t j = 0; j < KN_FIRST; j++) {
                diff[j] = first[i * KN_FIRST + j] - first[l * KN_FIRST + j];
            }
            const double sd = stat_mean(diff, KN_FIRST, 0.95).sd;
            s->variance[i * k + l] = s->variance[l * k + i] = sd * sd;
        }
    }
    screen(s);
}

void kn_add(struct kn *s, const double *observation)
{
    for (size_t i = 0; i < s->k; i++) {
        if (s->in[i]) {
            s->sum[i] += observation[i];
        }
    }
    s->r++;
    screen(s);
}

bool kn_is_done(const struct kn *s)
{
    if (s->left <= 1) {
        return true;
    }
    for (size_t i = 0; i < s->k; i++) {
        for (size_t l = 0; l < i; l++) {
            if (s->in[i] && s->in[l] && margin(s, i, l) > 0) {
                return false;
            }
        }
    }
    return true; /* their sums are equal, and nothing more is allowed between them */
}

size_t kn_best(const struct kn *s)
{
    size_t best = s->k;
    for (size_t i = 0; i < s->k; i++) {
        if (s->in[i] && (best == s->k || s->sum[i] < s->sum[best])) {
            best = i;
        }
    }
    SIM_ASSERT(best < s->k);
    return best;
}
