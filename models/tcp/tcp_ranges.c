#include "models/tcp/tcp_ranges.h"

#include <string.h>

#include "models/net/blocks.h"

enum { LEAST_RANGES = 4 };

/* Number of the first range that ends at or after `at`; the last one is asked first, since streams
 * grow at the end. */
static uint32_t find(const struct tcp_ranges *r, uint64_t at)
{
    uint32_t low = 0, high = r->n;
    const struct tcp_range *v = r->v + r->first;

    if (r->n == 0 || v[r->n - 1].to < at)
        return r->n;
    if (r->n == 1 || v[r->n - 2].to < at)
        return r->n - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (v[middle].to < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Room for one more; what is in use begins at v[0] then. */
static void grow(struct tcp_ranges *r, struct blocks *blocks)
{
    const uint32_t cap = r->n < r->cap ? r->cap : r->cap > 0 ? 2 * r->cap : LEAST_RANGES;
    size_t bytes = cap * sizeof *r->v;

    if (r->first > 0 && r->n < r->cap - r->cap / 4) { /* room at the front: no more memory */
        memmove(r->v, r->v + r->first, r->n * sizeof *r->v);
        r->first = 0;
        return;
    }
    struct tcp_range *v = blocks_take(blocks, &bytes);
    if (r->n > 0)
        memcpy(v, r->v + r->first, r->n * sizeof *v);
    blocks_give(blocks, r->v, r->cap * sizeof *r->v);
    r->v = v;
    r->first = 0;
    r->cap = (uint32_t)(bytes / sizeof *v);
}

struct tcp_range tcp_ranges_add(struct tcp_ranges *r, struct blocks *blocks, uint64_t from,
                                uint64_t to)
{
    uint32_t i = find(r, from), k = i;
    struct tcp_range sum = {from, to};

    while (k < r->n && tcp_ranges_at(r, k)->from <= to)
        k++;
    if (k == i) { /* apart from all others */
        if (r->first + r->n == r->cap)
            grow(r, blocks);
        struct tcp_range *at = r->v + r->first + i;
        memmove(at + 1, at, (r->n - i) * sizeof *at);
        r->n++;
        *at = sum;
        return sum;
    }
    struct tcp_range *v = r->v + r->first;
    sum.from = v[i].from < from ? v[i].from : from;
    sum.to = v[k - 1].to > to ? v[k - 1].to : to;
    v[i] = sum;
    if (k - i > 1 && i < r->n - k) { /* the shorter side moves */
        memmove(v + (k - i - 1), v, (i + 1) * sizeof *v);
        r->first += k - i - 1;
    } else if (k - i > 1) {
        memmove(v + i + 1, v + k, (r->n - k) * sizeof *v);
    }
    r->n -= k - i - 1;
    return sum;
}

bool tcp_ranges_gap(const struct tcp_ranges *r, uint64_t *from, uint64_t to, struct tcp_range *gap)
{
    uint32_t i;

    if (*from >= to)
        return false;
    i = find(r, *from + 1); /* the first that ends after *from */
    if (i < r->n && tcp_ranges_at(r, i)->from <= *from) {
        *from = tcp_ranges_at(r, i)->to;
        if (*from >= to)
            return false;
        i++;
    }
    gap->from = *from;
    gap->to = i < r->n && tcp_ranges_at(r, i)->from < to ? tcp_ranges_at(r, i)->from : to;
    *from = gap->to;
    return true;
}

void tcp_ranges_clear(struct tcp_ranges *r, struct blocks *blocks)
{
    blocks_give(blocks, r->v, r->cap * sizeof *r->v);
    *r = (struct tcp_ranges){0};
}

void tcp_ranges_cut(struct tcp_ranges *r, struct blocks *blocks, uint64_t to)
{
    while (r->n > 0 && r->v[r->first].to <= to) {
        r->first++;
        r->n--;
    }
    if (r->n == 0 && r->v != NULL)
        tcp_ranges_clear(r, blocks);
    else if (r->n > 0 && r->v[r->first].from < to)
        r->v[r->first].from = to;
}

bool tcp_ranges_has(const struct tcp_ranges *r, uint64_t from, uint64_t to)
{
    uint32_t i = find(r, to);
    return i < r->n && tcp_ranges_at(r, i)->from <= from;
}
