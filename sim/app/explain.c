#include "sim/app/explain.h"

#include <ctype.h>
#include <string.h>

#include "models/cloud/resolve.h"
#include "models/cloud/rules.h"
#include "sim/arm/code.h"
#include "sim/base/diag.h"
#include "sim/base/field_code.h"
#include "sim/base/json.h"

typedef const struct diag_code *const *codes_fn(size_t *n);
static const struct {
    const char *title;
    codes_fn *codes;
} catalogues[] = {
    {"The text and its values", field_codes},
    {"Names and what they refer to", resolve_codes},
    {"The cloud that they declare", rules_codes},
    {"Import of templates", arm_codes},
};
enum { N_CATALOGUES = sizeof catalogues / sizeof *catalogues, WIDTH = 100, LABEL = 9, ID_MAX = 16 };

const struct diag_code *explain_at(size_t k)
{
    for (size_t c = 0; c < N_CATALOGUES; c++) {
        size_t n;
        const struct diag_code *const *codes = catalogues[c].codes(&n);
        if (k < n) {
            return codes[k];
        }
        k -= n;
    }
    return NULL;
}

static bool same_id(const char *a, const char *b)
{
    for (; *a != '\0' && toupper((unsigned char)*a) == toupper((unsigned char)*b); a++, b++) {
    }
    return *a == '\0' && *b == '\0';
}

const struct diag_code *explain_find(const char *id)
{
    const struct diag_code *c;
    for (size_t k = 0; (c = explain_at(k)) != NULL && !same_id(c->id, id); k++) {
    }
    return c;
}

const char *explain_closest(const char *id)
{
    char upper[ID_MAX];
    const size_t len = strlen(id);
    if (len >= sizeof upper) {
        return NULL;
    }
    for (size_t i = 0; i <= len; i++) {
        upper[i] = (char)toupper((unsigned char)id[i]);
    }
    const char *closest = NULL;
    for (size_t k = 0; explain_at(k) != NULL; k++) {
        const char *const pair[] = {closest, explain_at(k)->id};
        closest = closest == NULL ? diag_closest(upper, pair + 1, 1) : diag_closest(upper, pair, 2);
    }
    return closest;
}

static const char *severity(const struct diag_code *c)
{
    return c->severity == DIAG_ERROR ? "error" : c->severity == DIAG_WARNING ? "warning" : "note";
}

void explain_list(FILE *out)
{
    const struct diag_code *c;
    for (size_t k = 0; (c = explain_at(k)) != NULL; k++) {
        (void)fprintf(out, "%s  %-7s  %s\n", c->id, severity(c), c->title);
    }
}

/* The words of a text, in lines of at most WIDTH columns behind the label's; a line end in it stays
 * one. */
static void paragraph(FILE *out, const char *label, const char *text)
{
    int column = fprintf(out, "%-*s", LABEL, label);
    for (const char *s = text; *s != '\0';) {
        const int len = (int)strcspn(s, " \n");
        const bool is_first = column == LABEL;
        if (!is_first && column + 1 + len > WIDTH) {
            (void)fprintf(out, "\n%*s", LABEL, "");
            column = LABEL;
        } else if (!is_first) {
            (void)fputc(' ', out);
            column++;
        }
        column += fprintf(out, "%.*s", len, s);
        s += len;
        if (*s == '\n') {
            (void)fprintf(out, "\n%*s", LABEL, "");
            column = LABEL;
        }
        s += *s != '\0';
    }
    (void)fputc('\n', out);
}

static void each_line(FILE *out, const char *text)
{
    for (const char *s = text; *s != '\0'; s += strcspn(s, "\n"), s += *s != '\0') {
        (void)fprintf(out, "    %.*s\n", (int)strcspn(s, "\n"), s);
    }
}

void explain_write(const struct diag_code *c, FILE *out)
{
    (void)fprintf(out, "%s (%s): %s\n\n", c->id, severity(c), c->title);
    if (c->symptom == NULL) {
        (void)fprintf(out, "%s", c->explain);
        return;
    }
    paragraph(out, "symptom", c->symptom);
    paragraph(out, "cause", c->cause);
    paragraph(out, "mend", c->mend);
    paragraph(out, "source", c->source);
    if (c->example != NULL) {
        (void)fputs("\nexample\n", out);
        each_line(out, c->example);
    }
}

void explain_write_json(const struct diag_code *c, struct json *j)
{
    const struct {
        const char *key, *value;
    } members[] = {
        {"code", c->id},         {"severity", severity(c)}, {"title", c->title},
        {"symptom", c->symptom}, {"cause", c->cause},       {"mend", c->mend},
        {"source", c->source},   {"example", c->example},
    };
    json_object_begin(j);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_key(j, members[i].key);
        json_string(j, members[i].value);
    }
    json_object_end(j);
}

static void markdown_of(const struct diag_code *c, FILE *out)
{
    (void)fprintf(out, "\n### %s (%s): %s\n\n", c->id, severity(c), c->title);
    if (c->symptom == NULL) {
        (void)fprintf(out, "%s", c->explain);
        return;
    }
    (void)fprintf(out, "- **Symptom**: %s\n- **Cause**: %s\n- **Mend**: %s\n- **Source**: %s\n",
                  c->symptom, c->cause, c->mend, c->source);
    if (c->example != NULL) {
        (void)fputs("\n```\n", out);
        (void)fputs(c->example, out);
        (void)fputs("```\n", out);
    }
}

void explain_write_markdown(FILE *out)
{
    (void)fputs("# Diagnostics\n\nEverything that `vnetsim` can say of a scenario or a template, "
                "by code; `vnetsim explain CODE` prints one of them.\n"
                "An error is refused, a warning deploys on the platform and the traffic suffers, a "
                "note is worth knowing.\n"
                "This file is generated (`make docs`).\n",
                out);
    for (size_t k = 0; k < N_CATALOGUES; k++) {
        size_t n;
        const struct diag_code *const *codes = catalogues[k].codes(&n);
        (void)fprintf(out, "\n## %s\n", catalogues[k].title);
        for (size_t i = 0; i < n; i++) {
            markdown_of(codes[i], out);
        }
    }
}
