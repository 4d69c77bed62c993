#include "sim/app/dot_layout.h"

#include <math.h>
#include <string.h>

#include "sim/base/arena.h"

/* Boxes and the gaps between ranks, and pages, in points: what is compared, not what is drawn. */
#define BOX_WIDE   215.0
#define BOX_HIGH   95.0
#define PART_WIDE  150.0 /* of a box that says less */
#define PART_HIGH  60.0
#define GAP_ALONG  95.0 /* between ranks that stand side by side: a label lies in it */
#define GAP_DOWN   55.0 /* between ranks that stand below each other */
#define GAP_BESIDE 20.0
#define PAGE_SHORT 540.0 /* A4 without its margins */
#define PAGE_LONG  785.0

enum {
    CHOOSE_MAX = 500
}; /* of more networks no page shows anything: they stand as they are declared */

struct web { /* of boxes */
    size_t n;
    double *wide, *high;    /* of each box */
    double *along, *beside; /* of each rank: its deepest box; all of them */
    bool *joined;           /* [a * n + b] */
    size_t *neighbours;
    size_t *level, *rank, *order;
    bool *seen;
    size_t *queue;
};

/* How large a page shows it: the scale that makes it fit. */
static double scale_of(double wide, double high)
{
    const double portrait =
        PAGE_SHORT / wide < PAGE_LONG / high ? PAGE_SHORT / wide : PAGE_LONG / high;
    const double landscape =
        PAGE_LONG / wide < PAGE_SHORT / high ? PAGE_LONG / wide : PAGE_SHORT / high;
    const double best = portrait > landscape ? portrait : landscape;
    return best < 1 ? best : 1; /* larger than it is drawn it need not be */
}

size_t dot_layout_columns(size_t n, bool is_whole)
{
    const double wide = is_whole ? BOX_WIDE : PART_WIDE, high = is_whole ? BOX_HIGH : PART_HIGH;
    size_t best = 1;
    double best_scale = 0, best_off = 0;
    for (size_t columns = 1; columns <= n;
         columns++) { /* of equal ones that which looks most like a page */
        const size_t rows = (n + columns - 1) / columns;
        const double across = (double)columns * wide, down = (double)rows * high;
        const double s = scale_of(across, down),
                     off = fabs(across - down * (PAGE_LONG / PAGE_SHORT));
        if (s > best_scale || (s >= best_scale && off < best_off)) {
            best_scale = s;
            best_off = off;
            best = columns;
        }
    }
    return best;
}

static void join(struct web *w, size_t i, size_t k)
{
    if (i != k && !w->joined[i * w->n + k]) {
        w->joined[i * w->n + k] = w->joined[k * w->n + i] = true;
        w->neighbours[i]++;
        w->neighbours[k]++;
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
                w->level[b] = a == root && w->neighbours[b] == 1 ? leaf_level(where, leaves++)
                                                                 : w->level[a] + 1;
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

/* Of the order that the levels make. The rank of a box is one more than the highest before it. */
static double scale(struct web *w, bool is_upright)
{
    double along = is_upright ? -GAP_DOWN : -GAP_ALONG, beside = 0;
    set_order(w);
    memset(w->along, 0, w->n * sizeof *w->along);
    memset(w->beside, 0, w->n * sizeof *w->beside);
    for (size_t i = 0; i < w->n; i++) {
        const size_t a = w->queue[i];
        w->rank[a] = 0;
        for (size_t k = 0; k < i; k++) {
            const size_t b = w->queue[k];
            if (w->joined[a * w->n + b] && w->rank[b] + 1 > w->rank[a]) {
                w->rank[a] = w->rank[b] + 1;
            }
        }
        const double size[2] = {w->wide[a], w->high[a]}, *along_of = &size[is_upright],
                     *beside_of = &size[!is_upright];
        w->along[w->rank[a]] = *along_of > w->along[w->rank[a]] ? *along_of : w->along[w->rank[a]];
        w->beside[w->rank[a]] += *beside_of + GAP_BESIDE;
    }
    for (size_t i = 0; i < w->n && w->along[i] > 0; i++) {
        along += w->along[i] + (is_upright ? GAP_DOWN : GAP_ALONG);
        beside = w->beside[i] > beside ? w->beside[i] : beside;
    }
    return is_upright ? scale_of(beside, along) : scale_of(along, beside);
}

/* Boxes by their first networks; box[network]. How many there are. */
static size_t number_boxes(const struct topo *t, const struct dot_groups *g, size_t *box)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_networks; i++) {
        const bool is_first = g->of[i] == g->n || g->group[g->of[i]].member[0] == i;
        box[i] = is_first ? n++ : SIZE_MAX;
    }
    for (size_t i = 0; i < t->n_networks; i++) {
        box[i] = box[i] != SIZE_MAX ? box[i] : box[g->group[g->of[i]].member[0]];
    }
    return n;
}

static void set_sizes(struct web *w, const struct topo *t, const struct dot_groups *g,
                      const size_t *box)
{
    const bool is_whole = t->n_networks <= DOT_WHOLE_MAX;
    for (size_t i = 0; i < t->n_networks; i++) {
        const size_t members = g->of[i] == g->n ? 1 : g->group[g->of[i]].n,
                     columns = dot_layout_columns(members, is_whole),
                     rows = (members + columns - 1) / columns;
        w->wide[box[i]] = (double)columns * (is_whole ? BOX_WIDE : PART_WIDE);
        w->high[box[i]] = (double)rows * (is_whole ? BOX_HIGH : PART_HIGH);
    }
}

struct dot_layout dot_layout_choose(const struct topo *t, const struct dot_groups *g,
                                    const struct dot_line *line, size_t n_lines,
                                    struct arena *arena)
{
    size_t *order = ARENA_ARRAY(arena, size_t, t->n_networks);
    struct dot_layout best = {.order = order};
    if (t->n_networks > CHOOSE_MAX) {
        for (size_t i = 0; i < t->n_networks; i++) {
            order[i] = i;
        }
        return best;
    }
    struct arena *own = arena_new();
    size_t *box = ARENA_ARRAY(own, size_t, t->n_networks);
    const size_t n = number_boxes(t, g, box);
    struct web w = {.n = n,
                    .wide = ARENA_ARRAY(own, double, n),
                    .high = ARENA_ARRAY(own, double, n),
                    .along = ARENA_ARRAY(own, double, n),
                    .beside = ARENA_ARRAY(own, double, n),
                    .joined = ARENA_ARRAY(own, bool, n *n),
                    .neighbours = ARENA_ARRAY(own, size_t, n),
                    .level = ARENA_ARRAY(own, size_t, n),
                    .rank = ARENA_ARRAY(own, size_t, n),
                    .order = ARENA_ARRAY(own, size_t, n),
                    .seen = ARENA_ARRAY(own, bool, n),
                    .queue = ARENA_ARRAY(own, size_t, n)};
    double best_scale = 0;
    set_sizes(&w, t, g, box);
    for (size_t i = 0; i < n_lines; i++) {
        join(&w, box[line[i].a], box[line[i].b]);
    }
    for (int way = 0; way < 2 * (int)LEAVES_WAYS; way++) { /* of equal ones the first */
        const bool is_upright = way % 2 == 1;
        set_levels(&w, (enum leaves)(way / 2));
        const double s = scale(&w, is_upright);
        if (s > best_scale) {
            best_scale = s;
            best.is_upright = is_upright;
            for (size_t i = 0; i < t->n_networks; i++) {
                order[i] = w.order[box[i]];
            }
        }
    }
    arena_free(own);
    return best;
}
