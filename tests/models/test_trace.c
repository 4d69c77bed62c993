/*
 * What trace says is what packets do: random clouds of peerings with all their flags, gateways,
 * tunnels (some of them one-sided or with keys that differ), NAT rules of both types, user-defined
 * routes, appliances, security groups, sites, cloud services, managed instances, load balancers,
 * private endpoints and hosts of the Internet; a ping between every two machines and to the
 * Internet, requests to all that others answer for.
 * Where trace lets a request or an answer through, packets arrive, and all of them; where it does
 * not, all are dropped, at the place and for the cause that it names. And what a flow meets is
 * among what is found for all flows between the two, and between their entries.
 */
#include "models/flow/flow.h"
#include "models/front.h"
#include "models/trace/ways.h"
#include "sim/base/arena.h"
#include "tests/models/random_cloud.h"
#include "tests/theory/simulate.h"

enum { CLOUDS = 100, FIRST = 1 /* TRACE_FIRST and TRACE_CLOUDS ask for others */ };

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
    if (front == NULL || !n->dst[flow]->has_member)
        return 0;
    while (front->member[i] != n->dst[flow]->member)
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

static void check_flow(const struct network *n, uint32_t flow, const struct ways_cuts *cuts,
                       const char *yaml, struct seen *seen)
{
    const struct flow *f = &n->flow[flow];
    const struct flow_count fwd = network_flow_fwd(n, flow), rev = network_flow_rev(n, flow);
    struct arena *arena = arena_new();
    struct trace there, back;
    uint64_t packets;
    struct trace_question out = trace_of_flow(n, flow, 0, 0, NULL),
                          in = trace_of_flow(n, flow, 0, 0, &there);
    const bool is_foretold = f->spec->transport == TOPO_TRANSPORT_TCP ||
                             out.member == member_of(n, flow); /* it may not have come so far */
    if (f->spec->transport != TOPO_TRANSPORT_TCP)
        out.member = in.member = member_of(n, flow);
    trace_walk(&there, n, &out, arena);
    trace_walk(&back, n, &in, arena);
    const struct drop_record *d = drop_of(n, flow, &packets);
    const bool is_inside = n->vm[f->src_vm].declared == n->vm[f->dst_vm].declared;
    const struct trace *failing = !there.arrived ? &there : !back.arrived ? &back : NULL;
    seen->arrived += there.arrived && back.arrived;
    seen->fronts += there.arrived && back.arrived && n->vm[f->dst_vm].front != NULL;
    seen->outside += there.arrived && back.arrived && trace_is_front(n, f->dst_vm) &&
                     n->vm[f->dst_vm].front == NULL;
    const bool is_tcp = f->spec->transport == TOPO_TRANSPORT_TCP;
    const bool agree_in_tcp =
        failing == NULL ? rev.received > 0 && packets == 0
                        : rev.received == 0 && packets > 0 && d->cause == failing->cause &&
                              strcmp(n->place[d->place].text, failing->place) == 0;
    const bool agree =
        is_tcp ? agree_in_tcp
               : fwd.offered == 10 && fwd.received == (there.arrived ? 10 : 0) &&
                     rev.received == (there.arrived && back.arrived ? 10 : 0) &&
                     (failing == NULL ? packets == 0
                                      : packets == 10 && d->cause == failing->cause &&
                                            strcmp(n->place[d->place].text, failing->place) == 0);
    if (out.member != 0 && !is_foretold)
        fail_msg("%s: another member than was foretold\n%s", f->name, yaml);
    if (!agree)
        fail_msg("%s: sent %llu, received %llu, answers %llu, dropped %llu (%s at %s); trace: %s "
                 "%s, %s at %s\n%s",
                 f->name, (unsigned long long)fwd.offered, (unsigned long long)fwd.received,
                 (unsigned long long)rev.received, (unsigned long long)packets,
                 d != NULL ? drop_cause_word((enum drop_cause)d->cause) : "-",
                 d != NULL ? n->place[d->place].text : "-", there.arrived ? "there" : "not there",
                 back.arrived ? "back" : "not back",
                 failing != NULL ? drop_cause_word(failing->cause) : "-",
                 failing != NULL ? failing->place : "-", yaml);
    if ((flow % 8 == 0 || is_inside) &&
        (!is_among(n, &out, false, cuts, &there, &back) ||
         !is_among(n, &out, true, cuts, &there, &back))) /* takes time */
        fail_msg("%s: not among the ways that are found\n%s", f->name, yaml);
    if (failing != NULL)
        seen->dropped[failing->cause]++;
    arena_free(arena);
}

static void test_trace_is_what_packets_do(void **state)
{
    static const enum drop_cause wanted[] = {
        DROP_NO_ROUTE,       DROP_TUNNEL_DOWN, DROP_ROUTE_NONE, DROP_NSG,
        DROP_NOT_FORWARDING, DROP_TTL,         DROP_SELECTOR,   DROP_NO_STATE,
        DROP_NO_TRANSLATION, DROP_NO_RULE,     DROP_NO_BACKEND, DROP_HAIRPIN,
        DROP_BASIC_BALANCER};
    struct seen seen = {.arrived = 0};
    (void)state;
    const char *first = getenv("TRACE_FIRST"), *clouds = getenv("TRACE_CLOUDS");
    const uint64_t begin = first != NULL ? strtoull(first, NULL, 10) : FIRST,
                   end = begin + (clouds != NULL ? strtoull(clouds, NULL, 10) : CLOUDS);
    for (uint64_t seed = begin; seed < end; seed++) {
        char *yaml = write_cloud(seed);
        struct simulation s;
        simulate_threads(&s, yaml, seed % 2 == 0 ? 3 : 1);
        struct ways_cuts cuts;
        ways_cuts_find(&cuts, s.net, s.net->arena);
        for (uint32_t i = 0; i < s.net->n_flows; i++)
            check_flow(s.net, i, &cuts, yaml, &seen);
        simulate_end(&s);
        free(yaml);
    }
    print_message("           %zu pairs reach each other, %zu of them load balancers and private "
                  "endpoints, %zu hosts of the Internet; dropped:",
                  seen.arrived, seen.fronts, seen.outside);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        print_message(" %s %zu", drop_cause_word(wanted[i]), seen.dropped[wanted[i]]);
        assert_true(clouds != NULL ||
                    seen.dropped[wanted[i]] >= 5); /* the clouds are of all kinds */
    }
    print_message("\n");
    assert_true(clouds != NULL ||
                (seen.arrived >= 100 && seen.fronts >= 100 && seen.outside >= 100));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace_is_what_packets_do),
        cmocka_unit_test(test_trace_groups_of_appliances_judge_answers_that_they_do_not_expect)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
