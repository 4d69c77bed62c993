#include "sim/scenario/doc.h"

#include <string.h>

#include "sim/base/arena.h"

bool doc_is_null(const struct doc_node *node)
{
    return node->kind == DOC_SCALAR && !node->quoted &&
           (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
            strcmp(node->text, "null") == 0);
}

struct doc_entry *doc_find(const struct doc_node *map, const char *key)
{
    for (size_t i = 0; i < map->n; i++) {
        if (map->entry[i].key != NULL && strcmp(map->entry[i].key, key) == 0) {
            return &map->entry[i];
        }
    }
    return NULL;
}

struct doc_node *doc_new(struct arena *arena, enum doc_kind kind, struct span at)
{
    struct doc_node *node = ARENA_NEW(arena, struct doc_node);
    node->kind = kind;
    node->at = at;
    node->text = "";
    return node;
}

struct doc_entry *doc_add(struct arena *arena, struct doc_node *node, const char *key,
                          struct span at, struct doc_node *value)
{
    ARENA_ROOM(arena, node->entry, node->n, node->cap, 4);
    node->entry[node->n] = (struct doc_entry){key, at, value};
    return &node->entry[node->n++];
}
