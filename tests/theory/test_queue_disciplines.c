/*
 * Queue disciplines in a network. One that has no reason to drop changes no mean wait: M/D/1
 * (Pollaczek, Khinchine) holds for each, for FQ-CoDel with several flows by Kleinrock's
 * conservation law (1965), for a token bucket of one packet in front of an unlimited link too. Then
 * what they are for: a link that TCP keeps full has the wait that the discipline promises. And a
 * shaper's rate.
 */
#include "models/flow/flow.h"
#include "models/net/link_queue.h"
#include "tests/theory/simulate.h"

#define REPLICATIONS 12

static const char *const frame =
    "vnetsim: 1\nname: queue\nregions: {left: {}, right: {}}\n"
    "simulation: {duration: %s, warmup: %s, seed: %d, sample_interval: 0s}\n"
    "virtual_networks:\n"
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}},\n"
    "      peerings: {p: {remote_virtual_network: b}}}\n"
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}},\n"
    "      peerings: {p: {remote_virtual_network: a}}}\n"
    "virtual_machines:\n"
    "  va: {subnet: a/s, nic: {bandwidth: unlimited, queue: {limit: unlimited}}}\n"
    "  vb: {subnet: b/s, nic: {bandwidth: unlimited}}\n"
    "links:\n"
    "  intra_region: {latency: {distribution: fixed, base: 20us}}\n"
    "  left--right: {latency: {distribution: fixed, base: %s}, bandwidth: %s, queue: %s}\n"
    "traffic:\n%s";

struct setup {
    const char *duration, *warmup, *delay, *bandwidth, *queue, *traffic;
};

static const struct link *run(struct simulation *s, const struct setup *u, int seed)
{
    char yaml[4096];

    int n = snprintf(yaml, sizeof yaml, frame, u->duration, u->warmup, seed, u->delay, u->bandwidth,
                     u->queue, u->traffic);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(s, yaml);
    return simulate_link(s, "left->right");
}

static void check_md1(const char *what, const char *bandwidth, const char *queue)
{
    const struct setup u = {
        .duration = "40s",
        .warmup = "1s",
        .delay = "5ms",
        .bandwidth = bandwidth,
        .queue = queue,
        .traffic =
            "  t: {from: va, to: vb, app: poisson, rate: 20Mbps, packet_size: 1000B, flows: 4}\n"};
    struct sample wait = {.n = 0}, little = {.n = 0};
    const double service_s = 1000 * 8 / 1e8, rho = 0.8, theory = rho * service_s / (2 * (1 - rho));

    for (int seed = 1; seed <= REPLICATIONS; seed++) {
        struct simulation s;
        const struct link *l = run(&s, &u, seed);
        assert_int_equal(l->count.drops, 0);
        wait.v[wait.n++] = sim_time_s(l->count.wait_dur) / (double)l->count.packets;
        /* Little: what waits on average = rate x wait, of another account. */
        little.v[little.n++] =
            (double)l->count.waiting_byte_ps / 1e12 / 1000 / (double)l->count.packets;
        simulate_end(&s);
    }
    assert_theory(what, &wait, theory, 0.05);
    assert_theory("  by Little's law", &little, theory, 0.05);
}

static void test_queue_wait_md1(void **state)
{
    (void)state;
    check_md1("M/D/1 mean wait, s, load 0.8, codel", "100Mbps",
              "{discipline: codel, limit: unlimited, target: 1s, interval: 10s}");
    check_md1("M/D/1 mean wait, s, load 0.8, fq_codel", "100Mbps",
              "{discipline: fq_codel, limit: unlimited, target: 1s, interval: 10s}");
    check_md1("M/D/1 mean wait, s, load 0.8, red", "100Mbps",
              "{discipline: red, min_threshold: 100000packets, max_threshold: 300000packets}");
    check_md1("M/D/1 mean wait, s, load 0.8, token_bucket", "unlimited",
              "{discipline: token_bucket, rate: 100Mbps, burst: 1000B}");
}

