#include "sim/arm/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/json.h"

/* Objects up to this many members are searched from the front. */
enum { SMALL = 12 };
/* 100 levels of JSON, and as many of expressions around it. */
enum { DEPTH_MAX = 250, WEIGHT_MAX = 8000000, TEXT_PER_WEIGHT = 64 };

struct arm_value *arm_value_new(struct arena *arena, enum arm_kind kind, struct span at)
{
    struct arm_value *v = ARENA_NEW(arena, struct arm_value);
    v->kind = kind;
    v->at = at;
    return v;
}

struct arm_value *arm_value_text(struct arena *arena, const char *text, struct span at)
{
    struct arm_value *v = arm_value_new(arena, ARM_TEXT, at);
    v->text = text;
    v->len = strlen(text);
    return v;
}

static void add_weight(const struct arm_value *of, uint64_t *weight, unsigned *depth,
                       bool *uncertain)
{
    *uncertain = *uncertain || of->uncertain || of->kind == ARM_UNKNOWN;
    const bool container = of->kind == ARM_ARRAY || of->kind == ARM_OBJECT;
    *weight += 1 + of->weight + (of->kind == ARM_TEXT ? of->len / TEXT_PER_WEIGHT : 0);
    *depth = container && of->depth > *depth ? of->depth : *depth;
}

bool arm_measure(struct arm_value *v)
{
    uint64_t weight = 0;
    unsigned depth = 0;
    bool uncertain = false;
    if (v->kind == ARM_ARRAY) {
        for (size_t i = 0; i < v->n; i++) {
            add_weight(v->item[i], &weight, &depth, &uncertain);
        }
    } else if (v->kind == ARM_OBJECT) {
        for (size_t i = 0; i < v->object->n; i++) {
            add_weight(v->object->member[i].value, &weight, &depth, &uncertain);
        }
    } else {
        return true;
    }
    v->uncertain = uncertain;
    v->depth = (uint16_t)(depth + 1);
    v->weight = (uint32_t)(weight < UINT32_MAX ? weight : UINT32_MAX);
    return depth < DEPTH_MAX && weight <= WEIGHT_MAX;
}

struct arm_value *arm_value_array(struct arena *arena, size_t n, struct span at)
{
    struct arm_value *v = arm_value_new(arena, ARM_ARRAY, at);
    v->item = ARENA_ARRAY(arena, struct arm_value *, n > 0 ? n : 1);
    v->n = n;
    return v;
}

struct arm_value *arm_value_copy(struct arena *arena, const struct arm_value *v)
{
    struct arm_value *copy = ARENA_NEW(arena, struct arm_value);
    *copy = *v;
    copy->seen = copy->settled = false;
    if (v->kind == ARM_ARRAY) {
        copy->item = ARENA_ARRAY(arena, struct arm_value *, v->n > 0 ? v->n : 1);
        for (size_t i = 0; i < v->n; i++) {
            copy->item[i] = arm_value_copy(arena, v->item[i]);
        }
    } else if (v->kind == ARM_OBJECT) {
        copy->object = ARENA_NEW(arena, struct arm_object);
        *copy->object = *v->object;
        copy->object->member = ARENA_ARRAY(arena, struct arm_member, v->object->n + 1);
        for (size_t i = 0; i < v->object->n; i++) {
            copy->object->member[i] = v->object->member[i];
            copy->object->member[i].value = arm_value_copy(arena, v->object->member[i].value);
        }
    }
    return copy;
}

struct arm_value *arm_uncertain(struct arm_value *v)
{
    while (v != NULL && v->uncertain) {
        struct arm_value *next = NULL;
        const size_t n = v->kind == ARM_ARRAY ? v->n : v->object->n;
        for (size_t i = 0; i < n && next == NULL; i++) {
            struct arm_value *item = v->kind == ARM_ARRAY ? v->item[i] : v->object->member[i].value;
            next = item->kind == ARM_UNKNOWN || item->uncertain ? item : NULL;
        }
        v = next;
    }
    return v != NULL && v->kind == ARM_UNKNOWN ? v : NULL;
}

