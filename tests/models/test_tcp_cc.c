/*
 * Congestion control by itself, acknowledgment by acknowledgment: CUBIC against the equations of
 * RFC 9438, with HyStart++'s limit (RFC 9406) in slow start, NewReno against RFC 5681's and RFC
 * 3465's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "models/tcp/tcp.h"

#define MSS 1000u

struct sender {
    struct tcp_profile profile;
    struct tcp_setup setup;
    struct tcp_out out;
    uint64_t known[32]; /* a struct tcp_sender, with the algorithm's state */
    struct tcp_work work;
    struct tcp c;
};

static void open(struct sender *s, const struct tcp_cc_ops *cc, double segments, sim_time_t now)
{
    *s = (struct sender){.profile = {.cc = cc, .hystart = TCP_HYSTART_OFF, .counts_bytes = true}};
    s->setup.profile = &s->profile;
    s->work.out = &s->out;
    assert_true(sizeof *s->work.sender + cc->state_bytes <= sizeof s->known);
    s->work.sender = (struct tcp_sender *)(void *)s->known;
    s->work.ssthresh = TCP_UNLIMITED;
    s->c.setup = &s->setup;
    s->c.work = &s->work;
    s->c.mss = MSS;
    s->c.cwnd = (uint64_t)(segments * MSS);
    cc->init(&s->c, now);
}

/* An acknowledgment of `bytes`; used: the window was what held the sender back. */
static void ack(struct sender *s, uint64_t bytes, bool used, sim_time_t now)
{
    const struct tcp_ack a = {
        .acked = bytes, .delivered = bytes, .rtt = -1, .window_limited = used};

    s->c.una += bytes;
    s->profile.cc->acked(&s->c, &a, now);
}

/* A window of acknowledgments, each of a segment, spread over the round trip from `at` on. */
static void round_trip(struct sender *s, sim_time_t at, sim_time_t rtt)
{
    const uint64_t n = s->c.cwnd / MSS;

    for (uint64_t i = 0; i < n; i++)
        ack(s, MSS, true, at + (sim_time_t)((double)rtt * (double)(i + 1) / (double)n));
}

static void reduce(struct sender *s, sim_time_t now)
{
    s->c.cwnd = s->work.ssthresh = s->profile.cc->reduce(&s->c, now);
    s->profile.cc->event(&s->c, TCP_CC_RECOVERED, now);
}

static double segments(const struct sender *s)
{
    return (double)s->c.cwnd / MSS;
}

/* (1) and (2): from 0.7 W_max to W_max in K = cbrt(0.3 W_max / C), and beyond it. A round trip of
 * 100 ms: the RFC's target is that far ahead, so the window is the curve's to the change of a round
 * trip. */
static void test_cubic_follows_its_curve(void **state)
{
    const sim_time_t rtt = 100 * SIM_MS;
    struct sender s;
    const double w_max = 1000, k = cbrt(w_max * 0.3 / 0.4);

    (void)state;
    open(&s, &tcp_cc_cubic, w_max, 0);
    s.work.rto.srtt = rtt;
    reduce(&s, 0);
    assert_int_equal(s.c.cwnd, 700 * MSS);
    for (int i = 0; i < 150; i++) {
        round_trip(&s, i * rtt, rtt);
        const double t = (i + 1) * 0.1, d = t - k, before = t - 0.1 - k, after = t + 0.1 - k;
        const double change = fmax(0.4 * (after * after * after - d * d * d),
                                   0.4 * (d * d * d - before * before * before));
        assert_true(fabs(segments(&s) - (0.4 * d * d * d + w_max)) <= change + 1);
    }
}

/* 4.7: a second reduction below the first W_max remembers less: W_max = 0.85 cwnd. The plateau is
 * there then, K later. */
static void test_cubic_converges_fast(void **state)
{
    const sim_time_t rtt = 100 * SIM_MS;
    struct sender s;
    int rounds = 0;

    (void)state;
    open(&s, &tcp_cc_cubic, 1000, 0);
    s.work.rto.srtt = rtt;
    reduce(&s, 0);
    reduce(&s, 0); /* at 700: W_max 595, the window 490 */
    assert_in_range(s.c.cwnd, 490 * MSS - 1, 490 * MSS);
    while (segments(&s) < 595) {
        round_trip(&s, rounds * rtt, rtt);
        rounds++;
    }
    const double k = cbrt((595 - 490) / 0.4);
    assert_true(fabs(rounds * 0.1 - k) <
                0.2 + 0.1); /* the target is a round trip ahead; it is reached between two */
}

/* 4.3: with a short round trip the window is Reno's with beta 0.7: alpha = 0.53 segments a round
 * trip up to the last window, then one. */
