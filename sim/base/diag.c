#include "sim/base/diag.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/diag_items.h"

struct diag *diag_new(struct arena *arena)
{
    struct diag *d = ARENA_NEW(arena, struct diag);
    d->arena = arena;
    return d;
}

uint32_t diag_source(struct diag *d, const char *name, const char *text, size_t len)
{
    if (d->n_sources == d->sources_room) {
        const size_t room = d->sources_room == 0 ? 4 : 2 * d->sources_room;
        struct diag_text *grown = ARENA_ARRAY(d->arena, struct diag_text, room);
        if (d->n_sources > 0) {
            memcpy(grown, d->sources, d->n_sources * sizeof *grown);
        }
        d->sources = grown;
        d->sources_room = room;
    }
    struct diag_text *s = &d->sources[d->n_sources++];
    s->name = arena_strdup(d->arena, name);
    s->text = arena_strndup(d->arena, text, len);
    s->len = len;
    for (size_t i = 0; i < len; i++) {
        s->n_lines += text[i] == '\n';
    }
    s->n_lines++;
    s->lines = ARENA_ARRAY(d->arena, const char *, s->n_lines);
    size_t line = 0;
    s->lines[line++] = s->text;
    for (size_t i = 0; i < len; i++) {
        if (s->text[i] == '\n') {
            s->lines[line++] = s->text + i + 1;
        }
    }
    return (uint32_t)d->n_sources;
}

/* A message may quote a name of the file, and that may be the whole file. */
enum { MESSAGE_MAX = 1000 };

static void cut(char *message)
{
    if (strlen(message) > MESSAGE_MAX) {
        size_t n = MESSAGE_MAX;
        while (n > 0 && ((unsigned char)message[n] & 0xc0) == 0x80) {
            n--; /* not within a character */
        }
        memcpy(message + n, "...", sizeof "...");
    }
}

void diag_add(struct diag *d, const struct diag_code *code, struct span at, const char *label,
              const char *fmt, ...)
{
    d->count[code->severity]++;
    if (diag_is_full(d)) {
        d->last = NULL;
        return;
    }
    struct diag_item *item = d->last = d->items[d->n_items++] =
        ARENA_NEW(d->arena, struct diag_item);
    va_list args;
    va_start(args, fmt);
    item->code = code;
    item->at = at;
    char *message = arena_vprintf(d->arena, fmt, args);
    cut(message);
    item->message = message;
    item->label = label != NULL ? arena_strdup(d->arena, label) : NULL;
    item->others_end = &item->others;
    va_end(args);
}

void diag_other(struct diag *d, struct span at, const char *fmt, ...)
{
    struct diag_item *item = d->last;
    if (item == NULL) {
        return;
    }
    struct diag_note *note = ARENA_NEW(d->arena, struct diag_note);
    va_list args;
    va_start(args, fmt);
    note->at = at;
    note->label = arena_vprintf(d->arena, fmt, args);
    va_end(args);
    *item->others_end = note;
    item->others_end = &note->next;
}

void diag_platform(struct diag *d, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (d->last != NULL) {
        d->last->platform = arena_vprintf(d->arena, fmt, args);
    }
    va_end(args);
}

void diag_help(struct diag *d, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (d->last != NULL) {
        d->last->help = arena_vprintf(d->arena, fmt, args);
    }
    va_end(args);
}

bool diag_is_full(const struct diag *d)
{
    return d->n_items == DIAG_ITEMS_MAX;
}

unsigned diag_count(const struct diag *d, enum diag_severity severity)
{
    return d->count[severity];
}

const char *diag_severity_name(enum diag_severity severity)
{
    static const char *const names[] = {
        [DIAG_NOTE] = "note", [DIAG_WARNING] = "warning", [DIAG_ERROR] = "error"};
    return names[severity];
}

char *diag_summary(const struct diag *d, char *buf, size_t size)
{
    size_t used = 0;
    buf[0] = '\0';
    for (int s = DIAG_ERROR; s >= DIAG_NOTE; s--) {
        const unsigned n = d->count[s];
        if (n > 0 && used < size) {
            used += (size_t)snprintf(buf + used, size - used, "%s%u %s%s", used > 0 ? ", " : "", n,
                                     diag_severity_name((enum diag_severity)s), n == 1 ? "" : "s");
        }
    }
    if (used == 0) {
        snprintf(buf, size, "no errors");
    }
    return buf;
}

const char *diag_source_name(const struct diag *d, uint32_t source)
{
    return source >= 1 && source <= d->n_sources ? d->sources[source - 1].name : NULL;
}

