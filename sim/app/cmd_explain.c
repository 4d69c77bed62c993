#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "models/cloud/resolve.h"
#include "models/cloud/rules.h"
#include "sim/app/command.h"
#include "sim/arm/code.h"
#include "sim/app/options.h"
#include "sim/base/field_code.h"

typedef const struct diag_code *const *codes_fn(size_t *n);
static codes_fn *const catalogues[] = {field_codes, resolve_codes, rules_codes, arm_codes};
enum { N_CATALOGUES = sizeof catalogues / sizeof *catalogues };

static const char *severity(const struct diag_code *c)
{
    return c->severity == DIAG_ERROR ? "error" : c->severity == DIAG_WARNING ? "warning" : "note";
}

static bool same_id(const char *a, const char *b)
{
    for (; *a != '\0' && toupper((unsigned char)*a) == toupper((unsigned char)*b); a++, b++) {
    }
    return *a == '\0' && *b == '\0';
}

static const struct diag_code *find(const char *id)
{
    for (int k = 0; k < N_CATALOGUES; k++) {
        size_t n;
        const struct diag_code *const *codes = catalogues[k](&n);
        for (size_t i = 0; i < n; i++) {
            if (same_id(codes[i]->id, id)) {
                return codes[i];
            }
        }
    }
    return NULL;
}

static void list(void)
{
    for (int k = 0; k < N_CATALOGUES; k++) {
        size_t n;
        const struct diag_code *const *codes = catalogues[k](&n);
        for (size_t i = 0; i < n; i++) {
            printf("%s  %-7s  %s\n", codes[i]->id, severity(codes[i]), codes[i]->title);
        }
    }
}

static int run(const struct command *self, int argc, char **argv)
{
    static const struct option options[] = {{"list", no_argument, NULL, 'l'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    for (int opt; (opt = options_next(argc, argv, options)) != -1;) {
        switch (opt) {
        case 'l':
            list();
            return EXIT_DONE;
        case 'h':
            return command_help(self);
        default:
            return command_usage(self, "%s", options_error(opt, argv));
        }
    }
    if (optind == argc) {
        return command_usage(self, "no code is given; --list shows all of them");
    }
    for (int i = optind; i < argc; i++) {
        const struct diag_code *c = find(argv[i]);
        if (c == NULL) {
            return command_usage(self, "there is no code `%s`; --list shows all of them", argv[i]);
        }
        printf("%s%s (%s): %s\n\n%s", i > optind ? "\n" : "", c->id, severity(c), c->title, c->explain);
        if (c->explain[0] != '\0' && c->explain[strlen(c->explain) - 1] != '\n') {
            putchar('\n');
        }
    }
    return EXIT_DONE;
}

const struct command command_explain = {
    .name = "explain",
    .usage = "CODE...",
    .summary = "Explains a diagnostic: what it means, what the platform does, how to mend it",
    .help = "  --list  all codes, a line each\n"
            "\n"
            "examples:\n"
            "  vnetsim explain VN0412\n",
    .run = run,
};
