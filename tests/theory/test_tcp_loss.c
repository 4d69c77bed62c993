/*
 * TCP under loss, against the formulas of long transfers; p is the share of packets lost, MSS and
 * RTT as usual. No bound is of our own: each is an author's, or what the sample or the formula's
 * own grain makes uncertain.
 *
 * Losses at equal distances, each 1/p-th segment: what the formulas are derived from. NewReno's
 * mean window is sqrt(3/2) / sqrt(p) = 1.22 / sqrt(p) segments (Mathis, Semke, Mahdavi, Ott, "The
 * macroscopic behavior of the TCP congestion avoidance algorithm", ACM CCR 27(3), 1997, equation 3
 * and table 1), CUBIC's 1.054 (RTT/p)^0.75 (RFC 9438, 5.1), or Reno's where that is more (4.3). The
 * formulas know no round trip in which a loss is found and the window has yet to fall: two of those
 * that a cycle has are what they are uncertain by, and two segments. CUBIC's curve is flat where a
 * cycle should end: within cbrt(1/C) = 1.36 s of it the window differs by less than a segment
 * (equation 1), so cycles that are shorter or longer by as much last as well.
 *
 * Random losses, NewReno: between table 1's constants for periodic and for random losses, 1.22
 * and 1.31, where each segment is acknowledged; here bytes are counted (RFC 3465), so delayed
 * acknowledgments grow the window as fast. And not below Padhye, Firoiu, Towsley, Kurose, "Modeling
 * TCP throughput" (SIGCOMM '98), equations (30) and (32), b = 1, T0 as the sender has it, whose
 * sender is without SACK and so has time-outs that this one has not. The 99 % interval of the
 * replications must touch the band, and be narrower than it.
 */
#include "models/build.h"
#include "models/flow/tcp_flow.h"
#include "models/net/link.h"
#include "models/net/link_queue.h"
#include "sim/results/limit_formula.h"
#include "tests/theory/simulate.h"

#define MSS 1448

/* n flows that share nothing: no queue, and each packet's loss is its own. */
static struct sample replicate(const char *cc, const char *loss, double one_way_ms, int duration_s,
                               int n)
{
    struct sample sample = {.n = 0};
    struct simulation s;
    char yaml[2048];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\n"
             "simulation: {duration: %ds, warmup: %ds, sample_interval: 0s}\n"
             "virtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, "
             "nic: {bandwidth: unlimited}}}\n"
             "links: {intra_region: {latency: 20us}, left--right: {latency: %.2fms}, "
             "\"left->right\": {loss: %s}}\n"
             "traffic: {t: {from: va, to: vb, app: bulk, flows: %d, congestion_control: %s, "
             "receive_buffer: 200MB, send_buffer: 200MB}}\n",
             duration_s, duration_s / 6, one_way_ms - 0.02, loss, n, cc);
    simulate(&s, yaml);
    for (int i = 0; i < n; i++)
        sample.v[sample.n++] =
            (double)s.net->dst[i]->goodput_bytes * 8 / (duration_s - duration_s / 6);
    simulate_end(&s);
    return sample;
}

/* Is the sample's 99 % interval in the band, to its half width? `width`: it may be no wider than
 * that. */
static void assert_band(const char *what, const struct sample *s, double least, double most,
                        double width)
{
    const double mean = sample_mean(s), half = sample_half_width(s, 0.01);

    print_message("           %-34s %.4g Mbps +/- %.2g, not below %.4g, not above %.4g\n", what,
                  mean, half, least, most);
    if (mean + half < least || mean - half > most || 2 * half > width * mean)
        fail_msg("%s: %g +/- %g, not %g to %g", what, mean, half, least, most);
}

static void check_random(const char *loss, double p, int duration_s)
{
    const double rtt_s = 0.085, t0_s = rtt_s + 0.2, unit = MSS * 8 / 1e6 / rtt_s / sqrt(p),
                 wide = 2 * (1.31 - 1.22) / (1.31 + 1.22) * 2;
    struct sample s = replicate("newreno", loss, 42.5, duration_s, 16);
    char what[64];

    for (size_t i = 0; i < s.n; i++)
        s.v[i] /= 1e6;
    snprintf(what, sizeof what, "Mathis, p = %s", loss);
    assert_band(what, &s, 1.22 * unit, 1.31 * unit, wide);
    snprintf(what, sizeof what, "PFTK, p = %s", loss);
    assert_band(
        what, &s,
        MSS * 8 / 1e6 /
            (rtt_s * sqrt(2 * p / 3) + t0_s * fmin(1, 3 * sqrt(3 * p / 8)) * p * (1 + 32 * p * p)),
        1.31 * unit, wide);
    snprintf(what, sizeof what, "PFTK's full model, p = %s", loss);
    assert_band(what, &s, limit_pftk(p, rtt_s, t0_s, 1e6) * MSS * 8 / 1e6, 1.31 * unit, wide);
}

