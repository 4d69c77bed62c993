/*
 * What a stateful firewall lets pass, connection by connection (models/state.h): those of one flow
 * side by side, and one after the other.
 */
#include "models/flow/flow.h"
#include "models/net/packet.h"
#include "models/net/segment.h"
#include "models/state.h"
#include "sim/base/arena.h"
#include "tests/theory/simulate.h"

static const char cloud[] =
    "vnetsim: 1\nsimulation: {duration: 1s}\n"
    "virtual_networks: {a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: "
    "{address_prefix: 10.1.0.0/24}, f: {address_prefix: 10.1.1.0/24}}}}\n"
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: a/s, count: 3}, fw: {subnet: a/f, "
    "ip_forwarding: true, appliance: {stateful: true}}}\n"
    "traffic:\n"
    "  t: {from: va, to: vb-0, app: request_response, transport: tcp, request_size: 1kB, "
    "response_size: 1kB, think_time: 1s, connections: 2}\n"
    "  u: {from: va, to: vb, app: poisson, rate: 1Mbps, packet_size: 100B, pairing: random}\n";

struct bench {
    struct simulation s;
    struct region *r;
    uint16_t *seen;
};

static void begin(struct bench *b)
{
    simulate_build(&b->s, cloud);
    b->r = b->s.net->region[0];
    assert_non_null(b->s.net->first_state);
    b->seen = state_new(b->s.net, b->s.net->arena);
}

static bool lets(struct bench *b, unsigned connection, unsigned turn, bool back, unsigned flags)
{
    struct packet p = {.flow = 0, .tcp = 1, .kind = back ? PACKET_RESPONSE : PACKET_DATA};
    p.seq = segment_take(&b->r->segments);
    b->r->segments.v[p.seq] = (struct segment){
        .connection = (uint16_t)connection, .turn = (uint16_t)turn, .flags = flags & 0xFFF};
    return state_lets(b->r, b->seen, &p);
}

#define OPENS(b, c, t)   lets(b, c, t, false, SEGMENT_SYN)
#define ACCEPTS(b, c, t) lets(b, c, t, true, SEGMENT_SYN | SEGMENT_ACK)
#define SENDS(b, c, t)   lets(b, c, t, false, SEGMENT_ACK)
#define ANSWERS(b, c, t) lets(b, c, t, true, SEGMENT_ACK)

static void test_state_is_of_a_connection(void **state)
{
    struct bench b;

    (void)state;
    begin(&b);
    assert_true(OPENS(&b, 0, 0));
    assert_false(SENDS(&b, 0, 0)); /* the handshake is unfinished */
    assert_true(ACCEPTS(&b, 0, 0));
    assert_true(SENDS(&b, 0, 0));
    assert_false(ACCEPTS(&b, 1, 0)); /* its SYN went another way */
    assert_false(ANSWERS(&b, 1, 0));
    state_clear(b.s.net, b.seen);
    assert_false(ANSWERS(&b, 0, 0));
    assert_true(OPENS(&b, 1, 1));
    assert_true(SENDS(&b, 0, 0)); /* what is under way is taken up, whatever opens beside it */
    assert_true(ANSWERS(&b, 0, 0));
    assert_false(SENDS(&b, 1, 1));
    simulate_end(&b.s);
}

/* A client that gives up and opens another. */
static void test_state_is_of_the_last_connection(void **state)
{
    struct bench b;

    (void)state;
    begin(&b);
    for (unsigned turn = 0; turn < 20000; turn++) { /* 13 bits of it are kept */
        if (turn > 0) {
            assert_false(ACCEPTS(&b, 0, turn)); /* nobody has opened it here */
            assert_true(SENDS(&b, 0, turn - 1));
        }
        assert_true(OPENS(&b, 0, turn));
        assert_false(SENDS(&b, 0, turn));
        assert_true(ACCEPTS(&b, 0, turn));
        assert_true(SENDS(&b, 0, turn));
        assert_true(turn == 0 || ANSWERS(&b, 0, turn - 1)); /* late: that one was known */
    }
    state_clear(b.s.net, b.seen);
    assert_true(OPENS(&b, 0, 5));
    assert_false(ANSWERS(&b, 0, 4));
    assert_true(ACCEPTS(&b, 0, 5));
    assert_true(SENDS(&b, 0, 7)); /* its SYN went another way: taken up */
    assert_true(ANSWERS(&b, 0, 7));
    simulate_end(&b.s);
}

static void test_state_is_of_a_pair_of_ends(void **state)
{
    struct bench b;
    struct packet ask = {.flow = 1, .kind = PACKET_DATA, .target = 1},
                  answer = {.flow = 1, .kind = PACKET_RESPONSE, .target = 2};

    (void)state;
    begin(&b);
    assert_int_equal(b.s.net->flow[1].n_targets, 3);
    assert_true(state_lets(b.r, b.seen, &ask));
    assert_false(state_lets(b.r, b.seen, &answer));
    answer.target = 1;
    assert_true(state_lets(b.r, b.seen, &answer));
    simulate_end(&b.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state_is_of_a_connection),
        cmocka_unit_test(test_state_is_of_the_last_connection),
        cmocka_unit_test(test_state_is_of_a_pair_of_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
