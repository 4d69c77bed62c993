/*
 * Each key of a traffic entry that overrides an operating system's TCP, by what it changes: which
 * figure of the profile, for Linux and for Windows, and how connections then behave where no other
 * test shows it. Times are to the picosecond: nothing is lost, and nothing takes time but the way.
 */
#include "models/flow/tcp_flow.h"
#include "models/tcp/tcp_profile.h"
#include "tests/theory/simulate.h"

#define RTT (100 * SIM_MS)

static void build(struct simulation *s, const char *os, int duration_s, const char *traffic,
                  const char *more)
{
    char yaml[3000];

    const int n = snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, sample_interval: "
        "0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
        "virtual_machines: {va: {subnet: a/s, os: %s, nic: {bandwidth: unlimited}}, vb: {subnet: "
        "b/s, os: %s, nic: {bandwidth: unlimited}}}\n"
        "links: {left--right: {latency: 50ms}, intra_region: {latency: 0us}}\n"
        "traffic: {t: {from: va, to: vb, %s}}\n%s",
        duration_s, os, os, traffic, more);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate_build(s, yaml);
}

static void run(struct simulation *s, const char *os, int duration_s, const char *traffic,
                const char *more)
{
    build(s, os, duration_s, traffic, more);
    simulate_run(s, 1);
}

/* --- the figures --- */

static struct tcp_profile profile_of(const char *os, const char *override)
{
    struct simulation s;
    char traffic[200];

    snprintf(traffic, sizeof traffic, "app: bulk%s%s", override[0] != '\0' ? ", " : "", override);
    build(&s, os, 1, traffic, "");
    const struct tcp_profile p = *s.net->src[0]->tcp->setup->profile,
                             q = *s.net->dst[0]->tcp->setup->profile;
    assert_memory_equal(&p, &q, sizeof p); /* both ends are of one system here */
    simulate_end(&s);
    return p;
}

/* The systems' own, by models.md's sources: ip-sysctl.rst and net/ipv4 of kernel 6.1;
 * Get-NetTCPSetting's and netsh's documented defaults (models/data/assumptions.csv). */
static void test_the_systems_differ(void **state)
{
    const struct tcp_profile l = profile_of("linux", ""), w = profile_of("windows", "");

    (void)state;
    assert_true(l.rto.min == 200 * SIM_MS && l.rto.min_of_variance);
    assert_true(w.rto.min == 300 * SIM_MS && !w.rto.min_of_variance);
    assert_true(l.rto.initial == SIM_S && w.rto.initial == SIM_S); /* RFC 6298, 2.1 */
    assert_true(l.retries == 15 && w.retries == 5);
    assert_true(l.syn_retries == 6 && w.syn_retries == 4);
    assert_true(l.synack_retries == 5 && w.synack_retries == 2);   /* ip-sysctl.rst; TechNet */
    assert_int_equal(l.give_up_dur, 924600 * SIM_MS);              /* ip-sysctl.rst, tcp_retries2 */
    assert_true(l.initial_window == 10 && w.initial_window == 10); /* RFC 6928 */
    assert_true(l.push_ack && !w.push_ack); /* __tcp_cleanup_rbuf; of Windows nothing is said */
    assert_true(l.scale == 7 && w.scale == 8);
    assert_int_equal(l.receive_bytes, 6291456 / 2); /* tcp_rmem, tcp_adv_win_scale 1 */
    assert_int_equal(w.receive_bytes, 65535 * 256);
    assert_int_equal(l.hystart, TCP_HYSTART_CLASSIC);
    assert_int_equal(w.hystart, TCP_HYSTART_PLUS_PLUS);
    assert_true(l.stamps && w.stamps && l.rack && w.rack && l.grows && w.grows);
    assert_true(!l.ecn && !w.ecn && !l.nagle && !w.nagle && l.restarts && w.restarts);
    assert_ptr_equal(l.cc, &tcp_cc_cubic);
    assert_ptr_equal(w.cc, &tcp_cc_cubic);
}

