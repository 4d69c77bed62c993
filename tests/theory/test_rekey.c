/*
 * The life of SAs (models/vpn/rekey.h): by time, by volume, by the shorter of two lives, two ends
 * at once, PFS groups that differ, main modes of IKEv1; at instants that follow from the scenario,
 * the same for any number of threads, and with not one packet lost where the platform replaces in
 * place (VPN Gateway FAQ, 2026-06-04; RFC 7296, 2.8).
 */
#include "tests/theory/simulate.h"

#include "models/vpn/tunnel.h"

#define POLICY(pfs, life, size)                                                                    \
    "ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, "          \
    "ipsec_encryption: GCMAES256, ipsec_integrity: "                                               \
    "GCMAES256, pfs_group: " pfs ", sa_lifetime: " life ", sa_data_size: " size "}"
#define YAML(duration, seed, a, b, latency, traffic)                                               \
    "vnetsim: 1\nsimulation: {duration: " duration                                                 \
    ", warmup: 0s, sample_interval: 0s, seed: " seed "}\n"                                         \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                                           \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"                                           \
    "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw5AZ, processing: 0ms}\n"      \
    "  gb: {virtual_network: b, sku: VpnGw5AZ, processing: 0ms}\n"                                 \
    "links: {inter_region: {latency: " latency "}}\n"                                              \
    "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, " a "}\n"              \
    "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k, " b "}\n"                            \
    "virtual_machines:\n  va: {subnet: a/s}\n  vb: {subnet: b/s}\n"                                \
    "traffic:\n  t: {from: va, to: vb, " traffic ", start: 2s}\n"
#define SAME(duration, seed, policy, latency, traffic)                                             \
    YAML(duration, seed, policy, policy, latency, traffic)
#define FIXED "{distribution: fixed, base: 35ms}"

#define SITE(gateway, protocol, duration, traffic)                                                 \
    "vnetsim: 1\nsimulation: {duration: " duration ", warmup: 0s, sample_interval: 0s}\n"          \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                                           \
    "virtual_network_gateways: {gw: {virtual_network: a, " gateway "}}\n"                          \
    "local_network_gateways: {lng: {endpoint: site, address_prefixes: [192.168.0.0/16]}}\n"        \
    "connections: {c: {type: IPsec, from: gw, to: lng, shared_key: k" protocol "}}\n"              \
    "on_premises_sites: {site: {near: westus2, address_prefixes: [192.168.0.0/16], bandwidth: "    \
    "1Gbps, latency: 5ms, vpn_throughput: "                                                        \
    "1Gbps, hosts: {h: {count: 1}}}}\n"                                                            \
    "virtual_machines: {va: {subnet: a/s}}\n"                                                      \
    "traffic:\n" traffic

#define DEVICE_SITE                                                                                \
    "vnetsim: 1\nsimulation: {duration: 30000s, warmup: 0s, sample_interval: 0s}\n"                \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                                           \
    "virtual_network_gateways: {gw: {virtual_network: a, sku: VpnGw1AZ}}\n"                        \
    "local_network_gateways: {lng: {endpoint: site, address_prefixes: [192.168.0.0/16]}}\n"        \
    "connections: {c: {type: IPsec, from: gw, to: lng, shared_key: k}}\n"                          \
    "on_premises_sites: {site: {near: westus2, address_prefixes: [192.168.0.0/16], bandwidth: "    \
    "1Gbps, latency: 5ms, vpn_throughput: 1Gbps, "                                                 \
    "devices: {d: {ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: "       \
    "DHGroup2, ipsec_encryption: AES256, "                                                         \
    "ipsec_integrity: SHA256, pfs_group: PFS2048, sa_lifetime: %s, sa_data_size: 102400000KB}}}, " \
    "hosts: {h: {count: 1}}}}\n"                                                                   \
    "virtual_machines: {va: {subnet: a/s}}\n"                                                      \
    "traffic:\n  t: {from: va, to: h, app: ping, interval: 1s, start: 2s}\n"

enum { EVENTS_MOST = 400 };
struct seen { /* of one kind of event, at one end */
    sim_time_t at[EVENTS_MOST];
    const char *detail[EVENTS_MOST];
    size_t n;
};

static struct seen find(const struct network *n, const char *name, const char *event)
{
    struct seen s = {.n = 0};

    for (size_t r = 0; r < n->n_regions; r++)
        for (size_t i = 0; i < n->log[r].n; i++) {
            const struct control_event *e = &n->log[r].v[i];
            if (strcmp(e->name, name) != 0 || strcmp(e->event, event) != 0)
                continue;
            assert_in_range(s.n, 0, EVENTS_MOST - 1);
            s.at[s.n] = e->at;
            s.detail[s.n++] = e->detail;
        }
    return s;
}

