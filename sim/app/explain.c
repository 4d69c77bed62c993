#include "sim/app/explain.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "models/language/resolve.h"
#include "models/trace/reach.h"
#include "models/rules/rules.h"
#include "sim/arm/code.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"
#include "sim/base/field_code.h"
#include "sim/base/json.h"

typedef const struct diag_code *const *codes_fn(size_t *n);
static codes_fn *const catalogues[] = {field_codes, resolve_codes, rules_codes, reach_codes,
                                       arm_codes};

enum {
    N_CATALOGUES = sizeof catalogues / sizeof *catalogues,
    WIDTH = 100, /* of a line, in columns */
    LABEL = 9,   /* of them in front, for the name of the part */
    ID_MAX = 16,
};

static int by_id(const void *x, const void *y)
{
    const struct diag_code *const *a = x, *const *b = y;
    return strcmp((*a)->id, (*b)->id);
}

const struct diag_code **explain_all(struct arena *arena, size_t *n)
{
    size_t part;
    *n = 0;
    for (size_t c = 0; c < N_CATALOGUES; c++) {
        (void)catalogues[c](&part);
        *n += part;
    }
    const struct diag_code **all = ARENA_ARRAY(arena, const struct diag_code *, *n), **next = all;
    for (size_t c = 0; c < N_CATALOGUES; c++) {
        const struct diag_code *const *codes = catalogues[c](&part);
        memcpy(next, codes, part * sizeof *codes);
        next += part;
    }
    qsort(all, *n, sizeof *all, by_id);
    return all;
}

/* --- one of them --- */

/* In capitals. False: longer than any id. */
static bool capitals(const char *id, char buf[ID_MAX])
{
    size_t i = 0;
    for (; i < ID_MAX - 1 && id[i] != '\0'; i++) {
        buf[i] = (char)toupper((unsigned char)id[i]);
    }
    buf[i] = '\0';
    return id[i] == '\0';
}

const struct diag_code *explain_find(const char *id)
{
    char wanted[ID_MAX];
    for (size_t c = 0; capitals(id, wanted) && c < N_CATALOGUES; c++) {
        size_t n;
        const struct diag_code *const *codes = catalogues[c](&n);
        for (size_t i = 0; i < n; i++) {
            if (strcmp(codes[i]->id, wanted) == 0) {
                return codes[i];
            }
        }
    }
    return NULL;
}

const char *explain_closest(const char *id)
{
    char wanted[ID_MAX];
    if (!capitals(id, wanted)) {
        return NULL;
    }
    struct arena *arena = arena_new();
    size_t n;
    const struct diag_code **all = explain_all(arena, &n);
    const char **ids = ARENA_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        ids[i] = all[i]->id;
    }
    const char *closest = diag_closest(wanted, ids, n);
    arena_free(arena);
    return closest;
}

/* --- as text --- */

void explain_list(FILE *out)
{
    struct arena *arena = arena_new();
    size_t n;
    const struct diag_code **all = explain_all(arena, &n);
    for (size_t i = 0; i < n; i++) {
        (void)fprintf(out, "%s  %-7s  %s\n", all[i]->id, diag_severity_name(all[i]->severity),
                      all[i]->title);
    }
    arena_free(arena);
}

/* The words of a text, in lines of at most WIDTH columns behind the label's; a line end in it stays
 * one. */
static void paragraph(FILE *out, const char *label, const char *text)
{
    int column = fprintf(out, "%-*s", LABEL, label);
    for (const char *s = text; *s != '\0'; s += *s != '\0') {
        const int len = (int)strcspn(s, " \n");
        if (column > LABEL && column + 1 + len > WIDTH) {
            column = fprintf(out, "\n%*s", LABEL, "") - 1;
        } else if (column > LABEL) {
            column += fprintf(out, " ");
        }
        column += fprintf(out, "%.*s", len, s);
        s += len;
        if (*s == '\n') {
            column = fprintf(out, "\n%*s", LABEL, "") - 1;
        }
    }
    (void)fputc('\n', out);
}

