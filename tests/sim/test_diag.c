/* Diagnostics: the layout to the character, the order, what is counted, and "did you mean". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/diag.h"

static const struct diag_code error = {.id = "VN9001", .severity = DIAG_ERROR, .title = "an error"};
static const struct diag_code warning = {
    .id = "VN9002", .severity = DIAG_WARNING, .title = "a warning"};
static const struct diag_code note = {.id = "VN9003", .severity = DIAG_NOTE, .title = "a note"};

static int open_diag(void **state)
{
    *state = arena_new();
    return 0;
}

static int close_diag(void **state)
{
    arena_free(*state);
    return 0;
}

typedef void print_fn(const struct diag *d, FILE *out);

static void print_plain(const struct diag *d, FILE *out)
{
    diag_print(d, out, false);
}

static void print_coloured(const struct diag *d, FILE *out)
{
    diag_print(d, out, true);
}

static const char *printed_by(print_fn *print, const struct diag *d, struct arena *arena)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    print(d, out);
    assert_int_equal(fclose(out), 0);
    const char *copy = arena_strndup(arena, text, len);
    free(text);
    return copy;
}

static const char *printed(const struct diag *d, struct arena *arena)
{
    return printed_by(print_plain, d, arena);
}

static uint32_t source(struct diag *d, const char *name, const char *text)
{
    return diag_source(d, name, text, strlen(text));
}

static unsigned count_of(const char *text, const char *what)
{
    unsigned n = 0;

    for (const char *p = strstr(text, what); p != NULL; p = strstr(p + 1, what))
        n++;
    return n;
}

static void test_diag_layout(void **state)
{
    struct diag *d = diag_new(*state);
    const uint32_t a = source(d, "a.yaml", "key: value\ntwo: [1, 2]\n");

    diag_add(d, &error, (struct span){a, 2, 7, 4}, "here", "message %d", 7);
    diag_other(d, (struct span){a, 1, 1, 3}, "the %s", "first");
    diag_platform(d, "it refuses %d", 1);
    diag_help(d, "mend %s", "it");
    assert_string_equal(printed(d, *state), "error[VN9001]: message 7\n"
                                            " --> a.yaml:2:7\n"
                                            "  |\n"
                                            "2 | two: [1, 2]\n"
                                            "  |       ^^^^ here\n"
                                            " ::: a.yaml:1:1\n"
                                            "1 | key: value\n"
                                            "  | --- the first\n"
                                            "  = on the platform: it refuses 1\n"
                                            "  = help: mend it\n"
                                            "\n");
}

/* The gutter is as wide as the longest line number in it, of the further places too. */
static void test_diag_gutter(void **state)
{
    struct diag *d = diag_new(*state);
    const uint32_t a = source(d, "a", "1\n2\n3\n4\n5\n6\n7\n8\n9\nten\n");

    diag_add(d, &warning, (struct span){a, 2, 1, 1}, NULL, "m");
    diag_other(d, (struct span){a, 10, 1, 3}, "also");
    assert_string_equal(printed(d, *state), "warning[VN9002]: m\n"
                                            "  --> a:2:1\n"
                                            "   |\n"
                                            " 2 | 2\n"
                                            "   | ^\n"
                                            "  ::: a:10:1\n"
                                            "10 | ten\n"
                                            "   | --- also\n"
                                            "\n");
}

static void test_diag_without_a_place(void **state)
{
    struct diag *d = diag_new(*state);

    diag_add(d, &note, (struct span){0}, "label", "m");
    diag_other(d, (struct span){0}, "other");
    diag_help(d, "h");
    assert_string_equal(printed(d, *state), "note[VN9003]: m\n"
                                            "  = label\n"
                                            "  = other\n"
                                            "  = help: h\n"
                                            "\n");
}

/* Columns count characters; a tab is repeated, so that the caret stands right at any tab width. */
static void test_diag_carets_of_odd_lines(void **state)
{
    struct diag *d = diag_new(*state);
    const uint32_t a =
        source(d, "a", "\xc3\xbc: \"\xe2\x82\xac\xf0\x9f\x98\x80\" x\r\n\t\tb: 1\nend");

    diag_add(d, &note, (struct span){a, 1, 9, 1}, "x", "m");
    diag_add(d, &note, (struct span){a, 2, 6, 9}, "to the end of its line", "m");
    diag_add(d, &note, (struct span){a, 3, 4, 1}, "missing", "m");
    diag_add(d, &note, (struct span){a, 4, 1, 1}, "there is no such line", "m");
    const char *text = printed(d, *state);
    assert_non_null(
        strstr(text, "1 | \xc3\xbc: \"\xe2\x82\xac\xf0\x9f\x98\x80\" x\n  |         ^ x\n"));
    assert_non_null(strstr(text, "2 | \t\tb: 1\n  | \t\t   ^ to the end of its line\n"));
    assert_non_null(strstr(text, "3 | end\n  |    ^ missing\n"));
    assert_null(strstr(text, "4 | "));
}

