/*
 * Waiting and loss on a link against queueing theory. The link: 100 Mbps, MTU 65,535 B (no
 * fragments), between two VNets that peer; its arrivals are Poisson because everything before it
 * delays by a constant. M/G/1: Pollaczek (1930) and Khinchine (1932): W = lambda E[S^2] / (2 (1 -
 * rho)); M/D/1 and M/M/1 are cases of it. M/M/1/K: Erlang; loss = (1 - rho) rho^K / (1 -
 * rho^(K+1)), K = limit + 1 with the one in transmission. Tandem of deterministic servers: the
 * total wait is that at the slowest alone (Friedman 1965, Operations Research 13). Sizes are whole
 * bytes in 28..65535, so moments are taken from that rounded and bounded law. Tolerance: the 99.9 %
 * Student-t interval of 12 independent replications.
 */
#include "models/flow/traffic.h"
#include "tests/theory/simulate.h"

#define MBPS         100.0
#define REPLICATIONS 12

static const char *const frame =
    "vnetsim: 1\nname: queue\n"
    "simulation: {duration: %s, warmup: %s, seed: %d, sample_interval: 0s}\n"
    "virtual_networks:\n"
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}},\n"
    "      peerings: {p: {remote_virtual_network: b}}}\n"
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}},\n"
    "      peerings: {p: {remote_virtual_network: a}}}\n"
    "virtual_machines:\n"
    "  va: {subnet: a/s, nic: {bandwidth: %s, mtu: 65535B, queue: {limit: unlimited}}}\n"
    "  vb: {subnet: b/s, nic: {bandwidth: unlimited, mtu: 65535B}}\n"
    "links:\n"
    "  intra_region: {latency: {distribution: fixed, base: 20us}}\n"
    "  westus--northeurope: {latency: {distribution: fixed, base: 5ms}, bandwidth: 100Mbps, mtu: "
    "65535B,\n"
    "                        queue: {limit: %s}}\n"
    "traffic:\n%s";

struct setup {
    const char *duration, *warmup, *nic, *limit;
    char traffic[512];
};

static void run(struct simulation *s, const struct setup *u, int seed)
{
    char yaml[4096];

    int n = snprintf(yaml, sizeof yaml, frame, u->duration, u->warmup, seed, u->nic, u->limit,
                     u->traffic);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(s, yaml);
}

static double mean_wait_s(const struct simulation *s)
{
    const struct link *l = simulate_link(s, "westus->northeurope");
    return sim_time_s(l->count.wait_dur) / (double)l->count.packets;
}

/* Moments, in s, of the transmission time of a size distribution as it is sent. */
static void moments(const struct dist *size, double *m1, double *m2)
{
    enum { POINTS = 1 << 20 };
    *m1 = *m2 = 0;
    for (int i = 0; i < POINTS; i++) {
        double b = size->kind == DIST_FIXED ? size->a
                                            : floor(dist_quantile(size, (i + 0.5) / POINTS) + 0.5);
        b = b < 28 ? 28 : b > 65535 ? 65535 : b;
        double t = b * 8 / (MBPS * 1e6);
        *m1 += t / POINTS;
        *m2 += t * t / POINTS;
    }
}

static void check_mg1(const char *what, const struct dist *size, const char *size_text, double rho,
                      double resolution)
{
    struct setup u = {.duration = "40s", .warmup = "1s", .nic = "unlimited", .limit = "unlimited"};
    struct sample wait = {.n = 0};
    double m1, m2;

    snprintf(u.traffic, sizeof u.traffic,
             "  t: {from: va, to: vb, app: poisson, rate: %dkbps, packet_size: %s}\n",
             (int)(rho * MBPS * 1000), size_text);
    moments(size, &m1, &m2);
    for (int seed = 1; seed <= REPLICATIONS; seed++) {
        struct simulation s;
        run(&s, &u, seed);
        wait.v[wait.n++] = mean_wait_s(&s);
        simulate_end(&s);
    }
    assert_theory(what, &wait, rho / m1 * m2 / (2 * (1 - rho)), resolution);
}

static void test_link_wait_md1(void **state)
{
    (void)state;
    struct dist d = {.kind = DIST_FIXED, .a = 1000};

    check_mg1("M/D/1 mean wait, s, load 0.5", &d, "1000B", 0.5, 0.05);
    check_mg1("M/D/1 mean wait, s, load 0.8", &d, "1000B", 0.8, 0.05);
    check_mg1("M/D/1 mean wait, s, load 0.9", &d, "1000B", 0.9, 0.10);
}

