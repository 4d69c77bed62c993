/*
 * What small writes meet, and what a window that grows lets through: Nagle's algorithm (RFC 896;
 * Minshall's variant, as Linux has it) with delayed acknowledgments, and dynamic right-sizing (W.
 * Feng, M. Fisk and others, 2002; Linux's tcp_rcv_space_adjust).
 */
#include "models/flow/tcp_flow.h"
#include "models/tcp/tcp_space.h"
#include "tests/theory/simulate.h"

#define CLOUD(traffic)                                                                             \
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 10s, sample_interval: "    \
    "0s}\nvirtual_networks:\n"                                                                     \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"                                 \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"                                 \
    "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, nic: "   \
    "{bandwidth: unlimited}}}\n"                                                                   \
    "links: {left--right: {latency: 10ms}, intra_region: {latency: 0us}}\n"                        \
    "traffic: {t: {from: va, to: vb, " traffic "}}\n"

static void replay(struct simulation *s, const char *rows, const char *more)
{
    char path[] = "/tmp/vnetsim-replay-XXXXXX", yaml[2000];
    FILE *f = fdopen(mkstemp(path), "w");

    assert_non_null(f);
    assert_true(fputs(rows, f) >= 0);
    assert_int_equal(fclose(f), 0);
    snprintf(yaml, sizeof yaml, CLOUD("app: replay, transport: tcp, file: %s, %s%s"), path, more,
             strstr(more, "quick_acks") == NULL ? ", quick_acks: 0" : "");
    simulate(s, yaml);
    unlink(path);
}

/* Write, write, read: the second small write waits for the acknowledgment of the first, which a
 * receiver that does not answer what is pushed delays by 40 ms. */
static void test_nagle_and_delayed_acknowledgments(void **state)
{
    struct simulation s;

    (void)state;
    replay(&s, "time_ms,bytes\n500,100\n1000,100\n1001,100\n", "nagle: false");
    assert_int_equal(s.net->dst[0]->tcp->last_received_at, 1011 * SIM_MS);
    simulate_end(&s);
    replay(&s, "time_ms,bytes\n500,100\n1000,100\n1001,100\n", "nagle: true");
    assert_int_equal(s.net->dst[0]->tcp->last_received_at, (1000 + 10 + 10 + 10) * SIM_MS);
    simulate_end(&s);
    replay(&s, "time_ms,bytes\n500,100\n1000,100\n1001,100\n", "nagle: true, push_ack: false");
    /* There 10, delay 40, back 10, there 10. */
    assert_int_equal(s.net->dst[0]->tcp->last_received_at, (1000 + 10 + 40 + 10 + 10) * SIM_MS);
    simulate_end(&s);
}

/* Single writes one way, short ones and a full segment: Linux acknowledges what was pushed as soon
 * as the application has read it, so what a sender measures is the path's round trip, and not 40 ms
 * more. Measured of kernel 6.18 over loopback, writes of 100 bytes 50 ms apart and of 1000 bytes
 * 300 ms apart: 0.12 to 0.13 ms in the median until the bytes were acknowledged. */
static void test_single_writes_are_acknowledged_at_once(void **state)
{
    static const struct {
        const char *more;
        sim_time_t rtt;
    } cases[] = {{"nagle: false", 20 * SIM_MS},
                 {"push_ack: false", 60 * SIM_MS},
                 {"push_ack: false, delayed_ack: 100ms", 120 * SIM_MS},
                 {"push_ack: false, delayed_ack: 0s", 20 * SIM_MS}};
    struct simulation s;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        replay(&s, "time_ms,bytes\n500,100\n1000,100\n1500,1448\n2000,1\n", cases[i].more);
        const struct flow_delay *rtt = &s.net->src[0]->count->rtt;
        assert_int_equal(rtt->max, cases[i].rtt);
        assert_int_equal(tcp_flow_sum(s.net, 0).retransmits, 0);
        simulate_end(&s);
    }
}

/* After a silence that is longer than the time-out, here 20 and 200 ms, Linux acknowledges again as
 * at a connection's beginning (tcp_event_data_recv). */
static void test_silence_brings_quick_acknowledgments(void **state)
{
    static const struct {
        const char *rows;
        sim_time_t rtt;
    } cases[] = {{"time_ms,bytes\n500,100\n1000,100\n1230,100\n", 20 * SIM_MS},
                 {"time_ms,bytes\n500,100\n1000,100\n1210,100\n", 60 * SIM_MS},
                 {"time_ms,bytes\n500,100\n1000,100\n1010,100\n", 60 * SIM_MS}};
    struct simulation s;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        replay(&s, cases[i].rows, "push_ack: false, quick_acks: 1");
        assert_int_equal(s.net->src[0]->count->rtt.max, cases[i].rtt);
        simulate_end(&s);
    }
}

/* Who answers within the 40 ms acknowledges with the answers: a segment each way for each question,
 * but for the first question and the first answer, whose receivers have answered nothing yet: these
 * are acknowledged when they are read, before they are answered. A pause that is longer than
 * the 40 ms ends the conversation: each answer is acknowledged at once then, by itself. Measured of
 * kernel 6.18 over loopback: of questions that were answered after 10 ms the first was acknowledged
 * after 0.03 ms, and the others after 12 ms, with the answer. */
