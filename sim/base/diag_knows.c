/* Has something been said of a place? Of an entry in brackets also what stands inside them is its
 * place: {port: 80} of `web: {port: 80}`. */
#include <string.h>

#include "sim/base/diag.h"
#include "sim/base/diag_items.h"

struct cursor { /* in a source text */
    const char *at, *end;
    uint32_t line, col;
};

static void step(struct cursor *c)
{
    const unsigned char now = (unsigned char)*c->at++;
    if (now == '\n') {
        c->line++;
        c->col = 1;
    } else if (c->at == c->end ||
               ((unsigned char)*c->at & 0xc0) != 0x80) { /* a column is a character */
        c->col++;
    }
}

static bool is_one_of(const struct cursor *c, const char *set)
{
    return c->at < c->end && *c->at != '\0' && strchr(set, *c->at) != NULL;
}

static void skip_all(struct cursor *c, const char *set)
{
    while (is_one_of(c, set)) {
        step(c);
    }
}

/* At a quote: behind the one that ends the string. */
static void skip_string(struct cursor *c)
{
    const char quote = *c->at;
    step(c);
    while (c->at < c->end && *c->at != quote) {
        if (quote == '"' && *c->at == '\\' && c->at + 1 < c->end) {
            step(c);
        }
        step(c);
    }
    if (c->at < c->end) {
        step(c);
    }
}

/* At an opening bracket: behind the closing one. */
static void skip_brackets(struct cursor *c)
{
    unsigned depth = 0;
    char before = ' ';
    while (c->at < c->end) {
        const char now = *c->at;
        if (is_one_of(c, "\"'") && strchr(" \t\n:,[{", before) != NULL) { /* else an apostrophe */
            skip_string(c);
            before = now;
            continue;
        }
        if (now == '#' && strchr(" \t\n", before) != NULL) {
            while (c->at < c->end && *c->at != '\n') {
                step(c);
            }
            continue;
        }
        depth += now == '{' || now == '[';
        depth -= now == '}' || now == ']';
        before = now;
        step(c);
        if (depth == 0) {
            return;
        }
    }
}

/* Moves from the name of an entry, or a value, to its end. */
static void skip_entry(struct cursor *c, uint32_t len)
{
    if (!is_one_of(c, "[{")) {
        const uint32_t behind = c->col + len;
        while (c->at < c->end && c->col < behind && *c->at != '\n') {
            step(c);
        }
        skip_all(c, "\"'");
        skip_all(c, " \t");
        if (!is_one_of(c, ":")) {
            return;
        }
        step(c);
        skip_all(c, " \t");
    }
    if (is_one_of(c, "[{")) {
        skip_brackets(c);
        return;
    }
    while (c->at < c->end && !is_one_of(c, ",]}#\n")) {
        step(c);
    }
}

static bool is_before(uint32_t line, uint32_t col, uint32_t other_line, uint32_t other_col)
{
    return line < other_line || (line == other_line && col < other_col);
}

static bool is_within(struct span x, struct span at, const struct cursor *end)
{
    return x.source == at.source && !is_before(x.line, x.col, at.line, at.col) &&
           (is_before(x.line, x.col, end->line, end->col) ||
            (x.line == at.line && x.col == at.col));
}

static struct cursor end_of(const struct diag *d, struct span at)
{
    const struct diag_text *s = &d->sources[at.source - 1];
    struct cursor c = {s->lines[at.line - 1], s->text + s->len, at.line, 1};
    while (c.at < c.end && c.line == at.line && c.col < at.col) {
        step(&c);
    }
    if (c.line == at.line) {
        skip_entry(&c, at.len);
    }
    return c;
}

const struct diag_code *diag_knows(const struct diag *d, struct span at, const char *code)
{
    if (d->n_items == 0 || at.source < 1 || at.source > d->n_sources || at.line < 1 ||
        at.line > d->sources[at.source - 1].n_lines) {
        return NULL;
    }
    const struct cursor end = end_of(d, at);
    for (size_t i = 0; i < d->n_items; i++) {
        const struct diag_item *item = d->items[i];
        bool shown = is_within(item->at, at, &end);
        for (const struct diag_note *n = item->others; n != NULL; n = n->next) {
            shown = shown || is_within(n->at, at, &end);
        }
        if (shown && item->code->severity != DIAG_NOTE &&
            (code == NULL || strcmp(item->code->id, code) == 0)) {
            return item->code;
        }
    }
    return NULL;
}
