/*
 * A service is c exponential servers behind one queue, first come first served. Its customers are
 * the request loops, each of which thinks, asks and waits: a closed network of a delay (thinking
 * and the way there and back) and the servers, whose equilibrium is known exactly and does not
 * depend on the law of the delay (Baskett, Chandy, Muntz, Palacios 1975): with N loops, p(k) ~ N! /
 * (N - k)! / (k! or c! c^(k - c)) * (S / Z)^k. With this many loops it is within half a percent of
 * M/M/c (Erlang C).
 */
#include "models/flow/service.h"
#include "tests/theory/simulate.h"

enum { LOOPS = 20000, RUNS = 24 };
#define THINK_S 200.0
#define WAY_S   50e-6 /* one way through the fabric */

struct theory {
    double wait_s, utilisation;
};

static struct theory closed(int c, double service_s)
{
    const double a = service_s / (THINK_S + 2 * WAY_S);
    double p = 1, sum = 0, busy = 0, waiting = 0;
    for (int k = 0; k < LOOPS && p > 1e-300; k++) {
        sum += p;
        busy += p * (k < c ? k : c);
        waiting += p * (k < c ? 0 : k - c);
        p *= (LOOPS - k) * a / (k + 1 < c ? k + 1 : c);
    }
    return (struct theory){waiting / busy * service_s, busy / sum / c};
}

/* Erlang C. */
static struct theory open(int c, double service_s)
{
    const double a = LOOPS / THINK_S * service_s;
    double term = 1, sum = 0;
    for (int k = 0; k < c; k++) {
        sum += term;
        term *= a / (k + 1);
    }
    const double later = term * c / (c - a);
    return (struct theory){later / (sum + later) * service_s / (c - a), a / c};
}

static char *scenario(int c, double service_s, int seed)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    fprintf(
        out,
        "vnetsim: 1\nsimulation: {duration: 450s, warmup: 50s, seed: %d, sample_interval: 0s}\n",
        seed);
    fprintf(out, "virtual_networks: {v: {region: westus, address_prefixes: [10.0.0.0/16], subnets: "
                 "{a: {address_prefix: 10.0.0.0/24}, "
                 "b: {address_prefix: 10.0.1.0/24}}}}\n");
    fprintf(out, "virtual_machines: {web: {subnet: v/a, nic: {bandwidth: unlimited}}}\n");
    fprintf(out,
            "managed_instances: {sql: {subnet: v/b, nic: {bandwidth: unlimited}, service_time: "
            "{distribution: exponential, mean: %.0fus}, servers: %d}}\n",
            service_s * 1e6, c);
    fprintf(out, "links: {intra_region: {latency: %.0fus}}\n", WAY_S * 1e6);
    fprintf(out,
            "traffic: {ask: {from: web, to: sql, app: request_response, request_size: 100B, "
            "response_size: 100B, connections: %d, timeout: 1h, "
            "think_time: {distribution: exponential, mean: %.0fs}}}\n",
            LOOPS, THINK_S);
    fclose(out);
    return text;
}

static void compare(const char *what, int c, double service_s)
{
    struct sample wait = {.n = 0}, utilisation = {.n = 0}, rtt = {.n = 0}, queue = {.n = 0};
    const struct theory exact = closed(c, service_s), erlang = open(c, service_s);
    char text[80];
    for (int i = 0; i < RUNS; i++) {
        struct simulation s;
        char *yaml = scenario(c, service_s, i + 1);
        simulate(&s, yaml);
        free(yaml);
        const struct service *v = NULL;
        for (size_t k = 0; k < s.net->n_vms; k++)
            v = s.net->vm[k].service != NULL ? s.net->vm[k].service : v;
        assert_non_null(v);
        const double measured_ps = (double)(s.net->duration - s.net->warmup);
        const struct flow_delay *round = &s.net->src[0]->count->rtt;
        wait.v[wait.n++] = (double)v->wait_dur / (double)v->requests / 1e12;
        utilisation.v[utilisation.n++] = (double)v->busy_dur / c / measured_ps;
        queue.v[queue.n++] = (double)v->waiting_ps / measured_ps;
        rtt.v[rtt.n++] = (double)round->sum / (double)round->histogram.n / 1e12;
        simulate_end(&s);
    }
    snprintf(text, sizeof text, "%s: M/M/c (%.6g) of the closed system", what, erlang.wait_s);
    print_message("           %-44s %.6g\n", text, exact.wait_s);
    assert_true(fabs(exact.wait_s - erlang.wait_s) < 0.005 * erlang.wait_s);
    snprintf(text, sizeof text, "%s: wait, s", what);
    assert_theory(text, &wait, exact.wait_s, 0.1);
    snprintf(text, sizeof text, "%s: utilisation", what);
    assert_theory(text, &utilisation, exact.utilisation, 0.02);
    snprintf(text, sizeof text, "%s: waiting, mean over time", what); /* Little's law */
    assert_theory(text, &queue, exact.wait_s * exact.utilisation * c / service_s, 0.1);
    snprintf(text, sizeof text, "%s: round trip, s", what);
    assert_theory(text, &rtt, exact.wait_s + service_s + 2 * WAY_S, 0.1);
}

static void test_one_server(void **state)
{
    (void)state;
    compare("M/M/1, 70 %", 1, 7e-3);
}

static void test_four_servers(void **state)
{
    (void)state;
    compare("M/M/4, 80 %", 4, 32e-3);
}

/* The wait is no part of a one-way delay, and ping does not ask the service. */
static void test_where_it_shows(void **state)
{
    static const char head[] =
        "vnetsim: 1\nsimulation: {duration: 10s, sample_interval: 0s}\n"
        "virtual_networks: {v: {region: westus, address_prefixes: [10.0.0.0/16], subnets: {a: "
        "{address_prefix: 10.0.0.0/24}}}}\n"
        "links: {intra_region: {latency: 50us}}\n"
        "virtual_machines: {web: {subnet: v/a, nic: {bandwidth: unlimited}}, db: {subnet: v/a, "
        "nic: {bandwidth: unlimited}, service_time: 5ms}}\n";
    static const char ping[] = "traffic: {p: {from: web, to: db, app: ping, interval: 10ms}}\n";
    static const char ask[] = "traffic: {p: {from: web, to: db, app: request_response, "
                              "request_size: 1B, response_size: 1B, connections: 3}}\n";
    char yaml[1000];
    struct simulation s;
    (void)state;
    snprintf(yaml, sizeof yaml, "%s%s", head, ping);
    simulate(&s, yaml);
    assert_true(s.net->src[0]->count->rtt.max == 100 * SIM_US);
    simulate_end(&s);
    snprintf(yaml, sizeof yaml, "%s%s", head, ask);
    simulate(&s, yaml); /* three loops and one server: the third waits for the two before it */
    assert_true(s.net->dst[0]->count->owd.max == 50 * SIM_US);
    assert_true(s.net->src[0]->count->rtt.max == 15 * SIM_MS + 100 * SIM_US);
    assert_true(s.net->src[0]->count->rtt.min == 5 * SIM_MS + 100 * SIM_US); /* the very first */
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_server),
                                       cmocka_unit_test(test_four_servers),
                                       cmocka_unit_test(test_where_it_shows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
