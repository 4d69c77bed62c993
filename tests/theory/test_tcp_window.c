/*
 * TCP whose window is what limits it: throughput = W / RTT with W = floor(window / MSS) x MSS (RFC
 * 9293, 3.8.6.2.1: the sender sends full segments), within 1 %; of the receiver's window and of the
 * sender's buffer. The formula knows no delayed acknowledgment, which the last of an odd number of
 * segments waits for: there the delay is a millisecond, elsewhere the operating system's. And the
 * sizes of its packets, to the byte, bare and in a tunnel whose gateways clamp the MSS.
 */
#include "models/flow/tcp_flow.h"
#include "models/vpn/gateway.h"
#include "tests/theory/simulate.h"

#define PEERED                                                                                     \
    "vnetsim: 1\nregions: {left: {}, right: {}}\n"                                                 \
    "virtual_networks:\n"                                                                          \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}},\n"                                                                             \
    "      peerings: {p: {remote_virtual_network: b}}}\n"                                          \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24}},\n"                                                                             \
    "      peerings: {p: {remote_virtual_network: a}}}\n"

static void check_window(const char *key, const char *size, uint64_t window, int one_way_ms,
                         uint32_t mss)
{
    struct simulation s;
    char yaml[2048];

    snprintf(yaml, sizeof yaml,
             PEERED "simulation: {duration: 30s, warmup: 10s, sample_interval: 0s}\n"
                    "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 100Gbps}}, vb: {subnet: "
                    "b/s, nic: {bandwidth: 100Gbps}}}\n"
                    "links: {intra_region: {latency: 20us}, left--right: {latency: %dms}}\n"
                    "traffic: {t: {from: va, to: vb, app: bulk, %s: %s%s}}\n",
             one_way_ms, key, size, window / mss % 2 ? ", delayed_ack: 1ms" : "");
    simulate(&s, yaml);
    const double rtt_s = 2 * (one_way_ms + 0.02) / 1e3,
                 theory = (double)(window / mss * mss) * 8 / rtt_s / 1e6;
    const double goodput = (double)s.net->dst[0]->goodput_bytes * 8 / 20 / 1e6;
    assert_int_equal(s.net->src[0]->tcp->mss, mss);
    print_message("           %-14s %8s %3d ms          theory %.4g, measured %.4g Mbps\n", key,
                  size, one_way_ms, theory, goodput);
    if (fabs(goodput / theory - 1) > 0.01)
        fail_msg("window of %s", size);
    assert_int_equal(tcp_flow_sum(s.net, 0).retransmits, 0);
    const enum tcp_limit most = tcp_limit_most(s.net->src[0]->tcp, 1, s.net->duration);
    assert_string_equal(tcp_limit_word(most),
                        strcmp(key, "receive_buffer") == 0 ? "receive_window" : "send_buffer");
    simulate_end(&s);
}

static void test_tcp_throughput_is_window_over_rtt(void **state)
{
    (void)state;
    check_window("receive_buffer", "10000B", 10000, 35, 1448); /* 6 segments, not 6.9 */
    check_window("receive_buffer", "65535B", 65535, 35, 1448);
    check_window("receive_buffer", "1000000B", 999936, 35,
                 1448); /* told in units of 16 bytes: scale 4 */
    check_window("receive_buffer", "3MiB", 3145728 / 64 * 64, 70,
                 1448); /* beyond 3,960,000 bytes a Linux sender's own buffer limits */
    check_window("send_buffer", "300000B", 300000, 35, 1448);
    check_window("send_buffer", "2000000B", 2000000, 70, 1448);
}

/* Handshake 60, 60, 52 bytes; then full segments of 40 + 12 + payload, acknowledgments of 52, and
 * so the three packets of the end. */
