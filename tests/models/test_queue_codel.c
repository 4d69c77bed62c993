/*
 * CoDel by itself against RFC 8289: when drops begin, their distances to the picosecond, when they
 * end, what a new bout of them begins with, and marks in their place.
 */
#include "models/net/queue_codel.h"
#include "tests/models/queue_drive.h"

#define TARGET   (5 * SIM_MS)
#define INTERVAL (100 * SIM_MS)

static struct queue_spec spec(bool ecn)
{
    return (struct queue_spec){
        .ops = &queue_codel, .ecn = ecn, .target_dur = TARGET, .interval_dur = INTERVAL};
}

/* n packets of 1,500 B that came at `at`. */
static void fill(struct drive *d, uint32_t n, bool ect, sim_time_t at)
{
    for (uint32_t i = 0; i < n; i++)
        drive_put(d, (struct sent){.flow = 1, .bytes = 1500, .ect = ect}, at);
}

/* Is `dur` interval / sqrt(count), rounded to the nearest picosecond? In whole numbers: (2 dur -
 * 1)^2 count <= 4 interval^2 < (2 dur + 1)^2 count. */
static bool is_by_law(sim_time_t dur, uint32_t count)
{
    const unsigned __int128 most = (unsigned __int128)INTERVAL * INTERVAL * 4,
                            a = (unsigned __int128)(2 * dur - 1),
                            b = (unsigned __int128)(2 * dur + 1);
    return a * a * count <= most && most < b * b * count;
}

/* Lets a queue whose packets came at 0 begin to drop; the instant of the first drop. */
static sim_time_t begin(struct drive *d)
{
    assert_int_equal(drive_get(d, TARGET - 1), 0); /* below target */
    assert_int_equal(drive_get(d, TARGET), 1);     /* from here on it is not */
    assert_int_equal(drive_get(d, TARGET + INTERVAL - 1), 2);
    assert_int_equal(d->n_drops[DROP_AQM], 0);
    assert_int_equal(drive_get(d, TARGET + INTERVAL), 4);
    assert_int_equal(d->n_drops[DROP_AQM], 1);
    assert_int_equal(d->dropped_seq, 3);
    return TARGET + INTERVAL;
}

/* The k-th drop after the first comes interval / sqrt(k) after the one before: not a picosecond
 * earlier, and then at once. */
static void test_codel_spaces_drops_by_the_control_law(void **state)
{
    struct drive d;
    sim_time_t at, next = 0;

    (void)state;
    drive_open(&d, spec(false));
    fill(&d, 4000, false, 0);
    at = begin(&d);
    for (uint32_t k = 1; k <= 1000; k++) {
        /* Bisection finds the distance that the whole number test confirms. */
        sim_time_t low = 1, high = INTERVAL;
        while (low < high) {
            const sim_time_t mid = (low + high) / 2;
            const unsigned __int128 b = (unsigned __int128)(2 * mid + 1);
            if ((unsigned __int128)INTERVAL * INTERVAL * 4 < b * b * k)
                high = mid;
            else
                low = mid + 1;
        }
        assert_true(is_by_law(low, k));
        next = at + low;
        (void)drive_get(&d, next - 1);
        assert_int_equal(d.n_drops[DROP_AQM], k);
        (void)drive_get(&d, next);
        assert_int_equal(d.n_drops[DROP_AQM], k + 1);
        assert_int_equal(d.dropped_at, next);
        if (k == 4 || k == 16 || k == 100 || k == 400) /* squares: exact */
            assert_int_equal(next - at, k == 4     ? 50 * SIM_MS
                                        : k == 16  ? 25 * SIM_MS
                                        : k == 100 ? 10 * SIM_MS
                                                   : 5 * SIM_MS);
        at = next;
    }
    drive_close(&d);
}

/* A transmitter that comes late finds several drops due: all are made, and the law goes on from
 * where it would have been. */
static void test_codel_catches_up(void **state)
{
    struct drive d;

    (void)state;
    drive_open(&d, spec(false));
    fill(&d, 100, false, 0);
    const sim_time_t first = begin(&d);
    (void)drive_get(&d, first + 3 * INTERVAL);
    /* Due at 1, 1.7071, 2.2844, 2.7844 intervals after the first; the next at 3.2316. */
    assert_int_equal(d.n_drops[DROP_AQM], 5);
    const sim_time_t next = first + (sim_time_t)(3.231559 * INTERVAL);
    (void)drive_get(&d, next - 100 * SIM_US);
    assert_int_equal(d.n_drops[DROP_AQM], 5);
    (void)drive_get(&d, next + 100 * SIM_US);
    assert_int_equal(d.n_drops[DROP_AQM], 6);
    drive_close(&d);
}

/* One packet below target, and it takes an interval above it again. */
static void test_codel_needs_a_whole_interval(void **state)
{
    struct drive d;

    (void)state;
    drive_open(&d, spec(false));
    fill(&d, 2, false, 0);
    fill(&d, 1, false, 60 * SIM_MS);
    fill(&d, 100, false, 61 * SIM_MS);
    (void)drive_get(&d, 10 * SIM_MS); /* above since here */
    (void)drive_get(&d, 61 * SIM_MS);
    (void)drive_get(&d, 62 * SIM_MS); /* this one waited 2 ms */
    (void)drive_get(&d, 66 * SIM_MS); /* above since here */
    (void)drive_get(&d, 111 * SIM_MS);
    (void)drive_get(&d, 166 * SIM_MS - 1);
    assert_int_equal(d.n_drops[DROP_AQM], 0);
    (void)drive_get(&d, 166 * SIM_MS);
    assert_int_equal(d.n_drops[DROP_AQM], 1);
    drive_close(&d);
}

