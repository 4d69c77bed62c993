/* HTML text: everything that comes from elsewhere is escaped, so that no name of a resource is
 * markup. */
#ifndef SIM_REPORT_HTML_H
#define SIM_REPORT_HTML_H

#include <stdio.h>

/* Text, also inside "..." of an attribute. Bytes that no text has become U+FFFD. */
void html_text(FILE *out, const char *s);
/* A file as a data: URI of the given type. 0 or a negative errno. */
int html_data_uri(FILE *out, const char *path, const char *type)
    __attribute__((warn_unused_result));

#endif
