/*
 * The property of what limits.csv names, over random scenarios (tests/theory/limits_way.h).
 *
 * Limits that are apart, so that one alone holds the flows back: raising what limited_by names by
 * 25 % raises the goodput by at least 10 %; raising anything else by less than 3 %. It holds of
 * each scenario of seed 1, and of 540 of other seeds (54101 to 54113, 55101 to 55103, 61001 to
 * 61008, 73101 to 73108, 77101 to 77110, 91101 to 91103).
 *
 * Limits without gaps between them: raising all that is named by 25 % raises the goodput by at
 * least 10 %; raising anything that is not named brings less than 3 %. So that naming everything is
 * not right, too: without any one that is named it is at least 0.5 % less. No scenario of seed 1
 * may lack one of these. Of 492 of other seeds (77001 to 77036, three of which gave a rule, and
 * 91001 to 91005) one lacks the first (77021/8: 6.0 +/- 3.3 %), and six the third alone (77002/10,
 * 77005/1, 77013/10, 77021/11, 77027/4, 77036/10). So VNETSIM_LONG and some seeds find those where
 * it is still wrong (results/README.md).
 *
 * One run decides; where it lacks the property, twenty seeds: the scenario lacks it when their 95 %
 * bound does. One that lies just at its bound is called lacking one time in twenty; what one run
 * does not show, as of a claim that lacks little, is not seen.
 *
 * VNETSIM_SEED draws others; VNETSIM_LONG twenty times as many.
 */
#include "models/flow/tcp_flow.h"
#include "sim/base/arena.h"
#include "sim/results/results.h"
#include "tests/theory/limits_text.h"

enum { REPLICATIONS = 20 };

static unsigned bit_of(const char *said)
{
    int k = 0;
    while (k < KNOBS && strcmp(word[k], said) != 0)
        k++;
    return 1u << k;
}

/* Goodput of the entry in bytes; *named: what limits it, as its sentence says, a bit a knob, and
 * 1 << KNOBS for a word that is none of them; said: the sentence. */
static double measure(const struct draw *d, unsigned *named, char said[256])
{
    struct simulation s;
    struct results r;
    struct arena *arena = arena_new();
    char yaml[4096];
    double sum = 0;

    text(yaml, sizeof yaml, d);
    simulate(&s, yaml);
    results_init(&r, s.net, arena);
    for (size_t i = 0; i < s.net->n_flows; i++)
        if (strcmp(s.net->flow[i].spec->r.name, "t") == 0)
            sum += (double)s.net->dst[i]->goodput_bytes;
    for (size_t i = 0; i < r.n_verdicts && named != NULL; i++) {
        const struct verdict *v = &r.verdict[i];
        if (strcmp(v->traffic, "t") != 0)
            continue;
        snprintf(said, 256, "%s", v->text);
        *named = bit_of(v->limited_by);
        for (size_t k = 0; k < v->n_with && !d->apart; k++)
            *named |= bit_of(v->with[k]);
    }
    arena_free(arena);
    simulate_end(&s);
    return sum;
}

static bool applies(const struct draw *d, enum knob k)
{
    const bool window = k == RECEIVE || k == SEND;
    return (k != LOSS || d->loses) && (d->cc != NULL || !window) &&
           (k != APPLICATION || d->has_rate);
}

/* What raising some limits by a quarter brings, a bit a knob. */
static double gain(const struct draw *d, unsigned raised, unsigned seed)
{
    struct draw more = *d;

    more.seed = seed;
    for (int k = 0; k < KNOBS; k++)
        more.knob[k] *= raised >> k & 1 ? 1.25 : 1;
    const double most = measure(&more, NULL, NULL);
    more = *d;
    more.seed = seed;
    if (d->base[seed - 1] == 0)
        d->base[seed - 1] = measure(&more, NULL, NULL);
    return most / d->base[seed - 1] - 1;
}

/* Of raising `more` beyond `less`, which costs a run for each seed of either. */
struct claim {
    unsigned more, less;
    double least, most;
    const char *text;
};

/* Does it not hold? Over the seeds from `first` on to `end`, 95 % on either side; of one run alone
 * there is no bound. */
static bool lacks(const struct draw *d, const struct claim *c, unsigned first, unsigned end,
                  double all)
{
    const unsigned n = end - first;
    struct sample sample = {.n = n};

    for (unsigned i = 0; i < n; i++) {
        const unsigned seed = first + i;
        const double more = n == 1 && !isnan(all) ? all : gain(d, c->more, seed);
        sample.v[i] = more - (c->less != 0 ? gain(d, c->less, seed) : 0);
    }
    const double mean = sample_mean(&sample), half = n > 1 ? sample_half_width(&sample, 0.1) : 0;
    const bool bad = mean + half < c->least || mean - half >= c->most;
    if (bad && n > 1)
        print_message("           %s: %.1f +/- %.1f %%\n", c->text, 100 * mean, 100 * half);
    return bad;
}

