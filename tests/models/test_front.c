/*
 * Fronts: how a load balancer spreads flows, what it forgets, whom it refuses; who answers behind a
 * private endpoint; and that packets suffer from what the rules of load balancers warn of.
 */
#include <gsl/gsl_cdf.h>

#include "models/flow/flow.h"
#include "models/front.h"
#include "tests/theory/simulate.h"

#define NETWORKS                                                                                   \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24%s}, t: {address_prefix: 10.1.1.0/24}, s2: {address_prefix: 10.1.2.0/27}}, "       \
    "peerings: {p: {remote_virtual_network: b}}}\n"                                                \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"                                 \
    "virtual_machines:\n"                                                                          \
    "  web: {subnet: a/s, count: 4, nic: {bandwidth: unlimited}}\n"                                \
    "  far: {subnet: b/s, count: 16, nic: {bandwidth: unlimited}}\n"

#define ASK "app: request_response, port: 443, request_size: 100B, response_size: 100B"

static void run(struct simulation *s, const char *duration, unsigned threads, const char *of_subnet,
                const char *rest)
{
    char yaml[4000];
    const int n =
        snprintf(yaml, sizeof yaml,
                 "vnetsim: 1\nsimulation: {duration: %s, sample_interval: 0s}\n" NETWORKS "%s",
                 duration, of_subnet, rest);
    assert_true(n > 0 && (size_t)n < sizeof yaml);
    simulate_threads(s, yaml, threads);
}

static uint64_t came_to(const struct simulation *s, const char *link)
{
    return simulate_link(s, link)->count.packets;
}

/* All drops, and the only cause and place of them. */
static uint64_t drops(const struct simulation *s, enum drop_cause *cause, const char **place)
{
    uint64_t sum = 0;
    for (size_t r = 0; r < s->net->n_regions; r++) {
        uint32_t n;
        const struct drop_record *d = region_drops_sorted(s->net->region[r], &n);
        for (uint32_t i = 0; i < n; i++) {
            assert_true(sum == 0 || d[i].cause == *cause);
            *cause = (enum drop_cause)d[i].cause;
            *place = s->net->place[d[i].place].text;
            sum += d[i].packets;
        }
    }
    return sum;
}

static void assert_all_dropped(const struct simulation *s, enum drop_cause wanted, const char *at)
{
    enum drop_cause cause = DROP_N;
    const char *place = "";
    uint64_t offered = 0, received = 0;
    for (size_t i = 0; i < s->net->n_flows; i++) {
        const struct flow_count c = network_flow_fwd(s->net, i);
        offered += c.offered;
        received += c.received;
    }
    assert_true(offered > 10 && received == 0);
    assert_true(drops(s, &cause, &place) > 10);
    assert_string_equal(drop_cause_word(cause), drop_cause_word(wanted));
    assert_string_equal(place, at);
}

/* 16 senders of 250 flows: each flow keeps its member, and chi-square finds nothing against equal
 * shares. */
static void test_five_tuple(void **state)
{
    struct simulation s;
    size_t flows[4] = {0};
    double chi2 = 0;
    (void)state;
    run(&s, "2s", 1, "",
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}}\ntraffic: {x: {from: far, "
        "to: ilb, flows: 250, " ASK ", think_time: 100ms}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++) {
        const struct flow_dst *d = s.net->dst[i];
        assert_true(d->front->has_member && d->front->turn == 0);
        flows[d->front->member - s.net->vm[s.net->flow[i].dst_vm].front->member[0]]++;
        assert_true(network_flow_rev(s.net, i).received > 3); /* and all are answered */
    }
    for (int m = 0; m < 4; m++)
        chi2 += ((double)flows[m] - 1000) * ((double)flows[m] - 1000) / 1000;
    print_message("           flows a member: %zu %zu %zu %zu, chi-square %.2f of 3 degrees\n",
                  flows[0], flows[1], flows[2], flows[3], chi2);
    assert_true(gsl_cdf_chisq_Q(chi2, 3) > 0.001);
    simulate_end(&s);
}

static void test_source_ip(void **state)
{
    struct simulation s;
    size_t members = 0;
    (void)state;
    run(&s, "2s", 1, "",
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443, distribution: "
        "source_ip}}\ntraffic: {x: {from: far, to: ilb, flows: 5, " ASK "}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++) {
        if (i % 5 > 0)
            assert_int_equal(s.net->dst[i]->front->member, s.net->dst[i - 1]->front->member);
        else
            members |= (size_t)1 << (s.net->dst[i]->front->member -
                                     s.net->vm[s.net->flow[i].dst_vm].front->member[0]);
    }
    assert_int_equal(members, 15); /* 16 sources: four members get some */
    simulate_end(&s);
}

/* Requests of 5 min: a time-out of 4 forgets the flow, one of 6 does not; with source_ip the hash
 * stays what it was. */
