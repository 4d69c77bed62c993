/*
 * What trace says is what packets do: random clouds of peerings with all their flags, gateways,
 * tunnels (some of them one-sided or with keys that differ), NAT rules of both types, user-defined
 * routes, appliances, security groups, sites, cloud services, managed instances, load balancers,
 * private endpoints and hosts of the Internet; a ping between every two machines and to the
 * Internet, requests to all that others answer for.
 * Where trace lets a request or an answer through, packets arrive, and all of them that are not too
 * large by the byte ladder; where it does not, all are dropped, at the place and for the cause that
 * it names. And what a flow meets is among what is found for all flows between the two, and between
 * their entries.
 */
#include "models/flow/flow.h"
#include "models/front.h"
#include "models/trace/ladder.h"
#include "models/trace/ways.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "tests/models/random_cloud.h"
#include "tests/theory/simulate.h"

enum { CLOUDS = 100, FAULTS = 30, FIRST = 1 /* TRACE_FIRST and TRACE_CLOUDS ask for others */ };

static const struct drop_record *drop_of(const struct network *n, uint32_t flow, uint64_t *packets)
{
    const struct drop_record *found = NULL;
    *packets = 0;
    for (size_t r = 0; r < n->n_regions; r++) {
        uint32_t k;
        const struct drop_record *d = region_drops_sorted(n->region[r], &k);
        for (uint32_t i = 0; i < k; i++)
            if (d[i].flow == flow) {
                found = &d[i];
                *packets += d[i].packets;
            }
    }
    return found;
}

struct seen {
    size_t arrived, fronts, outside, dropped[DROP_N];
};

/* The member of a front that a flow has come to: number + 1; 0: none. */
static uint32_t member_of(const struct network *n, uint32_t flow)
{
    const struct front *front = n->vm[n->flow[flow].dst_vm].front;
    uint32_t i = 0;
    if (front == NULL || !n->dst[flow]->front->has_member)
        return 0;
    while (front->member[i] != n->dst[flow]->front->member)
        i++;
    return i + 1;
}

/* Among the ways that flows between the two may take, or (entries) between all members of both, is
 * the one that this flow has taken. */
static bool is_among(const struct network *n, const struct trace_question *out, bool entries,
                     const struct ways_cuts *cuts, const struct trace *there,
                     const struct trace *back)
{
    struct arena *arena = arena_new();
    struct trace_question q = *out;
    struct ways w;
    bool found = false;
    double sum = 0;
    q.only_verdict = true;
    for (; entries && q.from > 0 && n->vm[q.from - 1].declared == n->vm[q.from].declared; q.from--)
        ;
    for (; entries && q.to > 0 && n->vm[q.to - 1].declared == n->vm[q.to].declared; q.to--)
        ;
    ways_find(&w, n, &q, entries, cuts, arena);
    for (size_t i = 0; i < w.n; i++) {
        const struct ways_kind *k = w.kind[i];
        const struct trace *x = ways_kind_failing(k), *y = there->arrived ? back : there;
        found = found || (k->there.arrived == there->arrived &&
                          (!there->arrived || k->back.arrived == back->arrived) &&
                          (x->arrived || x->cause == y->cause));
        sum += k->share;
    }
    arena_free(arena);
    return found && sum > 1 - 1e-9 && sum < 1 + 1e-9;
}

/* What becomes of the flow, by trace and by the byte ladder. */
struct foretold {
    bool comes, is_answered;
    enum drop_cause cause; /* of what is dropped; DROP_N: nothing is */
    const char *place;
};

/* One way, in packets of that size, before which TCP sends small ones; false: they are dropped. */
static bool passes(struct foretold *e, const struct network *n, const struct trace *t,
                   const struct flow *f, uint32_t bytes)
{
    const bool is_tcp = f->spec->transport == TOPO_TRANSPORT_TCP;
    size_t rung;
    const enum ladder_fate fate = f->spec->dont_fragment && (t->arrived || !is_tcp)
                                      ? ladder_fate(t, bytes, &rung)
                                      : LADDER_WHOLE;
    if (fate == LADDER_WHOLE || fate == LADDER_FRAGMENTS) {
        e->cause = t->arrived ? DROP_N : t->cause;
        e->place = t->arrived ? "-" : t->place;
        return t->arrived;
    }
    const struct trace_rung *r = &t->rung[rung];
    e->cause = DROP_MTU;
    e->place = n->place[r->kind == TRACE_SENDS ? r->link->place : r->tunnel->from->place].text;
    return is_tcp && fate == LADDER_TOLD; /* it goes on in smaller packets */
}

