#include "sim/campaign/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "sim/base/arena.h"
#include "sim/results/metric.h"

static const char *const shown[RANKING_METRICS] = {"rtt_p50_ms", "rtt_p95_ms", "rtt_p99_ms",
                                                   "goodput_mbps", "cost_usd_month"};

static struct stat_mean mean_of(const struct selection *s, size_t configuration, const char *metric,
                                struct arena *arena)
{
    const struct configuration *c = &s->batch->campaign->configuration[configuration];
    const int64_t runs = s->batch->state[configuration].ended;
    double *v = ARENA_ARRAY(arena, double, (size_t)runs);
    size_t n = 0;
    for (int64_t k = 0; k < runs; k++) {
        const double value = batch_metric(s->batch, c, k, metric);
        if (!isnan(value)) {
            v[n++] = value;
        }
    }
    return stat_mean(v, n, s->confidence);
}

static int rank_of(const struct ranking_row *r)
{
    static const char *const order[] = {"best", "tied", "undecided", "left", "no value", "refused"};
    int i = 0;
    while (strcmp(order[i], r->state) != 0) {
        i++;
    }
    return i;
}

struct ranked {
    double key; /* smaller is better */
    struct ranking_row row;
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    const int p = rank_of(&a->row), q = rank_of(&b->row);
    if (p != q) {
        return p - q;
    }
    return a->key != b->key ? (a->key > b->key) - (a->key < b->key)
                            : strcmp(a->row.candidate, b->row.candidate);
}

static void judge(struct ranking_row *row, const struct selection *s, size_t configuration)
{
    const struct contest *c = &s->contest[0];
    const struct configuration *conf = &s->batch->campaign->configuration[configuration];
    row->state = conf->refused != NULL ? "refused" : "no value";
    row->reason = conf->refused;
    for (size_t i = 0; i < s->n_entrants; i++) {
        if (s->entrant[i] != configuration) {
            continue;
        }
        row->left_after = c->kn.out_at[i];
        row->state = !c->kn.in[i]                            ? "left"
                     : !c->done                              ? "undecided"
                     : selection_best(s, c) == configuration ? "best"
                                                             : "tied";
    }
}

void ranking_make(struct ranking *r, const struct selection *s, const struct pairing *p)
{
    const struct campaign *campaign = s->batch->campaign;
    const bool less = metric_find(s->contest[0].metric)->less_is_better;
    struct ranked *all = ARENA_ARRAY(r->arena, struct ranked, campaign->n);
    for (size_t i = 0; i < campaign->n; i++) {
        struct ranking_row *row = &all[i].row;
        struct catalog_rtt rtt;
        *row = (struct ranking_row){.candidate = p->candidate[i], .runs = s->batch->state[i].ended};
        judge(row, s, i);
        for (size_t m = 0; m < RANKING_METRICS; m++) {
            row->metric[m] = mean_of(s, i, shown[m], r->arena);
        }
        row->outage_s = r->outage_s != NULL ? r->outage_s[i] : NAN;
        row->as_of =
            catalog_rtt(campaign->catalog, p->from, p->candidate[i], &rtt) ? rtt.as_of : NULL;
        all[i].key = mean_of(s, i, s->contest[0].metric, r->arena).mean * (less ? 1 : -1);
    }
    qsort(all, campaign->n, sizeof *all, by_rank);
    r->n = campaign->n;
    r->row = ARENA_ARRAY(r->arena, struct ranking_row, r->n);
    for (size_t i = 0; i < r->n; i++) {
        r->row[i] = all[i].row;
    }
}

static void cell(FILE *out, const struct stat_mean *m, int width)
{
    if (isnan(m->mean)) {
        (void)fprintf(out, " %*s", width, "-");
    } else if (isnan(m->half_width)) {
        (void)fprintf(out, " %*.3f", width, m->mean);
    } else {
        char text[64];
        (void)snprintf(text, sizeof text, "%.2f +/- %.2g", m->mean, m->half_width);
        (void)fprintf(out, " %*s", width, text);
    }
}

