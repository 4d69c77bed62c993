#include "sim/app/dot_group.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"

enum {
    FIND_MAX = 500,  /* of more networks no page shows anything */
    LINES_MANY = 12, /* so many hide each other: whatever saves some is drawn */
    TWINS_MIN = 3,   /* then; */
    BOXES_MANY = 8,  /* of fewer lines: so many boxes in one row are too many for a page */
    PARTS_LINES = 4, /* more lines than one frame has: a frame in each region is not worth it */
};

struct joint { /* what joins two networks: the last line, and what there is beside it */
    const struct dot_line *line;
    uint32_t beside; /* 0: nothing */
};

struct finding {
    const struct topo *t;
    size_t n;
    uint32_t *joint; /* [a * n + b]: which of `kind`, from 1; 0: none */
    struct joint *kind;
    uint32_t n_kinds;
    size_t least; /* twins that make a group */
    size_t *of, *member;
    size_t n_groups;
    struct dot_group *group;
};

static uint32_t joint_with(struct finding *f, const struct dot_line *l, uint32_t beside)
{
    for (uint32_t i = 1; i < f->n_kinds; i++) {
        if (f->kind[i].beside == beside && f->kind[i].line->kind == l->kind &&
            strcmp(f->kind[i].line->words, l->words) == 0) {
            return i;
        }
    }
    f->kind[f->n_kinds] = (struct joint){l, beside};
    return f->n_kinds++;
}

/* 0: a network of the cloud, 1: a site, 2: a host of the Internet, 3: an address that nobody has.
 */
static int sort_of(const struct topo *t, size_t network)
{
    const struct topo_vnet *v = &t->vnets[network];
    return network < t->n_vnets ? 0 : v->site != NULL ? 1 : v->outside != NULL ? 2 : 3;
}

/* Joined to the same others by the same lines? */
static bool are_twins(const struct finding *f, size_t a, size_t b)
{
    const uint32_t *x = f->joint + a * f->n, *y = f->joint + b * f->n;
    for (size_t c = 0; c < f->n; c++) {
        if (c != a && c != b && x[c] != y[c]) {
            return false;
        }
    }
    return sort_of(f->t, a) == sort_of(f->t, b);
}

/* The members of one region, or all. */
static void make_group(struct finding *f, const size_t *twin, size_t n, size_t region,
                       bool is_of_regions)
{
    struct dot_group *g = &f->group[f->n_groups];
    size_t *member = f->member;
    *g = (struct dot_group){.member = member, .is_of_regions = is_of_regions};
    for (size_t i = 0; i < n; i++) {
        if (region == SIZE_MAX || f->t->vnets[twin[i]].region == region) {
            member[g->n++] = twin[i];
        }
    }
    if (g->n < 2) {
        return;
    }
    for (size_t i = 0; i < g->n; i++) {
        f->of[member[i]] = f->n_groups;
    }
    const uint32_t inside = f->joint[member[0] * f->n + member[1]];
    g->inside = inside != 0 ? f->kind[inside].line : NULL;
    f->member += g->n;
    f->n_groups++;
}

/* How many lines more there are with a frame in each region than with one. */
static size_t lines_of_parts(const struct finding *f, const size_t *twin, size_t n)
{
    const bool are_joined = f->joint[twin[0] * f->n + twin[1]] != 0;
    size_t regions = 1, others = 0;
    for (size_t i = 1; i < n; i++) {
        regions += f->t->vnets[twin[i]].region != f->t->vnets[twin[i - 1]].region;
    }
    for (size_t c = 0; c < f->n; c++) {
        others += f->joint[twin[0] * f->n + c] != 0;
    }
    others -= are_joined ? n - 1 : 0;
    return (regions - 1) * others + (are_joined ? regions * (regions - 1) / 2 : 0);
}

/* Of twins, sorted by region, one group for all, or one a region. */
static void make_groups(struct finding *f, const size_t *twin, size_t n)
{
    const struct topo_vnet *v = f->t->vnets;
    if (sort_of(f->t, twin[0]) != 0 || lines_of_parts(f, twin, n) > PARTS_LINES) {
        make_group(f, twin, n, SIZE_MAX, true);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || v[twin[i]].region != v[twin[i - 1]].region) {
            make_group(f, twin, n, v[twin[i]].region, false);
        }
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* As people order: node-2 before node-10. */
static int by_name(const char *a, const char *b)
{
    for (; *a != '\0' && (*a == *b || (is_digit(*a) && is_digit(*b))); a++, b++) {
        if (is_digit(*a)) {
            char *end_a, *end_b;
            const unsigned long long x = strtoull(a, &end_a, 10), y = strtoull(b, &end_b, 10);
            if (x != y) {
                return x < y ? -1 : 1;
            }
            a = end_a - 1;
            b = end_b - 1;
        }
    }
    return (*a > *b) - (*a < *b);
}

static bool is_before(const struct topo_vnet *a, const struct topo_vnet *b)
{
    return a->region != b->region ? a->region < b->region : by_name(a->r.name, b->r.name) < 0;
}

/* Those that are like network a; by region and name. */
static size_t twins_of(const struct finding *f, size_t a, const bool *seen, size_t *twin)
{
    size_t n = 0;
    uint32_t inside = 0; /* what joins a with the others */
    for (size_t b = a; b < f->n; b++) {
        const uint32_t joint = f->joint[a * f->n + b];
        if (b == a || (!seen[b] && (n == 1 || joint == inside) && are_twins(f, a, b))) {
            size_t at = n++;
            inside = b == a ? 0 : joint;
            for (; at > 0 && is_before(&f->t->vnets[b], &f->t->vnets[twin[at - 1]]); at--) {
                twin[at] = twin[at - 1];
            }
            twin[at] = b;
        }
    }
    return n >= f->least ? n : 0;
}

struct dot_groups dot_group_find(const struct topo *t, const struct dot_line *line, size_t n_lines,
                                 struct arena *arena)
{
    const size_t n = t->n_networks;
    struct finding f = {
        .t = t, .n = n, .n_kinds = 1, .least = n_lines >= LINES_MANY ? TWINS_MIN : BOXES_MANY};
    f.of = ARENA_ARRAY(arena, size_t, n);
    f.group = ARENA_ARRAY(arena, struct dot_group, n + 1);
    f.member = ARENA_ARRAY(arena, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        f.of[i] = SIZE_MAX;
    }
    if (n <= FIND_MAX) {
        struct arena *own = arena_new();
        size_t *twin = ARENA_ARRAY(own, size_t, n);
        bool *seen = ARENA_ARRAY(own, bool, n);
        f.joint = ARENA_ARRAY(own, uint32_t, n * n);
        f.kind = ARENA_ARRAY(own, struct joint, n_lines + 1);
        for (size_t i = 0; i < n_lines; i++) {
            uint32_t *ab = &f.joint[line[i].a * n + line[i].b],
                     *ba = &f.joint[line[i].b * n + line[i].a];
            *ab = *ba = joint_with(&f, &line[i], *ab);
        }
        for (size_t a = 0; a < n; a++) {
            const size_t twins = seen[a] ? 0 : twins_of(&f, a, seen, twin);
            for (size_t i = 0; i < twins; i++) {
                seen[twin[i]] = true;
            }
            if (twins > 0) {
                make_groups(&f, twin, twins);
            }
        }
        arena_free(own);
    }
    for (size_t i = 0; i < n; i++) {
        f.of[i] = f.of[i] == SIZE_MAX ? f.n_groups : f.of[i];
    }
    return (struct dot_groups){f.group, f.n_groups, f.of};
}
