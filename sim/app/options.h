/*
 * Reading options, on getopt_long: what the commands share. A command names its options in a table,
 * and where what they say goes.
 */
#ifndef SIM_APP_OPTIONS_H
#define SIM_APP_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

struct options_list { /* texts of a repeatable option; the array is the list's, the texts are argv's
                       */
    const char **v;
    size_t n, cap;
};

void options_list_add(struct options_list *l, const char *text);
void options_list_fini(struct options_list *l);

enum options_kind {
    OPTIONS_IS_FLAG,
    OPTIONS_IS_ONCE,
    OPTIONS_IS_LIST,
    OPTIONS_IS_COUNT,
    OPTIONS_IS_READ
};

struct options_row {
    const char *name; /* "from"; out and jobs may be called -o and -j */
    enum options_kind kind;
    void *to;
    const char *(*read)(void *to);
    unsigned least, most;
};

/* What stands behind the name in a row, and where it goes: a bool */
#define OPTIONS_FLAG(target) .kind = OPTIONS_IS_FLAG, .to = (target)
/* const char *: a text, not empty, once */
#define OPTIONS_ONCE(target) .kind = OPTIONS_IS_ONCE, .to = (target)
/* struct options_list: a text each time */
#define OPTIONS_LIST(target) .kind = OPTIONS_IS_LIST, .to = (target)
/* unsigned: a whole number from min to max */
#define OPTIONS_COUNT(target, min, max)                                                            \
    .kind = OPTIONS_IS_COUNT, .to = (target), .least = (min), .most = (max)
/* As take(target) takes optarg: NULL, or what is wrong with it */
#define OPTIONS_READ(target, take) .kind = OPTIONS_IS_READ, .to = (target), .read = (take)

enum { OPTIONS_MAX = 16 };

/* Up to the arguments, at optind. NULL, or what is wrong; *help: it is asked for, and the rest is
 * not read. */
const char *options_read(const struct options_row *row, size_t n, int argc, char **argv,
                         bool *help);

/* Takes the value of an option that may stand once, and not be empty. NULL, or what is wrong. */
const char *options_take(const char **value, const char *option);

/* A whole number from 1 to max. */
bool options_count(const char *text, unsigned max, unsigned *out)
    __attribute__((warn_unused_result));

#endif