void ranking_show(const struct ranking *r, FILE *out)
{
    (void)fprintf(out, "\n  rank  candidate            runs  %19s %19s %19s %19s %9s %12s\n",
                  "rtt p50, ms", "rtt p95, ms", "rtt p99, ms", "goodput, Mbps", "outage, s",
                  "USD a month");
    for (size_t i = 0; i < r->n; i++) {
        const struct ranking_row *row = &r->row[i];
        (void)fprintf(out, "  %4zu  %-19s %5lld ", i + 1, row->candidate, (long long)row->runs);
        if (row->reason != NULL) {
            (void)fprintf(out, " %s\n", row->reason);
            continue;
        }
        for (size_t m = 0; m < 4; m++) {
            cell(out, &row->metric[m], 19);
        }
        const struct stat_mean outage = {.mean = row->outage_s, .half_width = NAN};
        cell(out, &outage, 9);
        const struct stat_mean cost = {.mean = row->metric[4].mean, .half_width = NAN};
        cell(out, &cost, 13);
        (void)fprintf(out, "  %s\n", strcmp(row->state, "left") == 0 ? "" : row->state);
    }
}

static const struct csv_column columns[] = {
    {"rank", "by the first contest; those that left it stand below those that did not",
     CSV_INTEGER},
    {"candidate", "region", CSV_STRING},
    {"state",
     "best; tied: no run would tell it from the best; undecided: the runs allowed did not suffice; "
     "left: it was told to be worse; "
     "no value: it lacks the metric; refused: by the checks",
     CSV_STRING},
    {"reason", "why it was refused", CSV_STRING},
    {"runs", "made of it", CSV_INTEGER},
    {"left_after", "runs after which it left the contest", CSV_INTEGER},
    {"rtt_p50_ms", "mean over runs", CSV_NUMBER},
    {"rtt_p50_ci95_lo", "of its interval, Student's t", CSV_NUMBER},
    {"rtt_p50_ci95_hi", "upper end", CSV_NUMBER},
    {"rtt_p95_ms", "mean over runs", CSV_NUMBER},
    {"rtt_p95_ci95_lo", "of its interval", CSV_NUMBER},
    {"rtt_p95_ci95_hi", "upper end", CSV_NUMBER},
    {"rtt_p99_ms", "mean over runs", CSV_NUMBER},
    {"rtt_p99_ci95_lo", "of its interval", CSV_NUMBER},
    {"rtt_p99_ci95_hi", "upper end", CSV_NUMBER},
    {"goodput_mbps", "mean over runs", CSV_NUMBER},
    {"goodput_ci95_lo", "of its interval", CSV_NUMBER},
    {"goodput_ci95_hi", "upper end", CSV_NUMBER},
    {"outage_s",
     "longest outage of an application when a gateway fails unplanned, of all gateways the worst, "
     "a run each; empty: no gateway, or --no-failover",
     CSV_NUMBER},
    {"cost_usd_month", "where the scenario has `cost`, and all prices are known", CSV_NUMBER},
    {"data_as_of", "date of the published round trip", CSV_STRING},
};
const struct csv_table ranking_table = {.file = "ranking.csv",
                                        .row = "a candidate",
                                        .help = "Of `vnetsim pair`.",
                                        .column = columns,
                                        .n = sizeof columns / sizeof *columns};

void ranking_write(const struct ranking *r, struct csv_out *o)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct ranking_row *row = &r->row[i];
        csv_out_int(o, i + 1);
        csv_out_text(o, row->candidate);
        csv_out_text(o, row->state);
        csv_out_text(o, row->reason);
        csv_out_int(o, (uint64_t)row->runs);
        if (row->left_after > 0) {
            csv_out_int(o, row->left_after);
        } else {
            csv_out_missing(o);
        }
        for (size_t m = 0; m < 4; m++) {
            csv_out_number(o, row->metric[m].mean);
            csv_out_number(o, row->metric[m].mean - row->metric[m].half_width);
            csv_out_number(o, row->metric[m].mean + row->metric[m].half_width);
        }
        csv_out_number(o, row->outage_s);
        csv_out_number(o, row->metric[4].mean);
        csv_out_text(o, row->as_of);
    }
}
