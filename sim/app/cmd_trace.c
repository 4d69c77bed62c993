#include <stdio.h>
#include <unistd.h>

#include "models/trace/ways.h"
#include "sim/app/ask.h"
#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/trace_json.h"
#include "sim/app/trace_text.h"
#include "sim/app/where.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/base/ip4.h"

struct trace_options {
    struct options_list sets;
    const char *from, *to;
    struct ask ask;
    bool all, json;
};

/* --- one pair --- */

static void show_round(const struct where *w, const struct ways_kind *k, const char *which)
{
    printf("%s -> %s%s\n", w->net->vm[k->out.from].name, w->net->vm[k->out.to].name, which);
    trace_text_way(w, &k->there);
    printf("\n%s -> %s, the answer%s\n", w->net->vm[k->out.to].name, w->net->vm[k->out.from].name,
           which);
    trace_text_way(w, &k->back);
}

/* Of the flows that do not fare as the first: the most of those that fail step by step, the others
 * in a line each. */
static void show_others(const struct where *w, const struct ways *ways)
{
    const struct ways_kind *worst = ways_worst(ways);
    printf("\n");
    show_round(
        w, worst,
        arena_printf(w->scenario.arena, ", of other flows: %.1f%% of all", 100 * worst->share));
    printf("\nDEPENDS ON THE FLOW: %.1f%% of all flows get an answer; each end hashes a flow for "
           "itself\n",
           100 * ways->through);
    for (size_t i = 0; i < ways->n; i++) {
        const struct ways_kind *k = ways->kind[i];
        if (!ways_kind_arrives(k)) {
            printf("  %5.1f%%  %s%s\n", 100 * k->share, k->there.arrived ? "the answer: " : "",
                   trace_text_end(ways_kind_failing(k), w->scenario.arena));
        }
    }
}

static void show_verdict(const struct ways_kind *k)
{
    const bool both = ways_kind_arrives(k);
    printf("\n%s", both               ? "both ways"
                   : k->there.arrived ? "ONE WAY: it arrives, and no answer comes back"
                                      : "NOT REACHABLE");
    if (both) {
        printf("; a round trip takes %.3f ms without queueing", k->there.base_ms + k->back.base_ms);
        if (!trace_is_symmetric(&k->there, &k->back)) {
            printf(".\nASYMMETRIC: the two go through different appliances or tunnels; what keeps "
                   "state on one way does not see the other");
        }
    }
    printf("\n");
}

