#include "sim/engine/rng.h"

#include <string.h>

/* Multipliers and Weyl constants of Philox4x32: SC'11 paper, table 2 and section 3.3. */
#define PHILOX_M0 UINT32_C(0xD2511F53)
#define PHILOX_M1 UINT32_C(0xCD9E8D57)
#define PHILOX_W0 UINT32_C(0x9E3779B9)
#define PHILOX_W1 UINT32_C(0xBB67AE85)

void rng_philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];

    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)PHILOX_M0 * c0, p1 = (uint64_t)PHILOX_M1 * c2;
        uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c0 = n0;
        c1 = (uint32_t)p1;
        c2 = n2;
        c3 = (uint32_t)p0;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

static uint32_t next_word(struct rng_state *s)
{
    if (s->used == 4) {
        const uint32_t counter[4] = {s->counter[0], s->counter[1]};
        rng_philox4x32(counter, s->key, s->word);
        s->counter[1] += ++s->counter[0] == 0;
        s->used = 0;
    }
    return s->word[s->used++];
}

static unsigned long get(void *state)
{
    return next_word(state);
}

/* In (0, 1) with 53 bits, never 0 and never 1: logarithms of it are finite. */
static double get_double(void *state)
{
    uint64_t high = next_word(state), low = next_word(state);
    return ((double)((high << 32 | low) >> 12) + 0.5) * 0x1p-52;
}

static void start(struct rng_state *s, uint64_t key)
{
    memset(s, 0, sizeof *s);
    s->key[0] = (uint32_t)key;
    s->key[1] = (uint32_t)(key >> 32);
    s->used = 4;
}

static void set(void *state, unsigned long seed)
{
    start(state, seed);
}

static const gsl_rng_type philox = {
    .name = "philox4x32-10",
    .max = UINT32_MAX,
    .min = 0,
    .size = sizeof(struct rng_state),
    .set = set,
    .get = get,
    .get_double = get_double,
};
const gsl_rng_type *const rng_philox = &philox;

/* FNV-1a, 64 bit (Fowler, Noll, Vo; IETF draft-eastlake-fnv), then the finalizer of splitmix64 so
 * that near names are far. */
static uint64_t hash_text(uint64_t h, const char *text)
{
    do
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    while (*text++ != '\0'); /* the NUL counts: ("a", "bc") is not ("ab", "c") */
    return h;
}

static uint64_t scramble(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

void rng_state_of(struct rng_state *s, uint64_t seed, const char *entity, const char *purpose)
{
    uint64_t h = hash_text(hash_text(UINT64_C(0xCBF29CE484222325), entity), purpose);

    start(s, scramble(h + scramble(seed + UINT64_C(0x9E3779B97F4A7C15))));
}

void rng_stream(struct rng *r, uint64_t seed, const char *entity, const char *purpose)
{
    rng_state_of(&r->state, seed, entity, purpose);
    r->gsl = rng_over(&r->state);
}
