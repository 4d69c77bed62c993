/*
 * Lists that grow in the arena.
 */
#include <string.h>
#include <strings.h>

#include "sim/arm/plan.h"
#include "sim/base/arena.h"

void arm_texts_add(struct arena *a, struct arm_texts *t, const char *text)
{
    if (t->n == t->cap) {
        t->cap = t->cap == 0 ? 4 : t->cap * 2;
        const char **more = ARENA_ARRAY(a, const char *, t->cap);
        if (t->n > 0) {
            memcpy(more, t->v, t->n * sizeof *more);
        }
        t->v = more;
    }
    t->v[t->n++] = text;
}

bool arm_texts_has(const struct arm_texts *t, const char *text)
{
    for (size_t i = 0; i < t->n; i++) {
        if (strcasecmp(t->v[i], text) == 0) {
            return true;
        }
    }
    return false;
}

void *arm_things_add(struct arena *a, struct arm_things *t, void *thing)
{
    if (t->n == t->cap) {
        t->cap = t->cap == 0 ? 8 : t->cap * 2;
        void **more = ARENA_ARRAY(a, void *, t->cap);
        if (t->n > 0) {
            memcpy(more, t->v, t->n * sizeof *more);
        }
        t->v = more;
    }
    t->v[t->n++] = thing;
    return thing;
}
