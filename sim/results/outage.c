#include "sim/results/outage.h"

#include <math.h>
#include <stdlib.h>

#include "models/flow/tcp_flow.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/results/results.h"

static double time_s(sim_time_t dur)
{
    return sim_time_s(dur);
}

double outage_of_flow_s(const struct network *n, size_t flow)
{
    return n->watch != NULL ? time_s(n->watch->flow[flow].outage) : NAN;
}

double outage_of_path_s(const struct network *n, size_t flow)
{
    const struct watch_flow *probe = n->watch != NULL ? n->watch->probe[flow] : NULL;
    return probe != NULL ? time_s(probe->outage) : NAN;
}

static int by_value(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* Of seconds; of two in the middle their mean, to the picosecond, the grain of time. */
static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return n % 2 == 1 ? v[n / 2] : round((v[n / 2 - 1] + v[n / 2]) / 2 * 1e12) / 1e12;
}

static double p99_ms(const struct histogram *h)
{
    return h->n > 0 ? histogram_quantile(h, 0.99) / 1e9 : NAN;
}

struct rtts { /* of all probes of an entry */
    struct histogram before, during, after;
};

static void add_probe(struct outage *o, struct rtts *t, const struct watch_flow *probe,
                      struct arena *arena)
{
    if (isnan(o->path_s) || time_s(probe->outage) > o->path_s) {
        o->path_s = time_s(probe->outage);
        o->path_at_s = time_s(probe->outage_at);
    }
    o->path_lasts = o->path_lasts || probe->lasts;
    histogram_merge(&t->before, &probe->rtt->before, arena);
    histogram_merge(&t->during, &probe->rtt->during, arena);
    histogram_merge(&t->after, &probe->rtt->after, arena);
}

static void add_flow(struct outage *o, const struct network *n, size_t flow)
{
    const struct watch_flow *f = &n->watch->flow[flow];
    if (o->flows == 0 || time_s(f->outage) > o->app_s) {
        o->app_s = time_s(f->outage);
        o->app_at_s = time_s(f->outage_at);
    }
    o->flows++;
    o->lasting += f->lasts;
    o->lost += watch_lost(n, flow);
    o->connections += n->src[flow]->kind->n_tcp;
    o->aborted += tcp_flow_sum(n, (uint32_t)flow).given_up;
}

struct outage *outage_all(const struct results *r, size_t *n_entries)
{
    const struct network *n = r->net;
    struct outage *all = ARENA_ARRAY(r->arena, struct outage, n->n_flows);
    double *each = ARENA_ARRAY(r->arena, double, n->n_flows);
    *n_entries = 0;
    for (size_t i = 0; i < n->n_flows && n->watch != NULL;) {
        const struct topo_traffic *t = n->flow[i].spec;
        struct outage *o = &all[(*n_entries)++];
        struct rtts rtts = {.before = {.n = 0}};
        *o = (struct outage){.traffic = t->r.name, .path_s = NAN, .path_at_s = NAN};
        for (; i < n->n_flows && n->flow[i].spec == t; i++) {
            add_flow(o, n, i);
            each[o->flows - 1] = outage_of_flow_s(n, i);
            if (n->watch->probe[i] != NULL) {
                add_probe(o, &rtts, n->watch->probe[i], r->arena);
            }
        }
        o->app_median_s = median(each, o->flows);
        o->before_ms = p99_ms(&rtts.before);
        o->during_ms = p99_ms(&rtts.during);
        o->after_ms = p99_ms(&rtts.after);
    }
    return all;
}

void outage_show(const struct results *r, FILE *out)
{
    size_t n;
    const struct outage *o = outage_all(r, &n);
    if (n == 0 || !r->net->watch->has_fault) {
        return;
    }
    const struct watch *w = r->net->watch;
    (void)fprintf(
        out, "\n  longest outage since the first fault at %g s%s\n", sim_time_s(w->fault_at),
        w->from == w->fault_at ? ""
                               : arena_printf(r->arena, " (counted from the warm-up's end at %g s)",
                                              sim_time_s(w->from)));
    (void)fprintf(out, "  %-24s %12s %14s %14s %12s %10s\n", "traffic", "path, s", "application, s",
                  "median flow, s", "packets lost", "aborted");
    for (size_t i = 0; i < n; i++) {
        char path[32] = "-";
        if (!isnan(o[i].path_s)) {
            (void)snprintf(path, sizeof path, "%s%.2f", o[i].path_lasts ? ">" : "", o[i].path_s);
        }
        char app[32];
        (void)snprintf(app, sizeof app, "%s%.2f", o[i].lasting > 0 ? ">" : "", o[i].app_s);
        (void)fprintf(out, "  %-24s %12s %14s %14.2f %12llu %10llu\n", o[i].traffic, path, app,
                      o[i].app_median_s, (unsigned long long)o[i].lost,
                      (unsigned long long)o[i].aborted);
    }
}

static const struct csv_column columns[] = {
    {"traffic", "the traffic entry", CSV_STRING},
    OUTAGE_COLUMNS,
};

static void write_outages(const struct results *r, struct csv_out *o)
{
    size_t n;
    const struct outage *all = outage_all(r, &n);
    for (size_t i = 0; i < n; i++) {
        const struct outage *e = &all[i];
        csv_out_text(o, e->traffic);
        csv_out_number(o, sim_time_s(r->net->watch->from));
        csv_out_int(o, e->flows);
        csv_out_number(o, e->path_s);
        csv_out_number(o, e->path_at_s);
        if (isnan(e->path_s)) {
            csv_out_missing(o);
        } else {
            csv_out_int(o, e->path_lasts);
        }
        csv_out_number(o, e->app_s);
        csv_out_number(o, e->app_median_s);
        csv_out_number(o, e->app_at_s);
        csv_out_int(o, e->lasting);
        csv_out_int(o, e->lost);
        if (e->connections == 0) {
            csv_out_missing(o);
            csv_out_missing(o);
        } else {
            csv_out_int(o, e->connections);
            csv_out_int(o, e->aborted);
        }
        csv_out_number(o, e->before_ms);
        csv_out_number(o, e->during_ms);
        csv_out_number(o, e->after_ms);
        csv_out_number(o, sim_time_s(r->net->duration));
    }
}

static const struct csv_table table = {
    .file = "outages.csv",
    .row = "a traffic entry, in runs with faults or probes",
    .help = "Outages are known to 10 ms, and what is shorter is the traffic's own rhythm: probes "
            "and packets come one after the other. An\n"
            "outage is the longest time without progress that ends after from_s. Traffic that "
            "pauses by itself has such times without any\n"
            "fault, and the longest of them is longer in a longer run; `vnetsim failover` puts a "
            "run without a fault beside the others.",
    .column = columns,
    .n = sizeof columns / sizeof *columns,
    .n_key = 1,
};
const struct results_file results_outages = {&table, write_outages};
