#include "sim/term/version.h"

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

const char version_number[] = VNETSIM_VERSION;
const char version_revision[] = VNETSIM_REVISION;
const char version_build[] = VNETSIM_BUILD ", " COMPILER;