static void test_idle_timeout(void **state)
{
    static const struct {
        const char *balancer;
        bool anew;
    } round[] = {{"idle_timeout: 4min", true},
                 {"idle_timeout: 6min", false},
                 {"idle_timeout: 4min, distribution: source_ip", false}};
    char rest[1000];
    (void)state;
    for (size_t i = 0; i < sizeof round / sizeof *round; i++) {
        struct simulation s;
        size_t members = 0;
        snprintf(rest, sizeof rest,
                 "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443, %s}}\ntraffic: {x: "
                 "{from: far-0, to: ilb, " ASK ", think_time: 5min}}\n",
                 round[i].balancer);
        run(&s, "10h", 1, "", rest);
        for (int m = 0; m < 4; m++) {
            char link[32];
            snprintf(link, sizeof link, "web-%d/in", m);
            members += came_to(&s, link) > 0;
        }
        assert_true(network_flow_rev(s.net, 0).received > 100);
        assert_int_equal(members, round[i].anew ? 4 : 1);
        assert_true(round[i].anew == (s.net->dst[0]->front->turn > 100));
        simulate_end(&s);
    }
}

static void test_probe(void **state)
{
    static const char groups[] =
        "network_security_groups: {nsg: {security_rules: {clients: {priority: 100, direction: "
        "Inbound, access: Allow, source_address_prefix: "
        "10.2.0.0/16}, %s others: {priority: 200, direction: Inbound, access: Deny%s}}}}\n"
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443, backend_port: 8443, probe: "
        "{port: 9000}}}\ntraffic: {x: {from: far, to: ilb, " ASK "}}\n";
    char rest[2000];
    struct simulation s;
    (void)state;
    snprintf(rest, sizeof rest, groups, "", "");
    run(&s, "3s", 1, ", network_security_group: nsg", rest);
    assert_all_dropped(&s, DROP_NO_BACKEND, "balancer:ilb");
    simulate_end(&s);

    snprintf(rest, sizeof rest, groups,
             "probe: {priority: 110, direction: Inbound, access: Allow, source_address_prefix: "
             "AzureLoadBalancer, destination_port_range: \"9000\"},",
             "");
    run(&s, "3s", 1, ", network_security_group: nsg", rest);
    for (size_t i = 0; i < s.net->n_flows; i++)
        assert_true(network_flow_rev(s.net, i).received > 3);
    simulate_end(&s);

    /* one member's probe alone is denied: the others get all flows */
    snprintf(rest, sizeof rest, groups, "",
             ", source_address_prefix: AzureLoadBalancer, destination_address_prefix: 10.1.0.5");
    run(&s, "3s", 1, ", network_security_group: nsg", rest);
    assert_true(came_to(&s, "web-0/in") > 10 && came_to(&s, "web-1/in") == 0 &&
                came_to(&s, "web-2/in") > 10);
    simulate_end(&s);
}

/* A member's group sees its own address and the backend's port. */
static void test_what_filters_see(void **state)
{
    static const char rest[] =
        "network_security_groups: {nsg: {security_rules: {web: {priority: 100, direction: Inbound, "
        "access: Allow, source_address_prefix: 10.2.0.0/16, "
        "destination_address_prefix: 10.1.0.0/24, destination_port_range: \"%s\"}, probe: "
        "{priority: 110, direction: Inbound, access: Allow, "
        "source_address_prefix: AzureLoadBalancer}, others: {priority: 200, direction: Inbound, "
        "access: Deny}}}}\n"
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443, backend_port: "
        "8443}}\ntraffic: {x: {from: far-0, to: ilb, " ASK "}}\n";
    char text[2000];
    struct simulation s;
    enum drop_cause cause = DROP_N;
    const char *place = "";
    (void)state;
    snprintf(text, sizeof text, rest, "8443");
    run(&s, "3s", 1, ", network_security_group: nsg", text);
    assert_true(network_flow_rev(s.net, 0).received > 3 && drops(&s, &cause, &place) == 0);
    simulate_end(&s);
    snprintf(text, sizeof text, rest, "443");
    run(&s, "30s", 1, ", network_security_group: nsg", text);
    assert_true(network_flow_rev(s.net, 0).received == 0 && drops(&s, &cause, &place) > 10 &&
                cause == DROP_NSG);
    simulate_end(&s);
}

static void test_basic(void **state)
{
    static const char rest[] = "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443, sku: "
                               "%s}}\ntraffic: {x: {from: far, to: ilb, " ASK "}}\n";
    char text[1000];
    struct simulation s;
    (void)state;
    snprintf(text, sizeof text, rest, "Basic");
    run(&s, "3s", 1, "", text);
    assert_all_dropped(&s, DROP_BASIC_BALANCER, "vnet:b");
    simulate_end(&s);
    snprintf(text, sizeof text, rest, "Standard");
    run(&s, "3s", 1, "", text);
    assert_true(network_flow_rev(s.net, 0).received > 3);
    simulate_end(&s);
}

