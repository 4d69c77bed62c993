#include "sim/app/file_copy.h"

#include <errno.h>
#include <stdio.h>

int file_copy(const char *from, const char *to)
{
    char buf[65536];
    size_t n;
    int err = 0;
    FILE *in = fopen(from, "rb");
    if (in == NULL) {
        return -errno;
    }
    FILE *out = fopen(to, "wb");
    if (out == NULL) {
        err = -errno;
        (void)fclose(in);
        return err;
    }
    while ((n = fread(buf, 1, sizeof buf, in)) > 0 && fwrite(buf, 1, n, out) == n) {
    }
    err = ferror(in) || ferror(out) ? -EIO : 0;
    (void)fclose(in);
    return fclose(out) != 0 ? -errno : err;
}
