/*
 * The figures by which losses on the line and other limits are named together
 * (sim/results/limit_near.h), from the process that they stand for: a window that grows by some of
 * a packet a round trip, of which each packet is lost with one probability and leaves it a share of
 * itself (Ott, Kemperman, Mathis, "The stationary behavior of ideal TCP congestion avoidance",
 * 1996), below a cap: a window that holds it, or the rate of an element, whose queue reduces it
 * when it is full. It grows by one and is halved (NewReno), or grows by 9 / 17 and keeps 0.7, as
 * CUBIC does where that is more (RFC 9438, 4.3): both have the same mean.
 *
 * Of the cap, of the losses, and of both a quarter more is allowed. Named are the two together
 * wherever fewer losses alone would bring less than a tenth, or a wider cap 3 %; and not where the
 * other is worth less than 0.5 %.
 */

#include "sim/engine/rng.h"
#include "sim/results/limit_near.h"
#include "sim/results/limit_place.h"
#include "tests/theory/simulate.h"

enum { LOSSES = 200000 };

#define NO_QUEUE 1e-3
#define BRINGS   0.005 /* a limit that is named with others: tests/theory/test_limits.c */
#define RENO     1.22  /* the formula: sim/results/limit_formula.c */

/* In units in which the probability is 1: packets 1 / p, windows 1 / sqrt(p). */
struct algorithm {
    double growth, kept, near_line, near_queue;
};

static const struct algorithm algorithms[] = {
    {1, 0.5, LIMIT_NEAR_LINE, LIMIT_NEAR_QUEUE},
    {9.0 / 17, 0.7, LIMIT_NEAR_LINE_CUBIC, LIMIT_NEAR_QUEUE_CUBIC}};
enum { ALGORITHMS = sizeof algorithms / sizeof *algorithms };

struct process {
    const struct algorithm *by;
    double cap, queue;     /* of a window; the queue in caps, < 0: the cap is a window itself */
    double window;         /* in caps, above an element with a queue for it; 0: none */
    double mean;           /* packets a round trip */
    double held, by_queue; /* shares of time at the window, of reductions */
};

static void run(struct process *p)
{
    struct rng rng;
    double w = fmin(p->cap / 2, 1), sent = 0, dur = 0, held = 0, full = 0;

    rng_stream(&rng, 1, "process", "limits");
    for (int i = 0; i < LOSSES; i++) {
        double left = -log(1 - gsl_rng_uniform(&rng.gsl)); /* packets to the next loss */
        sent += left;
        for (;;) {
            const double end = p->cap * (p->window > 0 ? p->window : 1 + p->queue),
                         most = w < p->cap ? p->cap : end,
                         until = (most * most - w * w) / 2 / p->by->growth;
            if (w >= p->cap && (p->queue < 0 || (p->window > 0 && w >= end))) {
                dur += left / p->cap;
                held += left / p->cap;
                break;
            }
            const double n = fmin(left, until), next = sqrt(w * w + 2 * p->by->growth * n);
            dur += w < p->cap ? (next - w) / p->by->growth : n / p->cap;
            w = next;
            left -= n;
            if (left <= 0) {
                break;
            }
            if (most > p->cap && p->window == 0) {
                w = most * p->by->kept;
                full++;
            } else {
                w = most;
            }
        }
        w *= p->by->kept;
    }
    p->mean = sent / dur;
    p->held = held / dur;
    p->by_queue = full / (full + LOSSES);
}

/* A quarter fewer losses make every window sqrt(1.25) of what it was, but for the cap. */
static double gain_of(const struct process *p, double cap, bool losses)
{
    const double scale = losses ? sqrt(LIMIT_RAISE) : 1;
    struct process more = *p;

    more.cap *= cap / scale;
    run(&more);
    return scale * more.mean / p->mean - 1;
}

static double gain(const struct process *p, bool cap, bool losses)
{
    return gain_of(p, cap ? LIMIT_RAISE : 1, losses);
}

static const double queues[] = {-1, NO_QUEUE, 0.3, 1};
enum { QUEUES = sizeof queues / sizeof *queues };

/* Calls check for every algorithm, queue from the given one on, and cap. */
static void over_all(int first, void (*check)(const struct process *p))
{
    for (int a = 0; a < ALGORITHMS; a++) {
        for (int i = first; i < QUEUES; i++) {
            for (double cap = 0.5; cap < 5; cap *= 1.15) {
                struct process p = {.by = &algorithms[a], .cap = cap, .queue = queues[i]};
                run(&p);
                check(&p);
            }
        }
    }
}

static void check_together(const struct process *p)
{
    assert_true(gain(p, true, true) >= 0.1);
}

static void test_together_a_tenth_is_reached(void **state)
{
    (void)state;
    over_all(0, check_together);
}

/* Worth a name before the formula's ratio is reached, and nothing far beyond it. */
static void check_losses(const struct process *p)
{
    const double losses = gain(p, false, true);
    if (RENO / p->mean > p->by->near_line) {
        assert_true(losses < LIMIT_WORTH - 1 && gain(p, true, false) >= 0.1);
    } else {
        assert_true(losses >= BRINGS);
    }
}

static void test_losses_are_named_where_they_are_worth_it(void **state)
{
    (void)state;
    over_all(0, check_losses);
}

static void check_window(const struct process *p)
{
    if (p->queue >= 0) {
        return;
    }
    if (p->held < LIMIT_TURNS_LINE) {
        assert_true(gain(p, true, false) < LIMIT_WORTH - 1 && gain(p, false, true) >= 0.1);
    } else {
        assert_true(gain(p, true, false) >= BRINGS && p->cap / p->mean <= LIMIT_PEAK);
    }
}

