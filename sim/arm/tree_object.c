/* Objects: members in the order of the text, of a name without case each once, and found fast. */
#include <stdlib.h>
#include <strings.h>

#include "sim/arm/tree.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

/* Objects up to this many members are searched from the front. */
enum { SMALL = 12 };

struct numbered {
    const char *name;
    uint32_t number;
};

static int by_name(const void *x, const void *y)
{
    const struct numbered *a = x, *b = y;
    const int order = strcasecmp(a->name, b->name);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Leaves the last of members of one name, in the first one's place; returns how many are left. */
static size_t drop_repeated(struct arm_member *member, size_t n, struct numbered *sorted,
                            const struct arm_member **twice)
{
    size_t left = 0;
    for (size_t i = 1; i < n; i++) {
        if (strcasecmp(sorted[i - 1].name, sorted[i].name) == 0) {
            struct arm_member *first = &member[sorted[i - 1].number],
                              *again = &member[sorted[i].number];
            if (twice != NULL && *twice == NULL) {
                *twice = again;
            }
            first->value = again->value;
            again->name = NULL;
            sorted[i].number = sorted[i - 1].number;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (member[i].name != NULL) {
            member[left++] = member[i];
        }
    }
    return left;
}

static void sort_members(const struct arm_member *member, size_t n, struct numbered *sorted)
{
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (struct numbered){member[i].name, (uint32_t)i};
    }
    qsort(sorted, n, sizeof *sorted, by_name);
}

struct arm_value *arm_value_object(struct arena *arena, struct arm_member *member, size_t n,
                                   struct span at, const struct arm_member **twice)
{
    struct arm_value *v = arm_value_new(arena, ARM_OBJECT, at);
    struct arm_object *o = v->object = ARENA_NEW(arena, struct arm_object);
    struct arm_member repeated = {0};
    const struct arm_member *again = NULL;
    struct numbered few[SMALL], *sorted = n <= SMALL ? few : malloc(n * sizeof *sorted);
    SIM_ASSERT(sorted != NULL);
    sort_members(member, n, sorted);
    size_t left = drop_repeated(member, n, sorted, &again);
    if (left < n) {
        SIM_ASSERT(again != NULL);
        repeated = (struct arm_member){"", again->at, NULL};
        sort_members(member, left, sorted);
    }
    o->member = member;
    o->n = left;
    if (left > SMALL) {
        o->order = ARENA_ARRAY(arena, uint32_t, left);
        for (size_t i = 0; i < left; i++) {
            o->order[i] = sorted[i].number;
        }
    }
    if (sorted != few) {
        free(sorted);
    }
    if (twice != NULL) {
        *twice = NULL;
        if (left < n) {
            struct arm_member *copy = ARENA_NEW(arena, struct arm_member);
            *copy = repeated;
            *twice = copy;
        }
    }
    return v;
}

struct arm_member *arm_member(const struct arm_value *v, const char *name)
{
    if (v == NULL || v->kind != ARM_OBJECT) {
        return NULL;
    }
    const struct arm_object *o = v->object;
    if (o->order == NULL) {
        for (size_t i = 0; i < o->n; i++) {
            if (strcasecmp(o->member[i].name, name) == 0) {
                return &o->member[i];
            }
        }
        return NULL;
    }
    size_t low = 0, high = o->n;
    while (low < high) {
        const size_t mid = (low + high) / 2;
        const int order = strcasecmp(o->member[o->order[mid]].name, name);
        if (order == 0) {
            return &o->member[o->order[mid]];
        }
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return NULL;
}

struct arm_value *arm_get(const struct arm_value *v, const char *name)
{
    const struct arm_member *m = arm_member(v, name);
    return m != NULL ? m->value : NULL;
}

const char *arm_get_text(const struct arm_value *v, const char *name)
{
    const struct arm_value *m = arm_get(v, name);
    return m != NULL && m->kind == ARM_TEXT ? m->text : NULL;
}