static uint64_t lost(const struct network *n)
{
    return network_flow_fwd(n, 0).dropped + network_flow_rev(n, 0).dropped;
}

/* Begun between life x (1 - 2 m) and life x (1 - m) after it was made, m = 1 - 1/1.1 (assumed:
 * strongSwan's defaults). */
static void assert_in_margin(sim_time_t life, sim_time_t dur)
{
    assert_in_range(dur, life / 11 * 9, life / 11 * 10 + 100);
}

static void test_rekey_by_time_loses_nothing(void **state)
{
    struct simulation s;
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        simulate_threads(&s,
                         SAME("2000s", "1", POLICY("PFS2048", "300s", "102400000KB"), FIXED,
                              "app: ping, interval: 5ms"),
                         threads);
        assert_int_equal(lost(s.net), 0);
        uint64_t n = 0;
        sim_time_t since[2] = {s.net->tunnel[0].up_at, s.net->tunnel[1].up_at};
        const char *const name[] = {"ab", "ba"};
        for (int end = 0; end < 2; end++) {
            const struct seen start = find(s.net, name[end], "child_rekey_start");
            n += start.n;
            for (size_t i = 0; i < start.n; i++)
                assert_string_equal(start.detail[i], "sa_lifetime");
        }
        const struct seen a = find(s.net, "ab", "child_sa_rekeyed"),
                          b = find(s.net, "ba", "child_sa_rekeyed");
        assert_in_range(a.n, 2000 / 273 - 1, 2000 / 245);
        assert_int_equal(a.n, b.n);
        assert_int_equal(a.n, n);
        assert_int_equal(s.net->tunnel[0].rekeys, a.n);
        assert_int_equal(s.net->tunnel[1].rekeys, a.n);
        for (size_t i = 0; i < a.n; i++) { /* no SA lived beyond what either end allows, less the
                                              margin and with one round trip */
            assert_in_range(a.at[i] - (i > 0 ? a.at[i - 1] : since[0]), 300 * SIM_S / 11 * 9,
                            300 * SIM_S / 11 * 10 + 250 * SIM_MS);
            assert_in_range(a.at[i] > b.at[i] ? a.at[i] - b.at[i] : b.at[i] - a.at[i], 35 * SIM_MS,
                            36 * SIM_MS); /* deleted one way later */
        }
        assert_int_equal(find(s.net, "ab", "down").n + find(s.net, "ba", "down").n, 0);
        simulate_end(&s);
    }
}

static void test_rekey_is_begun_by_the_shorter_life(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, YAML("3000s", "1", POLICY("None", "900s", "102400000KB"),
                      POLICY("None", "400s", "102400000KB"), FIXED, "app: ping, interval: 100ms"));
    const struct seen start = find(s.net, "ba", "child_rekey_start"),
                      made = find(s.net, "ba", "child_sa_rekeyed");
    assert_int_equal(find(s.net, "ab", "child_rekey_start").n, 0);
    assert_in_range(start.n, 3000 / 364, 3000 / 327);
    for (size_t i = 0; i < start.n; i++) {
        assert_in_margin(400 * SIM_S,
                         start.at[i] - (i > 0 ? made.at[i - 1] : s.net->tunnel[1].up_at));
        assert_in_range(made.at[i] - start.at[i], 70 * SIM_MS, 71 * SIM_MS); /* one round trip */
    }
    assert_int_equal(lost(s.net), 0);
    simulate_end(&s);
}

/*
 * At 1 Gbps 102,400,000 KB of 1,024 B last 839 s of ESP packets; here a hundredth of a thousandth
 * of both. A packet of 1,400 bytes is one of 1,456 (GCMAES256). The volume counts the end that
 * mostly receives, too: of the two, the one with the smaller figure begins.
 */
