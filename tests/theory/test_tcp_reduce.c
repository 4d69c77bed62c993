/*
 * How often the window is reduced: for losses of two windows, a loss and a mark, marks by
 * themselves. And what of a reduced window each acknowledgment lets go.
 */
#include "models/build.h"
#include "models/flow/tcp_flow.h"
#include "models/net/link_queue.h"
#include "tests/theory/simulate.h"

#define ONE_WAY(traffic)                                                                           \
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 4s, sample_interval: "     \
    "0s}\nvirtual_networks:\n"                                                                     \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"                                 \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"                                 \
    "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 1Gbps}}, vb: {subnet: b/s, nic: "       \
    "{bandwidth: 1Gbps}}}\nlinks: {left--right: {latency: 35ms}}\n"                                \
    "traffic: {t: {from: va, to: vb, " traffic "}}\n"
#define NEWRENO "app: bulk, congestion_control: newreno, receive_buffer: 20MB, send_buffer: 20MB"

static struct {
    const struct tcp *sender;
    uint64_t seq[2]; /* of what is lost; 0: nothing yet */
    unsigned losses;
} g_lost; /* of the one network that is running: a link's sink has no argument for it */

/* In the place of the NIC's sink: the 500th segment is lost, and again when it is sent again, and
 * the first one of new data that its recovery sends. */
static void lose_in_two_windows(struct region *r, struct link *link, struct packet *p,
                                sim_time_t now)
{
    const struct segment *s = &r->segments.v[p->seq];
    const struct tcp *c = g_lost.sender;
    bool is_lost = false;

    if (g_lost.seq[0] == 0 && s->seq == UINT64_C(500) * 1448)
        is_lost = (g_lost.seq[0] = s->seq) != 0;
    else if (g_lost.losses == 1 && s->seq == g_lost.seq[0])
        is_lost = true;
    else if (g_lost.losses == 2 && c->phase == TCP_RECOVERY && s->seq >= c->work->out->recover)
        is_lost = (g_lost.seq[1] = s->seq) != 0;
    if (is_lost) {
        g_lost.losses++;
        link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
        return;
    }
    network_enter_vm(r, link, p, now);
}

/* What comes to the receiver's NIC goes to the sink. */
static void simulate_losses(struct simulation *s, const char *yaml, link_sink_fn *sink)
{
    memset(&g_lost, 0, sizeof g_lost);
    simulate_build(s, yaml);
    g_lost.sender = s->net->src[0]->tcp;
    s->net->vm[s->net->flow[0].dst_vm].in->sink = sink;
}

/* A loss of data that was sent behind RecoveryPoint begins a recovery of its own, with a reduction
 * of its own, when the first one ends, though it has been sent again within the first one (RFC
 * 6675, 5: the scoreboard is kept). */
static void test_losses_of_two_windows_reduce_twice(void **state)
{
    struct simulation s;

    (void)state;
    simulate_losses(&s, ONE_WAY(NEWRENO), lose_in_two_windows);
    simulate_run(&s, 1);
    const struct tcp *c = g_lost.sender;
    assert_int_equal(g_lost.losses, 3);
    assert_int_equal(c->told->retransmits, 3);
    assert_int_equal(c->told->timeouts, 0);
    assert_int_equal(c->told->recoveries, 2);
    /* Half of a half, and one segment a round trip since. */
    assert_true(c->work->ssthresh <= c->cwnd_max / 4 + c->mss && c->cwnd < c->cwnd_max / 2);
    simulate_end(&s);
}

/* In the place of the NIC's sink: one segment is lost, and one behind it is marked (RFC 3168, 5).
 */
static void lose_one_mark_one(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    const struct segment *s = &r->segments.v[p->seq];

    if (g_lost.losses == 0 && s->seq == UINT64_C(500) * 1448) {
        g_lost.losses++;
        link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
        return;
    }
    p->ce = s->seq == UINT64_C(505) * 1448;
    network_enter_vm(r, link, p, now);
}

/* A loss and a mark in one window are one sign of congestion: the first new segment behind the
 * reduction says CWR, whatever it was for, and the receiver tells no more of the mark (RFC 3168,
 * 6.1.2). */
static void test_a_loss_and_a_mark_reduce_once(void **state)
{
    struct simulation s;

    (void)state;
    simulate_losses(&s, ONE_WAY(NEWRENO ", ecn: true"), lose_one_mark_one);
    simulate_run(&s, 1);
    const struct tcp *c = g_lost.sender;
    assert_int_equal(c->told->recoveries, 1);
    assert_int_equal(c->told->retransmits, 1);
    assert_int_equal(c->told->marks, 0);
    simulate_end(&s);
}

/* In the place of the NIC's sink: of a window four of six segments are lost, and all of its end:
 * what comes before the first one that was sent again. */
static void lose_most(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    const struct segment *s = &r->segments.v[p->seq];
    const uint64_t i = s->seq / 1448;

    g_lost.losses += (s->flags & SEGMENT_AGAIN) != 0;
    if (g_lost.losses == 0 && i >= 500 && (i % 6 > 1 || i > 850)) {
        link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
        return;
    }
    network_enter_vm(r, link, p, now);
}

