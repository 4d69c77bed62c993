#include "sim/scenario/doc.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/field_code.h"
#include "sim/base/utf8.h"
#include "sim/scenario/doc_lines.h"

enum { DEPTH_MAX = 32 };

struct reader {
    struct doc_text in;
    const char *yaml; /* in.text + in.skip */
    size_t yaml_len;
    struct doc_lines lines; /* of in.text */
    struct fy_diag *fy_diag;
    struct fy_parser *parser;
    struct arena *arena;
    struct diag *diag;
    bool failed;
};

/* --- places --- */

static struct span token_span(struct reader *r, struct fy_token *token)
{
    const struct fy_mark *a = token != NULL ? fy_token_start_mark(token) : NULL;
    const struct fy_mark *b = token != NULL ? fy_token_end_mark(token) : NULL;
    if (a == NULL || b == NULL) {
        return doc_lines_span(&r->lines, r->in.skip, r->in.skip);
    }
    size_t from = r->in.skip + a->input_pos;
    const size_t to = r->in.skip + b->input_pos;
    const enum fy_scalar_style style = fy_token_scalar_style(token);
    /* marks of a quoted scalar stand inside its quotes */
    if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && from > 0 &&
        from <= r->in.len && r->in.text[from - 1] == (style == FYSS_SINGLE_QUOTED ? '\'' : '"') &&
        from - 1 >= r->in.skip) {
        return doc_lines_span(&r->lines, from - 1, to + 1);
    }
    return doc_lines_span(&r->lines, from, to);
}

/* --- tree --- */

#define WRITE_OUT "write the value out where it is used"

static struct doc_node *fail_feature(struct reader *r, struct fy_token *token, const char *what,
                                     const char *help)
{
    if (!r->failed) {
        diag_add(r->diag, &field_code_yaml_feature, token_span(r, token),
                 "not part of the language", "%s", what);
        diag_help(r->diag, "%s", help);
    }
    r->failed = true;
    return NULL;
}

/* Reports what libfyaml found wrong with the text. */
static struct doc_node *fail_syntax(struct reader *r)
{
    if (r->failed) {
        return NULL;
    }
    r->failed = true;
    void *at = NULL;
    const struct fy_diag_error *e = fy_diag_errors_iterate(r->fy_diag, &at);
    if (e == NULL) {
        diag_add(r->diag, &field_code_syntax, doc_lines_span(&r->lines, r->in.len, r->in.len), NULL,
                 "this is no YAML");
        diag_help(r->diag, "a scenario is YAML 1.2 text that begins with vnetsim: 1");
        return NULL;
    }
    const size_t line =
        e->line > 0 && (size_t)e->line <= r->lines.n ? (size_t)e->line - 1 : r->lines.n - 1;
    const size_t col = e->column > 0 ? (size_t)e->column - 1 : 0;
    const size_t skip = line == 0 ? r->in.skip : 0;
    diag_add(r->diag, &field_code_syntax,
             doc_lines_span(&r->lines, r->lines.start[line] + skip + col, 0), "here", "%s", e->msg);
    diag_help(r->diag,
              "look for a bracket, quote or indentation that is wrong here or a line or two above");
    return NULL;
}

static struct fy_event *next_event(struct reader *r)
{
    return r->failed ? NULL : fy_parser_parse(r->parser);
}

static const char *token_text(const struct reader *r, struct fy_token *token)
{
    size_t len = 0;
    const char *text = token != NULL ? fy_token_get_text(token, &len) : NULL;
    return text != NULL ? arena_strndup(r->arena, text, len) : "";
}

static struct doc_node *read_node(struct reader *r, struct fy_event *ev, unsigned depth);

static int by_key(const void *x, const void *y)
{
    const struct doc_entry *const *a = x, *const *b = y;
    const int order = strcmp((*a)->key, (*b)->key);
    return order != 0 ? order : (*a > *b) - (*a < *b);
}

