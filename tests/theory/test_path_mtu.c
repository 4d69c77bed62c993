/*
 * DF and the path's MTU (RFC 791, RFC 1191): TCP finds it when it is told, hangs where it is not,
 * and what is not to be fragmented is dropped for the cause mtu; at links, at gateways and devices,
 * on the way there and back.
 */
#include "models/flow/tcp_flow.h"
#include "models/vpn/gateway.h"
#include "tests/theory/simulate.h"

#define PEERED(link, traffic)                                                                      \
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 20s, sample_interval: "    \
    "0s}\nvirtual_networks:\n"                                                                     \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"                                 \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"                                 \
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"                                   \
    "links: {left--right: {latency: 10ms, " link "}}\n"                                            \
    "traffic: {" traffic "}\n"

#define VPN(gateways, link, traffic)                                                               \
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 20s, sample_interval: "    \
    "0s}\nvirtual_networks:\n"                                                                     \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                             \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"                             \
    "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ, mss_clamp: "               \
    "none, " gateways "}, gb: {virtual_network: b, sku: VpnGw2AZ, mss_clamp: none, " gateways      \
    "}}\n"                                                                                         \
    "connections: {ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}, ba: {type: Vnet2Vnet, " \
    "from: gb, to: ga, shared_key: k}}\n"                                                          \
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"                                   \
    "links: {left--right: {latency: 10ms, " link "}}\n"                                            \
    "traffic: {" traffic "}\n"

#define TRANSFER "t: {from: va, to: vb, app: bulk, size: 3MB, start: 2s}"

static uint64_t dropped_for(const struct network *n, enum drop_cause cause)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < n->n_regions; i++) {
        uint32_t count;
        const struct drop_record *d = region_drops_sorted(n->region[i], &count);
        for (uint32_t k = 0; k < count; k++)
            sum += d[k].cause == cause ? d[k].packets : 0;
    }
    return sum;
}

/* It arrives, whole; segments that were too large were lost once and sent again in smaller ones,
 * without a time-out. */
static void check_found(const char *yaml, uint32_t mss, unsigned threads)
{
    struct simulation s;

    simulate_threads(&s, yaml, threads);
    const struct tcp *c = s.net->src[0]->tcp;
    assert_int_equal(c->mss, mss);
    assert_int_equal(c->told->timeouts, 0);
    assert_in_range(dropped_for(s.net, DROP_MTU), 1, 10); /* of the first ten segments (RFC 6928) */
    assert_true(c->told->retransmits >= dropped_for(s.net, DROP_MTU));
    assert_true(tcp_flow_done_at(s.net, 0) > 0 && tcp_flow_done_at(s.net, 0) < 5 * SIM_S);
    assert_int_equal(s.net->dst[0]->goodput_bytes, 3000000);
    for (size_t i = 0; i < s.net->n_regions; i++)
        assert_int_equal(s.net->region[i]->segments.n_taken, 0);
    simulate_end(&s);
}

static void test_tcp_finds_the_path_mtu(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        check_found(PEERED("mtu: 1400B", TRANSFER), 1400 - 52, threads);
        check_found(PEERED("mtu: 576B", TRANSFER), 576 - 52, threads);
        check_found(VPN("df_bit: copy", "mtu: 1500B", TRANSFER), 1446 - 52,
                    threads); /* GCMAES256: 1,446 B fit 1,500 B */
        check_found(VPN("df_bit: copy", "mtu: 1400B", TRANSFER), 1346 - 52, threads);
    }
    check_found(PEERED("mtu: 1400B",
                       "t: {from: va, to: vb, app: bulk, size: 3MB, start: 2s, timestamps: false}"),
                1400 - 40, 1);
    check_found(
        PEERED("mtu: 1400B",
               "t: {from: va, to: vb, app: bulk, size: 3MB, start: 2s, congestion_control: bbr}"),
        1400 - 52, 1);
    check_found(PEERED("mtu: 1400B", "t: {from: va, to: vb, app: bulk, size: 3MB, start: 2s, "
                                     "loss_detection: sack, congestion_control: newreno}"),
                1400 - 52, 1);
}

/* The large ones go from right to left: answers of 50 kB to small requests. */
static void test_the_answering_end_finds_it_too(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s,
             PEERED("mtu: 1300B", "t: {from: va, to: vb, app: request_response, transport: tcp, "
                                  "request_size: 200B, response_size: 50kB, think_time: 50ms}"));
    assert_int_equal(s.net->dst[0]->tcp->mss, 1300 - 52);
    assert_int_equal(s.net->src[0]->tcp->mss, 1500 - 52); /* nothing of its was too large */
    assert_true(s.net->src[0]->count->rtt.histogram.n > 100);
    assert_in_range(dropped_for(s.net, DROP_MTU), 1, 10);
    simulate_end(&s);
}

