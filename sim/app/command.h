/*
 * Commands: vnetsim NAME ARGUMENTS. One file a command, one line in the table of main.c. A command returns the exit code.
 * Results go to stdout, talk and diagnostics to stderr.
 */
#ifndef SIM_APP_COMMAND_H
#define SIM_APP_COMMAND_H

#include "sim/term/exit_code.h"

struct command {
    const char *name;
    const char *usage;   /* "SCENARIO... [--json]" */
    const char *summary; /* one line */
    const char *help;    /* options, then examples */
    int (*run)(const struct command *self, int argc, char **argv); /* argv[0] is the command's name */
};

extern const struct command command_check, command_import, command_run, command_schema, command_explain, command_batch, command_compare, command_failover, command_pair, command_plot, command_report, command_trace, command_mtu, command_routes, command_graph, command_diff;

/* --help of a command, to stdout. Returns EXIT_DONE. */
int command_help(const struct command *c);
/* Says what is wrong with the arguments and how to learn more. Returns EXIT_USAGE. */
int command_usage(const struct command *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
