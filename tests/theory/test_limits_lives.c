/*
 * Flows that live for a part of the run, beside others that live for other parts of it: each is
 * judged by what happened in its own time.
 *
 * What its way worked then is counted exactly; an element is shared, and its formula divides it,
 * among those that live at the same time, as arithmetic says. Of a stream over TCP nothing counts
 * that is sent after it stops.
 *
 * What limits it: of random scenarios one limit is much narrower than the other (a window or an
 * offer, and a link that others fill before and after). Raising it by a quarter raises goodput by a
 * tenth or more, raising the other by less than 3 %. VNETSIM_SEED draws others; VNETSIM_LONG twenty
 * times as many.
 */
#include "models/flow/flow.h"
#include "models/tcp/tcp.h"
#include "models/trace/lives.h"
#include "sim/base/arena.h"
#include "sim/engine/rng.h"
#include "sim/results/results.h"
#include "tests/theory/simulate.h"

enum { SCENARIOS = 8, ONE_WAY_MS = 20 };

struct draw {
    double mbps, duration_s, warmup_s;
    int64_t queue_bytes;
    char traffic[1024];
};

static void start(struct simulation *s, const struct draw *d, unsigned threads)
{
    char yaml[4096];
    const int n = snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nsimulation: {duration: %.2fs, warmup: %.0fs, seed: 1, sample_interval: 0s}\n"
        "regions: {left: {}, right: {}}\nlinks:\n"
        "  left--right: {latency: %dms, bandwidth: %.0fbps, queue: {limit: %lldB}}\n"
        "  intra_region: {latency: 0ms}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
        "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\ntraffic:\n%s",
        d->duration_s, d->warmup_s, ONE_WAY_MS, 1e6 * d->mbps, (long long)d->queue_bytes,
        d->traffic);
    assert_true(n > 0 && (size_t)n < sizeof yaml);
    simulate_threads(s, yaml, threads);
}

/* And what it comes to. */
static struct arena *judge(struct simulation *s, struct results *r, const struct draw *d)
{
    struct arena *arena = arena_new();

    start(s, d, 1);
    results_init(r, s->net, arena);
    return arena;
}

static const struct limit_word *word_of(const struct limit *l, const char *text)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->word[i].text, text) == 0)
            return &l->word[i];
    return NULL;
}

static bool is_named(const struct limit *l, const char *text)
{
    const struct limit_word *w = word_of(l, text);

    return w != NULL && w->named;
}

/* --- what is counted --- */

/* 1 Mbps of 1,000 B packets for 4 s, between others of 4 and 6 Mbps: in each one's life the link
 * works for it alone, and is looked at no longer. */
static void test_work_in_a_life(void **state)
{
    const struct draw d = {.mbps = 20,
                           .duration_s = 30,
                           .queue_bytes = 100000,
                           .traffic = "  v: {from: va, to: vb, app: cbr, rate: 1Mbps, packet_size: "
                                      "1000B, start: 12s, stop: 16s}\n"
                                      "  w: {from: va, to: vb, app: cbr, rate: 4Mbps, packet_size: "
                                      "1000B, stop: 11s}\n"
                                      "  x: {from: va, to: vb, app: cbr, rate: 6Mbps, packet_size: "
                                      "1000B, start: 17s}\n"};
    struct simulation s;

    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        start(&s, &d, threads);
        const struct network *n = s.net;
        const struct link *link = simulate_link(&s, "left->right");
        size_t seen = 0;
        for (size_t i = 0; i < n->n_flows; i++) {
            const double mbps[] = {1, 4, 6},
                         life_s = sim_time_s(flow_end_at(n, i) - flow_begin_at(n, i)),
                         packets = mbps[i] * 1e6 / 8000 * life_s;
            const struct life *l = &n->lives[i];
            assert_int_equal(l->begin == NULL, i == 1);
            assert_non_null(l->end);
            /* a window of the run is as long as the way at most, and begins with an event */
            assert_true(fabs(sim_time_s(l->end->at - (i == 1 ? 0 : l->begin->at)) - life_s) < 0.05);
            for (size_t k = 0; k < l->end->n; k++) {
                if (l->end->work[k].of != link)
                    continue;
                const struct stay_work before =
                    i == 1 ? (struct stay_work){.of = NULL} : l->begin->work[k];
                assert_true(fabs((double)(l->end->work[k].bytes - before.bytes) - 1000 * packets) <=
                            1000);
                assert_true(fabs(sim_time_s(l->end->work[k].busy_dur - before.busy_dur) * 20e6 / 8 -
                                 1000 * packets) <= 1100);
                seen++;
            }
        }
        assert_int_equal(seen, 3);
        simulate_end(&s);
    }
}

