/*
 * Parameters, variables and outputs of a template, each worked out when it is asked for.
 */
#include "sim/arm/template.h"

#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/expr.h"
#include "sim/base/arena.h"

size_t arm_template_members(const struct arm_value *v)
{
    return v != NULL && v->kind == ARM_OBJECT ? v->object->n : 0;
}

struct arm_deployment *arm_deployment_new(struct arm_world *w, const struct arm_value *template,
                                          const char *name)
{
    struct arm_deployment *d = ARENA_NEW(w->arena, struct arm_deployment);
    *d = (struct arm_deployment){.world = w,
                                 .template = template,
                                 .name = name,
                                 .subscription = arm_default_subscription,
                                 .group = "resourceGroup"};
    d->frame = (struct arm_frame){.in = d};
    d->parameters = ARENA_ARRAY(w->arena, struct arm_slot,
                                arm_template_members(arm_get(template, "parameters")) + 1);
    const struct arm_value *variables = arm_get(template, "variables");
    d->variables = ARENA_ARRAY(w->arena, struct arm_slot, arm_template_members(variables) + 1);
    const struct arm_value *copied = arm_get(variables, "copy");
    if (copied != NULL && copied->kind == ARM_ARRAY) {
        d->copied = copied;
        d->copied_slots = ARENA_ARRAY(w->arena, struct arm_slot, copied->n + 1);
    }
    return d;
}

/* --- parameters --- */

static void check_allowed(struct arm_world *w, const struct arm_member *m,
                          const struct arm_value *v)
{
    const struct arm_value *allowed = arm_get(m->value, "allowedValues");
    if (allowed == NULL || allowed->kind != ARM_ARRAY || allowed->n == 0 ||
        v->kind == ARM_UNKNOWN || v->kind == ARM_NULL || v->kind == ARM_ARRAY || v->secret) {
        return;
    }
    const char *list = "";
    for (size_t i = 0; i < allowed->n; i++) {
        const struct arm_value *a = allowed->item[i];
        if (arm_equal(a, v) ||
            (a->kind == ARM_TEXT && v->kind == ARM_TEXT && strcasecmp(a->text, v->text) == 0)) {
            return;
        }
        if (i < 12) {
            list = arena_printf(w->arena, "%s%s%.60s", list, i > 0 ? ", " : "",
                                arm_print(w->arena, a));
        }
    }
    diag_add(w->diag, &arm_code_value, v->at.line > 0 ? v->at : m->at, "not allowed",
             "parameter `%s` does not take %.80s", m->name, arm_print(w->arena, v));
    diag_help(w->diag, "allowedValues: %s%s", list, allowed->n > 12 ? ", ..." : "");
}

/* {value}; an object without it, or null: as if it were not given. */
static struct arm_value *unwrap(struct arm_world *w, const struct arm_value *v, struct span at)
{
    struct arm_value *inner = arm_get(v, "value");
    return inner != NULL ? inner : arm_value_new(w->arena, ARM_NULL, at);
}

static struct arm_value *work_out(struct arm_world *w, struct arm_slot *slot, const char *kind,
                                  const char *name, struct span at)
{
    if (slot->state == ARM_IN_WORK) {
        return arm_mistake(w, at, "%s `%s` is defined by itself", kind, name);
    }
    if (slot->state == ARM_NOT_YET) {
        slot->state = ARM_IN_WORK;
        struct arm_value *v = slot->given == NULL
                                  ? arm_mistake(w, at, "%s `%s` has no value", kind, name)
                              : slot->frame == NULL ? (struct arm_value *)slot->given
                                                    : arm_expand(w, slot->frame, slot->given);
        slot->value = slot->wrapped && v->kind != ARM_UNKNOWN ? unwrap(w, v, at) : v;
        slot->state = ARM_DONE;
    }
    return slot->value;
}

