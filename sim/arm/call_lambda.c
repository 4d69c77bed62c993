/* Functions that take functions: map, filter and their like. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

static struct arm_value *lambda(struct arm_call *c)
{
    struct arm_value *v = arm_value_new(c->w->arena, ARM_LAMBDA, c->at);
    struct arm_lambda *l = ARENA_NEW(c->w->arena, struct arm_lambda);
    const char **names = ARENA_ARRAY(c->w->arena, const char *, c->n);
    for (size_t i = 0; i + 1 < c->n; i++) {
        if (c->expr->args[i]->kind != ARM_EXPR_TEXT) {
            return arm_mistake(c->w, c->at, "the names of a lambda's variables are strings");
        }
        names[i] = c->expr->args[i]->text;
    }
    *l = (struct arm_lambda){names, c->n - 1, c->expr->args[c->n - 1], c->frame};
    v->lambda = l;
    return v;
}

static struct arm_value *lambda_variables(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    for (const struct arm_local *l = c->frame->locals; l != NULL; l = l->outer) {
        if (!l->is_copy && strcasecmp(l->name, c->arg[0]->text) == 0) {
            return l->value;
        }
    }
    return arm_mistake(c->w, c->at, "there is no lambda variable `%s` here", c->arg[0]->text);
}

/* With the item, and its number where the lambda takes two. */
static struct arm_value *apply_item(struct arm_call *c, const struct arm_value *l,
                                    struct arm_value *item, size_t i)
{
    struct arm_value *values[] = {item, arm_say_int(c, (int64_t)i)};
    return arm_apply(c, l, values, 2);
}

static struct arm_value *map(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    ARM_NEED(c, 1, ARM_LAMBDA);
    struct arm_value *list = arm_value_array(c->w->arena, c->arg[0]->n, c->at);
    for (size_t i = 0; i < list->n; i++) {
        list->item[i] = apply_item(c, c->arg[1], c->arg[0]->item[i], i);
    }
    return list;
}

static struct arm_value *filter(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    ARM_NEED(c, 1, ARM_LAMBDA);
    struct arm_value *list = arm_value_array(c->w->arena, c->arg[0]->n, c->at);
    size_t n = 0;
    for (size_t i = 0; i < c->arg[0]->n; i++) {
        struct arm_value *keep = apply_item(c, c->arg[1], c->arg[0]->item[i], i);
        if (keep->kind == ARM_UNKNOWN) {
            return keep;
        }
        if (keep->kind == ARM_BOOL && keep->truth) {
            list->item[n++] = c->arg[0]->item[i];
        }
    }
    list->n = n;
    return list;
}

static struct arm_value *reduce(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    ARM_NEED(c, 2, ARM_LAMBDA);
    struct arm_value *so_far = c->arg[1];
    for (size_t i = 0; i < c->arg[0]->n; i++) {
        struct arm_value *values[] = {so_far, c->arg[0]->item[i], arm_say_int(c, (int64_t)i)};
        so_far = arm_apply(c, c->arg[2], values, 3);
        if (so_far->kind == ARM_UNKNOWN) {
            return so_far;
        }
    }
    return so_far;
}

/* Merge sort by the lambda (a, b): may a stand before b? Stable, whatever it says. */
static void merge_sort(struct arm_call *c, struct arm_value **v, struct arm_value **room, size_t n)
{
    const size_t half = n / 2;
    if (n < 2) {
        return;
    }
    merge_sort(c, v, room, half);
    merge_sort(c, v + half, room, n - half);
    memcpy(room, v, half * sizeof *v);
    for (size_t a = 0, b = half, k = 0; a < half; k++) {
        bool take_b = false;
        if (b < n) {
            struct arm_value *values[] = {v[b], room[a]};
            const struct arm_value *before = arm_apply(c, c->arg[1], values, 2);
            struct arm_value *other[] = {room[a], v[b]};
            const struct arm_value *after = arm_apply(c, c->arg[1], other, 2);
            take_b = before->kind == ARM_BOOL && before->truth &&
                     !(after->kind == ARM_BOOL && after->truth);
        }
        v[k] = take_b ? v[b++] : room[a++];
    }
}

