/* The end of a file that was written: what went wrong on the way, and how. */
#ifndef SIM_BASE_FILE_END_H
#define SIM_BASE_FILE_END_H

#include <stdio.h>

/* Closes; 0, or the negative errno of the first write that failed, to be asked for right after the
 * last one. */
int file_end(FILE *out) __attribute__((warn_unused_result));

#endif