static struct foretold foretell(const struct network *n, uint32_t flow,
                                const struct trace_question *q, const struct trace *there,
                                const struct trace *back, struct arena *arena)
{
    enum { SMALL = 300 }; /* requests over TCP, and UDP */
    const struct flow *f = &n->flow[flow];
    const bool is_tcp = f->spec->transport == TOPO_TRANSPORT_TCP;
    const uint32_t echo = f->spec->app == TOPO_PING ? (uint32_t)f->spec->packet_size.a : 0;
    const char *by;
    struct foretold e = {.cause = DROP_N, .place = "-"};
    e.comes = passes(&e, n, there, f, echo > 0 ? echo : SMALL);
    if (!e.comes)
        return e;
    const uint32_t full =
        is_tcp ? ladder_mss(n, q->to, q->from, there, arena, &by) + LADDER_HEADER_BYTES : SMALL;
    e.is_answered = passes(&e, n, back, f, echo > 0 ? echo : full);
    return e;
}

/* At the place and for the cause that it names? What a fault has taken down may be withdrawn, and
 * nothing leads there. */
static bool is_dropped_there(const struct network *n, const struct drop_record *d,
                             const struct foretold *e, bool after_fault)
{
    const bool may_be_withdrawn = after_fault && e->cause == DROP_TUNNEL_DOWN;
    return d != NULL &&
           ((d->cause == e->cause && strcmp(n->place[d->place].text, e->place) == 0) ||
            (may_be_withdrawn && (d->cause == DROP_NO_ROUTE || d->cause == DROP_TUNNEL_DOWN)));
}

static bool agrees(const struct network *n, uint32_t flow, const struct foretold *e,
                   bool after_fault)
{
    const struct flow_count fwd = network_flow_fwd(n, flow), rev = network_flow_rev(n, flow);
    uint64_t packets;
    const struct drop_record *d = drop_of(n, flow, &packets);
    const bool is_there = is_dropped_there(n, d, e, after_fault);
    if (n->flow[flow].spec->transport != TOPO_TRANSPORT_TCP)
        return fwd.offered == 10 && fwd.received == (e->comes ? 10 : 0) &&
               rev.received == (e->is_answered ? 10 : 0) &&
               (e->cause == DROP_N ? packets == 0 : packets == 10 && is_there);
    const struct flow_src_count *asked = n->src[flow]->count; /* rev counts segments */
    return (asked != NULL && asked->rtt.histogram.n > 0) == e->is_answered &&
           (e->cause == DROP_N ? packets == 0 : packets > 0 && is_there);
}

/* by: the network that trace is asked of; the same, or one that is declared as what faults have
 * made of this one. */
static void check_flow(const struct network *n, const struct network *by, uint32_t flow,
                       const struct ways_cuts *cuts, const char *yaml, struct seen *seen)
{
    const struct flow *f = &n->flow[flow];
    const struct flow_count fwd = network_flow_fwd(n, flow), rev = network_flow_rev(n, flow);
    struct arena *arena = arena_new();
    struct trace there, back;
    uint64_t packets;
    struct trace_question out = trace_of_flow(by, flow, 0, 0, NULL);
    const bool is_foretold = f->spec->transport == TOPO_TRANSPORT_TCP ||
                             out.member == member_of(n, flow); /* it may not have come so far */
    if (f->spec->transport != TOPO_TRANSPORT_TCP)
        out.member = member_of(n, flow);
    trace_walk(&there, by, &out, arena);
    struct trace_question in = trace_of_flow(by, flow, 0, 0, &there);
    if (f->spec->transport != TOPO_TRANSPORT_TCP)
        in.member = out.member;
    trace_walk(&back, by, &in, arena);
    const struct foretold e = foretell(by, flow, &out, &there, &back, arena);
    const struct drop_record *d = drop_of(n, flow, &packets);
    const bool is_inside = n->vm[f->src_vm].declared == n->vm[f->dst_vm].declared;
    seen->arrived += e.is_answered;
    seen->fronts += e.is_answered && n->vm[f->dst_vm].front != NULL;
    seen->outside += e.is_answered && n->vm[f->dst_vm].declared->kind == TOPO_INTERNET_HOST;
    if (out.member != 0 && !is_foretold)
        fail_msg("%s: another member than was foretold\n%s", network_flow_name(n, f, n->arena),
                 yaml);
    if (!agrees(n, flow, &e, by != n))
        fail_msg("%s: sent %llu, received %llu, answers %llu, dropped %llu (%s at %s); trace: %s "
                 "%s, %s at %s\n%s",
                 network_flow_name(n, f, n->arena), (unsigned long long)fwd.offered,
                 (unsigned long long)fwd.received, (unsigned long long)rev.received,
                 (unsigned long long)packets,
                 d != NULL ? drop_cause_word((enum drop_cause)d->cause) : "-",
                 d != NULL ? n->place[d->place].text : "-", e.comes ? "there" : "not there",
                 e.is_answered ? "back" : "not back",
                 e.cause != DROP_N ? drop_cause_word(e.cause) : "-", e.place, yaml);
    if ((flow % 8 == 0 || is_inside) &&
        (!is_among(by, &out, false, cuts, &there, &back) ||
         !is_among(by, &out, true, cuts, &there, &back))) /* takes time */
        fail_msg("%s: not among the ways that are found\n%s", network_flow_name(n, f, n->arena),
                 yaml);
    if (e.cause != DROP_N)
        seen->dropped[e.cause]++;
    arena_free(arena);
}

