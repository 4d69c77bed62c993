/*
 * Reading the catalog: what the columns of each table of models/data become.
 */
#include "models/cloud/catalog_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog_table.h"
#include "sim/base/arena.h"

static void load_regions(struct catalog_loading *l)
{
    struct table t;
    struct catalog *c = l->catalog;
    if (!catalog_table_open(l, &t, "regions.csv")) {
        return;
    }
    const size_t name = table_column(&t, "name"), display = table_column(&t, "display_name"),
                 geography = table_column(&t, "geography");
    const size_t latitude = table_column(&t, "latitude"), longitude = table_column(&t, "longitude"),
                 zones = table_column(&t, "zones");
    c->n_regions = t.n_rows;
    c->region = ARENA_ARRAY(l->arena, struct catalog_region, t.n_rows);
    for (size_t i = 0; i < t.n_rows; i++) {
        c->region[i] = (struct catalog_region){table_text(&t, i, name),
                                               table_text(&t, i, display),
                                               table_text(&t, i, geography),
                                               table_number(&t, i, latitude, NAN),
                                               table_number(&t, i, longitude, NAN),
                                               strcmp(table_text(&t, i, zones), "no") == 0};
    }
    catalog_table_close(l, &t);
    catalog_table_sort(l, "regions.csv", c->region, c->n_regions, sizeof *c->region,
                       catalog_by_region);
}

static void load_rtt(struct catalog_loading *l)
{
    struct table t;
    struct catalog *c = l->catalog;
    if (!catalog_table_open(l, &t, "region-rtt.csv")) {
        return;
    }
    size_t src = table_column(&t, "src"), dst = table_column(&t, "dst");
    const size_t p50 = table_column(&t, "rtt_ms"), as_of = table_column(&t, "as_of");
    c->n_rtt = t.n_rows;
    c->rtt = ARENA_ARRAY(l->arena, struct catalog_rtt_row, t.n_rows);
    for (size_t i = 0; i < t.n_rows; i++) {
        c->rtt[i] =
            (struct catalog_rtt_row){table_text(&t, i, src),
                                     table_text(&t, i, dst),
                                     {table_number(&t, i, p50, NAN), -1, table_text(&t, i, as_of)}};
        if (!(c->rtt[i].rtt.p50_ms > 0)) {
            table_fail(&t, i, "a round trip is above 0");
        }
    }
    catalog_table_close(l, &t);
    catalog_table_sort(l, "region-rtt.csv", c->rtt, c->n_rtt, sizeof *c->rtt, catalog_by_pair);
    if (!catalog_table_open(l, &t, "region-rtt-p95.csv")) {
        return;
    }
    src = table_column(&t, "src");
    dst = table_column(&t, "dst");
    const size_t p95 = table_column(&t, "rtt_p95_ms");
    for (size_t i = 0; i < t.n_rows; i++) {
        const struct catalog_rtt_row key = {
            table_text(&t, i, src), table_text(&t, i, dst), {0, 0, NULL}};
        struct catalog_rtt_row *row =
            bsearch(&key, c->rtt, c->n_rtt, sizeof *c->rtt, catalog_by_pair);
        const double ms = table_number(&t, i, p95, NAN);
        if (row == NULL || !(ms >= row->rtt.p50_ms)) {
            table_fail(&t, i,
                       row == NULL ? "the pair has no median"
                                   : "the 95th percentile is below the median");
        } else {
            row->rtt.p95_ms = ms;
        }
    }
    catalog_table_close(l, &t);
}

/* Mbps of a table as bit/s; they have at most two decimals. */
static int64_t bps_of(double mbps)
{
    return (int64_t)(mbps * 1e6 + 0.5);
}

static void load_skus(struct catalog_loading *l)
{
    struct table t;
    struct catalog *c = l->catalog;
    if (!catalog_table_open(l, &t, "gateway-skus.csv")) {
        return;
    }
    const size_t name = table_column(&t, "sku"), generation = table_column(&t, "generation"),
                 tunnels = table_column(&t, "tunnels_max");
    const size_t aggregate = table_column(&t, "aggregate_mbps"),
                 policies = table_column(&t, "policies"), retired = table_column(&t, "retired");
    c->n_skus = t.n_rows;
    c->sku = ARENA_ARRAY(l->arena, struct catalog_sku, t.n_rows);
    for (size_t i = 0; i < t.n_rows; i++) {
        c->sku[i] = (struct catalog_sku){.name = table_text(&t, i, name),
                                         .generation = (int)table_number(&t, i, generation, 0),
                                         .aggregate_bps = bps_of(table_number(&t, i, aggregate, 0)),
                                         .tunnels_max = (int)table_number(&t, i, tunnels, 0),
                                         .retired = table_yes(&t, i, retired),
                                         .policies = table_yes(&t, i, policies)};
        if (c->sku[i].generation < 1 || c->sku[i].aggregate_bps <= 0 || c->sku[i].tunnels_max < 1) {
            table_fail(&t, i, "generation, aggregate_mbps and tunnels_max are above 0");
        }
    }
    catalog_table_close(l, &t);
    catalog_table_sort(l, "gateway-skus.csv", c->sku, c->n_skus, sizeof *c->sku, catalog_by_sku);
}

