/* Values as text, and whether two are the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/tree.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/json.h"

static double as_number(const struct arm_value *v)
{
    return v->kind == ARM_INT ? (double)v->whole : v->number;
}

static bool same(const struct arm_value *a, const struct arm_value *b, bool any_case);

static bool same_objects(const struct arm_value *a, const struct arm_value *b, bool any_case)
{
    if (a->object->n != b->object->n) {
        return false;
    }
    for (size_t i = 0; i < a->object->n; i++) {
        const struct arm_value *other = arm_get(b, a->object->member[i].name);
        if (other == NULL || !same(a->object->member[i].value, other, any_case)) {
            return false;
        }
    }
    return true;
}

static bool same(const struct arm_value *a, const struct arm_value *b, bool any_case)
{
    const bool numbers = (a->kind == ARM_NUMBER || a->kind == ARM_INT) &&
                         (b->kind == ARM_NUMBER || b->kind == ARM_INT);
    if (numbers) {
        return a->kind == ARM_INT && b->kind == ARM_INT ? a->whole == b->whole
                                                        : as_number(a) == as_number(b);
    }
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case ARM_NULL:
        return true;
    case ARM_BOOL:
        return a->truth == b->truth;
    case ARM_TEXT:
        return a->len == b->len && (any_case ? strcasecmp(a->text, b->text) == 0
                                             : memcmp(a->text, b->text, a->len) == 0);
    case ARM_ARRAY:
        for (size_t i = 0; i < a->n && a->n == b->n; i++) {
            if (!same(a->item[i], b->item[i], any_case)) {
                return false;
            }
        }
        return a->n == b->n;
    case ARM_OBJECT:
        return same_objects(a, b, any_case);
    default:
        return a == b;
    }
}

bool arm_equal(const struct arm_value *a, const struct arm_value *b)
{
    return same(a, b, false);
}

bool arm_has(const struct arm_value *list, const struct arm_value *v)
{
    for (size_t i = 0; i < list->n; i++) {
        if (arm_equal(list->item[i], v)) {
            return true;
        }
    }
    return false;
}

bool arm_alike(const struct arm_value *a, const struct arm_value *b)
{
    return same(a, b, true);
}

static void print(FILE *out, const struct arm_value *v);

static void print_text(FILE *out, const char *s)
{
    (void)fputc('"', out);
    for (; *s != '\0'; s++) {
        const unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') {
            (void)fprintf(out, "\\%c", c);
        } else if (c < 0x20) {
            (void)fprintf(out, "\\u%04x", c);
        } else {
            (void)fputc(c, out);
        }
    }
    (void)fputc('"', out);
}

static void print_items(FILE *out, const struct arm_value *v)
{
    (void)fputc('[', out);
    for (size_t i = 0; i < v->n; i++) {
        if (i > 0) {
            (void)fputc(',', out);
        }
        print(out, v->item[i]);
    }
    (void)fputc(']', out);
}

static void print_members(FILE *out, const struct arm_value *v)
{
    (void)fputc('{', out);
    for (size_t i = 0; i < v->object->n; i++) {
        if (i > 0) {
            (void)fputc(',', out);
        }
        print_text(out, v->object->member[i].name);
        (void)fputc(':', out);
        print(out, v->object->member[i].value);
    }
    (void)fputc('}', out);
}

static void print(FILE *out, const struct arm_value *v)
{
    char number[JSON_NUMBER_MAX];
    switch (v->kind) {
    case ARM_BOOL:
        (void)fputs(v->truth ? "true" : "false", out);
        break;
    case ARM_INT:
        (void)fprintf(out, "%lld", (long long)v->whole);
        break;
    case ARM_NUMBER:
        (void)fputs(json_number_format(v->number, number), out);
        break;
    case ARM_TEXT:
        print_text(out, v->text);
        break;
    case ARM_ARRAY:
        print_items(out, v);
        break;
    case ARM_OBJECT:
        print_members(out, v);
        break;
    default:
        (void)fputs("null", out);
    }
}

const char *arm_print(struct arena *arena, const struct arm_value *v)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    SIM_ASSERT(out != NULL);
    print(out, v);
    SIM_ASSERT(fclose(out) == 0);
    const char *copy = arena_strndup(arena, text, len);
    free(text);
    return copy;
}

const char *arm_kind_name(enum arm_kind kind)
{
    static const char *const name[] = {
        "null",     "a boolean", "a whole number", "a number",
        "a string", "an array",  "an object",      "a value that only a deployment knows",
        "a lambda"};
    return name[kind];
}
