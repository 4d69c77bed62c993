/*
 * The token bucket by itself: bursts and the rate to the picosecond.
 */
#include "tests/models/queue_drive.h"

static void open_bucket(struct drive *d, int64_t rate_bps, int64_t burst_bytes)
{
    drive_open(d, (struct queue_spec){.ops = &queue_token_bucket,
                                      .rate_bps = rate_bps,
                                      .burst_bytes = burst_bytes});
}

/* Takes the next one out as soon as the bucket says; the instant. */
static sim_time_t next_out(struct drive *d, sim_time_t now)
{
    if (drive_get(d, now) != QUEUE_NONE)
        return now;
    const sim_time_t ready_at = d->q->ready_at;
    assert_true(ready_at > now);
    assert_int_equal(drive_get(d, ready_at - 1), QUEUE_NONE); /* not a picosecond earlier */
    assert_int_equal(d->q->ready_at, ready_at);
    assert_true(drive_get(d, ready_at) != QUEUE_NONE);
    return ready_at;
}

/* Ten packets at once from a full bucket of ten; then one after the other, the n-th at n x 8,000
 * bits / rate, rounded up, for rates that divide it and rates that do not: nothing adds up in
 * 100,000 packets. */
static void test_bucket_burst_and_rate_are_exact(void **state)
{
    static const int64_t rates[] = {8000000, 7000000, 650000000, 3333333333};

    (void)state;
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        struct drive d;
        sim_time_t now = 0;
        open_bucket(&d, rates[r], 10000);
        for (int i = 0; i < 12; i++)
            drive_put(&d, (struct sent){.flow = 1, .bytes = 1000}, 0);
        for (int i = 0; i < 10; i++)
            assert_int_equal(next_out(&d, 0), 0);
        for (int64_t n = 1; n <= 100000; n++) {
            now = next_out(&d, now);
            assert_int_equal(now,
                             (sim_time_t)(((__int128)n * 8000 * SIM_S + rates[r] - 1) / rates[r]));
            drive_put(&d, (struct sent){.flow = 1, .bytes = 1000}, now);
        }
        drive_close(&d);
    }
}

/* Tokens gather while nothing is sent, and no more of them than the burst. */
static void test_bucket_gathers_no_more_than_the_burst(void **state)
{
    struct drive d;

    (void)state;
    open_bucket(&d, 8000000, 3000); /* a byte a microsecond */
    assert_int_equal(drive_get(&d, 0), QUEUE_NONE);
    assert_int_equal(d.q->ready_at, SIM_NEVER); /* empty: with the next packet */
    for (int i = 0; i < 20; i++)
        drive_put(&d, (struct sent){.flow = 1, .bytes = 1000}, 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(next_out(&d, SIM_S),
                         SIM_S); /* a second full of tokens, three thousand of them kept */
    assert_int_equal(next_out(&d, SIM_S), SIM_S + 1000 * SIM_US);
    /* 2.5 ms later: two packets at once, and half of the third's tokens */
    assert_int_equal(next_out(&d, SIM_S + 3500 * SIM_US), SIM_S + 3500 * SIM_US);
    assert_int_equal(next_out(&d, SIM_S + 3500 * SIM_US), SIM_S + 3500 * SIM_US);
    assert_int_equal(next_out(&d, SIM_S + 3500 * SIM_US), SIM_S + 4000 * SIM_US);
    drive_close(&d);
}

/* A packet larger than the burst leaves with a full bucket and owes the rest: the rate is kept. */
static void test_bucket_of_less_than_a_packet(void **state)
{
    struct drive d;
    sim_time_t now = 0;

    (void)state;
    open_bucket(&d, 8000000, 1500);
    for (int i = 0; i < 50; i++)
        drive_put(&d, (struct sent){.flow = 1, .bytes = 4000}, 0);
    for (int i = 0; i < 50; i++) {
        now = next_out(&d, now);
        assert_int_equal(now, i * 4000 * SIM_US);
    }
    drive_close(&d);
}

/* Ninety days of tokens at 1 Tbps do not overflow. */
static void test_bucket_of_a_long_run(void **state)
{
    struct drive d;
    const sim_time_t late = 90 * 86400 * SIM_S;

    (void)state;
    open_bucket(&d, INT64_C(1000000000000), INT64_C(1) << 40);
    drive_put(&d, (struct sent){.flow = 1, .bytes = 1000}, late);
    assert_int_equal(drive_get(&d, late), 0);
    drive_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bucket_burst_and_rate_are_exact),
        cmocka_unit_test(test_bucket_gathers_no_more_than_the_burst),
        cmocka_unit_test(test_bucket_of_less_than_a_packet),
        cmocka_unit_test(test_bucket_of_a_long_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
