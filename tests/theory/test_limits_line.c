/*
 * Losses on the line beside a queue: two limits that hold a window back together. By the windows'
 * own dynamics (a NewReno window that loses k times as rarely on the line and at k times the queue
 * is k times as large, after k^2 times as many packets), what a quarter more of the queue's rate
 * and a quarter more packets a loss bring add up: there is a range in which each brings less than a
 * tenth. What must hold all over it: what brings a tenth is named, and not the lesser one; the
 * sentence names the other one as well where that brings 3 % or more, or neither a tenth; and both
 * together bring a tenth. Line is what losses alone would leave the flows, as a share of the link.
 * 95 % bounds over the seeds.
 */
#include "sim/base/arena.h"
#include "sim/results/results.h"
#include "tests/theory/simulate.h"

enum { DURATION_S = 80, WARMUP_S = 10, SEEDS = 5 };

struct mix {
    const char *cc;
    int n;
    double queue_rtts; /* of the link's bandwidth-delay product */
    double line;
    double bursts; /* of the link's rate; 0: there are none */
};

struct told {
    unsigned by_line, by_link; /* flows */
    bool next_line, next_link; /* in the sentence, beside */
};

#define LINK_BPS 20e6
#define RTT_S    0.04

static double loss_of(const struct mix *c)
{
    const double w = c->line * LINK_BPS * RTT_S / 8 / 1500 / c->n, reno = 1.5 / w / w;

    return strcmp(c->cc, "cubic") == 0 ? fmax(reno, RTT_S * pow(1.054 / w, 4.0 / 3)) : reno;
}

static double measure(const struct mix *c, double link, double line, int seed, struct told *told)
{
    struct simulation s;
    struct results r;
    struct arena *arena = arena_new();
    char yaml[2048], bursts[256] = "";
    double sum = 0;

    if (c->bursts > 0)
        snprintf(bursts, sizeof bursts,
                 ", u: {from: vo, to: vb, app: on_off, packet_size: 1400B, rate: %.0fbps, on: "
                 "{distribution: exponential, mean: 50ms}, off: {distribution: exponential, mean: "
                 "2s}}",
                 c->bursts * LINK_BPS);
    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, warmup: %ds, "
             "seed: %d, sample_interval: 0s}\n"
             "virtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 1Gbps}}, vb: {subnet: b/s, "
             "nic: {bandwidth: 1Gbps}}, vo: {subnet: a/s, nic: {bandwidth: 1Gbps}}}\n"
             "links: {intra_region: {latency: 20us}, left--right: {latency: %.2fms}, "
             "\"left->right\": {bandwidth: %.0fbps, loss: %.9f%%, queue: {limit: %.0fB}}}\n"
             "traffic: {t: {from: va, to: vb, app: bulk, flows: %d, start_gap: {distribution: "
             "exponential, mean: 300ms}, congestion_control: %s}%s}\n",
             DURATION_S, WARMUP_S, seed, RTT_S * 500, LINK_BPS * link, 100 * loss_of(c) / line,
             c->queue_rtts * LINK_BPS * RTT_S / 8, c->n, c->cc, bursts);
    simulate(&s, yaml);
    results_init(&r, s.net, arena);
    for (int i = 0; i < c->n; i++) {
        sum += (double)s.net->dst[i]->goodput_bytes;
        told->by_line += strcmp(results_limited_by(&r, (size_t)i), "loss") == 0;
        told->by_link += strcmp(results_limited_by(&r, (size_t)i), "link:left->right") == 0;
    }
    for (size_t i = 0; i < r.verdict[0].n_with; i++) {
        told->next_line = told->next_line || strcmp(r.verdict[0].with[i], "loss") == 0;
        told->next_link = told->next_link || strcmp(r.verdict[0].with[i], "link:left->right") == 0;
    }
    arena_free(arena);
    simulate_end(&s);
    return sum;
}

/* 95 % on either side. */
static double most(const struct sample *s)
{
    return sample_mean(s) + sample_half_width(s, 0.1);
}

static double least(const struct sample *s)
{
    return sample_mean(s) - sample_half_width(s, 0.1);
}

/* How much of it does not hold. */
static int check(const struct mix *c)
{
    struct sample link = {.n = SEEDS}, line = {.n = SEEDS}, both = {.n = SEEDS},
                  more = {.n = SEEDS}; /* more: of what is named than of the other */
    struct told told = {0}, ignored = {0};

    for (int i = 0; i < SEEDS; i++) {
        const double base = measure(c, 1, 1, i + 1, &told);
        link.v[i] = measure(c, 1.25, 1, i + 1, &ignored) / base - 1;
        line.v[i] = measure(c, 1, 1.25, i + 1, &ignored) / base - 1;
        both.v[i] = measure(c, 1.25, 1.25, i + 1, &ignored) / base - 1;
    }
    const bool is_line = told.by_line > told.by_link;
    for (int i = 0; i < SEEDS; i++)
        more.v[i] = is_line ? line.v[i] - link.v[i] : link.v[i] - line.v[i];
    print_message("           %-8s %d flows, queue %.2f, line %.1f: link %5.1f %%, line %5.1f %%, "
                  "both %5.1f %%; %u of line, %u of link%s%s\n",
                  c->cc, c->n, c->queue_rtts, c->line, 100 * sample_mean(&link),
                  100 * sample_mean(&line), 100 * sample_mean(&both), told.by_line, told.by_link,
                  told.next_line ? ", then line" : "", told.next_link ? ", then link" : "");
    const bool both_named =
        told.next_line || told.next_link || (told.by_line > 0 && told.by_link > 0);
    int bad = told.by_line + told.by_link != (unsigned)(SEEDS * c->n);
    bad += most(&more) < 0 && (!both_named || fmax(sample_mean(&link), sample_mean(&line)) >= 0.1);
    bad += most(&both) < 0.1;
    bad += !both_named && most(is_line ? &line : &link) < 0.1;
    bad += !both_named && least(is_line ? &link : &line) >= 0.03;
    return bad;
}

static void test_of_line_and_queue_the_one_that_brings_more_is_named(void **state)
{
    static const double line[] = {0.4, 0.7, 0.9, 1.1, 1.5, 2.5}, queue[] = {0.1, 0.32, 1};

    int bad = 0;

    (void)state;
    for (int k = 0; k < 12; k++)
        for (int q = 0; q < 3; q++)
            if (getenv("VNETSIM_LONG") != NULL || k % 3 == q)
                bad += check(&(struct mix){(k + k / 6) % 2 == 0 ? "newreno" : "cubic", 1 + k / 6,
                                           queue[q], line[k % 6], 0});
    assert_int_equal(bad, 0);
}

/* A queue that bursts of others overflow now and then has most of its time to spare. */
static void test_bursts_at_a_queue_at_rest(void **state)
{
    static const double line[] = {0.3, 0.5, 0.8, 1.2};
    int bad = 0;

    (void)state;
    for (int k = 0; k < 4; k++)
        bad += check(&(struct mix){k % 2 == 0 ? "newreno" : "cubic", 1, 0.5, line[k], 1.3});
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_line_and_queue_the_one_that_brings_more_is_named),
        cmocka_unit_test(test_bursts_at_a_queue_at_rest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