/* Nobody tells: the handshake stands, small packets pass, and a full segment never does, however
 * often it is sent. */
static void check_black_hole(const char *yaml)
{
    struct simulation s;

    simulate(&s, yaml);
    const struct tcp *c = s.net->src[0]->tcp;
    assert_int_equal(c->state, TCP_ESTABLISHED);
    assert_int_equal(s.net->dst[0]->goodput_bytes, 0);
    assert_int_equal(c->mss, 1448);
    assert_true(c->told->timeouts >= 3);
    assert_true(s.net->src[1]->count->rtt.histogram.n > 100); /* the small ones */
    assert_int_equal(dropped_for(s.net, DROP_MTU), network_flow_fwd(s.net, 0).dropped);
    simulate_end(&s);
}

static void test_without_messages_it_is_a_black_hole(void **state)
{
    (void)state;
#define SMALL                                                                                      \
    ", u: {from: va, to: vb, app: request_response, transport: tcp, request_size: 400B, "          \
    "response_size: 400B, think_time: 50ms, start: 2s}"
    check_black_hole(PEERED("mtu: 1400B, fragmentation_needed: false", TRANSFER SMALL));
    check_black_hole(
        VPN("df_bit: copy, fragmentation_needed: false", "mtu: 1500B", TRANSFER SMALL));
}

/* Where ESP clears DF, full segments travel in two fragments each and nothing is dropped. */
static void test_cleared_df_makes_fragments(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, VPN("df_bit: clear", "mtu: 1500B", TRANSFER));
    assert_int_equal(dropped_for(s.net, DROP_MTU), 0);
    assert_int_equal(s.net->src[0]->tcp->mss, 1448);
    assert_true(s.net->tunnel[0].sent.fragments >= 2 * (3000000 / 1448));
    assert_int_equal(s.net->dst[0]->goodput_bytes, 3000000);
    simulate_end(&s);
}

/* UDP: fragments unless it says otherwise; nobody listens to the message. */
static void check_udp(const char *yaml, bool passes)
{
    struct simulation s;

    simulate(&s, yaml);
    const struct flow_count fwd = network_flow_fwd(s.net, 0);
    assert_true(fwd.offered > 1000);
    assert_int_equal(passes ? fwd.dropped : fwd.received, 0);
    assert_int_equal(dropped_for(s.net, DROP_MTU), passes ? 0 : fwd.dropped);
    simulate_end(&s);
}

static void test_udp_with_and_without_df(void **state)
{
    (void)state;
#define STREAM(size, df)                                                                           \
    "t: {from: va, to: vb, app: cbr, rate: 1Mbps, packet_size: " size ", dont_fragment: " df       \
    ", start: 1s}"
    check_udp(PEERED("mtu: 1400B", STREAM("1401B", "false")), true);
    check_udp(PEERED("mtu: 1400B", STREAM("1401B", "true")), false);
    check_udp(PEERED("mtu: 1400B", STREAM("1400B", "true")), true);
    check_udp(PEERED("mtu: 1500B", STREAM("1501B", "true")), false); /* at its own NIC */
    check_udp(VPN("df_bit: copy", "mtu: 1500B", STREAM("1447B", "true")), false);
    check_udp(VPN("df_bit: copy", "mtu: 1500B", STREAM("1446B", "true")), true);
    check_udp(VPN("df_bit: copy", "mtu: 1500B", STREAM("1447B", "false")), true);
    check_udp(VPN("df_bit: clear", "mtu: 1500B", STREAM("1447B", "true")), true);
}

/* A site's device: what hosts send is judged there, and they are told over the site's own network.
 */
static void test_a_device_tells_its_hosts(void **state)
{
    (void)state;
    check_found(
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 20s, sample_interval: "
        "0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ, mss_clamp: none}}\n"
        "local_network_gateways: {lng: {endpoint: o, address_prefixes: [192.168.0.0/16]}}\n"
        "connections: {ao: {type: IPsec, from: ga, to: lng, shared_key: k}}\n"
        "on_premises_sites: {o: {near: right, address_prefixes: [192.168.0.0/16], latency: 3ms, "
        "devices: {d: {df_bit: copy, stateful: true}}, hosts: {h: {}}}}\n"
        "virtual_machines: {va: {subnet: a/s}}\n"
        "links: {left--right: {latency: 10ms}}\n"
        "traffic: {t: {from: h, to: va, app: bulk, size: 3MB, start: 2s}}\n",
        1446 - 52, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tcp_finds_the_path_mtu),
        cmocka_unit_test(test_the_answering_end_finds_it_too),
        cmocka_unit_test(test_without_messages_it_is_a_black_hole),
        cmocka_unit_test(test_cleared_df_makes_fragments),
        cmocka_unit_test(test_udp_with_and_without_df),
        cmocka_unit_test(test_a_device_tells_its_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
