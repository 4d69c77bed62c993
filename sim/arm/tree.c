#include "sim/arm/tree.h"

#include <string.h>

#include "sim/base/arena.h"

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
