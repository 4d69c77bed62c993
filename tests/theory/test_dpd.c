/*
 * A tunnel whose peer falls silent: noticed between dpd_timeout and dpd_timeout + interval (a third
 * of it) after the silence began and the last packet on its way had come (models/vpn/tunnel.h), up
 * again with the next try after the peer has come back, the same for every number of threads. Where
 * a device has none, its SAs last to their end (RFC 7296, 2.4: it is not mandatory).
 */
#include "tests/theory/simulate.h"

#include "models/vpn/tunnel.h"

#define YAML(mode, stop) YAML_OF(mode, stop, "9s")
#define YAML_OF(mode, stop, dpd)                                                                   \
    "vnetsim: 1\nsimulation: {duration: 100s, sample_interval: 0s}\n"                              \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                                           \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"                                           \
    "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw1AZ}\n  gb: "                 \
    "{virtual_network: b, sku: VpnGw1AZ}\n"                                                        \
    "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, dpd_timeout: " dpd     \
    "}\n"                                                                                          \
    "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k, dpd_timeout: " dpd ", "              \
    "connection_mode: " mode "}\n"                                                                 \
    "virtual_machines:\n  va: {subnet: a/s}\n  vb: {subnet: b/s}\n"                                \
    "traffic:\n  t: {from: va, to: vb, app: ping, interval: 100ms, stop: " stop "}\n"

struct outage {
    struct tunnel_watch watch;
    sim_time_t first_up_at, down_at, up_at, dur;
    int n_down;
};

static void changed(void *arg, struct region *r, struct tunnel *t, bool up, sim_time_t now)
{
    struct outage *o = arg;
    (void)r;
    (void)t;
    if (up && o->n_down == 0)
        o->first_up_at = now;
    if (up) {
        o->up_at = now;
    } else {
        o->down_at = now;
        o->n_down++;
    }
}

/* The far end is silent from cut_at to restore_at. */
static struct outage run(const char *yaml, sim_time_t cut_at, sim_time_t restore_at,
                         unsigned threads, uint64_t *fingerprint)
{
    struct simulation s;
    struct outage o = {.watch = {.changed = changed}};
    char text[4096];

    assert_true((size_t)snprintf(text, sizeof text,
                                 "%sfaults: {f: {at: %gs, connection: ba, kind: down, for: "
                                 "%gs}}\n",
                                 yaml, sim_time_s(cut_at),
                                 sim_time_s(restore_at - cut_at)) < sizeof text);
    simulate_build(&s, text);
    o.watch.arg = &o;
    struct tunnel *here = &s.net->tunnel[0];
    tunnel_watch_add(here, &o.watch);
    simulate_run(&s, threads);
    *fingerprint = network_fingerprint(s.net);
    assert_true(here->up && here->reverse->up);
    o.dur = tunnel_down_dur(here, 0, s.net->duration);
    simulate_end(&s);
    return o;
}

static void test_dpd_notices_within_its_bounds(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        uint64_t one, two;
        const char *yaml =
            i % 2 ? YAML("ResponderOnly", "15s") : YAML("ResponderOnly", "100s"); /* idle, or not */
        const sim_time_t cut_at = 20 * SIM_S + i * 700 * SIM_MS;
        struct outage o = run(yaml, cut_at, 60 * SIM_S, 1, &one);
        print_message("           silent for %.3f s when noticed, up %.3f s after the return\n",
                      sim_time_s(o.down_at - cut_at), sim_time_s(o.up_at - 60 * SIM_S));
        assert_int_equal(o.n_down, 1);
        assert_in_range(o.down_at - cut_at, 9 * SIM_S,
                        12 * SIM_S + 100 * SIM_MS);          /* 100 ms: what was on its way */
        assert_in_range(o.up_at - 60 * SIM_S, 0, 5 * SIM_S); /* it retries every 4 s */
        assert_int_equal(o.dur, o.first_up_at + o.up_at - o.down_at);
        for (unsigned threads = 2; threads <= 4; threads *= 2) {
            run(yaml, cut_at, 60 * SIM_S, threads, &two);
            assert_int_equal(one, two);
        }
    }
}

