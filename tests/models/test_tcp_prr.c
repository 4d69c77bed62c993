/*
 * Proportional rate reduction by hand: what the algorithm of RFC 6937, section 3, and RFC 9937's
 * SafeACK make of one acknowledgment after the other. Segments of one byte: windows are segments.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/tcp/tcp_prr.h"

static struct tcp_prr g_prr;
static uint64_t g_pipe;

/* An acknowledgment of n segments, of which `lost` more are lost: what SndCnt is then; all of it is
 * sent. */
static uint64_t answer(uint64_t ssthresh, uint64_t n, uint64_t lost, bool safe)
{
    g_pipe -= n + lost;
    const uint64_t send = tcp_prr_send(&g_prr, ssthresh, g_pipe, 1, n, safe);
    g_prr.out += send;
    g_pipe += send;
    return send;
}

/* 20 segments out, the first one lost, three behind it arrive; the threshold falls to 10 of 20.
 * While more than 10 are on their way one goes for every two that arrive, rounded up:
 * ceil(delivered x 10 / 20) - out. The last one that arrives leaves 10. */
static void test_reduces_in_proportion(void **state)
{
    static const uint64_t want[] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0};

    (void)state;
    g_prr = (struct tcp_prr){.flight = 20};
    g_pipe = 20 - 2 - 1; /* two have arrived before the third tells of the loss */
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_int_equal(answer(10, 1, 0, false), want[i]);
    assert_int_equal(g_pipe, 10);
    /* Then as many as arrive: it stays at the threshold. */
    for (int i = 0; i < 5; i++) {
        assert_int_equal(answer(10, 1, 0, false), 1);
        assert_int_equal(g_pipe, 10);
    }
    /* 0.7 of the window, CUBIC's: of ten that arrive seven go. */
    g_prr = (struct tcp_prr){.flight = 100};
    g_pipe = 100;
    for (int i = 0; i < 30; i++)
        (void)answer(70, 1, 0, false);
    assert_int_equal(g_prr.out, 21);
}

/* More is lost than the reduction asks for: 20 out, 15 lost at once, the threshold 10, five on
 * their way. What arrives is answered one to one (conservation: CRB), whatever is below the
 * threshold; an acknowledgment that closes the hole, and loses nothing, gets one more (SSRB), up to
 * the threshold. */
static void test_grows_back_with_safe_acknowledgments(void **state)
{
    (void)state;
    g_prr = (struct tcp_prr){.flight = 20};
    g_pipe = 20;
    assert_int_equal(answer(10, 1, 15, false), 1); /* max(1 - 0, 1), the retransmission */
    assert_int_equal(g_pipe, 5);
    assert_int_equal(answer(10, 1, 0, false), 1);
    assert_int_equal(answer(10, 2, 1, false), 2); /* something more is lost: not safe */
    assert_int_equal(g_pipe, 4);
    assert_int_equal(answer(10, 1, 0, true), 2);
    assert_int_equal(answer(10, 2, 0, true), 3);
    assert_int_equal(g_pipe, 6);
    assert_int_equal(answer(10, 5, 0, true), 6);
    assert_int_equal(answer(10, 1, 0, true), 2);
    assert_int_equal(answer(10, 3, 0, true), 4);
    assert_int_equal(g_pipe, 9);
    assert_int_equal(answer(10, 1, 0, true), 2);
    assert_int_equal(answer(10, 1, 0, true), 1); /* no more than up to the threshold */
    assert_int_equal(g_pipe, 10);
}

/* What was not sent when it might have been is made up for below the threshold: max(delivered -
 * out, this one's), but not above it. */
static void test_makes_up_for_what_was_not_sent(void **state)
{
    (void)state;
    g_prr = (struct tcp_prr){.flight = 20, .delivered = 6, .out = 2};
    assert_int_equal(tcp_prr_send(&g_prr, 10, 4, 1, 1, false), 5); /* 7 - 2 of the 6 below it */
    g_prr = (struct tcp_prr){.flight = 20, .delivered = 9, .out = 2};
    assert_int_equal(tcp_prr_send(&g_prr, 10, 4, 1, 1, false), 6);
    assert_int_equal(tcp_prr_send(&g_prr, 10, 12, 1, 1, true), 4); /* ceil(11 x 10 / 20) - 2 */
}

/* The first retransmission goes whatever is on its way. */
static void test_does_not_put_off_the_first_retransmission(void **state)
{
    (void)state;
    g_prr = (struct tcp_prr){.flight = 2000};
    assert_int_equal(tcp_prr_send(&g_prr, 1000, 1900, 100, 100, false), 100); /* 50 by proportion */
    g_prr.out = 100;
    assert_int_equal(tcp_prr_send(&g_prr, 1000, 1900, 100, 0, false), 0);
    g_prr = (struct tcp_prr){.flight = 2000};
    assert_int_equal(tcp_prr_send(&g_prr, 1000, 1000, 100, 0, false), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reduces_in_proportion),
        cmocka_unit_test(test_grows_back_with_safe_acknowledgments),
        cmocka_unit_test(test_makes_up_for_what_was_not_sent),
        cmocka_unit_test(test_does_not_put_off_the_first_retransmission),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
