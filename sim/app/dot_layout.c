#include "sim/app/dot_layout.h"

#include <string.h>

#include "sim/base/arena.h"

/* Boxes and the gaps between ranks, and pages, in points: what is compared, not what is drawn. */
#define BOX_WIDE 215.0
#define BOX_HIGH 95.0
#define GAP_ALONG 95.0 /* between ranks that stand side by side: a label lies in it */
#define GAP_DOWN 55.0  /* between ranks that stand below each other */
#define GAP_BESIDE 20.0
#define PAGE_SHORT 540.0 /* A4 without its margins */
#define PAGE_LONG 785.0

enum { CHOOSE_MAX = 500 }; /* of more networks no page shows anything: they stand as they are declared */

struct web {
    size_t n;
    bool *joined; /* [a * n + b] */
    size_t *neighbours;
    size_t *level, *rank, *order;
    bool *seen;
    size_t *queue;
};

static void join(struct web *w, const struct topo_vnet *base, const struct topo_vnet *a, const struct topo_vnet *b)
{
    const size_t i = (size_t)(a - base), k = (size_t)(b - base);
    if (i != k && !w->joined[i * w->n + k]) {
        w->joined[i * w->n + k] = w->joined[k * w->n + i] = true;
        w->neighbours[i]++;
        w->neighbours[k]++;
    }
}

static void join_all(struct web *w, const struct topo *t)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        join(w, t->vnets, t->connections[i].from->vnet, t->connections[i].to->vnet);
    }
    for (size_t i = 0; i < t->n_vnets; i++) {
        for (size_t k = 0; k < t->vnets[i].n_peerings; k++) {
            join(w, t->vnets, &t->vnets[i], t->vnets[i].peerings[k].remote);
        }
    }
}

enum leaves { LEAVES_BEHIND, LEAVES_BEFORE, LEAVES_BOTH, LEAVES_WAYS };

/* A leaf of the root may stand before it, level 0; the root is level 1. */
static size_t leaf_level(enum leaves where, size_t number)
{
    return where == LEAVES_BEFORE || (where == LEAVES_BOTH && number % 2 == 1) ? 0 : 2;
}

static void levels_from(struct web *w, size_t root, enum leaves where)
{
    size_t head = 0, tail = 0, leaves = 0;
    w->level[root] = 1;
    w->seen[root] = true;
    w->queue[tail++] = root;
    while (head < tail) {
        const size_t a = w->queue[head++];
        for (size_t b = 0; b < w->n; b++) {
            if (w->joined[a * w->n + b] && !w->seen[b]) {
                w->seen[b] = true;
                w->level[b] = a == root && w->neighbours[b] == 1 ? leaf_level(where, leaves++) : w->level[a] + 1;
                w->queue[tail++] = b;
            }
        }
    }
}

static void set_levels(struct web *w, enum leaves where)
{
    memset(w->seen, 0, w->n * sizeof *w->seen);
    for (;;) {
        size_t root = w->n;
        for (size_t i = 0; i < w->n; i++) {
            if (!w->seen[i] && (root == w->n || w->neighbours[i] > w->neighbours[root])) {
                root = i;
            }
        }
        if (root == w->n) {
            return;
        }
        levels_from(w, root, where);
    }
}

/* By level, equal ones as they are declared. */
static void set_order(struct web *w)
{
    size_t next = 0;
    for (size_t level = 0; next < w->n; level++) {
        for (size_t i = 0; i < w->n; i++) {
            if (w->level[i] == level) {
                w->order[i] = next;
                w->queue[next++] = i;
            }
        }
    }
}

/* How large a page shows it: the scale that makes it fit. The rank of a box is one more than the highest before it. */
static double scale(struct web *w, bool is_upright)
{
    size_t ranks = 0, widest = 0;
    size_t *in_rank = w->level; /* done with */
    set_order(w);
    memset(in_rank, 0, w->n * sizeof *in_rank);
    for (size_t i = 0; i < w->n; i++) {
        const size_t a = w->queue[i];
        w->rank[a] = 0;
        for (size_t k = 0; k < i; k++) {
            const size_t b = w->queue[k];
            if (w->joined[a * w->n + b] && w->rank[b] + 1 > w->rank[a]) {
                w->rank[a] = w->rank[b] + 1;
            }
        }
        in_rank[w->rank[a]]++;
    }
    for (; ranks < w->n && in_rank[ranks] > 0; ranks++) {
        widest = in_rank[ranks] > widest ? in_rank[ranks] : widest;
    }
    const double r = (double)ranks, b = (double)widest;
    const double wide = is_upright ? b * (BOX_WIDE + GAP_BESIDE) : r * BOX_WIDE + (r - 1) * GAP_ALONG;
    const double high = is_upright ? r * BOX_HIGH + (r - 1) * GAP_DOWN : b * (BOX_HIGH + GAP_BESIDE);
    const double portrait = PAGE_SHORT / wide < PAGE_LONG / high ? PAGE_SHORT / wide : PAGE_LONG / high;
    const double landscape = PAGE_LONG / wide < PAGE_SHORT / high ? PAGE_LONG / wide : PAGE_SHORT / high;
    const double best = portrait > landscape ? portrait : landscape;
    return best < 1 ? best : 1; /* larger than it is drawn it need not be */
}

struct dot_layout dot_layout_choose(const struct topo *t, struct arena *arena)
{
    const size_t n = t->n_networks;
    size_t *order = ARENA_ARRAY(arena, size_t, n);
    struct dot_layout best = {.order = order};
    if (n > CHOOSE_MAX) {
        for (size_t i = 0; i < n; i++) {
            order[i] = i;
        }
        return best;
    }
    struct arena *own = arena_new();
    struct web w = {.n = n,
                    .joined = ARENA_ARRAY(own, bool, n * n),
                    .neighbours = ARENA_ARRAY(own, size_t, n),
                    .level = ARENA_ARRAY(own, size_t, n),
                    .rank = ARENA_ARRAY(own, size_t, n),
                    .order = ARENA_ARRAY(own, size_t, n),
                    .seen = ARENA_ARRAY(own, bool, n),
                    .queue = ARENA_ARRAY(own, size_t, n)};
    double best_scale = 0;
    join_all(&w, t);
    for (int way = 0; way < 2 * (int)LEAVES_WAYS; way++) { /* of equal ones the first */
        const bool is_upright = way % 2 == 1;
        set_levels(&w, (enum leaves)(way / 2));
        const double s = scale(&w, is_upright);
        if (s > best_scale) {
            best_scale = s;
            best.is_upright = is_upright;
            memcpy(order, w.order, n * sizeof *order);
        }
    }
    arena_free(own);
    return best;
}
