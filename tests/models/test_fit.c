/*
 * What check says of sizes against packets of a run: random chains of up to four gateways, with
 * peers behind the last one, whose tunnels and links differ in what they carry, clamp, fragment and
 * tell. A transfer each way, and requests of random sizes: whoever gets nothing through has been
 * warned of, and whoever gets something through has not.
 */
#include <gsl/gsl_rng.h>

#include "models/flow/flow.h"
#include "models/trace/reach.h"
#include "sim/engine/rng.h"
#include "tests/theory/simulate.h"

enum { CHAINS = 120, GATEWAYS_MAX = 4, FLOWS = 3, TRANSFER_BYTES = 40000 };

struct chain {
    FILE *out;
    struct rng rng;
    int n; /* gateways */
};

static int below(struct chain *c, int n)
{
    return (int)gsl_rng_uniform_int(&c->rng.gsl, (unsigned long)n);
}

static const char *one_of(struct chain *c, const char *const *of, int n)
{
    return of[below(c, n)];
}
#define ONE_OF(c, ...)                                                                             \
    one_of((c), (const char *const[]){__VA_ARGS__},                                                \
           (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))

static void write_networks(struct chain *c)
{
    fprintf(c->out, "virtual_networks:\n");
    for (int i = 0; i < c->n; i++)
        fprintf(c->out,
                "  v%d: {region: r%d, address_prefixes: [10.%d.0.0/16], subnets: {s: "
                "{address_prefix: 10.%d.0.0/24}, GatewaySubnet: {address_prefix: "
                "10.%d.255.0/27}}%s}\n",
                i, i, i, i, i,
                i == c->n - 1 ? ", peerings: {p: {remote_virtual_network: spoke, "
                                "allow_gateway_transit: true, allow_forwarded_traffic: true}}"
                              : "");
    fprintf(c->out,
            "  spoke: {region: far, address_prefixes: [10.9.0.0/16], subnets: {s: {address_prefix: "
            "10.9.0.0/24}}, peerings: {p: {remote_virtual_network: v%d, use_remote_gateways: true, "
            "allow_forwarded_traffic: true}}}\nvirtual_network_gateways:\n",
            c->n - 1);
    for (int i = 0; i < c->n; i++)
        fprintf(c->out,
                "  g%d: {virtual_network: v%d, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: "
                "{asn: %d}, mss_clamp: %s%s}\n",
                i, i, 65001 + i, ONE_OF(c, "none", "none", "1400B", "1300B", "1250B"),
                ONE_OF(c, "", ", df_bit: copy", ", df_bit: copy, fragmentation_needed: false",
                       ", df_bit: copy, fragmentation_needed: false"));
}

static void write_links(struct chain *c)
{
    fprintf(c->out, "connections:\n");
    for (int i = 0; i + 1 < c->n; i++)
        for (int k = 0; k < 2; k++)
            fprintf(c->out,
                    "  c%d%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k, enable_bgp: "
                    "true}\n",
                    i, k, i + k, i + 1 - k);
    fprintf(c->out, "links:\n");
    for (int i = 0; i < c->n; i++) {
        char far[16];
        snprintf(far, sizeof far, "r%d", i + 1);
        fprintf(c->out, "  r%d--%s: {latency: 2ms, mtu: %s%s}\n", i, i < c->n - 1 ? far : "far",
                ONE_OF(c, "1500B", "1500B", "1450B", "1400B", "1320B"),
                ONE_OF(c, "", "", ", fragmentation_needed: false"));
    }
}

static void write_traffic(struct chain *c)
{
    const char *to = ONE_OF(c, "spoke", "spoke", "last");

    if (strcmp(to, "spoke") == 0)
        fprintf(c->out, "virtual_machines: {a: {subnet: v0/s}, b: {subnet: spoke/s}}\n");
    else
        fprintf(c->out, "virtual_machines: {a: {subnet: v0/s}, b: {subnet: v%d/s}}\n", c->n - 1);
    fprintf(c->out,
            "traffic:\n  back: {from: b, to: a, app: bulk, size: %dB, start: 1s}\n"
            "  requests: {from: a, to: b, app: request_response, transport: tcp, request_size: %s, "
            "response_size: %s, think_time: 100ms, timeout: 1s, start: 1s}\n"
            "  there: {from: a, to: b, app: bulk, size: %dB, start: 1s}\n",
            TRANSFER_BYTES, ONE_OF(c, "100B", "1200B", "1260B", "1380B", "3kB"),
            ONE_OF(c, "100B", "1200B", "1260B", "1380B", "3kB"), TRANSFER_BYTES);
}

static char *text_of(uint64_t seed)
{
    struct chain c;
    char *text = NULL;
    size_t len = 0;

    rng_stream(&c.rng, seed, "chain", "text");
    c.n = 1 + below(&c, GATEWAYS_MAX);
    c.out = open_memstream(&text, &len);
    assert_non_null(c.out);
    fprintf(c.out, "vnetsim: 1\nsimulation: {duration: 12s, warmup: 0s, sample_interval: 0s}\n"
                   "regions: {r0: {}, r1: {}, r2: {}, r3: {}, far: {}}\n");
    write_networks(&c);
    write_links(&c);
    write_traffic(&c);
    assert_int_equal(fclose(c.out), 0);
    return text;
}

static void note(void *arg, const struct reach *r)
{
    bool *warned = arg;

    assert_null(r->first);
    const char *name = r->spec->r.name;
    const int flow = name[0] == 'b' ? 0 : name[0] == 'r' ? 1 : 2;
    for (size_t i = 0; i < r->fits.n; i++)
        warned[flow] = warned[flow] || r->fits.v[i].is_lost;
}

/* Has it got nothing, or not all, through? */
static bool hangs(const struct network *n, int flow)
{
    if (flow != 1)
        return n->dst[flow]->goodput_bytes < TRANSFER_BYTES;
    return n->src[flow]->asks->timeouts > 0;
}

static void test_fit_warns_of_what_hangs(void **state)
{
    unsigned lost = 0, all = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= CHAINS; seed++) {
        struct simulation s;
        bool warned[FLOWS] = {false};
        char *text = text_of(seed);
        simulate_build(&s, text);
        reach_each(s.net, note, warned);
        simulate_run(&s, 1);
        for (int i = 0; i < FLOWS; i++) {
            if (hangs(s.net, i) != warned[i])
                fail_msg("seed %u: %s %s, and check %s\n%s", (unsigned)seed,
                         s.net->flow[i].spec->r.name, warned[i] ? "gets through" : "hangs",
                         warned[i] ? "warns" : "does not warn", text);
            lost += warned[i];
            all++;
        }
        simulate_end(&s);
        free(text);
    }
    print_message("           %u of %u hang\n", lost, all);
    assert_in_range(lost, all / 5, all * 4 / 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fit_warns_of_what_hangs)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
