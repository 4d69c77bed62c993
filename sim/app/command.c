#include "sim/app/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/app/options.h"

int command_help(const struct command *c)
{
    printf("usage: vnetsim %s %s\n\n%s.\n\n%s", c->name, c->usage, c->summary, c->help);
    return EXIT_DONE;
}

int command_usage(const struct command *c, const char *fmt, ...)
{
    va_list args;
    (void)fprintf(stderr, "vnetsim %s: ", c->name);
    va_start(args, fmt);
    (void)vfprintf(stderr, fmt, args);
    va_end(args);
    (void)fprintf(stderr, "\nusage: vnetsim %s %s\n(vnetsim %s --help says more)\n", c->name,
                  c->usage, c->name);
    return EXIT_USAGE;
}

int command_options(const struct command *c, const struct options_row *row, size_t n, int argc,
                    char **argv)
{
    bool help;
    const char *why = options_read(row, n, argc, argv, &help);
    if (why != NULL) {
        return command_usage(c, "%s", why);
    }
    if (help) {
        (void)command_help(c);
    }
    return help ? COMMAND_HELPED : EXIT_DONE;
}

int command_scenario(const struct command *c, int argc, char **argv, const char **scenario)
{
    if (optind + 1 != argc) {
        return command_usage(c, "one scenario is needed");
    }
    if (strcmp(argv[optind], "-") == 0) {
        return command_usage(c,
                             "the scenario is read again for each run: standard input does not do");
    }
    *scenario = argv[optind];
    return EXIT_DONE;
}
