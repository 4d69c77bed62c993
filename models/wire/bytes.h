/* Bytes: numbers in network order (most significant byte first) at the end of a growing text of
 * bytes. */
#ifndef MODELS_WIRE_BYTES_H
#define MODELS_WIRE_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    uint8_t *v;
    size_t n; /* written; the caller has made room */
};

static inline void bytes_put8(struct bytes *b, uint32_t x)
{
    b->v[b->n++] = (uint8_t)x;
}

static inline void bytes_put16(struct bytes *b, uint32_t x)
{
    bytes_put8(b, x >> 8);
    bytes_put8(b, x);
}

static inline void bytes_put32(struct bytes *b, uint32_t x)
{
    bytes_put16(b, x >> 16);
    bytes_put16(b, x);
}

static inline void bytes_put64(struct bytes *b, uint64_t x)
{
    bytes_put32(b, (uint32_t)(x >> 32));
    bytes_put32(b, (uint32_t)x);
}

static inline void bytes_zero(struct bytes *b, size_t n)
{
    memset(b->v + b->n, 0, n);
    b->n += n;
}

/* Overwrites two bytes that stand already. */
static inline void bytes_set16(struct bytes *b, size_t at, uint32_t x)
{
    b->v[at] = (uint8_t)(x >> 8);
    b->v[at + 1] = (uint8_t)x;
}

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014): what stands for keys, cookies and
 * ciphertext. */
static inline uint64_t bytes_mix(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* n bytes that look like chance and follow from `key` alone. */
static inline void bytes_chance(struct bytes *b, uint64_t key, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes_put8(b, (uint32_t)(bytes_mix(key + i / 8) >> (8 * (i % 8))));
}

#endif
