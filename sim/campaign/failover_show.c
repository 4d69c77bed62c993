/* What `vnetsim failover` prints: a row a failure and a traffic entry, a sentence on the worst; the
 * same as JSON. */
#include <math.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/json.h"
#include "sim/campaign/failover.h"
#include "sim/campaign/failover_line.h"

/* --- table --- */

static void cell(FILE *out, double v, bool lasts, int width, int decimals)
{
    char text[48] = "-";
    if (!isnan(v)) {
        (void)snprintf(text, sizeof text, "%s%.*f", lasts ? ">" : "", decimals, v);
    }
    (void)fprintf(out, " %*s", width, text);
}

static int widest(const struct failover_line *line, size_t n, bool traffic)
{
    size_t width = 10;
    for (size_t i = 0; i < n; i++) {
        const char *text = traffic ? line[i].traffic : line[i].failure->name;
        width = text != NULL && strlen(text) > width ? strlen(text) : width;
    }
    return (int)width;
}

static void show_line(const struct failover_line *l, FILE *out)
{
    char kept[48] = "-";
    cell(out, l->path_s, l->path_lasts, 9, 2);
    cell(out, l->app_s, l->lasts, 9, 2);
    cell(out, l->median_s, false, 9, 2);
    cell(out, l->lost, false, 9, 0);
    if (!isnan(l->connections)) {
        (void)snprintf(kept, sizeof kept, "%.0f/%.0f", l->connections - l->aborted, l->aborted);
    }
    (void)fprintf(out, " %11s |", kept);
    cell(out, l->before_ms, false, 8, 1);
    cell(out, l->during_ms, false, 8, 1);
    cell(out, l->after_ms, false, 8, 1);
    (void)fputc('\n', out);
}

static void show_table(const struct failover *f, const struct failover_rows *rows, FILE *out)
{
    size_t n;
    const struct failover_line *line = failover_lines(f, rows, &n);
    const int failure = widest(line, n, false), traffic = widest(line, n, true);
    (void)fprintf(out, "\n  %-*s  %-*s %29s %9s %11s | %s\n", failure, "", traffic, "",
                  "longest outage (s)", "packets", "TCP kept", "probes' RTT, p99 (ms)");
    (void)fprintf(out, "  %-*s  %-*s %9s %9s %9s %9s %11s | %8s %8s %8s\n", failure, "failure",
                  traffic, "traffic", "path", "app.", "median", "lost", "/given up", "before",
                  "during", "after");
    for (size_t i = 0; i < n; i++) {
        const bool same = i > 0 && line[i - 1].failure == line[i].failure;
        (void)fprintf(out, "  %-*s  ", failure, same ? "" : line[i].failure->name);
        if (line[i].traffic == NULL) {
            (void)fputs("did not run: failover.csv says why\n", out);
            continue;
        }
        (void)fprintf(out, "%-*s", traffic, line[i].traffic);
        show_line(&line[i], out);
    }
    (void)fputs("\n  outages: - no longer than without a failure; > it lasts to the end of the "
                "run. path: probes on the ways of the entry's first 8 flows;\n"
                "  app.: its worst flow; median: its median flow. lost: from the failure to the "
                "end of the run (until_s),\n"
                "  without one from the warm-up's end on\n",
                out);
}

/* --- the worst --- */

static const struct failover_line *worst_of(const struct failover_line *line, size_t n)
{
    const struct failover_line *worst = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!line[i].is_base && !isnan(line[i].app_s) &&
            (worst == NULL || line[i].app_s > worst->app_s)) {
            worst = &line[i];
        }
    }
    return worst;
}

static size_t failures_unnoticed(const struct failover_line *line, size_t n, size_t *all)
{
    size_t quiet = 0;
    *all = 0;
    for (size_t i = 0; i < n;) {
        const struct failure *f = line[i].failure;
        bool noticed = false;
        for (; i < n && line[i].failure == f; i++) {
            noticed =
                noticed || line[i].traffic == NULL || !isnan(line[i].app_s) || line[i].aborted > 0;
        }
        *all += f->text != NULL;
        quiet += f->text != NULL && !noticed;
    }
    return quiet;
}

/* What is out to the end without any failure, and can notice none. */
static const char *out_anyway(const struct failover_line *line, size_t n, struct arena *a)
{
    const char *names = "";
    for (size_t i = 0; i < n; i++) {
        if (line[i].is_base && line[i].lasts) {
            names = arena_printf(a, "%s%s%s", names, names[0] != '\0' ? ", " : "", line[i].traffic);
        }
    }
    return names[0] != '\0'
               ? arena_printf(a, " Even without a failure not all of this gets through: %s.", names)
               : "";
}

