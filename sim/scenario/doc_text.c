#include "sim/scenario/doc_text.h"

#include <string.h>

#include "sim/base/arena.h"

/* Plain where a plain scalar is safe anywhere, else in single quotes. */
static const char *scalar(const char *text, bool quoted, struct arena *arena)
{
    const size_t n = strlen(text);
    if (!quoted && n > 0 &&
        strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.%/+-") == n &&
        text[0] != '-' && text[0] != '%') {
        return text;
    }
    if (!quoted && n == 0) {
        return "null";
    }
    const char *out = "'";
    for (const char *c = text; *c != '\0'; c++) {
        out = arena_printf(arena, *c == '\'' ? "%s''" : "%s%c", out, *c);
    }
    return arena_printf(arena, "%s'", out);
}

const char *doc_text_flow(const struct doc_node *node, struct arena *arena)
{
    if (node->kind == DOC_SCALAR) {
        return scalar(node->text, node->quoted, arena);
    }
    const bool map = node->kind == DOC_MAP;
    const char *out = map ? "{" : "[";
    for (size_t i = 0; i < node->n; i++) {
        const struct doc_entry *e = &node->entry[i];
        const char *value = doc_text_flow(e->value, arena);
        out = map ? arena_printf(arena, "%s%s%s: %s", out, i > 0 ? ", " : "",
                                 scalar(e->key, false, arena), value)
                  : arena_printf(arena, "%s%s%s", out, i > 0 ? ", " : "", value);
    }
    return arena_printf(arena, "%s%s", out, map ? "}" : "]");
}
