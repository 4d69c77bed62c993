/*
 * Expressions of templates: "[concat(parameters('a'), '-x')]". Here their syntax; what they mean is
 * eval.h's. A text is an expression when it begins with [ and ends with ], and does not begin with
 * [[ (which stands for one [).
 */
#ifndef SIM_ARM_EXPR_H
#define SIM_ARM_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { ARM_EXPR_MAX = 65536, ARM_EXPR_DEPTH_MAX = 100 };

enum arm_expr_kind { ARM_EXPR_TEXT, ARM_EXPR_INT, ARM_EXPR_CALL, ARM_EXPR_MEMBER, ARM_EXPR_INDEX };

struct arm_expr {
    enum arm_expr_kind kind;
    bool safe;           /* .?name, [?index]: null where there is none */
    const char *text;    /* TEXT; CALL: the name, "namespace.name" for a user's; MEMBER: the name */
    int64_t whole;       /* INT */
    struct arm_expr *of; /* MEMBER, INDEX */
    struct arm_expr **args; /* CALL; INDEX: one */
    size_t n;
    size_t at; /* byte in the text */
};

bool arm_expr_is(const char *text, size_t len);
/* The expression of a text that is one. NULL: *why and *at (a byte of the text) say what is wrong.
 */
struct arm_expr *arm_expr_parse(const char *text, size_t len, struct arena *arena, const char **why,
                                size_t *at);

#endif
