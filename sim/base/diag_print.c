#include <stdlib.h>
#include <string.h>

#include "sim/base/assert.h"
#include "sim/base/diag_items.h"
#include "sim/base/json.h"
#include "sim/base/utf8.h"

/* A source line longer than this is cut to a window around the place. */
enum {
    WINDOW = 140,
    WINDOW_BEFORE = 90,
    LINE_SHOWN_MAX = 1 << 20 /* bytes: of a longer line the place alone is said, as finding a column
                                in it takes too long */
};

struct style {
    const char *severity[3], *bold, *gutter, *reset;
};

static const struct style plain = {{"", "", ""}, "", "", ""};
static const struct style coloured = {
    {[DIAG_NOTE] = "\033[1;36m", [DIAG_WARNING] = "\033[1;33m", [DIAG_ERROR] = "\033[1;31m"},
    "\033[1m",
    "\033[1;34m",
    "\033[0m"};

static int digits(uint32_t n)
{
    int d = 1;
    for (; n >= 10; n /= 10) {
        d++;
    }
    return d;
}

/* One character as it may safely stand on a terminal; a byte that is no UTF-8 or a control becomes
 * '?'. */
static size_t put_char(FILE *out, const char *s, size_t left)
{
    const size_t n = utf8_length(s, left);
    const unsigned char c = (unsigned char)*s;
    if (n == 0 || (n == 1 && (c < 0x20 || c == 0x7f) && c != '\t') ||
        (n == 2 && c == 0xc2 && (unsigned char)s[1] < 0xa0)) {
        fputc('?', out);
        return n == 0 ? 1 : n;
    }
    fwrite(s, 1, n, out);
    return n;
}

/* A message may quote the file: the same care, whole text. */
static void put_text(FILE *out, const char *s)
{
    for (size_t left = strlen(s); left > 0;) {
        const size_t n = put_char(out, s, left);
        s += n;
        left -= n;
    }
}

static size_t step(const char *s, size_t left)
{
    const size_t n = utf8_length(s, left);
    return n == 0 ? 1 : n;
}

struct view { /* the part of a source line that is shown: characters first .. first + count */
    size_t first;
    bool cut_before, cut_after;
    size_t count;
};

static struct view view_of(const char *line, size_t len, uint32_t col)
{
    size_t characters = 0;
    for (size_t i = 0; i < len; i += step(line + i, len - i)) {
        characters++;
    }
    struct view v = {0, false, false, characters};
    if (characters > WINDOW) {
        v.first = col > WINDOW_BEFORE ? col - WINDOW_BEFORE : 0;
        v.first = v.first > characters ? characters : v.first;
        v.count = characters - v.first > WINDOW ? WINDOW : characters - v.first;
        v.cut_before = v.first > 0;
        v.cut_after = v.first + v.count < characters;
    }
    return v;
}

static void print_line(FILE *out, const struct style *st, const char *line, size_t len,
                       struct span at, int width)
{
    const struct view v = view_of(line, len, at.col);
    fprintf(out, "%s%*u |%s %s", st->gutter, width, at.line, st->reset, v.cut_before ? "..." : "");
    size_t n = 0;
    for (size_t i = 0; i < len && n < v.first + v.count; n++) {
        i += n >= v.first ? put_char(out, line + i, len - i) : step(line + i, len - i);
    }
    fprintf(out, "%s\n", v.cut_after ? "..." : "");
}

static void print_caret(FILE *out, const struct style *st, const char *line, size_t len,
                        struct span at, int width, const char *colour, char mark, const char *label)
{
    const struct view v = view_of(line, len, at.col);
    fprintf(out, "%s%*s |%s %s", st->gutter, width, "", st->reset, v.cut_before ? "   " : "");
    size_t n = 0, i = 0;
    for (; i < len && n + 1 < at.col; n++) {
        if (n >= v.first) {
            fputc(line[i] == '\t' ? '\t' : ' ', out); /* a tab is as wide here as above */
        }
        i += step(line + i, len - i);
    }
    for (; n + 1 < at.col && n < v.first + v.count; n++) {
        fputc(' ', out); /* beyond the end of the line: something is missing there */
    }
    const size_t last = v.first + v.count;
    fputs(colour, out);
    fputc(mark, out);
    for (uint32_t k = 1; k < at.len && at.col - 1 + k < last; k++) {
        fputc(mark, out);
    }
    if (label != NULL && label[0] != '\0') {
        fputc(' ', out);
        put_text(out, label);
    }
    fprintf(out, "%s\n", st->reset);
}

