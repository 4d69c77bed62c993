/*
 * Reductions for nothing (models/tcp/tcp_undo.c): what is late, and not lost. Held up, or out of
 * order, at the receiver's NIC, with and without time stamps.
 */
#include "models/build.h"
#include "models/flow/tcp_flow.h"
#include "models/net/link_queue.h"
#include "tests/theory/simulate.h"

enum { HELD_MOST = 4096 };

static struct { /* of the one network that is running: a link's sink has no argument for it */
    struct packet held[HELD_MOST];
    sim_time_t held_at[HELD_MOST];
    int n_held, again; /* again: retransmissions that have come */
    bool holds, over, drops;
    int let_go;                  /* how many retransmissions let go of what is held */
    uint64_t seq;                /* out of order: of the segment that is late; */
    int behind;                  /* so many behind it */
    int through;                 /* before it breaks off: so many come, */
    bool hole;                   /* but for the second of them */
    sim_time_t over_at, next_at; /* the first that comes again, and what comes next */
    char order[64]; /* what comes from the first retransmission on: a, sent again; n, new */
    int n_order;
    uint64_t highest;
} g;

static const struct segment *segment_of(const struct region *r, const struct packet *p)
{
    return &r->segments.v[p->seq];
}

static void note(const struct segment *s)
{
    const uint64_t end = s->seq + s->payload;

    if (s->payload == 0)
        return;
    g.again += (s->flags & SEGMENT_AGAIN) != 0;
    if (g.again > 0 && g.n_order < (int)sizeof g.order - 1)
        g.order[g.n_order++] = s->flags & SEGMENT_AGAIN ? 'a' : 'n';
    g.highest = end > g.highest ? end : g.highest;
}

static void hold(const struct packet *p, sim_time_t now)
{
    assert_true(g.n_held < HELD_MOST);
    g.held_at[g.n_held] = now;
    g.held[g.n_held++] = *p;
}

static void let_go(struct region *r, struct link *link, sim_time_t now)
{
    for (int i = 0; i < g.n_held; i++) {
        g.held[i].queueing_dur += now - g.held_at[i];
        network_enter_vm(r, link, &g.held[i], now);
    }
    g.n_held = 0;
}

/* From 2 s on all is held (or lost) until so many have been sent again; the last of those still
 * is. */
static void hold_up(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    note(segment_of(r, p));
    g.holds = now >= 2 * SIM_S && !g.over;
    if (!g.holds) {
        network_enter_vm(r, link, p, now);
        return;
    }
    g.over = g.again == g.let_go;
    if (g.drops) {
        link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
        return;
    }
    hold(p, now);
    if (g.over)
        let_go(r, link, now);
}

/* From 2 s on a few segments get through, and no acknowledgment of them; then nothing, until so
 * many have been sent again. */
static void break_off(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    note(segment_of(r, p));
    if (g.over && g.next_at == 0)
        g.next_at = now;
    if (!g.over && g.again == g.let_go)
        g.over_at = now;
    g.over = g.over || g.again == g.let_go;
    if (now >= 2 * SIM_S && !g.over) {
        g.seq = g.seq == 0 ? segment_of(r, p)->seq : g.seq;
        if (++g.behind > g.through || (g.hole && g.behind == 2)) {
            link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
            return;
        }
    }
    network_enter_vm(r, link, p, now);
}

static void lose_acknowledgments(struct region *r, struct link *link, struct packet *p,
                                 sim_time_t now)
{
    if (g.seq > 0 && segment_of(r, p)->ack > g.seq && !g.over)
        link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
    else
        network_enter_vm(r, link, p, now);
}

/* The segment is late: it comes behind so many others. */
static void put_out_of_order(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    const struct segment *s = segment_of(r, p);

    note(s);
    if (s->seq == g.seq && s->payload > 0 && !(s->flags & SEGMENT_AGAIN) && g.n_held == 0 &&
        !g.over) {
        if (g.drops)
            link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
        else
            hold(p, now);
        g.over = g.drops;
        return;
    }
    network_enter_vm(r, link, p, now);
    if (g.n_held > 0 && --g.behind == 0) {
        g.over = true;
        let_go(r, link, now);
    }
}

static void build(struct simulation *s, int duration_s, const char *link, const char *traffic)
{
    char yaml[1500];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, "
             "sample_interval: 0s}\nvirtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 1Gbps}}, vb: {subnet: b/s, "
             "nic: {bandwidth: 1Gbps}}}\nlinks: {left--right: {latency: 35ms%s}}\n"
             "traffic: {t: {from: va, to: vb, %s}}\n",
             duration_s, link, traffic);
    simulate_build(s, yaml);
}

static void run_with(struct simulation *s, link_sink_fn *sink)
{
    s->net->vm[s->net->flow[0].dst_vm].in->sink = sink;
    simulate_run(s, 1);
    assert_int_equal(g.n_held, 0);
}

