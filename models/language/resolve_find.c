/*
 * Looking up what a name stands for, and saying what may have been meant.
 */
#include "models/language/resolve_parts.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/diag.h"

static int compare_name(const void *key, const void *element)
{
    return strcmp(key, ((const struct resource *)element)->name);
}

void *resolve_find(const struct resolve_set *set, const char *name)
{
    return set->n == 0 ? NULL : bsearch(name, set->v, set->n, set->size, compare_name);
}

const char *const *resolve_names(const struct resolve *r, const struct resolve_set *set)
{
    const char **names = ARENA_ARRAY(r->a, const char *, set->n);
    for (size_t i = 0; i < set->n; i++) {
        names[i] =
            ((const struct resource *)(const void *)((const char *)set->v + i * set->size))->name;
    }
    return names;
}

void resolve_suggest(const struct resolve *r, const char *word, const char *const *names, size_t n)
{
    enum { LISTED = 12 };
    const char *near = n == 0 ? NULL : diag_closest(word, names, n);
    if (near != NULL) {
        diag_help(r->d, "did you mean `%s`?", near);
        return;
    }
    const char *all = "";
    for (size_t i = 0; i < n && i < LISTED; i++) {
        all = arena_printf(r->a, "%s%s%s", all, i > 0 ? ", " : "", names[i]);
    }
    if (n > LISTED) {
        diag_help(r->d, "there are %s and %zu more", all, n - LISTED);
    } else if (n > 0) {
        diag_help(r->d, n == 1 ? "there is only %s" : "there are %s", all);
    } else {
        diag_help(r->d, "none is declared");
    }
}

void *resolve_want(const struct resolve *r, const struct resolve_set *set, struct topo_ref ref)
{
    void *found = resolve_find(set, ref.name);
    if (found == NULL) {
        diag_add(r->d, &resolve_code_reference, ref.at, "unknown", "there is no %s `%s`", set->kind,
                 ref.name);
        resolve_suggest(r, ref.name, resolve_names(r, set), set->n);
    }
    return found;
}

bool resolve_is_before(const struct resource *a, const struct resource *b)
{
    const struct span x = a->at, y = b->at;
    if (x.source != y.source) {
        return x.source < y.source;
    }
    if (x.line != y.line) {
        return x.line < y.line;
    }
    return x.col != y.col ? x.col < y.col : strcmp(a->name, b->name) < 0;
}