/* Three floods of 15 Mbps: two one after the other have all of 10 Mbps; a third one that meets the
 * second for half of its time has 3/4 of it, and that one 1/2 for as long. */
static void test_shares_of_those_that_meet(void **state)
{
    const struct draw d = {
        .mbps = 10,
        .duration_s = 60,
        .queue_bytes = 20000,
        .traffic = "  u: {from: va, to: vb, app: cbr, rate: 15Mbps, packet_size: 1000B, stop: 8s}\n"
                   "  v: {from: va, to: vb, app: cbr, rate: 15Mbps, packet_size: 1000B, start: "
                   "20s, stop: 40s}\n"
                   "  w: {from: va, to: vb, app: poisson, rate: 15Mbps, packet_size: 1000B, start: "
                   "30s, stop: 50s}\n"};
    const double share[] = {1, 0.75, 0.75};
    struct simulation s;
    struct results r;

    (void)state;
    struct arena *arena = judge(&s, &r, &d);
    for (size_t i = 0; i < 3; i++) {
        const struct limit_word *w = word_of(&r.limit[i], "link:left->right");
        assert_non_null(w);
        const double full_mbps = 10.0 * (1000 - 28) / 1000;
        assert_string_equal(w->expected.formula, "link rate");
        assert_true(fabs(w->expected.mbps / (share[i] * full_mbps) - 1) < 0.01);
        assert_false(limit_disagrees(&w->expected, r.flow[i].goodput_mbps));
        assert_int_equal(is_named(&r.limit[i], "application"), i > 0);
    }
    arena_free(arena);
    simulate_end(&s);
}

/* 3 s of 20 Mbps written to TCP over 10 Mbps: what the link carried by then counts, and what was in
 * its queue; the rest comes in a time that does not count. */
static void test_a_stream_counts_until_it_stops(void **state)
{
    const struct draw d = {.mbps = 10,
                           .duration_s = 20,
                           .queue_bytes = 40000,
                           .traffic = "  v: {from: va, to: vb, app: cbr, transport: tcp, rate: "
                                      "20Mbps, packet_size: 1000B, start: 1s, stop: 4s}\n"};
    struct simulation s;
    struct results r;

    (void)state;
    struct arena *arena = judge(&s, &r, &d);
    const double most = 10e6 * 3 / 8 + 40000; /* bytes */
    assert_true(flow_end_at(s.net, 0) == 4 * SIM_S);
    assert_true((double)r.flow[0].goodput_bytes > 0.85 * most &&
                (double)r.flow[0].goodput_bytes < most);
    assert_true(s.net->dst[0]->tcp->received == r.flow[0].offer_bytes); /* all came, in the end */
    assert_true(r.flow[0].throughput_mbps > r.flow[0].goodput_mbps &&
                r.flow[0].throughput_mbps <
                    1.06 * r.flow[0].goodput_mbps); /* headers: 52 of 1,500 */
    assert_true(is_named(&r.limit[0], "link:left->right"));
    assert_false(limit_disagrees(&r.limit[0].word[0].expected, r.flow[0].goodput_mbps));
    arena_free(arena);
    simulate_end(&s);
}

/* A queue that takes a link a second holds a tenth of a flood's 10 s, and more of a stream's last
 * second, which alone is counted: that arrives behind their ends. No more is allowed for than the
 * queue holds; and none where the run ends with them. */
static void test_what_a_queue_holds_at_the_end(void **state)
{
    static const struct {
        const char *traffic;
        double duration_s, warmup_s, most;
    } of[] = {
        {"app: poisson, rate: 15Mbps, packet_size: 1000B, stop: 10s", 30, 0, 1.05 * 1.1},
        {"app: poisson, rate: 15Mbps, packet_size: 1000B", 10, 0, 1.05},
        {"app: cbr, transport: tcp, rate: 60Mbps, packet_size: 1000B, congestion_control: newreno, "
         "stop: 10s",
         30, 9, 1.03 * (2 + ONE_WAY_MS / 1e3)},
    };

    (void)state;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        struct draw d = {.mbps = 10,
                         .duration_s = of[i].duration_s,
                         .warmup_s = of[i].warmup_s,
                         .queue_bytes = 1250000};
        struct simulation s;
        struct results r;
        snprintf(d.traffic, sizeof d.traffic, "  v: {from: va, to: vb, %s}\n", of[i].traffic);
        struct arena *arena = judge(&s, &r, &d);
        const struct limit_word *w = &r.limit[0].word[0];
        assert_string_equal(w->expected.formula, "link rate");
        assert_int_equal(r.flow[0].goodput_mbps > 1.06 * w->expected.mbps,
                         of[i].duration_s > 10); /* a queue's */
        assert_false(limit_disagrees(&w->expected, r.flow[0].goodput_mbps));
        assert_true(w->expected.most < 1.005 * of[i].most);
        arena_free(arena);
        simulate_end(&s);
    }
}

