#include "sim/results/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/net/link.h"
#include "models/steady.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/results/outage.h"
#include "sim/results/warmup.h"

enum { DROPS_SHOWN = 8, GROUPS_SHOWN = 20 };

/* "137.42", "-" when missing, in a field of the given width. */
static void cell(FILE *out, double v, int width, int decimals)
{
    if (isnan(v)) {
        (void)fprintf(out, " %*s", width, "-");
    } else {
        (void)fprintf(out, " %*.*f", width, decimals, v);
    }
}

static int longest(const char *text, int least)
{
    const int n = (int)strlen(text);
    return n > least ? n : least;
}

/* All flows of a traffic entry between two regions. */
struct group {
    const struct topo_traffic *spec;
    const char *src_region, *dst_region, *limited_by;
    struct measure sum;
    size_t n;
};

static void write_traffic(const struct results *r, FILE *out)
{
    const struct network *n = r->net;
    struct group *group = ARENA_ARRAY(r->arena, struct group, n->n_flows);
    size_t n_groups = 0;
    int width = 7;
    for (size_t i = 0; i < n->n_flows; i++) { /* flows of an entry stand together */
        const struct flow *f = &n->flow[i];
        struct group *g = n_groups > 0 ? &group[n_groups - 1] : NULL;
        if (g == NULL || g->spec != f->spec || g->src_region != f->src_region->lp.name ||
            g->dst_region != f->dst_region->lp.name) {
            g = &group[n_groups++];
            *g = (struct group){.spec = f->spec,
                                .src_region = f->src_region->lp.name,
                                .dst_region = f->dst_region->lp.name,
                                .limited_by = results_limited_by(r, i)};
            width = longest(f->spec->r.name, width);
        }
        measure_add(&g->sum, &r->flow[i], r->arena);
        g->n++;
        if (strcmp(g->limited_by, results_limited_by(r, i)) != 0) {
            g->limited_by = "several";
        }
    }
    if (n_groups == 0) {
        (void)fprintf(out, "  no traffic: there is nothing to measure\n");
        return;
    }
    (void)fprintf(out, "\n  %-*s %6s %10s %10s %8s | %9s %9s | %9s %9s  %s\n", width, "traffic",
                  "flows", "sent", "received", "lost", "one way", "", "round trip", "",
                  "limited by");
    (void)fprintf(out, "  %-*s %6s %10s %10s %8s | %9s %9s | %9s %9s\n", width, "", "", "packets",
                  "Mbps", "%", "p50 ms", "p99 ms", "p50 ms", "p99 ms");
    for (size_t i = 0; i < n_groups && i < GROUPS_SHOWN; i++) {
        const struct group *g = &group[i];
        (void)fprintf(out, "  %-*s %6zu %10llu", width, g->spec->r.name, g->n,
                      (unsigned long long)g->sum.fwd.offered);
        cell(out, g->sum.throughput_mbps, 10, 3);
        cell(out, measure_lost_frac(&g->sum) * 100, 8, 3);
        (void)fputs(" |", out);
        cell(out, measure_quantile_ms(&g->sum.owd, 0.5), 9, 3);
        cell(out, measure_quantile_ms(&g->sum.owd, 0.99), 9, 3);
        (void)fputs(" |", out);
        cell(out, measure_quantile_ms(&g->sum.rtt, 0.5), 9, 3);
        cell(out, measure_quantile_ms(&g->sum.rtt, 0.99), 9, 3);
        (void)fprintf(out, "  %s\n", g->limited_by);
    }
    if (n_groups > GROUPS_SHOWN) {
        (void)fprintf(out, "  ... and %zu more: flows.csv\n", n_groups - GROUPS_SHOWN);
    }
}

static void write_split(const struct results *r, FILE *out)
{
    int width = 7;
    for (size_t i = 0; i < r->n_pairs; i++) {
        width = longest(r->pair[i].name, width);
    }
    if (r->n_pairs == 0) {
        return;
    }
    (void)fprintf(out, "\n  %-*s %12s %12s %12s %12s   (mean ms of one packet's way)\n", width,
                  "regions", "propagation", "transmission", "queueing", "gateway");
    for (size_t i = 0; i < r->n_pairs && i < GROUPS_SHOWN; i++) {
        const struct measure *m = &r->pair[i].sum;
        (void)fprintf(out, "  %-*s", width, r->pair[i].name);
        cell(out, measure_part_ms(m, m->propagation), 12, 4);
        cell(out, measure_part_ms(m, m->transmission), 12, 4);
        cell(out, measure_part_ms(m, m->queueing), 12, 4);
        cell(out, measure_part_ms(m, m->gateway), 12, 4);
        (void)fputc('\n', out);
    }
}

