#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/net/route.h"
#include "sim/base/arena.h"

static struct route route(const char *prefix, enum route_kind kind, uint32_t number)
{
    struct route r = {.kind = kind,
                      .peer_vnet = kind == ROUTE_PEERING ? number : 0,
                      .tunnel = kind == ROUTE_TUNNEL ? number : 0};
    assert_int_equal(ip4_prefix_parse(prefix, &r.prefix), IP4_OK);
    return r;
}

static void test_route_longest_prefix_wins(void **state)
{
    (void)state;
    struct route v[] = {route("10.0.0.0/8", ROUTE_TUNNEL, 1), route("10.2.0.0/16", ROUTE_TUNNEL, 2),
                        route("10.1.0.0/16", ROUTE_LOCAL, 0)};
    struct route_table t = {.v = v, .n = 3};

    struct arena *arena = arena_new();
    route_table_index(&t, arena);
    assert_int_equal(route_lookup(&t, 0x0A020304)->tunnel, 2);
    assert_int_equal(route_lookup(&t, 0x0A010304)->kind, ROUTE_LOCAL);
    assert_int_equal(route_lookup(&t, 0x0A630304)->tunnel, 1);
    assert_null(route_lookup(&t, 0xC0A80001));
    arena_free(arena);
}

static void test_route_peering_beats_the_gateway_at_equal_length(void **state)
{
    (void)state;
    struct route v[] = {route("10.2.0.0/16", ROUTE_TUNNEL, 0),
                        route("10.2.0.0/16", ROUTE_PEERING, 4)};
    struct route_table t = {.v = v, .n = 2};

    struct arena *arena = arena_new();
    route_table_index(&t, arena);
    assert_int_equal(route_lookup(&t, 0x0A020304)->kind, ROUTE_PEERING);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_route_longest_prefix_wins),
        cmocka_unit_test(test_route_peering_beats_the_gateway_at_equal_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
