/* Functions that put texts together. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

static struct arm_value *too_long(struct arm_call *c)
{
    return arm_mistake(c->w, c->at, "%s makes a text longer than %d bytes", c->name, ARM_TEXT_MAX);
}

/* A text being made. */
struct out {
    char *v;
    size_t n, cap;
    bool full;
};

static void put(struct out *o, const char *s, size_t n)
{
    if (o->full || o->n + n > ARM_TEXT_MAX) {
        o->full = true;
        return;
    }
    if (o->n + n + 1 > o->cap) {
        o->cap = (o->n + n + 1) * 2;
        char *more = realloc(o->v, o->cap);
        if (more == NULL) {
            o->full = true;
            return;
        }
        o->v = more;
    }
    memcpy(o->v + o->n, s, n);
    o->n += n;
}

static struct arm_value *say_out(struct arm_call *c, struct out *o)
{
    const bool ok = !o->full && arm_may_work(c->w, c->at, o->n / 64);
    struct arm_value *v = ok ? arm_say_text_n(c, o->v != NULL ? o->v : "", o->n) : too_long(c);
    free(o->v);
    return v;
}

static struct arm_value *concat_arrays(struct arm_call *c)
{
    size_t n = 0, k = 0;
    for (size_t i = 0; i < c->n; i++) {
        ARM_NEED(c, i, ARM_ARRAY);
        n += c->arg[i]->n;
    }
    if (!arm_may_work(c->w, c->at, n)) {
        return arm_too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, n, c->at);
    for (size_t i = 0; i < c->n; i++) {
        for (size_t m = 0; m < c->arg[i]->n; m++) {
            list->item[k++] = c->arg[i]->item[m];
        }
    }
    return list;
}

static struct arm_value *concat(struct arm_call *c)
{
    struct out o = {0};
    if (c->n > 0 && c->arg[0]->kind == ARM_ARRAY) {
        return concat_arrays(c);
    }
    for (size_t i = 0; i < c->n; i++) {
        if (c->arg[i]->kind == ARM_ARRAY || c->arg[i]->kind == ARM_OBJECT) {
            free(o.v);
            return arm_wrong(c, i, "strings, or arrays alone");
        }
        const char *text = arm_as_text(c->w, c->arg[i]);
        put(&o, text, strlen(text));
    }
    return say_out(c, &o);
}

/* {0:D3}, {0:X}, {0:000}, {0:N0}: what templates use of .NET's number formats. */
static const char *format_number(struct arm_call *c, const struct arm_value *v, const char *spec,
                                 size_t len)
{
    const char kind = len > 0 ? (char)toupper((unsigned char)spec[0]) : '\0';
    int width = len > 1 && len <= 3 ? (int)strtol(spec + 1, NULL, 10) : 0;
    if (v->kind != ARM_INT || len == 0) {
        return arm_as_text(c->w, v);
    }
    if (strspn(spec, "0") >= len) {
        width = (int)(len < 50 ? len : 50);
        return arena_printf(c->w->arena, "%0*lld", width + (v->whole < 0), (long long)v->whole);
    }
    width = width >= 0 && width <= 50 ? width : 0;
    switch (kind) {
    case 'D':
        return arena_printf(c->w->arena, "%s%0*llu", v->whole < 0 ? "-" : "", width,
                            v->whole < 0 ? -(unsigned long long)v->whole
                                         : (unsigned long long)v->whole);
    case 'X':
        return arena_printf(c->w->arena, spec[0] == 'x' ? "%0*llx" : "%0*llX", width,
                            (unsigned long long)v->whole);
    default:
        return arm_as_text(c->w, v);
    }
}

