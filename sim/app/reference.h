/* The references that users read, as Markdown: scenarios/README.md from the field tables,
 * results/README.md from the columns. */
#ifndef SIM_APP_REFERENCE_H
#define SIM_APP_REFERENCE_H

#include <stdio.h>

void reference_write_language(FILE *out);
void reference_write_results(FILE *out);

#endif
