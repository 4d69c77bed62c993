#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/report/html.h"
#include "sim/report/report.h"
#include "sim/scenario/doc.h"

enum { ROWS_MAX = 60 };

void report_figure(const struct report *r, FILE *out, const struct report_file *f, size_t row,
                   const char *column, int digits)
{
    const char *text = report_cell(f, row, column);
    char *end;
    const double v = strtod(text, &end);
    (void)r;
    if (text[0] == '\0') {
        (void)fputs("<span class=soft>-</span>", out);
        return;
    }
    (void)fprintf(out, "<a href=\"#%s-%zu\" title=\"%s, row %zu, %s: ", f->id, row + 1, f->file,
                  row + 1, column);
    html_text(out, text);
    (void)fputs("\">", out);
    if (*end == '\0' && v == floor(v) && fabs(v) < 1e15) {
        (void)fprintf(out, "%.0f", v);
    } else if (*end == '\0' && fabs(v) < 0.001) {
        (void)fputs(v < 0 ? "&gt; -0.001" : "&lt; 0.001", out);
    } else if (*end == '\0') {
        (void)fprintf(out, "%.*g", digits, v);
    } else {
        html_text(out, text);
    }
    (void)fputs("</a>", out);
}

struct shown { /* a column of key figures: its heading, and where it comes from */
    const char *heading, *column;
};

/* Has any row a value there? And are all of them numbers? */
static bool is_there(const struct report_file *f, const char *column, bool *numeric)
{
    bool any = false;
    *numeric = true;
    for (size_t i = 0; i < f->table.n_rows; i++) {
        const char *text = report_cell(f, i, column);
        char *end;
        (void)strtod(text, &end);
        any = any || text[0] != '\0';
        *numeric = *numeric && *end == '\0';
    }
    return any;
}

/* Key figures out of one file, a row each, linked; columns without a value are left out. */
static void write_rows(const struct report *r, FILE *out, const char *title,
                       const struct report_file *f, const struct shown *shown, size_t n)
{
    const size_t rows = f->table.n_rows < ROWS_MAX ? f->table.n_rows : ROWS_MAX;
    if (rows == 0) {
        return;
    }
    (void)fprintf(out,
                  "<h3>%s</h3>\n<div class=scroll tabindex=0 role=region "
                  "aria-label=\"%s\"><table><thead><tr>",
                  title, title);
    bool *there = ARENA_ARRAY(r->arena, bool, n), *numeric = ARENA_ARRAY(r->arena, bool, n);
    for (size_t c = 0; c < n; c++) {
        there[c] = is_there(f, shown[c].column, &numeric[c]);
        if (there[c]) {
            (void)fprintf(out, "<th scope=col%s><button type=button>%s</button></th>",
                          numeric[c] ? " class=n" : "", shown[c].heading);
        }
    }
    (void)fputs("</tr></thead><tbody>\n", out);
    for (size_t i = 0; i < rows; i++) {
        (void)fputs("<tr>", out);
        for (size_t c = 0; c < n; c++) {
            if (!there[c]) {
                continue;
            }
            (void)fputs(numeric[c] ? "<td class=n>" : "<td>", out);
            report_figure(r, out, f, i, shown[c].column, 5);
            (void)fputs("</td>", out);
        }
        (void)fputs("</tr>\n", out);
    }
    (void)fputs("</tbody></table></div>\n", out);
    if (rows < f->table.n_rows) {
        (void)fprintf(out, "<p class=soft>%zu more rows stand in <a href=\"#%s\">%s</a>.</p>\n",
                      f->table.n_rows - rows, f->id, f->file);
    }
}

#define ROWS(title, file, ...)                                                                     \
    do {                                                                                           \
        const struct report_file *f_ = report_find(r, file);                                       \
        static const struct shown shown_[] = {__VA_ARGS__};                                        \
        if (f_ != NULL) {                                                                          \
            write_rows(r, out, title, f_, shown_, sizeof shown_ / sizeof *shown_);                 \
        }                                                                                          \
    } while (0)