static unsigned g_acks[2][2]; /* [advances][loses]: where SafeACK makes a difference */

/* In the place of the sender's NIC's sink: what it may send for an acknowledgment is what PRR says
 * of one that is safe if it closes the hole and tells of no further loss (SafeACK of RFC 9937). */
static void look_at_safety(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    const struct tcp *c = g_lost.sender;
    const struct tcp_out *out = c->work != NULL ? c->work->out : NULL;
    const bool recovers = out != NULL && c->phase == TCP_RECOVERY;

    if (!recovers) {
        network_enter_vm(r, link, p, now);
        return;
    }
    struct tcp_prr safe = out->prr, unsafe = out->prr;
    const uint64_t una = c->una, lost = out->board.lost_bytes, again = c->told->retransmits;
    network_enter_vm(r, link, p, now);
    if (c->work->out != out || c->phase != TCP_RECOVERY || out->prr.delivered == safe.delivered)
        return;
    const uint64_t sent = out->prr.out - safe.out, pipe = out->board.pipe - sent,
                   delivered = out->prr.delivered - safe.delivered, ssthresh = c->work->ssthresh;
    const bool advances = c->una > una,
               loses = out->board.lost_bytes + (c->told->retransmits - again) * c->mss > lost;
    const uint64_t most = tcp_prr_send(&safe, ssthresh, pipe, c->mss, delivered, true),
                   least = tcp_prr_send(&unsafe, ssthresh, pipe, c->mss, delivered, false);
    assert_int_equal(c->cwnd - pipe, advances && !loses ? most : least);
    g_acks[advances][loses] += most > least;
}

static void test_what_is_safe_lets_one_more_go(void **state)
{
    struct simulation s;

    (void)state;
    simulate_losses(&s, ONE_WAY(NEWRENO), lose_most);
    s.net->vm[s.net->flow[0].src_vm].in->sink = look_at_safety;
    simulate_run(&s, 1);
    print_message("           safe %u, advancing with a loss %u, other losses %u, neither %u\n",
                  g_acks[1][0], g_acks[1][1], g_acks[0][1], g_acks[0][0]);
    assert_true(g_acks[1][0] > 0 && g_acks[1][1] > 0 && g_acks[0][1] > 0 && g_acks[0][0] > 0);
    simulate_end(&s);
}

/* Stands for a queue that marks: every 1,000th segment of the way there that says it can be marked
 * (RFC 3168, 5). By its place in the stream: nothing is sent again. */
static void mark_some(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    const struct segment *s = p->tcp ? &r->segments.v[p->seq] : NULL;

    if (s != NULL && s->flags & SEGMENT_ECT && s->seq / 1448 % 1000 == 0)
        p->ce = 1;
    network_enter_vm(r, link, p, now);
}

static void simulate_marks(struct simulation *s, const char *duration, const char *ecn)
{
    char yaml[1500];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {%s, sample_interval: "
             "0s}\nvirtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, "
             "nic: {bandwidth: unlimited}}}\n"
             "links: {left--right: {latency: 42.5ms}}\n"
             "traffic: {t: {from: va, to: vb, app: bulk, congestion_control: newreno, ecn: %s, "
             "delayed_ack: 0s, receive_buffer: 20MB, send_buffer: 20MB}}\n",
             duration, ecn);
    simulate_build(s, yaml);
    s->net->vm[s->net->flow[0].dst_vm].in->sink = mark_some;
    simulate_run(s, 1);
    const struct tcp_flow_sum sum = tcp_flow_sum(s->net, 0);
    assert_true(sum.retransmits == 0 && sum.recoveries == 0); /* nothing was lost */
}

/* Marked like lost, but nothing is sent again (RFC 3168, 6.1.2): the rate is Mathis' for losses at
 * equal distances, C = 1.22. Who does not ask for ECN is not marked. */
static void test_marks_reduce_as_losses_do(void **state)
{
    const double unit = 1448 * 8 / 0.085 / sqrt(1e-3);
    struct simulation s;

    (void)state;
    simulate_marks(&s, "duration: 200s, warmup: 40s", "true");
    const double ratio = (double)s.net->dst[0]->goodput_bytes * 8 / 160 / unit;
    print_message("           NewReno, every 1,000th segment marked: C = %.3f\n", ratio);
    assert_true(ratio > 1.22 * 0.93 && ratio < 1.22 * 1.07);
    const uint64_t marked = s.net->dst[0]->goodput_bytes / 1448 / 1000;
    assert_in_range(s.net->src[0]->tcp->told->marks, marked, marked + 1); /* one each */
    simulate_end(&s);
    simulate_marks(&s, "duration: 3s, warmup: 1s", "false");
    assert_true((double)s.net->dst[0]->goodput_bytes * 8 / 2 > 2 * ratio * unit);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_losses_of_two_windows_reduce_twice),
        cmocka_unit_test(test_a_loss_and_a_mark_reduce_once),
        cmocka_unit_test(test_what_is_safe_lets_one_more_go),
        cmocka_unit_test(test_marks_reduce_as_losses_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
