/*
 * The property of what limits.csv names (tests/theory/test_limits.c) for applications that ask and
 * wait for answers, over random scenarios: what goes by 25 % faster is the think time, the service,
 * the way's latency, the links, or the receive window is as much larger. UDP and TCP, constant and
 * exponential times, 1 to 8 questions at once, short and long answers, a service of 1 to 4 servers.
 *
 * VNETSIM_SEED draws others; VNETSIM_LONG twenty times as many.
 */
#include "sim/base/arena.h"
#include "sim/engine/rng.h"
#include "sim/results/results.h"
#include "tests/theory/simulate.h"

enum knob { THINK, SERVICE, LATENCY, LINK, WINDOW, KNOBS };
enum { SCENARIOS = 24, SEEDS = 5 };

struct draw {
    struct rng rng;
    double knob[KNOBS]; /* seconds, seconds, seconds, bit/s, bytes */
    bool tcp, random;
    int connections, servers, response;
};

static double between(struct draw *d, double least, double most)
{
    return least * pow(most / least, gsl_rng_uniform(&d->rng.gsl));
}

static bool one_in(struct draw *d, unsigned n)
{
    return gsl_rng_uniform_int(&d->rng.gsl, n) == 0;
}

static void draw(struct draw *d, uint64_t seed, unsigned number)
{
    char name[32];

    snprintf(name, sizeof name, "scenario %u", number);
    memset(d, 0, sizeof *d);
    rng_stream(&d->rng, seed, name, "limits_ask");
    d->tcp = one_in(d, 2);
    d->random = one_in(d, 2);
    d->connections = one_in(d, 2) ? 1 : 1 + (int)gsl_rng_uniform_int(&d->rng.gsl, 8);
    d->servers = 1 + (int)gsl_rng_uniform_int(&d->rng.gsl, 4);
    d->response = (int)between(d, 100, 60e3);
    d->knob[THINK] = between(d, 1e-3, 50e-3);
    d->knob[SERVICE] = between(d, 1e-3, 20e-3);
    d->knob[LATENCY] = between(d, 1e-3, 30e-3);
    d->knob[LINK] = between(d, 5e6, 500e6);
    d->knob[WINDOW] = between(d, 16e3, 256e3);
}

static unsigned bit_of(const char *said)
{
    return strcmp(said, "application") == 0        ? 1u << THINK
           : strcmp(said, "service:vb-0") == 0     ? 1u << SERVICE
           : strcmp(said, "round_trip") == 0       ? 1u << LATENCY
           : strcmp(said, "link:left->right") == 0 ? 1u << LINK
           : strcmp(said, "link:right->left") == 0 ? 1u << LINK
           : strcmp(said, "receive_window") == 0   ? 1u << WINDOW
           : strcmp(said, "slow_start") == 0 || strcmp(said, "congestion_window") == 0
               ? 0 /* passes by round trips */
               : 1u << KNOBS;
}

/* Answers; *named: a bit a knob. */
static double measure(const struct draw *d, unsigned raised, int seed, unsigned *named,
                      char said[256])
{
    struct simulation s;
    struct results r;
    struct arena *arena = arena_new();
    double k[KNOBS];
    char yaml[2500], window[64] = "";

    for (int i = 0; i < KNOBS; i++) {
        const double by = raised >> i & 1 ? 1.25 : 1;
        k[i] = i == LINK || i == WINDOW ? d->knob[i] * by : d->knob[i] / by;
    }
    if (d->tcp)
        snprintf(window, sizeof window, "transport: tcp, receive_buffer: %.0fB, ", k[WINDOW]);
    const char *dist = d->random ? "exponential, mean" : "fixed, value";
    snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 42s, warmup: 2s, seed: "
        "%d, sample_interval: 0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 10Gbps}}, vb: {subnet: b/s, nic: "
        "{bandwidth: 10Gbps}, servers: %d, service_time: {distribution: %s: %.0fns}}}\n"
        "links: {intra_region: {latency: 20us}, left--right: {latency: %.0fns, bandwidth: "
        "%.0fbps}}\n"
        "traffic: {t: {from: va, to: vb, app: request_response, %sconnections: %d, request_size: "
        "100B, response_size: %dB, think_time: {distribution: %s: %.0fns}}}\n",
        seed, d->servers, dist, k[SERVICE] * 1e9, k[LATENCY] * 1e9, k[LINK], window, d->connections,
        d->response, dist, k[THINK] * 1e9);
    simulate(&s, yaml);
    results_init(&r, s.net, arena);
    const double answers = (double)s.net->src[0]->count->rtt.histogram.n;
    if (named != NULL) {
        snprintf(said, 256, "%s", r.verdict[0].text);
        *named = bit_of(r.verdict[0].limited_by);
        for (size_t i = 0; i < r.verdict[0].n_with; i++)
            *named |= bit_of(r.verdict[0].with[i]);
    }
    arena_free(arena);
    simulate_end(&s);
    return answers;
}

static double gain(const struct draw *d, unsigned raised, int n)
{
    double sum = 0;

    for (int i = 1; i <= n; i++)
        sum += measure(d, raised, i, NULL, NULL) / measure(d, 0, i, NULL, NULL) - 1;
    return sum / n;
}

static int check(uint64_t seed, unsigned number)
{
    static const char *const word[] = {"think", "service", "latency", "link", "window"};
    struct draw d;
    unsigned named;
    char said[256];
    int bad = 0;

    draw(&d, seed, number);
    const int n = d.random ? SEEDS : 1;
    (void)measure(&d, 0, 1, &named, said);
    print_message(
        "           %3u %s, %d at once, think %.1f ms, service %.1f ms by %d, latency %.1f "
        "ms, link %.1f Mbps, window %.0f, %d bytes: %s\n",
        number, d.tcp ? "tcp" : "udp", d.connections, d.knob[THINK] * 1e3, d.knob[SERVICE] * 1e3,
        d.servers, d.knob[LATENCY] * 1e3, d.knob[LINK] / 1e6, d.knob[WINDOW], d.response, said);
    const double all = gain(&d, named, n);
    if (named >> KNOBS != 0 || all < 0.1) {
        print_message("           raising all that is named gives %.1f %%\n", 100 * all);
        bad++;
    }
    for (int k = 0; k < KNOBS; k++) {
        const unsigned bit = 1u << k;
        if (k == WINDOW && !d.tcp)
            continue;
        const double own = (named & bit) == 0 ? gain(&d, bit, n) : all - gain(&d, named & ~bit, n);
        if ((named & bit) == 0 ? own >= 0.03 : own < 0.005) {
            print_message("           %s is %snamed: %.1f %%\n", word[k],
                          (named & bit) == 0 ? "not " : "", 100 * own);
            bad++;
        }
    }
    return bad;
}

static void test_what_asks_and_waits(void **state)
{
    const char *given = getenv("VNETSIM_SEED");
    const uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 1;
    const unsigned n = getenv("VNETSIM_LONG") != NULL ? 20 * SCENARIOS : SCENARIOS;
    int bad = 0;

    (void)state;
    for (unsigned i = 0; i < n; i++)
        bad += check(seed, i);
    if (bad > 0)
        fail_msg("seed %llu: %d properties do not hold", (unsigned long long)seed, bad);
}

/* A window that the link works at for longer than a round trip is no wait: all of it is the link's.
 */
static void test_a_window_that_a_link_works_at_is_no_wait(void **state)
{
    (void)state;
    assert_int_equal(check(5, 16), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_asks_and_waits),
        cmocka_unit_test(test_a_window_that_a_link_works_at_is_no_wait)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
