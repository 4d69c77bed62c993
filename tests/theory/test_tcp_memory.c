/*
 * What one more flow over TCP costs that has sent its bytes and says nothing more: both ends of the
 * connection, the flow's counters and delays at both ends, what its events take in the pending
 * sets, its name; and what one costs beyond that whose connection stays open. Measured at the
 * arenas, as the difference of two networks.
 */
#include "models/flow/tcp_flow.h"
#include "models/tcp/tcp_space.h"
#include "sim/base/arena.h"
#include "tests/theory/simulate.h"

enum { ENTRIES = 64 };

/* The flows begin one after the other, those of an entry by their start_gap or by what they draw,
 * the entries a quarter of a second apart, so that packets on their way are few; all is over before
 * the warm-up ends. */
static size_t network_bytes(const char *app, int flows)
{
    char yaml[40000];
    struct simulation s;
    size_t n = (size_t)snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 40s, warmup: 39s, "
        "sample_interval: 0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
        "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\nlinks: {left--right: "
        "{latency: 10ms}}\ntraffic:\n");

    for (int k = 0; k < ENTRIES; k++)
        n += (size_t)snprintf(yaml + n, sizeof yaml - n,
                              "  t%d: {from: va, to: vb, flows: %d, start: %dms, %s}\n", k,
                              flows / ENTRIES, k * 250, app);
    assert_true(n < sizeof yaml);
    simulate(&s, yaml);
    size_t bytes = arena_given(s.net->arena);
    for (size_t i = 0; i < s.net->n_regions; i++)
        bytes += arena_given(s.net->region[i]->lp.arena);
    for (size_t i = 0; i < s.net->n_flows; i++)
        assert_true(s.net->dst[i]->tcp->received > 0);
    simulate_end(&s);
    return bytes;
}

/* The bound: 1 KiB a flow, where 100,000 are idle. What is counted of one since the
 * warm-up's end comes on top, with the first of it. */
static void test_a_flow_that_is_silent_is_small(void **state)
{
    const char *app = "app: bulk, size: 1B, start_gap: 100us";
    const size_t few = network_bytes(app, 51200), many = network_bytes(app, 102400);
    const double each = (double)(many - few) / 51200;

    (void)state;
    print_message("           a flow that says nothing more takes %.0f bytes, %zu of them both "
                  "ends of its connection\n",
                  each, 2 * sizeof(struct tcp));
    assert_true(each > 2 * sizeof(struct tcp) && each < 652);
}

/*
 * The connection stays open, and is silent: it keeps its round trip, its windows, what its
 * congestion control knows, folded into a block at each end. What was needed while bytes were on
 * their way is given back, and others use it: 800 of 51,200 flows are at work at a time. A request
 * loop asks about every eight seconds, so one in forty of its connections is not silent, and that
 * is in the figure; so are the blocks of connections that had never been used so far. One whose
 * requests, responses and pauses are all drawn has three random streams. Over BBR both ends have a
 * model of the path. All hold the same kibibyte.
 */
#define ASKS_NO_SIZE                                                                               \
    "app: request_response, transport: tcp, stop: 37s, "                                           \
    "think_time: {distribution: uniform, min: 1s, max: 15s}"
#define ASKS ASKS_NO_SIZE ", request_size: 300B, response_size: 2kB"
#define WRITES                                                                                     \
    "app: on_off, transport: tcp, rate: 100kbps, packet_size: 1000B, on: 80ms, stop: 37s, "        \
    "off: {distribution: uniform, min: 1s, max: 15s}"

static void test_a_connection_that_stays_open(void **state)
{
    static const struct {
        const char *app;
        int connections; /* of a flow */
        double most;
    } open[] = {
        {"app: cbr, transport: tcp, rate: 1kbps, packet_size: 2000B, stop: 37s", 1, 764},
        {WRITES, 1, 788},
        {WRITES ", congestion_control: bbr", 1, 828},
        {ASKS ", connections: 8", 8, 584},
        {ASKS, 1, 896},
        {ASKS_NO_SIZE ", request_size: {distribution: uniform, min: 100B, max: 500B}, "
                      "response_size: {distribution: uniform, min: 100B, max: 2kB}",
         1, 968},
        {ASKS ", congestion_control: bbr", 1, 992},
    };

    (void)state;
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        const int flows = 25600 / open[i].connections;
        const size_t few = network_bytes(open[i].app, flows),
                     many = network_bytes(open[i].app, 2 * flows);
        const double each = (double)(many - few) / 25600;
        print_message("           %s: %.0f bytes a connection\n", open[i].app, each);
        assert_true(each < open[i].most && open[i].most <= 1024);
    }
    assert_true(sizeof(struct tcp_work) <= 160 && sizeof(struct tcp_sender) <= 72 &&
                sizeof(struct tcp_space) <= 48);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_flow_that_is_silent_is_small),
        cmocka_unit_test(test_a_connection_that_stays_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