static void test_rekey_by_volume(void **state)
{
    static const char *const yaml[] = {YAML("60s", "1", POLICY("None", "27000s", "4096KB"),
                                            POLICY("None", "27000s", "102400000KB"), FIXED,
                                            "app: cbr, rate: 5Mbps, packet_size: 1400B"),
                                       YAML("60s", "1", POLICY("None", "27000s", "102400000KB"),
                                            POLICY("None", "27000s", "4096KB"), FIXED,
                                            "app: cbr, rate: 5Mbps, packet_size: 1400B")};
    const double life = 4096.0 * 1024 / (5e6 / 8 * 1456 / 1400); /* s of the whole volume: 6.45 */
    struct simulation s;
    (void)state;
    for (int end = 0; end < 2; end++) {
        simulate(&s, yaml[end]);
        const char *name = end == 0 ? "ab" : "ba";
        const struct seen start = find(s.net, name, "child_rekey_start"),
                          made = find(s.net, name, "child_sa_rekeyed");
        assert_int_equal(find(s.net, end == 0 ? "ba" : "ab", "child_rekey_start").n, 0);
        assert_in_range(start.n, (int)(58 / (life * 10 / 11 + 0.08)), (int)(58 / (life * 9 / 11)));
        for (size_t i = 1; i < start.n; i++) {
            const double s_of = sim_time_s(start.at[i] - made.at[i - 1]);
            assert_string_equal(start.detail[i], "sa_data_size");
            assert_true(s_of > life * 9 / 11 - 0.005 &&
                        s_of < life * 10 / 11 + 0.005); /* two packets: 4.5 ms */
        }
        assert_int_equal(lost(s.net), 0);
        assert_int_equal(s.net->tunnel[0].rekeys, made.n);
        simulate_end(&s);
    }
}

/* A volume that is used up within less than the margin and a round trip ends before the new SA is
 * there: the tunnel falls. */
static void test_rekey_too_late_for_the_volume(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, SAME("20s", "1", POLICY("None", "27000s", "1024KB"), FIXED,
                      "app: cbr, rate: 100Mbps, packet_size: 1400B"));
    assert_true(find(s.net, "ab", "down").n > 0);
    assert_string_equal(find(s.net, "ab", "sa_expired").detail[0], "sa_data_size");
    assert_true(lost(s.net) > 0);
    simulate_end(&s);
}

/*
 * Two ends whose clocks are within one way of each other begin at once. The same packets flow both
 * ways, so that both volumes come to an end together: the nonces decide which SA is kept, each time
 * for the same one at both ends, in the long run for either.
 */
static void test_rekey_of_both_ends_at_once(void **state)
{
    struct simulation s;
    size_t collisions = 0, own = 0;
    (void)state;
    for (int seed = 1; seed <= 24; seed++) {
        char yaml[4096];
        (void)snprintf(yaml, sizeof yaml,
                       SAME("300s", "%d", POLICY("None", "27000s", "1024KB"),
                            "{distribution: fixed, base: 300ms}", "app: ping, interval: 2ms"),
                       seed);
        simulate_threads(&s, yaml, 1 + (unsigned)seed % 2);
        const struct seen a = find(s.net, "ab", "rekey_collision"),
                          b = find(s.net, "ba", "rekey_collision");
        for (size_t i = 0; i < a.n && i < b.n;
             i++) { /* of the last one an end may not have heard yet */
            assert_string_not_equal(a.detail[i], b.detail[i]);
            own += strcmp(a.detail[i], "this end's is kept") == 0;
            collisions++;
        }
        assert_int_equal(lost(s.net), 0);
        assert_in_range(s.net->tunnel[0].rekeys + 1 - s.net->tunnel[1].rekeys, 0,
                        2); /* one may be under way */
        simulate_end(&s);
    }
    print_message("           %zu collisions, %zu kept at ab\n", collisions, own);
    assert_true(collisions >= 12);
    /* Four nonces, two an exchange: even chances. Beyond 4 standard deviations of a fair coin: 1 in
     * 16,000. */
    assert_true(fabs((double)own - (double)collisions / 2) < 2 * sqrt((double)collisions));
}

/* The request, its answer, the deletion: whatever is lost is repeated, and done once. */
static void test_rekey_over_a_lossy_path(void **state)
{
    struct simulation s;
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        simulate_threads(&s,
                         SAME("20000s", "3", POLICY("None", "300s", "102400000KB"),
                              FIXED ", loss: {model: bernoulli, p: 30%}",
                              "app: ping, interval: 1s"),
                         threads);
        const struct tunnel *a = &s.net->tunnel[0], *b = a->reverse;
        assert_true(a->up && b->up);
        assert_in_range(a->rekeys, 20000 / 300, 20000 / 245);
        assert_in_range(a->rekeys + 1 - b->rekeys, 0, 2);
        assert_int_equal(a->rekey.child + (a->rekeys < b->rekeys),
                         b->rekey.child + (b->rekeys < a->rekeys));
        assert_int_equal(find(s.net, "ab", "down").n, 0);
        simulate_end(&s);
    }
}

