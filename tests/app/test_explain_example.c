/* Examples of diagnostics are pieces of scenarios: they read as YAML, and their keys are keys of
 * the language. Names that users choose have no underscore in them, so every key with one is a key
 * of the language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/app/explain.h"
#include "sim/base/arena.h"
#include "sim/scenario/doc.h"
#include "sim/scenario/schema_json.h"

/* What their examples are instead: no YAML, a key twice, a command, a file of samples. */
static const char *const other[] = {"VN0001", "VN0003", "VN0019", "VN0021"};

static bool is_scenario(const struct diag_code *c)
{
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        if (strcmp(c->id, other[i]) == 0) {
            return false;
        }
    }
    return c->example != NULL && strncmp(c->id, "VN10", 4) != 0; /* of templates */
}

/* "{..., key" -> "{     key": what an example leaves out. */
static char *without_dots(struct arena *arena, const char *example)
{
    char *text = arena_strdup(arena, example);
    for (char *s; (s = strstr(text, "..., ")) != NULL;) {
        memset(s, ' ', 4);
    }
    return text;
}

static void check_keys(const char *id, const struct doc_node *node, const char *schema)
{
    for (size_t i = 0; node->kind != DOC_SCALAR && i < node->n; i++) {
        const char *key = node->entry[i].key;
        char quoted[128];
        if (key != NULL && strchr(key, '_') != NULL) {
            (void)snprintf(quoted, sizeof quoted, "\"%s\"", key);
            if (strstr(schema, quoted) == NULL) {
                fail_msg("%s: the language has no key %s", id, key);
            }
        }
        check_keys(id, node->entry[i].value, schema);
    }
}

static void examples_are_of_the_language(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *schema = NULL;
    size_t n, size, seen = 0;
    const struct diag_code **all = explain_all(arena, &n);
    FILE *out = open_memstream(&schema, &size);
    assert_non_null(out);
    schema_json_write(out);
    assert_int_equal(fclose(out), 0);
    for (size_t i = 0; i < n; i++) {
        if (!is_scenario(all[i])) {
            continue;
        }
        struct diag *diag = diag_new(arena);
        char *text = without_dots(arena, all[i]->example);
        const struct doc_text t = {diag_source(diag, all[i]->id, text, strlen(text)), text,
                                   strlen(text), 0};
        const struct doc_node *root = doc_read(t, arena, diag);
        if (root == NULL || diag_failed(diag)) {
            diag_print(diag, stderr, false);
            fail_msg("%s: its example is no YAML", all[i]->id);
        }
        check_keys(all[i]->id, root, schema);
        seen++;
    }
    assert_true(seen >= 80);
    free(schema);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_of_the_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
