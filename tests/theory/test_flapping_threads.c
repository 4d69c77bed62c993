/*
 * A BGP session that comes and goes for hours: what its ends and those behind them make anew each
 * time, paths, routes and what they tell, takes the memory of what they have done with. Measured at
 * the arenas, as the difference between a run and one three times as long; what grows is the log of
 * events alone, whose rows are in events.csv.
 */
#include "sim/base/arena.h"
#include "tests/theory/simulate.h"

enum { PREFIXES = 60, EVERY_S = 15, DOWN_S = 5 };

/* A site tells many prefixes to a gateway, and that to another one in another region: by two
 * tunnels, so that sessions side by side tell the same. */
static char *scenario(int minutes)
{
    char *text = malloc(100000);
    size_t n = 0;

    assert_non_null(text);
    n += (size_t)sprintf(
        text + n,
        "vnetsim: 1\nsimulation: {duration: %dmin, warmup: 0s, sample_interval: 0s}\n"
        "virtual_networks:\n"
        "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
        "virtual_network_gateways:\n"
        "  ga: {virtual_network: a, sku: VpnGw2AZ, enable_bgp: true, active_active: true, "
        "bgp_settings: {asn: 65101}}\n"
        "  gb: {virtual_network: b, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 65102}}\n"
        "local_network_gateways: {l: {endpoint: site/fw, bgp_settings: {asn: 65010, "
        "bgp_peering_address: 192.168.0.1}}}\n"
        "connections:\n  al: {type: IPsec, from: ga, to: l, shared_key: k, enable_bgp: true}\n"
        "  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, enable_bgp: true}\n"
        "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k, enable_bgp: true}\n"
        "on_premises_sites:\n  site: {near: westus2, address_prefixes: [192.168.0.0/24], hosts: "
        "{h: {}}, devices: {fw: {bgp_settings: {asn: 65010, bgp_peering_address: 192.168.0.1, "
        "advertised_prefixes: [192.168.0.0/24",
        minutes);
    for (int i = 0; i < PREFIXES; i++)
        n += (size_t)sprintf(text + n, ", 172.16.%d.0/24", i);
    n += (size_t)sprintf(text + n, "]}}}}\nvirtual_machines: {va: {subnet: a/s}, vb: {subnet: "
                                   "b/s}}\ntraffic: {t: {from: vb, to: h, app: ping, interval: "
                                   "500ms}}\nfaults:\n");
    for (int i = 0; i * EVERY_S < minutes * 60 - EVERY_S; i++)
        n += (size_t)sprintf(text + n, "  f%d: {at: %ds, kind: down, for: %ds, bgp_session: %s}\n",
                             i, 10 + i * EVERY_S, DOWN_S, i % 3 == 2 ? "ab" : "al");
    return text;
}

struct cost {
    size_t bytes, events, received;
};

static struct cost cost_of(int minutes, unsigned threads)
{
    char *yaml = scenario(minutes);
    struct simulation s;
    struct cost cost = {.bytes = 0};

    simulate_build(&s, yaml);
    for (size_t i = 0; i < s.net->n_regions; i++)
        cost.bytes -= arena_given(s.net->region[i]->lp.arena);
    simulate_run(&s, threads);
    for (size_t i = 0; i < s.net->n_regions; i++) {
        cost.bytes += arena_given(s.net->region[i]->lp.arena);
        cost.events += s.net->log[i].n;
    }
    simulate_end(&s);
    free(yaml);
    return cost;
}

static void test_flapping_grows_by_its_log_alone(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        const struct cost few = cost_of(15, threads), many = cost_of(45, threads);
        const double each = (double)(many.bytes - few.bytes) / (double)(many.events - few.events);
        print_message("           %u threads: 15 min of flapping take %zu bytes, 45 min %zu; "
                      "%.0f bytes for each of %zu events more\n",
                      threads, few.bytes, many.bytes, each, many.events - few.events);
        assert_true(many.events > 2 * few.events);
        /* a log that doubles has had at most four places for each row */
        assert_true(each <= 4 * (double)sizeof(struct control_event));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_flapping_grows_by_its_log_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