/* The first child SA comes up without a group (RFC 7296, 1.2); its rekeying is refused (1.3), and
 * it ends after its whole life. */
static void test_rekey_with_other_pfs_groups(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, YAML("1000s", "1", POLICY("PFS2048", "300s", "102400000KB"),
                      POLICY("None", "27000s", "102400000KB"), FIXED, "app: ping, interval: 10ms"));
    const struct seen failed = find(s.net, "ab", "rekey_failed"), down = find(s.net, "ab", "down"),
                      up = find(s.net, "ab", "up");
    assert_int_equal(failed.n, 3);
    assert_int_equal(down.n, 3);
    assert_int_equal(up.n, 4);
    assert_int_equal(s.net->tunnel[0].rekeys, 0);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(down.at[i] - up.at[i], 300 * SIM_S);
        assert_in_range(up.at[i + 1] - down.at[i], 140 * SIM_MS,
                        250 * SIM_MS); /* two round trips, half a one for whose attempt is kept */
    }
    /* Down for that long, and the packets of 10 ms that came meanwhile at either end. */
    assert_in_range(network_flow_fwd(s.net, 0).dropped, 3 * 14, 3 * 25 + 3 * 4);
    simulate_end(&s);
}

/*
 * A gateway without a policy asks for no group and, asked, takes 14 with AES256/SHA256 (About VPN
 * devices, 2023-10-06); a device that wants one refuses to do without. So it depends on who begins:
 * the end with the shorter life.
 */
static void test_rekey_of_a_device_that_wants_a_group(void **state)
{
    static const char *const life[] = {"20000s", "100000s"};
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct simulation s;
        char yaml[4096];
        (void)snprintf(yaml, sizeof yaml, DEVICE_SITE, life[k]);
        simulate(&s, yaml);
        const struct seen failed = find(s.net, "c", "rekey_failed"),
                          down = find(s.net, "c", "down"),
                          made = find(s.net, "c", "child_sa_rekeyed");
        assert_int_equal(failed.n, k);
        assert_int_equal(down.n, k);
        assert_int_equal(made.n, 1 - k);
        if (k == 1) {
            assert_string_equal(find(s.net, "c", "sa_expired").detail[0], "sa_lifetime");
            assert_int_equal(down.at[0] - find(s.net, "c", "up").at[0], 27000 * SIM_S);
        }
        simulate_end(&s);
    }
}

static void test_ike_sa_is_rekeyed_in_place(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, YAML("100000s", "1", "connection_mode: Default", "connection_mode: ResponderOnly",
                      FIXED, "app: ping, interval: 10s"));
    const struct seen a = find(s.net, "ab", "ike_sa_rekeyed"),
                      b = find(s.net, "ba", "ike_sa_rekeyed");
    assert_in_range(a.n, 100000 / 26182, 100000 / 23563);
    assert_int_equal(a.n, b.n);
    for (size_t i = 0; i < a.n; i++)
        assert_in_range(a.at[i] - (i > 0 ? a.at[i - 1] : s.net->tunnel[0].up_at),
                        28800 * SIM_S / 11 * 9 - SIM_S, 28800 * SIM_S / 11 * 10 + SIM_S);
    assert_int_equal(lost(s.net), 0);
    assert_true(s.net->tunnel[0].rekey.is_initiator != s.net->tunnel[1].rekey.is_initiator);
    assert_int_equal(s.net->tunnel[0].rekey.sa, s.net->tunnel[1].rekey.sa);
    simulate_end(&s);
}

/* Each main mode ends after 28,800 s, and each time traffic is cut for 0 to 5 s (VPN Gateway FAQ,
 * 2026-06-04). */
static void test_ikev1_is_cut(void **state)
{
    struct simulation s;
    sim_time_t sum = 0;
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        simulate_threads(&s,
                         SITE("sku: VpnGw1AZ", ", ike_protocol: IKEv1", "150000s",
                              "  t: {from: va, to: h, app: ping, interval: 100s, start: 2s}\n"),
                         threads);
        const struct seen down = find(s.net, "c", "down"), up = find(s.net, "c", "up");
        assert_int_equal(down.n, 5);
        assert_int_equal(up.n, 6);
        sum = 0;
        for (size_t i = 0; i < down.n; i++) {
            assert_in_range(down.at[i] - up.at[i], 28800 * SIM_S - 50 * SIM_MS, 28800 * SIM_S);
            assert_in_range(up.at[i + 1] - down.at[i], 0, 5 * SIM_S + 50 * SIM_MS);
            sum += up.at[i + 1] - down.at[i];
        }
        assert_true(find(s.net, "c", "child_sa_rekeyed").n >=
                    5); /* quick mode is replaced in place */
        simulate_end(&s);
    }
    print_message("           cut for %.2f s on average\n", sim_time_s(sum) / 5);
    assert_true(sum > SIM_S / 2);
}

