/*
 * The page: its head, the pictures, and what the other files write.
 */
#include "sim/report/report.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/base/arena.h"
#include "sim/report/html.h"
#include "sim/scenario/doc.h"
#include "sim/scenario/scenario.h"
#include "sim/term/shell_word.h"

static void command(FILE *out, const char *text)
{
    (void)fputs("<pre><button type=button class=copy>copy</button><code>", out);
    html_text(out, text);
    (void)fputs("</code></pre>\n", out);
}

static void run_head(const struct report *r, FILE *out)
{
    const struct doc_entry *line = doc_find(r->manifest, "command_line");
    const char *text = "vnetsim";
    (void)fprintf(out,
                  "<p class=soft>%s s simulated, the first %s s left out, seed %s; vnetsim %s, "
                  "revision %s. Scenario SHA-256 %s.</p>\n",
                  report_value(r->manifest, "duration_s"), report_value(r->manifest, "warmup_s"),
                  report_value(r->manifest, "seed"), report_value(r->manifest, "vnetsim"),
                  report_value(r->manifest, "revision"),
                  report_value(r->manifest, "scenario_sha256"));
    if (report_value(r->manifest, "warmup_warning") != NULL) {
        (void)fputs("<p class=warn>No warm-up is left out: ", out);
        html_text(out, report_value(r->manifest, "warmup_warning"));
        (void)fputs("</p>\n", out);
    }
    if (report_value(r->manifest, "steady") != NULL &&
        strcmp(report_value(r->manifest, "steady"), "false") == 0) {
        (void)fputs("<p class=warn>What waits in the links grows from beginning to end: there is "
                    "no steady state, and delays follow from the duration.</p>\n",
                    out);
    }
    for (size_t i = 0; line != NULL && i < line->value->n; i++) {
        text = arena_printf(r->arena, "%s %s", text,
                            shell_word(line->value->entry[i].value->text, r->arena));
    }
    (void)fputs("<p>Made by the first of these; the second makes the same figures from the folder "
                "alone:</p>\n",
                out);
    command(out, text);
    command(out, "vnetsim run scenario.yaml -o again");
}

static void campaign_head(const struct report *r, FILE *out)
{
    const struct report_file *runs = report_find(r, "runs.csv");
    size_t failed = 0;
    for (size_t i = 0; i < runs->table.n_rows; i++) {
        failed += strcmp(report_cell(runs, i, "status"), "ok") != 0;
    }
    (void)fprintf(
        out, "<p class=soft>A campaign of %zu runs%s; the study is study.yaml in the folder.</p>\n",
        runs->table.n_rows, failed > 0 ? "" : ", all of which ended well");
    const struct report_file *made = report_find(r, "configurations.csv");
    if (made != NULL && made->table.n_rows > 0) {
        (void)fputs("<p><a href=\"#configurations\">configurations.csv</a> has a command for each "
                    "configuration that makes one of its runs again; of the first:</p>\n",
                    out);
        command(out, report_cell(made, 0, "command"));
    }
    if (failed > 0) {
        (void)fprintf(out,
                      "<p class=warn>%zu runs failed or were refused: <a "
                      "href=\"#runs\">runs.csv</a> says why.</p>\n",
                      failed);
    }
}

/* What one looks at first stands first; what is not in the list comes after it, by name. */
static size_t place_of(const char *picture)
{
    static const char *const order[] = {
        "topology", "failover",    "raise",        "forest",      "box",        "knee",
        "limits",   "latency-cdf", "latency-tail", "delay-split", "throughput", "delay",
        "queue",    "utilisation", "drops",        "swim-lanes",  "heat-map"};
    size_t i = 0;
    while (i < sizeof order / sizeof *order && strcmp(order[i], picture) != 0) {
        i++;
    }
    return i;
}

static int by_place(const void *x, const void *y)
{
    const char *a = *(const char *const *)x, *b = *(const char *const *)y;
    const size_t p = place_of(a), q = place_of(b);
    return p != q ? (p > q) - (p < q) : strcmp(a, b);
}

/* The names of the pictures in the folder, without their suffix, in order. */
static size_t pictures(const struct report *r, const char ***names)
{
    enum { MOST = 256 };
    DIR *dir = opendir(r->dir);
    size_t n = 0;
    *names = ARENA_ARRAY(r->arena, const char *, MOST);
    for (const struct dirent *e; dir != NULL && n < MOST && (e = readdir(dir)) != NULL;) {
        const size_t len = strlen(e->d_name);
        if (len > 4 && strcmp(e->d_name + len - 4, ".svg") == 0) {
            (*names)[n++] = arena_strndup(r->arena, e->d_name, len - 4);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    if (n > 1) {
        qsort(*names, n, sizeof **names, by_place);
    }
    return n;
}

static int write_pictures(const struct report *r, FILE *out)
{
    const char **name;
    const size_t n = pictures(r, &name);
    int err = 0;
    if (n == 0) {
        return 0;
    }
    (void)fputs("<h2 id=pictures>Pictures</h2>\n", out);
    for (size_t i = 0; i < n && err == 0; i++) {
        (void)fputs("<figure><img loading=lazy alt=\"", out);
        const bool has_data =
            access(arena_printf(r->arena, "%s/%s.data.csv", r->dir, name[i]), R_OK) == 0;
        html_text(out,
                  arena_printf(r->arena,
                               has_data ? "picture %s; its data are in %s.data.csv" : "picture %s",
                               name[i], name[i]));
        (void)fputs("\" src=\"", out);
        err = html_data_uri(out, arena_printf(r->arena, "%s/%s.svg", r->dir, name[i]),
                            "image/svg+xml");
        (void)fputs("\"><figcaption>", out);
        html_text(out, name[i]);
        if (has_data) {
            (void)fputs(": <a href=\"", out);
            html_text(out, name[i]);
            (void)fputs(".data.csv\">what it is drawn from</a>", out);
        }
        (void)fputs("</figcaption></figure>\n", out);
    }
    return err;
}

int report_write(const struct report *r, FILE *out)
{
    (void)fputs("<!doctype html>\n<html lang=en><head><meta charset=utf-8><meta name=viewport "
                "content=\"width=device-width,initial-scale=1\">\n<title>",
                out);
    html_text(out, r->title);
    (void)fprintf(out, "</title>\n<style>\n%s</style></head><body>\n<header><h1>", report_css);
    html_text(out, r->title);
    (void)fputs("</h1>\n", out);
    if (r->is_campaign) {
        campaign_head(r, out);
    } else {
        run_head(r, out);
    }
    (void)fputs("</header>\n<nav aria-label=\"parts\"><a href=\"#verdicts\">Verdicts</a><a "
                "href=\"#figures\">Key figures</a>",
                out);
    const char **name;
    (void)fputs(pictures(r, &name) > 0 ? "<a href=\"#pictures\">Pictures</a>" : "", out);
    (void)fputs(r->is_campaign ? "" : "<a href=\"#topology\">Topology</a>", out);
    (void)fputs("<a href=\"#tables\">All figures</a></nav>\n<main>\n", out);
    report_figures(r, out);
    const int err = write_pictures(r, out);
    if (!r->is_campaign) {
        report_topology(r, out);
    }
    report_tables(r, out);
    (void)fprintf(out, "</main>\n<script>\n%s</script>\n</body></html>\n", report_js);
    return err != 0 ? err : ferror(out) ? -EIO : 0;
}