static void report_duplicates(struct reader *r, const struct doc_node *map)
{
    const struct doc_entry **sorted = ARENA_ARRAY(r->arena, const struct doc_entry *, map->n);
    for (size_t i = 0; i < map->n; i++) {
        sorted[i] = &map->entry[i];
    }
    if (map->n > 1) {
        qsort(sorted, map->n, sizeof *sorted, by_key);
    }
    for (size_t i = 1; i < map->n; i++) {
        if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0) {
            diag_add(r->diag, &field_code_duplicate_key, sorted[i]->at, "again",
                     "the key `%s` stands twice", sorted[i]->key);
            diag_other(r->diag, sorted[i - 1]->at, "first here");
            diag_help(r->diag, "remove or rename one of them");
        }
    }
}

static void read_entries(struct reader *r, struct doc_node *node, enum fy_event_type end,
                         unsigned depth)
{
    for (;;) {
        struct fy_event *ev = next_event(r);
        if (ev == NULL) {
            (void)fail_syntax(r);
            return;
        }
        if (ev->type == end) {
            fy_parser_event_free(r->parser, ev);
            return;
        }
        const char *key = NULL;
        struct span at = {0};
        if (node->kind == DOC_MAP) {
            if (ev->type != FYET_SCALAR) {
                (void)fail_feature(r, NULL, "a key of a mapping is a plain word",
                                   "write key: value, with one word as key");
                fy_parser_event_free(r->parser, ev);
                return;
            }
            struct doc_node *k = read_node(r, ev, depth);
            if (k != NULL && !k->quoted && strcmp(k->text, "<<") == 0) {
                diag_add(r->diag, &field_code_yaml_feature, k->at, "not part of the language",
                         "merge keys are not read");
                diag_help(r->diag, "write the keys out where they are used");
                r->failed = true;
            }
            ev = k != NULL ? next_event(r) : NULL;
            if (ev == NULL) {
                (void)fail_syntax(r);
                return;
            }
            key = k->text;
            at = k->at;
        }
        struct doc_node *value = read_node(r, ev, depth + 1);
        if (value == NULL) {
            return;
        }
        if (key != NULL && doc_is_null(value)) {
            value->at = at; /* nothing stands there to point at */
        }
        doc_add(r->arena, node, key, key != NULL ? at : value->at, value);
    }
}

static struct doc_node *read_collection(struct reader *r, struct fy_event *ev, unsigned depth)
{
    const bool map = ev->type == FYET_MAPPING_START;
    struct fy_token *start =
        map ? ev->mapping_start.mapping_start : ev->sequence_start.sequence_start;
    struct fy_token *anchor = map ? ev->mapping_start.anchor : ev->sequence_start.anchor;
    struct fy_token *tag = map ? ev->mapping_start.tag : ev->sequence_start.tag;
    struct doc_node *node = NULL;
    if (anchor != NULL || tag != NULL) {
        (void)fail_feature(r, anchor != NULL ? anchor : tag,
                           anchor != NULL ? "anchors are not read" : "tags are not read",
                           WRITE_OUT);
    } else if (depth > DEPTH_MAX) {
        (void)fail_feature(r, start, "the nesting is too deep",
                           "no scenario needs more than 32 levels: look for a bracket or an "
                           "indentation that is wrong above");
    } else {
        node = doc_new(r->arena, map ? DOC_MAP : DOC_LIST, token_span(r, start));
    }
    fy_parser_event_free(r->parser, ev);
    if (node == NULL) {
        return NULL;
    }
    read_entries(r, node, map ? FYET_MAPPING_END : FYET_SEQUENCE_END, depth);
    if (r->failed) {
        return NULL;
    }
    if (map) {
        report_duplicates(r, node);
    }
    return node;
}

