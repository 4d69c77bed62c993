/*
 * series.csv, histogram.csv, events.csv: what happened when, and how delays are spread.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/series.h"
#include "sim/base/arena.h"
#include "sim/results/results.h"

/* --- series.csv --- */

static const struct csv_column series_columns[] = {
    {"t_s", "end of the interval", CSV_NUMBER},
    {"kind", "flow, pair (an ordered pair of regions, all its flows), link, gateway, tunnel",
     CSV_STRING},
    {"name", "of the thing, as in the other files", CSV_STRING},
    {"metric",
     "flow, pair: throughput_mbps and received_pps (packets that arrived in the interval), "
     "owd_mean_ms, rtt_mean_ms and answered_pps (answers "
     "that came; of TCP its samples). A flow over TCP: cwnd_bytes (of its first connection, at the "
     "instant). link: utilisation_frac, queue_bytes (at the instant), drops_pps. gateway: out_pps, "
     "out_mbps (encrypted), in_pps, in_mbps "
     "(decrypted), of inner packets. tunnel: throughput_mbps, of inner packets",
     CSV_STRING},
    {"value", "of the interval; empty: no packet in it", CSV_NUMBER},
};

/* One column of numbers over time: a probe's, or the sum of several. */
struct line {
    const char *kind, *name, *metric;
    const double *value; /* [sample * stride] */
    size_t stride, n;
};

struct lines {
    struct line *v;
    size_t n, cap;
};

static struct line *add_line(struct lines *l, struct arena *arena, struct line line)
{
    ARENA_ROOM(arena, l->v, l->n, l->cap, 64);
    l->v[l->n] = line;
    return &l->v[l->n++];
}

static int by_line(const void *x, const void *y)
{
    const struct line *a = x, *b = y;
    int order = strcmp(a->kind, b->kind);
    order = order != 0 ? order : strcmp(a->name, b->name);
    return order != 0 ? order : strcmp(a->metric, b->metric);
}

/* Numbers of the flows' lines of one metric, by flow; NULL where a flow has none. */
static const struct line **flow_lines(const struct results *r, const struct lines *all,
                                      const char *metric)
{
    const struct network *n = r->net;
    const struct line **by_flow = ARENA_ARRAY(r->arena, const struct line *, n->n_flows);
    size_t at = 0;
    for (size_t s = 0; s < n->series->n_regions; s++) {
        const struct series_region *region = &n->series->region[s];
        for (size_t p = 0; p < region->n_probes; p++, at++) {
            if (strcmp(region->probe[p].kind, "flow") == 0 &&
                strcmp(region->probe[p].metric, metric) == 0) {
                by_flow[region->probe[p].item] = &all->v[at];
            }
        }
    }
    return by_flow;
}

/* Sum over the pair's flows of value (x weight, over the sum of weights, when there is one). */
static double pair_value(const struct results *r, const struct results_pair *p,
                         const struct line **value, const struct line **weight, size_t sample)
{
    const struct network *n = r->net;
    double sum = 0, weights = 0;
    for (size_t i = 0; i < n->n_flows; i++) {
        if (value[i] == NULL || n->flow[i].src_region->lp.name != p->src_region ||
            n->flow[i].dst_region->lp.name != p->dst_region) {
            continue;
        }
        const double v = value[i]->value[sample * value[i]->stride];
        const double w = weight != NULL ? weight[i]->value[sample * weight[i]->stride] : 1;
        if (!isnan(v) && w > 0) {
            sum += v * w;
            weights += w;
        }
    }
    return weight == NULL ? sum : weights > 0 ? sum / weights : NAN;
}

static bool pair_has(const struct results *r, const struct results_pair *p,
                     const struct line **value)
{
    for (size_t i = 0; i < r->net->n_flows; i++) {
        if (value[i] != NULL && r->net->flow[i].src_region->lp.name == p->src_region &&
            r->net->flow[i].dst_region->lp.name == p->dst_region) {
            return true;
        }
    }
    return false;
}