/* --- objects --- */

struct numbered {
    const char *name;
    uint32_t number;
};

static int by_name(const void *x, const void *y)
{
    const struct numbered *a = x, *b = y;
    const int order = strcasecmp(a->name, b->name);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Leaves the last of members of one name, in the first one's place; returns how many are left. */
static size_t drop_repeated(struct arm_member *member, size_t n, struct numbered *sorted,
                            const struct arm_member **twice)
{
    size_t left = 0;
    for (size_t i = 1; i < n; i++) {
        if (strcasecmp(sorted[i - 1].name, sorted[i].name) == 0) {
            struct arm_member *first = &member[sorted[i - 1].number],
                              *again = &member[sorted[i].number];
            if (twice != NULL && *twice == NULL) {
                *twice = again;
            }
            first->value = again->value;
            again->name = NULL;
            sorted[i].number = sorted[i - 1].number;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (member[i].name != NULL) {
            member[left++] = member[i];
        }
    }
    return left;
}

static void sort_members(const struct arm_member *member, size_t n, struct numbered *sorted)
{
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (struct numbered){member[i].name, (uint32_t)i};
    }
    qsort(sorted, n, sizeof *sorted, by_name);
}

struct arm_value *arm_value_object(struct arena *arena, struct arm_member *member, size_t n,
                                   struct span at, const struct arm_member **twice)
{
    struct arm_value *v = arm_value_new(arena, ARM_OBJECT, at);
    struct arm_object *o = v->object = ARENA_NEW(arena, struct arm_object);
    struct arm_member repeated = {0};
    const struct arm_member *again = NULL;
    struct numbered few[SMALL], *sorted = n <= SMALL ? few : malloc(n * sizeof *sorted);
    SIM_ASSERT(sorted != NULL);
    sort_members(member, n, sorted);
    size_t left = drop_repeated(member, n, sorted, &again);
    if (left < n) {
        SIM_ASSERT(again != NULL);
        repeated = (struct arm_member){"", again->at, NULL};
        sort_members(member, left, sorted);
    }
    o->member = member;
    o->n = left;
    if (left > SMALL) {
        o->order = ARENA_ARRAY(arena, uint32_t, left);
        for (size_t i = 0; i < left; i++) {
            o->order[i] = sorted[i].number;
        }
    }
    if (sorted != few) {
        free(sorted);
    }
    if (twice != NULL) {
        *twice = NULL;
        if (left < n) {
            struct arm_member *copy = ARENA_NEW(arena, struct arm_member);
            *copy = repeated;
            *twice = copy;
        }
    }
    return v;
}

struct arm_member *arm_member(const struct arm_value *v, const char *name)
{
    if (v == NULL || v->kind != ARM_OBJECT) {
        return NULL;
    }
    const struct arm_object *o = v->object;
    if (o->order == NULL) {
        for (size_t i = 0; i < o->n; i++) {
            if (strcasecmp(o->member[i].name, name) == 0) {
                return &o->member[i];
            }
        }
        return NULL;
    }
    size_t low = 0, high = o->n;
    while (low < high) {
        const size_t mid = (low + high) / 2;
        const int order = strcasecmp(o->member[o->order[mid]].name, name);
        if (order == 0) {
            return &o->member[o->order[mid]];
        }
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return NULL;
}

struct arm_value *arm_get(const struct arm_value *v, const char *name)
{
    const struct arm_member *m = arm_member(v, name);
    return m != NULL ? m->value : NULL;
}

const char *arm_get_text(const struct arm_value *v, const char *name)
{
    const struct arm_value *m = arm_get(v, name);
    return m != NULL && m->kind == ARM_TEXT ? m->text : NULL;
}

/* --- equality and text --- */

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
