#include <stdio.h>
#include <unistd.h>

#include "models/exchange.h"
#include "sim/app/ask.h"
#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/trace_json.h"
#include "sim/app/where.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"

struct trace_options {
    struct options_list sets;
    const char *scenario, *from, *to;
    struct ask ask;
    bool all, json;
};

static void show_steps(const struct trace *t)
{
    for (size_t i = 0; i < t->n; i++) {
        printf("  %9.3f ms  %-36s %s\n", t->step[i].so_far_ms, t->step[i].at, t->step[i].text);
    }
}

static void show_place(const struct where *w, const char *what, struct span at)
{
    if (at.line != 0) {
        printf("  %s %s:%u:%u\n", what, w->scenario.path, at.line, at.col);
    }
}

static void show(const struct where *w, const struct trace *t)
{
    show_steps(t);
    if (t->arrived) {
        printf("  => arrives after %.3f ms without queueing; a packet of up to %u B is not fragmented\n", t->base_ms, t->largest_bytes);
        return;
    }
    printf("  => DROPPED at %s, cause %s: %s\n", t->place, drop_cause_word(t->cause), t->why);
    show_place(w, "   decided at", t->here);
    show_place(w, "   and at", t->there);
    printf("     mend: %s\n", t->mend);
}

static void show_both(const struct where *w, const struct exchange *x)
{
    const char *from = w->net->vm[x->out.from].name, *to = w->net->vm[x->out.to].name;
    printf("%s -> %s\n", from, to);
    show(w, &x->there);
    printf("\n%s -> %s, the answer\n", to, from);
    show(w, &x->back);
    switch (x->state) {
    case EXCHANGE_SOME:
        printf("\nDEPENDS ON THE FLOW: tunnels side by side are chosen by each end for itself, and of %u flows about %u get an answer\n", EXCHANGE_FLOWS, x->through);
        break;
    case EXCHANGE_ONE_WAY:
        printf("\nONE WAY: it arrives, and no answer comes back\n");
        break;
    case EXCHANGE_UNREACHABLE:
        printf("\nNOT REACHABLE\n");
        break;
    case EXCHANGE_REACHABLE:
        printf("\nboth ways; a round trip takes %.3f ms without queueing", x->there.base_ms + x->back.base_ms);
        if (!trace_is_symmetric(&x->there, &x->back)) {
            printf(".\nASYMMETRIC: the two go through different appliances or tunnels; what keeps state on one way does not see the other");
        }
        printf("\n");
    }
}

static int one(const struct where *w, const struct trace_options *o)
{
    uint32_t from, to;
    if (!where_vm(w, "trace", o->from, &from) || !where_vm(w, "trace", o->to, &to)) {
        return EXIT_USAGE;
    }
    if (from == to) {
        (void)fprintf(stderr, "vnetsim trace: `%s` is the same VM\n", o->to);
        return EXIT_USAGE;
    }
    if (trace_is_front(w->net, from)) {
        (void)fprintf(stderr, "vnetsim trace: `%s` is a %s: it sends nothing\n", o->from, w->net->vm[from].declared->r.table->kind);
        return EXIT_USAGE;
    }
    struct exchange x;
    const struct trace_question q = ask_question(&o->ask, w->net, from, to);
    exchange_trace(&x, w->net, &q, w->scenario.arena);
    if (o->json) {
        struct json j;
        json_init(&j, stdout);
        json_array_begin(&j);
        trace_json_way(&j, w->net, &x.out, &x.there, w->scenario.path);
        trace_json_way(&j, w->net, &x.in, &x.back, w->scenario.path);
        json_array_end(&j);
        json_fini(&j);
    } else {
        show_both(w, &x);
    }
    return x.state == EXCHANGE_REACHABLE ? EXIT_DONE : EXIT_GATE;
}

static void show_pair(const char *from, const char *to, const struct exchange *x)
{
    const struct trace *t = exchange_failing(x);
    printf("%-24s %-24s %-12s ", from, to, x->state == EXCHANGE_UNREACHABLE ? "NOT" : exchange_word(x->state));
    if (x->state == EXCHANGE_REACHABLE) {
        printf("%10.3f\n", x->there.base_ms + x->back.base_ms);
    } else if (x->state == EXCHANGE_SOME) {
        printf("%10s  depends on the flow: about %u of %u come back\n", "", x->through, EXCHANGE_FLOWS);
    } else {
        printf("%10s  %s%s at %s: %s\n", "", t == &x->back ? "answer: " : "", drop_cause_word(t->cause), t->place, t->why);
    }
}

