#include "sim/campaign/study_write.h"

#include <string.h>

enum { NAME_MOST = 80 }; /* sim/base/field.h */

void study_write_head(FILE *out, const char *kind, const char *scenario, const char *path)
{
    const int room = NAME_MOST - (int)strlen(kind) - 1;
    (void)fprintf(out, "vnetsim: 1\nstudy: %s-%.*s\nbase: '", kind, room, scenario);
    for (const char *c = path; *c != '\0'; c++) {
        (void)fputs(*c == '\'' ? "''" : (const char[]){*c, '\0'}, out); /* YAML 1.2, 7.3.2 */
    }
    (void)fputs("'\nvary:\n", out);
}
