/* Functions of arrays and objects as sets. */
#include "sim/arm/call.h"
#include "sim/base/arena.h"

static struct arm_value *merge_objects(struct arm_call *c, struct arm_value *const *v, size_t n,
                                       bool deep)
{
    size_t room = 0, k = 0;
    for (size_t i = 0; i < n; i++) {
        if (v[i]->kind == ARM_UNKNOWN) {
            return v[i];
        }
        if (v[i]->kind != ARM_OBJECT) {
            return arm_mistake(c->w, c->at, "%s takes objects, not %s beside them", c->name,
                               arm_kind_name(v[i]->kind));
        }
        room += v[i]->object->n;
    }
    if (!arm_may_work(c->w, c->at, room)) {
        return arm_too_much(c);
    }
    struct arm_member *members = ARENA_ARRAY(c->w->arena, struct arm_member, room + 1);
    for (size_t i = 0; i < n; i++) {
        for (size_t m = 0; m < v[i]->object->n; m++) {
            members[k] = v[i]->object->member[m];
            struct arm_value *before = NULL;
            for (size_t b = 0; deep && b < i && members[k].value->kind == ARM_OBJECT; b++) {
                struct arm_value *found = arm_get(v[b], members[k].name);
                before = found == NULL ? before : found;
            }
            if (before != NULL && before->kind == ARM_OBJECT) {
                struct arm_value *two[] = {before, members[k].value};
                members[k].value = merge_objects(c, two, 2, true);
                (void)arm_measure(members[k].value);
            }
            k++;
        }
    }
    return arm_value_object(c->w->arena, members, k, c->at, NULL);
}

static struct arm_value *set_of_arrays(struct arm_call *c, bool both)
{
    size_t room = 0, k = 0;
    for (size_t i = 0; i < c->n; i++) {
        ARM_NEED(c, i, ARM_ARRAY);
        room += c->arg[i]->n;
    }
    if (!arm_may_work(c->w, c->at, room * room / 64)) {
        return arm_too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, room, c->at);
    list->n = 0;
    for (size_t i = 0; i < (both ? 1 : c->n); i++) {
        for (size_t m = 0; m < c->arg[i]->n; m++) {
            struct arm_value *v = c->arg[i]->item[m];
            bool in_all = !arm_has(list, v);
            for (size_t o = 1; both && in_all && o < c->n; o++) {
                in_all = arm_has(c->arg[o], v);
            }
            if (in_all) {
                list->item[k++] = v;
                list->n = k;
            }
        }
    }
    return list;
}

static struct arm_value *set_union(struct arm_call *c)
{
    return c->arg[0]->kind == ARM_OBJECT ? merge_objects(c, c->arg, c->n, true)
                                         : set_of_arrays(c, false);
}

static struct arm_value *shallow_merge(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    return merge_objects(c, c->arg[0]->item, c->arg[0]->n, false);
}

static struct arm_value *intersection(struct arm_call *c)
{
    if (c->arg[0]->kind != ARM_OBJECT) {
        return set_of_arrays(c, true);
    }
    const struct arm_object *o = c->arg[0]->object;
    struct arm_member *members = ARENA_ARRAY(c->w->arena, struct arm_member, o->n + 1);
    size_t k = 0;
    for (size_t m = 0; m < o->n; m++) {
        bool in_all = true;
        for (size_t i = 1; i < c->n; i++) {
            ARM_NEED(c, i, ARM_OBJECT);
            const struct arm_value *v = arm_get(c->arg[i], o->member[m].name);
            in_all = in_all && v != NULL && arm_equal(v, o->member[m].value);
        }
        if (in_all) {
            members[k++] = o->member[m];
        }
    }
    return arm_value_object(c->w->arena, members, k, c->at, NULL);
}

const struct arm_function arm_set_functions[] = {
    {"union", set_union, 1, ARM_ANY, 0},
    {"shallowMerge", shallow_merge, 1, 1, 0},
    {"intersection", intersection, 1, ARM_ANY, 0},
    {NULL, NULL, 0, 0, 0},
};