static bool pair(const struct where *w, const struct trace_options *o, uint32_t a, uint32_t b, struct json *j)
{
    const char *from = w->net->vm[a].declared->r.name, *to = w->net->vm[b].declared->r.name;
    struct arena *arena = arena_new();
    struct exchange x;
    const struct trace_question q = ask_question(&o->ask, w->net, a, b);
    exchange_trace(&x, w->net, &q, arena);
    if (o->json) {
        trace_json_pair(j, from, to, &x);
    } else {
        show_pair(from, to, &x);
    }
    arena_free(arena);
    return x.state == EXCHANGE_REACHABLE;
}

/* Every group to every other, and to every load balancer and private endpoint, by their first members. */
static int all(const struct where *w, const struct trace_options *o)
{
    size_t n, reachable = 0, others = 0;
    const uint32_t *first = where_groups(w, &n);
    struct json j;
    if (o->json) {
        json_init(&j, stdout);
        json_array_begin(&j);
    } else {
        printf("%-24s %-24s %-12s %10s  %s\n", "from", "to", "", "base ms", "why not");
    }
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            if (a != b && !trace_is_front(w->net, first[a])) {
                const bool both = pair(w, o, first[a], first[b], &j);
                reachable += both;
                others += !both;
            }
        }
    }
    if (o->json) {
        json_array_end(&j);
        json_fini(&j);
    } else {
        printf("\n%zu pairs reachable, %zu not\n", reachable, others);
    }
    return others == 0 ? EXIT_DONE : EXIT_GATE;
}

/* EXIT_DONE, or the code to leave with; -1: help was shown. */
static int read_options(const struct command *self, struct trace_options *o, int argc, char **argv)
{
    static const struct option options[] = {{"from", required_argument, NULL, 'F'},     {"to", required_argument, NULL, 'T'},
                                            {"protocol", required_argument, NULL, 'p'}, {"port", required_argument, NULL, 'P'},
                                            {"set", required_argument, NULL, 's'},      {"all", no_argument, NULL, 'a'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},           {NULL, 0, NULL, 0}};
    const char *why = NULL;
    for (int opt; (opt = options_next(argc, argv, options)) != -1;) {
        switch (opt) {
        case 'F':
            why = options_take(&o->from, "--from");
            break;
        case 'T':
            why = options_take(&o->to, "--to");
            break;
        case 'p':
            why = ask_take_protocol(&o->ask);
            break;
        case 'P':
            why = ask_take_port(&o->ask);
            break;
        case 's':
            options_list_add(&o->sets, optarg);
            break;
        case 'a':
            o->all = true;
            break;
        case 'j':
            o->json = true;
            break;
        case 'h':
            (void)command_help(self);
            return -1;
        default:
            why = options_error(opt, argv);
        }
        if (why != NULL) {
            return command_usage(self, "%s", why);
        }
    }
    if (argc - optind != 1 || o->all == (o->from != NULL || o->to != NULL) || (o->from == NULL) != (o->to == NULL)) {
        return command_usage(self, "a scenario is needed, and --from and --to, or --all");
    }
    o->scenario = argv[optind];
    return EXIT_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct trace_options o = {.all = false};
    struct where w;
    int code = read_options(self, &o, argc, argv);
    if (code == EXIT_DONE) {
        code = where_open(&w, self->name, o.json, o.scenario, o.sets.v, o.sets.n);
        if (code == EXIT_DONE) {
            code = o.all ? all(&w, &o) : one(&w, &o);
        }
        where_close(&w);
    }
    options_list_fini(&o.sets);
    return code == -1 ? EXIT_DONE : code;
}

const struct command command_trace = {
    .name = "trace",
    .usage = "SCENARIO --from VM --to VM | --all [--protocol icmp|udp|tcp] [--port N] [--json] [--set PATH=VALUE]...",
    .summary = "Follows a packet hop by hop, there and back, without running: the route and rule that decide at each, and the verdict",
    .help = "At each hop: the route that won, the security group's rule, the tunnel with its ESP sizes, the delay so far without queueing (of\n"
            "measured pairs half the median round trip). What trace says is what packets of a run do.\n"
            "\n"
            "  --from, --to     VMs, hosts, instances by their names (web-2; web is web-0); --to also a load balancer or private endpoint\n"
            "  --all            every entry of virtual_machines, cloud_services and managed_instances to every other, and to every load\n"
            "                   balancer and private endpoint: reachable, some flows (tunnels side by side), one-way or not, and why\n"
            "  --json           the same for programs; of a scenario that is refused its diagnostics, as check --json\n"
            "  --protocol, --port  what security groups see; not given: icmp; to a load balancer or private endpoint udp and its port\n"
            "\n"
            "exit: 0 reachable both ways, 1 not, 2 usage, 3 the scenario is invalid, 5 files\n"
            "\n"
            "examples:\n"
            "  vnetsim trace scenarios/westus-northeurope.yaml --from web --to db\n"
            "  vnetsim trace scenarios/site-to-site-wrong-range.yaml --all\n",
    .run = run,
};
