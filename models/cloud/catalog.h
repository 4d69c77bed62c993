/*
 * The platform's published figures: regions, round trips between them, gateway SKUs and what a
 * tunnel carries, VM sizes. Read once from models/data (dated CSV with a source in every row);
 * const afterwards.
 */
#ifndef MODELS_CLOUD_CATALOG_H
#define MODELS_CLOUD_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct catalog_region {
    const char *name, *display_name, *geography;
    double latitude, longitude; /* degrees */
    bool has_no_zones;          /* published to have no availability zones */
};

struct catalog_sku { /* one SKU of one generation; rows of both generations have their own entry */
    const char *name;
    int generation;        /* 1 or 2 */
    int64_t aggregate_bps; /* of one instance */
    int tunnels_max;
    bool retired;  /* cannot be created any more: September 2026 */
    bool policies; /* custom IPsec policies allowed (all but Basic) */
};

struct catalog_tunnel { /* what one tunnel carries, by SKU and cipher row */
    int64_t bps, pps;
};

enum catalog_cipher {
    CATALOG_GCMAES256,
    CATALOG_AES256_SHA256,
    CATALOG_DES3_SHA256,
    CATALOG_N_CIPHERS
};

struct catalog_vm_size {
    const char *name;
    int64_t egress_bps; /* 0: not published */
};

struct catalog_rtt {
    double p50_ms, p95_ms; /* p95 < 0: not published */
    const char *as_of;     /* ISO date */
};

struct catalog_file { /* for manifest.json */
    const char *path, *as_of;
    size_t rows;
    char sha256[65];
};

struct catalog;

/* Loads all tables from dir. NULL on failure, with *error (in the arena) naming file, line and
 * reason. */
struct catalog *catalog_load(struct arena *arena, const char *dir, const char **error)
    __attribute__((warn_unused_result));

/* NULL when unknown. */
const struct catalog_region *catalog_region(const struct catalog *c, const char *name);
const struct catalog_sku *catalog_sku(const struct catalog *c, const char *name,
                                      int generation); /* generation 0: the lowest */
const struct catalog_vm_size *catalog_vm_size(const struct catalog *c, const char *name);
/* False when the ordered pair has no row. */
bool catalog_rtt(const struct catalog *c, const char *src, const char *dst,
                 struct catalog_rtt *out);
/* False for Basic: aggregate only. */
bool catalog_tunnel(const struct catalog *c, const struct catalog_sku *sku,
                    enum catalog_cipher cipher, struct catalog_tunnel *out);
/* A figure without a published source (models/data/assumptions.csv). The name must exist:
 * SIM_ASSERT. */
double catalog_assumption(const struct catalog *c, const char *name);

/* A list price in USD, by item and what of it (models/data/prices.csv); NAN: there is none. */
double catalog_price(const struct catalog *c, const char *item, const char *what);
/* The billing zone of a region ("Zone 1"); NULL: not known. */
const char *catalog_price_zone(const struct catalog *c, const char *region);
/* The oldest date among the prices. */
const char *catalog_prices_as_of(const struct catalog *c);

/* Names for "did you mean" and listings; sorted. */
size_t catalog_region_names(const struct catalog *c, const char *const **names);
size_t catalog_sku_names(const struct catalog *c, const char *const **names);
size_t catalog_vm_size_names(const struct catalog *c, const char *const **names);
size_t catalog_files(const struct catalog *c, const struct catalog_file **files);

#endif
