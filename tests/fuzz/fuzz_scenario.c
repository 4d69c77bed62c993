/*
 * Fuzz target: any bytes as a scenario end in a message or in a checked cloud: read, bound, names
 * resolved, rules applied. With clang this is libFuzzer's entry (`make fuzz`); with replay.c it
 * runs over files, as `make test` does.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "models/cloud/catalog.h"
#include "sim/base/arena.h"
#include "sim/scenario/dump.h"
#include "sim/scenario/scenario.h"

/* libfyaml 0.7.12 loses a buffer of its own: not ours to free. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfyaml\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct catalog *catalog; /* loaded once: the target is called a million times */
    const char *error = NULL;
    if (catalog == NULL) {
        static struct arena *kept;
        kept = arena_new();
        catalog = catalog_load(kept, scenario_data_dir(kept), &error);
        if (catalog == NULL) {
            abort();
        }
    }
    struct scenario s;
    const int err = scenario_open_text(&s, "fuzz", (const char *)data, size, catalog);
    FILE *out = fopen("/dev/null", "w");
    if (out == NULL) {
        abort();
    }
    if (err == 0) {
        dump_write(s.topo, s.arena, out);
    } else if (!diag_failed(s.diag)) {
        abort(); /* refused, and nobody said why */
    }
    diag_print(s.diag, out, false);
    (void)fclose(out);
    scenario_close(&s);
    return 0;
}