static int check_claim(const struct draw *d, const struct claim *c, double all)
{
    return lacks(d, c, 1, 2, all) && lacks(d, c, 1, 1 + REPLICATIONS, NAN);
}

/* What the limit by itself would let the flows have, of what they have; losses: packets. */
static double width(const struct draw *d, enum knob k, double bytes)
{
    const double bps = bytes * 8 / (DURATION_S - WARMUP_S);

    return is_window(k)       ? d->knob[k] * 8 * d->n / (2e-3 * d->one_way_ms) / bps
           : k == APPLICATION ? d->knob[k] * d->n / bps
           : k == LOSS        ? d->knob[k]
           : k == OUT_PACKETS || k == IN_PACKETS ? d->knob[k] * 8 * d->bytes / bps
                                                 : d->knob[k] / bps;
}

/* How many of its properties the scenario lacks. */
static int check(uint64_t seed, unsigned number, enum knob tightest, bool apart)
{
    struct draw d;
    unsigned named = 0;
    char said[256] = "";
    int bad = 0;

    draw(&d, seed, number, tightest, apart);
    double base[REPLICATIONS] = {0};
    d.seed = 1;
    d.base = base;
    base[0] = measure(&d, &named, said);
    print_message("           %3u %-25s %-8s %d flows, %5.2f of %5.2f Mbps, RTT %4.1f ms: %s\n",
                  number, word[tightest], d.cc != NULL ? d.cc : "udp", d.n,
                  base[0] * 8e-6 / (DURATION_S - WARMUP_S), d.knob[LINK] / 1e6, 2 * d.one_way_ms,
                  said);
    if (named >> KNOBS != 0) {
        print_message("           no limit is of that name\n");
        return 1;
    }
    const double all = gain(&d, named, 1);
    bad += check_claim(
        &d, &(struct claim){named, 0, 0.1, HUGE_VAL, "raising all that is named gives"}, all);
    for (int k = 0; k < KNOBS; k++) {
        char text[96];
        const unsigned bit = 1u << k;
        if (!applies(&d, (enum knob)k))
            continue;
        if ((named & bit) == 0) {
            snprintf(text, sizeof text, "%s (%.2f) is not named; raising it gives", word[k],
                     width(&d, (enum knob)k, base[0]));
            bad += check_claim(&d, &(struct claim){bit, 0, -HUGE_VAL, 0.03, text}, NAN);
        } else if (named != bit) {
            snprintf(text, sizeof text, "%s (%.2f) is named; of all it brings", word[k],
                     width(&d, (enum knob)k, base[0]));
            bad +=
                check_claim(&d, &(struct claim){named, named & ~bit, 0.005, HUGE_VAL, text}, all);
        }
    }
    return bad;
}

/* How many scenarios lack a part of it. */
static unsigned lacking(bool apart)
{
    const char *given = getenv("VNETSIM_SEED");
    const uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 1;
    unsigned bad = 0;

    const unsigned n = (getenv("VNETSIM_LONG") != NULL ? 20 : 1) * KNOBS;
    for (unsigned i = 0; i < n; i++)
        bad += check(seed, i, (enum knob)(i % KNOBS), apart) > 0;
    if (bad > 0)
        print_message("           seed %llu: %u of %u scenarios lack a part\n",
                      (unsigned long long)seed, bad, n);
    return bad;
}

static void test_raising_what_is_named_and_nothing_else_helps(void **state)
{
    (void)state;
    assert_int_equal(lacking(true), 0);
}

static void test_raising_all_that_is_named_helps_where_limits_are_near(void **state)
{
    (void)state;
    assert_int_equal(lacking(false), 0);
}

/* A budget that both ways share stands on a way twice, and its losses are those of the way there.
 */
static void test_losses_at_a_shared_budget_are_found(void **state)
{
    (void)state;
    assert_int_equal(check(1016, 5, IN_BITS, false), 0);
}

/* Behind a link whose queue never runs dry two gateways with short ones are a fifth wider, of which
 * halved windows have a twentieth (limit_sawtooth_frac); and so is a link behind a gateway, where
 * CoDel lets 5 ms stand. */
static void test_what_a_short_queue_takes_is_counted(void **state)
{
    (void)state;
    assert_int_equal(check(52006, 1, LINK, false), 0);
    assert_int_equal(check(52003, 3, OUT_PACKETS, false), 0);
}

/* Small packets keep the gateway's packets per second busy: all the same all that is offered
 * arrives, since what waits is sent in full ones. */
static void test_an_offer_that_arrives_limits(void **state)
{
    (void)state;
    assert_int_equal(check(30008, 10, APPLICATION, true), 0);
}

