/*
 * Runs that end when their faults have settled (models/settle.h): they are the runs of just that
 * duration, whatever counts in them; they end settled_for after all is over, to the second; and
 * never while something is still to come.
 */
#include "tests/theory/simulate.h"

#include "models/control/control.h"
#include "models/control/session.h"
#include "models/net/link.h"
#include "models/vpn/tunnel.h"
#include "models/watch.h"

#define CLOUD                                                                                      \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "    \
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.1.255.0/27}}}\n"                                                                           \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.2.255.0/27}}}\n"                                                                           \
    "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw1AZ, limits: {tunnel: "       \
    "30Mbps}}\n  gb: {virtual_network: b, sku: VpnGw1AZ, "                                         \
    "enable_bgp: true, bgp_settings: {asn: 65010}}\n"                                              \
    "local_network_gateways: {l: {gateway_ip_address: 198.51.100.21, bgp_settings: {asn: 65020, "  \
    "bgp_peering_address: 172.20.0.1}}}\n"                                                         \
    "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: {type: "        \
    "Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"                                                \
    "  bl: {type: IPsec, from: gb, to: l, shared_key: k, enable_bgp: true}\n"                      \
    "on_premises_sites:\n  hq: {near: northeurope, address_prefixes: [172.20.0.0/16], bandwidth: " \
    "10Mbps, latency: 5ms, hosts: {h: {}}, devices: "                                              \
    "{fw: {public_ip: 198.51.100.21, bgp_settings: {asn: 65020, bgp_peering_address: "             \
    "172.20.0.1}}}}\n"                                                                             \
    "virtual_machines:\n  va: {subnet: a/s, zone: 1}\n  vb: {subnet: b/s, service_time: "          \
    "{distribution: exponential, mean: 5ms}}\n"                                                    \
    "links: {westeurope--northeurope: {bandwidth: 20Mbps, queue: {discipline: codel, limit: "      \
    "300kB}}}\n"                                                                                   \
    "traffic:\n  bulk: {from: va, to: vb, app: bulk, receive_buffer: 200kB}\n  load: {from: vb, "  \
    "to: h, app: poisson, rate: 12Mbps, packet_size: 1000B}\n"                                     \
    "  ask: {from: va, to: vb, app: request_response, transport: tcp, request_size: 200B, "        \
    "response_size: 2kB, think_time: 30ms}\n"                                                      \
    "  bursts: {from: va, to: vb, app: on_off, rate: 2Mbps, packet_size: 500B, on: "               \
    "{distribution: exponential, mean: 1s}, off: {distribution: "                                  \
    "exponential, mean: 2s}}\n  beat: {from: va, to: h, app: ping, interval: 3s}\n"

static void run(struct simulation *s, const char *duration, const char *settled_for,
                const char *faults, unsigned threads)
{
    static char text[8192];

    assert_true((size_t)snprintf(text, sizeof text,
                                 "vnetsim: 1\nsimulation: {duration: %s, warmup: 3s, settled_for: "
                                 "%s, probe_interval: 10ms}\n" CLOUD "%s",
                                 duration, settled_for, faults) < sizeof text);
    simulate_threads(s, text, threads);
}

static void assert_same(const struct simulation *x, const struct simulation *y)
{
    assert_int_equal(network_fingerprint(x->net), network_fingerprint(y->net));
    for (size_t i = 0; i < x->net->n_links; i++) {
        const struct link *a = x->net->link[i], *b = y->net->link[i];
        assert_int_equal(a->count.packets, b->count.packets);
        assert_int_equal(a->count.bytes, b->count.bytes);
        assert_int_equal(a->count.busy_dur, b->count.busy_dur);
        assert_int_equal(a->count.wait_dur, b->count.wait_dur);
        assert_true(a->count.waiting_byte_ps == b->count.waiting_byte_ps);
    }
    for (size_t i = 0; i < x->net->n_tunnels; i++) {
        const struct tunnel *a = &x->net->tunnel[i], *b = &y->net->tunnel[i];
        assert_int_equal(a->out.own.busy_dur, b->out.own.busy_dur);
        assert_int_equal(a->in.own.busy_dur, b->in.own.busy_dur);
    }
    for (size_t i = 0; i < x->net->n_gateways; i++)
        for (int way = 0; way < GATEWAY_WAYS; way++)
            assert_int_equal(x->net->gateway[i].instance[0].aggregate[way].busy_dur,
                             y->net->gateway[i].instance[0].aggregate[way].busy_dur);
    for (size_t i = 0; i < x->net->n_flows + x->net->n_probes; i++) {
        const struct watch_flow *a = &x->net->watch->flow[i], *b = &y->net->watch->flow[i];
        assert_int_equal(a->outage, b->outage);
        assert_int_equal(a->outage_at, b->outage_at);
        assert_int_equal(a->lasts, b->lasts);
    }
    for (size_t r = 0; r < x->net->n_regions; r++)
        assert_int_equal(x->net->log[r].n, y->net->log[r].n);
}

