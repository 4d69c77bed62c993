#include "sim/arm/read.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arm/code.h"
#include "sim/arm/tree.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/utf8.h"

struct reader {
    const char *text;
    size_t len, at;
    uint32_t source, line, col; /* of `counted` */
    size_t counted;
    size_t n_values;
    struct arm_member *stack; /* of the containers that are open */
    size_t n, cap;
    char *buffer; /* a string being read */
    size_t buffer_cap;
    struct arena *arena;
    struct diag *diag;
    bool failed;
};

/* The place of r->at or a later byte than the last one asked for. */
static struct span place(struct reader *r, size_t at)
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

static bool fail(struct reader *r, const struct diag_code *code, const char *label,
                 const char *message)
{
    if (!r->failed) {
        diag_add(r->diag, code, place(r, r->at), label, "%s", message);
    }
    r->failed = true;
    return false;
}

static bool syntax(struct reader *r, const char *message)
{
    const bool end = r->at >= r->len;
    if (fail(r, &arm_code_syntax, end ? "the text ends here" : "here", message)) {
        return true;
    }
    return false;
}

static bool skip_comment(struct reader *r)
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
        return syntax(r, "this comment has no end: */ is missing");
    }
    return syntax(r, "a value, a comma or a bracket is expected");
}

/* False at an error; at the end of the text the next byte is '\0'. */
static bool skip_blank(struct reader *r)
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

static char next(const struct reader *r)
{
    return r->at < r->len ? r->text[r->at] : '\0';
}

/* --- strings --- */

static void put(struct reader *r, size_t *n, const char *bytes, size_t count)
{
    if (count == 0) {
        return;
    }
    if (*n + count > r->buffer_cap) {
        r->buffer_cap = (*n + count) * 2;
        r->buffer = realloc(r->buffer, r->buffer_cap);
        SIM_ASSERT(r->buffer != NULL);
    }
    memcpy(r->buffer + *n, bytes, count);
    *n += count;
}

/* Four hexadecimal digits at offset `from` of the place; -1: there are none. */
static long hex4(const struct reader *r, size_t from)
{
    long v = 0;
    for (size_t i = 0; i < 4; i++) {
        const char c = from + i < r->len ? r->text[from + i] : '\0';
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) {
            return -1;
        }
        v = v * 16 + digit;
    }
    return v;
}

static size_t utf8_put(unsigned long c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    out[0] = (char)(lead[n] | c);
    return n;
}

const char *arm_read_utf8(const char *text, size_t *len, struct arena *arena)
{
    const unsigned char *in = (const unsigned char *)text;
    const bool marked =
        *len >= 2 && ((in[0] == 0xff && in[1] == 0xfe) || (in[0] == 0xfe && in[1] == 0xff));
    if (*len < 2 || (!marked && (in[0] == 0) == (in[1] == 0))) {
        return text;
    }
    const size_t high = marked ? in[0] == 0xff : in[1] == 0,
                 n = *len / 2; /* of a unit's bytes, which is the high one */
    char *out = arena_alloc(arena, n * 3 + 1);
    size_t k = 0;
    for (size_t i = marked; i < n; i++) {
        unsigned long c = in[2 * i + high] * 256UL + in[2 * i + 1 - high];
        const unsigned long low =
            i + 1 < n ? in[2 * i + 2 + high] * 256UL + in[2 * i + 3 - high] : 0;
        if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i++;
        } else if (c >= 0xd800 && c < 0xe000) {
            c = 0xfffd; /* half of a pair */
        }
        k += utf8_put(c, out + k);
    }
    out[k] = '\0';
    *len = k;
    return out;
}

/* \uXXXX, at r->at the u; a pair of surrogates is one character. */
static bool read_code(struct reader *r, size_t *n)
{
    char bytes[4];
    long c = hex4(r, r->at + 1);
    if (c < 0) {
        return syntax(r, "\\u needs four hexadecimal digits");
    }
    if (c == 0) {
        return syntax(r, "a text with a NUL character is not read");
    }
    r->at += 5;
    if (c >= 0xd800 && c < 0xe000) {
        const long low = next(r) == '\\' && r->at + 1 < r->len && r->text[r->at + 1] == 'u'
                             ? hex4(r, r->at + 2)
                             : -1;
        if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
            return syntax(r, "half of a pair of surrogates");
        }
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        r->at += 6;
    }
    put(r, n, bytes, utf8_put((unsigned long)c, bytes));
    return true;
}

static bool read_escape(struct reader *r, size_t *n)
{
    static const char from[] = "\"\\/bfnrt'", to[] = "\"\\/\b\f\n\r\t'";
    r->at++;
    if (next(r) == 'u') {
        return read_code(r, n);
    }
    const char *found = next(r) != '\0' ? strchr(from, next(r)) : NULL;
    if (found == NULL) {
        return syntax(r, "no such escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX are");
    }
    put(r, n, &to[found - from], 1);
    r->at++;
    return true;
}

