/* Functions that code text: base64, URIs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arm/call.h"
#include "sim/arm/read.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"
#include "sim/base/utf8.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static struct arm_value *base64(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    const unsigned char *s = (const unsigned char *)c->arg[0]->text;
    const size_t n = c->arg[0]->len;
    char *out = arena_alloc(c->w->arena, n / 3 * 4 + 5), *o = out;
    if (n > ARM_TEXT_MAX / 2) {
        return arm_mistake(c->w, c->at, "base64 of a text that long");
    }
    for (size_t i = 0; i < n; i += 3) {
        const unsigned v =
            s[i] << 16 | (i + 1 < n ? s[i + 1] << 8 : 0) | (i + 2 < n ? s[i + 2] : 0);
        *o++ = alphabet[v >> 18];
        *o++ = alphabet[v >> 12 & 63];
        *o++ = i + 1 < n ? alphabet[v >> 6 & 63] : '=';
        *o++ = i + 2 < n ? alphabet[v & 63] : '=';
    }
    return arm_say_text(c, out);
}

/* NULL: no base64 of UTF-8 text. */
static char *decode(struct arm_call *c, const char *s)
{
    char *out = arena_alloc(c->w->arena, strlen(s) + 1);
    size_t n = 0;
    unsigned v = 0, bits = 0;
    for (; *s != '\0' && *s != '='; s++) {
        const char *found = strchr(alphabet, *s);
        if (found == NULL) {
            return NULL;
        }
        v = v << 6 | (unsigned)(found - alphabet);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[n++] = (char)(v >> bits & 0xff);
        }
        v &= (1U << bits) - 1;
    }
    for (size_t i = 0; i < n;) {
        const size_t len = out[i] == '\0' ? 0 : utf8_length(out + i, n - i);
        if (len == 0) {
            return NULL;
        }
        i += len;
    }
    return out;
}

static struct arm_value *base64_to_string(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    const char *text = decode(c, c->arg[0]->text);
    return text != NULL ? arm_say_text(c, text)
                        : arm_mistake(c->w, c->at, "%s is given no base64 of a text", c->name);
}

static struct arm_value *base64_to_json(struct arm_call *c)
{
    struct arm_value *text = base64_to_string(c), *v = NULL;
    if (text->kind == ARM_TEXT) {
        struct arena *own = arena_new();
        v = arm_read(0, text->text, text->len, c->w->arena, diag_new(own));
        arena_free(own);
    }
    return v != NULL                ? v
           : text->kind == ARM_TEXT ? arm_mistake(c->w, c->at, "%s is given no JSON", c->name)
                                    : text;
}

static struct arm_value *uri_component(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    char *out = arena_alloc(c->w->arena, c->arg[0]->len * 3 + 1), *o = out;
    if (c->arg[0]->len > ARM_TEXT_MAX / 3) {
        return arm_mistake(c->w, c->at, "uriComponent of a text that long");
    }
    for (const char *s = c->arg[0]->text; *s != '\0'; s++) {
        const bool plain = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
                           (*s >= '0' && *s <= '9') || strchr("-_.~", *s) != NULL;
        o += plain ? sprintf(o, "%c", *s) : sprintf(o, "%%%02X", (unsigned char)*s);
    }
    return arm_say_text(c, out);
}

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static struct arm_value *uri_component_to_string(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    char *out = arena_strdup(c->w->arena, c->arg[0]->text), *o = out;
    for (const char *s = c->arg[0]->text; *s != '\0'; s++) {
        const bool coded =
            *s == '%' && hex(s[1]) >= 0 && hex(s[2]) >= 0 && hex(s[1]) * 16 + hex(s[2]) >= 0x20;
        *o++ = coded ? (char)(hex(s[1]) * 16 + hex(s[2])) : *s;
        s += coded ? 2 : 0;
    }
    *o = '\0';
    return arm_say_text(c, out);
}

/* Relative to a base, as a browser resolves it. */
static struct arm_value *uri(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_TEXT);
    const char *base = c->arg[0]->text, *rest = c->arg[1]->text, *slash = strrchr(base, '/'),
               *scheme = strstr(base, "://");
    if (strstr(rest, "://") != NULL) {
        return c->arg[1];
    }
    const bool root = slash == NULL || (scheme != NULL && slash == scheme + 2);
    const size_t keep = root ? strlen(base) : (size_t)(slash - base) + 1;
    rest += rest[0] == '/' && keep > 0 && base[keep - 1] == '/';
    return arm_say_text(c, arena_printf(c->w->arena, "%.*s%s%s", (int)keep, base,
                                        root && rest[0] != '/' ? "/" : "", rest));
}

static struct arm_value *data_uri(struct arm_call *c)
{
    struct arm_value *v = base64(c);
    return v->kind == ARM_TEXT
               ? arm_say_text(c, arena_printf(c->w->arena, "data:text/plain;charset=utf8;base64,%s",
                                              v->text))
               : v;
}

static struct arm_value *data_uri_to_string(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    const char *comma = strchr(c->arg[0]->text, ','),
               *text = comma != NULL ? decode(c, comma + 1) : NULL;
    return text != NULL ? arm_say_text(c, text)
                        : arm_mistake(c->w, c->at, "%s is given no data URI of a text", c->name);
}

const struct arm_function arm_coding_functions[] = {
    {"base64", base64, 1, 1, 0},
    {"base64ToString", base64_to_string, 1, 1, 0},
    {"base64ToJson", base64_to_json, 1, 1, 0},
    {"uriComponent", uri_component, 1, 1, 0},
    {"uriComponentToString", uri_component_to_string, 1, 1, 0},
    {"uri", uri, 2, 2, 0},
    {"dataUri", data_uri, 1, 1, 0},
    {"dataUriToString", data_uri_to_string, 1, 1, 0},
    {NULL, NULL, 0, 0, 0},
};
