/*
 * FQ-CoDel by itself against RFC 8290: turns that are fair by bytes, flows that have just begun
 * first, no way to be new for ever, the hash, and what a full queue drops.
 */
#include <math.h>

#include "tests/models/queue_drive.h"

static struct queue_spec spec(uint32_t quantum, uint32_t n_flows, uint64_t seed)
{
    return (struct queue_spec){.ops = &queue_fq_codel,
                               .seed = seed,
                               .target_dur = 5 * SIM_MS,
                               .interval_dur = 100 * SIM_MS,
                               .n_flows = n_flows,
                               .quantum_bytes = quantum};
}

/* Takes one out; whose it is. */
static uint32_t get_flow(struct drive *d, const uint32_t *flow_of, sim_time_t now)
{
    const uint32_t seq = drive_get(d, now);
    return seq == QUEUE_NONE ? QUEUE_NONE : flow_of[seq];
}

/* Three flows that always have packets, of 1,500 B, 300 B and 64 B: after any number of turns their
 * bytes differ by no more than a quantum and a packet. All come fast enough for CoDel to keep out.
 */
static void test_turns_are_fair_by_bytes(void **state)
{
    static const uint32_t size[3] = {1500, 300, 64};
    static uint32_t flow_of[400000];

    (void)state;
    for (uint32_t quantum = 300; quantum <= 3000; quantum += 900) {
        struct drive d;
        uint64_t bytes[3] = {0};
        drive_open(&d, spec(quantum, 1024, 1));
        for (int i = 0; i < 100; i++)
            for (uint32_t f = 0; f < 3; f++)
                flow_of[drive_put(&d, (struct sent){.flow = f * 7919 + 1, .bytes = size[f]}, 0)] =
                    f;
        for (int n = 0; n < 100000; n++) {
            const uint32_t f = get_flow(&d, flow_of, 0);
            bytes[f] += size[f];
            flow_of[drive_put(&d, (struct sent){.flow = f * 7919 + 1, .bytes = size[f]}, 0)] = f;
            for (int a = 0; a < 3 && n > 100; a++)
                for (int b = 0; b < 3; b++)
                    assert_true(bytes[a] <= bytes[b] + quantum + 1500);
        }
        assert_true(bytes[0] > 9000000 / 3 && d.n_drops[DROP_AQM] == 0);
        drive_close(&d);
    }
}

/* Two flows with long queues; a packet of a third one is the next that leaves, every time, as long
 * as it sends less than its share. */
static void test_sparse_flows_go_first(void **state)
{
    static uint32_t flow_of[100000];
    struct drive d;

    (void)state;
    drive_open(&d, spec(1514, 1024, 1));
    for (int i = 0; i < 6000; i++)
        for (uint32_t f = 0; f < 2; f++)
            flow_of[drive_put(&d, (struct sent){.flow = f + 1, .bytes = 1500}, 0)] = f;
    for (int i = 0; i < 5; i++) /* they were new themselves */
        (void)get_flow(&d, flow_of, 0);
    for (int i = 0; i < 1000; i++) {
        flow_of[drive_put(&d, (struct sent){.flow = 77, .bytes = 200}, 0)] = 2;
        assert_int_equal(get_flow(&d, flow_of, 0), 2);
        for (int k = 0; k < 5; k++)
            assert_int_not_equal(get_flow(&d, flow_of, 0), 2);
    }
    drive_close(&d);
}

/* A flow that sends its next packet when the last one has just left would be new again and again:
 * it waits a round of the old ones each time, and gets no more than its share. */
static void test_new_flows_cannot_starve_old_ones(void **state)
{
    static uint32_t flow_of[100000];
    struct drive d;
    uint64_t bytes[3] = {0};

    (void)state;
    drive_open(&d, spec(1514, 1024, 1));
    for (int i = 0; i < 9000; i++)
        for (uint32_t f = 0; f < 2; f++)
            flow_of[drive_put(&d, (struct sent){.flow = f + 1, .bytes = 1500}, 0)] = f;
    flow_of[drive_put(&d, (struct sent){.flow = 77, .bytes = 1500}, 0)] = 2;
    for (int i = 0; i < 9000; i++) {
        const uint32_t f = get_flow(&d, flow_of, 0);
        bytes[f] += 1500;
        if (f == 2)
            flow_of[drive_put(&d, (struct sent){.flow = 77, .bytes = 1500}, 0)] = 2;
    }
    assert_true(bytes[2] <= bytes[0] + 3014 && bytes[2] <= bytes[1] + 3014);
    assert_true(bytes[2] > 0 && bytes[0] > 3000 * 1500 - 3014);
    drive_close(&d);
}

