/*
 * Diagnostics: everything that is wrong with what the user wrote, with code, place (file:line:col,
 * caret), reason and remedy. Items are collected, never thrown; the caller refuses at the end if
 * errors were added. Sorted by source position when printed. Our own failures are SIM_ASSERT, the
 * world's are errno. Layout: as rustc's; --json gives the same as records.
 */
#ifndef SIM_BASE_DIAG_H
#define SIM_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct diag;
struct json;

enum diag_severity { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

/* One thing that can be wrong. Const tables of these are the input of `vnetsim explain`. */
struct diag_code {
    const char *id; /* "VN0412" */
    enum diag_severity severity;
    const char *title; /* one line, no full stop */
    /* Texts without line ends of their own, except where a list needs them: who prints them breaks
     * the lines. */
    const char *symptom; /* what one sees: on the platform, and in the simulation */
    const char *cause;   /* why it is so */
    const char *mend;    /* what to write instead */
    const char *source;  /* where the fact stands, with its date */
    const char *example; /* lines of a scenario or template, each with its line end; or NULL */
};

/* "note", "warning", "error". */
const char *diag_severity_name(enum diag_severity severity);

/* A place in a source text; line and column from 1 (column in characters); line 0 = no place. */
struct span {
    uint32_t source; /* from diag_source() */
    uint32_t line, col, len;
};

/* d and its items live in the arena. */
struct diag *diag_new(struct arena *arena);

/* Registers a text that spans point into ("file.yaml", "--set"). Name and text are copied. Returns
 * its number (from 1). */
uint32_t diag_source(struct diag *d, const char *name, const char *text, size_t len);

/* An item; further calls add to the item last added. label stands at the caret and may be NULL. */
void diag_add(struct diag *d, const struct diag_code *code, struct span at, const char *label,
              const char *fmt, ...) __attribute__((format(printf, 5, 6)));
void diag_other(struct diag *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4))); /* the second place */
void diag_platform(struct diag *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* "on the platform: ..." */
void diag_help(struct diag *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* "help: ..." */

unsigned diag_count(const struct diag *d, enum diag_severity severity);
static inline bool diag_failed(const struct diag *d)
{
    return diag_count(d, DIAG_ERROR) > 0;
}

/* Is what is added from now on only counted? */
bool diag_is_full(const struct diag *d);

/* The code of the first error or warning that shows this place already, as its own or as a further
 * one; NULL: none does. code: that one alone; NULL: any. With the name of an entry goes what stands
 * behind it in brackets; in text without brackets an entry's own fields have places of their own.
 */
const struct diag_code *diag_knows(const struct diag *d, struct span at, const char *code);

/* Prints all items (at position order) and resets nothing. colour: ANSI escapes. */
void diag_print(const struct diag *d, FILE *out, bool colour);
/* An array of records {code, severity, message, file, line, column, length, label, others[],
 * platform, help}. */
void diag_print_json(const struct diag *d, FILE *out);
/* The records alone, into an array that the caller has open: several files, one array. */
void diag_write_json(const struct diag *d, struct json *j);
/* Calls each for the items in position order: for a list of one line each. source is NULL without a
 * place. */
void diag_each(const struct diag *d,
               void (*each)(void *arg, const struct diag_code *code, const char *source,
                            struct span at, const char *message),
               void *arg);
/* Line `line` (from 1) of a source, without its end; NULL: it has no such line. */
const char *diag_line(const struct diag *d, uint32_t source, uint32_t line, size_t *len);

/* "2 errors, 1 warning", "no errors": for a verdict. Returns buf. */
char *diag_summary(const struct diag *d, char *buf, size_t size);

/* The closest of n words to `word` by edit distance, or NULL when none is close: for "did you
 * mean". */
const char *diag_closest(const char *word, const char *const *words, size_t n);
/* What to say behind "there is no x": "; did you mean `y`?", or which there are, the first of many.
 */
const char *diag_instead(const char *word, const char *const *words, size_t n, struct arena *arena);

#endif
