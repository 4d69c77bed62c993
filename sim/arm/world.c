#include "sim/arm/world.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <stdlib.h>
#include <uthash.h>

#include "sim/arm/code.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

const char arm_default_subscription[] = "00000000-0000-0000-0000-000000000000";

struct arm_index {
    const char *key;
    struct arm_resource *resource;
    bool ambiguous;
    UT_hash_handle hh;
};

static const char *lower(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    for (char *c = copy; *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    return copy;
}

void arm_index_add(struct arm_world *w, struct arm_index **index, const char *key,
                   struct arm_resource *r)
{
    struct arm_index *found = NULL;
    key = lower(w->arena, key);
    HASH_FIND_STR(*index, key, found);
    if (found != NULL) {
        found->ambiguous = found->ambiguous || found->resource->id == NULL || r->id == NULL ||
                           strcasecmp(found->resource->id, r->id) != 0;
        if (found->resource->existing || !r->existing) {
            found->resource = r; /* the later one, and the one that is declared */
        }
        return;
    }
    struct arm_index *new = ARENA_NEW(w->arena, struct arm_index);
    new->key = key;
    new->resource = r;
    HASH_ADD_KEYPTR(hh, *index, new->key, strlen(new->key), new);
}

struct arm_resource *arm_index_find(struct arm_index *index, const char *key, bool *ambiguous)
{
    struct arm_index *found = NULL;
    char *copy = strdup(key);
    SIM_ASSERT(copy != NULL);
    for (char *c = copy; *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    HASH_FIND_STR(index, copy, found);
    free(copy);
    *ambiguous = found != NULL && found->ambiguous;
    return found != NULL ? found->resource : NULL;
}

void arm_world_fini(struct arm_world *w)
{
    HASH_CLEAR(hh, w->by_id);
    HASH_CLEAR(hh, w->by_type);
    HASH_CLEAR(hh, w->by_symbol);
    free(w->resource);
    free(w->given);
    w->resource = NULL;
    w->given = NULL;
}

/* --- ids --- */

/* Behind the last "/providers/"; NULL: it has none. */
static const char *provider_part(const char *id)
{
    const char *found = NULL;
    for (const char *s = id; *s != '\0'; s++) {
        if (strncasecmp(s, "/providers/", 11) == 0) {
            found = s + 11;
        }
    }
    return found;
}

/* Every second segment behind the namespace: names, or (with the namespace in front) types. */
static const char *segments(struct arena *arena, const char *id, bool types)
{
    const char *part = provider_part(id);
    char *out = part != NULL ? arena_alloc(arena, strlen(part) + 1) : NULL;
    size_t n = 0, number = 0;
    for (const char *s = part; s != NULL && *s != '\0'; number++) {
        const size_t len = strcspn(s, "/");
        if (types ? number == 0 || number % 2 == 1 : number > 0 && number % 2 == 0) {
            if (n > 0) {
                out[n++] = '/';
            }
            memcpy(out + n, s, len);
            n += len;
        }
        s += len + (s[len] == '/');
    }
    return number >= 3 ? out : NULL;
}

const char *arm_id_type(struct arena *arena, const char *id)
{
    return segments(arena, id, true);
}

const char *arm_id_name(struct arena *arena, const char *id)
{
    return segments(arena, id, false);
}

const char *arm_id_parent(struct arena *a, const char *id)
{
    size_t n = strlen(id);
    for (unsigned slashes = 0; n > 0; n--) {
        if (id[n - 1] == '/' && ++slashes == 2) {
            return arena_strndup(a, id, n - 1);
        }
    }
    return "";
}

const char *arm_id_make(struct arena *arena, const char *subscription, const char *group,
                        const char *type, const char *name)
{
    const char *scope =
        subscription == NULL ? "" : arena_printf(arena, "/subscriptions/%s", subscription);
    if (subscription != NULL && group != NULL) {
        scope = arena_printf(arena, "%s/resourceGroups/%s", scope, group);
    }
    const size_t first = strcspn(type, "/");
    char *out = arena_alloc(arena, strlen(scope) + strlen(type) + strlen(name) + 32);
    size_t n = (size_t)sprintf(out, "%s/providers/%.*s", scope, (int)first, type);
    const char *t = type + first, *m = name;
    while (*t == '/' || *m != '\0') {
        if (*t == '/') {
            const size_t len = strcspn(t + 1, "/") + 1;
            memcpy(out + n, t, len);
            n += len;
            t += len;
        }
        if (*m != '\0') {
            const size_t len = strcspn(m, "/");
            out[n++] = '/';
            memcpy(out + n, m, len);
            n += len;
            m += len + (m[len] == '/');
        }
    }
    out[n] = '\0';
    return out;
}

/* --- finding --- */

const char *arm_short_type(const char *type)
{
    const char *slash = strchr(type, '/');
    return slash != NULL ? slash + 1 : type;
}

struct arm_resource *arm_resource_by_id(struct arm_world *w, const char *id)
{
    bool ambiguous;
    struct arm_resource *r = arm_index_find(w->by_id, id, &ambiguous);
    if (r != NULL && !r->existing) {
        return r;
    }
    const char *type = arm_id_type(w->arena, id), *name = arm_id_name(w->arena, id);
    if (type == NULL || name == NULL) {
        return r;
    }
    struct arm_resource *other =
        arm_index_find(w->by_type, arena_printf(w->arena, "%s|%s", type, name), &ambiguous);
    return other != NULL && !ambiguous && !other->existing ? other : r;
}

static struct arm_resource *by_symbol(struct arm_world *w, const struct arm_deployment *in,
                                      const char *symbol)
{
    bool ambiguous;
    return in == NULL ? NULL
                      : arm_index_find(w->by_symbol,
                                       arena_printf(w->arena, "%p|%s", (const void *)in, symbol),
                                       &ambiguous);
}

struct arm_resource *arm_resource_named(struct arm_world *w, const struct arm_frame *frame,
                                        const char *text)
{
    const struct arm_deployment *in = frame->in;
    if (text[0] == '/') {
        return arm_resource_by_id(w, text);
    }
    struct arm_resource *r = by_symbol(w, in, text);
    if (r != NULL) {
        return r;
    }
    const size_t first = strcspn(text, "/");
    if (text[first] == '/' && memchr(text, '.', first) != NULL) {
        return arm_resource_by_id(
            w, arena_printf(w->arena, "/subscriptions/%s/resourceGroups/%s/providers/%s",
                            in->subscription, in->group, text));
    }
    for (size_t i = 0; i < in->n; i++) {
        if (in->resource[i]->name != NULL && strcasecmp(in->resource[i]->name, text) == 0) {
            r = in->resource[i];
        }
    }
    return r;
}

bool arm_world_add(struct arm_world *w, struct arm_resource *r)
{
    if (w->n >= ARM_RESOURCES_MAX) {
        if (!w->exhausted) {
            diag_add(w->diag, &arm_code_limit, r->at, "one too many",
                     "the files hold more than %d resources", ARM_RESOURCES_MAX);
        }
        w->exhausted = true;
        return false;
    }
    if (w->n == w->cap) {
        w->cap = w->cap == 0 ? 64 : w->cap * 2;
        w->resource = realloc(w->resource, w->cap * sizeof(struct arm_resource *));
        SIM_ASSERT(w->resource != NULL);
    }
    w->resource[w->n++] = r;
    if (r->id != NULL) {
        arm_index_add(w, &w->by_id, r->id, r);
        arm_index_add(w, &w->by_type, arena_printf(w->arena, "%s|%s", r->type, r->name), r);
    }
    if (r->symbol != NULL) {
        arm_index_add(w, &w->by_symbol,
                      arena_printf(w->arena, "%p|%s", (const void *)r->in, r->symbol), r);
    }
    return true;
}

enum { REGION_LONGEST = 60 };

const char *arm_region(struct arena *arena, const char *location)
{
    char *out = arena_alloc(arena, strlen(location) + 1);
    size_t n = 0;
    for (const char *c = location; *c != '\0'; c++) {
        if (*c != ' ' &&
            n < REGION_LONGEST) { /* what is no name can be no region either: check says so */
            out[n++] =
                (unsigned char)*c < 0x80 && (isalnum((unsigned char)*c) || *c == '-' || *c == '_')
                    ? (char)tolower((unsigned char)*c)
                    : '-';
        }
    }
    return n > 0 ? out : "unknown";
}
