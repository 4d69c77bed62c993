#include "models/cloud/catalog_parts.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/assert.h"

/* --- orders --- */

int catalog_by_region(const void *x, const void *y)
{
    return strcmp(((const struct catalog_region *)x)->name,
                  ((const struct catalog_region *)y)->name);
}

int catalog_by_sku(const void *x, const void *y)
{
    const struct catalog_sku *a = x, *b = y;
    const int order = strcmp(a->name, b->name);
    return order != 0 ? order : a->generation - b->generation;
}

int catalog_by_size(const void *x, const void *y)
{
    return strcmp(((const struct catalog_vm_size *)x)->name,
                  ((const struct catalog_vm_size *)y)->name);
}

int catalog_by_pair(const void *x, const void *y)
{
    const struct catalog_rtt_row *a = x, *b = y;
    const int order = strcmp(a->src, b->src);
    return order != 0 ? order : strcmp(a->dst, b->dst);
}

int catalog_by_perf(const void *x, const void *y)
{
    const struct catalog_perf_row *a = x, *b = y;
    int order = strcmp(a->sku, b->sku);
    order = order != 0 ? order : a->generation - b->generation;
    return order != 0 ? order : (int)a->cipher - (int)b->cipher;
}

int catalog_by_assumption(const void *x, const void *y)
{
    return strcmp(((const struct catalog_assumption_row *)x)->name,
                  ((const struct catalog_assumption_row *)y)->name);
}

/* --- look-ups --- */

const struct catalog_region *catalog_region(const struct catalog *c, const char *name)
{
    const struct catalog_region key = {.name = name};
    return bsearch(&key, c->region, c->n_regions, sizeof key, catalog_by_region);
}

const struct catalog_sku *catalog_sku(const struct catalog *c, const char *name, int generation)
{
    for (size_t i = 0; i < c->n_skus; i++) { /* sorted: the lowest generation comes first */
        if (strcmp(c->sku[i].name, name) == 0 &&
            (generation == 0 || c->sku[i].generation == generation)) {
            return &c->sku[i];
        }
    }
    return NULL;
}

const struct catalog_vm_size *catalog_vm_size(const struct catalog *c, const char *name)
{
    const struct catalog_vm_size key = {.name = name};
    return bsearch(&key, c->size, c->n_sizes, sizeof key, catalog_by_size);
}

bool catalog_rtt(const struct catalog *c, const char *src, const char *dst, struct catalog_rtt *out)
{
    const struct catalog_rtt_row key = {.src = src, .dst = dst};
    const struct catalog_rtt_row *row =
        bsearch(&key, c->rtt, c->n_rtt, sizeof key, catalog_by_pair);
    if (row != NULL) {
        *out = row->rtt;
    }
    return row != NULL;
}

bool catalog_tunnel(const struct catalog *c, const struct catalog_sku *sku,
                    enum catalog_cipher cipher, struct catalog_tunnel *out)
{
    const struct catalog_perf_row key = {
        .sku = sku->name, .generation = sku->generation, .cipher = cipher};
    const struct catalog_perf_row *row =
        bsearch(&key, c->perf, c->n_perf, sizeof key, catalog_by_perf);
    if (row != NULL) {
        *out = row->tunnel;
    }
    return row != NULL;
}

double catalog_assumption(const struct catalog *c, const char *name)
{
    const struct catalog_assumption_row key = {.name = name};
    const struct catalog_assumption_row *a =
        bsearch(&key, c->assumption, c->n_assumptions, sizeof key, catalog_by_assumption);
    SIM_ASSERT(a != NULL);
    return a->value;
}

size_t catalog_region_names(const struct catalog *c, const char *const **names)
{
    *names = c->region_name;
    return c->n_regions;
}

size_t catalog_sku_names(const struct catalog *c, const char *const **names)
{
    *names = c->sku_name;
    return c->n_sku_names;
}

size_t catalog_vm_size_names(const struct catalog *c, const char *const **names)
{
    *names = c->size_name;
    return c->n_sizes;
}

size_t catalog_files(const struct catalog *c, const struct catalog_file **files)
{
    *files = c->file;
    return c->n_files;
}