/* Idle for 300 s: down. A packet wakes it, and those of the exchange's time are lost. */
static void test_policy_based_gateway_falls_idle(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, SITE("sku: Basic, vpn_type: PolicyBased", "", "1000s",
                      "  t: {from: va, to: h, app: cbr, rate: 1Mbps, packet_size: 1250B, start: "
                      "2s, stop: 10s}\n"
                      "  u: {from: va, to: h, app: cbr, rate: 1Mbps, packet_size: 1250B, start: "
                      "600s, stop: 601s}\n"));
    const struct seen down = find(s.net, "c", "down"), up = find(s.net, "c", "up"),
                      wake = find(s.net, "c", "wake");
    assert_int_equal(down.n, 2);
    assert_int_equal(up.n, 2);
    assert_int_equal(wake.n, 1);
    assert_string_equal(down.detail[0], "idle");
    assert_in_range(down.at[0], 309900 * SIM_MS,
                    310 * SIM_S); /* the last packet of every 10 ms, sent before 10 s */
    assert_in_range(down.at[1], 900900 * SIM_MS, 901 * SIM_S);
    assert_in_range(wake.at[0], 600 * SIM_S, 600100 * SIM_MS);
    const uint64_t lost_packets = network_flow_fwd(s.net, 1).dropped,
                   exchange = (uint64_t)(up.at[1] - wake.at[0]) / (10 * SIM_MS);
    assert_in_range(lost_packets, exchange, exchange + 1);
    assert_int_equal(network_flow_fwd(s.net, 0).dropped, 0);
    simulate_end(&s);
}

/* SAs that cannot be replaced come to their ends at nearly the same time, and what the two ends ask
 * for crosses behind a queue, longer than the way without it: one of the attempts is kept, within
 * two round trips and the queue's wait, at most 0.16 s (200 kB at 10 Mbps) in each. Neither end
 * tries again, and none is found to have begun anew. */
static void test_rekey_attempts_may_cross_behind_a_queue(void **state)
{
#define QUEUE(seed, limit)                                                                         \
    YAML("620s", seed, POLICY("PFS2048", "300s", "102400000KB"),                                   \
         POLICY("None", "300s", "102400000KB"),                                                    \
         FIXED ", bandwidth: 10Mbps, queue: {limit: " limit "}", "app: bulk")
    static const char *const scenario[] = {QUEUE("1", "30kB"), QUEUE("2", "60kB"),
                                           QUEUE("1", "100kB"), QUEUE("3", "200kB")};

    (void)state;
    for (size_t i = 0; i < sizeof scenario / sizeof *scenario; i++) {
        struct simulation s;
        simulate(&s, scenario[i]);
        static const char *const name[] = {"ab", "ba"};
        for (int end = 0; end < 2; end++) {
            const struct seen up = find(s.net, name[end], "up"),
                              down = find(s.net, name[end], "down");
            assert_int_equal(down.n, 2);
            assert_int_equal(up.n, 3);
            for (size_t n = 0; n < down.n; n++)
                assert_in_range(up.at[n + 1] - down.at[n], 70 * SIM_MS,
                                2 * 70 * SIM_MS + 2 * 160 * SIM_MS);
            assert_int_equal(find(s.net, name[end], "ike_retry").n, 0);
            assert_int_equal(find(s.net, name[end], "replaced").n, 0);
        }
        simulate_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rekey_by_time_loses_nothing),
        cmocka_unit_test(test_rekey_is_begun_by_the_shorter_life),
        cmocka_unit_test(test_rekey_by_volume),
        cmocka_unit_test(test_rekey_too_late_for_the_volume),
        cmocka_unit_test(test_rekey_of_both_ends_at_once),
        cmocka_unit_test(test_rekey_over_a_lossy_path),
        cmocka_unit_test(test_rekey_with_other_pfs_groups),
        cmocka_unit_test(test_rekey_of_a_device_that_wants_a_group),
        cmocka_unit_test(test_ike_sa_is_rekeyed_in_place),
        cmocka_unit_test(test_ikev1_is_cut),
        cmocka_unit_test(test_policy_based_gateway_falls_idle),
        cmocka_unit_test(test_rekey_attempts_may_cross_behind_a_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
