/*
 * What a sender over TCP stood still for, of several ways in which its way went away: a link that
 * is down and a gateway that is, for random times, one after the other, with losses on the line
 * besides. Its time-outs double (RFC 6298, 5.5): until the first one behind the outage it stands
 * still for as long as it has before, so for one to two times as long as its way is away and a
 * time-out. That first one, until which it does not know that something is wrong, is allowed either
 * way, as it is not put down to the place. Of who asks and waits both ends may have something to
 * send again, and wait beside each other: of two outages one may count up to twice as much as the
 * other.
 *
 * VNETSIM_SEED draws others; VNETSIM_LONG twenty times as many.
 */
#include "sim/base/arena.h"
#include "sim/engine/rng.h"
#include "sim/results/measure.h"
#include "sim/results/results.h"
#include "tests/theory/simulate.h"

enum { SCENARIOS = 8, DURATION_S = 300, FLOWS = 3 };

/* A probe after two round trips and the 200 ms that an acknowledgment may be delayed (RFC
 * 8985, 7.2), then the first time-out, of a round trip and 200 ms (Linux's least) or four times its
 * variation, which is half of it at most here. The transfers' round trips are those of the way. */
static double first_s(const struct results *r)
{
    const double rtt_s =
        fmax(measure_max_ms(&r->flow[0].rtt), measure_max_ms(&r->flow[1].rtt)) / 1e3;

    return (2 * rtt_s + 0.2) + (rtt_s + fmax(0.2, 2 * rtt_s));
}

/* Seconds of a connection that the flow's words of these endings have. */
static double time_of(const struct results *r, size_t flow, const char *end, const char *other)
{
    const struct limit *l = &r->limit[flow];
    double sum = 0;

    for (size_t i = 0; i < l->n; i++)
        if (strstr(l->word[i].text, end) != NULL || strstr(l->word[i].text, other) != NULL)
            sum += (double)l->word[i].dur / SIM_S;
    return sum / r->net->src[flow]->kind->n_tcp;
}

static int lacks(double is_s, double away_s, const char *what, const struct results *r, size_t flow)
{
    const int ends = r->net->flow[flow].spec->app == TOPO_REQUEST_RESPONSE ? 2 : 1;
    const double least = (away_s - first_s(r)) / ends, most = (2 * away_s + first_s(r)) * ends;
    const bool bad = is_s < least || is_s > most;

    if (bad)
        print_message("           flow %zu: %s for %.1f s, stood still for %.1f s of it\n", flow,
                      what, away_s, is_s);
    return bad;
}

static int check(uint64_t seed, unsigned number)
{
    struct rng rng;
    char name[32], yaml[3000];
    struct simulation s;
    struct results r;
    struct arena *arena = arena_new();
    int bad = 0;

    snprintf(name, sizeof name, "scenario %u", number);
    rng_stream(&rng, seed, name, "limits_outages");
    const double cut_s = 3 * pow(10, gsl_rng_uniform(&rng.gsl)),
                 down_s = 3 * pow(10, gsl_rng_uniform(&rng.gsl));
    const bool cut_first = gsl_rng_uniform_int(&rng.gsl, 2) == 0,
               at_sender = gsl_rng_uniform_int(&rng.gsl, 2) == 0;
    snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, warmup: 2s, seed: "
        "%u, sample_interval: 0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
        "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw1AZ}, gb: {virtual_network: "
        "b, sku: VpnGw1AZ}}\n"
        "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, dpd_timeout: 60s}\n"
        "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k, dpd_timeout: 60s}\n"
        "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"
        "links: {left--right: {latency: 10ms, bandwidth: 1Gbps, loss: 0.01%%}}\n"
        "traffic:\n"
        "  t: {from: va, to: vb, app: cbr, transport: tcp, rate: 2Mbps, packet_size: 1000B}\n"
        "  u: {from: va, to: vb, app: bulk, receive_buffer: 20kB}\n"
        "  v: {from: va, to: vb, app: request_response, transport: tcp, connections: 4, "
        "request_size: 200B, response_size: 4kB, think_time: 20ms}\n"
        "faults:\n  cut: {at: %ds, link: left--right, kind: down, for: %.0fms}\n"
        "  down: {at: %ds, gateway: %s, kind: down, for: %.0fms}\n",
        DURATION_S, number + 1, cut_first ? 20 : 150, 1e3 * cut_s, cut_first ? 150 : 20,
        at_sender ? "ga" : "gb", 1e3 * down_s);
    simulate(&s, yaml);
    results_init(&r, s.net, arena);
    for (size_t i = 0; i < FLOWS; i++) {
        bad += lacks(time_of(&r, i, "/link_down", "/link_down"), cut_s, "the link is down", &r, i);
        bad += lacks(time_of(&r, i, "/gateway_down", "tunnel_down"), down_s, "the gateway is down",
                     &r, i);
    }
    if (bad > 0)
        print_message("           scenario %u: the link is down for %.1f s, %s for %.1f s\n",
                      number, cut_s, at_sender ? "ga" : "gb", down_s);
    arena_free(arena);
    simulate_end(&s);
    return bad;
}

static void test_time_stood_still_has_its_causes(void **state)
{
    (void)state;
    assert_int_equal(simulate_drawn(SCENARIOS, check), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_time_stood_still_has_its_causes)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