static int find_ends(const struct where *w, const struct trace_options *o, uint32_t *from,
                     uint32_t *to)
{
    if (!where_vm(w, "trace", o->from, from) || !where_vm(w, "trace", o->to, to)) {
        return EXIT_USAGE;
    }
    if (*from == *to) {
        (void)fprintf(
            stderr, "vnetsim trace: `%s` is the same VM as `%s`: name two, as NAME-0 and NAME-1\n",
            o->to, o->from);
        return EXIT_USAGE;
    }
    if (trace_is_front(w->net, *from)) {
        (void)fprintf(stderr, "vnetsim trace: `%s` is a %s: it sends nothing\n", o->from,
                      w->net->vm[*from].declared->r.table->kind);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

/* To what is no VM's: there is nobody who would answer. */
static int outside(const struct where *w, const struct trace_options *o, uint32_t addr)
{
    struct arena *arena = w->scenario.arena;
    struct ways ways;
    struct ways_kind *kind = ARENA_NEW(arena, struct ways_kind), *one[] = {kind};
    uint32_t from, to;
    if (!where_vm(w, "trace", o->from, &from)) {
        return EXIT_USAGE;
    }
    const struct network *n = trace_outside(w->net, addr, &to, arena);
    *kind = (struct ways_kind){.share = 1, .out = ask_question(&o->ask, n, from, to)};
    kind->out.outside = true;
    trace_walk(&kind->there, n, &kind->out, arena);
    if (o->json) {
        ways = (struct ways){.kind = one, .n = 1};
        trace_json_ways(n, &ways, w->scenario.path);
    } else {
        printf("%s -> %s, which nobody here has\n", n->vm[from].name, o->to);
        trace_text_way(w, &kind->there);
        printf("\n%s\n", !kind->there.arrived ? "IT DOES NOT LEAVE"
                         : trace_is_of_platform(addr)
                             ? "it is reached; what answers there is not simulated"
                             : "it leaves; what is there is not simulated: internet_hosts are");
    }
    return kind->there.arrived ? EXIT_DONE : EXIT_GATE;
}

/* --to ADDRESS: *vm has it; UINT32_MAX: nobody. False: it is no address. */
static bool read_address(const struct where *w, const char *text, uint32_t *addr, uint32_t *vm)
{
    struct ip4_prefix p;
    uint32_t member;
    if (ip4_prefix_parse(arena_printf(w->scenario.arena, "%s/32", text), &p) != IP4_OK) {
        return false;
    }
    *addr = p.addr;
    *vm = UINT32_MAX;
    for (uint32_t i = 0; i < w->net->n_vms && *vm == UINT32_MAX; i++) {
        const struct net_vm *v = &w->net->vm[i];
        *vm =
            topo_vm_has(v->declared, p.addr, &member) && v->addr == v->declared->first_addr + member
                ? i
                : *vm;
    }
    return true;
}

static int one(const struct where *w, const struct trace_options *o)
{
    struct arena *arena = w->scenario.arena;
    struct ways_cuts cuts;
    struct ways ways;
    uint32_t from, to;
    struct trace_options named = *o;
    uint32_t addr;
    if (read_address(w, o->to, &addr, &to)) {
        if (to == UINT32_MAX) {
            return outside(w, o, addr);
        }
        named.to = w->net->vm[to].name;
    }
    const int code = find_ends(w, &named, &from, &to);
    if (code != EXIT_DONE) {
        return code;
    }
    const struct trace_question q = ask_question(&o->ask, w->net, from, to);
    ways_cuts_find(&cuts, w->net, arena);
    ways_find(&ways, w->net, &q, false, &cuts, arena);
    for (size_t i = 0; i < ways.n; i++) { /* for who looks: the way back of what does not arrive */
        struct ways_kind *k = ways.kind[i];
        if (!k->there.arrived) {
            trace_walk(&k->back, w->net, &k->in, arena);
        }
    }
    if (o->json) {
        trace_json_ways(w->net, &ways, w->scenario.path);
    } else {
        show_round(w, ways.kind[0], "");
        if (ways.n > 1) {
            show_others(w, &ways);
        } else {
            show_verdict(ways.kind[0]);
        }
    }
    return ways_worst(&ways) == NULL ? EXIT_DONE : EXIT_GATE;
}

/* --- all --- */

/* Everything but the failing kind is forgotten: there may be tens of thousands of pairs. */
static struct trace_pair judge(const struct where *w, const struct trace_options *o,
                               const struct ways_cuts *cuts, uint32_t a, uint32_t b)
{
    struct arena *own = arena_new();
    struct trace_question q = ask_question(&o->ask, w->net, a, b);
    struct ways ways;
    q.only_verdict = true;
    ways_find(&ways, w->net, &q, true, cuts, own);
    const struct ways_kind *first = ways.kind[0], *worst = ways_worst(&ways);
    struct trace_pair p = {.through = ways.through,
                           .base_ms = first->there.base_ms + first->back.base_ms,
                           .asymmetric = ways_kind_arrives(first) &&
                                         !trace_is_symmetric(&first->there, &first->back)};
    if (worst != NULL) {
        struct ways_kind *k = ARENA_NEW(w->scenario.arena, struct ways_kind);
        *k = *worst;
        k->in.request = &k->there;
        for (int way = 0; way < 2; way++) {
            struct trace *t = way == 0 ? &k->there : &k->back;
            t->place = t->place != NULL ? arena_strdup(w->scenario.arena, t->place) : NULL;
            t->why = t->why != NULL ? arena_strdup(w->scenario.arena, t->why) : NULL;
            t->mend = t->mend != NULL ? arena_strdup(w->scenario.arena, t->mend) : NULL;
            t->keeper = NULL;
            t->via = NULL;
            t->n_keepers = t->n_via = 0;
        }
        p.bad = k;
    }
    arena_free(own);
    return p;
}

/* Every entry to every other, its members to each other, and to every load balancer and private
 * endpoint: every way that a flow may take. */
static int all(const struct where *w, const struct trace_options *o)
{
    size_t n, reachable = 0, others = 0;
    const uint32_t *first = where_groups(w, &n);
    struct trace_pair *pair = ARENA_ARRAY(w->scenario.arena, struct trace_pair, n * n);
    struct ways_cuts cuts;
    ways_cuts_find(&cuts, w->net, w->scenario.arena);
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            if (ways_are_there(w->net, first[a], first[b])) {
                pair[a * n + b] = judge(w, o, &cuts, first[a], first[b]);
                reachable += pair[a * n + b].bad == NULL;
                others += pair[a * n + b].bad != NULL;
            }
        }
    }
    if (o->json) {
        trace_json_pairs(w->net, first, n, pair);
    } else {
        trace_text_matrix(w->net, first, n, pair, w->scenario.arena);
        printf("\n%zu pairs reachable, %zu not\n", reachable, others);
    }
    return others == 0 ? EXIT_DONE : EXIT_GATE;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct trace_options o = {.all = false};
    const struct options_row options[] = {
        {"from", OPTIONS_ONCE(&o.from)},
        {"to", OPTIONS_ONCE(&o.to)},
        {"protocol", OPTIONS_READ(&o.ask, ask_read_protocol)},
        {"port", OPTIONS_COUNT(&o.ask.port, 1, UINT16_MAX)},
        {"source-port", OPTIONS_COUNT(&o.ask.source_port, 1, UINT16_MAX)},
        {"set", OPTIONS_LIST(&o.sets)},
        {"all", OPTIONS_FLAG(&o.all)},
        {"json", OPTIONS_FLAG(&o.json)}};
    int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code == EXIT_DONE && (argc - optind != 1 || o.all == (o.from != NULL || o.to != NULL) ||
                              (o.from == NULL) != (o.to == NULL))) {
        code = command_usage(self, "a scenario is needed, and --from and --to, or --all");
    }
    if (code == EXIT_DONE) {
        struct where w;
        code = where_open(&w, self->name, o.json, argv[optind], o.sets.v, o.sets.n);
        if (code == EXIT_DONE) {
            code = o.all ? all(&w, &o) : one(&w, &o);
        }
        where_close(&w);
    }
    options_list_fini(&o.sets);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_trace = {
    .name = "trace",
    .usage = "SCENARIO --from VM --to VM|ADDRESS | --all [--protocol icmp|udp|tcp] [--port N] "
             "[--source-port N] [--json] [--set PATH=VALUE]...",
    .summary = "Follows a packet hop by hop, there and back, without running: the route and rule "
               "that decide at each, and the verdict",
    .help =
        "At each hop: the route that won and over which others, the security group's rule, the "
        "tunnel with its state and ESP sizes, the\n"
        "delay so far without queueing (of measured pairs half the median round trip); at the "
        "end the cause, the places of the file that\n"
        "decide, the mend, and a code for vnetsim explain. What trace says is what packets of "
        "a run do.\n"
        "\n"
        "Where flows have several ways (tunnels side by side, members of a load balancer), all "
        "of them are tried, and the shares are\n"
        "exact: one that fails makes it DEPENDS ON THE FLOW.\n"
        "\n"
        "  --all            the matrix of every entry of virtual_machines, cloud_services, "
        "managed_instances and hosts to every other,\n"
        "                   to itself where it has several members, and to every load balancer "
        "and private endpoint: reachable,\n"
        "                   some flows, one-way or not, and why. All members of an entry are "
        "asked: those that no range of a\n"
        "                   route, rule or selector tells apart are one\n"
        "  --to             a VM, a member of an entry (web-2), or an address: that of a VM, or "
        "one "
        "of the Internet: does it leave, and by\n"
        "                   what: NAT gateway, public address, default outbound access, a site\n"
        "  --json           the same for programs; of a scenario that is refused its "
        "diagnostics, as check --json\n"
        "  --protocol, --port, --source-port  what security groups see; not given: icmp; to a "
        "load balancer or private endpoint udp and\n"
        "                   its port; from port 49152, which is that of a VM's first flow\n"
        "\n"
        "exit: 0 reachable both ways, 1 not, 2 usage, 3 the scenario is invalid, 5 files\n"
        "\n"
        "examples:\n"
        "  vnetsim trace scenarios/westus-northeurope.yaml --from web --to db\n"
        "  vnetsim trace scenarios/site-to-site-wrong-range.yaml --all\n",
    .run = run,
};
