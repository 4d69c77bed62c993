/* Runs a fuzz target over files, without a fuzzer: what was found once stays mended. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return -1;
    }
    uint8_t *data = NULL;
    size_t n = 0, cap = 0;
    for (size_t got = 1; got > 0; n += got) {
        if (n == cap) {
            cap = cap == 0 ? 65536 : cap * 2;
            data = realloc(data, cap);
            if (data == NULL) {
                abort();
            }
        }
        got = fread(data + n, 1, cap - n, in);
    }
    (void)fclose(in);
    uint8_t *exact = malloc(n > 0 ? n : 1); /* so that a read beyond its end is seen */
    if (exact == NULL) {
        abort();
    }
    memcpy(exact, data, n);
    free(data);
    (void)fprintf(stderr, "%s\n", path); /* the last one named is the one that failed */
    (void)LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;
    for (int i = 1; i < argc; i++) {
        failed |= replay(argv[i]) != 0;
    }
    printf("%d replayed\n", argc - 1);
    return failed;
}