/* All that is offered in 15 ms is still on its way of 20 ms when they end: a formula may allow for
 * all of it, and not for more. */
static void test_a_life_shorter_than_the_way(void **state)
{
    const struct draw d = {.mbps = 10,
                           .duration_s = 10,
                           .queue_bytes = 40000,
                           .traffic = "  v: {from: va, to: vb, app: cbr, rate: 4Mbps, packet_size: "
                                      "1000B, start: 1s, stop: 1015ms}\n"};
    struct simulation s;
    struct results r;

    (void)state;
    struct arena *arena = judge(&s, &r, &d);
    assert_string_equal(r.limit[0].word[0].expected.formula, "offered rate");
    assert_true(r.limit[0].word[0].expected.least == 0);
    arena_free(arena);
    simulate_end(&s);
}

/* Beside a steady load of half the link a stream has the other half, and not more in its life for
 * what comes later. */
static void test_a_stream_beside_others(void **state)
{
    const struct draw d = {.mbps = 12,
                           .duration_s = 40,
                           .queue_bytes = 60000,
                           .traffic = "  v: {from: va, to: vb, app: cbr, transport: tcp, rate: "
                                      "20Mbps, packet_size: 1000B, start: 8s, stop: 20s}\n"
                                      "  w: {from: va, to: vb, app: cbr, rate: 6Mbps, packet_size: "
                                      "1000B}\n"};
    struct simulation s;
    struct results r;

    (void)state;
    struct arena *arena = judge(&s, &r, &d);
    const struct limit_word *w = &r.limit[0].word[0];
    assert_string_equal(w->text, "link:left->right");
    assert_true(fabs(w->expected.mbps / (6 * 1448.0 / 1500) - 1) < 0.02);
    assert_false(limit_disagrees(&w->expected, r.flow[0].goodput_mbps));
    arena_free(arena);
    simulate_end(&s);
}

/* 3 Mbps over TCP, of which a flood leaves little for the last 8 s of 20: the link is named. One
 * that is flooded early, and all of which arrives by its end, is held back by nothing. */
static void test_a_stream_that_is_flooded(void **state)
{
    static const char *const flood[] = {"start: 12s", "start: 2s, stop: 6s"};

    (void)state;
    for (int early = 0; early < 2; early++) {
        struct draw d = {.mbps = 20, .duration_s = 40, .queue_bytes = 60000};
        struct simulation s;
        struct results r;
        snprintf(d.traffic, sizeof d.traffic,
                 "  v: {from: va, to: vb, app: cbr, transport: tcp, rate: 3Mbps, packet_size: "
                 "1000B, stop: 20s}\n"
                 "  w: {from: va, to: vb, app: poisson, rate: 22Mbps, packet_size: 1000B, %s}\n",
                 flood[early]);
        struct arena *arena = judge(&s, &r, &d);
        assert_int_equal(is_named(&r.limit[0], "link:left->right"), !early);
        assert_int_equal(r.flow[0].goodput_mbps > 2.95, early);
        /* it has the link, whatever the stream had before */
        const struct limit_word *w = &r.limit[1].word[0];
        assert_string_equal(w->text, "link:left->right");
        assert_true(w->expected.mbps > 0.93 * 20 * 972 / 1000);
        assert_false(limit_disagrees(&w->expected, r.flow[1].goodput_mbps));
        arena_free(arena);
        simulate_end(&s);
    }
}

/* --- what limits --- */

enum { LINK = 1, SENDER = 2 };

struct lives {
    bool udp;
    double mbps, far, start_s, life_s; /* far: the sender's limit, of what the link carries */
    const char *congestion_control, *others;
};

static double drawn(struct rng *rng, double least, double most)
{
    return least * pow(most / least, gsl_rng_uniform(&rng->gsl));
}

static void draw(struct lives *l, uint64_t seed, unsigned number)
{
    static const char *const cc[] = {"newreno", "cubic", "bbr"};
    static const char *const others[] = {"app: bulk", "app: bulk, flows: 3",
                                         "app: cbr, rate: 12Mbps, packet_size: 1200B"};
    char name[32];
    struct rng rng;

    snprintf(name, sizeof name, "scenario %u", number);
    rng_stream(&rng, seed, name, "limits_lives");
    *l = (struct lives){.udp = number % 3 == 2,
                        .mbps = drawn(&rng, 5, 15),
                        .start_s = (double[]){0, 20, 38}[gsl_rng_uniform_int(&rng.gsl, 3)],
                        .life_s = drawn(&rng, 3, 8),
                        .congestion_control = cc[gsl_rng_uniform_int(&rng.gsl, 3)],
                        .others = others[gsl_rng_uniform_int(&rng.gsl, 3)]};
    l->far = gsl_rng_uniform_int(&rng.gsl, 2) == 0 ? drawn(&rng, 0.4, 0.6) : drawn(&rng, 2, 4);
}

