/*
 * A reader of JSON at a place of its text, as its files share it.
 */
#ifndef SIM_ARM_READ_PARTS_H
#define SIM_ARM_READ_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/diag.h"

struct arena;
struct arm_member;

struct arm_reader {
    const char *text;
    size_t len, at;
    uint32_t source, line, col; /* of `counted` */
    size_t counted;
    size_t n_values;
    struct arm_member *stack; /* of the containers that are open */
    size_t n, cap;
    char *buffer; /* a string being read */
    size_t buffer_cap;
    struct arena *arena;
    struct diag *diag;
    bool failed;
};

/* '\0' at the end of the text. */
static inline char arm_reader_next(const struct arm_reader *r)
{
    return r->at < r->len ? r->text[r->at] : '\0';
}

/* The place of r->at or a later byte than the last one asked for. */
struct span arm_reader_place(struct arm_reader *r, size_t at);
/* Says it, once. False. */
bool arm_reader_fail(struct arm_reader *r, const struct diag_code *code, const char *label,
                     const char *message);
bool arm_reader_syntax(struct arm_reader *r, const char *message);

/* --- sim/arm/read_text.c --- */

/* At the opening quote. The text is in the arena. NULL: said. */
const char *arm_read_string(struct arm_reader *r, size_t *len);

#endif