/* What a file holds must not steer the terminal: escapes, C1 controls and stray bytes become '?'.
 */
static void test_diag_shows_controls_as_question_marks(void **state)
{
    struct diag *d = diag_new(*state);
    const uint32_t a = source(d, "n\x1bme", "a: \x1b[31m\xff \xc2\x9b \x7f b\n");

    diag_add(d, &note, (struct span){a, 1, 15, 1}, "l\x1b", "m\x1b[0m\n");
    diag_platform(d, "p\xc3");
    diag_help(d, "h\r");
    assert_string_equal(printed(d, *state), "note[VN9003]: m?[0m?\n"
                                            " --> n?me:1:15\n"
                                            "  |\n"
                                            "1 | a: ?[31m? ? ? b\n"
                                            "  |               ^ l?\n"
                                            "  = on the platform: p?\n"
                                            "  = help: h?\n"
                                            "\n");
}

/* Of a long line a window is shown; the caret stands under its character wherever that is. */
static void test_diag_long_lines(void **state)
{
    static const size_t lengths[] = {1, 90, 139, 140, 141, 142, 230, 231, 500};
    char line[501];

    (void)state;
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++)
        for (size_t col = 1; col <= lengths[k]; col++) {
            struct arena *arena = arena_new();
            struct diag *d = diag_new(arena);
            memset(line, 'a', sizeof line);
            line[lengths[k]] = '\0';
            line[col - 1] = 'X';
            const uint32_t s = source(d, "a", line);
            diag_add(d, &error, (struct span){s, 1, (uint32_t)col, 1}, NULL, "m");
            const char *text = printed(d, arena);
            const char *shown = strstr(text, "1 | "), *mark = strstr(shown, "\n  | ") + 1;
            assert_non_null(strchr(shown, 'X'));
            assert_int_equal(strchr(shown, 'X') - shown, strchr(mark, '^') - mark);
            assert_true(strcspn(shown, "\n") <= 4 + 3 + 140 + 3);
            assert_true(lengths[k] > 140 || strstr(text, "...") == NULL);
            arena_free(arena);
        }
}

static void test_diag_order_is_that_of_the_file(void **state)
{
    struct diag *d = diag_new(*state);
    const uint32_t a = source(d, "a", "x\nx\n"), b = source(d, "b", "x\n");

    diag_add(d, &error, (struct span){0}, NULL, "eighth");
    diag_add(d, &note, (struct span){b, 1, 1, 1}, NULL, "seventh");
    diag_add(d, &note, (struct span){a, 2, 1, 1}, NULL, "sixth");
    diag_add(d, &error, (struct span){a, 1, 3, 1}, NULL, "fourth");
    diag_add(d, &warning, (struct span){a, 1, 1, 9}, NULL, "first");
    diag_add(d, &error, (struct span){a, 1, 1, 1}, NULL, "second");
    diag_add(d, &note, (struct span){a, 1, 3, 1}, NULL, "fifth");
    diag_add(d, &note, (struct span){a, 1, 2, 1}, NULL, "third");
    diag_add(d, &error, (struct span){0}, NULL, "ninth");
    const char *words[] = {"first", "second",  "third",  "fourth", "fifth",
                           "sixth", "seventh", "eighth", "ninth"};
    const char *at = printed(d, *state);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        at = strstr(at, words[i]);
        if (at == NULL)
            fail_msg("%s is out of place", words[i]);
    }
}

static void test_diag_colour_adds_escapes_only(void **state)
{
    struct diag *d = diag_new(*state);
    const uint32_t a = source(d, "a", "x: 1\n");
    char stripped[1000];
    size_t n = 0;

    diag_add(d, &error, (struct span){a, 1, 1, 1}, "l", "m");
    diag_other(d, (struct span){a, 1, 4, 1}, "o");
    diag_help(d, "h");
    const char *coloured = printed_by(print_coloured, d, *state);
    assert_int_equal(strncmp(coloured, "\033[1;31merror", 12), 0);
    for (const char *c = coloured; *c != '\0'; c++) {
        if (*c == '\033')
            c = strchr(c, 'm');
        else
            stripped[n++] = *c;
    }
    stripped[n] = '\0';
    assert_string_equal(stripped, printed(d, *state));
    assert_null(strchr(printed(d, *state), '\033'));
}

