#include "sim/app/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/assert.h"

void options_list_add(struct options_list *l, const char *text)
{
    if (l->n == l->cap) {
        l->cap = l->cap == 0 ? 8 : l->cap * 2;
        const char **more = realloc(l->v, l->cap * sizeof *more);
        if (more == NULL) {
            perror("vnetsim");
            abort();
        }
        l->v = more;
    }
    l->v[l->n++] = text;
}

void options_list_fini(struct options_list *l)
{
    free(l->v);
    *l = (struct options_list){0};
}

/* getopt_long without its own messages. Also takes `-o X` when an option's val is 'o'. */
static int next_of(int argc, char **argv, const struct option *options)
{
    opterr = 0;
    return getopt_long(argc, argv, ":ho:j:", options, NULL);
}

static const char *unknown(int letter)
{
    static char text[128];
    (void)snprintf(text, sizeof text,
                   "unknown option `-%c` (a file whose name begins with - is ./-...)", letter);
    return text;
}

/* What is wrong after '?' or ':' came back. */
static const char *error_of(int opt, char **argv)
{
    static char text[256];
    const char *word = argv[optind - 1];
    const bool is_long = strncmp(word, "--", 2) == 0;
    if (opt == ':' && !is_long) {
        (void)snprintf(text, sizeof text, "`-%c` needs a value", optopt);
    } else if (opt == ':') {
        (void)snprintf(text, sizeof text, "`%s` needs a value", word);
    } else if (is_long) { /* optopt names an option that is known */
        (void)snprintf(text, sizeof text,
                       optopt != 0 ? "`%s`: this option takes no value" : "unknown option `%s`",
                       word);
    } else {
        return unknown(optopt);
    }
    return text;
}

const char *options_take(const char **value, const char *option)
{
    static char text[64];
    if (*value == NULL && optarg[0] != '\0') {
        *value = optarg;
        return NULL;
    }
    (void)snprintf(text, sizeof text, *value != NULL ? "%s is given twice" : "%s needs a name",
                   option);
    return text;
}

/* 'o' and 'j' where the option has a letter too; 0: it has none. */
static int letter_of(const struct options_row *row)
{
    return strcmp(row->name, "out") == 0 ? 'o' : strcmp(row->name, "jobs") == 0 ? 'j' : 0;
}

static const char *take_count(const struct options_row *row, const char *name)
{
    static char text[96];
    if (options_count(optarg, row->most, row->to) && *(unsigned *)row->to >= row->least) {
        return NULL;
    }
    (void)snprintf(text, sizeof text, "%s takes a number from %u to %u", name, row->least,
                   row->most);
    return text;
}

static const char *take(const struct options_row *row)
{
    char name[64] = {'-', (char)letter_of(row)};
    if (letter_of(row) == 0) {
        (void)snprintf(name, sizeof name, "--%s", row->name);
    }
    switch (row->kind) {
    case OPTIONS_IS_FLAG:
        *(bool *)row->to = true;
        return NULL;
    case OPTIONS_IS_ONCE:
        return options_take(row->to, name);
    case OPTIONS_IS_LIST:
        options_list_add(row->to, optarg);
        return NULL;
    case OPTIONS_IS_COUNT:
        return take_count(row, name);
    default:
        return row->read(row->to);
    }
}

const char *options_read(const struct options_row *row, size_t n, int argc, char **argv, bool *help)
{
    enum { FIRST = 256 }; /* behind the letters */
    struct option list[OPTIONS_MAX + 2] = {{NULL, 0, NULL, 0}};
    const char *why = NULL;
    SIM_ASSERT(n <= OPTIONS_MAX);
    for (size_t i = 0; i < n; i++) {
        const int letter = letter_of(&row[i]) != 0 ? letter_of(&row[i]) : FIRST + (int)i;
        list[i] = (struct option){row[i].name,
                                  row[i].kind == OPTIONS_IS_FLAG ? no_argument : required_argument,
                                  NULL, letter};
    }
    list[n] = (struct option){"help", no_argument, NULL, 'h'};
    *help = false;
    for (int opt; why == NULL && !*help && (opt = next_of(argc, argv, list)) != -1;) {
        size_t i = 0;
        while (i < n && list[i].val != opt) {
            i++;
        }
        *help = opt == 'h';
        why = i < n                      ? take(&row[i])
              : *help                    ? NULL
              : opt == '?' || opt == ':' ? error_of(opt, argv)
                                         : unknown(opt);
    }
    return why;
}

bool options_count(const char *text, unsigned max, unsigned *out)
{
    char *end;
    errno = 0;
    const unsigned long v = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || v < 1 || v > max) {
        return false;
    }
    *out = (unsigned)v;
    return true;
}
