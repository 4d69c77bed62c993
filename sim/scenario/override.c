#include "sim/scenario/override.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/field_code.h"

struct override {
    const char *text;
    uint32_t source;
    struct doc_node *value;
    struct arena *arena;
    struct diag *diag;
};

static uint32_t characters(const char *s, size_t n)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += ((unsigned char)s[i] & 0xc0) != 0x80;
    }
    return count;
}

static struct span key_span(const struct override *o, const char *key, size_t len)
{
    const uint32_t n = characters(key, len);
    return (struct span){o->source, 1, characters(o->text, (size_t)(key - o->text)) + 1,
                         n > 0 ? n : 1};
}

/* `*` gives the value to many: to each its own, or a later override of one would change them all.
 */
static struct doc_node *copy_of(struct arena *arena, const struct doc_node *node)
{
    struct doc_node *copy = doc_new(arena, node->kind, node->at);
    copy->text = node->text;
    copy->quoted = node->quoted;
    for (size_t i = 0; i < node->n; i++) {
        const struct doc_entry *e = &node->entry[i];
        doc_add(arena, copy, e->key, e->at, copy_of(arena, e->value));
    }
    return copy;
}

static bool fail(const struct override *o, const char *key, size_t len, const char *what,
                 const char *help)
{
    diag_add(o->diag, &field_code_path, key_span(o, key, len), NULL, "%s", what);
    diag_help(o->diag, "%s", help);
    return false;
}

/* The value that the path goes on in: a key without one is an empty mapping. */
static struct doc_node *opened(const struct override *o, struct doc_entry *e, const char *key,
                               size_t len)
{
    if (doc_is_null(e->value)) {
        e->value = doc_new(o->arena, DOC_MAP, key_span(o, key, len));
    }
    return e->value;
}

/* Descends by the keys from `path` to `end` (the equals sign). */
static bool apply(const struct override *o, struct doc_node *node, const char *path,
                  const char *end)
{
    const char *dot = memchr(path, '.', (size_t)(end - path));
    const size_t len = (size_t)((dot != NULL ? dot : end) - path);
    const bool last = dot == NULL;
    if (len == 0) {
        return fail(o, path, 1, "a key of the path is empty",
                    "write PATH=VALUE, for example simulation.duration=10s");
    }
    if (node->kind != DOC_MAP) {
        return fail(o, path, len, "the path goes on below a single value",
                    "set the value itself, or the whole mapping in its place");
    }
    const char *key = arena_strndup(o->arena, path, len);
    if (strcmp(key, "*") == 0) {
        bool ok = node->n > 0;
        for (size_t i = 0; i < node->n && ok; i++) {
            if (last) {
                node->entry[i].value = copy_of(o->arena, o->value);
            } else {
                ok = apply(o, opened(o, &node->entry[i], path, len), dot + 1, end);
            }
        }
        return node->n > 0 ? ok
                           : fail(o, path, len, "`*` matches nothing: the mapping is empty",
                                  "name the key");
    }
    struct doc_entry *e = doc_find(node, key);
    if (last && e != NULL) {
        e->value = copy_of(o->arena, o->value);
        return true;
    }
    if (last) {
        doc_add(o->arena, node, key, key_span(o, path, len), copy_of(o->arena, o->value));
        return true;
    }
    if (e == NULL) {
        e = doc_add(o->arena, node, key, key_span(o, path, len),
                    doc_new(o->arena, DOC_MAP, key_span(o, path, len)));
    }
    return apply(o, opened(o, e, path, len), dot + 1, end);
}

bool override_apply(struct doc_node *root, const char *text, struct arena *arena, struct diag *diag)
{
    const size_t len = strlen(text);
    const char *equals = strchr(text, '=');
    struct override o = {.text = text,
                         .source = diag_source(diag, "--set", text, len),
                         .arena = arena,
                         .diag = diag};
    if (equals == NULL) {
        return fail(&o, text, len, "this is not PATH=VALUE",
                    "write for example simulation.duration=10s");
    }
    o.value =
        doc_read((struct doc_text){o.source, text, len, (size_t)(equals - text) + 1}, arena, diag);
    if (o.value == NULL) {
        return false;
    }
    if (o.value->kind == DOC_MAP && o.value->n == 0 && strchr(equals, '{') == NULL) {
        return fail(&o, equals, 1, "the value is missing",
                    "write for example simulation.duration=10s");
    }
    return apply(&o, root, text, equals);
}