static void print_place(const struct diag *d, FILE *out, const struct style *st, struct span at,
                        int width, bool primary, const char *colour, const char *label)
{
    const char *name = diag_source_name(d, at.source);
    if (name == NULL || at.line == 0) {
        if (label != NULL) {
            fprintf(out, "%s%*s =%s ", st->gutter, width, "", st->reset);
            put_text(out, label);
            fputc('\n', out);
        }
        return;
    }
    fprintf(out, "%s%*s%s%s ", st->gutter, width, "", primary ? "-->" : ":::", st->reset);
    put_text(out, name);
    fprintf(out, ":%u:%u\n", at.line, at.col);
    if (primary) {
        fprintf(out, "%s%*s |%s\n", st->gutter, width, "", st->reset);
    }
    size_t len;
    const char *line = diag_line(d, at.source, at.line, &len);
    if (line != NULL && len <= LINE_SHOWN_MAX) {
        print_line(out, st, line, len, at, width);
        print_caret(out, st, line, len, at, width, primary ? colour : st->gutter,
                    primary ? '^' : '-', label);
    }
}

static void print_footer(FILE *out, const struct style *st, int width, const char *what,
                         const char *text)
{
    if (text == NULL) {
        return;
    }
    fprintf(out, "%s%*s =%s %s%s:%s ", st->gutter, width, "", st->reset, st->bold, what, st->reset);
    put_text(out, text);
    fputc('\n', out);
}

static void print_item(const struct diag *d, const struct diag_item *item, FILE *out,
                       const struct style *st)
{
    const char *colour = st->severity[item->code->severity];
    int width = digits(item->at.line);
    for (const struct diag_note *n = item->others; n != NULL; n = n->next) {
        width = digits(n->at.line) > width ? digits(n->at.line) : width;
    }
    fprintf(out, "%s%s[%s]%s%s: ", colour, diag_severity_name(item->code->severity), item->code->id,
            st->reset, st->bold);
    put_text(out, item->message);
    fprintf(out, "%s\n", st->reset);
    print_place(d, out, st, item->at, width, true, colour, item->label);
    for (const struct diag_note *n = item->others; n != NULL; n = n->next) {
        print_place(d, out, st, n->at, width, false, colour, n->label);
    }
    print_footer(out, st, width, "on the platform", item->platform);
    print_footer(out, st, width, "help", item->help);
}

/* In one piece: what goes to stderr would go byte by byte. */
void diag_print(const struct diag *d, FILE *to, bool colour)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    SIM_ASSERT(out != NULL);
    const struct diag_item **items = diag_sorted(d);
    for (size_t i = 0; i < d->n_items; i++) {
        print_item(d, items[i], out, colour ? &coloured : &plain);
        fputc('\n', out);
    }
    const size_t all = (size_t)d->count[DIAG_NOTE] + d->count[DIAG_WARNING] + d->count[DIAG_ERROR];
    if (all > d->n_items) {
        fprintf(out, "... and %zu more\n", all - d->n_items);
    }
    free(items);
    SIM_ASSERT(fclose(out) == 0);
    fwrite(text, 1, len, to);
    free(text);
}

static void write_place(const struct diag *d, struct json *j, struct span at, const char *label)
{
    const char *name = diag_source_name(d, at.source);
    const bool known = name != NULL && at.line != 0;
    json_key(j, "file");
    json_string(j, name);
    const char *const keys[] = {"line", "column", "length"};
    const uint32_t values[] = {at.line, at.col, at.len};
    for (size_t i = 0; i < 3; i++) {
        json_key(j, keys[i]);
        if (known) {
            json_int(j, values[i]);
        } else {
            json_null(j);
        }
    }
    json_key(j, "label");
    json_string(j, label);
}

void diag_write_json(const struct diag *d, struct json *j)
{
    const struct diag_item **items = diag_sorted(d);
    for (size_t i = 0; i < d->n_items; i++) {
        const struct diag_item *item = items[i];
        json_object_begin(j);
        json_key(j, "code");
        json_string(j, item->code->id);
        json_key(j, "severity");
        json_string(j, diag_severity_name(item->code->severity));
        json_key(j, "message");
        json_string(j, item->message);
        write_place(d, j, item->at, item->label);
        json_key(j, "others");
        json_array_begin(j);
        for (const struct diag_note *n = item->others; n != NULL; n = n->next) {
            json_object_begin(j);
            write_place(d, j, n->at, n->label);
            json_object_end(j);
        }
        json_array_end(j);
        json_key(j, "platform");
        json_string(j, item->platform);
        json_key(j, "help");
        json_string(j, item->help);
        json_object_end(j);
    }
    free(items);
}

void diag_print_json(const struct diag *d, FILE *out)
{
    struct json j;
    json_init(&j, out);
    json_array_begin(&j);
    diag_write_json(d, &j);
    json_array_end(&j);
    json_fini(&j);
}
