/*
 * A study that a command makes of one scenario, and runs: written into a campaign's folder, where
 * the same command goes on if it is interrupted.
 */
#ifndef SIM_APP_MADE_STUDY_H
#define SIM_APP_MADE_STUDY_H

#include <stddef.h>
#include <stdio.h>

#include "sim/campaign/batch.h"

struct made_study {
    const char *command; /* for messages: "failover" */
    const char *dir;
    const char *const *set; /* PATH=VALUE, on top of each of its settings */
    size_t n_sets;
    unsigned jobs;
    void *of; /* the command's, for those below */
    void (*write)(const void *of, FILE *out);
    void (*announce)(const void *of, FILE *out); /* a line before the runs */
    int (*show)(void *of, struct batch *b);      /* what came of them; an exit code */
};

/* An exit code; what is wrong is said on stderr. Runs keep their series. */
int made_study_run(const struct made_study *m, struct arena *arena);
/* "vnetsim COMMAND: WHAT: WHY" (NULL: no why). Returns EXIT_FILES. */
int made_study_fail(const char *command, const char *what, const char *why);
/* The command's own table in the folder, by write, and its description. An exit code. */
int made_study_table(const char *command, const char *dir, const struct csv_table *table,
                     void (*write)(const void *rows, struct csv_out *o), const void *rows);

#endif
