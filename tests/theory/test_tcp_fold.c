/*
 * Ends of connections that are silent are folded (models/tcp/tcp_fold.c). Whatever they know is
 * there again when they are not any more; and nobody can tell whether they have been.
 */
#include <stddef.h>

#include "models/flow/tcp_flow.h"
#include "models/tcp/bbr.h"
#include "models/tcp/tcp_expect.h"
#include "models/tcp/tcp_space.h"
#include "tests/theory/simulate.h"

/* Loops that ask and writers that fall silent, each with a congestion control of its own, over a
 * line that loses and marks; silences about as long as a time-out, and longer. */
static const char *const scenario =
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 60s, sample_interval: 0s}\n"
    "virtual_networks:\n"
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s, os: windows}}\n"
    "links: {left--right: {latency: 10ms, bandwidth: 50Mbps, loss: 1%, queue: {discipline: codel, "
    "limit: 1MB, ecn: true}}}\n"
    "traffic:\n"
    "  c: {from: va, to: vb, app: request_response, transport: tcp, connections: 4, ecn: true, "
    "request_size: 300B, response_size: 60kB, stop: 50s, think_time: {distribution: exponential, "
    "mean: 400ms}}\n"
    "  n: {from: vb, to: va, app: on_off, transport: tcp, flows: 4, congestion_control: newreno, "
    "loss_detection: sack, rate: 20Mbps, packet_size: 9000B, stop: 50s, on: 100ms, off: "
    "{distribution: exponential, mean: 500ms}}\n"
    "  b: {from: va, to: vb, app: on_off, transport: tcp, flows: 4, congestion_control: bbr, rate: "
    "20Mbps, packet_size: 9000B, stop: 50s, on: 100ms, off: {distribution: exponential, mean: "
    "500ms}}\n"
    "  d: {from: vb, to: va, app: request_response, transport: tcp, congestion_control: bbr, "
    "request_size: 3000B, response_size: 20kB, stop: 50s, think_time: {distribution: exponential, "
    "mean: 400ms}}\n"
    "  p: {from: vb, to: va, app: on_off, transport: tcp, flows: 4, hystart: plus_plus, rate: "
    "1Mbps, packet_size: 1000B, stop: 50s, on: 100ms, off: {distribution: exponential, mean: "
    "2s}}\n";

typedef void each_fn(void *arg, struct region *r, struct tcp *c, sim_time_t now);

static void each_end(const struct network *n, each_fn *do_it, void *arg, sim_time_t now)
{
    for (size_t i = 0; i < n->n_flows; i++)
        for (uint32_t k = 0; k < n->src[i]->kind->n_tcp; k++) {
            do_it(arg, n->flow[i].src_region, &n->src[i]->tcp[k], now);
            do_it(arg, n->flow[i].dst_region, &n->dst[i]->tcp[k], now);
        }
}

struct disturbance {
    const struct network *net;
    uint64_t unfolded;
};

static void unfold(void *arg, struct region *r, struct tcp *c, sim_time_t now)
{
    struct disturbance *d = arg;

    if (c->kept == NULL)
        return;
    d->unfolded++;
    tcp_unfold(r, c, now);
    assert_null(c->kept);
}

static void disturb(void *arg, sim_time_t now)
{
    each_end(((struct disturbance *)arg)->net, unfold, arg, now);
}

static uint64_t told(const struct network *n)
{
    uint64_t sum = network_fingerprint(n);

    for (size_t i = 0; i < n->n_flows; i++) {
        const struct tcp_flow_sum f = tcp_flow_sum(n, (uint32_t)i);
        const uint64_t more[] = {f.retransmits, f.timeouts, f.recoveries, n->src[i]->tcp->cwnd,
                                 n->dst[i]->tcp->cwnd};
        for (size_t k = 0; k < sizeof more / sizeof *more; k++)
            sum = sum * 31 + more[k];
    }
    return sum;
}

static void test_nobody_can_tell(void **state)
{
    struct simulation let, disturbed;

    (void)state;
    simulate(&let, scenario);
    simulate_build(&disturbed, scenario);
    struct disturbance d = {.net = disturbed.net};
    const struct network_run run = {.threads = 1, .progress = disturb, .progress_arg = &d};
    assert_int_equal(network_run(disturbed.net, &run), 0);
    print_message("           unfolded %llu times\n", (unsigned long long)d.unfolded);
    assert_true(d.unfolded > 1000);
    assert_int_equal(told(let.net), told(disturbed.net));
    simulate_end(&let);
    simulate_end(&disturbed);
}

/* An end's memory, without what points into it. */
struct image {
    struct tcp_work work;
    struct tcp_space space;
    uint64_t sender[64];
};

static struct image image_of(const struct tcp *c)
{
    struct image v;

    memset(&v, 0, sizeof v);
    memcpy(&v.work, c->work, sizeof v.work);
    v.work.sender = NULL;
    v.work.space = NULL;
    v.work.timer_at = 0;
    if (c->work->space != NULL)
        memcpy(&v.space, c->work->space, sizeof v.space);
    if (c->work->sender != NULL)
        memcpy(v.sender, c->work->sender,
               sizeof *c->work->sender + c->setup->profile->cc->state_bytes);
    return v;
}