/* Adds the lines of region pairs, computed from those of flows, which stand first. */
static void add_pairs(const struct results *r, struct lines *lines, size_t n_samples)
{
    static const struct {
        const char *metric, *weight;
    } metrics[] = {{"throughput_mbps", NULL},
                   {"received_pps", NULL},
                   {"owd_mean_ms", "received_pps"},
                   {"rtt_mean_ms", "answered_pps"},
                   {"answered_pps", NULL}};
    for (size_t k = 0; k < sizeof metrics / sizeof *metrics; k++) {
        struct lines flows = *lines; /* add_line may move the array */
        const struct line **value = flow_lines(r, &flows, metrics[k].metric);
        const struct line **weight =
            metrics[k].weight != NULL ? flow_lines(r, &flows, metrics[k].weight) : NULL;
        for (size_t i = 0; i < r->n_pairs; i++) {
            if (!pair_has(r, &r->pair[i], value)) {
                continue;
            }
            double *v = ARENA_ARRAY(r->arena, double, n_samples);
            for (size_t s = 0; s < n_samples; s++) {
                v[s] = pair_value(r, &r->pair[i], value, weight, s);
            }
            add_line(lines, r->arena,
                     (struct line){"pair", r->pair[i].name, metrics[k].metric, v, 1, n_samples});
        }
    }
}

static void write_series(const struct results *r, struct csv_out *o)
{
    const struct series *s = r->net->series;
    struct lines lines = {0};
    size_t n_samples = 0;
    for (size_t i = 0; i < s->n_regions; i++) {
        const struct series_region *g = &s->region[i];
        for (size_t p = 0; p < g->n_probes; p++) {
            add_line(&lines, r->arena,
                     (struct line){g->probe[p].kind, g->probe[p].name, g->probe[p].metric,
                                   g->value + p, g->n_probes, g->n_samples});
        }
        n_samples = g->n_samples > n_samples ? g->n_samples : n_samples;
    }
    add_pairs(r, &lines, n_samples);
    if (lines.n > 1) {
        qsort(lines.v, lines.n, sizeof *lines.v, by_line);
    }
    o->expected = (uint64_t)n_samples * lines.n;
    for (size_t k = 0; k < n_samples; k++) {
        for (size_t i = 0; i < lines.n; i++) {
            const struct line *l = &lines.v[i];
            csv_out_number(o, sim_time_s(s->first_at + (sim_time_t)(k + 1) * s->interval));
            csv_out_text(o, l->kind);
            csv_out_text(o, l->name);
            csv_out_text(o, l->metric);
            csv_out_number(o, k < l->n ? l->value[k * l->stride] : NAN);
        }
    }
}

static const struct csv_table series_table = {
    .file = "series.csv",
    .row = "a thing, a metric, an interval",
    .help = "Tidy: one number a row. The grain is `simulation.sample_interval`; the first interval "
            "begins at or after the warm-up's\n"
            "end, and with a sample_interval of 0s the file holds its header alone.",
    .column = series_columns,
    .n = sizeof series_columns / sizeof *series_columns,
    .n_key = 4,
};
const struct results_file results_series = {&series_table, write_series};

/* --- histogram.csv --- */

static const struct csv_column histogram_columns[] = {
    {"kind", "flow, or pair (all flows from one region to another)", CSV_STRING},
    {"name", "of the flow or pair", CSV_STRING},
    {"metric", "owd_ms: one-way delays, source to destination; rtt_ms: round trips", CSV_STRING},
    {"lower", "the bucket holds values from here", CSV_NUMBER},
    {"upper", "to below here", CSV_NUMBER},
    {"count", "packets; empty buckets are left out", CSV_INTEGER},
};

/* 512 buckets an octave: a value to within 0.1 %, in files of a size that one still opens. */
#define MERGE_BITS (HISTOGRAM_SUB_BITS - 9)

static void write_histogram(struct csv_out *o, const char *kind, const char *name,
                            const char *metric, const struct histogram *h)
{
    struct histogram_cursor at = {0};
    struct histogram_bucket b;
    while (histogram_next(h, &at, MERGE_BITS, &b)) {
        csv_out_text(o, kind);
        csv_out_text(o, name);
        csv_out_text(o, metric);
        csv_out_number(o, sim_time_ms(b.lower));
        csv_out_number(o, sim_time_ms(b.upper));
        csv_out_int(o, b.count);
    }
}