struct arm_value *arm_parameter(struct arm_world *w, const struct arm_frame *frame,
                                const char *name, struct span at)
{
    if (frame->is_function) {
        struct arm_value *v = arm_get(frame->args, name);
        return v != NULL ? v : arm_mistake(w, at, "the function has no parameter `%s`", name);
    }
    const struct arm_value *declared = arm_get(frame->in->template, "parameters");
    const struct arm_member *m = arm_member(declared, name);
    if (m == NULL) {
        return arm_mistake(w, at, "the template has no parameter `%s`", name);
    }
    struct arm_slot *slot = &frame->in->parameters[m - declared->object->member];
    const bool first = slot->state == ARM_NOT_YET;
    struct arm_value *v = work_out(w, slot, "parameter", m->name, at);
    const struct arm_value *def = arm_get(m->value, "defaultValue");
    if (first && slot->state == ARM_DONE && v->kind == ARM_NULL && def != NULL &&
        slot->frame != &frame->in->frame) {
        slot->state = ARM_NOT_YET; /* given null: as if it were not given */
        slot->wrapped = false;
        slot->given = def;
        slot->frame = &frame->in->frame;
        v = work_out(w, slot, "parameter", m->name, at);
    }
    if (first && slot->state == ARM_DONE && slot->given != NULL) {
        check_allowed(w, m, v);
    }
    return v;
}

/* --- variables --- */

struct arm_value *arm_as_property(struct arm_world *w, const struct arm_value *one, struct span at)
{
    struct arm_value *list = arm_value_array(w->arena, 1, at);
    struct arm_member *m = ARENA_ARRAY(w->arena, struct arm_member, 1);
    list->item[0] = (struct arm_value *)one;
    m[0] = (struct arm_member){"copy", at, list};
    return arm_value_object(w->arena, m, 1, at, NULL);
}

static struct arm_value *copied_variable(struct arm_world *w, struct arm_deployment *d,
                                         const char *name, struct span at)
{
    for (size_t i = 0; d->copied != NULL && i < d->copied->n; i++) {
        const char *own = arm_get_text(d->copied->item[i], "name");
        if (own == NULL || strcasecmp(own, name) != 0) {
            continue;
        }
        struct arm_slot *slot = &d->copied_slots[i];
        if (slot->given == NULL) {
            slot->given = arm_as_property(w, d->copied->item[i], at);
            slot->frame = &d->frame;
        }
        struct arm_value *v = work_out(w, slot, "variable", name, at);
        struct arm_value *found = arm_get(v, own);
        return found != NULL ? found : v;
    }
    return NULL;
}

struct arm_value *arm_variable(struct arm_world *w, const struct arm_frame *frame, const char *name,
                               struct span at)
{
    if (frame->is_function) {
        return arm_mistake(w, at, "a function of the template sees no variables");
    }
    struct arm_deployment *d = frame->in;
    const struct arm_value *declared = arm_get(d->template, "variables");
    const struct arm_member *m = arm_member(declared, name);
    struct arm_value *copied = copied_variable(w, d, name, at);
    if (copied != NULL) {
        return copied;
    }
    if (m == NULL) {
        return arm_mistake(w, at, "the template has no variable `%s`", name);
    }
    struct arm_slot *slot = &d->variables[m - declared->object->member];
    slot->given = m->value;
    slot->frame = &d->frame;
    return work_out(w, slot, "variable", m->name, at);
}

/* --- syntax --- */

static void check_text(struct arm_world *w, const char *text, size_t len, struct span at)
{
    const char *why;
    size_t byte;
    if (!arm_expr_is(text, len)) {
        return;
    }
    struct arena *own = arena_new();
    if (arm_expr_parse(text, len, own, &why, &byte) == NULL) {
        if (at.line > 0 && at.len > byte + 1) {
            at.col += (uint32_t)byte + 1;
            at.len = 1;
        }
        diag_add(w->diag, &arm_code_expression, at, "here", "%s", why);
        diag_help(w->diag, "a text that is no expression begins with [[");
    }
    arena_free(own);
}

void arm_template_check(struct arm_world *w, const struct arm_value *v)
{
    if (v->kind == ARM_TEXT) {
        check_text(w, v->text, v->len, v->at);
    }
    for (size_t i = 0; v->kind == ARM_ARRAY && i < v->n; i++) {
        arm_template_check(w, v->item[i]);
    }
    for (size_t i = 0; v->kind == ARM_OBJECT && i < v->object->n; i++) {
        const struct arm_member *m = &v->object->member[i];
        if (strcasecmp(m->name, "metadata") != 0) {
            check_text(w, m->name, strlen(m->name), m->at);
            arm_template_check(w, m->value);
        }
    }
}