static const char *unnoticed(size_t quiet, size_t all, struct arena *a)
{
    if (all == 1) {
        return "";
    }
    return quiet == 0 ? arena_printf(a, " None of %zu failures goes unnoticed.", all)
                      : arena_printf(a, " %zu of %zu failures %s unnoticed.", quiet, all,
                                     quiet == 1 ? "goes" : "go");
}

static const char *sentence(const struct failover *f, const struct failover_line *line, size_t n)
{
    struct arena *a = f->arena;
    size_t all;
    const size_t quiet = failures_unnoticed(line, n, &all);
    const struct failover_line *w = worst_of(line, n);
    const char *anyway = out_anyway(line, n, a);
    if (w == NULL) {
        return arena_printf(
            a, all == 1 ? "No traffic notices the failure.%s" : "No traffic notices any failure.%s",
            anyway);
    }
    const char *than = w->lasts && w->path_lasts ? ", and so does its way"
                       : isnan(w->path_s)        ? ", though its first flows' ways do not"
                       : w->app_s > w->path_s + FAILOVER_SLACK_S
                           ? arena_printf(a, ", %.3g s longer than its way", w->app_s - w->path_s)
                       : w->app_s < w->path_s - FAILOVER_SLACK_S
                           ? arena_printf(a, ", its way for %.3g s", w->path_s)
                           : ", as long as its way";
    const char *given_up = w->aborted > 0
                               ? arena_printf(a, "; %.0f of %.0f TCP connections are given up",
                                              w->aborted, w->connections)
                               : "";
    return arena_printf(a, "The worst is %s: %s stands still for %s%.4g s%s%s.%s%s",
                        w->failure->name, w->traffic, w->lasts ? "more than " : "", w->app_s, than,
                        given_up, unnoticed(quiet, all, a), anyway);
}

void failover_show(const struct failover *f, const struct failover_rows *rows, FILE *out)
{
    size_t n;
    const struct failover_line *line = failover_lines(f, rows, &n);
    const size_t failures = f->failures.n - 1, declared = failures - f->n_made;
    (void)fprintf(out, "%s: %zu failure%s, ", f->name, failures, failures == 1 ? "" : "s");
    if (declared > 0 && f->n_made > 0) {
        (void)fprintf(out, "%zu as declared and %zu ", declared, f->n_made);
    }
    if (f->n_made > 0) {
        (void)fprintf(out, "at %g s", sim_time_s(f->failures.at));
    } else {
        (void)fprintf(out, "as declared");
    }
    (void)fprintf(
        out,
        f->settles ? "; each run ends when all is over, after %g s at most; and a run without%s\n"
                   : "; each run lasts %g s; and a run without%s\n",
        sim_time_s(f->duration),
        f->runs > 1 ? arena_printf(f->arena, ", each %u times (the worst is shown)", f->runs) : "");
    show_table(f, rows, out);
    if (f->failures.unused != NULL) {
        (void)fprintf(out, "  left out, since neither traffic nor a tunnel crosses it: link %s\n",
                      f->failures.unused);
    }
    (void)fprintf(out, "\n%s\n", sentence(f, line, n));
}

/* --- JSON --- */

static void write_row(struct json *j, const struct failover_row *r)
{
    json_object_begin(j);
    json_key_string(j, "failure", r->failure->name);
    json_key(j, "replication");
    json_int(j, r->k);
    json_key_string(j, "kind", r->failure->kind);
    json_key_string(j, "name", r->failure->what);
    json_key_string(j, "event", r->failure->event);
    json_key_string(j, "run", r->run);
    json_key_string(j, "status", r->status);
    json_key_string(j, "reason", r->reason);
    json_key_string(j, "traffic", r->cell != NULL ? r->cell[FAILOVER_TRAFFIC] : NULL);
    for (int c = FAILOVER_FROM; c < FAILOVER_CELLS; c++) {
        json_key_number(j,
                        failover_table.column[failover_table.n - FAILOVER_CELLS + (size_t)c].name,
                        failover_value(r, (enum failover_cell)c));
    }
    json_object_end(j);
}

void failover_write_json(const struct failover *f, const struct failover_rows *rows, FILE *out)
{
    struct json j;
    size_t n;
    const struct failover_line *line = failover_lines(f, rows, &n);
    json_init(&j, out);
    json_object_begin(&j);
    json_key_string(&j, "scenario", f->name);
    json_key_number(&j, "at_s", f->n_made == 0 ? NAN : sim_time_s(f->failures.at));
    json_key_number(&j, "duration_s", sim_time_s(f->duration));
    json_key_string(&j, "worst", sentence(f, line, n));
    json_key_string(&j, "left_out", f->failures.unused);
    json_key(&j, "rows");
    json_array_begin(&j);
    for (size_t i = 0; i < rows->n; i++) {
        write_row(&j, &rows->v[i]);
    }
    json_array_end(&j);
    json_object_end(&j);
    json_fini(&j);
}