/* Each flow has a CoDel: while a fat one is dropped, another, whose packets do not wait, is let be.
 */
static void test_only_who_fills_is_dropped(void **state)
{
    struct drive d;

    (void)state;
    drive_open(&d, spec(1514, 1024, 1));
    for (int i = 0; i < 5000; i++)
        drive_put(&d, (struct sent){.flow = 1, .bytes = 1500}, 0);
    for (int i = 0; i < 2000; i++) {
        drive_put(&d, (struct sent){.flow = 2, .bytes = 200}, i * SIM_MS);
        (void)drive_get(&d, i * SIM_MS);
        (void)drive_get(&d, i * SIM_MS + SIM_MS / 2);
        if (d.n_drops[DROP_AQM] > 0)
            assert_int_equal(d.dropped_flow, 1);
    }
    assert_true(d.n_drops[DROP_AQM] > 50);
    drive_close(&d);
}

/* Do two five-tuples share a queue? Quantum 256 B, packets of 1,000 B: a flow's turn is one packet.
 */
static bool share(uint64_t seed, const char *name, uint32_t a, uint32_t b)
{
    struct drive d;
    uint32_t flow_of[3];
    struct queue_spec s = spec(256, 8, seed);

    s.name = name;
    drive_open(&d, s);
    flow_of[drive_put(&d, (struct sent){.flow = a, .bytes = 1000}, 0)] = 0;
    flow_of[drive_put(&d, (struct sent){.flow = a, .bytes = 1000}, 0)] = 1;
    flow_of[drive_put(&d, (struct sent){.flow = b, .bytes = 1000}, 0)] = 2;
    (void)get_flow(&d, flow_of, 0);
    const bool together = get_flow(&d, flow_of, 0) == 1;
    drive_close(&d);
    return together;
}

/* Of 8 queues two five-tuples share one with probability 1/8, and who shares depends on the seed
 * and the link's name alone. */
static void test_hash_spreads(void **state)
{
    enum { PAIRS = 4000 };
    int n = 0, seeds_differ = 0, names_differ = 0;

    (void)state;
    for (uint32_t i = 0; i < PAIRS; i++) {
        const bool here = share(1, "x->y", i, i + 100000);
        n += here;
        assert_int_equal(share(1, "x->y", i, i + 100000), here);
        seeds_differ += share(2, "x->y", i, i + 100000) != here;
        names_differ += share(1, "y->x", i, i + 100000) != here;
    }
    const double sd = sqrt(PAIRS * (1 / 8.0) * (7 / 8.0));
    assert_true(fabs(n - PAIRS / 8.0) < 3.29 * sd); /* 99.9 % */
    /* Independent: they differ with probability 2 (1/8) (7/8). */
    assert_true(fabs(seeds_differ - PAIRS * 7 / 32.0) <
                3.29 * sqrt(PAIRS * (7 / 32.0) * (25 / 32.0)));
    assert_true(fabs(names_differ - PAIRS * 7 / 32.0) <
                3.29 * sqrt(PAIRS * (7 / 32.0) * (25 / 32.0)));
}

/* Of 100 flows in 1,024 queues, how many share theirs with no other, with one at most, with two?
 * Packets of 1,000 B and turns of 256 B: each queue gives one packet a round. A further flow, the
 * first that is active, has one in each round, which so begins with it. */
static bool alone(uint64_t seed, unsigned alone_with[3])
{
    enum { FLOWS = 100, ROUNDS = 20 };
    static uint32_t flow_of[FLOWS + ROUNDS];
    unsigned queues[ROUNDS + 2] = {0}; /* that have a packet in a round: so many flows at least */
    struct drive d;
    int round = 0, n = 0;

    drive_open(&d, spec(256, 1024, seed));
    for (int i = 0; i < ROUNDS; i++)
        flow_of[drive_put(&d, (struct sent){.flow = 1000000, .bytes = 1000}, 0)] = FLOWS;
    for (uint32_t i = 0; i < FLOWS; i++)
        flow_of[drive_put(&d, (struct sent){.flow = i, .bytes = 1000}, 0)] = i;
    for (; n < FLOWS && round <= ROUNDS; n++) {
        const uint32_t f = get_flow(&d, flow_of, 0);
        if (f == FLOWS) {
            round++;
            n--;
        } else if (f == QUEUE_NONE || round == ROUNDS) {
            break; /* it shares the further flow's */
        } else {
            queues[round]++;
        }
    }
    drive_close(&d);
    for (int k = 1; k <= 3; k++)
        for (int j = k; j <= 3; j++)
            alone_with[j - 1] += (unsigned)k * (queues[k] - queues[k + 1]);
    return n == FLOWS;
}

