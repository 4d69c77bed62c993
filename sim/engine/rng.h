/*
 * Random streams: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
 * 1, 2, 3", SC'11), a counter-based generator, as a gsl_rng_type, so that GSL's distributions draw
 * from it. Checked against the authors' known-answer vectors.
 *
 * One stream per (entity, purpose). Its key is a hash of the run's seed and the *declared names*,
 * never of an index: adding an unrelated resource, or reordering the file, changes no draw, and two
 * variants of a scenario see the same. A stream is a value of 36 bytes without memory of its own;
 * GSL wants a pointer beside it, which is there (struct rng), or made for a draw (rng_over).
 */
#ifndef SIM_ENGINE_RNG_H
#define SIM_ENGINE_RNG_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

struct rng_state {
    uint32_t key[2];
    uint32_t counter[2]; /* the block function's other two words stay 0 */
    uint32_t word[4];    /* of the block being used up */
    uint32_t used;       /* words of it already given out: 4 = none left */
};

struct rng {
    gsl_rng gsl; /* points at state: re-point with rng_stream, never copy a struct rng by value */
    struct rng_state state;
};

extern const gsl_rng_type *const rng_philox;

/* Block function: 4 words from (counter, key). */
void rng_philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The stream of (entity, purpose) under a seed. */
void rng_stream(struct rng *r, uint64_t seed, const char *entity, const char *purpose);
void rng_state_of(struct rng_state *s, uint64_t seed, const char *entity, const char *purpose);

static inline gsl_rng rng_over(struct rng_state *s)
{
    return (gsl_rng){.type = rng_philox, .state = s};
}

#endif
