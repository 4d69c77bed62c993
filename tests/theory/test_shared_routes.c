/*
 * Subnets whose routes are the same have them once: a site with the 4,000 prefixes that a session
 * may bring (models/routing/rib.h) is 4,000 subnets, and so many tables would be gigabytes.
 */
#include "tests/theory/simulate.h"

static const char scenario[] =
    "vnetsim: 1\n"
    "name: shared\n"
    "simulation: {duration: 1s}\n"
    "virtual_networks:\n"
    "  v:\n"
    "    region: westus\n"
    "    address_prefixes: [10.1.0.0/16]\n"
    "    subnets:\n"
    "      a: {address_prefix: 10.1.0.0/24}\n"
    "      b: {address_prefix: 10.1.1.0/24}\n"
    "      c: {address_prefix: 10.1.2.0/24, route_table: t}\n"
    "  w:\n"
    "    region: westus\n"
    "    address_prefixes: [10.2.0.0/16]\n"
    "    subnets: {d: {address_prefix: 10.2.0.0/24}}\n"
    "route_tables:\n"
    "  t: {routes: {nowhere: {address_prefix: 10.9.0.0/16, next_hop_type: None}}}\n"
    "virtual_machines: {one: {subnet: v/a}, two: {subnet: v/b}}\n"
    "traffic: {p: {from: one, to: two, app: ping, interval: 1s}}\n";

static const struct route_table *routes_of(const struct simulation *s, uint32_t subnet)
{
    return &s->net->subnet[subnet].routes;
}

static void test_shared_routes_of_one_network_and_table(void **state)
{
    struct simulation s;

    (void)state;
    simulate_build(&s, scenario);
    assert_ptr_equal(routes_of(&s, 0)->v, routes_of(&s, 1)->v);
    assert_ptr_not_equal(routes_of(&s, 1)->v, routes_of(&s, 2)->v); /* another table */
    assert_ptr_not_equal(routes_of(&s, 0)->v, routes_of(&s, 3)->v); /* another network */
    assert_int_equal(route_lookup(routes_of(&s, 1), 0x0A090001)->kind, ROUTE_NONE);
    assert_int_equal(route_lookup(routes_of(&s, 2), 0x0A090001)->kind, ROUTE_DISCARD);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_routes_of_one_network_and_table)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