static struct arm_value *sort(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    ARM_NEED(c, 1, ARM_LAMBDA);
    const size_t n = c->arg[0]->n;
    struct arm_value *list = arm_value_array(c->w->arena, n, c->at);
    if (n > 0) {
        memcpy(list->item, c->arg[0]->item, n * sizeof(struct arm_value *));
    }
    merge_sort(c, list->item, ARENA_ARRAY(c->w->arena, struct arm_value *, n + 1), n);
    return list;
}

static struct arm_value *to_object(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    ARM_NEED(c, 1, ARM_LAMBDA);
    if (c->n > 2) {
        ARM_NEED(c, 2, ARM_LAMBDA);
    }
    const size_t n = c->arg[0]->n;
    struct arm_member *members = ARENA_ARRAY(c->w->arena, struct arm_member, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct arm_value *item = c->arg[0]->item[i], *key = arm_apply(c, c->arg[1], &item, 1);
        if (key->kind != ARM_TEXT) {
            return key->kind == ARM_UNKNOWN
                       ? key
                       : arm_mistake(c->w, c->at, "a name must be a string, not %s",
                                     arm_kind_name(key->kind));
        }
        members[i] = (struct arm_member){key->text, c->at,
                                         c->n > 2 ? arm_apply(c, c->arg[2], &item, 1) : item};
    }
    return arm_value_object(c->w->arena, members, n, c->at, NULL);
}

static struct arm_value *map_values(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_OBJECT);
    ARM_NEED(c, 1, ARM_LAMBDA);
    const struct arm_object *o = c->arg[0]->object;
    struct arm_member *members = ARENA_ARRAY(c->w->arena, struct arm_member, o->n + 1);
    for (size_t i = 0; i < o->n; i++) {
        struct arm_value *v = o->member[i].value;
        members[i] = (struct arm_member){o->member[i].name, c->at, arm_apply(c, c->arg[1], &v, 1)};
    }
    return arm_value_object(c->w->arena, members, o->n, c->at, NULL);
}

static struct arm_value *group_by(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    ARM_NEED(c, 1, ARM_LAMBDA);
    const size_t n = c->arg[0]->n;
    struct arm_member *members = ARENA_ARRAY(c->w->arena, struct arm_member, n + 1);
    size_t k = 0;
    if (!arm_may_work(c->w, c->at, n * n / 8)) {
        return arm_too_much(c);
    }
    for (size_t i = 0; i < n; i++) {
        struct arm_value *item = c->arg[0]->item[i], *key = arm_apply(c, c->arg[1], &item, 1);
        size_t m = 0;
        if (key->kind != ARM_TEXT) {
            return key->kind == ARM_UNKNOWN
                       ? key
                       : arm_mistake(c->w, c->at, "a name must be a string, not %s",
                                     arm_kind_name(key->kind));
        }
        while (m < k && strcasecmp(members[m].name, key->text) != 0) {
            m++;
        }
        if (m == k) {
            members[k++] =
                (struct arm_member){key->text, c->at, arm_value_array(c->w->arena, n, c->at)};
            members[m].value->n = 0;
        }
        members[m].value->item[members[m].value->n++] = item;
    }
    for (size_t m = 0; m < k; m++) {
        (void)arm_measure(members[m].value);
    }
    return arm_value_object(c->w->arena, members, k, c->at, NULL);
}

const struct arm_function arm_lambda_functions[] = {
    {"lambda", lambda, 1, ARM_ANY, ARM_FN_LAZY},
    {"lambdaVariables", lambda_variables, 1, 1, 0},
    {"map", map, 2, 2, 0},
    {"filter", filter, 2, 2, 0},
    {"reduce", reduce, 3, 3, 0},
    {"sort", sort, 2, 2, 0},
    {"toObject", to_object, 2, 3, 0},
    {"mapValues", map_values, 2, 2, 0},
    {"groupBy", group_by, 2, 2, 0},
    {NULL, NULL, 0, 0, 0},
};
