/*
 * Commands: vnetsim NAME ARGUMENTS. One file a command, one line in the table of main.c. A command returns the exit code.
 * Results go to stdout, talk and diagnostics to stderr.
 */
#ifndef SIM_APP_COMMAND_H
#define SIM_APP_COMMAND_H

#include <stdbool.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_GATE = 1,        /* a gate or comparison failed */
    EXIT_USAGE = 2,
    EXIT_INVALID = 3,     /* the scenario */
    EXIT_RUN = 4,         /* a run failed */
    EXIT_FILES = 5,       /* files or disk */
    EXIT_INTERRUPTED = 130
};

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

/* May the stream be coloured? A terminal, and NO_COLOR not set. */
bool command_colour(int fd);

#endif