static void test_a_window_is_named_by_its_share_of_time(void **state)
{
    (void)state;
    over_all(0, check_window);
}

/* A second window that is larger: it caps the flow once the first has been raised beyond it. */
static void check_second_window(const struct process *p)
{
    const bool losses = RENO / p->mean <= p->by->near_line;

    if (p->queue >= 0 || p->held < LIMIT_TURNS_LINE)
        return;
    for (double far = 1; far < LIMIT_RAISE; far += 0.05) {
        const double part = (LIMIT_RAISE - far) / (LIMIT_RAISE - 1),
                     others = gain_of(p, far, losses);
        if (part * p->held >= LIMIT_TURNS_LINE)
            assert_true(gain(p, true, losses) - others >= BRINGS);
        else
            assert_true(others >= 0.1);
    }
}

static void test_a_second_window_is_named_by_what_is_left_of_the_raise(void **state)
{
    (void)state;
    over_all(0, check_second_window);
}

/* Of all a quarter more, what the window brings beyond the element, and the losses if they are
 * raised with it. */
static double gain_beyond(const struct process *p, bool losses)
{
    const double scale = losses ? sqrt(LIMIT_RAISE) : 1;
    struct process all = *p, others = *p;

    all.cap *= LIMIT_RAISE / scale;
    others.cap = all.cap;
    others.window /= LIMIT_RAISE;
    if (others.window < 1) { /* the window is below what the element carries: a cap itself */
        others.cap *= others.window;
        others.queue = -1;
        others.window = 0;
    }
    run(&all);
    run(&others);
    return scale * (all.mean - others.mean) / p->mean;
}

/* A window above what an element carries stands in its queue while it holds the flow, but what a
 * loss leaves of it is more, the larger it was: it is named by its share of time as well, until
 * half of it fills the element, where that has time to spare. */
static void check_window_in_a_queue(const struct process *p)
{
    for (double window = 1; window < LIMIT_PEAK; window += 0.2) {
        struct process q = *p, wider = *p;
        q.window = window;
        wider.window = LIMIT_RAISE * window;
        run(&q);
        run(&wider);
        if (q.held < LIMIT_TURNS_LINE) {
            assert_true(wider.mean / q.mean < LIMIT_WORTH);
        } else if (q.mean < LIMIT_SATURATED * q.cap) {
            assert_true(gain_beyond(&q, RENO / q.mean <= q.by->near_line) >= BRINGS);
        }
    }
}

static void test_a_window_in_a_queue_is_named_by_its_share_of_time(void **state)
{
    (void)state;
    over_all(QUEUES - 1, check_window_in_a_queue);
}

static void check_element(const struct process *p)
{
    if (p->cap / p->mean <= p->by->near_queue ||
        p->by_queue >= LIMIT_SHARE_LEAST * (1 - p->by_queue)) {
        assert_true(gain(p, true, true) - gain(p, false, true) >= BRINGS);
    } else {
        assert_true(gain(p, true, false) < LIMIT_WORTH - 1);
        assert_true(gain(p, false, true) >= 0.1);
    }
}

static void test_an_element_is_named_by_rate_or_reductions(void **state)
{
    (void)state;
    over_all(1, check_element);
}

/* A second element behind the nearest one, where that has a queue worth the word: the last that is
 * named is worth it, and the first that is not leaves the others their tenth. */
static void check_second(const struct process *p)
{
    const double room = p->cap / p->mean, far = fmin(LIMIT_BESIDE, p->by->near_queue / room);
    if (RENO / p->mean > p->by->near_line || far < 1) {
        return;
    }
    const double others = gain_of(p, far, true);
    assert_true(gain(p, true, true) - others >= BRINGS);
    assert_true(others >= 0.1);
}

/* Or one without a queue, as far as the nearest one's raise comes. */
static void check_second_without_queue(const struct process *p)
{
    if (RENO / p->mean > p->by->near_line || p->cap / p->mean > p->by->near_queue) {
        return;
    }
    for (double far = LIMIT_BESIDE; far <= LIMIT_RAISE; far += 0.025) {
        struct process others = *p;
        others.cap *= far / sqrt(LIMIT_RAISE);
        others.queue = NO_QUEUE;
        run(&others);
        assert_true(gain(p, true, true) - (sqrt(LIMIT_RAISE) * others.mean / p->mean - 1) >=
                    BRINGS);
    }
}

static void test_a_second_element_without_a_queue_is_named_as_far_as_the_raise(void **state)
{
    (void)state;
    over_all(2, check_second_without_queue);
}

static void test_a_second_element_is_named_as_far_as_peaks_come(void **state)
{
    (void)state;
    over_all(2, check_second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_together_a_tenth_is_reached),
        cmocka_unit_test(test_losses_are_named_where_they_are_worth_it),
        cmocka_unit_test(test_a_window_is_named_by_its_share_of_time),
        cmocka_unit_test(test_a_window_in_a_queue_is_named_by_its_share_of_time),
        cmocka_unit_test(test_a_second_window_is_named_by_what_is_left_of_the_raise),
        cmocka_unit_test(test_an_element_is_named_by_rate_or_reductions),
        cmocka_unit_test(test_a_second_element_is_named_as_far_as_peaks_come),
        cmocka_unit_test(test_a_second_element_without_a_queue_is_named_as_far_as_the_raise)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
