/* --set PATH=VALUE: what it changes in a document, what it makes, and where it says no. */
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

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct doc_node *root;
};

static struct fixture open_text(const char *text)
{
    struct fixture f = {.arena = arena_new()};
    const size_t len = strlen(text);

    f.diag = diag_new(f.arena);
    f.root = doc_read((struct doc_text){diag_source(f.diag, "file", text, len), text, len, 0},
                      f.arena, f.diag);
    assert_non_null(f.root);
    return f;
}

/* text with the sets applied, up to a NULL, reads as expected. */
static void assert_becomes(const char *text, const char *const *sets, const char *expected)
{
    struct fixture f = open_text(text);

    for (; *sets != NULL; sets++)
        if (!override_apply(f.root, *sets, f.arena, f.diag))
            fail_msg("%s is refused", *sets);
    assert_int_equal(diag_count(f.diag, DIAG_ERROR), 0);
    assert_string_equal(doc_text_flow(f.root, f.arena), expected);
    arena_free(f.arena);
}

#define BECOMES(text, expected, ...)                                                               \
    assert_becomes(text, (const char *const[]){__VA_ARGS__, NULL}, expected)

/* set is refused: the message, and the caret line below it, hold these. */
static void assert_refused(const char *text, const char *set, const char *message,
                           const char *caret)
{
    struct fixture f = open_text(text);
    char *out = NULL;
    size_t n = 0;
    FILE *stream = open_memstream(&out, &n);

    assert_non_null(stream);
    assert_false(override_apply(f.root, set, f.arena, f.diag));
    assert_int_equal(diag_count(f.diag, DIAG_ERROR), 1);
    diag_print(f.diag, stream, false);
    fclose(stream);
    if (strstr(out, message) == NULL || strstr(out, caret) == NULL ||
        strstr(out, "--set:1:") == NULL)
        fail_msg("%s: %s", set, out);
    free(out);
    arena_free(f.arena);
}

static void test_override_replaces_a_value(void **state)
{
    (void)state;
    BECOMES("{s: {d: 1s, e: 2s}}", "{s: {d: 5s, e: 2s}}", "s.d=5s");
    BECOMES("{s: {d: 1s}}", "{s: 5s}", "s=5s");
    BECOMES("{s: {d: [1, 2]}}", "{s: {d: {x: 1}}}", "s.d={x: 1}");
    BECOMES("{s: 1}", "{s: [1, {a: b}]}", "s=[1, {a: b}]");
    BECOMES("{s: 1}", "{s: {}}", "s={}");
    BECOMES("{s: 1}", "{s: 'a=b'}", "s=a=b"); /* the first equals sign ends the path */
    BECOMES("{s: 1}", "{s: '1'}", "s=\"1\"");
    BECOMES("{s: 1}", "{s: ''}", "s=''");
    BECOMES("{s: 1}", "{s: 2}", "s=  2 ");
    BECOMES("{s: 1}", "{s: 3}", "s=2", "s=3"); /* the last one stands */
    BECOMES("{a.b: 1}", "{a.b: 1, a: {b: 2}}", "a.b=2");
}

static void test_override_makes_missing_keys(void **state)
{
    (void)state;
    BECOMES("", "{a: {b: {c: 1}}}", "a.b.c=1");
    BECOMES("{a: {x: 1}}", "{a: {x: 1, y: 2}}", "a.y=2");
    BECOMES("a:\n", "{a: {b: 1}}", "a.b=1"); /* a key without a value is an empty mapping */
    BECOMES("{a: ~}", "{a: {b: 1}}", "a.b=1");
    BECOMES("", "{a: {b: 1, c: 2}}", "a.b=1", "a.c=2");
}

static void test_override_star_is_every_key(void **state)
{
    (void)state;
    BECOMES("{g: {x: {s: 1}, y: {s: 2, t: 3}}}", "{g: {x: {s: 9}, y: {s: 9, t: 3}}}", "g.*.s=9");
    BECOMES("{g: {x: {}, y: {s: 2}}}", "{g: {x: {s: 9}, y: {s: 9}}}", "g.*.s=9");
    BECOMES("{g: {x: 1, y: 2}, h: 3}", "{g: {x: 9, y: 9}, h: 3}", "g.*=9");
    BECOMES("{a: {x: {p: 1, q: 2}, y: {p: 3}}}", "{a: {x: {p: 9, q: 9}, y: {p: 9}}}", "a.*.*=9");
    BECOMES("{a: 1, b: 2}", "{a: 9, b: 9}", "*=9");
    BECOMES("{g: {x: , y: {s: 2}}}", "{g: {x: {s: 9}, y: {s: 9}}}", "g.*.s=9");
}

