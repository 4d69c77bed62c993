/*
 * All diagnostics that the program can give, with what is known of each: found by their code, and
 * printed as text, JSON or Markdown.
 */
#ifndef SIM_APP_EXPLAIN_H
#define SIM_APP_EXPLAIN_H

#include <stddef.h>
#include <stdio.h>

struct arena;
struct diag_code;
struct json;

/* All of them, by id; the array lives in the arena. */
const struct diag_code **explain_all(struct arena *arena, size_t *n);
/* By its id in any case; NULL: there is none. */
const struct diag_code *explain_find(const char *id);
/* The id that is probably meant, or NULL. */
const char *explain_closest(const char *id);

void explain_list(FILE *out);
void explain_write(const struct diag_code *c, FILE *out);
/* {code, severity, title, symptom, cause, mend, source, example}, into an array that the caller has
 * open. */
void explain_write_json(const struct diag_code *c, struct json *j);
/* The reference of all of them. */
void explain_write_markdown(FILE *out);

#endif
