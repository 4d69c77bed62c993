#include "sim/arm/eval.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

enum { EVAL_DEPTH_MAX = 600 };

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
    if (w->depth >= EVAL_DEPTH_MAX) {
        return arm_mistake(w, at,
                           "expressions, variables and references are nested deeper than %d levels",
                           EVAL_DEPTH_MAX);
    }
    w->depth++;
    struct arm_value *v = eval(w, frame, e, at);
    w->depth--;
    return v;
}

/* --- values of the template --- */

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
    if (!arm_may_work(w, v->at, 1 + n / 8) || w->depth >= EVAL_DEPTH_MAX) {
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
