/*
 * Commands: vnetsim NAME ARGUMENTS. One file a command, one line in the table of main.c. A command
 * returns the exit code. Results go to stdout, talk and diagnostics to stderr.
 */
#ifndef SIM_APP_COMMAND_H
#define SIM_APP_COMMAND_H

#include <stddef.h>

#include "sim/term/exit_code.h"

struct options_row;

struct command {
    const char *name;
    const char *usage;   /* "SCENARIO... [--json]" */
    const char *summary; /* one line */
    const char *help;    /* options, then examples */
    int (*run)(const struct command *self, int argc,
               char **argv); /* argv[0] is the command's name */
};

extern const struct command command_check, command_import, command_run, command_schema,
    command_explain, command_batch, command_compare, command_failover, command_pair, command_plot,
    command_report, command_trace, command_mtu, command_routes, command_graph, command_diff,
    command_raise;

/* --help of a command, to stdout. Returns EXIT_DONE. */
int command_help(const struct command *c);
/* Reads options by a table (sim/app/options.h). EXIT_DONE, with the arguments at optind, or the
 * code to leave with: what is wrong has been said; COMMAND_HELPED: help was shown, and all is done.
 */
enum { COMMAND_HELPED = -1 };
int command_options(const struct command *c, const struct options_row *row, size_t n, int argc,
                    char **argv);
/* The one scenario behind the options, which is read again for each run. EXIT_DONE, or the code to
 * leave with: what is wrong has been said. */
int command_scenario(const struct command *c, int argc, char **argv, const char **scenario);
/* Says what is wrong with the arguments and how to learn more. Returns EXIT_USAGE. */
int command_usage(const struct command *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
