/*
 * Handshakes that do not succeed at once: into a tunnel that is not up yet, or past a security
 * group that looks at the protocol.
 */
#include "models/build.h"
#include "models/flow/tcp_flow.h"
#include "models/net/link_queue.h"
#include "tests/theory/simulate.h"

#define NETWORKS                                                                                   \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}},\n"                                                                             \
    "      peerings: {p: {remote_virtual_network: b}}}\n"                                          \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24%s}},\n"                                                                           \
    "      peerings: {p: {remote_virtual_network: a}}}\n"

static void run(struct simulation *s, int duration_s, const char *group, const char *rest)
{
    char yaml[4096];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, "
             "sample_interval: 0s}\nvirtual_networks:\n" NETWORKS "%s",
             duration_s, group, rest);
    simulate(s, yaml);
}

/* IKE takes some round trips; the first SYN, at 0 s, is lost, and the next goes a second later (RFC
 * 6298, 2.1), or after initial_rto. Its round trip is known by the time stamps; without them no
 * sample may be taken (Karn), and the time-out is 3 s for the data (RFC 6298, 5.7), or the longest.
 */
static void test_handshake_waits_for_the_tunnel(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 5s, "
                 "sample_interval: 0s}\nvirtual_networks:\n"
                 "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: "
                 "{address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
                 "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: "
                 "{address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
                 "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ, processing: "
                 "0us}, gb: {virtual_network: b, sku: VpnGw2AZ, processing: 0us}}\n"
                 "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: "
                 "{type: Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"
                 "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\nlinks: {left--right: "
                 "{latency: 35ms}}\n"
                 "traffic:\n  t: {from: va, to: vb, app: bulk, size: 1MB}\n"
                 "  u: {from: va, to: vb, app: request_response, transport: tcp, request_size: 1B, "
                 "response_size: 1B, think_time: 1h}\n"
                 "  v: {from: va, to: vb, app: request_response, transport: tcp, request_size: 1B, "
                 "response_size: 1B, think_time: 1h, timestamps: false, initial_rto: 2s}\n"
                 "  w: {from: va, to: vb, app: request_response, transport: tcp, request_size: 1B, "
                 "response_size: 1B, think_time: 1h, timestamps: false, max_rto: 2s}\n");
    struct tcp *c = s.net->src[0]->tcp;
    assert_in_range(c->established_at, SIM_S + 70 * SIM_MS, SIM_S + 71 * SIM_MS);
    assert_true(tcp_flow_done_at(s.net, 0) > c->established_at);
    c = s.net->src[1]->tcp;
    tcp_unfold(s.net->flow[1].src_region, c, s.net->duration); /* it is silent */
    assert_in_range(c->work->rto.srtt, 70 * SIM_MS, 71 * SIM_MS);
    assert_in_range(c->work->rto.rto, 270 * SIM_MS, 271 * SIM_MS);
    c = s.net->src[2]->tcp;
    assert_in_range(c->established_at, 2 * SIM_S + 70 * SIM_MS, 2 * SIM_S + 71 * SIM_MS);
    tcp_unfold(s.net->flow[2].src_region, c, s.net->duration);
    assert_int_equal(c->work->rto.srtt, 0);
    assert_int_equal(c->work->rto.rto, 3 * SIM_S);
    c = s.net->src[3]->tcp;
    tcp_unfold(s.net->flow[3].src_region, c, s.net->duration);
    assert_int_equal(c->work->rto.rto, 2 * SIM_S); /* the longest that there may be (2.5) */
    simulate_end(&s);
}

/* A security group that lets UDP in and no TCP: six more SYNs at 1, 3, 7, 15, 31 and 63 s, and at
 * 127 s the end (tcp_syn_retries 6). */
static void test_handshake_gives_up(void **state)
{
    struct simulation s;
    const char *rest = "network_security_groups: {n: {security_rules: {no: {priority: 100, "
                       "direction: Inbound, access: Deny, protocol: Tcp,\n"
                       "  source_address_prefix: '*', source_port_range: '*', "
                       "destination_address_prefix: '*', destination_port_range: '*'}}}}\n"
                       "virtual_machines: {va: {subnet: a/s%s}, vb: {subnet: b/s%s}}\nlinks: "
                       "{left--right: {latency: 35ms}}\n"
                       "traffic: {t: {from: va, to: vb, app: bulk}, u: {from: va, to: vb, app: "
                       "cbr, rate: 1Mbps, packet_size: 1000B}}\n";
    char text[2048];

    (void)state;
    snprintf(text, sizeof text, rest, "", "");
    run(&s, 130, ", network_security_group: n", text);
    assert_int_equal(network_flow_fwd(s.net, 0).offered, 7);
    assert_int_equal(network_flow_fwd(s.net, 0).dropped, 7);
    assert_int_equal(s.net->src[0]->tcp->state, TCP_ABORTED);
    assert_int_equal(tcp_flow_sum(s.net, 0).aborted, 1);
    assert_int_equal(network_flow_fwd(s.net, 1).dropped, 0);
    simulate_end(&s);
    snprintf(text, sizeof text, rest, ", os: windows", ""); /* four more: the end at 31 s */
    run(&s, 32, ", network_security_group: n", text);
    assert_int_equal(network_flow_fwd(s.net, 0).offered, 5);
    assert_int_equal(s.net->src[0]->tcp->state, TCP_ABORTED);
    simulate_end(&s);
}

