/* Functions of arrays; some take texts or objects as well. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

static struct arm_value *too_much(struct arm_call *c)
{
    return arm_mistake(c->w, c->at, "too much work");
}

static struct arm_value *create_array(struct arm_call *c)
{
    struct arm_value *list = arm_value_array(c->w->arena, c->n, c->at);
    for (size_t i = 0; i < c->n; i++) {
        list->item[i] = c->arg[i];
    }
    return list;
}

static struct arm_value *array(struct arm_call *c)
{
    return c->arg[0]->kind == ARM_ARRAY ? c->arg[0] : create_array(c);
}

static struct arm_value *length(struct arm_call *c)
{
    const struct arm_value *v = c->arg[0];
    return v->kind == ARM_TEXT     ? arm_say_int(c, (int64_t)v->len)
           : v->kind == ARM_ARRAY  ? arm_say_int(c, (int64_t)v->n)
           : v->kind == ARM_OBJECT ? arm_say_int(c, (int64_t)v->object->n)
                                   : arm_wrong(c, 0, "a string, an array or an object");
}

static struct arm_value *empty(struct arm_call *c)
{
    const struct arm_value *v = c->arg[0];
    switch (v->kind) {
    case ARM_NULL:
        return arm_say_bool(c, true);
    case ARM_TEXT:
        return arm_say_bool(c, v->len == 0);
    case ARM_ARRAY:
        return arm_say_bool(c, v->n == 0);
    case ARM_OBJECT:
        return arm_say_bool(c, v->object->n == 0);
    default:
        return arm_wrong(c, 0, "a string, an array or an object");
    }
}

static struct arm_value *first(struct arm_call *c)
{
    const struct arm_value *v = c->arg[0];
    if (v->kind == ARM_TEXT) {
        return arm_say_text_n(c, v->text, v->len > 0 ? 1 : 0);
    }
    ARM_NEED(c, 0, ARM_ARRAY);
    return v->n > 0 ? v->item[0] : arm_value_new(c->w->arena, ARM_NULL, c->at);
}

static struct arm_value *last(struct arm_call *c)
{
    const struct arm_value *v = c->arg[0];
    if (v->kind == ARM_TEXT) {
        return arm_say_text_n(c, v->text + (v->len > 0 ? v->len - 1 : 0), v->len > 0 ? 1 : 0);
    }
    ARM_NEED(c, 0, ARM_ARRAY);
    return v->n > 0 ? v->item[v->n - 1] : arm_value_new(c->w->arena, ARM_NULL, c->at);
}

/* Items from..to of an array, or characters of a text. */
static struct arm_value *slice(struct arm_call *c, int64_t from, int64_t to)
{
    const struct arm_value *v = c->arg[0];
    if (v->kind == ARM_TEXT) {
        return arm_say_text_n(c, v->text + from, (size_t)(to - from));
    }
    struct arm_value *list = arm_value_array(c->w->arena, (size_t)(to - from), c->at);
    for (int64_t i = from; i < to; i++) {
        list->item[i - from] = v->item[i];
    }
    return list;
}

static struct arm_value *part(struct arm_call *c, bool take)
{
    const struct arm_value *v = c->arg[0];
    if (v->kind != ARM_TEXT && v->kind != ARM_ARRAY) {
        return arm_wrong(c, 0, "an array or a string");
    }
    ARM_NEED(c, 1, ARM_INT);
    const int64_t n = (int64_t)(v->kind == ARM_TEXT ? v->len : v->n), asked = c->arg[1]->whole;
    const int64_t k = asked < 0 ? 0 : asked > n ? n : asked;
    return take ? slice(c, 0, k) : slice(c, k, n);
}

static struct arm_value *take(struct arm_call *c)
{
    return part(c, true);
}

static struct arm_value *skip(struct arm_call *c)
{
    return part(c, false);
}

static struct arm_value *range(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_INT);
    ARM_NEED(c, 1, ARM_INT);
    const int64_t from = c->arg[0]->whole, n = c->arg[1]->whole;
    if (n < 0 || n > ARM_RANGE_MAX || from > INT64_MAX - n) {
        return arm_mistake(c->w, c->at, "range makes 0 to %d numbers, not %lld", ARM_RANGE_MAX,
                           (long long)n);
    }
    if (!arm_may_work(c->w, c->at, (uint64_t)n)) {
        return too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, (size_t)n, c->at);
    for (int64_t i = 0; i < n; i++) {
        list->item[i] = arm_say_int(c, from + i);
    }
    return list;
}

static bool has(const struct arm_value *list, const struct arm_value *v)
{
    for (size_t i = 0; i < list->n; i++) {
        if (arm_equal(list->item[i], v)) {
            return true;
        }
    }
    return false;
}