static double measure_mbps(const struct lives *l, unsigned raised, unsigned *named, char *said,
                           size_t size)
{
    const double product = l->mbps * 1e6 / 8 * 2 * ONE_WAY_MS / 1e3,
                 sender = raised & SENDER ? 1.25 : 1, end_s = l->start_s + 2 * l->life_s + 1,
                 part = fmin(1, l->far);
    struct draw d = {.mbps = l->mbps * (raised & LINK ? 1.25 : 1),
                     .duration_s = 60,
                     .queue_bytes = (int64_t)(1.5 * product)};
    struct simulation s;
    struct results r;
    char own[256];

    if (l->udp)
        snprintf(own, sizeof own, "app: cbr, rate: %.0fbps, packet_size: 1000B, stop: %.2fs",
                 sender * l->far * l->mbps * 1e6, l->start_s + l->life_s);
    else /* the queue takes of a window what the link does not */
        snprintf(own, sizeof own,
                 "app: bulk, size: %.0fB, receive_buffer: %.0fB, congestion_control: %s",
                 part * l->mbps * 1e6 / 8 * l->life_s,
                 sender * (l->far < 1 ? l->far * product : 2.5 * l->far * product),
                 l->congestion_control);
    int n = snprintf(d.traffic, sizeof d.traffic, "  v: {from: va, to: vb, start: %.2fs, %s}\n",
                     l->start_s, own);
    if (l->start_s > 0)
        n += snprintf(d.traffic + n, sizeof d.traffic - (size_t)n,
                      "  w: {from: va, to: vb, %s, stop: %.2fs}\n", l->others, l->start_s - 4);
    if (end_s < 55)
        snprintf(d.traffic + n, sizeof d.traffic - (size_t)n,
                 "  x: {from: va, to: vb, %s, start: %.2fs}\n", l->others, end_s);
    struct arena *arena = judge(&s, &r, &d);
    if (named != NULL) {
        *named = (is_named(&r.limit[0], "link:left->right") ? LINK : 0) |
                 (is_named(&r.limit[0], l->udp ? "application" : "receive_window") ? SENDER : 0);
        snprintf(said, size, "%s", r.verdict[0].text);
        for (size_t i = 0; i < s.net->n_flows; i++)
            if (limit_disagrees(&r.limit[i].word[0].expected, r.flow[i].goodput_mbps))
                fail_msg("flow %zu has %.2f Mbps, where %.2f are expected: %s", i,
                         r.flow[i].goodput_mbps, r.limit[i].word[0].expected.mbps, said);
    }
    const double mbps = r.flow[0].goodput_mbps;
    arena_free(arena);
    simulate_end(&s);
    return mbps;
}

static int check(uint64_t seed, unsigned number)
{
    struct lives l;
    unsigned named = 0;
    char said[512] = "";

    draw(&l, seed, number);
    const double before = measure_mbps(&l, 0, &named, said, sizeof said),
                 all = named != 0 ? measure_mbps(&l, named, NULL, NULL, 0) / before - 1 : 0;
    double other = 0;
    for (unsigned k = LINK; k <= SENDER; k <<= 1)
        other = named & k ? other : fmax(other, measure_mbps(&l, k, NULL, NULL, 0) / before - 1);
    const bool bad = all < 0.1 || other >= 0.03;
    if (bad)
        print_message("           scenario %u: %s, %.1f Mbps, limit x %.2f, from %.1f s for %.1f "
                      "s, others %s: named %u brings %.1f %%, another %.1f %%\n           %s\n",
                      number, l.udp ? "udp" : l.congestion_control, l.mbps, l.far, l.start_s,
                      l.life_s, l.others, named, 100 * all, 100 * other, said);
    return bad;
}

static void test_what_limits_a_life_is_named(void **state)
{
    (void)state;
    assert_int_equal(simulate_drawn(SCENARIOS, check), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_in_a_life),
        cmocka_unit_test(test_shares_of_those_that_meet),
        cmocka_unit_test(test_a_stream_counts_until_it_stops),
        cmocka_unit_test(test_what_a_queue_holds_at_the_end),
        cmocka_unit_test(test_a_life_shorter_than_the_way),
        cmocka_unit_test(test_a_stream_beside_others),
        cmocka_unit_test(test_a_stream_that_is_flooded),
        cmocka_unit_test(test_what_limits_a_life_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
