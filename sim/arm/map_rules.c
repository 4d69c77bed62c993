/*
 * Rules of security groups with several prefixes or ranges of ports become one rule for each
 * combination. Priorities stay as they are where they can; where rules were added, later ones move
 * back, and keep their order.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/map.h"
#include "sim/base/arena.h"

enum { LOWEST = 100, HIGHEST = 4096, ROOM = HIGHEST - LOWEST + 1 };

static int by_priority(const void *x, const void *y)
{
    const struct arm_rule *a = *(struct arm_rule *const *)x, *b = *(struct arm_rule *const *)y;
    return a->priority != b->priority ? (a->priority > b->priority) - (a->priority < b->priority)
                                      : (a->at > b->at) - (a->at < b->at);
}

static size_t combinations(const struct arm_rule *r)
{
    size_t n = r->source.n;
    const size_t factor[] = {r->source_port.n, r->destination.n, r->destination_port.n};
    for (size_t i = 0; i < 3; i++) {
        n = n > ROOM ? n : n * (factor[i] > ROOM ? ROOM + 1 : factor[i]);
    }
    return n;
}

static void add_combinations(struct arm_plan *p, struct arm_filter *f, struct arm_names **names,
                             const struct arm_rule *r, int64_t first)
{
    const size_t n = combinations(r);
    for (size_t i = 0; i < n; i++) {
        struct arm_flat *flat =
            arm_things_add(p->w->arena, &f->flat, ARENA_NEW(p->w->arena, struct arm_flat));
        size_t k = i;
        *flat = (struct arm_flat){.access = r->access,
                                  .protocol = r->protocol,
                                  .inbound = r->inbound,
                                  .priority = first + (int64_t)i};
        flat->name = arm_name(p, names, r->name);
        flat->source = r->source.v[k % r->source.n];
        k /= r->source.n;
        flat->source_port = r->source_port.v[k % r->source_port.n];
        k /= r->source_port.n;
        flat->destination = r->destination.v[k % r->destination.n];
        k /= r->destination.n;
        flat->destination_port = r->destination_port.v[k];
    }
}

/* The priorities of one direction; false when they do not fit in from `first` on. */
static bool place(struct arm_rule *const *sorted, size_t n, bool keep, int64_t *out)
{
    int64_t next = LOWEST;
    for (size_t i = 0; i < n; i++) {
        const bool same = i > 0 && keep && sorted[i]->priority == sorted[i - 1]->priority &&
                          combinations(sorted[i - 1]) == 1 && out[i - 1] == sorted[i]->priority;
        /* Two rules of one priority are the user's mistake, and stay it. Out of range likewise. */
        out[i] =
            same || (keep && (sorted[i]->priority > next || i == 0)) ? sorted[i]->priority : next;
        next = out[i] + (int64_t)combinations(sorted[i]);
    }
    return next <= HIGHEST + 1;
}

static void flatten(struct arm_plan *p, struct arm_filter *f, struct arm_names **names,
                    bool inbound)
{
    struct arm_rule **sorted = ARENA_ARRAY(p->w->arena, struct arm_rule *, f->rules.n + 1);
    int64_t *priority = ARENA_ARRAY(p->w->arena, int64_t, f->rules.n + 1);
    size_t n = 0, total = 0, most = 0;
    for (size_t i = 0; i < f->rules.n; i++) {
        struct arm_rule *r = f->rules.v[i];
        const size_t count = combinations(r);
        if (r->inbound == inbound && total + count <= ROOM) {
            r->at = i;
            sorted[n++] = r;
            total += count;
            most = count > most ? count : most;
        } else if (r->inbound == inbound) {
            diag_add(p->w->diag, &arm_code_unmapped, f->at, "here",
                     "rule `%s` of `%s` is left out: with its %s%zu combinations there would be "
                     "more than %d rules",
                     r->name, f->name, count > ROOM ? "more than " : "",
                     count > ROOM ? (size_t)ROOM : count, ROOM);
        }
    }
    if (!arm_may_work(p->w, f->at, total / 4)) {
        return;
    }
    qsort(sorted, n, sizeof(struct arm_rule *), by_priority);
    if (!place(sorted, n, true, priority) && most > 1) {
        (void)place(sorted, n, false, priority);
    }
    for (size_t i = 0; i < n; i++) {
        add_combinations(p, f, names, sorted[i], priority[i]);
    }
}

void arm_flatten_rules(struct arm_plan *p)
{
    for (size_t i = 0; i < p->filters.n && !p->w->exhausted; i++) {
        struct arm_names *names = NULL;
        flatten(p, p->filters.v[i], &names, true);
        flatten(p, p->filters.v[i], &names, false);
        arm_names_fini(names);
    }
}