/* Back before the timeout and allowed to start: its attempt replaces the SAs, and this end was
 * down for that instant. */
static void test_dpd_is_forestalled_by_a_new_start(void **state)
{
    uint64_t one;
    struct outage o;
    (void)state;
    o = run(YAML("Default", "100s"), 20 * SIM_S, 25 * SIM_S, 1, &one);
    assert_int_equal(o.n_down, 1);
    assert_int_equal(o.up_at, o.down_at);
    assert_int_equal(o.dur, o.first_up_at);
}

/* Idle at both ends, and the way between them is away for less than dpd_timeout: what was asked
 * meanwhile is asked again until it is answered, and nobody gives up. */
static void test_dpd_asks_until_it_is_answered(void **state)
{
    (void)state;
    for (int i = 0; i < 15; i++) {
        struct simulation s;
        struct outage o = {.watch = {.changed = changed}};
        char text[4096];

        (void)snprintf(
            text, sizeof text,
            "%sfaults: {f: {at: %ds, link: westus--northeurope, kind: down, for: 40s}}\n",
            YAML_OF("Default", "5s", "45s"), 20 + i);
        simulate_build(&s, text);
        o.watch.arg = &o;
        tunnel_watch_add(&s.net->tunnel[0], &o.watch);
        simulate_run(&s, 1);
        assert_int_equal(o.n_down, 0);
        simulate_end(&s);
    }
}

#define LIFE                                                                                       \
    "ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, "          \
    "ipsec_encryption: GCMAES256, ipsec_integrity: GCMAES256, pfs_group: None, sa_lifetime: "      \
    "300s, "                                                                                       \
    "sa_data_size: 102400000KB}"

/* A device without it, to a gateway that only answers and fails over: its SA is up to its last
 * second, whatever it sends, and what it asks for a new one stays without an answer. */
static void test_dpd_can_be_off_at_a_device(void **state)
{
    struct simulation s;
    struct outage o = {.watch = {.changed = changed}};
    struct tunnel *here = NULL;

    (void)state;
    simulate_build(
        &s, "vnetsim: 1\nsimulation: {duration: 320s, sample_interval: 0s}\n"
            "virtual_networks: {a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: "
            "{address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}}\n"
            "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw1AZ}}\n"
            "local_network_gateways: {l: {endpoint: o, address_prefixes: [192.168.0.0/16]}}\n"
            "connections: {ao: {type: IPsec, from: ga, to: l, shared_key: k, connection_mode: "
            "ResponderOnly, " LIFE "}}\n"
            "on_premises_sites: {o: {near: westus, address_prefixes: [192.168.0.0/16], bandwidth: "
            "100Mbps, latency: 3ms, devices: {d: {dpd_timeout: none, " LIFE "}}, hosts: {h: {}}}}\n"
            "virtual_machines: {va: {subnet: a/s}}\n"
            "traffic: {t: {from: h, to: va, app: ping, interval: 100ms}}\n"
            "faults: {f: {at: 20s, gateway: ga, kind: unplanned_failover, for: 10s}}\n");
    for (size_t i = 0; i < s.net->n_tunnels; i++)
        if (s.net->tunnel[i].from->declared->device != NULL)
            here = &s.net->tunnel[i];
    assert_non_null(here);
    assert_int_equal(here->dpd_interval, 0);
    o.watch.arg = &o;
    tunnel_watch_add(here, &o.watch);
    simulate_run(&s, 1);
    assert_int_equal(o.n_down, 1);
    assert_int_equal(o.down_at, o.first_up_at + 300 * SIM_S);
    assert_in_range(o.up_at - o.down_at, 1, 100 * SIM_MS); /* two round trips */
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dpd_notices_within_its_bounds),
        cmocka_unit_test(test_dpd_is_forestalled_by_a_new_start),
        cmocka_unit_test(test_dpd_asks_until_it_is_answered),
        cmocka_unit_test(test_dpd_can_be_off_at_a_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
