/*
 * What loading the catalog and looking things up in it share: its tables, each sorted, and their
 * orders for qsort and bsearch.
 */
#ifndef MODELS_CLOUD_CATALOG_PARTS_H
#define MODELS_CLOUD_CATALOG_PARTS_H

#include "models/cloud/catalog.h"

struct catalog_rtt_row {
    const char *src, *dst;
    struct catalog_rtt rtt;
};

struct catalog_perf_row {
    const char *sku;
    int generation;
    enum catalog_cipher cipher;
    struct catalog_tunnel tunnel;
};

struct catalog_assumption_row {
    const char *name;
    double value;
};

struct catalog_price_row {
    const char *item, *what;
    double usd;
};

struct catalog_zone_row {
    const char *region, *zone;
};

enum { CATALOG_FILES = 9 };

struct catalog {
    struct catalog_region *region; /* by name */
    struct catalog_sku *sku;       /* by name, then generation */
    struct catalog_vm_size *size;  /* by name */
    struct catalog_rtt_row *rtt;   /* by src, then dst */
    struct catalog_perf_row *perf;
    struct catalog_assumption_row *assumption; /* by name */
    struct catalog_price_row *price;           /* by item, then what */
    struct catalog_zone_row *zone;             /* by region */
    const char *prices_as_of;
    size_t n_regions, n_skus, n_sizes, n_rtt, n_perf, n_assumptions, n_prices, n_zones;
    const char **region_name, **sku_name, **size_name;
    size_t n_sku_names;
    struct catalog_file file[CATALOG_FILES];
    size_t n_files;
};

int catalog_by_region(const void *x, const void *y);
int catalog_by_sku(const void *x, const void *y);
int catalog_by_size(const void *x, const void *y);
int catalog_by_pair(const void *x, const void *y);
int catalog_by_perf(const void *x, const void *y);
int catalog_by_assumption(const void *x, const void *y);

/* --- models/cloud/catalog_price.c --- */

struct catalog_loading;
void catalog_price_load(struct catalog_loading *l);

#endif