static void write_tunnels(const struct results *r, FILE *out)
{
    const struct network *n = r->net;
    int width = 7;
    for (size_t i = 0; i < n->n_tunnels; i++) {
        width = longest(n->tunnel[i].name, width);
    }
    for (size_t i = 0; i < n->n_tunnels && i < GROUPS_SHOWN; i++) {
        const struct tunnel *t = &n->tunnel[i];
        if (i == 0) {
            (void)fprintf(out, "\n  %-*s state\n", width, "tunnel");
        }
        (void)fprintf(out, "  %-*s ", width, t->name);
        if (t->up) {
            (void)fprintf(out, "up since %.3f s, %s, %llu packets\n", sim_time_s(t->up_at),
                          t->esp->name, (unsigned long long)t->sent.packets);
        } else {
            (void)fprintf(out, "DOWN %s (events.csv says why)\n",
                          t->up_at < 0 ? "for the whole run" : "at the end");
        }
    }
    if (n->n_tunnels > GROUPS_SHOWN) {
        (void)fprintf(out, "  ... and %zu more: tunnels.csv\n", n->n_tunnels - GROUPS_SHOWN);
    }
}

static int by_packets(const void *x, const void *y)
{
    const struct drop_record *a = x, *b = y;
    return a->packets != b->packets ? (a->packets < b->packets) - (a->packets > b->packets)
                                    : (a->place > b->place) - (a->place < b->place);
}

static void write_drops(const struct results *r, FILE *out)
{
    struct drop_record *sorted = ARENA_ARRAY(r->arena, struct drop_record, r->n_drops);
    if (r->n_drops == 0) {
        (void)fprintf(out, "\n  nothing was dropped\n");
        return;
    }
    memcpy(sorted, r->drop, r->n_drops * sizeof *sorted);
    qsort(sorted, r->n_drops, sizeof *sorted, by_packets);
    (void)fprintf(out, "\n  dropped packets\n");
    for (size_t i = 0; i < r->n_drops && i < DROPS_SHOWN; i++) {
        (void)fprintf(out, "  %12llu  %-16s at %s\n", (unsigned long long)sorted[i].packets,
                      drop_cause_word((enum drop_cause)sorted[i].cause),
                      r->net->place[sorted[i].place].text);
    }
    if (r->n_drops > DROPS_SHOWN) {
        (void)fprintf(out, "  ... and %zu more places: drops.csv\n", r->n_drops - DROPS_SHOWN);
    }
}

/* Figures that nobody publishes, as far as this run rests on them. */
static void write_assumptions(const struct network *n, FILE *out)
{
    const struct topo *t = n->topo;
    bool gateways = false, buffers = false, paths = false, services = false, instances = false;
    for (size_t i = 0; i < n->n_vms; i++) {
        services = services || n->vm[i].service != NULL;
        instances = instances || (n->vm[i].declared->kind == TOPO_MANAGED_INSTANCE &&
                                  n->vm[i].declared->vm_size != NULL);
    }
    for (size_t i = 0; i < n->n_gateways; i++) {
        gateways = gateways || !n->gateway[i].declared->has_processing;
        buffers =
            buffers || n->gateway[i].instance[0].aggregate[GATEWAY_OUT].buffer_dur != SIM_NEVER;
    }
    for (size_t i = 0; i < n->n_links; i++) {
        const struct link *l = n->link[i];
        const bool between = l->near != l->far;
        const struct topo_link spec = between ? topo_link_for(t, l->from, l->to) : t->intra_region;
        paths =
            paths || (between && l->has_stalls && !resource_field_given(&spec.jitter.r, "rate_hz"));
    }
    const bool fabric = n->n_vms > 0 && !resource_field_given(&t->intra_region.r, "latency");
    if (!gateways && !buffers && !paths && !fabric && !services && !instances) {
        return;
    }
    (void)fprintf(
        out, "\n  assumed:%s%s%s%s%s%s\n           (models/data/assumptions.csv says why)\n",
        services ? " one queue at a service, without limit;" : "",
        instances ? " a VM's bandwidth for a managed instance;" : "",
        gateways ? " gateway processing and stalls;" : "", buffers ? " gateway buffers;" : "",
        paths ? " stalls between regions;" : "", fabric ? " the fabric inside a region" : "");
}