static void run_figures(const struct report *r, FILE *out)
{
    ROWS("Between regions", "pairs.csv", {"from", "src_region"}, {"to", "dst_region"},
         {"flows", "flows"}, {"packets sent", "packets_offered"}, {"lost, share", "loss_frac"},
         {"goodput, Mbps", "goodput_mbps"}, {"one way p50, ms", "owd_p50_ms"},
         {"p99", "owd_p99_ms"}, {"round trip p50, ms", "rtt_p50_ms"}, {"p99", "rtt_p99_ms"},
         {"USD a month", "transfer_usd_month"});
    ROWS("Where a packet's milliseconds go, on average", "pairs.csv", {"from", "src_region"},
         {"to", "dst_region"}, {"one way, ms", "owd_mean_ms"}, {"propagation", "propagation_ms"},
         {"transmission", "transmission_ms"}, {"queueing", "queueing_ms"},
         {"gateway", "gateway_ms"});
    ROWS("Tunnels", "tunnels.csv", {"tunnel", "tunnel"}, {"from", "from"}, {"to", "to"},
         {"at the end", "state"}, {"up at, s", "up_at_s"}, {"down, s", "down_s"},
         {"packets", "packets"}, {"dropped", "drops"});
    ROWS("Longest outages", "outages.csv", {"traffic", "traffic"}, {"since, s", "from_s"},
         {"path, s", "path_outage_s"}, {"application, s", "app_outage_s"},
         {"median flow, s", "app_outage_median_s"}, {"flows still out at the end", "flows_lasting"},
         {"packets lost", "packets_lost"}, {"connections", "connections"}, {"given up", "aborted"},
         {"probes' round trip p99 before, ms", "rtt_before_p99_ms"},
         {"during", "rtt_during_p99_ms"}, {"after", "rtt_after_p99_ms"});
    ROWS("Gateways", "gateways.csv", {"gateway", "gateway"}, {"instance", "instance"},
         {"SKU", "sku"}, {"packets", "packets"}, {"busiest limit, share of time", "busy_frac"},
         {"most packets a second", "peak_pps"}, {"most Mbps in a second", "peak_mbps"},
         {"dropped", "drops"});
    ROWS("Services", "services.csv", {"member", "service"}, {"kind", "kind"},
         {"servers", "servers"}, {"requests", "requests"},
         {"busy, share of time", "utilisation_frac"}, {"wait, ms", "wait_mean_ms"},
         {"longest", "wait_max_ms"}, {"service, ms", "service_mean_ms"});
}

/* What holds each traffic entry back: the sentences of the manifest. */
static void run_sentences(const struct report *r, FILE *out)
{
    const struct doc_entry *all = r->manifest != NULL ? doc_find(r->manifest, "verdicts") : NULL;
    const bool has_rows = report_find(r, "limits.csv") != NULL;
    for (size_t i = 0; all != NULL && i < all->value->n; i++) {
        const struct doc_entry *sentence = doc_find(all->value->entry[i].value, "sentence");
        if (sentence != NULL && i < ROWS_MAX) {
            (void)fputs("<li>", out);
            html_text(out, sentence->value->text);
            (void)fputs(has_rows ? ". <a href=\"#limits\">limits.csv</a></li>\n" : ".</li>\n", out);
        }
    }
}

/* Drops as sentences: largest first. */
static void run_verdicts(const struct report *r, FILE *out)
{
    const struct report_file *drops = report_find(r, "drops.csv"),
                             *tunnels = report_find(r, "tunnels.csv");
    bool any = false;
    (void)fputs("<ul class=verdicts>\n", out);
    run_sentences(r, out);
    for (size_t i = 0; tunnels != NULL && i < tunnels->table.n_rows; i++) {
        if (strcmp(report_cell(tunnels, i, "state"), "down") == 0) {
            (void)fputs("<li class=warn>Tunnel ", out);
            report_figure(r, out, tunnels, i, "tunnel", 5);
            (void)fputs(" is down at the end; <a href=\"#events\">events.csv</a> says why.</li>\n",
                        out);
            any = true;
        }
    }
    for (size_t i = 0; drops != NULL && i < drops->table.n_rows && i < ROWS_MAX; i++) {
        (void)fputs("<li>", out);
        report_figure(r, out, drops, i, "packets", 8);
        (void)fputs(" packets were dropped at ", out);
        html_text(out, report_cell(drops, i, "place"));
        (void)fputs(", cause <em>", out);
        html_text(out, report_cell(drops, i, "cause"));
        (void)fprintf(out, "</em>, from ");
        report_figure(r, out, drops, i, "first_s", 4);
        (void)fputs(" to ", out);
        report_figure(r, out, drops, i, "last_s", 4);
        (void)fputs(" s.</li>\n", out);
        any = true;
    }
    (void)fputs(any ? "</ul>\n" : "<li>Nothing was dropped.</li></ul>\n", out);
}