static struct doc_node *read_node(struct reader *r, struct fy_event *ev, unsigned depth)
{
    struct doc_node *node = NULL;
    switch (ev->type) {
    case FYET_MAPPING_START:
    case FYET_SEQUENCE_START:
        return read_collection(r, ev, depth);
    case FYET_SCALAR:
        if (ev->scalar.anchor != NULL || ev->scalar.tag != NULL) {
            const bool anchor = ev->scalar.anchor != NULL;
            (void)fail_feature(r, anchor ? ev->scalar.anchor : ev->scalar.tag,
                               anchor ? "anchors are not read" : "tags are not read", WRITE_OUT);
            break;
        }
        node = doc_new(r->arena, DOC_SCALAR, token_span(r, ev->scalar.value));
        node->text = token_text(r, ev->scalar.value);
        node->quoted =
            ev->scalar.value != NULL && fy_token_scalar_style(ev->scalar.value) != FYSS_PLAIN;
        break;
    case FYET_ALIAS:
        (void)fail_feature(r, ev->alias.anchor, "aliases are not read", WRITE_OUT);
        break;
    default:
        (void)fail_syntax(r);
    }
    fy_parser_event_free(r->parser, ev);
    return node;
}

static struct doc_node *read_stream(struct reader *r)
{
    struct doc_node *root = NULL;
    bool ended = false;
    while (!ended && !r->failed) {
        struct fy_event *ev = next_event(r);
        if (ev == NULL) {
            (void)fail_syntax(r);
            break;
        }
        switch (ev->type) {
        case FYET_STREAM_END:
            ended = true;
            fy_parser_event_free(r->parser, ev);
            break;
        case FYET_STREAM_START:
        case FYET_DOCUMENT_END:
            fy_parser_event_free(r->parser, ev);
            break;
        case FYET_DOCUMENT_START:
            if (root != NULL) {
                (void)fail_feature(r, ev->document_start.document_start,
                                   "a file holds one document",
                                   "put what stands behind --- into a file of its own");
            }
            fy_parser_event_free(r->parser, ev);
            break;
        default:
            root = read_node(r, ev, 1);
        }
    }
    if (r->failed) {
        return NULL;
    }
    return root != NULL && !doc_is_null(root)
               ? root
               : doc_new(r->arena, DOC_MAP, doc_lines_span(&r->lines, r->in.skip, r->in.skip));
}

/* The first byte that is no UTF-8 text, or len. libfyaml would stop there without a word. */
static size_t first_bad_byte(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len) {
        const size_t n = s[i] == '\0' ? 0 : utf8_length(s + i, len - i);
        if (n == 0) {
            return i;
        }
        i += n;
    }
    return len;
}

struct doc_node *doc_read(struct doc_text text, struct arena *arena, struct diag *diag)
{
    struct reader r = {.in = text, .arena = arena, .diag = diag};
    doc_lines_init(&r.lines, text.source, text.text, text.len, arena);
    const size_t bad = first_bad_byte(text.text, text.len);
    if (bad < text.len) {
        diag_add(diag, &field_code_syntax, doc_lines_span(&r.lines, bad, bad), "not UTF-8 text",
                 "byte 0x%02x is no text", (unsigned)(unsigned char)text.text[bad]);
        diag_help(diag, utf8_is_utf16(text.text, text.len)
                            ? "the file is UTF-16 text: save it as UTF-8"
                            : "save the file as UTF-8");
        return NULL;
    }
    if (text.skip == 0 && text.len >= 3 && memcmp(text.text, "\xef\xbb\xbf", 3) == 0) {
        r.in.skip = 3; /* a byte order mark, as some editors write */
    }
    r.yaml = text.text + r.in.skip;
    r.yaml_len = text.len - r.in.skip;

    struct fy_diag_cfg diag_cfg;
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = NULL;
    r.fy_diag = fy_diag_create(&diag_cfg);
    SIM_ASSERT(r.fy_diag != NULL);
    fy_diag_set_collect_errors(r.fy_diag, true);
    const struct fy_parse_cfg cfg = {.flags = FYPCF_DEFAULT_PARSE | FYPCF_JSON_NONE,
                                     .diag = r.fy_diag};
    r.parser = fy_parser_create(&cfg);
    SIM_ASSERT(r.parser != NULL);
    SIM_ASSERT(fy_parser_set_string(r.parser, r.yaml, r.yaml_len) == 0);
    struct doc_node *root = read_stream(&r);
    fy_parser_destroy(r.parser);
    fy_diag_destroy(r.fy_diag);
    return root;
}
