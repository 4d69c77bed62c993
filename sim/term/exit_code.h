/* How the program ends. */
#ifndef SIM_TERM_EXIT_CODE_H
#define SIM_TERM_EXIT_CODE_H

enum exit_code {
    EXIT_DONE = 0,
    EXIT_GATE = 1, /* a gate or comparison failed */
    EXIT_USAGE = 2,
    EXIT_INVALID = 3, /* the scenario */
    EXIT_RUN = 4,     /* a run failed */
    EXIT_FILES = 5,   /* files or disk */
    EXIT_INTERRUPTED = 130
};

#endif