static struct arm_value *contains(struct arm_call *c)
{
    const struct arm_value *in = c->arg[0], *v = c->arg[1];
    switch (in->kind) {
    case ARM_TEXT:
        return arm_say_bool(c, strstr(in->text, arm_as_text(c->w, v)) != NULL);
    case ARM_ARRAY:
        return arm_say_bool(c, has(in, v));
    case ARM_OBJECT:
        ARM_NEED(c, 1, ARM_TEXT);
        return arm_say_bool(c, arm_member(in, v->text) != NULL);
    default:
        return arm_wrong(c, 0, "a string, an array or an object");
    }
}

static struct arm_value *find(struct arm_call *c, bool from_end)
{
    const struct arm_value *in = c->arg[0];
    int64_t found = -1;
    if (in->kind == ARM_ARRAY) {
        for (size_t i = 0; i < in->n; i++) {
            if ((found < 0 || from_end) && arm_equal(in->item[i], c->arg[1])) {
                found = (int64_t)i;
            }
        }
        return arm_say_int(c, found);
    }
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_TEXT);
    const size_t n = in->len, k = c->arg[1]->len;
    for (size_t i = 0; i + k <= n; i++) {
        if ((found < 0 || from_end) && strncasecmp(in->text + i, c->arg[1]->text, k) == 0) {
            found = (int64_t)i;
        }
    }
    return arm_say_int(c, found);
}

static struct arm_value *index_of(struct arm_call *c)
{
    return find(c, false);
}

static struct arm_value *last_index_of(struct arm_call *c)
{
    return find(c, true);
}

static struct arm_value *index_from_end(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    ARM_NEED(c, 1, ARM_INT);
    const int64_t n = (int64_t)c->arg[0]->n, i = c->arg[1]->whole;
    return i >= 1 && i <= n ? c->arg[0]->item[n - i]
                            : arm_mistake(c->w, c->at, "item %lld from the end of %lld",
                                          (long long)i, (long long)n);
}

/* The same, and null where there is none. */
static struct arm_value *try_index_from_end(struct arm_call *c)
{
    const struct arm_value *v = c->arg[0], *i = c->arg[1];
    const bool none = v->kind == ARM_NULL || (v->kind == ARM_ARRAY && i->kind == ARM_INT &&
                                              (i->whole < 1 || (uint64_t)i->whole > v->n));
    return none ? arm_value_new(c->w->arena, ARM_NULL, c->at) : index_from_end(c);
}

/* --- sets --- */

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
        return too_much(c);
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
        return too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, room, c->at);
    list->n = 0;
    for (size_t i = 0; i < (both ? 1 : c->n); i++) {
        for (size_t m = 0; m < c->arg[i]->n; m++) {
            struct arm_value *v = c->arg[i]->item[m];
            bool in_all = !has(list, v);
            for (size_t o = 1; both && in_all && o < c->n; o++) {
                in_all = has(c->arg[o], v);
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

static struct arm_value *flatten(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    size_t n = 0, k = 0;
    for (size_t i = 0; i < c->arg[0]->n; i++) {
        n += c->arg[0]->item[i]->kind == ARM_ARRAY ? c->arg[0]->item[i]->n : 1;
    }
    if (!arm_may_work(c->w, c->at, n)) {
        return too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, n, c->at);
    for (size_t i = 0; i < c->arg[0]->n; i++) {
        struct arm_value *v = c->arg[0]->item[i];
        for (size_t m = 0; v->kind == ARM_ARRAY && m < v->n; m++) {
            list->item[k++] = v->item[m];
        }
        if (v->kind != ARM_ARRAY) {
            list->item[k++] = v;
        }
    }
    return list;
}

const struct arm_function arm_list_functions[] = {
    {"createArray", create_array, 0, ARM_ANY, ARM_FN_TAKES_UNKNOWN},
    {"array", array, 1, 1, ARM_FN_TAKES_UNKNOWN},
    {"length", length, 1, 1, 0},
    {"empty", empty, 1, 1, 0},
    {"first", first, 1, 1, 0},
    {"last", last, 1, 1, 0},
    {"take", take, 2, 2, 0},
    {"skip", skip, 2, 2, 0},
    {"range", range, 2, 2, 0},
    {"contains", contains, 2, 2, 0},
    {"indexOf", index_of, 2, 2, 0},
    {"lastIndexOf", last_index_of, 2, 2, 0},
    {"indexFromEnd", index_from_end, 2, 2, 0},
    {"tryIndexFromEnd", try_index_from_end, 2, 2, 0},
    {"union", set_union, 1, ARM_ANY, 0},
    {"shallowMerge", shallow_merge, 1, 1, 0},
    {"intersection", intersection, 1, ARM_ANY, 0},
    {"flatten", flatten, 1, 1, 0},
    {NULL, NULL, 0, 0, 0},
};
