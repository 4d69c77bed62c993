/*
 * Every published row: a saturated tunnel carries min(tunnel, aggregate) of the SKU's figures in
 * inner IP packets, within 3 %, and at 64 bytes the published packets per second, by generation and
 * cipher, from one gateway through another of the same SKU. The figures are read from
 * models/data/gateway-perf.csv and gateway-skus.csv (About gateway SKUs, 2026-06-11) by this test
 * itself, not through the catalog. And several tunnels of one gateway, which together offer more,
 * carry its SKU's aggregate. The word of limited_by is the limit that is the smaller one.
 */
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/results/results.h"
#include "tests/theory/simulate.h"

enum { COUNTED_S = 1, CELL_MAX = 64 };

struct row {
    char sku[CELL_MAX], generation[CELL_MAX], cipher[CELL_MAX];
    double tunnel_mbps, tunnel_pps, aggregate_mbps;
};

/* Of a SKU the aggregate, in Mbps. */
static double aggregate_of(const char *sku, const char *generation)
{
    char line[512], name[CELL_MAX], number[CELL_MAX];
    double mbps = 0, found = 0;
    FILE *in = fopen("models/data/gateway-skus.csv", "r");

    assert_non_null(in);
    assert_non_null(fgets(line, sizeof line, in));
    assert_true(strncmp(line, "sku,generation,tunnels_max,aggregate_mbps,", 42) == 0);
    while (fgets(line, sizeof line, in) != NULL)
        if (sscanf(line, "%63[^,],%63[^,],%*[^,],%lf", name, number, &mbps) == 3 &&
            strcmp(name, sku) == 0 && strcmp(number, generation) == 0)
            found = mbps;
    fclose(in);
    assert_true(found > 0);
    return found;
}

static const char *policy_of(const char *cipher)
{
    static const char *const policy[][2] = {
        {"GCMAES256", "GCMAES256, ipsec_integrity: GCMAES256"},
        {"AES256&SHA256", "AES256, ipsec_integrity: SHA256"},
        {"DES3&SHA256", "DES3, ipsec_integrity: SHA256"},
    };
    for (size_t i = 0; i < sizeof policy / sizeof *policy; i++)
        if (strcmp(policy[i][0], cipher) == 0)
            return policy[i][1];
    fail_msg("no policy for %s", cipher);
    return NULL;
}

static void flood(struct simulation *s, const struct row *w, int bytes, double bps)
{
    char yaml[4096], policy[512];

    snprintf(policy, sizeof policy,
             "ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, "
             "ipsec_encryption: %s, pfs_group: None, "
             "sa_lifetime: 27000s, sa_data_size: 102400000KB}",
             policy_of(w->cipher));
    const int n = snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, warmup: 1s, "
        "sample_interval: 0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
        "virtual_network_gateways: {ga: {virtual_network: a, sku: %s, generation: %s}, gb: "
        "{virtual_network: b, sku: %s, generation: %s}}\n"
        "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, %s}\n  ba: {type: "
        "Vnet2Vnet, from: gb, to: ga, shared_key: k, %s}\n"
        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, nic: "
        "{bandwidth: unlimited}}}\n"
        "links: {left--right: {latency: 5ms}}\n"
        "traffic: {t: {from: va, to: vb, app: cbr, rate: %.0fbps, packet_size: %dB, start: "
        "900ms}}\n",
        1 + COUNTED_S, w->sku, w->generation, w->sku, w->generation, policy, policy, bps, bytes);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(s, yaml);
}

static void check(const struct simulation *s, const struct row *w, const char *what,
                  double measured, double published, const char *word)
{
    struct results r;
    struct arena *arena = arena_new();

    print_message("           %-9s gen. %s %-14s %7.0f %s published, measured %8.1f\n", w->sku,
                  w->generation, w->cipher, published, what, measured);
    if (fabs(measured / published - 1) > 0.03)
        fail_msg("%s: %g of %g %s", w->sku, measured, published, what);
    results_init(&r, s->net, arena);
    assert_string_equal(results_limited_by(&r, 0), word);
    arena_free(arena);
}

static void check_row(const struct row *w)
{
    struct simulation s;
    const bool by_tunnel = w->tunnel_mbps <= w->aggregate_mbps;
    const double mbps = by_tunnel ? w->tunnel_mbps : w->aggregate_mbps;
    const struct gateway_counters *in;

    flood(&s, w, 1400, 1.3 * mbps * 1e6);
    in = &s.net->gateway[1].instance[0].count[GATEWAY_IN];
    check(&s, w, "Mbps", (double)in->bytes_inner * 8e-6 / COUNTED_S, mbps,
          by_tunnel ? "gateway:ga/tunnel_bits" : "gateway:ga/aggregate");
    simulate_end(&s);
    flood(&s, w, 64, 1.3 * w->tunnel_pps * 64 * 8);
    in = &s.net->gateway[1].instance[0].count[GATEWAY_IN];
    check(&s, w, "packets/s", (double)in->packets / COUNTED_S, w->tunnel_pps,
          "gateway:ga/tunnel_packets");
    simulate_end(&s);
}

