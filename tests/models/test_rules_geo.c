/* Distances on the sphere against known ones, and the bound that light sets to latency. */
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

#define RADIUS_KM 6371.0088
#define PI        3.14159265358979323846

static void assert_km(double km, double expected, double within)
{
    if (!(fabs(km - expected) <= within))
        fail_msg("%.9g km, not %.9g", km, expected);
}

static void test_geo_parts_of_great_circles(void **state)
{
    (void)state;
    const double quarter = PI / 2 * RADIUS_KM, degree = PI / 180 * RADIUS_KM;

    assert_km(geo_great_circle_km(0, 0, 0, 0), 0, 0);
    assert_km(geo_great_circle_km(-33.9, 151.2, -33.9, 151.2), 0, 0);
    assert_km(geo_great_circle_km(0, 0, 1, 0), degree, 1e-9);
    assert_km(geo_great_circle_km(0, 0, 0, 1), degree, 1e-9);
    assert_km(geo_great_circle_km(0, 0, 90, 0), quarter, 1e-9);
    assert_km(geo_great_circle_km(0, 0, 0, -90), quarter, 1e-9);
    assert_km(geo_great_circle_km(60, 0, 60, 180), 60 * degree, 1e-9); /* over the pole */
    assert_km(geo_great_circle_km(60, 0, 60, 1), 2 * RADIUS_KM * asin(0.5 * sin(PI / 360)), 1e-9);
    assert_km(geo_great_circle_km(90, 0, -90, 77), 2 * quarter, 1e-6);
    /* at a pole every longitude is the same place, and -180 is 180 everywhere */
    assert_km(geo_great_circle_km(90, 12, 90, 99), 0, 1e-9);
    assert_km(geo_great_circle_km(-17, 180, -17, -180), 0, 1e-9);
    assert_km(geo_great_circle_km(0, 179.5, 0, -179.5), degree, 1e-9);
}

/* Published figures: Nashville to Los Angeles airports is the usual example of the haversine
 * formula, 2887.26 km on a sphere of 6372.8 km; the cities' are as atlases have them, on the
 * ellipsoid, 0.5 %. */
static void test_geo_known_distances(void **state)
{
    (void)state;
    assert_km(geo_great_circle_km(36.12, -86.67, 33.94, -118.40), 2887.2599506 * RADIUS_KM / 6372.8,
              1e-6);
    assert_km(geo_great_circle_km(51.5074, -0.1278, 48.8566, 2.3522), 344, 0.005 * 344);
    assert_km(geo_great_circle_km(51.5074, -0.1278, 40.7128, -74.0060), 5570, 0.005 * 5570);
    assert_km(geo_great_circle_km(-33.8688, 151.2093, 35.6762, 139.6503), 7820, 0.005 * 7820);
}

/* The central angle once more by vectors, which is exact near 0 and near the antipode alike. */
static double by_vectors_km(double lat_a, double lon_a, double lat_b, double lon_b)
{
    const double p = lat_a * PI / 180, q = lat_b * PI / 180, l = (lon_b - lon_a) * PI / 180;
    const double x = cos(q) * sin(l), y = cos(p) * sin(q) - sin(p) * cos(q) * cos(l);

    return RADIUS_KM * atan2(hypot(x, y), sin(p) * sin(q) + cos(p) * cos(q) * cos(l));
}

static double next_uniform(uint64_t *x)
{
    *x = *x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*x >> 11) * 0x1p-53;
}

static void test_geo_of_random_points(void **state)
{
    uint64_t x = 1;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        double lat[3], lon[3], d[3];
        for (int k = 0; k < 3; k++) {
            lat[k] = 180 * next_uniform(&x) - 90;
            lon[k] = 360 * next_uniform(&x) - 180;
        }
        if (i % 4 == 0) { /* metres apart */
            lat[1] = lat[0] + 1e-5 * next_uniform(&x);
            lon[1] = lon[0];
        }
        for (int k = 0; k < 3; k++) {
            const int n = (k + 1) % 3;
            d[k] = geo_great_circle_km(lat[k], lon[k], lat[n], lon[n]);
            /* asin is steep at the antipode: half the digits are left there, centimetres */
            assert_km(d[k], by_vectors_km(lat[k], lon[k], lat[n], lon[n]),
                      d[k] > 19000 ? 1e-3 : 1e-9 * d[k] + 1e-11);
            assert_true(d[k] == geo_great_circle_km(lat[n], lon[n], lat[k], lon[k]));
            assert_true(d[k] >= 0 && d[k] <= PI * RADIUS_KM + 1e-6);
        }
        assert_true(d[0] <= d[1] + d[2] + 1e-6);
        /* the other side of the Earth: half a circle, and a number at all */
        const double far = lon[0] > 0 ? lon[0] - 180 : lon[0] + 180;
        assert_km(geo_great_circle_km(lat[0], lon[0], -lat[0], far), PI * RADIUS_KM, 1e-3);
    }
}