static bool find_cipher(const char *text, enum catalog_cipher *out)
{
    static const char *const words[CATALOG_N_CIPHERS] = {"GCMAES256", "AES256&SHA256",
                                                         "DES3&SHA256"};
    for (int i = 0; i < CATALOG_N_CIPHERS; i++) {
        if (strcmp(text, words[i]) == 0) {
            *out = (enum catalog_cipher)i;
            return true;
        }
    }
    return false;
}

static void load_perf(struct catalog_loading *l)
{
    struct table t;
    struct catalog *c = l->catalog;
    if (!catalog_table_open(l, &t, "gateway-perf.csv")) {
        return;
    }
    const size_t sku = table_column(&t, "sku"), generation = table_column(&t, "generation"),
                 cipher = table_column(&t, "cipher");
    const size_t mbps = table_column(&t, "tunnel_mbps"), pps = table_column(&t, "tunnel_pps");
    c->n_perf = t.n_rows;
    c->perf = ARENA_ARRAY(l->arena, struct catalog_perf_row, t.n_rows);
    for (size_t i = 0; i < t.n_rows; i++) {
        struct catalog_perf_row *p = &c->perf[i];
        *p = (struct catalog_perf_row){
            .sku = table_text(&t, i, sku),
            .generation = (int)table_number(&t, i, generation, 0),
            .tunnel = {bps_of(table_number(&t, i, mbps, 0)), (int64_t)table_number(&t, i, pps, 0)}};
        if (!find_cipher(table_text(&t, i, cipher), &p->cipher)) {
            table_fail(&t, i, "unknown cipher");
        }
        if (p->tunnel.bps <= 0 || p->tunnel.pps <= 0) {
            table_fail(&t, i, "tunnel_mbps and tunnel_pps are above 0");
        }
    }
    catalog_table_close(l, &t);
    catalog_table_sort(l, "gateway-perf.csv", c->perf, c->n_perf, sizeof *c->perf, catalog_by_perf);
}

static void load_sizes(struct catalog_loading *l)
{
    struct table t;
    struct catalog *c = l->catalog;
    if (!catalog_table_open(l, &t, "vm-nics.csv")) {
        return;
    }
    const size_t size = table_column(&t, "size"), egress = table_column(&t, "egress_mbps");
    c->n_sizes = t.n_rows;
    c->size = ARENA_ARRAY(l->arena, struct catalog_vm_size, t.n_rows);
    for (size_t i = 0; i < t.n_rows; i++) {
        c->size[i] = (struct catalog_vm_size){table_text(&t, i, size),
                                              bps_of(table_number(&t, i, egress, 0))};
    }
    catalog_table_close(l, &t);
    catalog_table_sort(l, "vm-nics.csv", c->size, c->n_sizes, sizeof *c->size, catalog_by_size);
}

static void load_assumptions(struct catalog_loading *l)
{
    struct table t;
    struct catalog *c = l->catalog;
    if (!catalog_table_open(l, &t, "assumptions.csv")) {
        return;
    }
    const size_t name = table_column(&t, "name"), value = table_column(&t, "value");
    c->n_assumptions = t.n_rows;
    c->assumption = ARENA_ARRAY(l->arena, struct catalog_assumption_row, t.n_rows);
    for (size_t i = 0; i < t.n_rows; i++) {
        c->assumption[i] = (struct catalog_assumption_row){table_text(&t, i, name),
                                                           table_number(&t, i, value, NAN)};
        if (isnan(c->assumption[i].value)) {
            table_fail(&t, i, "the value is missing");
        }
    }
    catalog_table_close(l, &t);
    catalog_table_sort(l, "assumptions.csv", c->assumption, c->n_assumptions, sizeof *c->assumption,
                       catalog_by_assumption);
}

static void list_names(struct catalog *c, struct arena *arena)
{
    c->region_name = ARENA_ARRAY(arena, const char *, c->n_regions);
    c->sku_name = ARENA_ARRAY(arena, const char *, c->n_skus);
    c->size_name = ARENA_ARRAY(arena, const char *, c->n_sizes);
    for (size_t i = 0; i < c->n_regions; i++) {
        c->region_name[i] = c->region[i].name;
    }
    for (size_t i = 0; i < c->n_skus; i++) {
        if (i == 0 || strcmp(c->sku[i - 1].name, c->sku[i].name) != 0) {
            c->sku_name[c->n_sku_names++] = c->sku[i].name;
        }
    }
    for (size_t i = 0; i < c->n_sizes; i++) {
        c->size_name[i] = c->size[i].name;
    }
}

struct catalog *catalog_load(struct arena *arena, const char *dir, const char **error)
{
    struct catalog *c = ARENA_NEW(arena, struct catalog);
    struct catalog_loading l = {.catalog = c, .arena = arena, .dir = dir};
    load_regions(&l);
    load_rtt(&l);
    load_skus(&l);
    load_perf(&l);
    load_sizes(&l);
    load_assumptions(&l);
    catalog_price_load(&l);
    if (l.error != NULL) {
        *error = l.error;
        return NULL;
    }
    list_names(c, arena);
    return c;
}
