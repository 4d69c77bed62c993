/* Texts of JSON: strings with their escapes, and files in UTF-16. */
#include <stdlib.h>
#include <string.h>

#include "sim/arm/read.h"
#include "sim/arm/read_parts.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/utf8.h"

static void put(struct arm_reader *r, size_t *n, const char *bytes, size_t count)
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
static long hex4(const struct arm_reader *r, size_t from)
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
static bool read_code(struct arm_reader *r, size_t *n)
{
    char bytes[4];
    long c = hex4(r, r->at + 1);
    if (c < 0) {
        return arm_reader_syntax(r, "\\u needs four hexadecimal digits");
    }
    if (c == 0) {
        return arm_reader_syntax(r, "a text with a NUL character is not read");
    }
    r->at += 5;
    if (c >= 0xd800 && c < 0xe000) {
        const long low =
            arm_reader_next(r) == '\\' && r->at + 1 < r->len && r->text[r->at + 1] == 'u'
                ? hex4(r, r->at + 2)
                : -1;
        if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
            return arm_reader_syntax(r, "half of a pair of surrogates");
        }
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        r->at += 6;
    }
    put(r, n, bytes, utf8_put((unsigned long)c, bytes));
    return true;
}

static bool read_escape(struct arm_reader *r, size_t *n)
{
    static const char from[] = "\"\\/bfnrt'", to[] = "\"\\/\b\f\n\r\t'";
    r->at++;
    if (arm_reader_next(r) == 'u') {
        return read_code(r, n);
    }
    const char *found = arm_reader_next(r) != '\0' ? strchr(from, arm_reader_next(r)) : NULL;
    if (found == NULL) {
        return arm_reader_syntax(r,
                                 "no such escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX are");
    }
    put(r, n, &to[found - from], 1);
    r->at++;
    return true;
}

/* At the opening quote. The text is in the arena. */
const char *arm_read_string(struct arm_reader *r, size_t *len)
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
            (void)arm_reader_syntax(r, "a string has no end: a \" is missing");
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
            (void)arm_reader_syntax(r, "a byte that is no UTF-8 text");
            return NULL;
        }
        put(r, &n, r->text + r->at, bytes);
        r->at += bytes;
    }
    r->at++;
    *len = n;
    return arena_strndup(r->arena, r->buffer != NULL ? r->buffer : "", n);
}
