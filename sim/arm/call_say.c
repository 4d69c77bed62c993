/*
 * What the functions of templates share: results, mistakes, and calling a lambda.
 */
#include "sim/arm/call.h"

#include <stdio.h>

#include "sim/arm/eval.h"
#include "sim/base/arena.h"
#include "sim/base/json.h"

struct arm_value *arm_say_text(struct arm_call *c, const char *text)
{
    return arm_value_text(c->w->arena, text, c->at);
}

struct arm_value *arm_say_text_n(struct arm_call *c, const char *text, size_t len)
{
    return arm_value_text(c->w->arena, arena_strndup(c->w->arena, text, len), c->at);
}

struct arm_value *arm_say_int(struct arm_call *c, int64_t v)
{
    struct arm_value *value = arm_value_new(c->w->arena, ARM_INT, c->at);
    value->whole = v;
    return value;
}

struct arm_value *arm_say_bool(struct arm_call *c, bool v)
{
    struct arm_value *value = arm_value_new(c->w->arena, ARM_BOOL, c->at);
    value->truth = v;
    return value;
}

struct arm_value *arm_wrong(struct arm_call *c, size_t i, const char *needed)
{
    return arm_mistake(c->w, c->at, "argument %zu of %s is %s; it takes %s", i + 1, c->name,
                       arm_kind_name(c->arg[i]->kind), needed);
}

struct arm_value *arm_too_much(struct arm_call *c)
{
    return arm_mistake(c->w, c->at, "too much work");
}

const char *arm_as_text(struct arm_world *w, const struct arm_value *v)
{
    char number[JSON_NUMBER_MAX];
    switch (v->kind) {
    case ARM_TEXT:
        return v->text;
    case ARM_BOOL:
        return v->truth ? "True" : "False";
    case ARM_INT:
        return arena_printf(w->arena, "%lld", (long long)v->whole);
    case ARM_NUMBER:
        return arena_strdup(w->arena, json_number_format(v->number, number));
    case ARM_ARRAY:
    case ARM_OBJECT:
        return arm_print(w->arena, v);
    default:
        return "";
    }
}

struct arm_value *arm_apply(struct arm_call *c, const struct arm_value *lambda,
                            struct arm_value *const *values, size_t n)
{
    const struct arm_lambda *l = lambda->lambda;
    struct arm_frame inside = *l->frame;
    for (size_t i = 0; i < n && i < l->n; i++) {
        struct arm_local *local = ARENA_NEW(c->w->arena, struct arm_local);
        *local = (struct arm_local){
            .name = l->parameters[i], .value = values[i], .outer = inside.locals};
        inside.locals = local;
    }
    struct arm_frame *kept = ARENA_NEW(c->w->arena, struct arm_frame);
    *kept = inside;
    return arm_plain(arm_eval(c->w, kept, l->body, c->at));
}
