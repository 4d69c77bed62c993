#include "sim/arm/origin.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/plan.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

enum { KEY_MAX = 64, DEPTH_MAX = 7, SHORTEST = 4 };
enum { VISITS_MAX = 20000 }; /* values that are looked at for one place: more are not worth it */

struct origin {
    size_t byte;
    const struct arm_value *json[2];
};

void arm_origin_note(const struct arm_plan *p, FILE *out, const struct arm_value *json,
                     const struct arm_value *also)
{
    const long byte = ftell(out);
    if (byte >= 0) {
        struct origin *o =
            arm_things_add(p->w->arena, p->origins, ARENA_NEW(p->w->arena, struct origin));
        *o = (struct origin){(size_t)byte, {json, also}};
    }
}

/* --- which property --- */

/* A key of the language as the platform spells it, without case: "dpdtimeout" of dpd_timeout. */
static void squash(const char *key, size_t len, char out[KEY_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < len && n + 1 < KEY_MAX; i++) {
        if (key[i] != '_') {
            out[n++] = key[i];
        }
    }
    out[n] = '\0';
}

static bool is_key(char c)
{
    return islower((unsigned char)c) || isdigit((unsigned char)c) || c == '_';
}

/* The key that stands at a place of the line that begins at start, or whose value does. */
static void key_at(const char *start, const char *at, const char *end, char out[KEY_MAX])
{
    const char *from = at, *to = at;
    while (to < end && is_key(*to)) {
        to++;
    }
    while (from < end && (to == from || to == end || *to != ':')) { /* a value: back to its key */
        if (at == start) {
            out[0] = '\0';
            return;
        }
        to = --at;
        from = to;
        while (*to == ':' && from > start && is_key(from[-1])) {
            from--;
        }
    }
    squash(from, (size_t)(to - from), out);
}

/* region is location on the platform; else names agree, or one goes on behind the other
 * (dpd_timeout, dpdTimeoutSeconds; public_ip_addresses, publicIPAddress). */
static bool agrees(const char *name, const char *key, bool exact)
{
    if (exact) {
        return strcasecmp(name, strcmp(key, "region") == 0 ? "location" : key) == 0;
    }
    const size_t n = strlen(name), k = strlen(key);
    return n >= SHORTEST && k >= SHORTEST && strncasecmp(name, key, n < k ? n : k) == 0;
}

struct search {
    const char *key;
    bool exact;
    unsigned visits;
};

/* Of what lies exactly so deep. */
static const struct arm_value *member_at(const struct arm_value *v, struct search *s,
                                         unsigned depth)
{
    const struct arm_value *found = NULL;
    if (s->visits++ >= VISITS_MAX) {
        return NULL;
    }
    v = arm_plain((struct arm_value *)v);
    for (size_t i = 0; v->kind == ARM_ARRAY && i < v->n && found == NULL; i++) {
        found = member_at(v->item[i], s, depth);
    }
    for (size_t i = 0; v->kind == ARM_OBJECT && i < v->object->n && found == NULL; i++) {
        const struct arm_member *m = &v->object->member[i];
        if (depth > 0) {
            found = member_at(m->value, s, depth - 1);
        } else if (agrees(m->name, s->key, s->exact)) {
            found = m->value;
        }
    }
    return found;
}

static const struct arm_value *member_of(const struct arm_value *v, const char *key)
{
    struct search s = {.key = key};
    const struct arm_value *found = NULL;
    for (unsigned step = 0; step < 2 * DEPTH_MAX && found == NULL && key[0] != '\0'; step++) {
        s.exact = step < DEPTH_MAX;
        found = member_at(v, &s, step % DEPTH_MAX);
    }
    return found;
}

/* Of a list the text that is meant. */
static const struct arm_value *text_in(const struct arm_value *v, const char *text, size_t len)
{
    const struct arm_value *found = NULL, *plain = arm_plain((struct arm_value *)v);
    if (plain->kind == ARM_TEXT && plain->len == len && memcmp(plain->text, text, len) == 0) {
        return v;
    }
    for (size_t i = 0; plain->kind == ARM_ARRAY && i < plain->n && found == NULL; i++) {
        found = text_in(plain->item[i], text, len);
    }
    return found;
}

/* --- which place --- */

static const struct origin *origin_at(const struct arm_things *all, size_t byte)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        const size_t mid = (low + high) / 2;
        if (((const struct origin *)all->v[mid])->byte <= byte) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low > 0 ? all->v[low - 1] : NULL;
}

struct span arm_origin_of(const struct arm_plan *p, const char *text, size_t len, struct span at)
{
    const char *line = text, *end = text + len;
    for (uint32_t k = 1; k < at.line && line < end; k++) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        line = next != NULL ? next + 1 : end;
    }
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    stop = stop != NULL ? stop : end;
    const size_t room = (size_t)(stop - line), col = at.col > 0 ? at.col - 1 : 0;
    const char *place = line + (col < room ? col : room);
    const struct origin *o = at.line > 0 ? origin_at(p->origins, (size_t)(place - text)) : NULL;
    char key[KEY_MAX];
    if (o == NULL) {
        return (struct span){0};
    }
    key_at(line, place, stop, key);
    for (size_t i = 0; i < 2; i++) {
        const struct arm_value *found = o->json[i] != NULL ? member_of(o->json[i], key) : NULL;
        if (found != NULL) {
            const size_t n = at.len < (size_t)(stop - place) ? at.len : (size_t)(stop - place);
            const struct arm_value *item = text_in(found, place, n);
            found = item != NULL && item->at.line > 0 ? item : found;
            if (found->at.line > 0) {
                return found->at;
            }
        }
    }
    return o->json[0] != NULL   ? o->json[0]->at
           : o->json[1] != NULL ? o->json[1]->at
                                : (struct span){0};
}
