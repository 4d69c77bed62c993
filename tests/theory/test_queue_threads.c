/*
 * Every discipline at once, on links, NICs and under tunnels, with TCP that is marked and TCP that
 * is not: the same bytes for any number of threads, another seed another trajectory, no memory
 * taken once the network has warmed up.
 */
#include "models/net/link_queue.h"
#include "tests/theory/taken.h"

static const char *const frame =
    "vnetsim: 1\nregions: {left: {}, right: {}, far: {}}\nsimulation: {duration: %s, seed: %d, "
    "sample_interval: 100ms}\n"
    "virtual_networks:\n"
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}},\n"
    "      peerings: {b: {remote_virtual_network: b}}}\n"
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}},\n"
    "      peerings: {a: {remote_virtual_network: a}, c: {remote_virtual_network: c}}}\n"
    "  c: {region: far, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: "
    "10.3.0.0/24}, GatewaySubnet: {address_prefix: 10.3.255.0/27}},\n"
    "      peerings: {b: {remote_virtual_network: b}}}\n"
    "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ}, gc: {virtual_network: c, "
    "sku: VpnGw2AZ}}\n"
    "connections:\n"
    "  ac: {type: Vnet2Vnet, from: ga, to: gc, shared_key: k}\n"
    "  ca: {type: Vnet2Vnet, from: gc, to: ga, shared_key: k}\n"
    "virtual_machines:\n"
    "  va: {subnet: a/s, count: 4, nic: {bandwidth: 100Mbps, queue: {discipline: fq_codel, limit: "
    "50packets}}}\n"
    "  vb: {subnet: b/s, count: 4, nic: {bandwidth: 100Mbps, queue: {discipline: codel}}}\n"
    "  vc: {subnet: c/s, count: 4}\n"
    "links:\n"
    "  inter_region: {latency: 8ms, bandwidth: 60Mbps, loss: 0.01%%}\n"
    "  left->right: {queue: {discipline: codel, ecn: true}}\n"
    "  right->left: {queue: {discipline: red, min_threshold: 20kB, max_threshold: 60kB, limit: "
    "400kB, ecn: true}}\n"
    "  left--far: {queue: {discipline: fq_codel, flows: 8, quantum: 300B, limit: 100kB}}\n"
    "  right--far: {queue: {discipline: token_bucket, rate: 30Mbps, burst: 30kB, limit: "
    "200packets}}\n"
    "traffic:\n"
    "  bulk: {from: va, to: vb, app: bulk, flows: 3, start_gap: 20ms, ecn: true, receive_buffer: "
    "3MiB}\n"
    "  back: {from: vb, to: va, app: bulk, start_gap: 7ms, receive_buffer: 3MiB}\n"
    "  tunnel: {from: va, to: vc, app: bulk, start: 200ms, receive_buffer: 3MiB}\n"
    "  shaped: {from: vb, to: vc, app: bulk, congestion_control: bbr, receive_buffer: 3MiB}\n"
    "  ask: {from: va, to: vc, app: request_response, transport: tcp, request_size: 400B, "
    "response_size: 30kB, connections: 3, think_time: 5ms, receive_buffer: 3MiB}\n"
    "  beside: {from: va, to: vb, app: poisson, rate: 5Mbps, packet_size: {distribution: "
    "exponential, mean: 700B}, pairing: random}\n"
    "  echo: {from: vc, to: va, app: ping, interval: 10ms}\n";

static void build(struct simulation *s, const char *duration, int seed)
{
    char yaml[8192];

    int n = snprintf(yaml, sizeof yaml, frame, duration, seed);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate_build(s, yaml);
}

static void run(struct simulation *s, const char *duration, int seed, unsigned threads)
{
    build(s, duration, seed);
    simulate_run(s, threads);
}

static void test_queues_same_bytes_with_threads(void **state)
{
    struct simulation one, more;
    uint64_t drops = 0, marks = 0;

    (void)state;
    run(&one, "4s", 1, 1);
    for (unsigned threads = 2; threads <= 3; threads++) {
        run(&more, "4s", 1, threads);
        assert_int_equal(network_fingerprint(one.net), network_fingerprint(more.net));
        assert_int_equal(network_events(one.net), network_events(more.net));
        for (size_t i = 0; i < one.net->n_links; i++) {
            const struct link *a = one.net->link[i], *b = more.net->link[i];
            assert_memory_equal(&a->count, &b->count, sizeof a->count);
            assert_int_equal(link_marks(a), link_marks(b));
        }
        simulate_end(&more);
    }
    for (size_t i = 0; i < one.net->n_links; i++) {
        const struct link *l = one.net->link[i];
        drops += l->queue != NULL ? l->count.drops : 0;
        marks += link_marks(l);
    }
    assert_true(drops > 100 && marks > 20);
    run(&more, "4s", 2, 1);
    assert_int_not_equal(network_fingerprint(one.net), network_fingerprint(more.net));
    simulate_end(&more);
    simulate_end(&one);
}

/* VNETSIM_SEED draws others; VNETSIM_LONG twenty times as many. */
static void test_queues_take_no_memory_after_warm_up(void **state)
{
    const char *given = getenv("VNETSIM_SEED");
    const int first = given != NULL ? atoi(given) : 1, n = getenv("VNETSIM_LONG") != NULL ? 60 : 3;

    (void)state;
    for (int seed = first; seed < first + n; seed++) {
        struct simulation s;
        build(&s, "30s, warmup: 10s", seed);
        const struct taken more = taken_since(&s, 1 + (unsigned)(seed - first) % 3, NULL);
        assert_true(more.packets > 300000);
        assert_int_equal(more.opened, 0);
        assert_int_equal(more.places, 0);
        simulate_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queues_same_bytes_with_threads),
        cmocka_unit_test(test_queues_take_no_memory_after_warm_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
