#include "sim/term/colour.h"

#include <stdlib.h>
#include <unistd.h>

bool colour_is_wanted(int fd)
{
    const char *no = getenv("NO_COLOR");
    return (no == NULL || no[0] == '\0') && isatty(fd) == 1;
}
