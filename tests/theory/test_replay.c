/*
 * app: replay. Every row of the file leaves at its instant and with its bytes, over UDP as a
 * packet, over TCP as a write; delays follow from the network alone.
 */
#include "models/flow/tcp_flow.h"
#include "models/net/link.h"
#include "tests/theory/simulate.h"

/* 100 Mbps and 10 ms, nothing else: 8 bits take 80 ns. */
static void replay(struct simulation *s, const char *rows, const char *more, unsigned threads)
{
    char path[] = "/tmp/vnetsim-replay-XXXXXX", yaml[2000];
    const int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");

    assert_non_null(f);
    assert_true(fputs(rows, f) >= 0);
    assert_int_equal(fclose(f), 0);
    snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 20s, sample_interval: "
        "0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, "
        "count: 2}}\n"
        "links: {left--right: {latency: 10ms, bandwidth: 100Mbps}, intra_region: {latency: 0us}}\n"
        "traffic: {t: {from: va, to: vb, app: replay, file: %s, start: 1s, %s}}\n",
        path, more);
    simulate_threads(s, yaml, threads);
    unlink(path);
}

static void test_udp_sends_each_row(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct simulation s;
        /* Two of one instant, one while they are still on the link, one much later; the last two
         * are after `stop`. */
        replay(&s, "time_ms,bytes\n0,1500\n0,1000\n0.1,28\n5000.5,60000\n9000,100\n9001,100\n",
               "stop: 10s", threads);
        const struct flow_count fwd = network_flow_fwd(s.net, 0);
        assert_int_equal(fwd.offered, 4);
        assert_int_equal(fwd.offered_bytes, 1500 + 1000 + 28 + 60000);
        assert_int_equal(fwd.received, 4);
        /* At 120 us, 200 us, 202.24 us after 1 s; 60,000 bytes travel in 41 fragments with 40 more
         * headers. */
        const struct flow_dst *d = s.net->dst[0];
        assert_int_equal(d->count->owd.min, 10 * SIM_MS + 102240000);
        assert_int_equal(d->count->owd.max, 10 * SIM_MS + INT64_C(80000) * (60000 + 40 * 20));
        assert_int_equal((int64_t)d->count->owd.sum, 40 * SIM_MS + INT64_C(80000) * (60000 + 800) +
                                                         120000000 + 200000000 + 102240000);
        simulate_end(&s);
    }
}

static void test_units_and_pairing(void **state)
{
    static const char *const rows[] = {"time_s,bytes\n0.25,100\n", "time_ms,bytes\n250,100\n",
                                       "time_us,bytes\n250000,100\n",
                                       "time_ns,bytes\n250000000,100\n"};

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct simulation s;
        uint32_t n;
        replay(&s, rows[i], "pairing: all_to_all, flows: 3, stop: 1250ms", 1);
        assert_int_equal(s.net->n_flows, 6);
        for (size_t k = 0; k < 6; k++)
            assert_int_equal(network_flow_fwd(s.net, k).offered, 0);
        simulate_end(&s);
        replay(&s, rows[i], "pairing: random, port: 7, stop: 1251ms", 1);
        assert_int_equal(network_flow_fwd(s.net, 0).received, 1);
        assert_int_equal((region_drops_sorted(s.net->region[0], &n), n), 0);
        simulate_end(&s);
    }
}

static void test_tcp_writes_each_row(void **state)
{
    struct simulation s;

    (void)state;
    replay(&s, "time_s,bytes\n0,1\n1,100000\n1,5\n3,2500000\n", "transport: tcp", 1);
    assert_int_equal(s.net->dst[0]->goodput_bytes, 1 + 100000 + 5 + 2500000);
    const struct tcp *c = s.net->src[0]->tcp;
    assert_int_equal(c->una, c->end);
    assert_in_range(c->established_at, SIM_S + SIM_MS,
                    SIM_S + 100 * SIM_MS); /* a round trip after the first row */
    /* The last bytes take the line's rate and some round trips from an initial window that has been
     * halved in silence. */
    assert_in_range(s.net->dst[0]->tcp->last_received_at, 4 * SIM_S + 210 * SIM_MS,
                    4 * SIM_S + 400 * SIM_MS);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_udp_sends_each_row),
        cmocka_unit_test(test_units_and_pairing),
        cmocka_unit_test(test_tcp_writes_each_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
