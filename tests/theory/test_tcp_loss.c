/*
 * TCP under random loss, against the formulas of long transfers:
 *
 * NewReno at 85 ms: rate = C MSS / (RTT sqrt(p)); Mathis, Semke, Mahdavi, Ott, "The macroscopic behavior of the TCP congestion
 * avoidance algorithm" (ACM CCR 27(3), 1997), table 1: C = 1.22 for periodic losses, 1.31 for random ones, where each segment is
 * acknowledged; here bytes are counted (RFC 3465), so delayed acknowledgments grow the window as fast. Band: the two, and 5 % more
 * on either side, at each loss rate.
 * And Padhye, Firoiu, Towsley, Kurose, "Modeling TCP throughput" (SIGCOMM '98), equations (30) and (32), b = 1, the time-out's T0 as the
 * sender has it: it is made for a sender without SACK, whose time-outs SACK avoids; band: 0.9 to 1.25.
 *
 * CUBIC at 10 and 100 ms (at 1e-5 and 1e-6 with VNETSIM_LONG alone: some thousand million packets): RFC 9438, 5.1: W = 1.054 RTT^0.75 / p^0.75 segments, or Reno's 1.22 / sqrt(p) where that is more (4.3).
 * Both are for losses at equal distances; random ones give some per cent more, as with Mathis (1.31 / 1.22 = 1.07). Band: 1 to 1.2.
 *
 * The mean of the replications decides; its 99 % interval must be narrower than the band's half.
 */
#include "models/flow/tcp_flow.h"
#include "sim/results/limit_formula.h"
#include "tests/theory/simulate.h"

#define MSS 1448

/* n flows that share nothing: no queue, and each packet's loss is its own. */
static struct sample replicate(const char *cc, const char *loss, double one_way_ms, int duration_s, int n)
{
    struct sample sample = {.n = 0};
    struct simulation s;
    char yaml[2048];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\n"
             "simulation: {duration: %ds, warmup: %ds, sample_interval: 0s}\n"
             "virtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, nic: {bandwidth: unlimited}}}\n"
             "links: {intra_region: {latency: 20us}, left--right: {latency: %.2fms}, \"left->right\": {loss: %s}}\n"
             "traffic: {t: {from: va, to: vb, app: bulk, flows: %d, congestion_control: %s, receive_buffer: 200MB, send_buffer: 200MB}}\n",
             duration_s, duration_s / 6, one_way_ms - 0.02, loss, n, cc);
    simulate(&s, yaml);
    for (int i = 0; i < n; i++)
        sample.v[sample.n++] = (double)s.net->dst[i]->goodput_bytes * 8 / (duration_s - duration_s / 6);
    simulate_end(&s);
    return sample;
}

static void assert_band(const char *what, const struct sample *s, double formula, double least, double most)
{
    const double ratio = sample_mean(s) / formula, half = sample_half_width(s, 0.01) / formula;

    print_message("           %-34s %.4g of the formula +/- %.2g\n", what, ratio, half);
    if (ratio < least || ratio > most || half > (most - least) / 2)
        fail_msg("%s: %g +/- %g of the formula, not %g to %g", what, ratio, half, least, most);
}

static void check_newreno(const char *loss, double p, int duration_s)
{
    const double rtt_s = 0.085, t0_s = rtt_s + 0.2;
    const struct sample s = replicate("newreno", loss, 42.5, duration_s, 16);
    const double mathis = MSS * 8 / rtt_s / sqrt(p);
    const double pftk = MSS * 8 / (rtt_s * sqrt(2 * p / 3) + t0_s * fmin(1, 3 * sqrt(3 * p / 8)) * p * (1 + 32 * p * p));
    char what[64];

    snprintf(what, sizeof what, "Mathis, p = %s", loss);
    assert_band(what, &s, mathis, 1.22 * 0.95, 1.31 * 1.05);
    snprintf(what, sizeof what, "PFTK, p = %s", loss);
    assert_band(what, &s, pftk, 0.9, 1.25);
    snprintf(what, sizeof what, "PFTK's full model, p = %s", loss);
    assert_band(what, &s, limit_pftk(p, rtt_s, t0_s, 1e6) * MSS * 8, 0.9, 1.25);
}

static void test_newreno_follows_mathis_and_pftk(void **state)
{
    (void)state;
    check_newreno("0.01%", 1e-4, 600);
    check_newreno("0.1%", 1e-3, 200);
    check_newreno("1%", 1e-2, 100);
}

static void check_cubic(const char *loss, double p, double one_way_ms, int duration_s, int n)
{
    const double rtt_s = 2 * one_way_ms / 1e3;
    const struct sample s = replicate("cubic", loss, one_way_ms, duration_s, n);
    const double w = fmax(1.054 * pow(rtt_s / p, 0.75), 1.22 / sqrt(p));
    char what[64];

    snprintf(what, sizeof what, "CUBIC, p = %s, RTT %.0f ms", loss, rtt_s * 1e3);
    assert_band(what, &s, w * MSS * 8 / rtt_s, 1, 1.2);
}

static void test_cubic_follows_its_response_function(void **state)
{
    (void)state;
    check_cubic("0.01%", 1e-4, 5, 60, 12);
    check_cubic("0.01%", 1e-4, 50, 300, 16);
    if (getenv("VNETSIM_LONG") != NULL) {
        check_cubic("0.001%", 1e-5, 5, 150, 8);
        check_cubic("0.001%", 1e-5, 50, 700, 16);
        check_cubic("0.0001%", 1e-6, 5, 600, 16);
        check_cubic("0.0001%", 1e-6, 50, 1000, 16);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newreno_follows_mathis_and_pftk),
        cmocka_unit_test(test_cubic_follows_its_response_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