static void test_newreno_with_random_losses(void **state)
{
    (void)state;
    check_random("0.01%", 1e-4, 600);
    check_random("0.1%", 1e-3, 200);
    check_random("1%", 1e-2, 100);
}

/* --- losses at equal distances --- */

enum { CYCLES_BEFORE = 12, CYCLES = 8 };

static struct {
    uint64_t distance, segments, cycles;
    sim_time_t first_at, last_at;
} g_loss; /* of the one network that is running: a link's sink has no argument for it */

/* In the place of the NIC's sink: each `distance`-th segment that is new is lost. */
static void lose_some(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    const struct segment *s = &r->segments.v[p->seq];

    if (s->payload > 0 && !(s->flags & SEGMENT_AGAIN) && ++g_loss.segments % g_loss.distance == 0) {
        g_loss.cycles++;
        if (g_loss.cycles == CYCLES_BEFORE)
            g_loss.first_at = now;
        if (g_loss.cycles == CYCLES_BEFORE + CYCLES)
            g_loss.last_at = now;
        link_drop(link, DROP_RANDOM_LOSS, p, p->bytes, now);
        return;
    }
    network_enter_vm(r, link, p, now);
}

/* Mean window, segments, over whole cycles. The receive buffer cuts off what slow start makes of a
 * path without an end. */
static double window_of(const char *cc, double p, double one_way_ms, double expected)
{
    struct simulation s;
    char yaml[2048];
    const double rtt_s = 2 * one_way_ms / 1e3;

    memset(&g_loss, 0, sizeof g_loss);
    g_loss.distance = (uint64_t)(1 / p + 0.5);
    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %.0fs, "
             "sample_interval: 0s}\nvirtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, "
             "nic: {bandwidth: unlimited}}}\n"
             "links: {intra_region: {latency: 20us}, left--right: {latency: %.2fms}}\n"
             "traffic: {t: {from: va, to: vb, app: bulk, congestion_control: %s, receive_buffer: "
             "%.0fB, send_buffer: 500MB}}\n",
             ceil((CYCLES_BEFORE + CYCLES + 3) / p / expected * rtt_s * 1.1) + 5, one_way_ms - 0.02,
             cc, 2 * expected * MSS + 60000);
    simulate_build(&s, yaml);
    s.net->vm[s.net->flow[0].dst_vm].in->sink = lose_some;
    simulate_run(&s, 1);
    assert_true(g_loss.last_at > 0);
    assert_int_equal(tcp_flow_sum(s.net, 0).timeouts, 0);
    simulate_end(&s);
    return (double)(CYCLES * g_loss.distance) / sim_time_s(g_loss.last_at - g_loss.first_at) *
           rtt_s;
}

/* flat_s: by how much a cycle's end is uncertain. */
static void check_periodic(const char *cc, double p, double one_way_ms, double formula,
                           double flat_s)
{
    const double rtt_s = 2 * one_way_ms / 1e3,
                 cycle_s =
                     rtt_s / p /
                     formula; /* segments from one loss to the next, by those of a round trip */
    const double w = window_of(cc, p, one_way_ms, formula),
                 grain = (2 * rtt_s + flat_s) / cycle_s + 2 / formula;

    print_message("           %-8s p = %.0e, RTT %3.0f ms: window %.5g segments, formula %.5g, "
                  "%.3f of it, grain %.3f\n",
                  cc, p, 2 * one_way_ms, w, formula, w / formula, grain);
    if (fabs(w / formula - 1) > grain)
        fail_msg("%s: %g of the formula", cc, w / formula);
}

static void test_newreno_with_losses_at_equal_distances(void **state)
{
    (void)state;
    for (double p = 1e-2; p > 5e-5; p /= 10)
        check_periodic("newreno", p, 42.5, sqrt(1.5 / p), 0);
}

static void check_cubic(double p, double one_way_ms)
{
    const double rtt_s = 2 * one_way_ms / 1e3, cubic = 1.054 * pow(rtt_s / p, 0.75),
                 reno = sqrt(1.5 / p);

    check_periodic("cubic", p, one_way_ms, fmax(cubic, reno), cubic > reno / 2 ? cbrt(1 / 0.4) : 0);
}

static void test_cubic_with_losses_at_equal_distances(void **state)
{
    (void)state;
    for (double p = 1e-4; p > 5e-7; p /= 10) {
        check_cubic(p, 5);
        check_cubic(p, 50);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newreno_with_losses_at_equal_distances),
        cmocka_unit_test(test_cubic_with_losses_at_equal_distances),
        cmocka_unit_test(test_newreno_with_random_losses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
