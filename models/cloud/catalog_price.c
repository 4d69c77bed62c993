/*
 * List prices and the regions' billing zones: their tables and the look-ups.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog_parts.h"
#include "models/cloud/catalog_table.h"
#include "sim/base/arena.h"

static int by_price(const void *x, const void *y)
{
    const struct catalog_price_row *a = x, *b = y;
    const int order = strcmp(a->item, b->item);
    return order != 0 ? order : strcmp(a->what, b->what);
}

static int by_region(const void *x, const void *y)
{
    return strcmp(((const struct catalog_zone_row *)x)->region,
                  ((const struct catalog_zone_row *)y)->region);
}

static void load_prices(struct catalog_loading *l)
{
    struct table t;
    struct catalog *c = l->catalog;
    if (!catalog_table_open(l, &t, "prices.csv")) {
        return;
    }
    const size_t item = table_column(&t, "item"), what = table_column(&t, "what"),
                 usd = table_column(&t, "usd");
    const size_t as_of = table_column(&t, "as_of");
    c->n_prices = t.n_rows;
    c->price = ARENA_ARRAY(l->arena, struct catalog_price_row, t.n_rows);
    c->prices_as_of = "";
    for (size_t i = 0; i < t.n_rows; i++) {
        const char *date = table_text(&t, i, as_of);
        c->price[i] = (struct catalog_price_row){table_text(&t, i, item), table_text(&t, i, what),
                                                 table_number(&t, i, usd, NAN)};
        c->prices_as_of = i == 0 || strcmp(date, c->prices_as_of) < 0 ? date : c->prices_as_of;
        if (c->price[i].usd < 0) {
            table_fail(&t, i, "a price is not below 0");
        }
    }
    catalog_table_close(l, &t);
    catalog_table_sort(l, "prices.csv", c->price, c->n_prices, sizeof *c->price, by_price);
}

static void load_zones(struct catalog_loading *l)
{
    struct table t;
    struct catalog *c = l->catalog;
    if (!catalog_table_open(l, &t, "price-zones.csv")) {
        return;
    }
    const size_t region = table_column(&t, "region"), zone = table_column(&t, "zone");
    c->n_zones = t.n_rows;
    c->zone = ARENA_ARRAY(l->arena, struct catalog_zone_row, t.n_rows);
    for (size_t i = 0; i < t.n_rows; i++) {
        c->zone[i] = (struct catalog_zone_row){table_text(&t, i, region), table_text(&t, i, zone)};
    }
    catalog_table_close(l, &t);
    catalog_table_sort(l, "price-zones.csv", c->zone, c->n_zones, sizeof *c->zone, by_region);
}

void catalog_price_load(struct catalog_loading *l)
{
    load_prices(l);
    load_zones(l);
}

double catalog_price(const struct catalog *c, const char *item, const char *what)
{
    const struct catalog_price_row key = {.item = item, .what = what};
    const struct catalog_price_row *row =
        bsearch(&key, c->price, c->n_prices, sizeof key, by_price);
    return row != NULL ? row->usd : NAN;
}

const char *catalog_price_zone(const struct catalog *c, const char *region)
{
    const struct catalog_zone_row key = {.region = region};
    const struct catalog_zone_row *row = bsearch(&key, c->zone, c->n_zones, sizeof key, by_region);
    return row != NULL ? row->zone : NULL;
}

const char *catalog_prices_as_of(const struct catalog *c)
{
    return c->prices_as_of;
}
