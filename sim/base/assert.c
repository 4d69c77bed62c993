#include "sim/base/assert.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void sim_assert_fail(const char *what, const char *file, int line)
{
    fflush(stdout);
    fprintf(
        stderr,
        "vnetsim: internal error at %s:%d: %s does not hold\n"
        "This is a defect of vnetsim, not of your scenario: please report it with the scenario.\n",
        file, line, what);
    abort();
}