void explain_write(const struct diag_code *c, FILE *out)
{
    (void)fprintf(out, "%s (%s): %s\n\n", c->id, diag_severity_name(c->severity), c->title);
    paragraph(out, "symptom", c->symptom);
    paragraph(out, "cause", c->cause);
    paragraph(out, "mend", c->mend);
    paragraph(out, "source", c->source);
    if (c->example == NULL) {
        return;
    }
    (void)fputs("\nexample\n", out);
    for (const char *s = c->example; *s != '\0'; s += strcspn(s, "\n") + 1) {
        (void)fprintf(out, "    %.*s\n", (int)strcspn(s, "\n"), s);
    }
}

/* --- for programs --- */

void explain_write_json(const struct diag_code *c, struct json *j)
{
    const struct {
        const char *key, *value;
    } members[] = {
        {"code", c->id},       {"severity", diag_severity_name(c->severity)},
        {"title", c->title},   {"symptom", c->symptom},
        {"cause", c->cause},   {"mend", c->mend},
        {"source", c->source}, {"example", c->example},
    };
    json_object_begin(j);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_key(j, members[i].key);
        json_string(j, members[i].value);
    }
    json_object_end(j);
}

/* --- the reference --- */

/* Text in Markdown: code spans stay, and signs that it would take for its own are escaped outside
 * of them. */
static void markdown_text(FILE *out, const char *label, const char *text)
{
    bool code = false;
    (void)fprintf(out, "- **%s**: ", label);
    for (const char *s = text; *s != '\0'; s++) {
        code = *s == '`' ? !code : code;
        if (*s == '\n') {
            (void)fputs("  \n  ", out);
            continue;
        }
        if (!code && strchr("*<>[]", *s) != NULL) {
            (void)fputc('\\', out);
        }
        (void)fputc(*s, out);
    }
    (void)fputc('\n', out);
}

static void markdown_code(FILE *out, const struct diag_code *c)
{
    (void)fprintf(out, "\n### %s (%s): %s\n\n", c->id, diag_severity_name(c->severity), c->title);
    markdown_text(out, "Symptom", c->symptom);
    markdown_text(out, "Cause", c->cause);
    markdown_text(out, "Mend", c->mend);
    markdown_text(out, "Source", c->source);
    if (c->example != NULL) {
        (void)fprintf(out, "\n```\n%s```\n", c->example);
    }
}

void explain_write_markdown(FILE *out)
{
    static const char *const sections[] = {/* by the two digits behind VN */
                                           "The text, its keys and values",
                                           "Names and what they join",
                                           "Address spaces and subnets",
                                           "Gateways and their subnet",
                                           "Peerings and connections",
                                           "Links between regions",
                                           "Traffic, routes, security rules",
                                           "Services, load balancers, private endpoints",
                                           "Sites and their devices",
                                           "BGP",
                                           "Import of templates"};
    struct arena *arena = arena_new();
    size_t n, section = sizeof sections / sizeof *sections;
    const struct diag_code **all = explain_all(arena, &n);
    (void)fputs(
        "# Diagnostics\n\n"
        "Generated by `vnetsim explain --all`; `vnetsim explain CODE` prints one of them.\n\n"
        "An error is refused, by the platform or by the simulator. A warning deploys, and the "
        "traffic suffers: the "
        "simulated\npackets do so in the same way. A note is worth knowing: something assumed, "
        "retired, or without effect.\n",
        out);
    for (size_t i = 0; i < n; i++) {
        const size_t here = (size_t)(all[i]->id[2] - '0') * 10 + (size_t)(all[i]->id[3] - '0');
        if (here != section && here < sizeof sections / sizeof *sections) {
            section = here;
            (void)fprintf(out, "\n## %s\n", sections[section]);
        }
        markdown_code(out, all[i]);
    }
    arena_free(arena);
}