static void test_conversations_carry_acknowledgments(void **state)
{
    static const struct {
        const char *think;
        uint64_t each; /* segments of who asks */
    } cases[] = {{"1ms", 1}, {"39ms", 1}, {"41ms", 2}, {"100ms", 2}};
    struct simulation s;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[2000];
        snprintf(yaml, sizeof yaml,
                 CLOUD("app: request_response, transport: tcp, request_size: 100B, response_size: "
                       "100B, quick_acks: 0, think_time: %s"),
                 cases[i].think);
        simulate(&s, yaml);
        const uint64_t n = s.net->src[0]->count->rtt.histogram.n;
        /* And the handshake's two; the first answer's; a question may be on its way at the end. */
        const uint64_t asked = network_flow_fwd(s.net, 0).offered - 2;
        assert_in_range(asked, cases[i].each * n, cases[i].each * n + 2);
        assert_in_range(network_flow_rev(s.net, 0).offered, 2 + n, 2 + n + 1);
        if (cases[i].each == 2)
            assert_int_equal(s.net->dst[0]->tcp->work->rto.srtt, 20 * SIM_MS);
        simulate_end(&s);
    }
}

/* A full segment and a short one, one transfer after the other: the receiver answers with the short
 * one, as Linux does (__tcp_ack_snd_check). Were it to wait 40 ms for a second full one, its sender
 * would take the short one for lost after two round trips (RFC 8985, 7.2). */
static void test_a_short_end_is_acknowledged(void **state)
{
    struct simulation s;

    (void)state;
    for (int bytes = 1449; bytes < 6 * 1448; bytes += 321) {
        char rows[64];
        snprintf(rows, sizeof rows, "time_ms,bytes\n1000,%d\n2000,%d\n", bytes, bytes);
        replay(&s, rows, "nagle: false");
        assert_int_equal(tcp_flow_sum(s.net, 0).retransmits, 0);
        assert_int_equal(s.net->dst[0]->goodput_bytes, 2 * bytes);
        /* One for two, the last by itself if there is one; and the handshake's and the end's. */
        const uint64_t segments = (uint64_t)bytes / 1448 + 1;
        assert_int_equal(network_flow_rev(s.net, 0).offered, 2 * ((segments + 1) / 2) + 2);
        simulate_end(&s);
    }
}

/* Minshall: a small segment behind full ones is not held back, only one behind a small one. */
static void test_nagle_holds_only_small_behind_small(void **state)
{
    struct simulation s;

    (void)state;
    replay(&s, "time_ms,bytes\n1000,1\n2000,3000\n", "nagle: true"); /* 1448 + 1448 + 104 */
    assert_int_equal(s.net->dst[0]->tcp->last_received_at, 2010 * SIM_MS);
    assert_int_equal(s.net->dst[0]->goodput_bytes, 3001);
    simulate_end(&s);
}

/* 50 bytes a millisecond: with Nagle's algorithm one segment a round trip of 20 ms, each
 * acknowledged at once here; without, one a write. */
static void test_nagle_gathers(void **state)
{
    char rows[20000] = "time_ms,bytes\n";
    size_t at = strlen(rows);
    struct simulation s;

    (void)state;
    for (int i = 0; i < 1000; i++)
        at += (size_t)snprintf(rows + at, sizeof rows - at, "%d,50\n", 1000 + i);
    replay(&s, rows, "delayed_ack: 0s, nagle: true");
    assert_in_range(network_flow_fwd(s.net, 0).offered, 2 + 49,
                    2 + 53); /* and SYN and the handshake's end */
    assert_int_equal(s.net->dst[0]->goodput_bytes, 50000);
    simulate_end(&s);
    replay(&s, rows, "delayed_ack: 0s, nagle: false");
    assert_in_range(network_flow_fwd(s.net, 0).offered, 980,
                    1002); /* what was written before the connection stood went together */
    simulate_end(&s);
}

/* A window that grows lets slow start double as one does that is large from the beginning. */
static void test_a_growing_window_does_not_hold_back(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, CLOUD("app: bulk, size: 20MB, receive_buffer: 3MiB, send_buffer: 64MiB"));
    const sim_time_t large_at = tcp_flow_done_at(s.net, 0);
    simulate_end(&s);
    simulate(&s, CLOUD("app: bulk, size: 20MB, send_buffer: 64MiB"));
    const sim_time_t grown_at = tcp_flow_done_at(s.net, 0);
    simulate_end(&s);
    simulate(&s, CLOUD("app: bulk, send_buffer: 64MiB")); /* one that is over keeps no window */
    const struct tcp_space *space = s.net->dst[0]->tcp->work->space;
    assert_int_equal(space->bound, 3145728); /* the operating system's largest */
    assert_int_equal(space->window, space->bound);
    print_message("           20 MB over 20 ms: %.1f ms with 3 MiB from the beginning, %.1f ms "
                  "with a window that grows\n",
                  (double)large_at / 1e9, (double)grown_at / 1e9);
    assert_true(large_at > 0 && grown_at >= large_at && grown_at < large_at + large_at / 20);
    simulate_end(&s);
}

