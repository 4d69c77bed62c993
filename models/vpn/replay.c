#include "models/vpn/replay.h"

#include <string.h>

#include "sim/base/arena.h"

enum { WORD_BITS = 64 };

static uint32_t words(uint32_t bits)
{
    return (bits + WORD_BITS - 1) / WORD_BITS;
}

struct replay *replay_new(struct arena *arena, uint32_t bits)
{
    struct replay *r = ARENA_NEW(arena, struct replay);

    r->bits = bits;
    for (int i = 0; i < 2; i++)
        r->window[i].seen = ARENA_ARRAY(arena, uint64_t, words(bits));
    return r;
}

/* The window of the SA; a newer SA takes the place of the older one of the two. NULL: it is closed.
 */
static struct replay_window *window_of(struct replay *r, uint32_t sa)
{
    struct replay_window *w = &r->window[0], *other = &r->window[1];

    if (w->sa == sa || other->sa == sa)
        return w->sa == sa ? w : other;
    if (other->sa < w->sa)
        w = other;
    if (sa < w->sa)
        return NULL;
    w->sa = sa;
    w->top = 0;
    memset(w->seen, 0, words(r->bits) * sizeof *w->seen);
    return w;
}

static void set(struct replay *r, struct replay_window *w, uint32_t number, bool on)
{
    const uint32_t at = number % r->bits;
    const uint64_t bit = UINT64_C(1) << at % WORD_BITS;

    w->seen[at / WORD_BITS] = on ? w->seen[at / WORD_BITS] | bit : w->seen[at / WORD_BITS] & ~bit;
}

bool replay_takes(struct replay *r, struct reorder_number x)
{
    struct replay_window *w = window_of(r, x.sa);

    if (w == NULL || x.number + r->bits <= w->top)
        return false;
    if (x.number <= w->top) {
        const uint32_t at = x.number % r->bits;
        const bool seen = (w->seen[at / WORD_BITS] >> at % WORD_BITS & 1) != 0;
        set(r, w, x.number, true);
        return !seen;
    }
    const uint32_t last = x.number - w->top > r->bits ? x.number - r->bits : w->top;
    for (uint32_t i = last + 1; i < x.number; i++)
        set(r, w, i, false);
    set(r, w, x.number, true);
    w->top = x.number;
    return true;
}
