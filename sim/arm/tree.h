/*
 * Values of a template: JSON with the place of every value, and what evaluation adds to it (what
 * only a deployment would know; a function of its own, as map() and filter() take). Names of
 * members are compared without case, as the platform does. Values are never changed once made, but
 * for the marks `seen` (the mapping has looked at it) and `settled`. They live in an arena.
 */
#ifndef SIM_ARM_TREE_H
#define SIM_ARM_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/diag.h"

struct arena;
struct arm_expr;
struct arm_frame;
struct arm_resource;

enum arm_kind {
    ARM_NULL,
    ARM_BOOL,
    ARM_INT,
    ARM_NUMBER,
    ARM_TEXT,
    ARM_ARRAY,
    ARM_OBJECT,
    ARM_UNKNOWN,
    ARM_LAMBDA
};

struct arm_member {
    const char *name;
    struct span at; /* of the name */
    struct arm_value *value;
};

struct arm_object {
    struct arm_member *member; /* in the order of the file */
    uint32_t *order;           /* numbers of members by name without case; NULL for small ones */
    size_t n;
};

/* What cannot be known here: a run-time function, or a mistake in an expression. */
struct arm_unknown {
    const char *why;
    bool mistake;                       /* the user's: an error where the value is needed */
    const struct arm_resource *subject; /* reference(): of this resource; may be NULL */
    const char *id;                     /* likewise its id, as given; may be NULL */
    const char
        *path; /* what of it: "ipAddress", "ipConfigurations[0].properties.privateIPAddress" */
    struct arm_value *value; /* what the template says there; NULL: nothing */
};

struct arm_lambda {
    const char *const *parameters;
    size_t n;
    const struct arm_expr *body;
    const struct arm_frame *frame;
};

struct arm_value {
    enum arm_kind kind;
    bool seen;
    bool settled;    /* with all that is in it: looked at, of no part in the network, or reported */
    bool secret;     /* stands in for a secret that was not given */
    bool uncertain;  /* a container that holds unknown values, from arm_measure */
    uint16_t depth;  /* of containers, likewise */
    uint32_t weight; /* values and text that printing it would take, likewise */
    struct span at;
    union {
        bool truth;
        int64_t whole;
        double number;
        struct {
            const char *text;
            size_t len;
        };
        struct {
            struct arm_value **item;
            size_t n;
        };
        struct arm_object *object;
        const struct arm_unknown *unknown;
        const struct arm_lambda *lambda;
    };
};

struct arm_value *arm_value_new(struct arena *arena, enum arm_kind kind, struct span at);
struct arm_value *arm_value_text(struct arena *arena, const char *text, struct span at);
/* v with marks of its own, in all that it holds but what references refer to. */
struct arm_value *arm_value_copy(struct arena *arena, const struct arm_value *v);
/* Of n items, which are the caller's to fill. */
struct arm_value *arm_value_array(struct arena *arena, size_t n, struct span at);
/* Sets depth and weight of a container from those of what it holds. False when it is deeper or
 * larger than any use of it allows: values are shared, so a small text can mean a very large one.
 */
bool arm_measure(struct arm_value *v);
/* The first unknown value that a container holds; NULL: none. */
struct arm_value *arm_uncertain(struct arm_value *v);

/* --- sim/arm/tree_object.c --- */

/* Of members in the arena; of two with one name the last stays. *twice (may be NULL): the first
 * that stood twice, or NULL. */
struct arm_value *arm_value_object(struct arena *arena, struct arm_member *member, size_t n,
                                   struct span at, const struct arm_member **twice);
/* Without case; NULL: it has none, or is no object. */
struct arm_member *arm_member(const struct arm_value *v, const char *name);
struct arm_value *arm_get(const struct arm_value *v, const char *name);
/* The text of a member, or NULL. */
const char *arm_get_text(const struct arm_value *v, const char *name);

/* --- sim/arm/tree_text.c --- */

bool arm_equal(const struct arm_value *a, const struct arm_value *b);
bool arm_alike(const struct arm_value *a, const struct arm_value *b);  /* the case of texts aside */
bool arm_has(const struct arm_value *list, const struct arm_value *v); /* v, or its equal */
/* As JSON without blanks; for format(), string() and hashes. */
const char *arm_print(struct arena *arena, const struct arm_value *v);
/* "a string", "an array". */
const char *arm_kind_name(enum arm_kind kind);

#endif