static void test_gateway_carries_every_published_figure(void **state)
{
    struct row w;
    char line[512];
    unsigned rows = 0;
    FILE *in = fopen("models/data/gateway-perf.csv", "r");

    (void)state;
    assert_non_null(in);
    assert_non_null(fgets(line, sizeof line, in));
    assert_true(strncmp(line, "sku,generation,cipher,tunnel_mbps,tunnel_pps,", 45) == 0);
    while (fgets(line, sizeof line, in) != NULL) {
        assert_int_equal(sscanf(line, "%63[^,],%63[^,],%63[^,],%lf,%lf", w.sku, w.generation,
                                w.cipher, &w.tunnel_mbps, &w.tunnel_pps),
                         5);
        w.aggregate_mbps = aggregate_of(w.sku, w.generation);
        check_row(&w);
        rows++;
    }
    fclose(in);
    assert_true(rows >= 42);
}

/* A hub with more tunnels than fill its aggregate, each to a gateway without limits. At random: of
 * streams at equal distances one may lose all of what is lost. */
static void flood_hub(struct simulation *s, const char *sku, const char *generation, int tunnels,
                      double bps)
{
    char nets[6000] = "", gateways[6000] = "", pairs[6000] = "", traffic[6000] = "", yaml[24000];

    for (int i = 0; i < tunnels; i++) {
        const size_t a = strlen(nets), b = strlen(gateways), c = strlen(pairs), d = strlen(traffic);
        (void)snprintf(nets + a, sizeof nets - a,
                       "  n%d: {region: right, address_prefixes: [10.%d.0.0/16], subnets: {s: "
                       "{address_prefix: 10.%d.0.0/24}, GatewaySubnet: {address_prefix: "
                       "10.%d.255.0/27}}}\n",
                       i, i + 2, i + 2, i + 2);
        (void)snprintf(gateways + b, sizeof gateways - b,
                       "  g%d: {virtual_network: n%d, sku: VpnGw5AZ, limits: unlimited}\n", i, i);
        (void)snprintf(pairs + c, sizeof pairs - c,
                       "  h%d: {type: Vnet2Vnet, from: hub, to: g%d, shared_key: k}\n"
                       "  b%d: {type: Vnet2Vnet, from: g%d, to: hub, shared_key: k}\n",
                       i, i, i, i);
        (void)snprintf(
            traffic + d, sizeof traffic - d,
            "  t%d: {from: va, to: v%d, app: poisson, rate: %.0fbps, packet_size: 1400B, "
            "start: 900ms}\n",
            i, i, bps / tunnels);
    }
    int n = snprintf(yaml, sizeof yaml,
                     "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, "
                     "warmup: 1s, sample_interval: 0s}\nvirtual_networks:\n"
                     "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: "
                     "{address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: "
                     "10.1.255.0/27}}}\n%s"
                     "virtual_network_gateways:\n  hub: {virtual_network: a, sku: %s, generation: "
                     "%s}\n%sconnections:\n%slinks: {left--right: {latency: 5ms}}\n"
                     "virtual_machines:\n  va: {subnet: a/s, nic: {bandwidth: unlimited}}\n",
                     1 + COUNTED_S, nets, sku, generation, gateways, pairs);
    for (int i = 0; i < tunnels; i++)
        n += snprintf(yaml + n, sizeof yaml - (size_t)n,
                      "  v%d: {subnet: n%d/s, nic: {bandwidth: unlimited}}\n", i, i);
    n += snprintf(yaml + n, sizeof yaml - (size_t)n, "traffic:\n%s", traffic);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(s, yaml);
}

/* What a tunnel of the SKU carries with GCMAES256; 0: unpublished (Basic). */
static double tunnel_of(const char *sku, const char *generation)
{
    struct row w;
    char line[512];
    double mbps = 0;
    FILE *in = fopen("models/data/gateway-perf.csv", "r");

    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL)
        if (sscanf(line, "%63[^,],%63[^,],%63[^,],%lf", w.sku, w.generation, w.cipher,
                   &w.tunnel_mbps) == 4 &&
            strcmp(w.sku, sku) == 0 && strcmp(w.generation, generation) == 0 &&
            strcmp(w.cipher, "GCMAES256") == 0)
            mbps = w.tunnel_mbps;
    fclose(in);
    return mbps;
}

static void test_gateway_carries_every_published_aggregate(void **state)
{
    struct row w = {.cipher = "GCMAES256"};
    char line[512];
    unsigned rows = 0;
    FILE *in = fopen("models/data/gateway-skus.csv", "r");

    (void)state;
    assert_non_null(in);
    assert_non_null(fgets(line, sizeof line, in));
    while (fgets(line, sizeof line, in) != NULL) {
        struct simulation s;
        assert_int_equal(
            sscanf(line, "%63[^,],%63[^,],%*[^,],%lf", w.sku, w.generation, &w.aggregate_mbps), 3);
        const double tunnel = tunnel_of(w.sku, w.generation);
        const int tunnels = tunnel > 0 ? (int)ceil(1.2 * w.aggregate_mbps / tunnel) + 1 : 2;
        flood_hub(&s, w.sku, w.generation, tunnels, 1.3 * w.aggregate_mbps * 1e6);
        const struct gateway_counters *out = NULL;
        for (size_t i = 0; i < s.net->n_gateways; i++)
            if (strcmp(s.net->gateway[i].name, "hub") == 0)
                out = &s.net->gateway[i].instance[0].count[GATEWAY_OUT];
        assert_non_null(out);
        check(&s, &w, "Mbps in all", (double)out->bytes_inner * 8e-6 / COUNTED_S, w.aggregate_mbps,
              "gateway:hub/aggregate");
        simulate_end(&s);
        rows++;
    }
    fclose(in);
    assert_true(rows >= 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gateway_carries_every_published_figure),
        cmocka_unit_test(test_gateway_carries_every_published_aggregate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
