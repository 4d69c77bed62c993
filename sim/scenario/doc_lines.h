/*
 * The lines of a text, to find the place (line, column) of a byte in it. Columns count characters,
 * from 1. Asking for places in the order of the text is linear also where one line is all of it.
 */
#ifndef SIM_SCENARIO_DOC_LINES_H
#define SIM_SCENARIO_DOC_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/diag.h"

struct arena;

struct doc_lines {
    uint32_t source;  /* 0: the text has no places */
    const char *text; /* the caller's */
    size_t len;
    size_t *start; /* byte offsets of n lines, in the arena */
    size_t n;
    struct { /* the last place asked for: the next one is mostly behind it, and a line may be the
                whole file */
        size_t line, at;
        uint32_t col;
    } last;
};

void doc_lines_init(struct doc_lines *l, uint32_t source, const char *text, size_t len,
                    struct arena *arena);
/* From byte offsets in the whole text; a span ends with its line. */
struct span doc_lines_span(struct doc_lines *l, size_t from, size_t to);

#endif
