#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/report/html.h"
#include "sim/report/report.h"

static bool is_number(const char *s)
{
    char *end;
    if (s[0] == '\0') {
        return true;
    }
    (void)strtod(s, &end);
    return *end == '\0';
}

/* Right-aligned: every cell is a number or missing, and one at least is a number. */
static bool is_numeric(const struct table *t, size_t column, size_t rows)
{
    bool any = false;
    for (size_t i = 0; i < rows; i++) {
        const char *s = table_text(t, i, column);
        if (!is_number(s)) {
            return false;
        }
        any = any || s[0] != '\0';
    }
    return any;
}

/* Sentences may wrap; names and numbers may not. */
static const char *class_of(const struct table *t, size_t column, size_t rows)
{
    if (is_numeric(t, column, rows)) {
        return " class=n";
    }
    for (size_t i = 0; i < rows; i++) {
        if (strlen(table_text(t, i, column)) > 48) {
            return " class=t";
        }
    }
    return "";
}

static void write_table(FILE *out, const struct report_file *f, struct arena *arena)
{
    const struct table *t = &f->table;
    const size_t rows = t->n_rows < REPORT_ROWS_MAX ? t->n_rows : REPORT_ROWS_MAX;
    const char **class = ARENA_ARRAY(arena, const char *, t->n_columns);
    (void)fprintf(out,
                  "<div class=scroll tabindex=0 role=region aria-label=\"%s\"><table><thead><tr>",
                  f->file);
    for (size_t c = 0; c < t->n_columns; c++) {
        class[c] = class_of(t, c, rows);
        (void)fprintf(out, "<th scope=col%s><button type=button>",
                      strcmp(class[c], " class=n") == 0 ? class[c] : "");
        html_text(out, t->header[c]);
        (void)fputs("</button></th>", out);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", out);
    for (size_t i = 0; i < rows; i++) {
        (void)fprintf(out, "<tr id=\"%s-%zu\">", f->id, i + 1);
        for (size_t c = 0; c < t->n_columns; c++) {
            (void)fprintf(out, "<td%s>", class[c]);
            html_text(out, table_text(t, i, c));
            (void)fputs("</td>", out);
        }
        (void)fputs("</tr>\n", out);
    }
    (void)fputs("</tbody></table></div>\n", out);
    if (rows < t->n_rows) {
        (void)fprintf(
            out,
            "<p class=soft>The first %zu of %zu rows; <a href=\"%s\">%s</a> has them all.</p>\n",
            rows, t->n_rows, f->file, f->file);
    }
}

void report_tables(const struct report *r, FILE *out)
{
    (void)fputs("<h2 id=tables>All figures</h2>\n<p class=soft>The CSV files of the folder. A "
                "click on a column's name sorts.</p>\n",
                out);
    for (size_t i = 0; i < r->n_files; i++) {
        const struct report_file *f = &r->file[i];
        const bool small = f->table.n_rows <= 60;
        (void)fprintf(
            out, "<details id=\"%s\"%s><summary>%s <span class=soft>%zu rows</span></summary>\n",
            f->id, small ? " class=small" : "", f->file, f->table.n_rows);
        write_table(out, f, r->arena);
        (void)fputs("</details>\n", out);
    }
}