/* A shaper that is offered more than its rate passes its rate: in 20 s no packet more or less. */
static void test_bucket_long_run_rate(void **state)
{
    const struct setup u = {
        .duration = "22s",
        .warmup = "2s",
        .delay = "5ms",
        .bandwidth = "1Gbps",
        .queue = "{discipline: token_bucket, rate: 40Mbps, burst: 64KiB, limit: 1MB}",
        .traffic = "  t: {from: va, to: vb, app: cbr, rate: 60Mbps, packet_size: 1000B}\n"};
    struct simulation s;

    (void)state;
    const struct link *l = run(&s, &u, 1);
    assert_in_range(l->count.packets, 20 * 5000 - 1, 20 * 5000 + 1);
    assert_in_range(l->count.drops, 20 * 2500 - 1, 20 * 2500 + 1);
    assert_true(fabs(sim_time_s(l->count.busy_dur) - 20 * 0.04) <
                1e-3); /* at the link's own rate */
    assert_in_range(l->count.waiting_bytes_max, 998000, 1000000);
    simulate_end(&s);
}

/* Four CUBIC transfers over 20 Mbps and 40 ms of round trip, and a ping; the queue holds 1 MB, 400
 * ms. */
struct bloat {
    double utilisation, wait_ms, ping_p99_ms;
    uint64_t marks, again;
};

static struct bloat bloat(const char *queue, const char *ecn)
{
    struct simulation s;
    char traffic[512];
    struct setup u = {.duration = "60s",
                      .warmup = "10s",
                      .delay = "20ms",
                      .bandwidth = "20Mbps",
                      .queue = queue,
                      .traffic = traffic};
    struct bloat x;

    snprintf(traffic, sizeof traffic,
             "  bulk: {from: va, to: vb, app: bulk, flows: 4, start_gap: 100ms, ecn: %s}\n  ask: "
             "{from: va, to: vb, app: ping, interval: 20ms}\n",
             ecn);
    const struct link *l = run(&s, &u, 1);
    x.utilisation = sim_time_s(l->count.busy_dur) / 50;
    x.wait_ms = sim_time_s(l->count.wait_dur) / (double)l->count.packets * 1e3;
    x.marks = link_marks(l);
    x.again = l->count.drops;
    for (size_t i = 0; i < s.net->n_flows; i++)
        if (s.net->flow[i].spec->app == TOPO_PING)
            x.ping_p99_ms =
                (double)histogram_quantile(&s.net->src[i]->count->rtt.histogram, 0.99) / 1e9;
    print_message("           %-60s %5.1f %% busy, wait %6.2f ms, ping p99 %6.2f ms, %llu drops, "
                  "%llu marks\n",
                  queue, x.utilisation * 100, x.wait_ms, x.ping_p99_ms, (unsigned long long)x.again,
                  (unsigned long long)x.marks);
    simulate_end(&s);
    return x;
}

static void test_disciplines_mend_bufferbloat(void **state)
{
    (void)state;
    const struct bloat tail = bloat("{discipline: drop_tail, limit: 1MB}", "false"),
                       codel = bloat("{discipline: codel}", "false"),
                       fq = bloat("{discipline: fq_codel, ecn: false}", "false"),
                       red = bloat("{discipline: red, min_threshold: 20kB, max_threshold: 60kB}",
                                   "false"),
                       marked = bloat("{discipline: fq_codel}", "true");

    assert_true(tail.wait_ms > 200 && tail.ping_p99_ms > 300 && tail.utilisation > 0.999);
    /* RFC 8289: the wait that stays is the target's size, and the link is not left idle. */
    assert_true(codel.wait_ms < 10 && codel.ping_p99_ms < 40 + 25 && codel.utilisation > 0.97);
    /* RFC 8290: a sparse flow does not wait behind the full ones: only for the packet being sent,
     * and for others of the four when they are new. */
    assert_true(fq.ping_p99_ms < 40.1 + (1 + 4) * 0.6 && fq.utilisation > 0.97);
    assert_true(red.wait_ms < 30 && red.utilisation > 0.9);
    assert_true(marked.marks > 100 && marked.again == 0 && marked.utilisation > 0.97);
    assert_int_equal(fq.marks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queue_wait_md1),
        cmocka_unit_test(test_bucket_long_run_rate),
        cmocka_unit_test(test_disciplines_mend_bufferbloat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
