#include "sim/app/reference.h"

#include <string.h>

#include "models/language/schema.h"
#include "sim/app/mtu.h"
#include "sim/app/reference_text.h"
#include "sim/base/arena.h"
#include "sim/campaign/batch.h"
#include "sim/campaign/batch_summary.h"
#include "sim/campaign/compare.h"
#include "sim/campaign/failover.h"
#include "sim/campaign/raise.h"
#include "sim/campaign/ranking.h"
#include "sim/campaign/study.h"
#include "sim/results/results.h"
#include "sim/scenario/tables.h"

/* A cell of a Markdown table: | would end it. */
static void write_cell(FILE *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '|') {
            (void)fputc('\\', out);
        }
        (void)fputc(*c == '\n' ? ' ' : *c, out);
    }
}

static const char *takes(struct arena *arena, const struct field *f)
{
    const char *range = field_range(f, arena);
    if (f->table != NULL && (f->kind == FIELD_STRUCT || f->kind == FIELD_MAP)) {
        return arena_printf(arena,
                            f->kind == FIELD_MAP ? "names, each with a [%s](#%s)" : "[%s](#%s)",
                            f->table->kind, f->table->kind);
    }
    const char *what = field_expects(f, arena);
    return range != NULL && f->kind != FIELD_FRACTION ? arena_printf(arena, "%s; %s", what, range)
                                                      : what;
}

/* Anchors of headings are in lower case with - for blanks; a link must say so. */
static const char *linked(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    char *anchor = strstr(copy, "](#");
    for (char *c = anchor != NULL ? anchor + 3 : NULL; c != NULL && *c != ')' && *c != '\0'; c++) {
        *c = *c == ' ' ? '-' : *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    }
    return copy;
}

static void write_field(FILE *out, struct arena *arena, const struct field_table *t,
                        const struct field *f)
{
    (void)fprintf(out, "| `%s` | ", f->name);
    if ((f->flags & FIELD_ONLY_DEFAULT) != 0) {
        (void)fprintf(out, "`%s` (anything else: not simulated yet)", f->def);
    } else {
        write_cell(out, linked(arena, takes(arena, f)));
    }
    (void)fprintf(out, " | ");
    if ((f->flags & FIELD_REQUIRED) != 0 || f->required_when != 0) {
        (void)fputs("required", out);
    } else if (f->def != NULL) {
        (void)fprintf(out, "`%s`", f->def);
    }
    (void)fprintf(out, " | ");
    if (f->when != 0) {
        const struct field *sw = field_find(t, t->switch_name);
        const char *sep = "";
        (void)fputc('(', out);
        for (const struct field_word *w = sw->words; w->word != NULL; w++) {
            if (!w->later && (f->when >> w->value & 1) != 0) {
                (void)fprintf(out, "%s%s", sep, w->word);
                sep = ", ";
            }
        }
        (void)fputs(") ", out);
    }
    write_cell(out, f->help);
    (void)fputs(" |\n", out);
}

static void write_words(FILE *out, const struct field *f)
{
    bool any = false;
    for (const struct field_word *w = f->words; w->word != NULL; w++) {
        any = any || (!w->later && w->help[0] != '\0');
    }
    if (!any || (f->flags & FIELD_ONLY_DEFAULT) != 0) {
        return;
    }
    (void)fprintf(out, "\n`%s`:\n\n", f->name);
    for (const struct field_word *w = f->words; w->word != NULL; w++) {
        if (!w->later) {
            (void)fprintf(out, "- `%s`%s%s\n", w->word, w->help[0] != '\0' ? ": " : "", w->help);
        }
    }
}

static void write_table(FILE *out, struct arena *arena, const struct field_table *t)
{
    (void)fprintf(out, "\n## %s\n\n%s\n\n| key | takes | default | meaning |\n|---|---|---|---|\n",
                  t->kind, t->help);
    for (size_t i = 0; i < field_count(t); i++) {
        write_field(out, arena, t, field_at(t, i));
    }
    for (size_t i = 0; i < field_count(t); i++) {
        if (field_at(t, i)->kind == FIELD_WORD) {
            write_words(out, field_at(t, i));
        }
    }
}

void reference_write_language(FILE *out)
{
    struct arena *arena = arena_new();
    struct tables all;
    tables_collect(&all, &schema_scenario);
    (void)fputs(reference_language, out);
    for (size_t i = 0; i < all.n; i++) {
        write_table(out, arena, all.v[i]);
    }
    (void)fputs(reference_studies, out);
    tables_collect(&all, &study_table);
    for (size_t i = 0; i < all.n; i++) {
        write_table(out, arena, all.v[i]);
    }
    arena_free(arena);
}

static void write_csv(FILE *out, const struct csv_table *t)
{
    (void)fprintf(out, "\n## %s\n\nA row is %s.%s%s\n\n| column | meaning |\n|---|---|\n", t->file,
                  t->row, t->help != NULL ? "\n" : "", t->help != NULL ? t->help : "");
    for (size_t c = 0; c < t->n; c++) {
        (void)fprintf(out, "| %s | ", t->column[c].name);
        write_cell(out, t->column[c].help);
        (void)fputs(" |\n", out);
    }
}

void reference_write_results(FILE *out)
{
    size_t n;
    const struct results_file *const *files = results_files(&n);
    (void)fputs(reference_results, out);
    for (size_t i = 0; i < n; i++) {
        write_csv(out, files[i]->table);
    }
    (void)fputs(reference_other_files, out);
    (void)fputs(reference_campaigns, out);
    write_csv(out, &batch_runs_table);
    write_csv(out, &batch_summary_table);
    write_csv(out, &batch_configurations_table);
    write_csv(out, &compare_table);
    write_csv(out, &ranking_table);
    write_csv(out, &failover_table);
    write_csv(out, &raise_table);
    (void)fputs("\n# The byte ladder of a way\n\n`vnetsim mtu -o DIR` leaves it.\n", out);
    write_csv(out, &mtu_table);
}
