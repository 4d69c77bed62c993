#include "sim/base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/assert.h"

/* Chunks double up to a cap, so a small document costs little and a large network few mallocs. */
enum { CHUNK_FIRST = 16 * 1024, CHUNK_MAX = 4 * 1024 * 1024, ALIGN_LARGE = 64, ALIGN_SMALL = 16 };

struct chunk { /* what calloc gave; what it holds begins behind it, aligned */
    struct chunk *next;
};

struct arena {
    struct chunk *chunks; /* all of them, newest first; the arena owns them */
    char *first;          /* of the newest ordinary chunk */
    char *free, *end;     /* what is left of that */
    size_t next_size;
    size_t given;    /* bytes handed out, and lost to alignment between them */
    size_t n_opened; /* chunks ever */
    struct arena *children, *sibling;
};

static _Noreturn void out_of_memory(size_t size)
{
    fprintf(stderr, "vnetsim: out of memory (%zu bytes asked for)\n", size);
    abort();
}

struct arena *arena_new(void)
{
    struct arena *a = calloc(1, sizeof *a);
    if (a == NULL) {
        out_of_memory(sizeof *a);
    }
    a->next_size = CHUNK_FIRST;
    return a;
}

struct arena *arena_new_in(struct arena *parent)
{
    struct arena *a = arena_new();
    a->sibling = parent->children;
    parent->children = a;
    return a;
}

static void free_chunks(struct arena *a)
{
    for (struct chunk *c = a->chunks; c != NULL;) {
        struct chunk *next = c->next;
        free(c);
        c = next;
    }
    a->chunks = NULL;
    a->first = a->free = a->end = NULL;
}

void arena_free(struct arena *a)
{
    if (a == NULL) {
        return;
    }
    for (struct arena *c = a->children; c != NULL;) {
        struct arena *next = c->sibling;
        arena_free(c);
        c = next;
    }
    free_chunks(a);
    free(a);
}

/* A zeroed chunk with room for size bytes; returns the first byte behind its header, aligned to 64;
 * NULL: there is no more memory. calloc knows what is zero already: what of a large chunk is never
 * used stays untouched, and takes no memory but addresses. */
static char *chunk_try(struct arena *a, size_t size)
{
    const size_t head = sizeof(struct chunk) + ALIGN_LARGE;
    struct chunk *c = size <= SIZE_MAX - head ? calloc(1, head + size) : NULL;
    if (c == NULL) {
        return NULL;
    }
    c->next = a->chunks;
    a->chunks = c;
    a->n_opened++;
    char *behind = (char *)(c + 1);
    return behind + (-(uintptr_t)behind & (ALIGN_LARGE - 1));
}

static char *chunk_add(struct arena *a, size_t size)
{
    char *first = chunk_try(a, size);
    if (first == NULL) {
        out_of_memory(size);
    }
    return first;
}

/* From now on one hands out of this chunk. */
static void hand_out_of(struct arena *a, char *first, size_t size)
{
    a->first = a->free = first;
    a->end = first + size;
}

void arena_clear(struct arena *a)
{
    SIM_ASSERT(a->children == NULL);
    if (a->chunks != NULL && a->chunks->next == NULL && a->first != NULL) {
        memset(a->first, 0, (size_t)(a->free - a->first));
        a->free = a->first;
    } else if (a->chunks != NULL) { /* the next time one chunk takes it all */
        const size_t room = a->given + a->given / 2;
        free_chunks(a);
        const size_t size = room > CHUNK_FIRST ? room : CHUNK_FIRST;
        hand_out_of(a, chunk_add(a, size), size);
    }
    a->given = 0;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const uintptr_t align = size >= ALIGN_LARGE ? ALIGN_LARGE : ALIGN_SMALL;
    if (size > SIZE_MAX / 2) {
        out_of_memory(size);
    }
    if (a->free != NULL) {
        const size_t pad = (size_t)(-(uintptr_t)a->free & (align - 1));
        const size_t left = (size_t)(a->end - a->free);
        if (pad <= left && size <= left - pad) {
            char *p = a->free + pad;
            a->free = p + size;
            a->given += pad + size;
            return p;
        }
    }
    a->given += size;
    if (size > a->next_size / 4) {
        return chunk_add(a, size); /* a chunk of its own; the current one stays in use */
    }
    hand_out_of(a, chunk_add(a, a->next_size), a->next_size);
    char *p = a->free;
    a->free += size;
    if (a->next_size < CHUNK_MAX) {
        a->next_size *= 2;
    }
    return p;
}

void arena_reserve(struct arena *a, size_t size)
{
    const size_t left = a->free != NULL ? (size_t)(a->end - a->free) : 0;
    char *first = left < size ? chunk_try(a, size) : NULL;
    if (first != NULL) {
        hand_out_of(a, first, size);
    }
}

uint32_t arena_ahead(uint32_t cap, size_t size)
{
    return cap <= CHUNK_MAX / 8 / size ? cap * 8 : cap * 2;
}

size_t arena_opened(const struct arena *a)
{
    size_t n = a->n_opened;
    for (const struct arena *c = a->children; c != NULL; c = c->sibling) {
        n += arena_opened(c);
    }
    return n;
}

size_t arena_given(const struct arena *a)
{
    size_t given = a->given;
    for (const struct arena *c = a->children; c != NULL; c = c->sibling) {
        given += arena_given(c);
    }
    return given;
}

void *arena_calloc(struct arena *a, size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size) {
        out_of_memory(SIZE_MAX);
    }
    return arena_alloc(a, n * size);
}

void *arena_grow(struct arena *a, const void *v, size_t n, size_t cap, size_t size)
{
    void *more = arena_calloc(a, cap, size);
    if (n > 0) {
        memcpy(more, v, n * size);
    }
    return more;
}

void *arena_grow_ahead(struct arena *a, const void *v, size_t n, uint32_t *cap, size_t size)
{
    const size_t given = a->given;
    *cap = arena_ahead(*cap, size);
    void *more = arena_grow(a, v, n, *cap, size);
    a->given = given;
    return more;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
    char *copy = arena_alloc(a, len + 1);
    memcpy(copy, s, len);
    copy[len] = '\0';
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    const int len = vsnprintf(NULL, 0, fmt, args);
    SIM_ASSERT(len >= 0);
    char *text = arena_alloc(a, (size_t)len + 1);
    (void)vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *text = arena_vprintf(a, fmt, args);
    va_end(args);
    return text;
}
