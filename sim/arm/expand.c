/* Values of a template: texts that are expressions, names that are, and copy loops of properties.
 */
#include <string.h>

#include "sim/arm/eval.h"
#include "sim/arm/expr.h"
#include "sim/base/arena.h"

static struct arm_value *expand_text(struct arm_world *w, const struct arm_frame *frame,
                                     const struct arm_value *v)
{
    if (v->len > 0 && v->text[0] == '[' && v->len > 1 && v->text[1] == '[') {
        return arm_value_text(w->arena, v->text + 1, v->at);
    }
    if (!arm_expr_is(v->text, v->len)) {
        return (struct arm_value *)v;
    }
    const char *why;
    size_t at;
    const struct arm_expr *e = arm_expr_parse(v->text, v->len, w->arena, &why, &at);
    if (e == NULL) {
        return arm_mistake(w, v->at, "%s", why);
    }
    return arm_eval(w, frame, e, v->at);
}

static bool is_property_copy(const struct arm_value *v)
{
    return v->kind == ARM_ARRAY && v->n > 0 && arm_get_text(v->item[0], "name") != NULL &&
           arm_get(v->item[0], "count") != NULL && arm_get(v->item[0], "input") != NULL;
}

/* {name, count, input}: an array of count inputs. */
static struct arm_value *expand_copy(struct arm_world *w, const struct arm_frame *frame,
                                     const struct arm_value *copy)
{
    const char *name = arm_get_text(copy, "name");
    const struct arm_value *input = arm_get(copy, "input"), *declared = arm_get(copy, "count");
    if (name == NULL || input == NULL || declared == NULL) {
        return arm_mistake(w, copy->at, "a copy needs name, count and input");
    }
    const struct arm_value *count = arm_plain(arm_expand_top(w, frame, declared));
    if (count->kind == ARM_UNKNOWN) {
        return (struct arm_value *)count;
    }
    if (count->kind != ARM_INT || count->whole < 0 || count->whole > ARM_COPY_MAX) {
        return arm_mistake(w, declared->at, "the count of a copy is a whole number from 0 to %d",
                           ARM_COPY_MAX);
    }
    struct arm_value *list = arm_value_array(w->arena, (size_t)count->whole, copy->at);
    for (int64_t i = 0; i < count->whole; i++) {
        const struct arm_local turn = {
            .name = name, .is_copy = true, .index = i, .outer = frame->locals};
        /* A lambda may keep the frame: so it is in the arena. */
        struct arm_local *local = ARENA_NEW(w->arena, struct arm_local);
        struct arm_frame *inside = ARENA_NEW(w->arena, struct arm_frame);
        *local = turn;
        *inside = *frame;
        inside->locals = local;
        list->item[i] = arm_expand(w, inside, input);
    }
    return list;
}

static struct arm_value *expand_object(struct arm_world *w, const struct arm_frame *frame,
                                       const struct arm_value *v)
{
    const struct arm_object *o = v->object;
    const struct arm_member *loops = arm_member(v, "copy");
    if (loops != NULL && !is_property_copy(loops->value)) {
        loops = NULL;
    }
    const size_t room = o->n + (loops != NULL ? loops->value->n : 0);
    struct arm_member *members = ARENA_ARRAY(w->arena, struct arm_member, room + 1);
    size_t n = 0;
    bool changed = loops != NULL;
    for (size_t i = 0; i < o->n; i++) {
        const struct arm_member *m = &o->member[i];
        if (loops != NULL && m == loops) {
            for (size_t k = 0; k < m->value->n; k++) {
                const char *name = arm_get_text(m->value->item[k], "name");
                members[n++] = (struct arm_member){name != NULL ? name : "", m->value->item[k]->at,
                                                   expand_copy(w, frame, m->value->item[k])};
            }
            continue;
        }
        const char *name = m->name;
        const size_t len = strlen(name);
        if (arm_expr_is(name, len)) {
            struct arm_value *key = arm_value_text(w->arena, name, m->at);
            key = arm_expand(w, frame, key);
            name = key->kind == ARM_TEXT ? key->text : name;
            changed = true;
        }
        members[n] = (struct arm_member){name, m->at, arm_expand(w, frame, m->value)};
        changed = changed || members[n].value != m->value;
        n++;
    }
    return changed ? arm_value_object(w->arena, members, n, v->at, NULL) : (struct arm_value *)v;
}

static struct arm_value *expand_array(struct arm_world *w, const struct arm_frame *frame,
                                      const struct arm_value *v)
{
    struct arm_value *list = arm_value_array(w->arena, v->n, v->at);
    bool changed = false;
    for (size_t i = 0; i < v->n; i++) {
        list->item[i] = arm_expand(w, frame, v->item[i]);
        changed = changed || list->item[i] != v->item[i];
    }
    return changed ? list : (struct arm_value *)v;
}

struct arm_value *arm_expand(struct arm_world *w, const struct arm_frame *frame,
                             const struct arm_value *v)
{
    if (v->kind == ARM_TEXT) {
        return expand_text(w, frame, v);
    }
    if (v->kind != ARM_ARRAY && v->kind != ARM_OBJECT) {
        return (struct arm_value *)v;
    }
    const size_t n = v->kind == ARM_ARRAY ? v->n : v->object->n;
    if (!arm_may_work(w, v->at, 1 + n / 8) || w->depth >= ARM_EVAL_DEPTH_MAX) {
        return arm_mistake(w, v->at, "too much work, or too deep");
    }
    w->depth++;
    struct arm_value *out =
        v->kind == ARM_ARRAY ? expand_array(w, frame, v) : expand_object(w, frame, v);
    w->depth--;
    return arm_measure(out) ? out : arm_mistake(w, v->at, "the value is too large or too deep");
}

struct arm_value *arm_expand_top(struct arm_world *w, const struct arm_frame *frame,
                                 const struct arm_value *v)
{
    return v->kind == ARM_TEXT ? expand_text(w, frame, v) : (struct arm_value *)v;
}
