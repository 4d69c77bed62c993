/*
 * What a struct diag holds: shared by diag.c, which collects, and diag_print.c, which lays out.
 * Nobody else's. Everything lives in the arena of the diag.
 */
#ifndef SIM_BASE_DIAG_ITEMS_H
#define SIM_BASE_DIAG_ITEMS_H

#include "sim/base/diag.h"

/* Of a file of garbage the first thousand mistakes say enough; the rest is counted. */
enum { DIAG_ITEMS_MAX = 1000 };

struct diag_text { /* a registered source */
    const char *name, *text;
    size_t len;
    const char **lines; /* start of each line */
    size_t n_lines;
};

struct diag_note { /* a further place */
    struct span at;
    const char *label;
    struct diag_note *next;
};

struct diag_item {
    const struct diag_code *code;
    struct span at;
    const char *message, *label; /* label may be NULL */
    struct diag_note *others, **others_end;
    const char *platform, *help; /* may be NULL */
};

struct diag {
    struct arena *arena;
    struct diag_text *sources;
    size_t n_sources, sources_room;
    struct diag_item *items[DIAG_ITEMS_MAX];
    size_t n_items;
    struct diag_item *last; /* what notes and help go to; NULL: it is not kept */
    unsigned count[3];      /* by severity, the ones not kept too */
};

/* Items by (source, line, column), those without a place last; as many as d->n_items. The caller
 * frees. */
const struct diag_item **diag_sorted(const struct diag *d);
/* The line of a source from 1, without its line end; NULL when there is none. */
const char *diag_source_name(const struct diag *d, uint32_t source); /* NULL: no place */

#endif