static void run(struct simulation *s, link_sink_fn *sink, const char *traffic)
{
    build(s, 6, "", traffic);
    run_with(s, sink);
}

#define BULK "app: bulk, receive_buffer: 1MB, timestamps: "

/*
 * A path that holds all up, until the second time-out has sent again; a probe goes first. With time
 * stamps the first answer tells (Eifel). Without them the first acknowledgment lets a new segment
 * go, and the second, of what was never sent again, tells (F-RTO). So nothing more is sent again,
 * and the window is as before. Kernel 6.18 through the delay of tests/bench/kernel, held up for 2 s
 * at a round trip of 70 ms: two time-outs, three segments sent again, of which one is the probe,
 * TCPLossUndo 1, and without time stamps TCPSpuriousRTOs 1.
 */
static void test_time_outs_for_nothing(void **state)
{
    (void)state;
    for (int stamps = 0; stamps < 2; stamps++) {
        struct simulation s;
        memset(&g, 0, sizeof g);
        g.let_go = 3;
        run(&s, hold_up, stamps ? BULK "true" : BULK "false");
        const struct tcp *c = s.net->src[0]->tcp;
        assert_int_equal(c->told->timeouts, 2);
        assert_int_equal(c->told->retransmits, 3);
        assert_int_equal(c->work->ssthresh, TCP_UNLIMITED);
        assert_int_equal(c->cwnd, c->cwnd_max);
        assert_int_equal(c->phase, TCP_OPEN);
        assert_int_equal(strncmp(g.order, "aaannnnn", 8), 0);
        simulate_end(&s);
    }
}

/*
 * All of it is lost, until the third time-out's segment gets through. One round trip later a new
 * one goes before what is lost (RFC 5682, step 2b): more, if the receiver's window were wider. Its
 * SACK tells that the time-out was for something (3a), and what is lost follows. So does
 * kernel 6.18 after a break of 2 s: its three time-outs' segment, a new one, then the lost ones,
 * two for one.
 */
static void test_time_outs_for_something(void **state)
{
    (void)state;
    for (int stamps = 0; stamps < 2; stamps++) {
        struct simulation s;
        memset(&g, 0, sizeof g);
        g.drops = true;
        g.let_go = 3;
        run(&s, hold_up, stamps ? BULK "true" : BULK "false");
        const struct tcp *c = s.net->src[0]->tcp;
        assert_int_equal(c->told->timeouts, 3);
        assert_true(c->told->retransmits > 600); /* a window of 1 MB */
        assert_true(c->work->ssthresh < TCP_UNLIMITED);
        assert_int_equal(strncmp(g.order, "aaaanaaa", 8), 0);
        simulate_end(&s);
    }
}

/* A path that breaks both ways: what is sent again has come before, as has more; only the
 * acknowledgments were lost. So the time-out is undone, and what is lost indeed is found by RACK:
 * kernel 6.18 after a break of 2 s has TCPLossUndo 1, and then TCPSackRecovery 1. The time stamp
 * that is answered is still that of what came first, since what is old is rejected before its stamp
 * is looked at (RFC 7323, 5.3): it is a round trip as long as the break, as the kernel's. */
static void test_time_outs_for_lost_acknowledgments(void **state)
{
    (void)state;
    for (int stamps = 0; stamps < 2; stamps++) {
        struct simulation s;
        memset(&g, 0, sizeof g);
        g.let_go = 3;
        g.through = 3;
        build(&s, 6, "", stamps ? BULK "true" : BULK "false");
        s.net->vm[s.net->flow[0].src_vm].in->sink = lose_acknowledgments;
        run_with(&s, break_off);
        const struct tcp *c = s.net->src[0]->tcp;
        assert_true(c->told->timeouts > 0);
        assert_int_equal(c->told->recoveries, 1);
        assert_true(c->work->ssthresh < TCP_UNLIMITED);
        assert_true(c->told->retransmits > 600);
        assert_int_equal(s.net->src[0]->count->rtt.max > 500 * SIM_MS, stamps);
        simulate_end(&s);
    }
}

/* Of what had come before it broke off the second is lost. The acknowledgment that undoes the
 * time-out tells that too: it is sent again at once, before anything new. */
static void test_undone_and_lost_by_one_acknowledgment(void **state)
{
    struct simulation s;

    (void)state;
    memset(&g, 0, sizeof g);
    g.let_go = 3;
    g.through = 5;
    g.hole = true;
    build(&s, 6, "", BULK "true");
    s.net->vm[s.net->flow[0].src_vm].in->sink = lose_acknowledgments;
    run_with(&s, break_off);
    assert_int_equal(strncmp(g.order, "aaaa", 4), 0);
    simulate_end(&s);
}

/*
 * BBR when it breaks off for longer than a least round trip is kept: the acknowledgment that undoes
 * the time-out begins PROBE_RTT, whose four segments are fewer than what seems to be on its way, so
 * nothing is sent; and it is a round trip as long as the break, so a time-out is longer yet. That
 * of the first segment counts from when it was sent, though something waits for reordering in
 * between. So kernel 6.18 does (models/tcp/bbr.h): it goes on after 1.9 s, where the time-out
 * is 17.
 */
