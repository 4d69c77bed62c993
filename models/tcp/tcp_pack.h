/*
 * Words as bytes, where most are zero, and most of the others small: of each that is not zero a
 * byte that says how many zero ones it follows (above) and how many bytes it has (below), and
 * these, the lowest first. More than eight: it has none, and is the same as the word before, all
 * ones, or one of 1 to 5. The last one has its byte in any case.
 */
#ifndef MODELS_TCP_TCP_PACK_H
#define MODELS_TCP_TCP_PACK_H

#include <stddef.h>
#include <stdint.h>

#define TCP_PACK_MOST(n) ((n) * (1 + sizeof(uint64_t))) /* bytes of n words */

/* Returns how many bytes they have become. */
size_t tcp_pack(uint8_t *to, const uint64_t *v, size_t n);
/* The n words again; returns of how many bytes. Fewer of them, the first ones: where no more is
 * asked for. */
size_t tcp_unpack(const uint8_t *from, uint64_t *v, size_t n);

#endif
