/*
 * The functions of templates. A function gets its arguments evaluated and plain (or, if lazy, gets
 * expressions), of a number that was checked, and none of them unknown unless it says that it takes
 * such.
 */
#ifndef SIM_ARM_CALL_H
#define SIM_ARM_CALL_H

#include "sim/arm/expr.h"
#include "sim/arm/unknown.h"

struct arm_call {
    struct arm_world *w;
    const struct arm_frame *frame;
    const struct arm_expr *expr;
    struct arm_value **arg;
    size_t n;
    struct span at;
    const char *name;
};

enum {
    ARM_FN_LAZY = 1,
    ARM_FN_TAKES_UNKNOWN = 2,
    ARM_FN_WHOLE = 4 /* looks at all that is in its arguments */
};
enum { ARM_ANY = 255 };

struct arm_function {
    const char *name;
    struct arm_value *(*call)(struct arm_call *c);
    unsigned min, max, flags;
};

/* Tables, each ended by a NULL name. */
extern const struct arm_function arm_text_functions[], arm_join_functions[], arm_number_functions[],
    arm_list_functions[], arm_set_functions[], arm_logic_functions[], arm_object_functions[],
    arm_lambda_functions[], arm_id_functions[], arm_net_functions[], arm_time_functions[],
    arm_scope_functions[], arm_coding_functions[], arm_zone_functions[];

const struct arm_function *arm_function_find(const char *name);
/* The closest name, for "did you mean"; may be NULL. */
const char *arm_function_near(const char *name);

/* --- sim/arm/call_say.c --- */

/* Results. */
struct arm_value *arm_say_text(struct arm_call *c, const char *text);
struct arm_value *arm_say_text_n(struct arm_call *c, const char *text, size_t len);
struct arm_value *arm_say_int(struct arm_call *c, int64_t v);
struct arm_value *arm_say_bool(struct arm_call *c, bool v);
/* A mistake: argument i is not of the kind that is needed. */
struct arm_value *arm_wrong(struct arm_call *c, size_t i, const char *needed);
/* More than arm_may_work lets it do. */
struct arm_value *arm_too_much(struct arm_call *c);
#define ARM_NEED(c, i, k)                                                                          \
    do {                                                                                           \
        if ((c)->arg[i]->kind != (k)) {                                                            \
            return arm_wrong(c, i, arm_kind_name(k));                                              \
        }                                                                                          \
    } while (0)
/* As text, the way format() and concat() put it; never NULL. */
const char *arm_as_text(struct arm_world *w, const struct arm_value *v);
/* Calls a lambda with n values. */
struct arm_value *arm_apply(struct arm_call *c, const struct arm_value *lambda,
                            struct arm_value *const *values, size_t n);

#endif
