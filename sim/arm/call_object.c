/* Functions of objects, and json(). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/arm/read.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"

static struct arm_value *create_object(struct arm_call *c)
{
    struct arm_member *members = ARENA_ARRAY(c->w->arena, struct arm_member, c->n / 2 + 1);
    if (c->n % 2 != 0) {
        return arm_mistake(c->w, c->at, "createObject takes pairs of name and value");
    }
    for (size_t i = 0; i < c->n; i += 2) {
        ARM_NEED(c, i, ARM_TEXT);
        members[i / 2] = (struct arm_member){c->arg[i]->text, c->at, c->arg[i + 1]};
    }
    return arm_value_object(c->w->arena, members, c->n / 2, c->at, NULL);
}

static struct arm_value *json(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    struct arena *own = arena_new(); /* of what is wrong with it: here only whether */
    struct arm_value *v = arm_read(0, c->arg[0]->text, c->arg[0]->len, c->w->arena, diag_new(own));
    arena_free(own);
    return v != NULL ? v : arm_mistake(c->w, c->at, "json is given a text that is no JSON");
}

/* Copies of the members, by name: what items() and objectKeys() go by. */
static int by_name(const void *x, const void *y)
{
    const struct arm_member *a = x, *b = y;
    const int order = strcasecmp(a->name, b->name);
    return order != 0 ? order : strcmp(a->name, b->name);
}

static struct arm_member *sorted(struct arm_call *c)
{
    const struct arm_object *o = c->arg[0]->object;
    struct arm_member *copy = ARENA_ARRAY(c->w->arena, struct arm_member, o->n + 1);
    if (o->n > 0) {
        memcpy(copy, o->member, o->n * sizeof *copy);
        qsort(copy, o->n, sizeof *copy, by_name);
    }
    return copy;
}

static struct arm_value *items(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_OBJECT);
    const struct arm_member *m = sorted(c);
    const size_t n = c->arg[0]->object->n;
    if (!arm_may_work(c->w, c->at, n)) {
        return arm_too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, n, c->at);
    for (size_t i = 0; i < n; i++) {
        struct arm_member *pair = ARENA_ARRAY(c->w->arena, struct arm_member, 2);
        pair[0] = (struct arm_member){"key", c->at, arm_say_text(c, m[i].name)};
        pair[1] = (struct arm_member){"value", c->at, m[i].value};
        list->item[i] = arm_value_object(c->w->arena, pair, 2, c->at, NULL);
        (void)arm_measure(list->item[i]);
    }
    return list;
}

static struct arm_value *object_keys(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_OBJECT);
    const struct arm_member *m = sorted(c);
    struct arm_value *list = arm_value_array(c->w->arena, c->arg[0]->object->n, c->at);
    for (size_t i = 0; i < list->n; i++) {
        list->item[i] = arm_say_text(c, m[i].name);
    }
    return list;
}

/* Of an object by names, of an array by numbers; null where there is none. */
static struct arm_value *try_get(struct arm_call *c)
{
    struct arm_value *v = c->arg[0];
    for (size_t i = 1; i < c->n; i++) {
        const struct arm_value *key = c->arg[i];
        struct arm_value *next = NULL;
        if (v->kind == ARM_OBJECT && key->kind == ARM_TEXT) {
            next = arm_get(v, key->text);
        } else if (v->kind == ARM_ARRAY && key->kind == ARM_INT) {
            next = key->whole >= 0 && (uint64_t)key->whole < v->n ? v->item[key->whole] : NULL;
        } else if (v->kind != ARM_NULL) {
            return arm_mistake(c->w, c->at, "%s has nothing under %s", arm_kind_name(v->kind),
                               arm_kind_name(key->kind));
        }
        if (next == NULL) {
            return arm_value_new(c->w->arena, ARM_NULL, c->at);
        }
        v = arm_plain(next);
    }
    return v;
}

const struct arm_function arm_object_functions[] = {
    {"createObject", create_object, 0, ARM_ANY, ARM_FN_TAKES_UNKNOWN},
    {"json", json, 1, 1, 0},
    {"items", items, 1, 1, 0},
    {"objectKeys", object_keys, 1, 1, 0},
    {"tryGet", try_get, 2, ARM_ANY, 0},
    {NULL, NULL, 0, 0, 0},
};