/* What waits behind the packet is one packet at most: the transmitter would run dry. However long
 * it has waited. */
static void test_codel_leaves_the_last_packet(void **state)
{
    struct drive d;

    (void)state;
    drive_open(&d, spec(false));
    for (uint32_t i = 0; i < 100; i++) {
        fill(&d, 2, false, i * SIM_S);
        (void)drive_get(&d, i * SIM_S + SIM_S / 2);
        (void)drive_get(&d, i * SIM_S + SIM_S - 1);
    }
    assert_int_equal(d.n_drops[DROP_AQM], 0);
    assert_int_equal(drive_get(&d, 100 * SIM_S), QUEUE_NONE);
    drive_close(&d);
}

/* Drops until `n` were made, from a first one at `at`; the instant of the last. */
static sim_time_t drop_until(struct drive *d, uint64_t n, sim_time_t at)
{
    while (d->n_drops[DROP_AQM] < n) {
        at += 10 * SIM_US;
        assert_true(drive_get(d, at) != QUEUE_NONE);
    }
    return at;
}

/* Ends drops after 10 in a bout, and begins again `gap` after the next was due: how many drops in
 * the following two intervals? */
static uint64_t drops_of_second_bout(sim_time_t gap)
{
    struct drive d;

    drive_open(&d, spec(false));
    fill(&d, 200000, false, 0);
    sim_time_t at = drop_until(&d, 10, begin(&d));
    while (drive_get(&d, at) != QUEUE_NONE &&
           d.q->packets > 2) /* to the last of them in no time: count stays */
        ;
    (void)drive_get(&d, at);
    (void)drive_get(&d, at);
    assert_int_equal(drive_get(&d, at), QUEUE_NONE);
    assert_int_equal(d.n_drops[DROP_AQM], 10);
    fill(&d, 1000, false, at + gap - INTERVAL - TARGET);
    (void)drive_get(&d, at + gap - INTERVAL);
    (void)drive_get(&d, at + gap); /* the first drop of the bout */
    assert_int_equal(d.n_drops[DROP_AQM], 11);
    for (sim_time_t t = at + gap; t <= at + gap + 2 * INTERVAL; t += SIM_MS)
        (void)drive_get(&d, t);
    const uint64_t n = d.n_drops[DROP_AQM] - 11;
    drive_close(&d);
    return n;
}

/* Ten drops brought count to 10, nine more than the bout began with: within 16 intervals the next
 * one begins at 9, so drops come at sums of interval / sqrt(9 ...): 0.333, 0.650,
 * 0.951, 1.240, 1.517, 1.784 intervals, the seventh after 2.04. After 16 intervals at 1: 1
 * and 1.707. */
static void test_codel_remembers_the_last_bout(void **state)
{
    (void)state;
    assert_int_equal(drops_of_second_bout(2 * INTERVAL), 6);
    assert_int_equal(drops_of_second_bout(15 * INTERVAL), 6);
    assert_int_equal(drops_of_second_bout(17 * INTERVAL), 2);
}

/* Marks come where drops would, and nothing is lost; a packet that cannot be marked is dropped. */
static void test_codel_marks(void **state)
{
    struct drive d;
    uint32_t sent = 0, marked = 0;

    (void)state;
    drive_open(&d, spec(true));
    fill(&d, 3000, true, 0);
    for (sim_time_t at = TARGET; sent < 2999; at += SIM_MS, sent++) {
        assert_int_equal(drive_get(&d, at), sent);
        marked += d.sent_marked;
        if (at == TARGET + INTERVAL || at == TARGET + 2 * INTERVAL)
            assert_true(d.sent_marked);
    }
    assert_int_equal(d.n_drops[DROP_AQM], 0);
    assert_int_equal(d.q->marks, marked);
    /* The first at target + interval; 28.98 intervals later the sum of 1 / sqrt(k) has had room for
     * 231 more. */
    assert_int_equal(marked, 232);
    drive_close(&d);

    drive_open(&d, spec(true));
    fill(&d, 1000, false, 0);
    (void)begin(&d);
    assert_int_equal(d.q->marks, 0);
    drive_close(&d);

    drive_open(&d, spec(false)); /* ecn: false */
    fill(&d, 1000, true, 0);
    (void)begin(&d);
    assert_int_equal(d.q->marks, 0);
    drive_close(&d);
}

static void test_codel_limit(void **state)
{
    struct drive d;
    struct queue_spec s = spec(false);

    (void)state;
    s.limit = 10;
    s.limit_in_packets = true;
    drive_open(&d, s);
    fill(&d, 12, false, 0);
    assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 2);
    drive_put(&d, (struct sent){.flow = 1, .bytes = 1500, .held = true},
              0); /* of the machine itself: taken */
    assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 2);
    assert_int_equal(d.q->packets, 11);
    drive_close(&d);
    s.limit = 15000;
    s.limit_in_packets = false;
    drive_open(&d, s);
    fill(&d, 12, false, 0);
    assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 2);
    assert_int_equal(d.q->bytes, 15000);
    drive_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codel_spaces_drops_by_the_control_law),
        cmocka_unit_test(test_codel_catches_up),
        cmocka_unit_test(test_codel_needs_a_whole_interval),
        cmocka_unit_test(test_codel_leaves_the_last_packet),
        cmocka_unit_test(test_codel_remembers_the_last_bout),
        cmocka_unit_test(test_codel_marks),
        cmocka_unit_test(test_codel_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