static void test_no_rule(void **state)
{
    static const char *const traffic[] = {
        "{from: far, to: ilb, app: cbr, rate: 100kbps, packet_size: 100B, port: 80}",
        "{from: far, to: ilb, app: ping, interval: 100ms}",
        "{from: far, to: pe, app: ping, interval: 100ms}"};
    static const char *const place[] = {"balancer:ilb", "balancer:ilb", "endpoint:pe"};
    char text[1000];
    (void)state;
    for (size_t i = 0; i < sizeof traffic / sizeof *traffic; i++) {
        struct simulation s;
        snprintf(
            text, sizeof text,
            "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}}\nprivate_endpoints: "
            "{pe: {subnet: a/t, service: storage}}\ntraffic: {x: %s}\n",
            traffic[i]);
        run(&s, "3s", 1, "", text);
        assert_all_dropped(&s, DROP_NO_RULE, place[i]);
        simulate_end(&s);
    }
}

/* About a quarter of the flows come back to their sender, and fail; the others do not. */
static void test_hairpin(void **state)
{
    struct simulation s;
    size_t back = 0;
    (void)state;
    run(&s, "5s", 1, "",
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}}\ntraffic: {x: {from: web, "
        "to: ilb, flows: 100, timeout: 200ms, " ASK ", think_time: 100ms}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++) {
        const bool itself = s.net->dst[i]->front->member == s.net->flow[i].src_vm;
        const struct flow_count rev = network_flow_rev(s.net, i), fwd = network_flow_fwd(s.net, i);
        assert_true(itself ? rev.received == 0 && fwd.dropped == fwd.offered
                           : rev.received > 10 && fwd.dropped == 0);
        back += itself;
    }
    print_message("           %zu of 400 flows came back to their sender\n", back);
    assert_true(back > 60 && back < 140); /* binomial, 400 and 1/4: standard deviation 8.7 */
    simulate_end(&s);
}

/* The service's members answer for the endpoint, with their time; what nothing declared stands
 * behind answers itself. */
static void test_endpoint(void **state)
{
    struct simulation s;
    (void)state;
    run(&s, "5s", 1, "",
        "managed_instances: {sql: {subnet: a/s2, instances: 2, nic: {bandwidth: unlimited}, "
        "service_time: 20ms}}\n"
        "private_endpoints: {pe: {subnet: a/t, service: sql}, pf: {subnet: a/t, service: storage, "
        "service_time: 30ms}}\n"
        "links: {intra_region: {latency: 50us}}\n"
        "traffic: {x: {from: web, to: pe, flows: 4, " ASK
        ", think_time: 1s}, y: {from: web-0, to: pf, " ASK "}}\n");
    assert_true(came_to(&s, "sql-0/in") > 10 && came_to(&s, "sql-1/in") > 10);
    for (size_t i = 0; i < s.net->n_flows; i++) {
        const sim_time_t least =
            strcmp(s.net->flow[i].spec->r.name, "x") == 0 ? 20 * SIM_MS : 30 * SIM_MS;
        assert_true(s.net->src[i]->count->rtt.min == least + 100 * SIM_US);
        assert_true(s.net->dst[i]->count->owd.max == 50 * SIM_US);
    }
    simulate_end(&s);
}

static void test_same_bytes(void **state)
{
    static const char rest[] = "cloud_services: {role: {subnet: b/s, instances: 3, service_time: "
                               "{distribution: exponential, mean: 5ms}, servers: 2}}\n"
                               "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}, jlb: "
                               "{subnet: b/s, backend: role, port: 443}}\n"
                               "private_endpoints: {pe: {subnet: b/s, service: role}}\n"
                               "traffic: {x: {from: far, to: ilb, flows: 4, " ASK
                               "}, y: {from: web, to: jlb, flows: 9, " ASK
                               "}, z: {from: web, to: pe, " ASK ", connections: 9}}\n";
    uint64_t first = 0;
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct simulation s;
        run(&s, "5s", threads, "", rest);
        first = threads == 1 ? network_fingerprint(s.net) : first;
        assert_true(network_fingerprint(s.net) == first);
        simulate_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_five_tuple),       cmocka_unit_test(test_source_ip),
        cmocka_unit_test(test_idle_timeout),     cmocka_unit_test(test_probe),
        cmocka_unit_test(test_what_filters_see), cmocka_unit_test(test_basic),
        cmocka_unit_test(test_no_rule),          cmocka_unit_test(test_hairpin),
        cmocka_unit_test(test_endpoint),         cmocka_unit_test(test_same_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