static uint64_t seeds(uint64_t clouds, uint64_t *end)
{
    const char *first = getenv("TRACE_FIRST"), *asked = getenv("TRACE_CLOUDS");
    const uint64_t begin = first != NULL ? strtoull(first, NULL, 10) : FIRST;
    *end = begin + (asked != NULL ? strtoull(asked, NULL, 10) : clouds);
    return begin;
}

static void test_trace_is_what_packets_do(void **state)
{
    static const enum drop_cause wanted[] = {
        DROP_NO_ROUTE,       DROP_TUNNEL_DOWN, DROP_ROUTE_NONE, DROP_NSG,
        DROP_NOT_FORWARDING, DROP_TTL,         DROP_SELECTOR,   DROP_NO_STATE,
        DROP_NO_TRANSLATION, DROP_NO_RULE,     DROP_NO_BACKEND, DROP_HAIRPIN,
        DROP_BASIC_BALANCER, DROP_MTU};
    struct seen seen = {.arrived = 0};
    (void)state;
    const bool asked = getenv("TRACE_CLOUDS") != NULL;
    uint64_t end;
    for (uint64_t seed = seeds(CLOUDS, &end); seed < end; seed++) {
        char *yaml = write_cloud(seed, CLOUD_WHOLE);
        struct simulation s;
        simulate_threads(&s, yaml, seed % 2 == 0 ? 3 : 1);
        struct ways_cuts cuts;
        ways_cuts_find(&cuts, s.net, s.net->arena);
        for (uint32_t i = 0; i < s.net->n_flows; i++)
            check_flow(s.net, s.net, i, &cuts, yaml, &seen);
        simulate_end(&s);
        free(yaml);
    }
    print_message("           %zu pairs reach each other, %zu of them load balancers and private "
                  "endpoints, %zu hosts of the Internet; dropped:",
                  seen.arrived, seen.fronts, seen.outside);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        print_message(" %s %zu", drop_cause_word(wanted[i]), seen.dropped[wanted[i]]);
        assert_true(asked || seen.dropped[wanted[i]] >= 5); /* the clouds are of all kinds */
    }
    print_message("\n");
    assert_true(asked || (seen.arrived >= 100 && seen.fronts >= 100 && seen.outside >= 100));
}

/* Tunnels that a fault has taken down, others beside them or not, are as tunnels that never came
 * up: by dead peer detection, hold times and BGP of its own time the network comes to what is
 * worked out of a scenario without them. */
static void test_trace_is_what_packets_do_after_a_fault(void **state)
{
    struct seen seen = {.arrived = 0};
    uint64_t end;
    (void)state;
    for (uint64_t seed = seeds(FAULTS, &end); seed < end; seed++) {
        char *yaml = write_cloud(seed, CLOUD_FAULT), *as = write_cloud(seed, CLOUD_OTHER_KEY);
        struct simulation s, declared;
        simulate_threads(&s, yaml, seed % 2 == 0 ? 3 : 1);
        simulate_build(&declared, as);
        struct ways_cuts cuts;
        ways_cuts_find(&cuts, declared.net, declared.net->arena);
        for (uint32_t i = 0; i < s.net->n_flows; i++)
            check_flow(s.net, declared.net, i, &cuts, yaml, &seen);
        simulate_end(&declared);
        simulate_end(&s);
        free(as);
        free(yaml);
    }
    print_message("           %zu pairs reach each other; dropped: tunnel_down %zu\n", seen.arrived,
                  seen.dropped[DROP_TUNNEL_DOWN]);
}

