/*
 * Arena: memory for things that die together (a parsed document, a declared cloud, a built
 * network). Blocks never move. Out of memory is fatal (message, abort): a simulator cannot do
 * anything useful then.
 */
#ifndef SIM_BASE_ARENA_H
#define SIM_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/assert.h"

struct arena;

struct arena *arena_new(void);
/* One that goes with its parent, which it is not a part of otherwise. */
struct arena *arena_new_in(struct arena *parent);
void arena_free(struct arena *a);
/* All that it has handed out is void, and it starts anew. It keeps room for as much: who needs no
 * more each time allocates nothing. */
void arena_clear(struct arena *a);

/* Zeroed memory, aligned to 64 bytes when size >= 64, else to 16. size 0 gives a valid, unusable
 * pointer. */
void *arena_alloc(struct arena *a, size_t size);
/* From now on `size` bytes are handed out before the system is asked for more. They take addresses
 * until they are used, not memory. Where the system refuses, nothing is reserved. */
void arena_reserve(struct arena *a, size_t size);
/* The places that an array of `cap` things of `size` bytes is to have, so that it need not grow for
 * long: eight times as many where that is a chunk at most, else twice. */
uint32_t arena_ahead(uint32_t cap, size_t size);
/* How often the system has been asked for memory, with the arenas in it. */
size_t arena_opened(const struct arena *a);
/* Bytes handed out so far, with what alignment costs between them, and those of the arenas in it.
 */
size_t arena_given(const struct arena *a);
/* n * size, checked for overflow. */
void *arena_calloc(struct arena *a, size_t n, size_t size);
/* The n things of v, each of `size` bytes, in an array with room for `cap` of them; the former one
 * stays the arena's. */
void *arena_grow(struct arena *a, const void *v, size_t n, size_t cap, size_t size);
/* As arena_grow, to more places than *cap (arena_ahead), which it sets. arena_given does not count
 * them: they take memory as they are used. */
void *arena_grow_ahead(struct arena *a, const void *v, size_t n, uint32_t *cap, size_t size);
/* Text copies, NUL-terminated. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0), nonnull(2)));

#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_calloc((a), (n), sizeof(type)))

/* Room in the array v behind its n things: where it holds all that it can (n == cap), it becomes
 * twice as large; `first` is what it holds at first. v and cap are looked at more than once. */
#define ARENA_ROOM(a, v, n, cap, first)                                                            \
    do {                                                                                           \
        if (SIM_UNLIKELY((n) == (cap))) {                                                          \
            (cap) = (cap) == 0 ? (first) : (cap)*2;                                                \
            (v) = arena_grow((a), (v), (n), (cap), sizeof *(v));                                   \
        }                                                                                          \
    } while (0)

/* The same long before that (arena_ahead). */
#define ARENA_AHEAD(a, v, n, cap) ((v) = arena_grow_ahead((a), (v), (n), &(cap), sizeof *(v)))

#endif