static void test_link_wait_mm1(void **state)
{
    (void)state;
    struct dist d = {.kind = DIST_EXPONENTIAL, .a = 1000};
    const char *text = "{distribution: exponential, mean: 1000B}";

    assert_null(dist_prepare(&d));
    check_mg1("M/M/1 mean wait, s, load 0.5", &d, text, 0.5, 0.05);
    check_mg1("M/M/1 mean wait, s, load 0.8", &d, text, 0.8, 0.08);
    check_mg1("M/M/1 mean wait, s, load 0.9", &d, text, 0.9, 0.15);
}

/* Two Poisson streams of 200 B and 1,400 B, half of the packets each: M/G/1 with two sizes. */
static void test_link_wait_two_sizes(void **state)
{
    (void)state;
    struct setup u = {.duration = "40s", .warmup = "1s", .nic = "unlimited", .limit = "unlimited"};
    struct sample wait = {.n = 0};
    double small = 200 * 8 / 1e8, large = 1400 * 8 / 1e8, rho = 0.8;
    double lambda = rho / ((small + large) / 2);

    snprintf(u.traffic, sizeof u.traffic,
             "  t: {from: va, to: vb, app: poisson, rate: 10Mbps, packet_size: 200B}\n"
             "  u: {from: va, to: vb, app: poisson, rate: 70Mbps, packet_size: 1400B}\n");
    for (int seed = 1; seed <= REPLICATIONS; seed++) {
        struct simulation s;
        run(&s, &u, seed);
        wait.v[wait.n++] = mean_wait_s(&s);
        simulate_end(&s);
    }
    assert_theory("M/G/1 mean wait, s, two sizes, load 0.8", &wait,
                  lambda * (small * small + large * large) / 2 / (2 * (1 - rho)), 0.05);
}

static void test_link_loss_mm1k(void **state)
{
    (void)state;
    struct setup u = {.duration = "40s", .warmup = "1s", .nic = "unlimited", .limit = "9packets"};
    struct sample loss = {.n = 0};
    double rho = 0.9, k = 10;

    snprintf(u.traffic, sizeof u.traffic,
             "  t: {from: va, to: vb, app: poisson, rate: 90Mbps, packet_size: {distribution: "
             "exponential, mean: 1000B}}\n");
    for (int seed = 1; seed <= REPLICATIONS; seed++) {
        struct simulation s;
        run(&s, &u, seed);
        const struct link *l = simulate_link(&s, "westus->northeurope");
        loss.v[loss.n++] = (double)l->count.drops / (double)(l->count.drops + l->count.packets);
        simulate_end(&s);
    }
    assert_theory("M/M/1/10 loss, load 0.9", &loss, (1 - rho) * pow(rho, k) / (1 - pow(rho, k + 1)),
                  0.06);
}

/* NIC at 200 Mbps, then the link at 100 Mbps: all the waiting together is that of M/D/1 at the
 * link. */
static void test_link_wait_in_tandem(void **state)
{
    (void)state;
    struct setup u = {.duration = "40s", .warmup = "1s", .nic = "200Mbps", .limit = "unlimited"};
    struct sample wait = {.n = 0};
    double s1 = 1000 * 8 / 1e8, rho = 0.8;

    snprintf(u.traffic, sizeof u.traffic,
             "  t: {from: va, to: vb, app: poisson, rate: 80Mbps, packet_size: 1000B}\n");
    for (int seed = 1; seed <= REPLICATIONS; seed++) {
        struct simulation s;
        run(&s, &u, seed);
        const struct flow_dst *d = s.net->dst[0];
        wait.v[wait.n++] = (double)d->count->queueing / (double)d->count->fwd.received / 1e12;
        assert_true(simulate_link(&s, "va-0/out")->count.wait_dur > 0);
        simulate_end(&s);
    }
    assert_theory("tandem of M/D/1, total wait, s, load 0.8", &wait, rho * s1 / (2 * (1 - rho)),
                  0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_link_wait_md1),       cmocka_unit_test(test_link_wait_mm1),
        cmocka_unit_test(test_link_wait_two_sizes), cmocka_unit_test(test_link_loss_mm1k),
        cmocka_unit_test(test_link_wait_in_tandem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
