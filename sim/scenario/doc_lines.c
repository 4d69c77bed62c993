#include "sim/scenario/doc_lines.h"

#include "sim/base/arena.h"

void doc_lines_init(struct doc_lines *l, uint32_t source, const char *text, size_t len,
                    struct arena *arena)
{
    size_t n = 1;
    for (size_t i = 0; i < len; i++) {
        n += text[i] == '\n';
    }
    *l = (struct doc_lines){.source = source, .text = text, .len = len};
    l->start = ARENA_ARRAY(arena, size_t, n);
    l->n = 1;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\n') {
            l->start[l->n++] = i + 1;
        }
    }
}

static uint32_t characters(const char *s, size_t n)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += ((unsigned char)s[i] & 0xc0) != 0x80;
    }
    return count;
}

/* Column, from 1, of a byte offset in a line. */
static uint32_t column_of(struct doc_lines *l, size_t line, size_t at)
{
    const bool onwards = line == l->last.line && at >= l->last.at && l->last.col > 0;
    const size_t from = onwards ? l->last.at : l->start[line];
    const uint32_t col = (onwards ? l->last.col : 1) + characters(l->text + from, at - from);
    l->last.line = line;
    l->last.at = at;
    l->last.col = col;
    return col;
}

struct span doc_lines_span(struct doc_lines *l, size_t from, size_t to)
{
    if (l->source == 0) {
        return (struct span){0};
    }
    size_t low = 0, high = l->n - 1;
    from = from <= l->len ? from : l->len;
    while (low < high) {
        const size_t mid = (low + high + 1) / 2;
        if (l->start[mid] <= from) {
            low = mid;
        } else {
            high = mid - 1;
        }
    }
    size_t line_end = low + 1 < l->n ? l->start[low + 1] - 1 : l->len;
    if (line_end < from) {
        line_end = from;
    }
    to = to < line_end ? to : line_end;
    const uint32_t len = to > from ? characters(l->text + from, to - from) : 1;
    return (struct span){l->source, (uint32_t)low + 1, column_of(l, low, from), len};
}