const char *diag_line(const struct diag *d, uint32_t source, uint32_t line, size_t *len)
{
    *len = 0;
    if (source < 1 || source > d->n_sources) {
        return NULL;
    }
    const struct diag_text *s = &d->sources[source - 1];
    if (line < 1 || line > s->n_lines) {
        return NULL;
    }
    const char *start = s->lines[line - 1];
    const char *end = line < s->n_lines ? s->lines[line] - 1 : s->text + s->len;
    if (end > start && end[-1] == '\r') {
        end--;
    }
    *len = (size_t)(end - start);
    return start;
}

struct ranked {
    const struct diag_item *item;
    size_t order;
};

static int compare_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_items(const void *pa, const void *pb)
{
    const struct ranked *a = pa, *b = pb;
    const struct span x = a->item->at, y = b->item->at;
    int order = compare_u32(x.line == 0, y.line == 0);
    if (order == 0) {
        order = compare_u32(x.source, y.source);
    }
    if (order == 0) {
        order = compare_u32(x.line, y.line);
    }
    if (order == 0) {
        order = compare_u32(x.col, y.col);
    }
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

const struct diag_item **diag_sorted(const struct diag *d)
{
    struct ranked *ranked = calloc(d->n_items + 1, sizeof *ranked);
    const struct diag_item **sorted = calloc(d->n_items + 1, sizeof *sorted);
    SIM_ASSERT(ranked != NULL && sorted != NULL);
    for (size_t i = 0; i < d->n_items; i++) {
        ranked[i] = (struct ranked){d->items[i], i};
    }
    qsort(ranked, d->n_items, sizeof *ranked, compare_items);
    for (size_t i = 0; i < d->n_items; i++) {
        sorted[i] = ranked[i].item;
    }
    free(ranked);
    return sorted;
}

enum { WORD_MAX = 64 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '-' ? '_' : c;
}

/* Optimal string alignment distance (Damerau-Levenshtein without editing a pair twice), letter case
 * and - against _ being free. */
static unsigned edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
    unsigned rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= nb; j++) {
        rows[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= na; i++) {
        unsigned *now = rows[i % 3];
        const unsigned *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= nb; j++) {
            const char ca = lower(a[i - 1]), cb = lower(b[j - 1]);
            unsigned best = up[j - 1] + (ca != cb);
            best = up[j] + 1 < best ? up[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && ca == lower(b[j - 2]) && cb == lower(a[i - 2]) &&
                up2[j - 2] + 1 < best) {
                best = up2[j - 2] + 1;
            }
            now[j] = best;
        }
    }
    return rows[na % 3][nb];
}

const char *diag_closest(const char *word, const char *const *words, size_t n)
{
    const size_t len = strlen(word);
    const char *closest = NULL;
    if (len == 0 || len > WORD_MAX) {
        return NULL;
    }
    unsigned best = (unsigned)(len + 2) /
                    3; /* a third of the letters may differ: ration -> rate is no typing error */
    best = best > 3 ? 3 : best;
    for (size_t i = 0; i < n; i++) {
        const size_t other = strlen(words[i]);
        if (other == 0 || other > WORD_MAX || strcmp(words[i], word) == 0) {
            continue;
        }
        const unsigned distance = edit_distance(word, len, words[i], other);
        if (distance < best || (distance == best && closest == NULL)) {
            best = distance;
            closest = words[i];
        }
    }
    return closest;
}

const char *diag_instead(const char *word, const char *const *words, size_t n, struct arena *arena)
{
    enum { MOST = 12 };
    const char *near = diag_closest(word, words, n),
               *text = n > 0 ? "; there are" : "; there are none";
    if (near != NULL) {
        return arena_printf(arena, "; did you mean `%s`?", near);
    }
    for (size_t i = 0; i < n && i < MOST; i++) {
        text = arena_printf(arena, "%s%s %s", text, i > 0 ? "," : "", words[i]);
    }
    return n > MOST ? arena_printf(arena, "%s and %zu more", text, n - MOST) : text;
}

void diag_each(const struct diag *d,
               void (*each)(void *arg, const struct diag_code *code, const char *source,
                            struct span at, const char *message),
               void *arg)
{
    const struct diag_item **sorted = diag_sorted(d);
    for (size_t i = 0; i < d->n_items; i++) {
        each(arg, sorted[i]->code,
             sorted[i]->at.line > 0 ? diag_source_name(d, sorted[i]->at.source) : NULL,
             sorted[i]->at, sorted[i]->message);
    }
    free(sorted);
}
