/*
 * Random loss against its own laws. Gilbert-Elliott with loss in the bad state alone (Gilbert 1960;
 * tc netem's gemodel p r): loss rate p / (p + r), bursts geometric with mean 1 / r. Tolerance:
 * the 99.9 % Student-t interval of the replications.
 */
#include "models/net/loss.h"
#include "tests/theory/simulate.h"

#define REPLICATIONS 12

static void test_loss_gilbert_elliott_rate_and_burst(void **state)
{
    const double p = 0.01, r = 0.25;
    struct sample rate = {.n = 0}, burst = {.n = 0};

    (void)state;
    for (uint64_t seed = 1; seed <= REPLICATIONS; seed++) {
        enum { PACKETS = 400000 };
        uint64_t lost = 0, bursts = 0;
        bool before = false;
        struct loss l;
        loss_init_gilbert_elliott(&l, seed, "westus->northeurope", p, r);
        for (int i = 0; i < PACKETS; i++) {
            bool hit = loss_hits(&l);
            lost += hit;
            bursts += hit && !before;
            before = hit;
        }
        rate.v[rate.n++] = (double)lost / PACKETS;
        burst.v[burst.n++] = (double)lost / (double)bursts;
    }
    assert_theory("Gilbert-Elliott loss rate", &rate, p / (p + r), 0.03);
    assert_theory("Gilbert-Elliott mean burst", &burst, 1 / r, 0.03);
}

static void check_link(const char *what, const char *loss, double theory)
{
    struct sample rate = {.n = 0};

    for (int seed = 1; seed <= REPLICATIONS; seed++) {
        struct simulation s;
        char yaml[2048];
        snprintf(yaml, sizeof yaml,
                 "vnetsim: 1\nsimulation: {duration: 20s, seed: %d, sample_interval: 0s}\nregions: "
                 "{left: {}, right: {}}\n"
                 "virtual_networks:\n"
                 "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: "
                 "{address_prefix: 10.1.0.0/24}},\n"
                 "      peerings: {p: {remote_virtual_network: b}}}\n"
                 "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: "
                 "{address_prefix: 10.2.0.0/24}},\n"
                 "      peerings: {p: {remote_virtual_network: a}}}\n"
                 "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"
                 "links: {left--right: {latency: 5ms, loss: %s}}\n"
                 "traffic: {t: {from: va, to: vb, app: cbr, rate: 20Mbps, packet_size: 250B}}\n",
                 seed, loss);
        simulate(&s, yaml);
        const struct link *l = simulate_link(&s, "left->right");
        struct flow_count c = network_flow_fwd(s.net, 0);
        assert_int_equal(l->count.drops,
                         c.dropped); /* every loss is a drop of the flow, with its cause */
        rate.v[rate.n++] = (double)c.dropped / (double)c.offered;
        simulate_end(&s);
    }
    assert_theory(what, &rate, theory, 0.05);
}

static void test_loss_of_a_link(void **state)
{
    (void)state;
    check_link("bernoulli link, 1 %", "1%", 0.01);
    check_link("gilbert_elliott link, p 1 %, r 25 %", "{model: gilbert_elliott, p: 1%, r: 25%}",
               0.01 / 0.26);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loss_gilbert_elliott_rate_and_burst),
        cmocka_unit_test(test_loss_of_a_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