/* RFC 8290, 5.3: of 100 flows over 1,024 queues 90.78 % collide with no other one, 99.57 % are in
 * collisions of two at most, 99.98 % of three: (1 - 1/1024)^99 and what follows of the binomial
 * law.
 */
static void test_collisions_are_those_of_the_rfc(void **state)
{
    static const double rfc[3] = {0.9078, 0.9957, 0.9998};
    enum { RUNS = 1000 };
    unsigned flows[3] = {0}, n = 0;

    (void)state;
    for (uint64_t seed = 1; n < RUNS; seed++) {
        unsigned one[3] = {0};
        if (!alone(seed, one))
            continue;
        for (int k = 0; k < 3; k++)
            flows[k] += one[k];
        n++;
    }
    for (int k = 0; k < 3; k++) {
        const double share = flows[k] / (RUNS * 100.0),
                     /* flows that collide do so together: k + 2 at once are one event */
            sd = sqrt((k + 2) * rfc[k] * (1 - rfc[k]) / (RUNS * 100.0));
        print_message("           in collisions of no more than %d: RFC %.4f, measured %.4f\n",
                      k + 1, rfc[k], share);
        assert_true(fabs(share - rfc[k]) < 3.29 * sd + 0.00005);
    }
}

/* No more than the limit ever waits, also where the head of the fattest list is less than what has
 * come. */
static void test_no_more_than_the_limit_waits(void **state)
{
    struct drive d;
    struct queue_spec s = spec(1514, 1024, 1);

    (void)state;
    s.limit = 3000;
    drive_open(&d, s);
    drive_put(&d, (struct sent){.flow = 1, .bytes = 52}, 0);
    drive_put(&d, (struct sent){.flow = 1, .bytes = 1448}, 0);
    drive_put(&d, (struct sent){.flow = 2, .bytes = 1400}, 0);
    assert_int_equal(d.q->bytes, 2900);
    drive_put(&d, (struct sent){.flow = 3, .bytes = 1300}, 0);
    assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 2); /* 52 B do not make room for it */
    assert_int_equal(d.q->bytes, 2700);
    drive_put(&d, (struct sent){.flow = 4, .bytes = 300}, 0); /* what fits costs nobody anything */
    assert_int_equal(d.q->bytes, 3000);
    assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 2);
    drive_close(&d);

    uint32_t x = 1;
    s.limit = 20000;
    drive_open(&d, s);
    for (int i = 0; i < 100000; i++) {
        x = x * UINT32_C(1664525) + UINT32_C(1013904223);
        drive_put(&d, (struct sent){.flow = x >> 24, .bytes = 40 + (x >> 8) % 1460}, 0);
        assert_true(d.q->bytes <= s.limit);
        if (i % 3 == 0)
            (void)drive_get(&d, 0);
    }
    drive_close(&d);
}

/* Full: the list with the most bytes loses half of its packets from its head, 64 at most. */
static void test_overflow_drops_from_the_fattest(void **state)
{
    struct drive d;
    struct queue_spec s = spec(1514, 1024, 1);

    (void)state;
    s.limit = 20;
    s.limit_in_packets = true;
    drive_open(&d, s);
    for (int i = 0; i < 12; i++) /* more packets, fewer bytes */
        drive_put(&d, (struct sent){.flow = 1, .bytes = 100}, 0);
    for (int i = 0; i < 8; i++)
        drive_put(&d, (struct sent){.flow = 2, .bytes = 1500}, 0);
    assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 0);
    drive_put(&d, (struct sent){.flow = 3, .bytes = 100}, 0);
    assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 4);
    assert_int_equal(d.dropped_flow, 2);
    assert_int_equal(d.dropped_seq, 15); /* 12 ... 15: its first ones */
    assert_int_equal(d.q->packets, 17);
    drive_close(&d);

    s.limit = 1000;
    drive_open(&d, s);
    for (int i = 0; i < 1001; i++)
        drive_put(&d, (struct sent){.flow = 1, .bytes = 100}, 0);
    assert_int_equal(d.n_drops[DROP_QUEUE_FULL], 64);
    drive_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turns_are_fair_by_bytes),
        cmocka_unit_test(test_sparse_flows_go_first),
        cmocka_unit_test(test_new_flows_cannot_starve_old_ones),
        cmocka_unit_test(test_only_who_fills_is_dropped),
        cmocka_unit_test(test_hash_spreads),
        cmocka_unit_test(test_collisions_are_those_of_the_rfc),
        cmocka_unit_test(test_no_more_than_the_limit_waits),
        cmocka_unit_test(test_overflow_drops_from_the_fattest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