static void write_histograms(const struct results *r, struct csv_out *o)
{
    struct arena *scratch = arena_new();

    for (size_t i = 0; i < r->net->n_flows; i++) {
        const char *name = network_flow_name(r->net, &r->net->flow[i], scratch);
        write_histogram(o, "flow", name, "owd_ms", &r->flow[i].owd.histogram);
        write_histogram(o, "flow", name, "rtt_ms", &r->flow[i].rtt.histogram);
        arena_clear(scratch);
    }
    arena_free(scratch);
    for (size_t i = 0; i < r->n_pairs; i++) {
        write_histogram(o, "pair", r->pair[i].name, "owd_ms", &r->pair[i].sum.owd.histogram);
        write_histogram(o, "pair", r->pair[i].name, "rtt_ms", &r->pair[i].sum.rtt.histogram);
    }
}

static const struct csv_table histogram_table = {
    .file = "histogram.csv",
    .row = "a bucket",
    .help = "Log-linear buckets, 512 an octave: a value is known to within 0.1 %. Histograms of "
            "several runs can be added.",
    .column = histogram_columns,
    .n = sizeof histogram_columns / sizeof *histogram_columns,
    .n_key = 4,
};
const struct results_file results_histogram = {&histogram_table, write_histograms};

/* --- events.csv --- */

static const struct csv_column event_columns[] = {
    {"t_s", "when", CSV_NUMBER},
    {"kind", "tunnel, bgp, gateway (gateway/1: its second instance), load_balancer, fault",
     CSV_STRING},
    {"name",
     "of the tunnel's connection (the gateway at its `from` reports), also of its BGP session; of "
     "the gateway, load balancer or fault",
     CSV_STRING},
    {"event",
     "of a tunnel's end: ike_start, ike_retry, ike_refused, up (IKE SA and child SA), "
     "child_rekey_start, child_sa_rekeyed, ike_rekey_start, "
     "ike_sa_rekeyed, rekey_collision, rekey_failed, sa_expired, wake (a packet after idleness), "
     "dpd_timeout, down, replaced (SAs, by a peer that had lost its own), cut, restore; of a "
     "session: established, down; of a gateway: down, up, "
     "active (the standby has taken over), "
     "standby_lost, standby (there is one again), routes_programmed; of a load balancer: "
     "member_out, member_in; of a fault: its kind, and of one that is down for a time over",
     CSV_STRING},
    {"detail",
     "what was sent, why it was refused, the cipher agreed on; the fault behind it; the region of "
     "programmed routes; the member; what the fault strikes",
     CSV_STRING},
};

struct happening {
    const struct control_event *event;
    size_t order;
};

/* Of one instant faults come first, then what they bring: a region's after each other as they
 * happened, regions by name. */
static int by_instant(const void *x, const void *y)
{
    const struct happening *a = x, *b = y;
    const bool of_fault[] = {strcmp(a->event->kind, "fault") == 0,
                             strcmp(b->event->kind, "fault") == 0};
    if (a->event->at != b->event->at) {
        return a->event->at < b->event->at ? -1 : 1;
    }
    if (of_fault[0] != of_fault[1]) {
        return of_fault[0] ? -1 : 1;
    }
    return (a->order > b->order) - (a->order < b->order);
}

static void write_events(const struct results *r, struct csv_out *o)
{
    const struct network *net = r->net;
    size_t n = 0, all = 0;
    for (size_t i = 0; i < net->n_regions; i++) {
        all += net->log[i].n;
    }
    struct happening *v = ARENA_ARRAY(r->arena, struct happening, all);
    for (size_t i = 0; i < net->n_regions; i++) {
        for (size_t k = 0; k < net->log[i].n; k++, n++) {
            v[n] = (struct happening){&net->log[i].v[k], n};
        }
    }
    if (n > 1) {
        qsort(v, n, sizeof *v, by_instant);
    }
    for (size_t i = 0; i < n; i++) {
        csv_out_number(o, sim_time_s(v[i].event->at));
        csv_out_text(o, v[i].event->kind);
        csv_out_text(o, v[i].event->name);
        csv_out_text(o, v[i].event->event);
        csv_out_text(o, v[i].event->detail);
    }
}

static const struct csv_table event_table = {
    .file = "events.csv",
    .row = "an event of the control plane",
    .help = "From t = 0, the warm-up included. Of one instant a fault comes before what it brings.",
    .column = event_columns,
    .n = sizeof event_columns / sizeof *event_columns,
};
const struct results_file results_events = {&event_table, write_events};