/* At "{": puts the argument; NULL, or what is wrong. */
static const char *put_argument(struct arm_call *c, struct out *o, const char **s)
{
    char *end;
    const unsigned long number = strtoul(*s + 1, &end, 10);
    const char *close = strchr(*s, '}');
    if (close == NULL || end == *s + 1 || (*s)[1] < '0' || (*s)[1] > '9') {
        return "a { that is no {number}; a brace itself is written twice";
    }
    if (number + 1 >= c->n) {
        return "a {number} without its argument";
    }
    const char *colon = memchr(end, ':', (size_t)(close - end));
    const struct arm_value *v = c->arg[number + 1];
    const char *text = colon != NULL ? format_number(c, v, colon + 1, (size_t)(close - colon - 1))
                                     : arm_as_text(c->w, v);
    size_t pad = 0;
    const long align = *end == ',' ? strtol(end + 1, NULL, 10) : 0;
    const size_t len = strlen(text), wanted = (size_t)(align < 0 ? -align : align);
    pad = wanted > len && wanted <= 1000 ? wanted - len : 0;
    for (size_t i = 0; align > 0 && i < pad; i++) {
        put(o, " ", 1);
    }
    put(o, text, len);
    for (size_t i = 0; align < 0 && i < pad; i++) {
        put(o, " ", 1);
    }
    *s = close + 1;
    return NULL;
}

static struct arm_value *format(struct arm_call *c)
{
    struct out o = {0};
    ARM_NEED(c, 0, ARM_TEXT);
    for (const char *s = c->arg[0]->text; *s != '\0';) {
        const char *why = NULL;
        if ((*s == '{' || *s == '}') && s[1] == *s) {
            put(&o, s, 1);
            s += 2;
        } else if (*s == '{') {
            why = put_argument(c, &o, &s);
        } else {
            const size_t n = *s == '}' ? 1 : strcspn(s, "{}");
            put(&o, s, n);
            s += n;
        }
        if (why != NULL) {
            free(o.v);
            return arm_mistake(c->w, c->at, "format has %s", why);
        }
    }
    return say_out(c, &o);
}

static struct arm_value *replace(struct arm_call *c)
{
    struct out o = {0};
    for (size_t i = 0; i < 3; i++) {
        ARM_NEED(c, i, ARM_TEXT);
    }
    const char *s = c->arg[0]->text, *old = c->arg[1]->text;
    const size_t len = strlen(old);
    if (len == 0) {
        return arm_mistake(c->w, c->at, "replace is given an empty text to look for");
    }
    for (const char *found; (found = strstr(s, old)) != NULL; s = found + len) {
        put(&o, s, (size_t)(found - s));
        put(&o, c->arg[2]->text, c->arg[2]->len);
    }
    put(&o, s, strlen(s));
    return say_out(c, &o);
}

static struct arm_value *pad_left(struct arm_call *c)
{
    struct out o = {0};
    ARM_NEED(c, 1, ARM_INT);
    const char *text = arm_as_text(c->w, c->arg[0]),
               *with = c->n > 2 ? arm_as_text(c->w, c->arg[2]) : " ";
    const int64_t wanted = c->arg[1]->whole, len = (int64_t)strlen(text);
    if (with[0] == '\0' || wanted > ARM_TEXT_MAX) {
        return arm_mistake(c->w, c->at, "padLeft cannot make this of it");
    }
    for (int64_t i = len; i < wanted; i++) {
        put(&o, with, 1);
    }
    put(&o, text, (size_t)len);
    return say_out(c, &o);
}

static struct arm_value *join(struct arm_call *c)
{
    struct out o = {0};
    ARM_NEED(c, 0, ARM_ARRAY);
    ARM_NEED(c, 1, ARM_TEXT);
    for (size_t i = 0; i < c->arg[0]->n; i++) {
        if (c->arg[0]->item[i]->kind == ARM_UNKNOWN) {
            free(o.v);
            return c->arg[0]->item[i];
        }
        const char *text = arm_as_text(c->w, c->arg[0]->item[i]);
        if (i > 0) {
            put(&o, c->arg[1]->text, c->arg[1]->len);
        }
        put(&o, text, strlen(text));
    }
    return say_out(c, &o);
}

static struct arm_value *to_string(struct arm_call *c)
{
    return arm_say_text(c, arm_as_text(c->w, c->arg[0]));
}

const struct arm_function arm_join_functions[] = {
    {"concat", concat, 1, ARM_ANY, 0},
    {"format", format, 1, ARM_ANY, ARM_FN_WHOLE},
    {"replace", replace, 3, 3, 0},
    {"padLeft", pad_left, 2, 3, 0},
    {"join", join, 2, 2, ARM_FN_WHOLE},
    {"string", to_string, 1, 1, ARM_FN_WHOLE},
    {NULL, NULL, 0, 0, 0},
};
