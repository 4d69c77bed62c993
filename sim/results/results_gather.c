/*
 * Gathers what the files of results are written from: drops, pairs, shares; and lists the files.
 */
#include "sim/results/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/results/cost.h"

/* --- drops --- */

static int by_place(const void *x, const void *y)
{
    const struct drop_record *a = x, *b = y;
    if (a->place != b->place) {
        return a->place < b->place ? -1 : 1;
    }
    if (a->cause != b->cause) {
        return a->cause < b->cause ? -1 : 1;
    }
    return a->flow < b->flow ? -1 : a->flow > b->flow;
}

static void merge_drop(struct drop_record *into, const struct drop_record *d)
{
    into->packets += d->packets;
    into->bytes += d->bytes;
    into->episodes += d->episodes;
    into->first_at = d->first_at < into->first_at ? d->first_at : into->first_at;
    into->last_at = d->last_at > into->last_at ? d->last_at : into->last_at;
}

static int by_flow(const void *x, const void *y)
{
    const struct drop_record *a = x, *b = y;
    if (a->flow != b->flow) {
        return a->flow < b->flow ? -1 : 1;
    }
    if (a->episodes != b->episodes) {
        return a->episodes < b->episodes ? 1 : -1;
    }
    return a->packets != b->packets ? (a->packets < b->packets) - (a->packets > b->packets)
                                    : by_place(x, y);
}

/* Every (place, cause, flow), of all regions, sorted; then per place and cause; and per flow what
 * limits it. */
static void gather_drops(struct results *r)
{
    const struct network *net = r->net;
    size_t n = 0;
    for (size_t i = 0; i < net->n_regions; i++) {
        n += net->region[i]->drops.n;
    }
    struct drop_record *all = ARENA_ARRAY(r->arena, struct drop_record, n);
    size_t at = 0;
    for (size_t i = 0; i < net->n_regions; i++) {
        uint32_t k = 0;
        const struct drop_record *v = region_drops_sorted(net->region[i], &k);
        if (k > 0) {
            memcpy(all + at, v, k * sizeof *v);
        }
        at += k;
    }
    if (n > 1) {
        qsort(all, n, sizeof *all, by_place);
    }
    r->drop = ARENA_ARRAY(r->arena, struct drop_record, n);
    for (size_t i = 0; i < n; i++) {
        struct drop_record *last = r->n_drops > 0 ? &r->drop[r->n_drops - 1] : NULL;
        if (all[i].packets == 0 || all[i].flow >= net->n_flows) { /* of a probe */
            continue;
        }
        if (last != NULL && last->place == all[i].place && last->cause == all[i].cause) {
            merge_drop(last, &all[i]);
        } else {
            r->drop[r->n_drops++] = all[i];
        }
    }
    if (n > 1) {
        qsort(all, n, sizeof *all, by_flow);
    }
    limit_find(r->limit, net, r->flow, all, n, r->arena);
    limit_expect(r->limit, net, r->flow, r->arena);
}

/* --- pairs --- */

static int by_name(const void *x, const void *y)
{
    return strcmp(((const struct results_pair *)x)->name, ((const struct results_pair *)y)->name);
}

static void gather_pairs(struct results *r)
{
    const struct network *net = r->net;
    const size_t n = net->n_regions;
    size_t *index = ARENA_ARRAY(r->arena, size_t, n * n); /* number of the pair + 1 */
    r->pair = ARENA_ARRAY(r->arena, struct results_pair, n * n);
    for (size_t i = 0; i < net->n_flows; i++) {
        const struct region *a = net->flow[i].src_region, *b = net->flow[i].dst_region;
        size_t *slot = &index[a->index * n + b->index];
        if (*slot == 0) {
            *slot = ++r->n_pairs;
            r->pair[*slot - 1] = (struct results_pair){
                .src_region = a->lp.name,
                .dst_region = b->lp.name,
                .name = arena_printf(r->arena, "%s->%s", a->lp.name, b->lp.name)};
        }
        measure_add(&r->pair[*slot - 1].sum, &r->flow[i], r->arena);
    }
    if (r->n_pairs > 1) {
        qsort(r->pair, r->n_pairs, sizeof *r->pair, by_name);
    }
}

/* What a month's volume costs, as if it were made up as the run's bytes are. */
static void share_volume(struct results *r)
{
    const struct topo *t = r->net->topo;
    uint64_t bytes = 0;
    for (size_t i = 0; i < r->net->n_flows; i++) {
        bytes += r->flow[i].fwd.received_bytes + r->flow[i].rev.received_bytes;
    }
    const double months =
        t->has_cost && bytes > 0 ? (double)t->cost.monthly_volume / (double)bytes : NAN;
    for (size_t i = 0; i < r->net->n_flows; i++) {
        r->flow[i].transfer_usd_month = r->flow[i].transfer_usd * months;
    }
}

void results_init(struct results *r, const struct network *net, struct arena *arena)
{
    *r = (struct results){.net = net, .arena = arena};
    r->flow = ARENA_ARRAY(arena, struct measure, net->n_flows);
    r->limit = ARENA_ARRAY(arena, struct limit, net->n_flows);
    for (size_t i = 0; i < net->n_flows; i++) {
        measure_flow(&r->flow[i], net, i, arena);
    }
    share_volume(r);
    for (size_t i = 0; i < net->n_flows; i++) {
        measure_add(&r->total, &r->flow[i], arena);
    }
    r->total.gateway_usd_month = net->topo->has_cost ? cost_gateways_usd_month(net) : NAN;
    gather_drops(r);
    gather_pairs(r);
    r->verdict = verdict_all(r, &r->n_verdicts, arena);
}

const struct results_file *const *results_files(size_t *n)
{
    static const struct results_file *const all[] = {
        &results_flows,   &results_pairs,    &results_links,     &results_gateways,
        &results_tunnels, &results_services, &results_limits,    &results_drops,
        &results_outages, &results_series,   &results_histogram, &results_events};
    *n = sizeof all / sizeof *all;
    return all;
}