static void test_diag_counts(void **state)
{
    struct diag *d = diag_new(*state);
    char buf[64], small[9];

    assert_string_equal(diag_summary(d, buf, sizeof buf), "no errors");
    assert_string_equal(printed(d, *state), "");
    diag_add(d, &note, (struct span){0}, NULL, "m");
    assert_string_equal(diag_summary(d, buf, sizeof buf), "1 note");
    diag_add(d, &warning, (struct span){0}, NULL, "m");
    diag_add(d, &warning, (struct span){0}, NULL, "m");
    assert_false(diag_failed(d));
    assert_string_equal(diag_summary(d, buf, sizeof buf), "2 warnings, 1 note");
    diag_add(d, &error, (struct span){0}, NULL, "m");
    assert_true(diag_failed(d));
    assert_string_equal(diag_summary(d, buf, sizeof buf), "1 error, 2 warnings, 1 note");
    assert_string_equal(diag_summary(d, small, sizeof small), "1 error,");
    assert_int_equal(diag_count(d, DIAG_ERROR), 1);
    assert_int_equal(diag_count(d, DIAG_WARNING), 2);
    assert_int_equal(diag_count(d, DIAG_NOTE), 1);
}

/* A file of garbage: a thousand are kept, all are counted, and what belongs to a dropped one is
 * dropped. */
static void test_diag_of_very_many(void **state)
{
    struct diag *d = diag_new(*state);
    const uint32_t a = source(d, "a", "x\n");

    for (int i = 0; i < 1234; i++) {
        diag_add(d, i < 1200 ? &error : &note, (struct span){a, 1, 1, 1}, NULL, "item %d;", i);
        diag_other(d, (struct span){a, 1, 1, 1}, "other %d;", i);
        diag_platform(d, "platform %d;", i);
        diag_help(d, "help %d;", i);
    }
    assert_int_equal(diag_count(d, DIAG_ERROR), 1200);
    assert_int_equal(diag_count(d, DIAG_NOTE), 34);
    const char *text = printed(d, *state);
    assert_int_equal(count_of(text, "]: item "), 1000);
    assert_non_null(strstr(text, "item 999;"));
    assert_non_null(strstr(text, "help: help 999;"));
    assert_null(strstr(text, " 1000;"));
    assert_null(strstr(text, " 1233;"));
    assert_string_equal(text + strlen(text) - 17, "... and 234 more\n");
}

static void test_diag_sources_are_copied(void **state)
{
    struct diag *d = diag_new(*state);
    char name[] = "name", text[] = "text", label[] = "label";
    const uint32_t first = source(d, name, text);

    for (uint32_t i = 1; i <= 100; i++)
        assert_int_equal(source(d, "more", "more\n"), first + i);
    diag_add(d, &error, (struct span){first, 1, 1, 4}, label, "%s", text);
    memset(name, '#', sizeof name - 1);
    memset(text, '#', sizeof text - 1);
    memset(label, '#', sizeof label - 1);
    assert_string_equal(printed(d, *state), "error[VN9001]: text\n"
                                            " --> name:1:1\n"
                                            "  |\n"
                                            "1 | text\n"
                                            "  | ^^^^ label\n"
                                            "\n");
}

static void test_diag_json(void **state)
{
    struct diag *d = diag_new(*state);
    const uint32_t a = source(d, "a", "x: \"1\"\n");

    assert_string_equal(printed_by(diag_print_json, d, *state), "[]\n");
    diag_add(d, &warning, (struct span){0}, NULL, "no place");
    diag_add(d, &error, (struct span){a, 1, 4, 3}, "\"1\"", "m");
    diag_other(d, (struct span){a, 1, 1, 1}, "o");
    diag_help(d, "h");
    assert_string_equal(printed_by(diag_print_json, d, *state), "[\n"
                                                                "  {\n"
                                                                "    \"code\": \"VN9001\",\n"
                                                                "    \"severity\": \"error\",\n"
                                                                "    \"message\": \"m\",\n"
                                                                "    \"file\": \"a\",\n"
                                                                "    \"line\": 1,\n"
                                                                "    \"column\": 4,\n"
                                                                "    \"length\": 3,\n"
                                                                "    \"label\": \"\\\"1\\\"\",\n"
                                                                "    \"others\": [\n"
                                                                "      {\n"
                                                                "        \"file\": \"a\",\n"
                                                                "        \"line\": 1,\n"
                                                                "        \"column\": 1,\n"
                                                                "        \"length\": 1,\n"
                                                                "        \"label\": \"o\"\n"
                                                                "      }\n"
                                                                "    ],\n"
                                                                "    \"platform\": null,\n"
                                                                "    \"help\": \"h\"\n"
                                                                "  },\n"
                                                                "  {\n"
                                                                "    \"code\": \"VN9002\",\n"
                                                                "    \"severity\": \"warning\",\n"
                                                                "    \"message\": \"no place\",\n"
                                                                "    \"file\": null,\n"
                                                                "    \"line\": null,\n"
                                                                "    \"column\": null,\n"
                                                                "    \"length\": null,\n"
                                                                "    \"label\": null,\n"
                                                                "    \"others\": [],\n"
                                                                "    \"platform\": null,\n"
                                                                "    \"help\": null\n"
                                                                "  }\n"
                                                                "]\n");
}

