#include "sim/arm/eval.h"

#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

/* --- members --- */

static const char *extend_member(struct arm_world *w, const char *path, const char *name)
{
    return arena_printf(w->arena, "%s%s%s", path != NULL ? path : "",
                        path != NULL && path[0] != '\0' ? "." : "", name);
}

/* The id of a part of a resource: "subnets[0].id" of a network. */
static struct arm_value *part_id(struct arm_world *w, const struct arm_unknown *u, struct span at)
{
    const char *name = u->value != NULL ? arm_get_text(u->value, "name") : NULL;
    const char *id = u->subject != NULL && u->subject->id != NULL ? u->subject->id : u->id;
    const size_t len = u->path != NULL ? strcspn(u->path, "[") : 0;
    if (name == NULL || id == NULL || id[0] != '/' || len == 0 ||
        memchr(u->path, '.', len) != NULL) {
        return NULL;
    }
    return arm_value_text(w->arena,
                          arena_printf(w->arena, "%s/%.*s/%s", id, (int)len, u->path, name), at);
}

static struct arm_value *member_of(struct arm_world *w, struct arm_value *of, const char *name,
                                   bool safe, struct span at)
{
    if (of->kind == ARM_UNKNOWN) {
        const struct arm_unknown *u = of->unknown;
        if (u->mistake || u->path == NULL) {
            return of;
        }
        struct arm_value *known = u->value != NULL ? arm_get(u->value, name) : NULL;
        if (known == NULL && strcasecmp(name, "id") == 0) {
            known = part_id(w, u, at);
        }
        if (known != NULL && known->kind == ARM_UNKNOWN) {
            return known;
        }
        return arm_referred(w, at, u->subject, u->id, extend_member(w, u->path, name), known);
    }
    if (of->kind == ARM_NULL && safe) {
        return of;
    }
    struct arm_value *v = arm_get(of, name);
    if (v != NULL) {
        return v;
    }
    if (safe && of->kind == ARM_OBJECT) {
        return arm_value_new(w->arena, ARM_NULL, at);
    }
    return of->kind == ARM_OBJECT ? arm_mistake(w, at, "there is no member `%s`", name)
                                  : arm_mistake(w, at, "%s has no members; `%s` is asked for",
                                                arm_kind_name(of->kind), name);
}

static struct arm_value *index_of(struct arm_world *w, struct arm_value *of,
                                  struct arm_value *index, bool safe, struct span at)
{
    index = arm_plain(index);
    if (index->kind == ARM_UNKNOWN) {
        return index;
    }
    if (index->kind == ARM_TEXT) {
        return member_of(w, of, index->text, safe, at);
    }
    if (index->kind != ARM_INT) {
        return arm_mistake(w, at, "an index is a whole number or a name, not %s",
                           arm_kind_name(index->kind));
    }
    const struct arm_value *list = arm_plain(of);
    if (list->kind == ARM_UNKNOWN) {
        const struct arm_unknown *u = list->unknown;
        return u->mistake || u->path == NULL
                   ? of
                   : arm_referred(
                         w, at, u->subject, u->id,
                         arena_printf(w->arena, "%s[%lld]", u->path, (long long)index->whole),
                         NULL);
    }
    if (list->kind == ARM_NULL && safe) {
        return of;
    }
    if (list->kind != ARM_ARRAY) {
        return arm_mistake(w, at, "%s has no items; number %lld is asked for",
                           arm_kind_name(list->kind), (long long)index->whole);
    }
    if (index->whole < 0 || (uint64_t)index->whole >= list->n) {
        return safe ? arm_value_new(w->arena, ARM_NULL, at)
                    : arm_mistake(w, at, "item %lld of an array that has %zu",
                                  (long long)index->whole, list->n);
    }
    struct arm_value *v = list->item[index->whole];
    if (of->kind != ARM_UNKNOWN || v->kind == ARM_UNKNOWN) {
        return v;
    }
    const struct arm_unknown *u = of->unknown;
    return arm_referred(w, at, u->subject, u->id,
                        arena_printf(w->arena, "%s[%lld]", u->path, (long long)index->whole), v);
}

/* --- calls --- */

static const struct arm_value *find_user_function(const struct arm_frame *frame, const char *name)
{
    const struct arm_value *list =
        frame->in != NULL ? arm_get(frame->in->template, "functions") : NULL;
    const char *dot = strchr(name, '.');
    for (size_t i = 0; list != NULL && list->kind == ARM_ARRAY && i < list->n; i++) {
        const char *space = arm_get_text(list->item[i], "namespace");
        if (space != NULL && strlen(space) == (size_t)(dot - name) &&
            strncasecmp(space, name, (size_t)(dot - name)) == 0) {
            const struct arm_value *f = arm_get(arm_get(list->item[i], "members"), dot + 1);
            if (f != NULL) {
                return f;
            }
        }
    }
    return NULL;
}

