#include "models/net/reorder.h"

#include <stdbool.h>
#include <string.h>

#include "sim/base/arena.h"

static bool is_before(const struct reorder_slot *a, const struct reorder_slot *b)
{
    return a->packet.due_at != b->packet.due_at ? a->packet.due_at < b->packet.due_at
                                                : a->order < b->order;
}

static void grow(struct reorder *h, struct arena *arena)
{
    const uint32_t cap = h->cap > 0 ? 2 * h->cap : 64;
    struct reorder_slot *v = ARENA_ARRAY(arena, struct reorder_slot, cap);

    if (h->n > 0)
        memcpy(v, h->slot, h->n * sizeof *v);
    h->slot = v;
    h->cap = cap;
}

void reorder_reserve(struct reorder *h, struct arena *arena)
{
    ARENA_AHEAD(arena, h->slot, h->n, h->cap);
}

void reorder_push(struct reorder *h, struct arena *arena, const struct packet *p,
                  struct reorder_number number)
{
    const struct reorder_slot x = {.packet = *p, .order = h->order++, .number = number};

    if (h->n == h->cap)
        grow(h, arena);
    uint32_t i = h->n++;
    for (; i > 0 && is_before(&x, &h->slot[(i - 1) / 2]); i = (i - 1) / 2)
        h->slot[i] = h->slot[(i - 1) / 2];
    h->slot[i] = x;
}

struct reorder_slot reorder_pop(struct reorder *h)
{
    const struct reorder_slot first = h->slot[0], x = h->slot[--h->n];
    uint32_t i = 0, k;

    for (; (k = 2 * i + 1) < h->n; i = k) {
        if (k + 1 < h->n && is_before(&h->slot[k + 1], &h->slot[k]))
            k++;
        if (!is_before(&h->slot[k], &x))
            break;
        h->slot[i] = h->slot[k];
    }
    h->slot[i] = x;
    return first;
}