#define BULK                                                                                       \
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\nlinks: {left--right: {latency: "    \
    "%s}}\ntraffic: {t: {from: va, to: vb, app: bulk%s}}\n"

static struct {
    unsigned most, syns; /* how many are lost; have come */
} g_syns; /* of the one network that is running: a link's sink has no argument for it */

static void lose_syns(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    const unsigned flags = r->segments.v[p->seq].flags;

    if (flags & SEGMENT_SYN && g_syns.syns++ < g_syns.most)
        link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
    else
        network_enter_vm(r, link, p, now);
}

/* Packets of the one flow that are sent until then, less than a round trip behind the handshake. */
static uint64_t first_flight(const char *latency, int duration_ms, const char *stamps,
                             unsigned lost, bool answers)
{
    struct simulation s;
    char yaml[4096], rest[1024];

    snprintf(rest, sizeof rest, BULK, latency, stamps);
    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %dms, "
             "sample_interval: 0s}\nvirtual_networks:\n" NETWORKS "%s",
             duration_ms, "", rest);
    simulate_build(&s, yaml);
    const struct flow *f = &s.net->flow[0];
    g_syns.most = lost;
    g_syns.syns = 0;
    s.net->vm[answers ? f->src_vm : f->dst_vm].in->sink = lose_syns;
    simulate_run(&s, 1);
    assert_int_equal(s.net->src[0]->tcp->state, TCP_ESTABLISHED);
    const uint64_t n = network_flow_fwd(s.net, 0).offered;
    simulate_end(&s);
    return n;
}

/* Three SYNs, at 0, 1 and 3 s, then the acknowledgment and the initial window, of ten segments: two
 * SYNs that are lost make it one (RFC 6928, 3). An answer that is late, at 3.2 s, is to the first
 * SYN, says its time stamp, and nothing was lost; without time stamps nobody knows. Answers that
 * are lost look the same to Linux, which echoes the stamp of the first SYN: three, of which one was
 * sent again by the other end's own clock. */
static void test_syns_sent_again_for_nothing(void **state)
{
    (void)state;
    assert_int_equal(first_flight("35ms", 3100, "", 2, false), 3 + 1 + 1);
    assert_int_equal(first_flight("35ms", 1100, "", 1, false), 2 + 1 + 10);
    assert_int_equal(first_flight("1600ms", 3300, "", 0, false), 3 + 1 + 10);
    assert_int_equal(first_flight("1600ms", 3300, ", timestamps: false", 0, false), 3 + 1 + 1);
    assert_int_equal(first_flight("35ms", 3100, "", 3, true), 3 + 1 + 10);
}

/* Over 1 Mbps a full segment takes 12 ms, a SYN less than 1 ms: the smallest round trip of either
 * end is the handshake's, unless nobody knows which SYN it answers (Karn); then it is the data's.
 */
static void check_least(const char *stamps, unsigned lost, sim_time_t least, sim_time_t most)
{
    struct simulation s;
    char yaml[4096];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 1600ms, "
             "sample_interval: 0s}\nvirtual_networks:\n" NETWORKS
             "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\nlinks: {left--right: "
             "{latency: 35ms, bandwidth: 1Mbps}}\ntraffic: {t: {from: va, to: vb, app: "
             "request_response, transport: tcp, request_size: 1400B, response_size: 1400B, "
             "think_time: 200ms%s}}\n",
             "", stamps);
    simulate_build(&s, yaml);
    g_syns.most = lost;
    g_syns.syns = 0;
    s.net->vm[s.net->flow[0].dst_vm].in->sink = lose_syns;
    simulate_run(&s, 1);
    struct tcp *end[] = {s.net->src[0]->tcp, s.net->dst[0]->tcp};
    for (int i = 0; i < 2; i++) {
        tcp_unfold(i == 0 ? s.net->flow[0].src_region : s.net->flow[0].dst_region, end[i],
                   s.net->duration); /* it is silent */
        if (i == 1 && lost > 0)      /* its answer was sent once */
            least = 70 * SIM_MS, most = 72 * SIM_MS;
        assert_in_range(end[i]->work->sender->rack.min_rtt, least, most);
    }
    simulate_end(&s);
}

static void test_the_smallest_round_trip_is_the_handshakes(void **state)
{
    (void)state;
    check_least("", 0, 70 * SIM_MS, 72 * SIM_MS);
    check_least("", 1, 70 * SIM_MS, 72 * SIM_MS);
    check_least(", timestamps: false", 0, 70 * SIM_MS, 72 * SIM_MS);
    check_least(", timestamps: false", 1, 81 * SIM_MS, SIM_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handshake_waits_for_the_tunnel),
        cmocka_unit_test(test_handshake_gives_up),
        cmocka_unit_test(test_syns_sent_again_for_nothing),
        cmocka_unit_test(test_the_smallest_round_trip_is_the_handshakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