static void test_silence_counts_from_the_first(void **state)
{
    struct simulation s;

    (void)state;
    memset(&g, 0, sizeof g);
    g.let_go = 7;
    g.through = 3;
    g.hole = true;
    build(&s, 60, "", "congestion_control: bbr, " BULK "true");
    s.net->vm[s.net->flow[0].src_vm].in->sink = lose_acknowledgments;
    run_with(&s, break_off);
    const sim_time_t broke_dur = g.over_at - 2 * SIM_S, silent_dur = g.next_at - g.over_at;
    assert_true(broke_dur > 10 * SIM_S);
    assert_true(silent_dur > SIM_S && silent_dur < broke_dur / 4);
    simulate_end(&s);
}

/* A segment that comes behind ten others: sent again for nothing. With time stamps the answer to
 * the late one tells (Eifel); without them the receiver tells that it came twice (DSACK, RFC 2883),
 * when the recovery is over. Either way the window is as before; that of reordering is wider from
 * now on (RFC 8985, 6.2). One that is lost for certain stays paid for. */
static void test_out_of_order(void **state)
{
    static const struct {
        const char *traffic;
        bool lost, undone;
    } by[] = {{BULK "true", false, true},
              {BULK "false", false, true},
              {BULK "false, loss_detection: sack", false, true},
              {BULK "true", true, false},
              {BULK "false", true, false}};

    (void)state;
    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        struct simulation s;
        memset(&g, 0, sizeof g);
        g.drops = by[i].lost;
        g.seq = UINT64_C(5000) * (strstr(by[i].traffic, "true") ? 1448 : 1460);
        g.behind = 10;
        run(&s, put_out_of_order, by[i].traffic);
        const struct tcp *c = s.net->src[0]->tcp;
        const struct tcp_rack *rack = &c->work->sender->rack;
        assert_int_equal(g.again, 1);
        assert_int_equal(c->told->retransmits, 1);
        assert_int_equal(c->told->recoveries, 1);
        assert_int_equal(c->work->ssthresh == TCP_UNLIMITED, by[i].undone);
        assert_int_equal(rack->multiplier, by[i].lost ? 1 : 2);
        if (strstr(by[i].traffic, "true"))
            assert_int_equal(rack->reordering_seen, !by[i].lost);
        simulate_end(&s);
    }
}

/* The same at the end of what there is to say: all is acknowledged before the DSACK comes, one
 * round trip later. */
static void test_out_of_order_at_the_end(void **state)
{
    struct simulation s;

    (void)state;
    memset(&g, 0, sizeof g);
    g.seq = UINT64_C(30) * 1460;
    g.behind = 4;
    run(&s, put_out_of_order,
        "app: request_response, transport: tcp, timestamps: false, request_size: 60000B, "
        "response_size: 1B, think_time: 3s");
    struct tcp *c = s.net->src[0]->tcp;
    assert_int_equal(g.again, 1);
    assert_int_equal(c->told->recoveries, 1);
    assert_non_null(c->kept); /* and nothing is left of it */
    tcp_unfold(s.net->flow[0].src_region, c, s.net->duration);
    assert_int_equal(c->work->ssthresh, TCP_UNLIMITED);
    simulate_end(&s);
}

/* Now and then everything is held up for longer than a time-out, and nothing is lost. With time
 * stamps or without, a time-out costs itself, and its probe, and the window is as before. */
static void test_stalls(void **state)
{
    double goodput[2];

    (void)state;
    for (int stamps = 0; stamps < 2; stamps++) {
        struct simulation s;
        build(&s, 60, ", jitter: {rate_hz: 0.2, mean: 500ms}", stamps ? BULK "true" : BULK "false");
        simulate_run(&s, 1);
        const struct tcp *c = s.net->src[0]->tcp;
        goodput[stamps] = (double)s.net->dst[0]->goodput_bytes * 8 / 60;
        assert_true(c->told->timeouts > 5);
        assert_true(c->told->retransmits <= 3 * c->told->timeouts);
        simulate_end(&s);
    }
    print_message("           %.1f Mbps with time stamps, %.1f without\n", goodput[1] / 1e6,
                  goodput[0] / 1e6);
    assert_true(goodput[0] > 0.99 * goodput[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_outs_for_nothing),
        cmocka_unit_test(test_time_outs_for_something),
        cmocka_unit_test(test_time_outs_for_lost_acknowledgments),
        cmocka_unit_test(test_undone_and_lost_by_one_acknowledgment),
        cmocka_unit_test(test_silence_counts_from_the_first),
        cmocka_unit_test(test_out_of_order),
        cmocka_unit_test(test_out_of_order_at_the_end),
        cmocka_unit_test(test_stalls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