/* The data by itself: no published round trip beats light in fibre along the great circle. */
static void test_geo_published_round_trips_are_slower_than_light(void **state)
{
    struct arena *arena = arena_new();
    const char *error = "", *const * names;
    const struct catalog *c = catalog_load(arena, scenario_data_dir(arena), &error);
    size_t pairs = 0;

    (void)state;
    if (c == NULL)
        fail_msg("%s", error);
    const size_t n = catalog_region_names(c, &names);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            const struct catalog_region *a = catalog_region(c, names[i]),
                                        *b = catalog_region(c, names[k]);
            struct catalog_rtt rtt;
            if (isnan(a->latitude) || isnan(b->latitude) || !catalog_rtt(c, a->name, b->name, &rtt))
                continue;
            const double km =
                geo_great_circle_km(a->latitude, a->longitude, b->latitude, b->longitude);
            /* medians are published in whole ms, rounded */
            if (rtt.p50_ms + 0.5 < 2 * km / GEO_FIBRE_KM_PER_MS)
                fail_msg("%s to %s: %g ms over %.0f km", a->name, b->name, rtt.p50_ms, km);
            pairs++;
        }
    assert_true(pairs > 1000);
    arena_free(arena);
}

/* How many warnings VN0503 two regions raise: declared so, with this entry under links. */
static unsigned too_fast(const char *left, const char *right, const char *link)
{
    char path[] = "/tmp/vnetsim-test-XXXXXX";
    const int fd = mkstemp(path);
    struct scenario s;

    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    fprintf(f,
            "vnetsim: 1\n"
            "simulation: {duration: 1s}\n"
            "regions: {left: {%s}, right: {%s}}\n"
            "virtual_networks:\n"
            "  a:\n"
            "    region: left\n"
            "    address_prefixes: [10.1.0.0/16]\n"
            "    subnets: {w: {address_prefix: 10.1.0.0/24}}\n"
            "    peerings: {to-b: {remote_virtual_network: b}}\n"
            "  b:\n"
            "    region: right\n"
            "    address_prefixes: [10.2.0.0/16]\n"
            "    subnets: {w: {address_prefix: 10.2.0.0/24}}\n"
            "    peerings: {to-a: {remote_virtual_network: a}}\n"
            "links: {%s}\n"
            "virtual_machines: {x: {subnet: a/w}, y: {subnet: b/w}}\n"
            "traffic: {p: {from: x, to: y, app: ping, interval: 100ms}}\n",
            left, right, link);
    assert_int_equal(fclose(f), 0);
    const int code = scenario_open(&s, path, NULL, 0);
    unlink(path);
    if (code != 0) {
        diag_print(s.diag, stderr, false);
        fail_msg("%s is refused", link);
    }
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    diag_print(s.diag, out, false);
    fclose(out);
    unsigned n = 0;
    for (const char *p = strstr(text, "warning[VN0503]"); p != NULL;
         p = strstr(p + 1, "warning[VN0503]"))
        n++;
    free(text);
    scenario_close(&s);
    return n;
}

/* A quarter of the equator, 10007.557 km, takes 50.0378 ms. */
static void test_rules_bound_of_light(void **state)
{
    const char *west = "latitude: 0, longitude: -45", *east = "latitude: 0, longitude: 45";

    (void)state;
    assert_int_equal(too_fast(west, east, "left--right: {latency: 50.037ms}"), 1);
    assert_int_equal(too_fast(west, east, "left--right: {latency: 50.038ms}"), 0);
    assert_int_equal(too_fast(west, east, "inter_region: {latency: 10ms}"), 1);
    assert_int_equal(too_fast(west, east, "inter_region: {latency: 51ms}"), 0);
    assert_int_equal(
        too_fast(west, east, "left->right: {latency: 51ms}, right->left: {latency: 10ms}"), 1);
    assert_int_equal(
        too_fast(west, east, "left->right: {latency: 10ms}, right->left: {latency: 51ms}"), 1);
    assert_int_equal(too_fast(west, west, "left--right: {latency: 1ns}"), 0);
    /* a drawn part may come close to zero: the base alone must suffice */
    assert_int_equal(
        too_fast(
            west, east,
            "left--right: {latency: {base: 50ms, distribution: gamma, mean: 9ms, stddev: 3ms}}"),
        1);
    assert_int_equal(
        too_fast(
            west, east,
            "left--right: {latency: {base: 51ms, distribution: gamma, mean: 9ms, stddev: 3ms}}"),
        0);
}

static void test_rules_no_bound_without_positions(void **state)
{
    (void)state;
    assert_int_equal(too_fast("", "", "left--right: {latency: 1us}"), 0);
    assert_int_equal(too_fast("latitude: 0, longitude: 0", "", "left--right: {latency: 1us}"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_geo_parts_of_great_circles),
        cmocka_unit_test(test_geo_known_distances),
        cmocka_unit_test(test_geo_of_random_points),
        cmocka_unit_test(test_geo_published_round_trips_are_slower_than_light),
        cmocka_unit_test(test_rules_bound_of_light),
        cmocka_unit_test(test_rules_no_bound_without_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
