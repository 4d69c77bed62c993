/*
 * Unknown values: what only a deployment knows, and mistakes.
 */
#include "sim/arm/unknown.h"

#include <stdarg.h>

#include "sim/arm/code.h"
#include "sim/base/arena.h"

#define WORK_MAX UINT64_C(4000000)

static struct arm_value *new_unknown(struct arm_world *w, struct span at, struct arm_unknown u)
{
    struct arm_value *v = arm_value_new(w->arena, ARM_UNKNOWN, at);
    struct arm_unknown *copy = ARENA_NEW(w->arena, struct arm_unknown);
    *copy = u;
    v->unknown = copy;
    return v;
}

struct arm_value *arm_unknown(struct arm_world *w, struct span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *why = arena_vprintf(w->arena, fmt, args);
    va_end(args);
    return new_unknown(w, at, (struct arm_unknown){.why = why});
}

struct arm_value *arm_mistake(struct arm_world *w, struct span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *why = arena_vprintf(w->arena, fmt, args);
    va_end(args);
    return new_unknown(w, at, (struct arm_unknown){.why = why, .mistake = true});
}

struct arm_value *arm_referred(struct arm_world *w, struct span at, const struct arm_resource *r,
                               const char *id, const char *path, struct arm_value *v)
{
    if (v != NULL && v->kind != ARM_OBJECT && v->kind != ARM_ARRAY) {
        return v;
    }
    const char *what = id != NULL ? id : r != NULL && r->id != NULL ? r->id : "a resource";
    const char *why = arena_printf(w->arena, "%s%s%s is known only when it is deployed", path,
                                   path[0] != '\0' ? " of " : "", what);
    return new_unknown(
        w, at, (struct arm_unknown){.why = why, .subject = r, .id = id, .path = path, .value = v});
}

struct arm_value *arm_plain(struct arm_value *v)
{
    return v->kind == ARM_UNKNOWN && v->unknown->value != NULL ? v->unknown->value : v;
}

bool arm_may_work(struct arm_world *w, struct span at, uint64_t units)
{
    w->work += units;
    if (w->work > WORK_MAX && !w->exhausted) {
        diag_add(w->diag, &arm_code_limit, at, "given up here",
                 "evaluating the templates takes more than %llu million steps",
                 (unsigned long long)(WORK_MAX / 1000000));
        diag_help(w->diag, "copy loops inside copy loops multiply");
        w->exhausted = true;
    }
    return !w->exhausted;
}

void arm_report_unknown(struct arm_world *w, const struct arm_value *v, const char *what)
{
    const struct arm_unknown *u = v->unknown;
    if (w->exhausted) {
        return; /* said, once */
    }
    if (u->mistake) {
        diag_add(w->diag, &arm_code_evaluation, v->at, "here", "%s: %s", what, u->why);
    } else {
        diag_add(w->diag, &arm_code_unknown, v->at, "not known here", "%s: %s", what, u->why);
    }
}

void arm_refuse(struct arm_world *w, struct span at, const char *why)
{
    w->refused = true;
    diag_add(w->diag, &arm_code_refused, at, "here", "%s", why);
}
