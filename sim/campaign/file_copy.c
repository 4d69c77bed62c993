#include "sim/campaign/file_copy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/base/file_end.h"

static int copy_into(FILE *in, const char *to)
{
    char buf[65536];
    size_t n;
    FILE *out = fopen(to, "wb");
    if (out == NULL) {
        return -errno;
    }
    while ((n = fread(buf, 1, sizeof buf, in)) > 0 && fwrite(buf, 1, n, out) == n) {
    }
    const int err = file_end(out);
    return err != 0 ? err : ferror(in) != 0 ? -EIO : 0;
}

int file_copy(const char *from, const char *to)
{
    const size_t n = strlen(to) + sizeof ".part";
    char *part = malloc(n);
    if (part == NULL) {
        return -ENOMEM;
    }
    (void)snprintf(part, n, "%s.part", to);
    FILE *in = fopen(from, "rb");
    int err = in == NULL ? -errno : copy_into(in, part);
    if (err == 0 && rename(part, to) != 0) {
        err = -errno;
    }
    if (err != 0) {
        (void)unlink(part);
    }
    if (in != NULL) {
        (void)fclose(in);
    }
    free(part);
    return err;
}
