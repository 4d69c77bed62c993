/*
 * SHA-256 (FIPS 180-4), for the manifest of a run: which input, which data, which output.
 * tests/sim/test_sha256.c holds it to the standard's vectors.
 */
#ifndef SIM_BASE_SHA256_H
#define SIM_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_HEX_MAX 65

struct sha256 {
    uint32_t state[8];
    uint64_t len; /* bytes so far */
    unsigned char block[64];
};

void sha256_init(struct sha256 *s);
void sha256_update(struct sha256 *s, const void *data, size_t len);
/* Ends the message; the digest as hexadecimal text. */
void sha256_hex(struct sha256 *s, char hex[SHA256_HEX_MAX]);
/* Of a file. 0 or a negative errno. */
int sha256_file(const char *path, char hex[SHA256_HEX_MAX]) __attribute__((warn_unused_result));

#endif
