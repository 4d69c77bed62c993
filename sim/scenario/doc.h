/*
 * Document: a scenario's text as a tree of mappings, lists and scalars, every node with its place.
 * Read with libfyaml (YAML 1.2, so JSON too), which nobody else in the program sees. Features that
 * the scenario language does not have (anchors, tags, several documents) and duplicate keys are
 * diagnosed here; meaning is bind.c's. Everything lives in the arena.
 */
#ifndef SIM_SCENARIO_DOC_H
#define SIM_SCENARIO_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/diag.h"

struct arena;

enum doc_kind { DOC_SCALAR, DOC_MAP, DOC_LIST };

struct doc_node {
    enum doc_kind kind;
    struct span at;
    const char *text; /* DOC_SCALAR */
    bool quoted;
    struct doc_entry *entry; /* DOC_MAP, DOC_LIST (keys NULL); in the order of the file */
    size_t n, cap;
};

struct doc_entry {
    const char *key;
    struct span at; /* of the key */
    struct doc_node *value;
};

/* A text to read: source as of diag_source (0: no place), skip = bytes of it that stand before the
 * YAML (on one line). */
struct doc_text {
    uint32_t source;
    const char *text;
    size_t len, skip;
};

/* sim/scenario/doc_read.c: NULL when the text is no document; the reason is in diag. An empty text
 * is an empty mapping. */
struct doc_node *doc_read(struct doc_text text, struct arena *arena, struct diag *diag);

/* An empty plain scalar, null or ~. */
bool doc_is_null(const struct doc_node *node);
/* The entry of a mapping, or NULL. */
struct doc_entry *doc_find(const struct doc_node *map, const char *key);
struct doc_node *doc_new(struct arena *arena, enum doc_kind kind, struct span at);
/* Adds an entry at the end. */
struct doc_entry *doc_add(struct arena *arena, struct doc_node *node, const char *key,
                          struct span at, struct doc_node *value);

#endif
