/* Functions that decide. Those that need not look at all arguments do not. */
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/arm/eval.h"
#include "sim/base/arena.h"

static struct arm_value *argument(struct arm_call *c, size_t i)
{
    return arm_plain(arm_eval(c->w, c->frame, c->expr->args[i], c->at));
}

static struct arm_value *need_bool(struct arm_call *c, size_t i)
{
    struct arm_value *v = argument(c, i);
    return v->kind == ARM_BOOL || v->kind == ARM_UNKNOWN
               ? v
               : arm_mistake(c->w, c->at, "argument %zu of %s is %s; it takes a boolean", i + 1,
                             c->name, arm_kind_name(v->kind));
}

static struct arm_value *choose(struct arm_call *c)
{
    struct arm_value *v = need_bool(c, 0);
    /* What is chosen may be a reference: it keeps what it names. */
    return v->kind == ARM_UNKNOWN
               ? v
               : arm_eval(c->w, c->frame, c->expr->args[v->truth ? 1 : 2], c->at);
}

static struct arm_value *until(struct arm_call *c, bool stop)
{
    struct arm_value *unknown = NULL;
    for (size_t i = 0; i < c->n; i++) {
        struct arm_value *v = need_bool(c, i);
        if (v->kind == ARM_UNKNOWN && v->unknown->mistake) {
            return v;
        }
        if (v->kind == ARM_UNKNOWN) {
            unknown = v;
        } else if (v->truth == stop) {
            return v;
        }
    }
    return unknown != NULL ? unknown : arm_say_bool(c, !stop);
}

static struct arm_value *all(struct arm_call *c)
{
    return until(c, false);
}

static struct arm_value *any(struct arm_call *c)
{
    return until(c, true);
}

static struct arm_value *negate(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_BOOL);
    return arm_say_bool(c, !c->arg[0]->truth);
}

/* Texts of different case are different, as on the platform. */
static struct arm_value *equals(struct arm_call *c)
{
    return arm_say_bool(c, arm_equal(c->arg[0], c->arg[1]));
}

static struct arm_value *coalesce(struct arm_call *c)
{
    struct arm_value *v = NULL;
    for (size_t i = 0; i < c->n; i++) {
        v = arm_eval(c->w, c->frame, c->expr->args[i], c->at);
        if (v->kind != ARM_NULL) {
            return v;
        }
    }
    return v;
}

static struct arm_value *to_bool(struct arm_call *c)
{
    const struct arm_value *v = c->arg[0];
    if (v->kind == ARM_BOOL || v->kind == ARM_INT) {
        return arm_say_bool(c, v->kind == ARM_BOOL ? v->truth : v->whole != 0);
    }
    ARM_NEED(c, 0, ARM_TEXT);
    const bool yes = strcasecmp(v->text, "true") == 0 || strcmp(v->text, "1") == 0;
    const bool no = strcasecmp(v->text, "false") == 0 || strcmp(v->text, "0") == 0;
    return yes || no ? arm_say_bool(c, yes) : arm_mistake(c->w, c->at, "bool of `%.40s`", v->text);
}

static struct arm_value *yes(struct arm_call *c)
{
    return arm_say_bool(c, true);
}

static struct arm_value *no(struct arm_call *c)
{
    return arm_say_bool(c, false);
}

static struct arm_value *null(struct arm_call *c)
{
    return arm_value_new(c->w->arena, ARM_NULL, c->at);
}

static struct arm_value *fail(struct arm_call *c)
{
    return arm_mistake(c->w, c->at, "the template says: %s", arm_as_text(c->w, c->arg[0]));
}

const struct arm_function arm_logic_functions[] = {
    {"if", choose, 3, 3, ARM_FN_LAZY},
    {"and", all, 2, ARM_ANY, ARM_FN_LAZY},
    {"or", any, 2, ARM_ANY, ARM_FN_LAZY},
    {"not", negate, 1, 1, 0},
    {"equals", equals, 2, 2, 0},
    {"coalesce", coalesce, 1, ARM_ANY, ARM_FN_LAZY},
    {"bool", to_bool, 1, 1, 0},
    {"true", yes, 0, 0, 0},
    {"false", no, 0, 0, 0},
    {"null", null, 0, 0, 0},
    {"fail", fail, 1, 1, 0},
    {NULL, NULL, 0, 0, 0},
};
