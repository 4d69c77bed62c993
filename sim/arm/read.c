#include "sim/arm/read.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arm/code.h"
#include "sim/arm/read_parts.h"
#include "sim/arm/tree.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

/* The place of r->at or a later byte than the last one asked for. */
struct span arm_reader_place(struct arm_reader *r, size_t at)
{
    for (; r->counted < at && r->counted < r->len; r->counted++) {
        const unsigned char c = (unsigned char)r->text[r->counted];
        if (c == '\n') {
            r->line++;
            r->col = 1;
        } else {
            r->col += (c & 0xc0) != 0x80;
        }
    }
    const struct span here = {r->source, r->line, r->col, 1}, nowhere = {0};
    return r->source == 0 ? nowhere : here;
}

bool arm_reader_fail(struct arm_reader *r, const struct diag_code *code, const char *label,
                     const char *message)
{
    if (!r->failed) {
        diag_add(r->diag, code, arm_reader_place(r, r->at), label, "%s", message);
    }
    r->failed = true;
    return false;
}

bool arm_reader_syntax(struct arm_reader *r, const char *message)
{
    const bool end = r->at >= r->len;
    if (arm_reader_fail(r, &arm_code_syntax, end ? "the text ends here" : "here", message)) {
        return true;
    }
    return false;
}

static bool skip_comment(struct arm_reader *r)
{
    const char *from = r->text + r->at;
    const size_t left = r->len - r->at;
    if (left >= 2 && from[1] == '/') {
        const char *end = memchr(from, '\n', left);
        r->at = end != NULL ? (size_t)(end - r->text) : r->len;
        return true;
    }
    if (left >= 2 && from[1] == '*') {
        for (size_t i = 2; i + 1 < left; i++) {
            if (from[i] == '*' && from[i + 1] == '/') {
                r->at += i + 2;
                return true;
            }
        }
        return arm_reader_syntax(r, "this comment has no end: */ is missing");
    }
    return arm_reader_syntax(r, "a value, a comma or a bracket is expected");
}

/* False at an error; at the end of the text the next byte is '\0'. */
static bool skip_blank(struct arm_reader *r)
{
    while (r->at < r->len) {
        const char c = r->text[r->at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            r->at++;
        } else if (c != '/') {
            return true;
        } else if (!skip_comment(r)) {
            return false;
        }
    }
    return true;
}

/* --- other scalars --- */

static struct arm_value *read_number(struct arm_reader *r, struct span at)
{
    char text[64];
    const size_t left = r->len - r->at;
    size_t n = 0;
    bool whole = true;
    while (n < left && strchr("+-0123456789.eE", r->text[r->at + n]) != NULL &&
           r->text[r->at + n] != '\0') {
        whole = whole && strchr(".eE", r->text[r->at + n]) == NULL;
        n++;
    }
    const size_t digits = r->text[r->at] == '-';
    if (n <= digits || n >= sizeof text || r->text[r->at + digits] < '0' ||
        r->text[r->at + digits] > '9') {
        (void)arm_reader_syntax(
            r, "a value is expected: a string, a number, true, false, null, [ or {");
        return NULL;
    }
    memcpy(text, r->text + r->at, n);
    text[n] = '\0';
    char *end;
    errno = 0;
    const long long v = strtoll(text, &end, 10);
    struct arm_value *value = arm_value_new(r->arena, ARM_INT, at);
    if (whole && errno == 0 && *end == '\0') {
        value->whole = v;
    } else {
        value->kind = ARM_NUMBER;
        value->number = strtod(text, &end);
        if (*end != '\0' || !isfinite(value->number)) {
            (void)arm_reader_syntax(r, "this is no number");
            return NULL;
        }
    }
    r->at += n;
    return value;
}

static bool read_word(struct arm_reader *r, const char *word)
{
    const size_t n = strlen(word);
    if (r->len - r->at >= n && memcmp(r->text + r->at, word, n) == 0) {
        r->at += n;
        return true;
    }
    return false;
}

static struct arm_value *read_value(struct arm_reader *r, unsigned depth);

static void push(struct arm_reader *r, struct arm_member m)
{
    if (r->n == r->cap) {
        r->cap = r->cap == 0 ? 256 : r->cap * 2;
        r->stack = realloc(r->stack, r->cap * sizeof *r->stack);
        SIM_ASSERT(r->stack != NULL);
    }
    r->stack[r->n++] = m;
}