static void test_diag_closest_words(void **state)
{
    static const char *const words[] = {"duration", "region", "address_prefixes", "VpnGw1AZ",
                                        "rate"};
    enum { N = sizeof words / sizeof *words };
    char longest[70];

    (void)state;
    assert_string_equal(diag_closest("durtaion", words, N), "duration"); /* two letters swapped */
    assert_string_equal(diag_closest("regoin", words, N), "region");
    assert_string_equal(diag_closest("regions", words, N), "region");
    assert_string_equal(diag_closest("egion", words, N), "region");
    assert_string_equal(diag_closest("vpngw1az", words, N), "VpnGw1AZ"); /* letter case is free */
    assert_string_equal(diag_closest("Address-Prefixes", words, N), "address_prefixes");
    assert_null(diag_closest("ration", (const char *const[]){"rate"}, 1)); /* no typing error */
    assert_null(diag_closest("bandwidth", words, N));
    assert_null(diag_closest("rate", words, N)); /* it is one of them: nothing to suggest */
    assert_null(diag_closest("", words, N));
    assert_null(diag_closest("rat", words, 0));
    /* the nearer one; of equals the first */
    assert_string_equal(diag_closest("abcd", (const char *const[]){"abxy", "abcx", "abce"}, 3),
                        "abcx");
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_null(diag_closest(longest, words, N));
    assert_null(diag_closest("aaaa", (const char *const[]){longest}, 1));
    longest[64] = '\0';
    assert_string_equal(diag_closest(longest + 1, (const char *const[]){longest}, 1), longest);
}

/* The distance by its recursive definition: deletion, insertion, substitution, a swap of
 * neighbours. */
static unsigned distance(const char *a, size_t na, const char *b, size_t nb)
{
    if (na == 0 || nb == 0)
        return (unsigned)(na + nb);
    unsigned best = distance(a, na - 1, b, nb - 1) + (a[na - 1] != b[nb - 1]);
    const unsigned left = distance(a, na - 1, b, nb) + 1, up = distance(a, na, b, nb - 1) + 1;
    best = left < best ? left : best;
    best = up < best ? up : best;
    if (na > 1 && nb > 1 && a[na - 1] == b[nb - 2] && a[na - 2] == b[nb - 1]) {
        const unsigned swap = distance(a, na - 2, b, nb - 2) + 1;
        best = swap < best ? swap : best;
    }
    return best;
}

static void random_word(uint64_t *x, char word[7])
{
    size_t n = 0;

    do {
        *x = *x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        word[n++] = "abc"[(*x >> 40) % 3];
    } while (n < 6 && (*x >> 50) % 6 != 0);
    word[n] = '\0';
}

static void test_diag_closest_by_definition(void **state)
{
    uint64_t x = 1;
    char word[7], other[7];

    (void)state;
    for (int i = 0; i < 2000; i++) {
        random_word(&x, word);
        random_word(&x, other);
        const unsigned d = distance(word, strlen(word), other, strlen(other));
        const bool near = d > 0 && d <= (strlen(word) + 2) / 3;
        const char *closest = diag_closest(word, (const char *const[]){other}, 1);
        if ((closest != NULL) != near)
            fail_msg("%s and %s are %u apart", word, other, d);
    }
}

#define DIAG_TEST(f) cmocka_unit_test_setup_teardown(f, open_diag, close_diag)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIAG_TEST(test_diag_layout),
        DIAG_TEST(test_diag_gutter),
        DIAG_TEST(test_diag_without_a_place),
        DIAG_TEST(test_diag_carets_of_odd_lines),
        DIAG_TEST(test_diag_shows_controls_as_question_marks),
        cmocka_unit_test(test_diag_long_lines),
        DIAG_TEST(test_diag_order_is_that_of_the_file),
        DIAG_TEST(test_diag_colour_adds_escapes_only),
        DIAG_TEST(test_diag_counts),
        DIAG_TEST(test_diag_of_very_many),
        DIAG_TEST(test_diag_sources_are_copied),
        DIAG_TEST(test_diag_json),
        cmocka_unit_test(test_diag_closest_words),
        cmocka_unit_test(test_diag_closest_by_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