/* What a SYN tells, and what answers it, which knows already that segments will carry time stamps:
 * whole segments of at most 65,535 bytes. Seen of kernel 6.18 over Ethernet: 64,240 and 65,160. */
static void test_windows_of_the_handshake(void **state)
{
    static const struct {
        const char *more;
        uint64_t there, back;
    } cases[] = {{"timestamps: true", 65160, 64240},
                 {"timestamps: false", 64240, 64240},
                 {"receive_buffer: 30kB", 30000, 30000}};
    struct simulation s;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[2000];
        snprintf(yaml, sizeof yaml, CLOUD("app: bulk, start: 9975ms, %s"), cases[i].more);
        simulate(&s, yaml); /* the answer has come, and nothing more */
        assert_int_equal(s.net->src[0]->tcp->work->edge, cases[i].there);
        assert_int_equal(s.net->dst[0]->tcp->work->edge, cases[i].back);
        simulate_end(&s);
    }
}

/* 2 Mbps need 5 kB a round trip: the window stays at 64 kB, and nothing is promised that is not
 * used. */
static void test_a_window_that_is_not_used_stays(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, CLOUD("app: cbr, transport: tcp, rate: 2Mbps, packet_size: 1000B"));
    assert_int_equal(s.net->dst[0]->tcp->work->space->window, 65535);
    assert_true(s.net->src[0]->tcp->work->edge - s.net->src[0]->tcp->work->nxt < 65536 + 128);
    simulate_end(&s);
}

/* By hand, segments of 1000 bytes and a round trip of 10 ms. 30 kB read where 10 kB were: 2 x
 * 30,000 + 16,000, and twice the growth of 200 % on it: 380,000; 33 kB then: 82,000, and 2 x 10 %
 * on it: 98,400, which is less. */
static void test_right_sizing_by_hand(void **state)
{
    struct tcp_space s;
    uint64_t received = 0;
    sim_time_t now = 0;

    (void)state;
    assert_int_equal(tcp_space_initial(1000), 65000);
    tcp_space_init(&s, 1000, 65000, 0, 10 * SIM_MS, now);
    for (int i = 0; i < 30; i++)
        tcp_space_arrive(&s, 1000, 1000000, 1000, received += 1000, -1,
                         now += i < 29 ? 1 : 10 * SIM_MS);
    assert_int_equal(s.bound, 76000 + 2 * 2 * 76000);
    assert_int_equal(s.window, 65535);
    for (int i = 0; i < 33; i++)
        tcp_space_arrive(&s, 1000, 1000000, 1000, received += 1000, -1,
                         now += i < 32 ? 1 : 10 * SIM_MS);
    assert_int_equal(s.bound, 380000);
    assert_int_equal(s.window, 65535 + 33 * 2000); /* twice each segment */
    for (int i = 0; i < 200; i++)
        tcp_space_arrive(&s, 1000, 1000000, 1000, received += 1000, -1,
                         now += i < 199 ? 1 : 10 * SIM_MS);
    assert_int_equal(s.bound, 1000000); /* the largest */
}

/* The receiver's round trip: of the first full segment with each echo, an eighth of each sample. */
static void test_round_trip_of_the_receiver(void **state)
{
    struct tcp_space s;

    (void)state;
    tcp_space_init(&s, 1000, 65000, 0, 0, 0);
    tcp_space_arrive(&s, 1000, 1000000, 900, 900, 1 * SIM_MS, 21 * SIM_MS); /* not full */
    assert_int_equal(s.rtt, 0);
    tcp_space_arrive(&s, 1000, 1000000, 1000, 1900, 1 * SIM_MS, 21 * SIM_MS);
    assert_int_equal(s.rtt, 20 * SIM_MS);
    tcp_space_arrive(&s, 1000, 1000000, 1000, 2900, 1 * SIM_MS, 25 * SIM_MS); /* the same echo */
    assert_int_equal(s.rtt, 20 * SIM_MS);
    tcp_space_arrive(&s, 1000, 1000000, 1000, 3900, 2 * SIM_MS, 30 * SIM_MS);
    assert_int_equal(s.rtt, 21 * SIM_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nagle_and_delayed_acknowledgments),
        cmocka_unit_test(test_single_writes_are_acknowledged_at_once),
        cmocka_unit_test(test_silence_brings_quick_acknowledgments),
        cmocka_unit_test(test_windows_of_the_handshake),
        cmocka_unit_test(test_conversations_carry_acknowledgments),
        cmocka_unit_test(test_a_short_end_is_acknowledged),
        cmocka_unit_test(test_nagle_holds_only_small_behind_small),
        cmocka_unit_test(test_nagle_gathers),
        cmocka_unit_test(test_a_growing_window_does_not_hold_back),
        cmocka_unit_test(test_a_window_that_is_not_used_stays),
        cmocka_unit_test(test_right_sizing_by_hand),
        cmocka_unit_test(test_round_trip_of_the_receiver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
