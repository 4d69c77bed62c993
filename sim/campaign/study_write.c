#include "sim/campaign/study_write.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MOST = 80 }; /* sim/base/field.h */

/* Inside single quotes: YAML 1.2, 7.3.2. */
static void write_quoted(const char *text, FILE *out)
{
    for (const char *c = text; *c != '\0'; c++) {
        (void)fputs(*c == '\'' ? "''" : (const char[]){*c, '\0'}, out);
    }
}

void study_write_head(FILE *out, const char *kind, const char *scenario, const char *path)
{
    char here[4096];
    const bool is_relative = path[0] != '/' && getcwd(here, sizeof here) != NULL;
    const int room = NAME_MOST - (int)strlen(kind) - 1;
    (void)fprintf(out, "vnetsim: 1\nstudy: %s-%.*s\nbase: '", kind, room, scenario);
    if (is_relative) {
        write_quoted(here, out);
        (void)fputc('/', out);
    }
    write_quoted(path, out);
    (void)fputs("'\nvary:\n", out);
}