/* Requests go to web directly, and answers through a firewall that only forwards, whose security
 * group has not seen them. */
static const char past_group[] =
    "vnetsim: 1\nsimulation: {duration: 3s, seed: 1, sample_interval: 0s}\nvirtual_networks:\n"
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24, route_table: r}, fw: {address_prefix: 10.1.1.0/24}},\n"
    "      peerings: {p: {remote_virtual_network: b, allow_forwarded_traffic: true}}}\n"
    "  b: {region: westus, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}},\n"
    "      peerings: {p: {remote_virtual_network: a, allow_forwarded_traffic: true}}}\n"
    "route_tables: {r: {routes: {b: {address_prefix: 10.2.0.0/16, next_hop_type: VirtualAppliance, "
    "next_hop_ip_address: 10.1.1.4}}}}\n"
    "network_security_groups: {g: {security_rules: {deny: {priority: 100, direction: Inbound, "
    "access: Deny, protocol: Udp, %s}}}}\n"
    "virtual_machines: {fw: {subnet: a/fw, ip_forwarding: true, network_security_group: g}, web: "
    "{subnet: a/s}, db: {subnet: b/s}}\n"
    "traffic: {t: {from: %s, to: %s, flows: 2, app: request_response, request_size: 50B, "
    "response_size: 100B, start: 1s, stop: 1000001us}}\n";

static void count_answers(const char *rule, const char *from, const char *to, uint64_t answers[2])
{
    struct simulation s;
    char yaml[2048];
    assert_true((size_t)snprintf(yaml, sizeof yaml, past_group, rule, from, to) < sizeof yaml);
    simulate(&s, yaml);
    for (size_t i = 0; i < 2; i++)
        answers[i] = network_flow_rev(s.net, i).received;
    simulate_end(&s);
}

static void test_trace_groups_of_appliances_judge_answers_that_they_do_not_expect(void **state)
{
    uint64_t answers[2];
    (void)state;
    count_answers("destination_port_range: 49152-65535", "db", "web", answers);
    assert_int_equal(answers[0] + answers[1], 0);
    count_answers("source_port_range: 5001, destination_port_range: \"49153\"", "db", "web",
                  answers); /* the second flow's */
    assert_true(answers[0] == 1 && answers[1] == 0);
    count_answers("destination_port_range: 49152-65535", "web", "db",
                  answers); /* the firewall sees the requests */
    assert_true(answers[0] == 1 && answers[1] == 1);
}

/* A site of two devices, the first of which has another key than its gateway. */
static void test_trace_of_a_site_goes_by_the_device_whose_tunnel_is_up(void **state)
{
    struct simulation s;
    (void)state;
    simulate(
        &s,
        "vnetsim: 1\nsimulation: {duration: 6s, sample_interval: 0s}\n"
        "virtual_networks: {a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: "
        "{address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}}\n"
        "virtual_network_gateways: {g: {virtual_network: a, sku: VpnGw2AZ, enable_bgp: true}}\n"
        "local_network_gateways: {l1: {gateway_ip_address: 198.51.100.1, address_prefixes: "
        "[192.168.0.0/25]}, l2: {gateway_ip_address: 198.51.100.2, address_prefixes: "
        "[192.168.0.0/24]}}\n"
        "connections: {c1: {type: IPsec, from: g, to: l1, shared_key: k}, c2: {type: IPsec, from: "
        "g, to: l2, shared_key: k}}\n"
        "on_premises_sites: {o: {near: westus2, address_prefixes: [192.168.0.0/24], devices: {d1: "
        "{public_ip: 198.51.100.1, shared_key: other}, d2: {public_ip: 198.51.100.2}}, hosts: {h: "
        "{count: 200}}}}\n"
        "virtual_machines: {m: {subnet: a/s}}\n"
        "traffic: {t: {from: h-199, to: m, app: ping, start: 3s}}\n");
    assert_true(network_flow_rev(s.net, 0).received > 0);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace_is_what_packets_do),
        cmocka_unit_test(test_trace_is_what_packets_do_after_a_fault),
        cmocka_unit_test(test_trace_of_a_site_goes_by_the_device_whose_tunnel_is_up),
        cmocka_unit_test(test_trace_groups_of_appliances_judge_answers_that_they_do_not_expect)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
