/* The platform's figures, against the published pages they are copied from, and what a broken copy
 * says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/cloud/catalog.h"
#include "models/cloud/geo.h"
#include "sim/base/arena.h"
#include "sim/scenario/scenario.h"

static const struct catalog *load(struct arena *arena)
{
    const char *error = "";
    const struct catalog *c = catalog_load(arena, scenario_data_dir(arena), &error);

    if (c == NULL)
        fail_msg("%s", error);
    return c;
}

static void test_catalog_known_figures(void **state)
{
    struct arena *arena = arena_new();
    const struct catalog *c = load(arena);
    struct catalog_rtt rtt = {0};
    struct catalog_tunnel tunnel = {0};

    (void)state;
    assert_string_equal(catalog_region(c, "westus")->display_name, "West US");
    assert_null(catalog_region(c, "moonbase"));
    assert_true(isnan(catalog_region(c, "swedensouth")->latitude)); /* no position is published */
    /* About gateway SKUs, 2026-06-11 */
    assert_int_equal(catalog_sku(c, "VpnGw1AZ", 0)->aggregate_bps, 650000000);
    assert_int_equal(catalog_sku(c, "VpnGw2AZ", 0)->generation, 1);
    assert_int_equal(catalog_sku(c, "VpnGw2AZ", 2)->aggregate_bps, 1250000000);
    assert_int_equal(catalog_sku(c, "VpnGw5AZ", 0)->generation, 2);
    assert_null(catalog_sku(c, "VpnGw5AZ", 1));
    assert_true(catalog_sku(c, "VpnGw1", 0)->retired);
    assert_false(catalog_sku(c, "VpnGw1AZ", 0)->retired);
    assert_false(catalog_sku(c, "Basic", 0)->policies);
    assert_true(catalog_tunnel(c, catalog_sku(c, "VpnGw1AZ", 0), CATALOG_GCMAES256, &tunnel));
    assert_int_equal(tunnel.bps, 650000000);
    assert_int_equal(tunnel.pps, 62000);
    assert_true(catalog_tunnel(c, catalog_sku(c, "VpnGw2AZ", 2), CATALOG_DES3_SHA256, &tunnel));
    assert_int_equal(tunnel.bps, 130000000);
    assert_false(catalog_tunnel(c, catalog_sku(c, "Basic", 0), CATALOG_GCMAES256, &tunnel));
    /* Dsv5 series, 2026-02-27; the B series publishes none */
    assert_int_equal(catalog_vm_size(c, "Standard_D4s_v5")->egress_bps, INT64_C(12500000000));
    assert_int_equal(catalog_vm_size(c, "Standard_B2ms")->egress_bps, 0);
    assert_null(catalog_vm_size(c, "Standard_X1"));
    /* Round-trip statistics, 30 days to 2026-07-30; West India has the former edition's median and
     * no P95 */
    assert_true(catalog_rtt(c, "australiacentral", "australiaeast", &rtt));
    assert_true(rtt.p50_ms == 8 && rtt.p95_ms == 10);
    assert_true(catalog_rtt(c, "australiacentral", "westindia", &rtt));
    assert_true(rtt.p50_ms == 144 && rtt.p95_ms < 0);
    assert_false(catalog_rtt(c, "westus", "westus", &rtt));
    assert_true(catalog_assumption(c, "gateway_buffer_ms") == 20);
    assert_true(catalog_price(c, "vpn_gateway", "VpnGw1AZ") == 0.19 &&
                catalog_price(c, "vpn_transfer", "Zone 1") == 0.035);
    assert_true(isnan(catalog_price(c, "vpn_gateway", "VpnGw6")));
    assert_string_equal(catalog_price_zone(c, "brazilsouth"), "Zone 3");
    assert_null(catalog_price_zone(c, "polandcentral")); /* newer than the copy of the page */
    arena_free(arena);
}

static void test_catalog_files_are_known_for_the_manifest(void **state)
{
    struct arena *arena = arena_new();
    const struct catalog_file *files;
    const size_t n = catalog_files(load(arena), &files);

    (void)state;
    assert_int_equal(n, 9);
    for (size_t i = 0; i < n; i++) {
        assert_true(files[i].rows > 0);
        assert_int_equal(strlen(files[i].sha256), 64);
    }
    arena_free(arena);
}

/* A copy of the data with one file replaced; the error must name the file, the line and the reason.
 */
static void breaks(const char *file, const char *text, const char *expected)
{
    struct arena *arena = arena_new();
    char dir[] = "/tmp/vnetsim-data-XXXXXX";
    const char *error = "";

    assert_non_null(mkdtemp(dir));
    assert_int_equal(system(arena_printf(arena, "cp '%s'/*.csv %s", scenario_data_dir(arena), dir)),
                     0);
    FILE *out = fopen(arena_printf(arena, "%s/%s", dir, file), "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    const struct catalog *c = catalog_load(arena, dir, &error);
    assert_int_equal(system(arena_printf(arena, "rm -r %s", dir)), 0);
    assert_null(c);
    if (strstr(error, expected) == NULL)
        fail_msg("%s: %s", file, error);
    arena_free(arena);
}

static void test_catalog_of_broken_files(void **state)
{
    (void)state;
    breaks("regions.csv", "", "regions.csv: the file is empty");
    breaks("regions.csv", "name,display_name,geography,latitude\n",
           "regions.csv:1: there is no column longitude");
    breaks("regions.csv",
           "name,display_name,geography,latitude,longitude,zones\na,A,G,north,1,no\n",
           "regions.csv:2: `north` is no number");
    breaks("regions.csv",
           "name,display_name,geography,latitude,longitude,zones\na,A,G,1,1,no\na,A,G,1,1,no\n",
           "same key (a)");
    breaks("vm-nics.csv", "size,egress_mbps\nx,1,2\n", "vm-nics.csv:2: 3 columns");
    breaks("gateway-perf.csv", "sku,generation,cipher,tunnel_mbps,tunnel_pps\nx,1,ROT13,1,1\n",
           "gateway-perf.csv:2: unknown cipher");
    breaks("region-rtt-p95.csv", "src,dst,rtt_p95_ms\nwestus,northeurope,1\n",
           "region-rtt-p95.csv:2: the 95th percentile is below");
    breaks("assumptions.csv", "name,value\npath_count,\n",
           "assumptions.csv:2: the value is missing");
    breaks("prices.csv", "item,what,usd,as_of\nvpn_gateway,VpnGw1AZ,-1,2026\n",
           "prices.csv:2: a price is not below 0");
    breaks("price-zones.csv", "region,zone\nwestus,Zone 1\nwestus,Zone 2\n", "same key (westus)");
}

static void test_geo_great_circle(void **state)
{
    (void)state;
    /* a quarter of the meridian of a sphere of 6371.0088 km, and half its equator */
    assert_true(fabs(geo_great_circle_km(0, 0, 90, 0) - 10007.557) < 0.01);
    assert_true(fabs(geo_great_circle_km(0, -90, 0, 90) - 20015.115) < 0.01);
    assert_true(geo_great_circle_km(47.4, 8.5, 47.4, 8.5) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalog_known_figures),
        cmocka_unit_test(test_catalog_files_are_known_for_the_manifest),
        cmocka_unit_test(test_catalog_of_broken_files),
        cmocka_unit_test(test_geo_great_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