/* What a star gave to many is each one's own: a later override of one leaves the others. */
static void test_override_star_gives_each_its_own(void **state)
{
    (void)state;
    BECOMES("{g: {x: 1, y: 2}}", "{g: {x: {s: b}, y: {s: a}}}", "g.*={s: a}", "g.x.s=b");
    BECOMES("{g: {x: {}, y: {}}}", "{g: {x: {l: {s: a, t: 1}}, y: {l: {s: a}}}}", "g.*.l={s: a}",
            "g.x.l.t=1");
    BECOMES("{g: {x: 1, y: 2}}", "{g: {x: {l: {s: {t: 1}}}, y: {l: {s: {t: 2}}}}}",
            "g.*={l: {s: {t: 1}}}", "g.y.l.s.t=2");
}

static void test_override_refusals(void **state)
{
    (void)state;
    assert_refused("{s: {d: 1}}", "s.d", "this is not PATH=VALUE", "^^^");
    assert_refused("{s: {d: 1}}", "", "this is not PATH=VALUE", "^");
    assert_refused("{s: {d: 1}}", "s.d=", "the value is missing", "  |    ^\n");
    assert_refused("{s: {d: 1}}", "s.d= # none", "the value is missing", "  |    ^\n");
    assert_refused("{s: {d: 1}}", "=1", "a key of the path is empty", "  | ^\n");
    assert_refused("{s: {d: 1}}", "s..d=1", "a key of the path is empty", "  |   ^\n");
    assert_refused("{s: {d: 1}}", "s.=1", "a key of the path is empty", "  |   ^\n");
    assert_refused("{s: {d: 1}}", ".s=1", "a key of the path is empty", "  | ^\n");
    assert_refused("{s: {d: 1}}", "s.d.deep=1", "below a single value", "  |     ^^^^\n");
    assert_refused("{s: [1, 2]}", "s.0=1", "below a single value", "  |   ^\n");
    assert_refused("{s: [1, 2]}", "s.*=1", "below a single value", "  |   ^\n");
    assert_refused("{s: {}}", "s.*=1", "`*` matches nothing", "  |   ^\n");
    assert_refused("{s: {}}", "s.*.d=1", "`*` matches nothing", "  |   ^\n");
    assert_refused("{s: {d: 1}}", "s.d={a: 1", "VN0001", "s.d={a: 1");
    assert_refused("{s: {d: 1}}", "s.d=&a 1", "VN0002", "s.d=&a 1");
    assert_refused("{s: {d: 1}}", "s.d=\xff", "VN0001", "s.d=?");
}

/* Carets count characters, as everywhere. */
static void test_override_carets_count_characters(void **state)
{
    (void)state;
    assert_refused("{\xc3\xbc: 1}", "\xc3\xbc.\xe2\x82\xac=1", "below a single value", "  |   ^\n");
    assert_refused("{}", "\xc3\xbc\xc3\xbc..x=1", "a key of the path is empty", "  |    ^\n");
    assert_refused("{}", "\xc3\xbc=", "the value is missing", "  |  ^\n");
}

/* Later complaints about what was set point into the option. */
static void test_override_places(void **state)
{
    struct fixture f = open_text("a: {b: 1}\n");

    (void)state;
    assert_true(override_apply(f.root, "a.b={c: 22}", f.arena, f.diag));
    assert_true(override_apply(f.root, "new.key=1", f.arena, f.diag));
    const struct doc_entry *b = doc_find(doc_find(f.root, "a")->value, "b");
    const struct doc_node *c = doc_find(b->value, "c")->value;
    assert_int_equal(b->at.source, 1); /* the key stands in the file, the value in the option */
    assert_int_equal(c->at.source, 2);
    assert_int_equal(c->at.line, 1);
    assert_int_equal(c->at.col, 9);
    assert_int_equal(c->at.len, 2);
    const struct doc_entry *made = doc_find(doc_find(f.root, "new")->value, "key");
    assert_int_equal(made->at.source, 3);
    assert_int_equal(made->at.col, 5);
    assert_int_equal(made->at.len, 3);
    assert_int_equal(made->value->at.col, 9);
    arena_free(f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_override_replaces_a_value),
        cmocka_unit_test(test_override_makes_missing_keys),
        cmocka_unit_test(test_override_star_is_every_key),
        cmocka_unit_test(test_override_star_gives_each_its_own),
        cmocka_unit_test(test_override_refusals),
        cmocka_unit_test(test_override_carets_count_characters),
        cmocka_unit_test(test_override_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
