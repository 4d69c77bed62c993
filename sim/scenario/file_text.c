#include "sim/scenario/file_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_all(FILE *in, size_t max, char **text, size_t *len)
{
    size_t cap = 65536;
    *len = 0;
    *text = malloc(cap);
    while (*text != NULL) {
        *len += fread(*text + *len, 1, cap - *len, in);
        if (ferror(in)) {
            return errno != 0 ? -errno : -EIO;
        }
        if (*len > max) {
            return -EFBIG;
        }
        if (*len < cap) {
            return 0;
        }
        char *more = realloc(*text, cap *= 2);
        if (more == NULL) {
            break;
        }
        *text = more;
    }
    return -ENOMEM;
}

int file_text(const char *path, size_t max, char **text, size_t *len)
{
    const int is_stdin = strcmp(path, "-") == 0;
    errno = 0;
    *text = NULL;
    FILE *in = is_stdin ? stdin : fopen(path, "rb");
    if (in == NULL) {
        return -errno;
    }
    const int err = read_all(in, max, text, len);
    if (!is_stdin) {
        (void)fclose(in);
    }
    if (err != 0) {
        free(*text);
        *text = NULL;
    }
    return err;
}
