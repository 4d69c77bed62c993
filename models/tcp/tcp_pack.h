/*
 * Words as bytes, where most are zero, and most of the others small, or the same as one shortly
 * before: of each that is not zero a byte that says how many zero ones it follows (above) and how
 * many bytes it has (below), and these, the lowest first; more than eight: it has none, and is the
 * same as the word that is by so many before it.
 */
#ifndef MODELS_TCP_TCP_PACK_H
#define MODELS_TCP_TCP_PACK_H

#include <stddef.h>
#include <stdint.h>

#define TCP_PACK_MOST(n) ((n) * (1 + sizeof(uint64_t))) /* bytes of n words */

/* Returns how many bytes they have become. */
size_t tcp_pack(uint8_t *to, const uint64_t *v, size_t n);
/* The n words again of which `bytes` were made. */
void tcp_unpack(const uint8_t *from, size_t bytes, uint64_t *v, size_t n);

#endif