static void write_raised(const struct results *r, FILE *out)
{
    const struct topo_simulation *s = &r->net->topo->simulation;
    for (size_t i = 0; i < s->raised.n; i++) {
        if (i == 0) {
            (void)fprintf(
                out, "\n  what if: %g %% wider than declared or published:", 100 * s->raised_by);
        }
        (void)fprintf(out, "%s %s", i > 0 ? "," : "", s->raised.v[i]);
    }
    (void)fputs(s->raised.n > 0 ? "\n" : "", out);
}

static void write_cost(const struct results *r, FILE *out)
{
    const struct topo *t = r->net->topo;
    const double transfer = r->total.transfer_usd_month, gateways = r->total.gateway_usd_month;
    if (!t->has_cost) {
        return;
    }
    if (isnan(transfer + gateways)) {
        (void)fprintf(out,
                      "\n  cost: not known: models/data/prices.csv or price-zones.csv lacks %s\n",
                      isnan(gateways) ? "a gateway's price" : "a region's zone");
        return;
    }
    (void)fprintf(out,
                  "\n  cost of a month with %.4g TB: %.0f USD: gateways %.0f, transfer %.0f (list "
                  "prices from %s on, models/data/prices.csv)\n",
                  (double)t->cost.monthly_volume / 1e12, transfer + gateways, gateways, transfer,
                  catalog_prices_as_of(r->net->catalog));
}

/* What keeps the figures from being those of a steady state. */
static void write_doubts(const struct results *r, FILE *out)
{
    if (r->warmup != NULL && r->warmup->why_not != NULL) {
        (void)fprintf(out, "\n  warning: no warm-up is left out: %s\n", r->warmup->why_not);
    }
    if (r->net->topo->simulation.type == TOPO_STEADY && steady_backlog_grows(r->net)) {
        (void)fprintf(out, "\n  warning: what waits in the links grows from the beginning to the "
                           "end: there is no steady state, and delays follow\n"
                           "           from the duration. With simulation: {type: terminating} "
                           "that is what they are to show\n");
    }
}

/* What sends and answers: a load balancer or private endpoint is an address only, and the Internet
 * is no part of it. */
static size_t count_machines(const struct network *n)
{
    size_t machines = 0;
    for (size_t i = 0; i < n->n_vms; i++) {
        machines += n->vm[i].front == NULL && n->vm[i].declared->kind != TOPO_INTERNET_HOST;
    }
    return machines;
}

void summary_write(const struct results *r, const struct scenario *s,
                   const struct summary_cost *cost, FILE *out)
{
    const struct network *n = r->net;
    (void)fprintf(out, "%s: %g s simulated, the first %g s left out%s, seed %llu\n", s->name,
                  sim_time_s(n->duration), sim_time_s(n->warmup),
                  r->warmup != NULL && r->warmup->chosen ? " (MSER-5)" : "",
                  (unsigned long long)n->seed);
    (void)fprintf(
        out,
        "  %zu regions, %zu VNets, %zu VMs, %zu gateways, %zu flows; %llu packet-hops in %.2f s, "
        "files written in %.2f s\n",
        n->n_regions, n->topo->n_vnets, count_machines(n), n->topo->n_gateways, n->n_flows,
        (unsigned long long)cost->packet_hops, cost->wall_s, cost->write_s);
    write_traffic(r, out);
    write_split(r, out);
    write_tunnels(r, out);
    write_drops(r, out);
    outage_show(r, out);
    write_cost(r, out);
    write_assumptions(n, out);
    write_raised(r, out);
    write_doubts(r, out);
    (void)fprintf(out, "\n  results in %s\n", cost->dir);
    verdict_write(r, GROUPS_SHOWN, out);
}
