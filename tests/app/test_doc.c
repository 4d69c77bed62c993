/* The document reader: what stands where, and what YAML has that scenarios have not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/scenario/doc.h"
#include "sim/scenario/doc_text.h"
#include "sim/scenario/override.h"

struct reading {
    struct arena *arena;
    struct diag *diag;
    struct doc_node *root;
};

static struct reading read_bytes(const char *text, size_t len)
{
    struct reading r = {.arena = arena_new()};
    r.diag = diag_new(r.arena);
    r.root = doc_read((struct doc_text){diag_source(r.diag, "file", text, len), text, len, 0},
                      r.arena, r.diag);
    return r;
}

static struct reading read(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void refused(const char *text, size_t len, const char *code)
{
    struct reading r = read_bytes(text, len);
    char *out = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&out, &n);

    diag_print(r.diag, f, false);
    fclose(f);
    if (strstr(out, code) == NULL)
        fail_msg("%s: %s", text, out);
    free(out);
    arena_free(r.arena);
}

static void assert_span(struct span at, uint32_t line, uint32_t col, uint32_t len)
{
    assert_int_equal(at.line, line);
    assert_int_equal(at.col, col);
    assert_int_equal(at.len, len);
}

static void test_doc_places(void **state)
{
    struct reading r = read("a: 1\n\"ü\": {c: \"x y\", d: [1, 22]}\ne:\n");
    const struct doc_entry *u = &r.root->entry[1];

    (void)state;
    assert_int_equal(r.root->n, 3);
    assert_span(r.root->entry[0].value->at, 1, 4, 1);
    assert_string_equal(u->key, "ü");
    assert_span(u->at, 2, 1, 3); /* characters, not bytes; with its quotes */
    assert_span(u->value->entry[0].value->at, 2, 10, 5);
    assert_true(u->value->entry[0].value->quoted);
    assert_span(u->value->entry[1].value->entry[1].value->at, 2, 24, 2);
    assert_true(doc_is_null(r.root->entry[2].value));
    assert_span(r.root->entry[2].value->at, 3, 1, 1); /* nothing stands there: its key */
    arena_free(r.arena);
}

static void test_doc_json_is_yaml(void **state)
{
    struct reading r = read("{\"a\":\t1, \"b\": [true, null, \"x\"]}");

    (void)state;
    assert_non_null(r.root);
    assert_string_equal(doc_find(r.root, "b")->value->entry[0].value->text, "true");
    assert_true(doc_is_null(doc_find(r.root, "b")->value->entry[1].value));
    arena_free(r.arena);
}

static void test_doc_empty_is_a_mapping(void **state)
{
    static const char *const texts[] = {"", "# only a comment\n", "\xef\xbb\xbf", "---\n"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading r = read(texts[i]);
        assert_non_null(r.root);
        assert_int_equal(r.root->kind, DOC_MAP);
        assert_int_equal(r.root->n, 0);
        arena_free(r.arena);
    }
}

static void test_doc_refusals(void **state)
{
    (void)state;
    refused("a: {b: 1", 8, "VN0001");
    refused("a:\n\t- 1", 7, "VN0001");
    refused("a: \xff", 4, "VN0001");
    refused("a: \0b", 5, "VN0001");
    refused("a: &x 1\nb: *x", 13, "VN0002");
    refused("a: !!str 1", 10, "VN0002");
    refused("<<: {a: 1}", 10, "VN0002");
    refused("? [a]\n: 1", 9, "VN0002");
    refused("a: 1\n---\nb: 2", 13, "VN0002");
    refused("a: 1\nb: 2\na: 3", 14, "VN0003");
    refused("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", 80,
            "VN0002");
}

static void test_doc_text_reads_back(void **state)
{
    const char *text = "{a: 1, b: 'it''s: {x}', c: [x, '', null, {d: -1}]}";
    struct reading r = read(text);
    struct reading again = read(doc_text_flow(r.root, r.arena));

    (void)state;
    assert_string_equal(doc_text_flow(r.root, r.arena), doc_text_flow(again.root, again.arena));
    assert_string_equal(doc_find(again.root, "b")->value->text, "it's: {x}");
    arena_free(r.arena);
    arena_free(again.arena);
}

static const char *overridden(const char *text, const char *set, bool expected)
{
    static char out[512];
    struct reading r = read(text);

    assert_int_equal(override_apply(r.root, set, r.arena, r.diag), expected);
    strncpy(out, doc_text_flow(r.root, r.arena), sizeof out - 1);
    arena_free(r.arena);
    return out;
}

static void test_override_paths(void **state)
{
    const char *text = "g: {x: {sku: a}, y: {sku: b}}\ns: {d: 1s}\n";

    (void)state;
    assert_string_equal(overridden(text, "s.d=2s", true),
                        "{g: {x: {sku: a}, y: {sku: b}}, s: {d: 2s}}");
    assert_string_equal(overridden(text, "g.*.sku=c", true),
                        "{g: {x: {sku: c}, y: {sku: c}}, s: {d: 1s}}");
    assert_string_equal(overridden(text, "g.x={sku: d, n: [1]}", true),
                        "{g: {x: {sku: d, n: [1]}, y: {sku: b}}, s: {d: 1s}}");
    assert_string_equal(overridden(text, "new.key=1", true),
                        "{g: {x: {sku: a}, y: {sku: b}}, s: {d: 1s}, new: {key: 1}}");
    overridden(text, "s.d.deeper=1", false);
    overridden(text, "nothing", false);
    overridden(text, "s.d=", false);
    overridden(text, "s..d=1", false);
    overridden("g: {}", "g.*.sku=c", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doc_places),
        cmocka_unit_test(test_doc_json_is_yaml),
        cmocka_unit_test(test_doc_empty_is_a_mapping),
        cmocka_unit_test(test_doc_refusals),
        cmocka_unit_test(test_doc_text_reads_back),
        cmocka_unit_test(test_override_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