static void test_cubic_is_friendly_to_reno(void **state)
{
    const sim_time_t rtt = 5 * SIM_MS;
    struct sender s;
    int rounds = 0;

    (void)state;
    open(&s, &tcp_cc_cubic, 100, 0);
    s.work.rto.srtt = rtt;
    reduce(&s, 0);
    while (segments(&s) < 100)
        round_trip(&s, rounds++ * rtt, rtt);
    assert_true(fabs(rounds - 30 / (3 * 0.3 / 1.7)) <= 2);
    const double before = segments(&s);
    for (int i = 0; i < 10; i++)
        round_trip(&s, rounds++ * rtt, rtt);
    assert_true(fabs(segments(&s) - before - 10) <= 1);
}

/* 4.8: after a time-out K is 0 and W_max the window that congestion avoidance begins with, not the
 * one before: it grows at once. */
static void test_cubic_begins_anew_after_a_time_out(void **state)
{
    const sim_time_t rtt = 100 * SIM_MS;
    struct sender s;

    (void)state;
    open(&s, &tcp_cc_cubic, 1000, 0);
    s.work.rto.srtt = rtt;
    s.c.cwnd = s.work.ssthresh = tcp_cc_cubic.reduce(&s.c, 0);
    tcp_cc_cubic.event(&s.c, TCP_CC_TIMEOUT, 0);
    tcp_cc_cubic.event(&s.c, TCP_CC_RECOVERED, 0);
    for (int i = 0; i < 50; i++)
        round_trip(&s, i * rtt, rtt);
    /* Reno's way is slower: 700 + 0.53 x 50. */
    assert_true(fabs(segments(&s) - (700 + 0.4 * 125)) <= 0.4 * (5.1 * 5.1 * 5.1 - 125) + 1);
}

/* 5.8, 4.2: a minute in which something else held the sender back moves nothing. */
static void test_cubic_does_not_count_time_out_of_use(void **state)
{
    const sim_time_t rtt = 100 * SIM_MS, pause = 60 * SIM_S;
    struct sender s[2];

    (void)state;
    for (int with = 0; with < 2; with++) {
        open(&s[with], &tcp_cc_cubic, 1000, 0);
        s[with].work.rto.srtt = rtt;
        reduce(&s[with], 0);
        for (int i = 0; i < 20; i++)
            round_trip(&s[with], i * rtt, rtt);
        for (int i = 0; with && i < 600; i++)
            ack(&s[with], 2 * MSS, false, 20 * rtt + (i + 1) * rtt);
        for (int i = 20; i < 40; i++)
            round_trip(&s[with], (with ? pause : 0) + i * rtt, rtt);
    }
    assert_int_equal(s[0].c.cwnd, s[1].c.cwnd);
}

/* RFC 9406, 4.2: an acknowledgment of many segments counts for L = 8 of them. */
static void test_hystart_plus_plus_limits_bursts(void **state)
{
    struct sender s;

    (void)state;
    open(&s, &tcp_cc_cubic, 100, 0);
    ack(&s, 50 * MSS, true, SIM_MS);
    assert_int_equal(s.c.cwnd, 150 * MSS);
    s.profile.hystart = TCP_HYSTART_PLUS_PLUS;
    ack(&s, 50 * MSS, true, 2 * SIM_MS);
    assert_int_equal(s.c.cwnd, 158 * MSS);
    ack(&s, 2 * MSS, true, 3 * SIM_MS);
    assert_int_equal(s.c.cwnd, 160 * MSS);
}

/* A round trip in which each acknowledgment is for two segments: by bytes the window doubles, or
 * grows by one segment (RFC 3465); by acknowledgments (RFC 5681, equations 2 and 3) half of that.
 */
static void test_newreno_counts_bytes_or_acknowledgments(void **state)
{
    (void)state;
    for (int by_bytes = 0; by_bytes < 2; by_bytes++) {
        struct sender s;
        open(&s, &tcp_cc_newreno, 100, 0);
        s.profile.counts_bytes = by_bytes;
        for (int i = 0; i < 50; i++)
            ack(&s, 2 * MSS, true, 0);
        assert_int_equal(s.c.cwnd, (by_bytes ? 200 : 150) * MSS);
        s.c.cwnd = s.work.ssthresh = tcp_cc_newreno.reduce(&s.c, 0);
        assert_int_equal(s.c.cwnd, (by_bytes ? 100 : 75) * MSS);
        const uint64_t n = s.c.cwnd / MSS;
        for (int round = 0; round < 8; round++)
            for (uint64_t i = 0; i < n / 2; i++)
                ack(&s, 2 * MSS, true, 0);
        assert_in_range(s.c.cwnd / MSS, n + (by_bytes ? 7 : 3), n + (by_bytes ? 8 : 4));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cubic_follows_its_curve),
        cmocka_unit_test(test_cubic_converges_fast),
        cmocka_unit_test(test_cubic_is_friendly_to_reno),
        cmocka_unit_test(test_cubic_begins_anew_after_a_time_out),
        cmocka_unit_test(test_cubic_does_not_count_time_out_of_use),
        cmocka_unit_test(test_hystart_plus_plus_limits_bursts),
        cmocka_unit_test(test_newreno_counts_bytes_or_acknowledgments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
