#include "sim/base/sha256.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64
 * primes. */
static const uint32_t k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotr(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

/* 6.2.2, step 3, with a to h at v[-r mod 8] and on. */
static inline void step(uint32_t v[8], unsigned r, uint32_t kw)
{
#define AT(i) v[((i)-r) % 8]
    const uint32_t e1 = rotr(AT(4), 6) ^ rotr(AT(4), 11) ^ rotr(AT(4), 25),
                   a0 = rotr(AT(0), 2) ^ rotr(AT(0), 13) ^ rotr(AT(0), 22);
    const uint32_t t1 = AT(7) + e1 + ((AT(4) & AT(5)) ^ (~AT(4) & AT(6))) + kw;
    AT(3) += t1;
    AT(7) = t1 + a0 + ((AT(0) & AT(1)) ^ (AT(0) & AT(2)) ^ (AT(1) & AT(2)));
#undef AT
}

static void compress(struct sha256 *s, const unsigned char *b)
{
    uint32_t w[64], v[8];
    for (int t = 0; t < 16; t++) {
        const unsigned char *at = b + (ptrdiff_t)4 * t;
        w[t] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    for (int t = 16; t < 64; t++) {
        const uint32_t s0 = rotr(w[t - 15], 7) ^ rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
        const uint32_t s1 = rotr(w[t - 2], 17) ^ rotr(w[t - 2], 19) ^ w[t - 2] >> 10;
        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
    memcpy(v, s->state, sizeof v);
    for (int t = 0; t < 64; t += 8) { /* a round turns the eight by one */
        step(v, 0, k[t] + w[t]);
        step(v, 1, k[t + 1] + w[t + 1]);
        step(v, 2, k[t + 2] + w[t + 2]);
        step(v, 3, k[t + 3] + w[t + 3]);
        step(v, 4, k[t + 4] + w[t + 4]);
        step(v, 5, k[t + 5] + w[t + 5]);
        step(v, 6, k[t + 6] + w[t + 6]);
        step(v, 7, k[t + 7] + w[t + 7]);
    }
    for (int i = 0; i < 8; i++) {
        s->state[i] += v[i];
    }
}

void sha256_init(struct sha256 *s)
{
    /* 5.3.3: the square roots of the first 8 primes */
    *s = (struct sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                   0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void sha256_update(struct sha256 *s, const void *data, size_t len)
{
    const unsigned char *p = data;
    while (len > 0) {
        const size_t at = s->len % 64, n = len < 64 - at ? len : 64 - at;
        memcpy(s->block + at, p, n);
        s->len += n;
        p += n;
        len -= n;
        if (s->len % 64 == 0) {
            compress(s, s->block);
        }
    }
}

void sha256_hex(struct sha256 *s, char hex[SHA256_HEX_MAX])
{
    const uint64_t bits = s->len * 8;
    unsigned char tail[8];
    sha256_update(s, "\x80", 1);
    while (s->len % 64 != 56) {
        sha256_update(s, "", 1);
    }
    for (int i = 0; i < 8; i++) {
        tail[i] = (unsigned char)(bits >> (56 - 8 * i));
    }
    sha256_update(s, tail, sizeof tail);
    for (int i = 0; i < 8; i++) {
        (void)snprintf(hex + (ptrdiff_t)8 * i, 9, "%08x", s->state[i]);
    }
}

int sha256_file(const char *path, char hex[SHA256_HEX_MAX])
{
    unsigned char buf[16384];
    struct sha256 s;
    size_t n;
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        return -errno;
    }
    sha256_init(&s);
    while ((n = fread(buf, 1, sizeof buf, in)) > 0) {
        sha256_update(&s, buf, n);
    }
    const int failed = ferror(in);
    (void)fclose(in);
    if (failed) {
        return -EIO;
    }
    sha256_hex(&s, hex);
    return 0;
}
