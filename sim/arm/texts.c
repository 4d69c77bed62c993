/*
 * Lists that grow in the arena.
 */
#include <string.h>
#include <strings.h>

#include "sim/arm/plan.h"
#include "sim/base/arena.h"

void arm_texts_add(struct arena *a, struct arm_texts *t, const char *text)
{
    ARENA_ROOM(a, t->v, t->n, t->cap, 4);
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
    ARENA_ROOM(a, t->v, t->n, t->cap, 8);
    t->v[t->n++] = thing;
    return thing;
}
