/* The whole of a file, or of standard input, in memory. */
#ifndef SIM_SCENARIO_FILE_TEXT_H
#define SIM_SCENARIO_FILE_TEXT_H

#include <stddef.h>

/* path "-": standard input. 0, and *text is the caller's to free; or a negative errno: -EFBIG
 * beyond max bytes. */
int file_text(const char *path, size_t max, char **text, size_t *len)
    __attribute__((warn_unused_result));

#endif