static void test_tcp_sizes_to_the_byte(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s,
             PEERED "simulation: {duration: 5s, sample_interval: 0s}\n"
                    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"
                    "links: {left--right: {latency: 5ms}}\n"
                    "traffic: {t: {from: va, to: vb, app: bulk, size: 1000000B, quick_acks: 0}}\n");
    struct flow_count fwd = network_flow_fwd(s.net, 0), rev = network_flow_rev(s.net, 0);
    /* 690 full segments of 1448 and one of 880 */
    assert_int_equal(fwd.offered, 2 + 691 + 2);
    assert_int_equal(fwd.offered_bytes, 60 + 52 + 691 * 52 + 1000000 + 2 * 52);
    assert_int_equal(rev.offered_bytes, 60 + 52 * (rev.offered - 1));
    assert_in_range(rev.offered, 1 + 345 + 1, 1 + 350 + 1); /* one for two segments */
    assert_int_equal(s.net->dst[0]->goodput_bytes, 1000000);
    assert_true(tcp_flow_done_at(s.net, 0) > 0);
    simulate_end(&s);
    simulate(&s, PEERED "simulation: {duration: 5s, sample_interval: 0s}\n"
                        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 1Gbps, mtu: "
                        "1400B}}, vb: {subnet: b/s}}\n"
                        "links: {left--right: {latency: 5ms}}\n"
                        "traffic: {t: {from: va, to: vb, app: bulk, size: 1360000B, timestamps: "
                        "false, delayed_ack: 0s}}\n");
    fwd = network_flow_fwd(s.net, 0);
    rev = network_flow_rev(s.net, 0);
    assert_int_equal(s.net->src[0]->tcp->mss, 1360); /* the smaller of the two ends' */
    assert_int_equal(fwd.offered, 2 + 1000 + 2);
    assert_int_equal(fwd.offered_bytes,
                     52 + 40 + 1000 * 1400 +
                         2 * 40); /* of a SYN 40 and 4 + 2 + 3 of options, padded to 12 */
    assert_int_equal(rev.offered_bytes, 52 + 40 * 1001);
    simulate_end(&s);
}

/* MSS 1350 (assumed; the advice to owners of devices): inner packets of 1390 bytes, ESP of 1444
 * (GCM), 1452 (AES-CBC, SHA-256) and 1444 (3DES, SHA-256). */
static void check_tunnel(const char *policy, uint64_t inner_bytes, uint64_t outer_bytes,
                         uint64_t ack_outer_bytes)
{
    struct simulation s;
    char yaml[4096];
    const char *both[2] = {"ab", "ba"};
    size_t at = 0;

    at += (size_t)snprintf(
        yaml + at, sizeof yaml - at,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 10s, warmup: 2s, "
        "sample_interval: 0s}\n"
        "virtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
        "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ}, gb: {virtual_network: "
        "b, sku: VpnGw2AZ}}\n"
        "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"
        "links: {left--right: {latency: 5ms}}\n"
        "traffic: {t: {from: va, to: vb, app: bulk, receive_buffer: 100kB, start: "
        "1s}}\nconnections:\n");
    for (int i = 0; i < 2; i++)
        at += (size_t)snprintf(yaml + at, sizeof yaml - at,
                               "  %s: {type: Vnet2Vnet, from: g%c, to: g%c, shared_key: k%s}\n",
                               both[i], both[i][0], both[i][1], policy);
    simulate(&s, yaml);
    assert_int_equal(s.net->src[0]->tcp->mss, 1338);
    const struct tunnel_counters *t = &s.net->tunnel[0].sent, *back = &s.net->tunnel[1].sent;
    assert_true(t->packets > 1000 && back->packets > 500);
    assert_int_equal(t->bytes_inner, inner_bytes * t->packets);
    assert_int_equal(t->bytes_outer, outer_bytes * t->packets);
    assert_int_equal(back->bytes_outer, ack_outer_bytes * back->packets);
    assert_int_equal(t->fragments, 0);
    simulate_end(&s);
}

static void test_tcp_through_a_tunnel_to_the_byte(void **state)
{
    (void)state;
    check_tunnel("", 1390, 1444, 108);
    check_tunnel(
        ", ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, "
        "ipsec_encryption: AES256, "
        "ipsec_integrity: SHA256, pfs_group: None, sa_lifetime: 27000s, sa_data_size: 102400000KB}",
        1390, 1452, 124);
    check_tunnel(
        ", ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, "
        "ipsec_encryption: DES3, "
        "ipsec_integrity: SHA256, pfs_group: None, sa_lifetime: 27000s, sa_data_size: 102400000KB}",
        1390, 1444, 108);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tcp_throughput_is_window_over_rtt),
        cmocka_unit_test(test_tcp_sizes_to_the_byte),
        cmocka_unit_test(test_tcp_through_a_tunnel_to_the_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