/* Of several flows that losses on the line hold, one's window is at its peak while the others are
 * not: it is met before the element that they share is full. */
static void test_a_window_of_several_is_met_alone(void **state)
{
    (void)state;
    assert_int_equal(check(61003, 11, LOSS, false), 0);
}

/* BBR's losses, and more acknowledgments for them: those that share the tunnel's budget take a
 * fifth of its time by packets per second, while the data take theirs by bits. */
static void test_acknowledgments_that_share_a_budget_limit(void **state)
{
    (void)state;
    assert_int_equal(check(62008, 4, OUT_ALL, false), 0);
    assert_int_equal(check(77027, 5, IN_BITS, false), 0);
}

/* They do also where another limit has the flow's word; and not where another element is next, and
 * no more comes than the tunnel carries when its bits are raised. */
static void test_what_acknowledgments_take_is_worth_what_comes(void **state)
{
    (void)state;
    assert_int_equal(check(78006, 2, OUT_BITS, false), 0);
    assert_int_equal(check(78008, 4, OUT_ALL, false), 0);
    assert_int_equal(check(78016, 4, OUT_ALL, false), 0);
}

/* A NIC a fifth wider than a gateway with a queue: what a loss on the line leaves of a window does
 * not fill it. */
static void test_a_nic_without_a_queue_limits_beside_losses_on_the_line(void **state)
{
    (void)state;
    assert_int_equal(check(77030, 4, OUT_ALL, false), 0);
}

/* Windows that hold a flow in front of a tunnel with time to spare, which a gateway's stalls leave
 * it: with one window, with another that is 3 % larger, and with several flows of which losses at
 * the tunnel, by chance, reduce now one and then the other. */
static void test_windows_limit_where_an_element_has_time_to_spare(void **state)
{
    (void)state;
    assert_int_equal(check(61007, 10, APPLICATION, false), 0);
    assert_int_equal(check(54007, 10, APPLICATION, false), 0);
    assert_int_equal(check(62009, 3, OUT_PACKETS, false), 0);
}

/* Two windows in one queue: what one flow has more of it the other has less. */
static void test_parallel_flows_have_their_windows_together(void **state)
{
    (void)state;
    assert_int_equal(check(62003, 1, LINK, false), 0);
}

/* The peaks of a window stand in the queue of a tunnel, which carries all that it can then, though
 * windows that it reduces have less on average. */
static void test_peaks_of_windows_come_to_what_an_element_carries(void **state)
{
    (void)state;
    assert_int_equal(check(71006, 4, OUT_ALL, false), 0);
}

/* Where losses on the line set the window, it passes once a round trip, which a NIC that is busy
 * for 57 % of the time makes longer. */
static void test_waiting_counts_beside_losses_on_the_line(void **state)
{
    (void)state;
    assert_int_equal(check(71007, 11, LOSS, false), 0);
}

/* A window that losses on the line reduce is worth a name also where its peaks stand in the queue
 * of an element: what is left of a larger one is more. */
static void test_windows_above_an_element_limit_beside_losses_on_the_line(void **state)
{
    (void)state;
    assert_int_equal(check(73034, 11, LOSS, false), 0);
    assert_int_equal(check(73036, 11, LOSS, false), 0);
    assert_int_equal(check(77033, 7, IN_ALL, false), 0);
}

/* What gateways take for each packet is no queue, so it is in the round trip of a window that is
 * next to the tunnel. */
static void test_processing_is_no_waiting(void **state)
{
    (void)state;
    assert_int_equal(check(73015, 7, IN_ALL, false), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_window_of_several_is_met_alone),
        cmocka_unit_test(test_a_nic_without_a_queue_limits_beside_losses_on_the_line),
        cmocka_unit_test(test_acknowledgments_that_share_a_budget_limit),
        cmocka_unit_test(test_an_offer_that_arrives_limits),
        cmocka_unit_test(test_losses_at_a_shared_budget_are_found),
        cmocka_unit_test(test_parallel_flows_have_their_windows_together),
        cmocka_unit_test(test_waiting_counts_beside_losses_on_the_line),
        cmocka_unit_test(test_what_a_short_queue_takes_is_counted),
        cmocka_unit_test(test_what_acknowledgments_take_is_worth_what_comes),
        cmocka_unit_test(test_windows_limit_where_an_element_has_time_to_spare),
        cmocka_unit_test(test_peaks_of_windows_come_to_what_an_element_carries),
        cmocka_unit_test(test_windows_above_an_element_limit_beside_losses_on_the_line),
        cmocka_unit_test(test_processing_is_no_waiting),
        cmocka_unit_test(test_raising_what_is_named_and_nothing_else_helps),
        cmocka_unit_test(test_raising_all_that_is_named_helps_where_limits_are_near)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
