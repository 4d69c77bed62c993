/* What is known of every diagnostic: all four parts are there, differ, and are well formed; every
 * code has a file under tests/bad that gives it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/app/explain.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"

enum { PARTS = 4, ID_LENGTH = 6 };

struct fixture {
    struct arena *arena;
    const struct diag_code **code;
    size_t n;
};

static int open_codes(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *f = ARENA_NEW(arena, struct fixture);
    f->arena = arena;
    f->code = explain_all(arena, &f->n);
    *state = f;
    return 0;
}

static int close_codes(void **state)
{
    struct fixture *f = *state;
    arena_free(f->arena);
    return 0;
}

static void parts_of(const struct diag_code *c, const char *part[PARTS])
{
    part[0] = c->symptom;
    part[1] = c->cause;
    part[2] = c->mend;
    part[3] = c->source;
}

static void ids_are_unique_and_sorted(void **state)
{
    const struct fixture *f = *state;
    assert_true(f->n >= 159); /* as many as there were when this was written */
    for (size_t i = 0; i < f->n; i++) {
        const char *id = f->code[i]->id;
        assert_int_equal(strlen(id), ID_LENGTH);
        assert_int_equal(strncmp(id, "VN", 2), 0);
        assert_int_equal(strspn(id + 2, "0123456789"), ID_LENGTH - 2);
        if (i > 0 && strcmp(f->code[i - 1]->id, id) >= 0) {
            fail_msg("%s does not come behind %s", id, f->code[i - 1]->id);
        }
    }
}

/* A part is sentences (the source: names), without blanks or line ends at its ends. */
static void assert_text(const char *id, const char *part)
{
    if (part == NULL || strlen(part) < 10) {
        fail_msg("%s has an empty part", id);
    }
    const size_t n = strlen(part);
    if (isspace((unsigned char)part[0]) || isspace((unsigned char)part[n - 1]) ||
        strstr(part, "  ") != NULL || strstr(part, " \n") != NULL) {
        fail_msg("%s: blanks too many in \"%s\"", id, part);
    }
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)part[i] >= 0x7f) {
            fail_msg("%s: a letter beyond ASCII in \"%s\"", id, part);
        }
    }
}

static void every_part_is_there(void **state)
{
    const struct fixture *f = *state;
    for (size_t i = 0; i < f->n; i++) {
        const char *part[PARTS], *title = f->code[i]->title;
        parts_of(f->code[i], part);
        for (size_t k = 0; k < PARTS; k++) {
            assert_text(f->code[i]->id, part[k]);
        }
        assert_text(f->code[i]->id, title);
        if (title[strlen(title) - 1] == '.' || f->code[i]->source[strlen(part[3]) - 1] == '.') {
            fail_msg("%s: title and source end without a full stop", f->code[i]->id);
        }
    }
}

/* A text that stands twice was copied: symptom, cause and mend are of one code alone, and no part
 * repeats another. Sources may be shared. */
static void parts_are_distinct(void **state)
{
    const struct fixture *f = *state;
    for (size_t i = 0; i < f->n; i++) {
        const char *mine[PARTS], *other[PARTS];
        parts_of(f->code[i], mine);
        for (size_t m = 0; m <= i; m++) {
            parts_of(f->code[m], other);
            for (size_t k = 0; k < PARTS; k++) {
                for (size_t l = 0; l < PARTS; l++) {
                    if ((m == i && l <= k) || (k == 3 && l == 3)) {
                        continue;
                    }
                    if (strcmp(mine[k], other[l]) == 0) {
                        fail_msg("%s and %s both say \"%s\"", f->code[i]->id, f->code[m]->id,
                                 mine[k]);
                    }
                }
            }
        }
    }
}

/* A year, an RFC with its section, or a file of the project. */
static void sources_can_be_looked_up(void **state)
{
    const struct fixture *f = *state;
    regex_t known;
    assert_int_equal(
        regcomp(&known, "(19|20)[0-9][0-9]|RFC [0-9]+, section|[a-z]+/README\\.md", REG_EXTENDED),
        0);
    for (size_t i = 0; i < f->n; i++) {
        if (regexec(&known, f->code[i]->source, 0, NULL, 0) != 0) {
            fail_msg("%s: no date in \"%s\"", f->code[i]->id, f->code[i]->source);
        }
    }
    regfree(&known);
}

static void examples_end_their_lines(void **state)
{
    const struct fixture *f = *state;
    for (size_t i = 0; i < f->n; i++) {
        const char *e = f->code[i]->example;
        if (e != NULL && (e[0] == '\0' || e[strlen(e) - 1] != '\n' || strchr(e, '\t') != NULL)) {
            fail_msg("%s: an example is whole lines without tabs", f->code[i]->id);
        }
    }
}

static void find_takes_any_case(void **state)
{
    (void)state;
    assert_string_equal(explain_find("vn0412")->id, "VN0412");
    assert_string_equal(explain_find("VN1001")->id, "VN1001");
    assert_null(explain_find(""));
    assert_null(explain_find("VN041"));
    assert_null(explain_find("VN04123"));
    assert_null(explain_find("VN0412VN0412VN0412VN0412"));
    assert_string_equal(explain_closest("vn412"), "VN0412");
    assert_null(explain_closest("tunnel"));
    assert_null(explain_closest("VN0412VN0412VN0412VN0412"));
}

/* --- files that give them --- */

static char *text_of(struct arena *arena, const char *path)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    assert_int_equal(fseek(in, 0, SEEK_END), 0);
    const long n = ftell(in);
    assert_true(n >= 0);
    char *text = arena_alloc(arena, (size_t)n + 1);
    rewind(in);
    assert_int_equal(fread(text, 1, (size_t)n, in), (size_t)n);
    text[n] = '\0';
    assert_int_equal(fclose(in), 0);
    return text;
}

/* bad.sh sees to it that the files really give what is expected of them. */
static void every_code_has_a_bad_file(void **state)
{
    const struct fixture *f = *state;
    glob_t files;
    assert_int_equal(glob("tests/bad/*.expected", 0, NULL, &files), 0);
    const char **text = ARENA_ARRAY(f->arena, const char *, files.gl_pathc);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        text[i] = text_of(f->arena, files.gl_pathv[i]);
    }
    for (size_t i = 0; i < f->n; i++) {
        char wanted[ID_LENGTH + 3];
        size_t k = 0;
        (void)snprintf(wanted, sizeof wanted, "[%s]", f->code[i]->id);
        while (k < files.gl_pathc && strstr(text[k], wanted) == NULL) {
            k++;
        }
        if (k == files.gl_pathc) {
            fail_msg("no file of tests/bad gives %s", f->code[i]->id);
        }
    }
    globfree(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_unique_and_sorted), cmocka_unit_test(every_part_is_there),
        cmocka_unit_test(parts_are_distinct),        cmocka_unit_test(sources_can_be_looked_up),
        cmocka_unit_test(examples_end_their_lines),  cmocka_unit_test(find_takes_any_case),
        cmocka_unit_test(every_code_has_a_bad_file),
    };
    return cmocka_run_group_tests(tests, open_codes, close_codes);
}
