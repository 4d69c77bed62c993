/*
 * Fuzz target: any bytes as a template end in a message, or in a scenario that can be read: what
 * import writes is valid in its syntax, and has neither unknown nor repeated keys, whatever names
 * and texts the template holds.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "sim/arm/import.h"
#include "sim/base/arena.h"
#include "sim/scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Mistakes of the template may stay in the scenario; these would be import's own. */
static void refuse_own(void *arg, const struct diag_code *code, const char *source, struct span at,
                       const char *message)
{
    static const char *const own[] = {"VN0001", "VN0002", "VN0003", "VN0004", "VN0005", "VN0006",
                                      "VN0007", "VN0015", "VN0016", "VN0017", "VN0101"};
    (void)source;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (strcmp(code->id, own[i]) == 0) {
            (void)fprintf(stderr, "%s at %u:%u: %s\n%s", code->id, at.line, at.col, message,
                          (const char *)arg);
            abort();
        }
    }
}

static void read_back(const struct arm_import *im, const struct catalog *catalog)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (out == NULL) {
        abort();
    }
    arm_import_write(im, "fuzz", out);
    (void)fclose(out);
    struct scenario s;
    (void)!scenario_open_text(&s, "fuzz", text, len, catalog);
    diag_each(s.diag, refuse_own, text);
    scenario_close(&s);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct catalog *catalog;
    const char *error = NULL;
    if (catalog == NULL) {
        static struct arena *kept;
        kept = arena_new();
        catalog = catalog_load(kept, scenario_data_dir(kept), &error);
        if (catalog == NULL) {
            abort();
        }
    }
    struct arena *arena = arena_new();
    struct diag *diag = diag_new(arena);
    struct arm_import *im = arm_import_new(arena, diag, catalog, NULL);
    arm_import_param(im, "sharedKey=fuzz");
    arm_import_file(im, "fuzz.json", (const char *)data, size);
    if (arm_import_run(im)) {
        read_back(im, catalog);
    } else if (!diag_failed(diag)) {
        abort();
    }
    FILE *out = fopen("/dev/null", "w");
    if (out != NULL) {
        diag_print(diag, out, false);
        (void)fclose(out);
    }
    arm_import_free(im);
    arena_free(arena);
    return 0;
}
