/*
 * After the warm-up nothing is allocated: TCP with each congestion control, with and without ECN,
 * in bulk, in bursts and in requests, and UDP, also in fragments, through VPN gateways that are
 * busy, translate addresses and speak BGP, past a firewall with state and a load balancer to
 * machines that serve, over every queue discipline and a path that reorders. Counted is every
 * malloc of the process (also of libraries); and nothing that moves when it grows has grown.
 * VNETSIM_SEED draws others; VNETSIM_LONG twenty times as many.
 */
#include <stdatomic.h>

#include "tests/theory/taken.h"

/* The tests' only global: malloc has no argument to hold it. */
static atomic_ullong g_mallocs, g_mallocs_warm;

static void count_malloc(void)
{
    atomic_fetch_add_explicit(&g_mallocs, 1, memory_order_relaxed);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN
#endif

#ifdef UNDER_ASAN
/* sanitizer/allocator_interface.h */
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));

static void on_malloc(const volatile void *p, size_t bytes)
{
    (void)p;
    (void)bytes;
    count_malloc();
}

static void on_free(const volatile void *p)
{
    (void)p;
}

static void count_mallocs(void)
{
    assert_true(__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) > 0);
}
#else
/* In glibc a program's own functions of these names stand for the library's, for every library in
 * it. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t n, size_t bytes);
void *__libc_realloc(void *p, size_t bytes);
void *__libc_memalign(size_t align, size_t bytes);

void *malloc(size_t bytes)
{
    count_malloc();
    return __libc_malloc(bytes);
}

void *calloc(size_t n, size_t bytes)
{
    count_malloc();
    return __libc_calloc(n, bytes);
}

void *realloc(void *p, size_t bytes)
{
    count_malloc();
    return __libc_realloc(p, bytes);
}

int posix_memalign(void **p, size_t align, size_t bytes)
{
    count_malloc();
    *p = __libc_memalign(align, bytes);
    return *p == NULL;
}

static void count_mallocs(void)
{
}
#endif

static const char *const scenario =
    "vnetsim: 1\n"
    "regions: {left: {}, right: {}, far: {}}\n"
    "simulation: {duration: 15s, warmup: 5s, sample_interval: 100ms, seed: %d}\n"
    "virtual_networks:\n"
    "  a:\n"
    "    region: left\n"
    "    address_prefixes: [10.1.0.0/16]\n"
    "    subnets: {s: {address_prefix: 10.1.0.0/24}, fw: {address_prefix: 10.1.1.0/24}, w: "
    "{address_prefix: 10.1.2.0/24, route_table: walled}, GatewaySubnet: {address_prefix: "
    "10.1.255.0/27}}\n"
    "    peerings: {p: {remote_virtual_network: c, allow_forwarded_traffic: true}}\n"
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
    "  c:\n"
    "    region: far\n"
    "    address_prefixes: [10.3.0.0/16]\n"
    "    subnets: {s: {address_prefix: 10.3.0.0/24, route_table: walled-too, "
    "network_security_group: some}}\n"
    "    peerings: {p: {remote_virtual_network: a, allow_forwarded_traffic: true}}\n"
    "route_tables:\n"
    "  walled: {routes: {r: {address_prefix: 10.3.0.0/16, next_hop_type: VirtualAppliance, "
    "next_hop_ip_address: 10.1.1.4}}}\n"
    "  walled-too: {routes: {r: {address_prefix: 10.1.2.0/24, next_hop_type: VirtualAppliance, "
    "next_hop_ip_address: 10.1.1.4}}}\n"
    "network_security_groups:\n"
    "  some: {security_rules: {web: {priority: 100, direction: Inbound, access: Allow, protocol: "
    "Tcp, source_address_prefix: 10.1.0.0/16, destination_port_range: \"443\"}, none: {priority: "
    "200, direction: Inbound, access: Deny, protocol: Udp, source_address_prefix: 10.1.0.0/24}}}\n"
    "virtual_network_gateways:\n"
    "  ga: {virtual_network: a, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 65001}, "
    "nat_rules: {few: {type: Dynamic, mode: IngressSnat, internal_mapping: 192.168.0.0/16, "
    "external_mapping: 172.16.0.1/32}}}\n"
    "  gb: {virtual_network: b, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65002}}\n"
    "local_network_gateways: {l: {endpoint: site, address_prefixes: [192.168.0.0/16]}}\n"
    "connections:\n"
    "  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, enable_bgp: true}\n"
    "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k, enable_bgp: true}\n"
    "  as: {type: IPsec, from: ga, to: l, shared_key: k, ingress_nat_rules: [few]}\n"
    "on_premises_sites: {site: {near: right, address_prefixes: [192.168.0.0/16], bandwidth: "
    "50Mbps, latency: 4ms, mtu: 1492B, hosts: {h: {count: 3}}}}\n"
    "virtual_machines:\n"
    "  va: {subnet: a/s, count: 4, nic: {bandwidth: 200Mbps, queue: {discipline: fq_codel, limit: "
    "50packets}}}\n"
    "  vb: {subnet: b/s, count: 4}\n"
    "  vw: {subnet: a/w, count: 2}\n"
    "  vc: {subnet: c/s, count: 3, service_time: {distribution: exponential, mean: 2ms}, servers: "
    "2}\n"
    "  fw: {subnet: a/fw, ip_forwarding: true, appliance: {stateful: true, bandwidth: 500Mbps, "
    "latency: 80us}}\n"
    "load_balancers: {ilb: {subnet: c/s, backend: vc, port: 443}}\n"
    "links:\n"
    "  left->right: {latency: 15ms, bandwidth: 60Mbps, queue: {discipline: codel, ecn: true, "
    "limit: 1MB}}\n"
    "  right->left: {latency: 15ms, bandwidth: 60Mbps, queue: {discipline: red, min_threshold: "
    "20kB, max_threshold: 60kB, limit: 400kB, ecn: true}}\n"
    "  left->far: {latency: 20ms, bandwidth: 60Mbps, loss: 0.01%%, queue: {discipline: "
    "token_bucket, rate: 40Mbps, burst: 30kB, limit: 200packets}}\n"
    "  far->left: {latency: {distribution: normal, base: 20ms, mean: 0.4ms, stddev: 0.3ms, "
    "reorder: true}, bandwidth: 60Mbps, fragments_disordered: 10%%, queue: {discipline: fq_codel, "
    "flows: 8, quantum: 300B, limit: 100kB}}\n"
    "traffic:\n"
    "  cubic: {from: va, to: vb, app: bulk, flows: 2, start_gap: 50ms, ecn: true}\n"
    "  reno: {from: va, to: vb, app: bulk, congestion_control: newreno, loss_detection: sack}\n"
    "  bbr: {from: va, to: vb, app: bulk, congestion_control: bbr}\n"
    "  back: {from: vb, to: va, app: bulk, ecn: true}\n"
    "  ask: {from: vb, to: va, app: request_response, transport: tcp, request_size: 300B, "
    "response_size: 20kB, think_time: 20ms}\n"
    "  bursts: {from: vw, to: vc, app: on_off, transport: tcp, rate: 8Mbps, packet_size: 1000B, "
    "port: 443, on: {distribution: exponential, mean: 200ms}, off: {distribution: exponential, "
    "mean: 800ms}}\n"
    "  web: {from: va, to: ilb, app: request_response, transport: tcp, port: 443, flows: 3, "
    "connections: 4, request_size: 300B, response_size: {distribution: exponential, mean: 20kB}, "
    "think_time: {distribution: exponential, mean: 100ms}}\n"
    "  sale: {from: h, to: va, app: request_response, transport: tcp, connections: 2, "
    "request_size: 400B, response_size: 700B, think_time: {distribution: exponential, mean: "
    "50ms}}\n"
    "  till: {from: h, to: va, app: request_response, request_size: 400B, response_size: 700B, "
    "think_time: 30ms}\n"
    "  pieces: {from: vc, to: va, app: cbr, rate: 2Mbps, packet_size: 3000B}\n"
    "  poisson: {from: va, to: vb, app: poisson, rate: 2Mbps, packet_size: 1000B}\n"
    "  refused: {from: va, to: vc, app: cbr, rate: 100kbps, packet_size: 500B}\n";

static void note(void)
{
    atomic_store(&g_mallocs_warm, atomic_load(&g_mallocs));
}

static void check(int seed, unsigned threads)
{
    struct simulation s;
    char yaml[8192];

    assert_in_range(snprintf(yaml, sizeof yaml, scenario, seed), 1, sizeof yaml - 1);
    const unsigned long long before = atomic_load(&g_mallocs);
    simulate_build(&s, yaml);
    assert_true(atomic_load(&g_mallocs) > before + 10); /* it does count */
    const struct taken more = taken_since(&s, threads, note);
    const unsigned long long mallocs = atomic_load(&g_mallocs) - atomic_load(&g_mallocs_warm);
    print_message("           seed %d, %u threads: %llu packet-hops after the warm-up, %llu "
                  "allocations, %llu chunks, %llu places\n",
                  seed, threads, (unsigned long long)more.packets, mallocs,
                  (unsigned long long)more.opened, (unsigned long long)more.places);
    assert_true(more.packets > 500000 && simulate_link(&s, "left->right")->count.drops > 100);
    assert_int_equal(mallocs, 0);
    assert_int_equal(more.opened, 0);
    assert_int_equal(more.places, 0);
    simulate_end(&s);
}

static void test_hot_path_allocates_nothing_after_warm_up(void **state)
{
    const char *given = getenv("VNETSIM_SEED");
    const int first = given != NULL ? atoi(given) : 1, n = getenv("VNETSIM_LONG") != NULL ? 60 : 3;

    (void)state;
    count_mallocs();
    for (int seed = first; seed < first + n; seed++)
        check(seed, 1 + (unsigned)(seed - first) % 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hot_path_allocates_nothing_after_warm_up)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