static const char *const faults[] = {
    "faults: {f: {at: 20s, gateway: ga, kind: planned_failover}}\n",
    "faults: {f: {at: 20s, link: westeurope--northeurope, kind: down, for: 7s}, g: {at: 24s, "
    "uplink: hq, kind: down, for: 10s}}\n",
    "faults: {f: {at: 21s, bgp_session: bl, kind: reset}}\n",
    "faults: {f: {at: 20500ms, tunnel: ab, kind: reset}, g: {at: 60s, tunnel: bl, kind: down, for: "
    "2s}}\n",
    "faults: {f: {at: 20s, zone: westeurope/1, kind: down, for: 5s}}\n",
};

static void test_early_ends_change_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct simulation early, threads, fixed;
        char duration[32];

        run(&early, "400s", "10s", faults[i], 1);
        assert_true(early.net->duration < 120 * SIM_S);
        (void)snprintf(duration, sizeof duration, "%.17gs", sim_time_s(early.net->duration));
        run(&fixed, duration, "0s", faults[i], 1);
        assert_int_equal(fixed.net->duration, early.net->duration);
        assert_same(&early, &fixed);
        run(&threads, "400s", "10s", faults[i], 2);
        assert_int_equal(threads.net->duration, early.net->duration);
        assert_same(&early, &threads);
        simulate_end(&early);
        simulate_end(&threads);
        simulate_end(&fixed);
    }
}

static double end_s(const char *settled_for, const char *f)
{
    struct simulation s;

    run(&s, "150s", settled_for, f, 1);
    const double end = sim_time_s(s.net->duration);
    simulate_end(&s);
    return end;
}

/* The link is back at 30 s; time-outs of TCP that have doubled meanwhile are over 10 s later, and
 * it is looked at each second. */
static void test_ends_when_calm(void **state)
{
    const char *const cut =
        "faults: {f: {at: 20s, link: westeurope--northeurope, kind: down, for: 10s}}\n";
    const double a = end_s("5s", cut), b = end_s("25s", cut);

    (void)state;
    assert_true(a >= 35 && a <= 46);
    assert_true(b == a + 20);
}

static void test_does_not_end_early(void **state)
{
    (void)state;
    assert_true(end_s("5s", "") == 150);        /* nothing breaks */
    assert_true(end_s("0s", faults[0]) == 150); /* it is not asked for */
    assert_true(end_s("5s", "faults: {f: {at: 20s, uplink: hq, kind: down}}\n") ==
                150); /* it does not end */
    assert_true(end_s("5s", "faults: {f: {at: 20s, tunnel: bl, kind: reset}, g: {at: 100s, tunnel: "
                            "ab, kind: reset}}\n") >= 105); /* one is to come */
    assert_true(end_s("5s", "faults: {f: {at: 20s, device: fw, kind: down, for: 60s}}\n") >=
                85); /* and detected late: sessions are to come */
}

/* The line is back at 215 s, when the gateway's KEEPALIVE of 120 s, which it has repeated at 183 s,
 * is to be repeated at 247 s only: its device's hold timer, which has heard that of 60 s, expires
 * before. Nobody else has noticed anything. */
static void test_does_not_forget_a_hold_timer(void **state)
{
    struct simulation s;

    (void)state;
    simulate(
        &s,
        "vnetsim: 1\nsimulation: {duration: 400s, settled_for: 20s}\n"
        "virtual_networks: {a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {s: "
        "{address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}}\n"
        "virtual_network_gateways: {gw: {virtual_network: a, sku: VpnGw1AZ, enable_bgp: true, "
        "bgp_settings: {asn: 65010}}}\n"
        "local_network_gateways: {l: {gateway_ip_address: 198.51.100.21, bgp_settings: {asn: "
        "65020, bgp_peering_address: 172.20.0.1}}}\n"
        "connections: {c: {type: IPsec, from: gw, to: l, shared_key: k, enable_bgp: true, "
        "dpd_timeout: 1h}}\n"
        "on_premises_sites: {hq: {near: westeurope, address_prefixes: [172.20.0.0/16], bandwidth: "
        "10Mbps, latency: 5ms, hosts: {h: {}}, devices: {fw: {public_ip: 198.51.100.21, "
        "dpd_timeout: 1h, bgp_settings: {asn: 65020, bgp_peering_address: 172.20.0.1}}}}}\n"
        "virtual_machines: {va: {subnet: a/s}}\n"
        "traffic: {beat: {from: va, to: h, app: ping, interval: 100ms}}\n"
        "faults: {f: {at: 62s, uplink: hq, kind: down, for: 153s}}\n");
    assert_true(sim_time_s(s.net->duration) >= 260 && sim_time_s(s.net->duration) < 300);
    for (size_t i = 0; i < s.net->n_tunnels; i++)
        assert_int_equal(s.net->control->session[i]->state, SESSION_ESTABLISHED);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_early_ends_change_nothing),
        cmocka_unit_test(test_ends_when_calm),
        cmocka_unit_test(test_does_not_end_early),
        cmocka_unit_test(test_does_not_forget_a_hold_timer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
