/*
 * RED by itself against Floyd and Jacobson (1993): the average, the share that is dropped, the
 * distances of drops, the gentle region, marks.
 */
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "tests/models/queue_drive.h"

static struct queue_spec spec(double min, double max, double p, double weight)
{
    return (struct queue_spec){.ops = &queue_red,
                               .seed = 1,
                               .min_threshold = min,
                               .max_threshold = max,
                               .thresholds_in_packets = true,
                               .max_probability = p,
                               .weight = weight,
                               .gentle = true,
                               .mean_packet_dur = SIM_US};
}

static const struct sent data = {.flow = 1, .bytes = 1000};

/* A queue that always holds `level` packets when the next one comes; weight 1, so that the average
 * is that. The transmitter is busy. */
static void hold(struct drive *d, struct queue_spec s, uint32_t level, bool ect)
{
    struct sent first = data;

    first.ect = ect;
    drive_open(d, s);
    d->q->free_at = SIM_NEVER;
    while (d->q->packets < level)
        drive_put(d, first, 0);
    memset(d->n_drops, 0, sizeof d->n_drops);
    d->q->marks = 0;
}

/* Mean, standard error and range of the distances between n drops. */
struct distances {
    double mean, error;
    uint32_t least, most;
};

static struct distances measure(struct drive *d, uint32_t level, int n)
{
    struct distances x = {.least = UINT32_MAX};
    double sum = 0, squares = 0;
    uint32_t since = 0;
    bool first = true;

    for (int k = 0; k < n;) {
        const uint64_t before = d->n_drops[DROP_AQM];
        drive_put(d, data, 0);
        since++;
        if (d->n_drops[DROP_AQM] == before) {
            (void)drive_get(d, 0);
            continue;
        }
        assert_int_equal(d->q->packets, level);
        if (!first) { /* the first one's begin is not a drop */
            sum += since;
            squares += (double)since * since;
            x.least = since < x.least ? since : x.least;
            x.most = since > x.most ? since : x.most;
            k++;
        }
        first = false;
        since = 0;
    }
    x.mean = sum / n;
    x.error = sqrt((squares / n - x.mean * x.mean) / (n - 1));
    return x;
}

/* With p_b of the average, distances are uniform on 1 ... 1/p_b - 1 by the paper's figure 2: mean 1
 * / (2 p_b), so a share of 2 p_b of the packets is dropped. Halfway between 50 and 150 packets at 2
 * %: p_b = 1 %. */
static void test_red_drops_the_share_of_the_formula(void **state)
{
    static const struct {
        uint32_t level;
        double p_b;
    } at[] = {{75, 0.005}, {100, 0.01}, {125, 0.015}, {150, 0.02}};
    enum { DROPS = 20000 };

    (void)state;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct drive d;
        hold(&d, spec(50, 150, 0.02, 1), at[i].level, false);
        const struct distances x = measure(&d, at[i].level, DROPS);
        const double theory = 1 / (2 * at[i].p_b),
                     half = gsl_cdf_tdist_Qinv(0.0005, DROPS - 1) * x.error;
        print_message("           level %u: mean distance, theory %.4g, measured %.4g +/- %.2g\n",
                      at[i].level, theory, x.mean, half);
        if (i != 2) /* 1 / 1.5 % is no whole number: the last step is a part of one */
            assert_true(fabs(x.mean - theory) < half && half < 0.03 * theory);
        else
            assert_true(fabs(x.mean - theory) < half + 0.5);
        assert_int_equal(x.least, 1);
        assert_in_range(x.most, (uint32_t)(0.99 / at[i].p_b) - 1, (uint32_t)(1 / at[i].p_b));
        /* Uniform, not geometric: the standard deviation is the mean over sqrt(3). */
        assert_true(fabs(x.error * sqrt(DROPS - 1) / (x.mean / sqrt(3)) - 1) < 0.03);
        drive_close(&d);
    }
}

/* Gentle: at 1.1 max p_b = 2 % + 98 % / 10 = 11.8 %, drops every 1 / (2 p_b) packets; from 2 max on
 * every packet. Not gentle: from max on. */
static void test_red_gentle_region(void **state)
{
    struct drive d;
    struct queue_spec s = spec(50, 150, 0.02, 1);

    (void)state;
    hold(&d, s, 165, false);
    struct distances x = measure(&d, 165, 20000);
    assert_true(x.most == 8 && x.least == 1);
    /* Chances of 1 ... 8 by pa = p_b / (1 - count p_b). */
    double mean = 0, left = 1;
    for (int k = 1; k <= 8; k++) {
        const double p = 0.118 / (1 - k * 0.118), pa = p >= 1 || p < 0 ? 1 : p;
        mean += k * left * pa;
        left *= 1 - pa;
    }
    assert_true(fabs(x.mean - mean) < gsl_cdf_tdist_Qinv(0.0005, 19999) * x.error);
    drive_close(&d);

    s.limit = 1000;
    s.limit_in_packets = true;
    for (int gentle = 0; gentle < 2; gentle++) {
        s.gentle = gentle;
        drive_open(&d, s);
        d.q->free_at = SIM_NEVER;
        for (int i = 0; i < 100000; i++) /* the level cannot pass what drops everything */
            drive_put(&d, data, 0);
        assert_in_range(d.q->packets, gentle ? 160 : 150, gentle ? 300 : 150);
        assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 0);
        drive_close(&d);
    }
}

