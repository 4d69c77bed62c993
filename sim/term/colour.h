/* May a stream be coloured? A terminal, and NO_COLOR not set (no-color.org). */
#ifndef SIM_TERM_COLOUR_H
#define SIM_TERM_COLOUR_H

#include <stdbool.h>

bool colour_is_wanted(int fd);

#endif