static void test_every_figure_can_be_overridden(void **state)
{
    static const char *const os[] = {"linux", "windows"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *o = os[i];
        struct tcp_profile p = profile_of(o, "receive_buffer: 1MiB, send_buffer: 2MiB");
        assert_true(p.receive_bytes == 1048576 && p.scale == 5 && !p.grows);
        assert_int_equal(p.send_bytes, 2097152);
        p = profile_of(o, "min_rto: 7ms, max_rto: 9s, initial_rto: 3s");
        assert_true(p.rto.min == 7 * SIM_MS && p.rto.max == 9 * SIM_S &&
                    p.rto.initial == 3 * SIM_S);
        p = profile_of(o, "retransmissions: 3, syn_retransmissions: 0, synack_retransmissions: 1");
        assert_true(p.retries == 3 && p.syn_retries == 0 && p.synack_retries == 1);
        assert_int_equal(p.give_up_dur, i == 0 ? 3 * SIM_S : 0); /* 0.2 + 0.4 + 0.8 + 1.6 */
        p = profile_of(o, "delayed_ack: 0s, quick_acks: 0, initial_window: 3");
        assert_true(p.ack_delay == 0 && p.quick_acks == 0 && p.initial_window == 3);
        p = profile_of(o, i == 0 ? "push_ack: false" : "push_ack: true");
        assert_int_equal(p.push_ack, i == 1);
        p = profile_of(o, "timestamps: false, ecn: true, nagle: true, byte_counting: false, "
                          "idle_restart: false, loss_detection: sack");
        assert_true(!p.stamps && p.ecn && p.nagle && !p.counts_bytes && !p.restarts && !p.rack);
        p = profile_of(o, "hystart: off, congestion_control: newreno");
        assert_int_equal(p.hystart, TCP_HYSTART_OFF);
        assert_ptr_equal(p.cc, &tcp_cc_newreno);
        p = profile_of(o, "hystart: plus_plus, congestion_control: bbr");
        assert_int_equal(p.hystart, TCP_HYSTART_PLUS_PLUS);
        assert_ptr_equal(p.cc, &tcp_cc_bbr);
        p = profile_of(o, "hystart: classic");
        assert_int_equal(p.hystart, TCP_HYSTART_CLASSIC);
    }
}

/* --- what comes of them --- */

/* A transfer of the window's segments takes the handshake and one way, a byte more a round trip
 * more. */
static void check_initial_window(const char *os, const char *key, uint64_t segments)
{
    for (int more = 0; more < 2; more++) {
        struct simulation s;
        char traffic[200];
        snprintf(traffic, sizeof traffic, "app: bulk, start: 1s, size: %lluB%s",
                 (unsigned long long)segments * 1448 + (unsigned)more, key);
        run(&s, os, 3, traffic, "");
        assert_int_equal(tcp_flow_done_at(s.net, 0), SIM_S + RTT + RTT / 2 + more * RTT);
        simulate_end(&s);
    }
}

static void test_initial_window(void **state)
{
    (void)state;
    check_initial_window("linux", "", 10);
    check_initial_window("windows", "", 10);
    check_initial_window("linux", ", initial_window: 1", 1);
    check_initial_window("windows", ", initial_window: 4", 4);
    check_initial_window("linux", ", initial_window: 44", 44); /* a first window of 64,240 bytes */
}

/* 42 segments need windows of 10, 20 and 40 segments at first: three round trips. Nine seconds of
 * silence later the window is as it was, 52, or the first one again. */
static void test_idle_restart_can_be_turned_off(void **state)
{
    (void)state;
    for (int restarts = 0; restarts < 2; restarts++) {
        struct simulation s;
        char traffic[300];
        snprintf(traffic, sizeof traffic,
                 "app: request_response, transport: tcp, request_size: 60000B, response_size: 1B, "
                 "think_time: 9s, delayed_ack: 0s, idle_restart: %s",
                 restarts ? "true" : "false");
        run(&s, "linux", 30, traffic, "");
        const struct flow_delay *d = &s.net->src[0]->count->rtt;
        assert_int_equal(d->histogram.n, 3);
        assert_int_equal(d->max, 3 * RTT);
        assert_int_equal(d->min, (restarts ? 3 : 1) * RTT);
        simulate_end(&s);
    }
}

/* The time-out of a path whose round trip never changes: its variation is near nothing, so on Linux
 * the round trip and min_rto, on Windows min_rto, where that is more. */
static void test_least_time_out(void **state)
{
    static const struct {
        const char *os, *key;
        sim_time_t rto;
    } at[] = {{"linux", "", RTT + 200 * SIM_MS},
              {"linux", ", min_rto: 30ms", RTT + 30 * SIM_MS},
              {"windows", "", 300 * SIM_MS},
              {"windows", ", min_rto: 2s", 2 * SIM_S}};

    (void)state;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct simulation s;
        char traffic[200];
        snprintf(traffic, sizeof traffic, "app: bulk, receive_buffer: 30kB, delayed_ack: 0s%s",
                 at[i].key);
        run(&s, at[i].os, 30, traffic, "");
        assert_in_range(s.net->src[0]->tcp->work->rto.rto, at[i].rto - SIM_US, at[i].rto + SIM_US);
        simulate_end(&s);
    }
}

/* A path that breaks both ways, for good, while a segment is on its way: how many time-outs, and
 * how long after its sending the end is. The first time-out is 300 ms on both. */
static void check_broken(const char *os, const char *keys, uint64_t timeouts, sim_time_t end_dur)
{
    struct simulation s;
    char traffic[300];

    snprintf(traffic, sizeof traffic,
             "app: bulk, receive_buffer: 1460B, delayed_ack: 0s, loss_detection: sack%s", keys);
    run(&s, os, 30, traffic, "faults: {cut: {at: 5.01s, link: left--right, kind: down, for: 20s}}");
    const struct tcp *c = s.net->src[0]->tcp;
    assert_int_equal(c->state, TCP_ABORTED);
    assert_int_equal(c->told->timeouts, timeouts);
    /* It arrived half a round trip after it was sent. */
    assert_in_range(c->told->limit_since_at - s.net->dst[0]->tcp->last_received_at,
                    end_dur - RTT / 2 - 8 * SIM_US, end_dur - RTT / 2 + 8 * SIM_US);
    simulate_end(&s);
}