static void campaign_verdicts(const struct report *r, FILE *out)
{
    const struct report_file *f = report_find(r, "compare.csv");
    (void)fputs("<ul class=verdicts>\n", out);
    for (size_t i = 0; f != NULL && i < f->table.n_rows && i < ROWS_MAX; i++) {
        (void)fputs("<li>", out);
        html_text(out, report_cell(f, i, "verdict"));
        (void)fputs(" <span class=soft>against ", out);
        html_text(out, report_cell(f, i, "a"));
        (void)fputs("; n ", out);
        report_figure(r, out, f, i, "n", 5);
        (void)fputs(", p ", out);
        report_figure(r, out, f, i, "p_holm", 2);
        (void)fputs("</span></li>\n", out);
    }
    (void)fputs(f != NULL
                    ? "</ul>\n"
                    : "<li class=soft>vnetsim compare has not been run on this folder.</li></ul>\n",
                out);
}

/* The rows of summary.csv that people ask for first; all others stand in the table. */
static void campaign_figures(const struct report *r, FILE *out)
{
    static const char *const wanted[] = {"rtt_p50_ms",   "rtt_p99_ms", "owd_p99_ms",
                                         "goodput_mbps", "loss_frac",  "cost_usd_month"};
    const struct report_file *f = report_find(r, "summary.csv");
    size_t shown = 0;
    if (f == NULL) {
        return;
    }
    (void)fputs("<h3>Over replications</h3>\n<div class=scroll tabindex=0 role=region "
                "aria-label=\"summary\"><table><thead><tr>",
                out);
    for (const char *const *h = (const char *const[]){"configuration", "metric", "mean", "from",
                                                      "to", "runs", "paths", NULL};
         *h != NULL; h++) {
        (void)fprintf(out, "<th scope=col><button type=button>%s</button></th>", *h);
    }
    (void)fputs("</tr></thead><tbody>\n", out);
    for (size_t i = 0; i < f->table.n_rows && shown < 300; i++) {
        bool take = false;
        for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
            take = take || strcmp(report_cell(f, i, "metric"), wanted[k]) == 0;
        }
        if (!take || report_cell(f, i, "mean")[0] == '\0') {
            continue;
        }
        (void)fputs("<tr>", out);
        for (const char *const *c =
                 (const char *const[]){"configuration", "metric", "mean", "ci95_lo", "ci95_hi", "n",
                                       "n_paths", NULL};
             *c != NULL; c++) {
            (void)fputs("<td>", out);
            report_figure(r, out, f, i, *c, 5);
            (void)fputs("</td>", out);
        }
        (void)fputs("</tr>\n", out);
        shown++;
    }
    (void)fputs("</tbody></table></div>\n", out);
}

void report_figures(const struct report *r, FILE *out)
{
    (void)fputs("<h2 id=verdicts>Verdicts</h2>\n", out);
    if (r->is_campaign) {
        campaign_verdicts(r, out);
    } else {
        run_verdicts(r, out);
    }
    (void)fputs("<h2 id=figures>Key figures</h2>\n<p class=soft>Each leads to the row of the CSV "
                "file that it is taken from.</p>\n",
                out);
    if (r->is_campaign) {
        ROWS("Longest outages", "failover.csv", {"failure", "failure"},
             {"replication", "replication"}, {"traffic", "traffic"}, {"path, s", "path_outage_s"},
             {"application, s", "app_outage_s"}, {"median flow, s", "app_outage_median_s"},
             {"flows still out at the end", "flows_lasting"}, {"packets lost", "packets_lost"},
             {"connections", "connections"}, {"given up", "aborted"},
             {"probes' round trip p99 before, ms", "rtt_before_p99_ms"},
             {"during", "rtt_during_p99_ms"}, {"after", "rtt_after_p99_ms"});
        ROWS("What wider limits bring", "raise.csv", {"traffic", "traffic"}, {"limit", "limit"},
             {"named by limited_by", "named"}, {"goodput of a flow, Mbps", "goodput_mbps"},
             {"when it is wider", "raised_mbps"}, {"gain", "gain_frac"}, {"from", "gain_lo"},
             {"to", "gain_hi"});
        ROWS("Ranking", "ranking.csv", {"rank", "rank"}, {"candidate", "candidate"}, {"", "state"},
             {"runs", "runs"}, {"rtt p50, ms", "rtt_p50_ms"}, {"p95", "rtt_p95_ms"},
             {"p99", "rtt_p99_ms"}, {"goodput, Mbps", "goodput_mbps"}, {"outage, s", "outage_s"},
             {"USD a month", "cost_usd_month"});
        campaign_figures(r, out);
    } else {
        run_figures(r, out);
    }
}