/* One item or member; false at an error. */
static bool read_item(struct arm_reader *r, bool object, unsigned depth)
{
    struct arm_member m = {.name = NULL};
    if (object) {
        size_t len;
        m.at = arm_reader_place(r, r->at);
        if (arm_reader_next(r) != '"') {
            return arm_reader_syntax(r, "the name of a member is expected, in double quotes");
        }
        const size_t from = r->at;
        m.name = arm_read_string(r, &len);
        m.at.len = m.name != NULL ? (uint32_t)(r->at - from) : 1;
        if (m.name == NULL || !skip_blank(r)) {
            return false;
        }
        if (arm_reader_next(r) != ':') {
            return arm_reader_syntax(r, "a : is expected behind the name");
        }
        r->at++;
        if (!skip_blank(r)) {
            return false;
        }
    }
    m.value = read_value(r, depth + 1);
    if (m.value == NULL) {
        return false;
    }
    push(r, m);
    return skip_blank(r);
}

static struct arm_value *close_container(struct arm_reader *r, bool object, size_t from,
                                         struct span at)
{
    const size_t n = r->n - from;
    struct arm_value *v;
    if (object) {
        const struct arm_member *twice;
        struct arm_member *members = ARENA_ARRAY(r->arena, struct arm_member, n > 0 ? n : 1);
        if (n > 0) {
            memcpy(members, r->stack + from, n * sizeof *members);
        }
        v = arm_value_object(r->arena, members, n, at, &twice);
        if (twice != NULL) {
            diag_add(r->diag, &arm_code_repeated, twice->at, "again",
                     "this name stands twice in one object");
            diag_help(r->diag, "the last one is taken: remove one of them");
        }
    } else {
        v = arm_value_array(r->arena, n, at);
        for (size_t i = 0; i < n; i++) {
            v->item[i] = r->stack[from + i].value;
        }
    }
    r->n = from;
    (void)arm_measure(v); /* the reader's own limits are lower */
    return v;
}

static struct arm_value *read_container(struct arm_reader *r, bool object, struct span at,
                                        unsigned depth)
{
    const char end = object ? '}' : ']';
    const size_t from = r->n;
    if (depth > ARM_DEPTH_MAX) {
        (void)arm_reader_fail(r, &arm_code_limit, "too deep",
                              "the nesting is deeper than 100 levels");
        return NULL;
    }
    r->at++;
    if (!skip_blank(r)) {
        return NULL;
    }
    while (arm_reader_next(r) != end) {
        if (!read_item(r, object, depth)) {
            return NULL;
        }
        if (arm_reader_next(r) == ',') {
            r->at++;
            if (!skip_blank(r)) {
                return NULL;
            }
        } else if (arm_reader_next(r) != end) {
            (void)arm_reader_syntax(r, object ? "a comma or } is expected"
                                              : "a comma or ] is expected");
            return NULL;
        }
    }
    r->at++;
    return close_container(r, object, from, at);
}

static struct arm_value *read_value(struct arm_reader *r, unsigned depth)
{
    struct span at = arm_reader_place(r, r->at);
    if (++r->n_values > ARM_VALUES_MAX) {
        (void)arm_reader_fail(r, &arm_code_limit, "one too many",
                              "the file holds more than 4 million values");
        return NULL;
    }
    const char c = arm_reader_next(r);
    if (c == '{' || c == '[') {
        return read_container(r, c == '{', at, depth);
    }
    if (c == '"') {
        size_t len;
        const size_t from = r->at;
        const char *text = arm_read_string(r, &len);
        if (text == NULL) {
            return NULL;
        }
        at.len = (uint32_t)(r->at - from < 4096 ? r->at - from : 4096);
        struct arm_value *v = arm_value_new(r->arena, ARM_TEXT, at);
        v->text = text;
        v->len = len;
        return v;
    }
    const bool yes = read_word(r, "true");
    if (yes || read_word(r, "false")) {
        struct arm_value *v = arm_value_new(r->arena, ARM_BOOL, at);
        v->truth = yes;
        return v;
    }
    if (read_word(r, "null")) {
        return arm_value_new(r->arena, ARM_NULL, at);
    }
    if (r->at >= r->len) {
        (void)arm_reader_syntax(r, "a value is expected");
        return NULL;
    }
    return read_number(r, at);
}

struct arm_value *arm_read(uint32_t source, const char *text, size_t len, struct arena *arena,
                           struct diag *diag)
{
    struct arm_reader r = {.text = text,
                           .len = len,
                           .source = source,
                           .line = 1,
                           .col = 1,
                           .arena = arena,
                           .diag = diag};
    struct arm_value *root = NULL;
    if (len > ARM_FILE_MAX) {
        (void)arm_reader_fail(&r, &arm_code_limit, NULL, "the file is larger than 100 MB");
        return NULL;
    }
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        r.at = r.counted = 3;
    }
    if (skip_blank(&r)) {
        root = read_value(&r, 1);
    }
    if (root != NULL && (!skip_blank(&r) || r.at < r.len)) {
        (void)arm_reader_syntax(&r, "behind the value the text should end");
        root = NULL;
    }
    free(r.stack);
    free(r.buffer);
    return root;
}