/* At the opening quote. The text is in the arena. */
static const char *read_string(struct reader *r, size_t *len)
{
    size_t n = 0;
    r->at++;
    for (;;) {
        const size_t left = r->len - r->at;
        const char *s = r->text + r->at;
        size_t plain = 0;
        while (plain < left && s[plain] != '"' && s[plain] != '\\' &&
               (unsigned char)s[plain] < 0x80 && s[plain] != '\0') {
            plain++;
        }
        put(r, &n, s, plain);
        r->at += plain;
        if (r->at >= r->len) {
            (void)syntax(r, "a string has no end: a \" is missing");
            return NULL;
        }
        if (r->text[r->at] == '"') {
            break;
        }
        if (r->text[r->at] == '\\') {
            if (!read_escape(r, &n)) {
                return NULL;
            }
            continue;
        }
        const size_t bytes =
            r->text[r->at] == '\0' ? 0 : utf8_length(r->text + r->at, r->len - r->at);
        if (bytes == 0) {
            (void)syntax(r, "a byte that is no UTF-8 text");
            return NULL;
        }
        put(r, &n, r->text + r->at, bytes);
        r->at += bytes;
    }
    r->at++;
    *len = n;
    return arena_strndup(r->arena, r->buffer != NULL ? r->buffer : "", n);
}

/* --- other scalars --- */

static struct arm_value *read_number(struct reader *r, struct span at)
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
        (void)syntax(r, "a value is expected: a string, a number, true, false, null, [ or {");
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
            (void)syntax(r, "this is no number");
            return NULL;
        }
    }
    r->at += n;
    return value;
}

static bool read_word(struct reader *r, const char *word)
{
    const size_t n = strlen(word);
    if (r->len - r->at >= n && memcmp(r->text + r->at, word, n) == 0) {
        r->at += n;
        return true;
    }
    return false;
}

static struct arm_value *read_value(struct reader *r, unsigned depth);

static void push(struct reader *r, struct arm_member m)
{
    if (r->n == r->cap) {
        r->cap = r->cap == 0 ? 256 : r->cap * 2;
        r->stack = realloc(r->stack, r->cap * sizeof *r->stack);
        SIM_ASSERT(r->stack != NULL);
    }
    r->stack[r->n++] = m;
}

/* One item or member; false at an error. */
static bool read_item(struct reader *r, bool object, unsigned depth)
{
    struct arm_member m = {.name = NULL};
    if (object) {
        size_t len;
        m.at = place(r, r->at);
        if (next(r) != '"') {
            return syntax(r, "the name of a member is expected, in double quotes");
        }
        const size_t from = r->at;
        m.name = read_string(r, &len);
        m.at.len = m.name != NULL ? (uint32_t)(r->at - from) : 1;
        if (m.name == NULL || !skip_blank(r)) {
            return false;
        }
        if (next(r) != ':') {
            return syntax(r, "a : is expected behind the name");
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

static struct arm_value *close_container(struct reader *r, bool object, size_t from, struct span at)
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

static struct arm_value *read_container(struct reader *r, bool object, struct span at,
                                        unsigned depth)
{
    const char end = object ? '}' : ']';
    const size_t from = r->n;
    if (depth > ARM_DEPTH_MAX) {
        (void)fail(r, &arm_code_limit, "too deep", "the nesting is deeper than 100 levels");
        return NULL;
    }
    r->at++;
    if (!skip_blank(r)) {
        return NULL;
    }
    while (next(r) != end) {
        if (!read_item(r, object, depth)) {
            return NULL;
        }
        if (next(r) == ',') {
            r->at++;
            if (!skip_blank(r)) {
                return NULL;
            }
        } else if (next(r) != end) {
            (void)syntax(r, object ? "a comma or } is expected" : "a comma or ] is expected");
            return NULL;
        }
    }
    r->at++;
    return close_container(r, object, from, at);
}

static struct arm_value *read_value(struct reader *r, unsigned depth)
{
    struct span at = place(r, r->at);
    if (++r->n_values > ARM_VALUES_MAX) {
        (void)fail(r, &arm_code_limit, "one too many", "the file holds more than 4 million values");
        return NULL;
    }
    const char c = next(r);
    if (c == '{' || c == '[') {
        return read_container(r, c == '{', at, depth);
    }
    if (c == '"') {
        size_t len;
        const size_t from = r->at;
        const char *text = read_string(r, &len);
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
        (void)syntax(r, "a value is expected");
        return NULL;
    }
    return read_number(r, at);
}

struct arm_value *arm_read(uint32_t source, const char *text, size_t len, struct arena *arena,
                           struct diag *diag)
{
    struct reader r = {.text = text,
                       .len = len,
                       .source = source,
                       .line = 1,
                       .col = 1,
                       .arena = arena,
                       .diag = diag};
    struct arm_value *root = NULL;
    if (len > ARM_FILE_MAX) {
        (void)fail(&r, &arm_code_limit, NULL, "the file is larger than 100 MB");
        return NULL;
    }
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        r.at = r.counted = 3;
    }
    if (skip_blank(&r)) {
        root = read_value(&r, 1);
    }
    if (root != NULL && (!skip_blank(&r) || r.at < r.len)) {
        (void)syntax(&r, "behind the value the text should end");
        root = NULL;
    }
    free(r.stack);
    free(r.buffer);
    return root;
}
