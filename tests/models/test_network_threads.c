/*
 * The promise: one scenario and seed give the same trajectory for any number of threads. Scenarios
 * of 2 to 12 regions in a full mesh of peerings, with a VPN between the first two, finite links,
 * loss and every application; run with 1, 2, 3 and 8 threads. Runs under the thread sanitizer too.
 */
#include "models/vpn/gateway.h"
#include "tests/theory/simulate.h"

static const char *const region[12] = {"westus",   "northeurope",   "eastus",    "westeurope",
                                       "uksouth",  "japaneast",     "eastus2",   "francecentral",
                                       "eastasia", "australiaeast", "centralus", "southindia"};

struct text {
    char v[65536];
    size_t n;
};

static void put(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void put(struct text *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    t->n += (size_t)vsnprintf(t->v + t->n, sizeof t->v - t->n, fmt, ap);
    va_end(ap);
    assert_true(t->n < sizeof t->v);
}

/* VNets v0 .. v(n-1), all peered, but v0 and v1 joined by a VPN instead. */
static void write_mesh(struct text *t, int n)
{
    put(t, "vnetsim: 1\nname: mesh\nsimulation: {duration: 1200ms, warmup: 100ms, seed: 7, "
           "sample_interval: 100ms}\n"
           "virtual_networks:\n");
    for (int i = 0; i < n; i++) {
        put(t,
            "  v%d:\n    region: %s\n    address_prefixes: [10.%d.0.0/16]\n    subnets: {s: "
            "{address_prefix: 10.%d.0.0/24}, "
            "GatewaySubnet: {address_prefix: 10.%d.255.0/27}}\n",
            i, region[i], i + 1, i + 1, i + 1);
        if (n > 2)
            put(t, "    peerings:\n");
        for (int k = 0; k < n; k++)
            if (k != i && i + k != 1)
                put(t, "      to-v%d: {remote_virtual_network: v%d}\n", k, k);
    }
    put(t, "virtual_network_gateways:\n  g0: {virtual_network: v0, sku: VpnGw1AZ}\n  g1: "
           "{virtual_network: v1, sku: VpnGw2AZ}\n"
           "connections:\n  c0: {type: Vnet2Vnet, from: g0, to: g1, shared_key: k}\n"
           "  c1: {type: Vnet2Vnet, from: g1, to: g0, shared_key: k}\nvirtual_machines:\n");
    for (int i = 0; i < n; i++)
        put(t, "  m%d: {subnet: v%d/s, count: 3, nic: {bandwidth: 1Gbps}}\n", i, i);
    put(t, "links:\n  inter_region: {bandwidth: 200Mbps, queue: {limit: 64KiB}, loss: {model: "
           "gilbert_elliott, p: 0.1%%, r: 20%%}}\n"
           "traffic:\n");
    for (int i = 0; i < n; i++) {
        int k = (i + 1) % n;
        put(t,
            "  p%d: {from: m%d, to: m%d, app: poisson, rate: 30Mbps, packet_size: {distribution: "
            "exponential, mean: 600B}}\n",
            i, i, k);
        put(t,
            "  c%d: {from: m%d, to: m%d, app: cbr, rate: 40Mbps, packet_size: 1400B, pairing: "
            "random}\n",
            i, i, k);
        put(t, "  e%d: {from: m%d, to: m%d, app: ping, interval: 10ms}\n", i, i, k);
        put(t,
            "  r%d: {from: m%d, to: m%d, app: request_response, connections: 3, request_size: "
            "200B, "
            "response_size: {distribution: lognormal, mean: 4kB, stddev: 2kB}, think_time: "
            "{distribution: exponential, mean: 5ms}}\n",
            i, i, k);
        put(t,
            "  o%d: {from: m%d, to: m%d, app: on_off, rate: 50Mbps, packet_size: 1000B, "
            "on: {distribution: exponential, mean: 20ms}, off: {distribution: exponential, mean: "
            "30ms}, pairing: all_to_all}\n",
            i, i, k);
    }
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x100000001B3);
    return h ^ h >> 31;
}

/* Beyond the network's own fingerprint: every link's counters and every tunnel's. */
static uint64_t fingerprint(const struct network *n)
{
    uint64_t h = network_fingerprint(n);
    for (size_t i = 0; i < n->n_links; i++) {
        const struct link_counters *c = &n->link[i]->count;
        h = mix(mix(mix(mix(h, c->packets), c->bytes), c->drops), (uint64_t)c->wait_dur);
    }
    for (size_t i = 0; i < n->n_tunnels; i++)
        h = mix(mix(h, n->tunnel[i].sent.packets), (uint64_t)n->tunnel[i].up_at);
    return mix(h, network_events(n));
}

static void test_network_is_the_same_for_any_threads(void **state)
{
    (void)state;
    static const int regions[] = {2, 3, 7, 12};
    static const unsigned threads[] = {1, 2, 3, 8};

    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        static struct text t;
        uint64_t first = 0;
        t.n = 0;
        write_mesh(&t, regions[i]);
        for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
            struct simulation s;
            simulate_threads(&s, t.v, threads[k]);
            uint64_t h = fingerprint(s.net);
            assert_true(network_events(s.net) > 1000);
            if (k == 0)
                first = h;
            if (h != first)
                fail_msg("%d regions, %u threads: %016llx, one thread %016llx", regions[i],
                         threads[k], (unsigned long long)h, (unsigned long long)first);
            simulate_end(&s);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_network_is_the_same_for_any_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
