/* Functions of arrays; some take texts or objects as well. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

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
        return arm_too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, (size_t)n, c->at);
    for (int64_t i = 0; i < n; i++) {
        list->item[i] = arm_say_int(c, from + i);
    }
    return list;
}

static struct arm_value *contains(struct arm_call *c)
{
    const struct arm_value *in = c->arg[0], *v = c->arg[1];
    switch (in->kind) {
    case ARM_TEXT:
        return arm_say_bool(c, strstr(in->text, arm_as_text(c->w, v)) != NULL);
    case ARM_ARRAY:
        return arm_say_bool(c, arm_has(in, v));
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

static struct arm_value *flatten(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_ARRAY);
    size_t n = 0, k = 0;
    for (size_t i = 0; i < c->arg[0]->n; i++) {
        n += c->arg[0]->item[i]->kind == ARM_ARRAY ? c->arg[0]->item[i]->n : 1;
    }
    if (!arm_may_work(c->w, c->at, n)) {
        return arm_too_much(c);
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
    {"flatten", flatten, 1, 1, 0},
    {NULL, NULL, 0, 0, 0},
};
