#include "sim/base/file_end.h"

#include <errno.h>

int file_end(FILE *out)
{
    /* a stream that has failed drops what it is given and leaves errno as the failure set it */
    const int err = ferror(out) == 0 ? 0 : errno != 0 ? -errno : -EIO;
    return fclose(out) != 0 && err == 0 ? -errno : err;
}