static struct arm_value *call_user(struct arm_world *w, const struct arm_frame *frame,
                                   const struct arm_expr *e, struct span at)
{
    const struct arm_value *f = find_user_function(frame, e->text),
                           *parameters = arm_get(f, "parameters");
    const struct arm_value *output = arm_get(arm_get(f, "output"), "value");
    const size_t n = parameters != NULL && parameters->kind == ARM_ARRAY ? parameters->n : 0;
    if (f == NULL || output == NULL) {
        return arm_mistake(w, at, "the template has no function `%s`", e->text);
    }
    if (e->n != n) {
        return arm_mistake(w, at, "%s takes %zu arguments, not %zu", e->text, n, e->n);
    }
    struct arm_member *args = ARENA_ARRAY(w->arena, struct arm_member, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *name = arm_get_text(parameters->item[i], "name");
        args[i] =
            (struct arm_member){name != NULL ? name : "", at, arm_eval(w, frame, e->args[i], at)};
    }
    struct arm_frame *inside = ARENA_NEW(w->arena, struct arm_frame); /* a lambda may keep it */
    *inside = (struct arm_frame){.in = frame->in,
                                 .args = arm_value_object(w->arena, args, n, at, NULL),
                                 .is_function = true};
    return arm_expand(w, inside, output);
}

static struct arm_value *check_number(struct arm_world *w, const struct arm_function *f,
                                      const struct arm_expr *e, struct span at)
{
    if (e->n >= f->min && (f->max == ARM_ANY || e->n <= f->max)) {
        return NULL;
    }
    if (f->max == ARM_ANY) {
        return arm_mistake(w, at, "%s takes at least %u arguments, not %zu", f->name, f->min, e->n);
    }
    return f->min == f->max
               ? arm_mistake(w, at, "%s takes %u arguments, not %zu", f->name, f->min, e->n)
               : arm_mistake(w, at, "%s takes %u to %u arguments, not %zu", f->name, f->min, f->max,
                             e->n);
}

/* Of looking at the arguments once; comparing and printing them goes through all that is in them.
 */
static uint64_t cost(const struct arm_call *c)
{
    uint64_t units = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct arm_value *v = c->arg[i];
        units += v->kind == ARM_TEXT                             ? v->len / 64
                 : v->kind == ARM_ARRAY || v->kind == ARM_OBJECT ? v->weight / 8
                                                                 : 0;
    }
    return units;
}

static struct arm_value *call(struct arm_world *w, const struct arm_frame *frame,
                              const struct arm_expr *e, struct span at)
{
    if (strchr(e->text, '.') != NULL) {
        return call_user(w, frame, e, at);
    }
    const struct arm_function *f = arm_function_find(e->text);
    if (f == NULL) {
        const char *near = arm_function_near(e->text);
        return near != NULL ? arm_mistake(w, at, "there is no function `%s`; did you mean `%s`?",
                                          e->text, near)
                            : arm_mistake(w, at, "there is no function `%s`", e->text);
    }
    struct arm_value *wrong = check_number(w, f, e, at);
    if (wrong != NULL) {
        return wrong;
    }
    struct arm_call c = {.w = w, .frame = frame, .expr = e, .n = e->n, .at = at, .name = f->name};
    if ((f->flags & ARM_FN_LAZY) == 0) {
        c.arg = ARENA_ARRAY(w->arena, struct arm_value *, e->n + 1);
        for (size_t i = 0; i < e->n; i++) {
            c.arg[i] = arm_plain(arm_eval(w, frame, e->args[i], at));
            if (c.arg[i]->kind == ARM_UNKNOWN &&
                ((f->flags & ARM_FN_TAKES_UNKNOWN) == 0 || c.arg[i]->unknown->mistake)) {
                return c.arg[i];
            }
            if ((f->flags & ARM_FN_WHOLE) != 0 && arm_uncertain(c.arg[i]) != NULL) {
                return arm_uncertain(c.arg[i]);
            }
        }
        if (!arm_may_work(w, at, cost(&c))) {
            return arm_mistake(w, at, "too much work");
        }
    }
    /* cppcheck-suppress returnDanglingLifetime ; a call keeps nothing of its own frame */
    return f->call(&c);
}

static struct arm_value *eval(struct arm_world *w, const struct arm_frame *frame,
                              const struct arm_expr *e, struct span at)
{
    struct arm_value *v;
    switch (e->kind) {
    case ARM_EXPR_TEXT:
        return arm_value_text(w->arena, e->text, at);
    case ARM_EXPR_INT:
        v = arm_value_new(w->arena, ARM_INT, at);
        v->whole = e->whole;
        return v;
    case ARM_EXPR_MEMBER:
        return member_of(w, arm_eval(w, frame, e->of, at), e->text, e->safe, at);
    case ARM_EXPR_INDEX:
        return index_of(w, arm_eval(w, frame, e->of, at), arm_eval(w, frame, e->args[0], at),
                        e->safe, at);
    default:
        break;
    }
    v = call(w, frame, e, at);
    if ((v->kind == ARM_ARRAY || v->kind == ARM_OBJECT) && !arm_measure(v)) {
        return arm_mistake(w, at, "the value of this expression is too large or too deep");
    }
    return v;
}

struct arm_value *arm_eval(struct arm_world *w, const struct arm_frame *frame,
                           const struct arm_expr *e, struct span at)
{
    if (!arm_may_work(w, at, 1)) {
        return arm_mistake(w, at, "too much work");
    }
    if (w->depth >= ARM_EVAL_DEPTH_MAX) {
        return arm_mistake(w, at,
                           "expressions, variables and references are nested deeper than %d levels",
                           ARM_EVAL_DEPTH_MAX);
    }
    w->depth++;
    struct arm_value *v = eval(w, frame, e, at);
    w->depth--;
    return v;
}