/* Modes and bits are what they can be. */
static void make_bbr_valid(struct bbr *b)
{
    unsigned char *const bytes = (unsigned char *)b;

    b->mode %= BBR_PROBE_RTT + 1;
    b->cycle %= BBR_CYCLE_LEN;
    b->before_phase %= TCP_LOSS + 1;
    for (size_t i = offsetof(struct bbr, round_start); i <= offsetof(struct bbr, has_seen_rtt); i++)
        bytes[i] &= 1;
}

static void scramble(struct tcp *c, struct rng *rng)
{
    struct tcp_work *w = c->work;

    w->edge = gsl_rng_get(&rng->gsl) * UINT64_C(0x9E3779B97F4A7C15);
    w->stamp = (sim_time_t)gsl_rng_get(&rng->gsl);
    w->rto.rto = (sim_time_t)gsl_rng_get(&rng->gsl);
    w->message_at = gsl_rng_get(&rng->gsl);
    w->quick_acks = (uint16_t)gsl_rng_get(&rng->gsl);
    w->converses = gsl_rng_get(&rng->gsl) & 1;
    if (w->space != NULL)
        for (size_t i = 0; i < sizeof *w->space; i++)
            ((unsigned char *)w->space)[i] = (unsigned char)gsl_rng_get(&rng->gsl);
    if (w->sender == NULL)
        return;
    w->ssthresh = gsl_rng_get(&rng->gsl);
    w->sender->rack.rtt = (sim_time_t)gsl_rng_get(&rng->gsl);
    w->sender->rack.min_rtt = (sim_time_t)gsl_rng_get(&rng->gsl);
    w->sender->episode = (uint16_t)gsl_rng_get(&rng->gsl);
    w->sender->probed = gsl_rng_get(&rng->gsl) & 1;
    for (size_t i = 0; i < c->setup->profile->cc->state_bytes; i++)
        ((unsigned char *)w->sender->cc_state)[i] = (unsigned char)gsl_rng_get(&rng->gsl);
    if (c->setup->profile->cc == &tcp_cc_bbr)
        make_bbr_valid(bbr_of(c));
    if (c->setup->profile->cc->rest != NULL)
        c->setup->profile->cc->rest(c, tcp_heard_at(c), 100 * SIM_S);
}

static void fold_and_unfold(struct region *r, struct tcp *c)
{
    tcp_fold(r, c, 100 * SIM_S);
    assert_non_null(c->kept);
    assert_null(c->work);
    assert_true(evset_at(&r->lp.pending, c->ev.leaf) == SIM_NEVER);
    tcp_unfold(r, c, 100 * SIM_S);
    assert_true(evset_at(&r->lp.pending, c->ev.leaf) == 100 * SIM_S + c->work->rto.rto);
}

struct check {
    struct rng rng;
    int folded;
};

/* Nothing is said any more for 10 s. */
static void check_end(void *arg, struct region *r, struct tcp *c, sim_time_t now)
{
    struct check *check = arg;

    (void)now;
    assert_non_null(c->kept);
    check->folded++;
    assert_true(evset_at(&r->lp.pending, c->ev.leaf) == SIM_NEVER);
    tcp_unfold(r, c, 100 * SIM_S);
    assert_int_equal(c->work->nxt, c->end);
    assert_int_equal(c->work->acked, c->received);
    scramble(c, &check->rng);
    const struct image before = image_of(c);
    fold_and_unfold(r, c);
    const struct image once = image_of(c);
    /* What is of no use any more is gone, all else is there. */
    assert_memory_equal(&once.space, &before.space, sizeof once.space);
    assert_int_equal(once.work.edge, before.work.edge);
    assert_int_equal(once.work.stamp, before.work.stamp);
    assert_int_equal(once.work.rto.rto, before.work.rto.rto);
    assert_int_equal(once.work.message_at, before.work.message_at);
    assert_int_equal(once.work.quick_acks, before.work.quick_acks);
    assert_int_equal(once.work.converses, before.work.converses);
    assert_int_equal(once.work.ssthresh, before.work.ssthresh);
    if (c->work->sender != NULL)
        assert_int_equal(((const struct tcp_sender *)(const void *)once.sender)->probed,
                         ((const struct tcp_sender *)(const void *)before.sender)->probed);
    assert_ptr_equal(once.work.nic, before.work.nic);
    if (c->work->sender != NULL)
        assert_memory_equal((const char *)once.sender + sizeof(struct tcp_sender),
                            (const char *)before.sender + sizeof(struct tcp_sender),
                            c->setup->profile->cc->state_bytes);
    fold_and_unfold(r, c);
    const struct image twice = image_of(c);
    assert_memory_equal(&twice, &once, sizeof twice);
}

static void test_all_is_there_again(void **state)
{
    struct simulation s;
    struct check check = {.folded = 0};

    (void)state;
    simulate(&s, scenario);
    rng_stream(&check.rng, 1, "test_tcp_fold", "scramble");
    each_end(s.net, check_end, &check, 0);
    assert_int_equal(check.folded, 2 * 17);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody_can_tell),
        cmocka_unit_test(test_all_is_there_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