static void test_retransmissions_and_longest_time_out(void **state)
{
    (void)state;
    /* Linux: the time-out that comes 0.2 + 0.4 + 0.8 = 1.4 s or more after the first one ends it:
     * 0.6, 1.8. */
    check_broken("linux", ", retransmissions: 2", 2, (300 + 600 + 1200) * SIM_MS);
    /* 0.2 + 0.4 + 0.8 + 1 + 1 s; 0.6, 1.6, 2.6, 3.6 */
    check_broken("linux", ", retransmissions: 4, max_rto: 1s", 4, (300 + 600 + 3 * 1000) * SIM_MS);
    /* Windows: by the count */
    check_broken("windows", ", retransmissions: 2", 2, (300 + 600 + 1200) * SIM_MS);
    check_broken("windows", ", retransmissions: 4, max_rto: 1s", 4,
                 (300 + 600 + 3 * 1000) * SIM_MS);
}

/* A SYN into a link that is down: so many more, a second apart, doubled. */
static void test_syn_retransmissions(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 4; n++) {
        struct simulation s;
        char traffic[200];
        snprintf(traffic, sizeof traffic, "app: bulk, start: 1s, syn_retransmissions: %llu",
                 (unsigned long long)n);
        run(&s, "linux", 30, traffic,
            "faults: {cut: {at: 0.5s, link: left--right, kind: down, for: 25s}}");
        const struct tcp *c = s.net->src[0]->tcp;
        assert_int_equal(network_flow_fwd(s.net, 0).offered, n + 1);
        assert_int_equal(c->state, TCP_ABORTED);
        assert_int_equal(c->told->limit_since_at, SIM_S + ((1 << (n + 1)) - 1) * SIM_S);
        simulate_end(&s);
    }
}

/* SYN-ACKs into a link that is down, to a client that asks once: so many more, a second apart,
 * doubled (reqsk_timer_handler); a doubling later it is forgotten, and nothing has been aborted
 * there. 31 s and 63 s on Linux (ip-sysctl.rst, tcp_synack_retries), 3 s and 7 s on Windows. */
static void check_unanswered(const char *os, const char *more, unsigned n)
{
    for (int gone = 0; gone < 2; gone++) {
        struct simulation s;
        char traffic[200];
        snprintf(traffic, sizeof traffic, "app: bulk, start: 1s, syn_retransmissions: 0%s", more);
        run(&s, os, (2 << n) + gone, traffic,
            "faults: {cut: {at: 0.5s, link: right->left, kind: down}}");
        assert_int_equal(network_flow_rev(s.net, 0).offered, n + 1);
        assert_int_equal(s.net->dst[0]->tcp->state, gone ? TCP_LISTEN : TCP_SYN_RECEIVED);
        assert_int_equal(s.net->dst[0]->tcp->aborts, 0);
        assert_true(!gone || s.net->src[0]->tcp->state == TCP_ABORTED);
        simulate_end(&s);
    }
}

static void test_synack_retransmissions(void **state)
{
    (void)state;
    check_unanswered("linux", "", 5);
    check_unanswered("windows", "", 2);
    check_unanswered("linux", ", synack_retransmissions: 0", 0);
}

/* A client that asks again is answered at once, and the timer begins anew (tcp_check_req); one that
 * asks after it was forgotten opens the connection. */
static void test_a_forgotten_request_is_asked_anew(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "linux", 20, "app: bulk, start: 1s, size: 10kB, synack_retransmissions: 0",
        "faults: {cut: {at: 0.5s, link: right->left, kind: down, for: 6s}}");
    /* SYNs at 1, 2, 4, 8 s; forgotten at 2, 3 and 5 s */
    assert_int_equal(network_flow_fwd(s.net, 0).offered - network_flow_fwd(s.net, 0).dropped,
                     network_flow_fwd(s.net, 0).offered);
    assert_true(s.net->src[0]->tcp->established_at >= 8 * SIM_S);
    assert_true(tcp_flow_done_at(s.net, 0) > 0);
    assert_int_equal(tcp_flow_sum(s.net, 0).aborted, 0);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_systems_differ),
        cmocka_unit_test(test_every_figure_can_be_overridden),
        cmocka_unit_test(test_initial_window),
        cmocka_unit_test(test_idle_restart_can_be_turned_off),
        cmocka_unit_test(test_least_time_out),
        cmocka_unit_test(test_retransmissions_and_longest_time_out),
        cmocka_unit_test(test_syn_retransmissions),
        cmocka_unit_test(test_synack_retransmissions),
        cmocka_unit_test(test_a_forgotten_request_is_asked_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