/* Floyd and Jacobson, equation 2: a queue that grows from empty to L packets, one an arrival, has
 * the average L + 1 + ((1 - w)^(L + 1) - 1) / w. Their example: with min 5 and a burst of L = 50, w
 * must be at most 0.0042. */
static void test_red_average_of_a_burst(void **state)
{
    (void)state;
    for (double w = 0.001; w < 0.05; w += 0.0001) {
        struct drive d;
        struct queue_spec s = spec(4.999999, 5, 1, w);
        int k = 0;
        s.gentle = false;
        drive_open(&d, s);
        d.q->free_at = SIM_NEVER;
        while (d.n_drops[DROP_AQM] == 0) { /* arrival k + 1 meets k packets */
            drive_put(&d, data, 0);
            k++;
        }
        const int l = k - 1; /* the packets that the one that was dropped had before it */
        const double average = l + 1 + (pow(1 - w, l + 1) - 1) / w,
                     one_less = l + (pow(1 - w, l) - 1) / w;
        assert_true(average >= 5 - 1e-5 && one_less < 5);
        if (w < 0.00415)
            assert_true(l > 50);
        if (w > 0.00425)
            assert_true(l <= 50);
        drive_close(&d);
    }
}

/* While the transmitter is idle the average falls by (1 - w) a mean packet's time: here to the half
 * in a microsecond. Whether the next packet is dropped tells on which side of 50 it is. */
static void test_red_forgets_while_idle(void **state)
{
    (void)state;
    for (sim_time_t idle_dur = 0; idle_dur < SIM_US / 10; idle_dur += SIM_US / 1000) {
        struct drive d;
        struct queue_spec s = spec(49.999999, 50, 1, 0.5);
        s.gentle = false;
        drive_open(&d, s);
        d.q->free_at = SIM_S;
        for (int i = 0; i < 500;
             i++) /* above 50 all are dropped, so what waits stays, and the average comes to it */
            drive_put(&d, data, 0);
        const double average = d.q->packets * pow(0.5, (double)idle_dur / SIM_US);
        assert_in_range(d.q->packets, 50, 52);
        while (drive_get(&d, 0) != QUEUE_NONE)
            ;
        const uint64_t drops = d.n_drops[DROP_AQM];
        drive_put(&d, data, SIM_S + idle_dur);
        /* idle for no time: like any packet that finds an empty queue, which halves the average */
        assert_int_equal(d.n_drops[DROP_AQM] - drops, idle_dur > 0 && average >= 50 ? 1 : 0);
        drive_close(&d);
    }
}

/* ECN: below the region that drops everything it marks in place of dropping; there it drops (RFC
 * 3168, section 7). */
static void test_red_marks(void **state)
{
    struct drive d;
    struct queue_spec s = spec(50, 150, 0.02, 1);
    struct sent p = data;

    (void)state;
    p.ect = true;
    s.ecn = true;
    hold(&d, s, 100, true);
    for (int i = 0; i < 50000; i++) {
        drive_put(&d, p, 0);
        (void)drive_get(&d, 0);
    }
    assert_int_equal(d.n_drops[DROP_AQM], 0);
    assert_true(fabs((double)d.q->marks - 1000) <
                60); /* 2 %; uniform distances: sd of the number 18 */
    for (int i = 0; i < 10000; i++)
        drive_put(&d, p, 0);
    assert_in_range(d.q->packets, 299, 300);
    assert_true(d.n_drops[DROP_AQM] > 9000);
    drive_close(&d);
}

/* Thresholds in bytes look at bytes. */
static void test_red_in_bytes(void **state)
{
    struct drive d;
    struct queue_spec s = spec(50000, 150000, 0.02, 1);

    (void)state;
    s.thresholds_in_packets = false;
    hold(&d, s, 100, false);
    const struct distances x = measure(&d, 100, 5000);
    assert_true(fabs(x.mean - 50) < gsl_cdf_tdist_Qinv(0.0005, 4999) * x.error);
    drive_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_red_drops_the_share_of_the_formula),
        cmocka_unit_test(test_red_gentle_region),
        cmocka_unit_test(test_red_average_of_a_burst),
        cmocka_unit_test(test_red_forgets_while_idle),
        cmocka_unit_test(test_red_marks),
        cmocka_unit_test(test_red_in_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
