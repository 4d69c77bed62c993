/*
 * What check says of traffic that does not arrive. What another rule has shown is not said again;
 * entries that are lost at one place are one item.
 */
#include <string.h>

#include "models/flow/flow.h"
#include "models/trace/reach.h"
#include "models/routing/islands.h"
#include "sim/base/arena.h"

static const struct diag_code lost = {
    .id = "VN0616",
    .severity = DIAG_WARNING,
    .title = "traffic that does not arrive",
    .symptom = "Everything deploys, and packets of this traffic entry are dropped on their way, or "
               "get no answer. In the simulation drops.csv has them "
               "at the place and for the cause that the message names: no_route, route_none, ttl, "
               "nsg, selector, tunnel_down, no_state, no_translation and others.",
    .cause = "Routes, gateways, traffic selectors, appliances and security groups together leave "
             "no way for it, and no warning that is shown beside this one says so of it: each flow "
             "of the entry is traced, "
             "with all its connections and "
             "targets, there and, where it wants answers, back.",
    .mend = "`vnetsim trace SCENARIO --from A --to B` shows the way hop by hop, with the route "
            "that won at each; mend what it names. Where the traffic is to "
            "be blocked, nothing is to be done.",
    .source = "Virtual network traffic routing, 2023-05-27, for the choice of routes; the way "
              "itself is the one that packets of a run take",
    .example = "route_tables:\n  keep: {routes: {r: {address_prefix: 10.2.0.0/16, next_hop_type: "
               "None}}}\n"};

static const struct diag_code reserved_port = {
    .id = "VN0623",
    .severity = DIAG_WARNING,
    .title = "UDP from a port that the platform keeps for itself",
    .symptom = "One question of UDP in some thousands gets no answer (a name that is looked up, a "
               "clock that is asked), and the next try goes well. In the simulation its packets "
               "are dropped in their sender's network with cause reserved_port.",
    .cause = "The platform keeps UDP source port 65330 for itself and does not send what comes "
             "from it. A client that takes its source ports from 49152 up to 65535, as Windows "
             "does, comes to it in time.",
    .mend = "Exclude port 65330 from the operating system's ephemeral range (Windows: netsh int "
            "ipv4 add excludedportrange udp 65330 1), or give the entry another source_port.",
    .source = "Virtual Network FAQ, 2020-06-26",
    .example = "ask: {from: web, to: db, app: request_response, request_size: 60B, response_size: "
               "200B, source_port: 50000}\n"};

static const struct diag_code flow_limit = {
    .id = "VN0227",
    .severity = DIAG_WARNING,
    .title = "more flows than a network interface keeps",
    .symptom = "Old connections go on, and new ones time out while the VM and its line are far "
               "from busy. In the simulation every packet of the flows that find no room is "
               "dropped in its sender's network with cause flow_limit.",
    .cause = "The platform keeps state of every flow at the network interfaces of its two ends, at "
             "most 500,000 at once in each, or what nic: {flow_limit: ...} says. Counted are "
             "connections of TCP and five-tuples of UDP that last; which of them find no room is "
             "assumed: the later ones in the order of flows.csv.",
    .mend = "Spread the clients or the servers over more VMs; let clients use a connection again; "
            "or give a size with a higher published limit its nic.flow_limit.",
    .source = "Azure subscription limits, 2022-12-05 (concurrent flows a NIC); VM network "
              "throughput, 2023 (what goes beyond is dropped)",
    .example = "web: {subnet: vnet-a/workload, count: 4}      # four NICs in place of one\n"};

static const struct diag_code *const codes[] = {&lost, &reserved_port, &flow_limit, &fit_code_large,
                                                &fit_code_disorder};

const struct diag_code *const *reach_codes(size_t *n)
{
    *n = sizeof codes / sizeof *codes;
    return codes;
}

struct lost_entry { /* what is to be said of one entry, and of those that are lost at its places */
    const struct diag_code *code;
    const struct topo_traffic *spec;
    struct span here, there;
    const struct diag_code *said_here, *said_there; /* of other warnings; NULL: none */
    const char *label, *other; /* of `here`, and of the entry where it is not the first */
    const char *message, *platform, *help;
    struct lost_entry *first, *next; /* first: of its group, itself where it begins one */
};

struct judge {
    const struct topo *t;
    const struct network *n;
    struct diag *d;
    struct islands islands;
    struct arena *arena;
    struct lost_entry *losses, **end; /* in the order of entries */
};

/* What keeps a tunnel down, a peering from passing anything, a session from coming up, has a
 * warning of its own. */
static bool is_explained(const struct judge *judge, const struct reach *r)
{
    return r->first->cause == DROP_TUNNEL_DOWN ||
           islands_are_cut(&judge->islands, judge->t, r->spec->from->subnet->vnet,
                           r->spec->to->subnet->vnet);
}

/* Who may begin behind a dynamic NAT rule is nobody else's to say, whatever is said of the rule. */
static bool is_outside(const struct reach *r)
{
    return r->first->cause == DROP_NO_TRANSLATION && !r->no_answer;
}

/* A warning of another rule says of this traffic what becomes of it, or is the very one that trace
 * names, at one of the places that decide. What else is said of such a place is another matter. */
static bool is_shown(const struct diag *d, const struct reach *r)
{
    const struct trace *t = r->first;
    return diag_knows(d, r->spec->r.at, NULL) != NULL ||
           (!is_outside(r) &&
            (diag_knows(d, t->here, t->code) != NULL || diag_knows(d, t->there, t->code) != NULL));
}

static bool is_at(struct span a, struct span b)
{
    return a.line != 0 && a.source == b.source && a.line == b.line && a.col == b.col;
}

static struct lost_entry *first_at(const struct judge *judge, const struct lost_entry *n)
{
    for (struct lost_entry *l = judge->losses; l != NULL; l = l->next) {
        if (l->first == l && l->code == n->code &&
            (is_at(l->here, n->here) || is_at(l->here, n->there) || is_at(l->there, n->here) ||
             is_at(l->there, n->there))) {
            return l;
        }
    }
    return NULL;
}

static const char *message_of(const struct judge *judge, const struct reach *r)
{
    struct arena *arena = judge->arena;
    const char *part =
        r->failing_parts == r->parts
            ? ""
            : arena_printf(arena, " (%s%u of %u %s)", r->failing > 1 ? "the first: " : "",
                           r->failing_parts, r->parts,
                           judge->n->src[r->first_flow]->tcp != NULL ? "connections" : "targets");
    return arena_printf(arena, "%zu of %zu flows of `%s` %s%s: %s", r->failing, r->flows,
                        r->spec->r.name, r->no_answer ? "get no answer" : "do not arrive", part,
                        r->first->why);
}

static const char *help_of(const struct judge *judge, const struct reach *r)
{
    const struct network *n = judge->n;
    struct arena *arena = judge->arena;
    const struct trace_question q =
        trace_of_flow(n, (uint32_t)r->first_flow, r->target, r->connection, NULL);
    const char *ports = q.protocol == TOPO_ICMP
                            ? ""
                            : arena_printf(arena, " --protocol %s --port %u",
                                           q.protocol == TOPO_TCP ? "tcp" : "udp", q.port);
    const char *source = q.protocol == TOPO_ICMP || q.src_port == NETWORK_FIRST_PORT
                             ? ""
                             : arena_printf(arena, " --source-port %u", q.src_port);
    if (r->first->cause == DROP_FLOW_LIMIT) { /* no trace of one packet knows of others */
        return r->first->mend;
    }
    return arena_printf(arena, "%s; vnetsim trace SCENARIO --from %s --to %s%s%s shows the way",
                        r->first->mend, network_src_name(n, &n->flow[r->first_flow]),
                        n->vm[q.to].name, ports, source);
}

/* One of those here that the trace gives, else the one for all that is lost. */
static const struct diag_code *code_of(const struct trace *t)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(codes[i]->id, t->code) == 0) {
            return codes[i];
        }
    }
    return &lost;
}

/* Adds it to the list; is it the first of its group? */
static bool keep(struct judge *judge, struct lost_entry *l, bool is_grouped)
{
    struct lost_entry *first = is_grouped ? first_at(judge, l) : NULL;
    l->said_here = diag_knows(judge->d, l->here, NULL);
    l->said_there = diag_knows(judge->d, l->there, NULL);
    l->first = first != NULL ? first : l;
    *judge->end = l;
    judge->end = &l->next;
    return first == NULL;
}

static void note_loss(struct judge *judge, const struct reach *r)
{
    const struct trace *t = r->first;
    if (t == NULL || is_explained(judge, r) || is_shown(judge->d, r)) {
        return;
    }
    struct lost_entry *l = ARENA_NEW(judge->arena, struct lost_entry);
    *l = (struct lost_entry){.code = code_of(t),
                             .spec = r->spec,
                             .here = t->here,
                             .there = t->there,
                             .label = "decided here",
                             .other = "this traffic is lost there too"};
    if (keep(judge, l, !is_outside(r))) {
        l->message = message_of(judge, r);
        l->platform =
            arena_printf(judge->arena, "it deploys; the packets are dropped (at %s, cause %s)",
                         t->place, drop_cause_word(t->cause));
        l->help = help_of(judge, r);
    }
}

static void note_size(struct judge *judge, const struct topo_traffic *spec, const struct fit *f)
{
    const struct fit_text say = fit_say(f, judge->n, spec, judge->arena);
    struct lost_entry *l = ARENA_NEW(judge->arena, struct lost_entry);
    *l = (struct lost_entry){.code = f->code,
                             .spec = spec,
                             .here = say.here,
                             .there = say.there,
                             .label = say.label,
                             .other = "this traffic too",
                             .message = say.message,
                             .platform = say.platform,
                             .help = say.help};
    (void)keep(judge, l, true);
}

static void note(void *arg, const struct reach *r)
{
    note_loss(arg, r);
    for (size_t i = 0; i < r->fits.n; i++) {
        note_size(arg, r->spec, &r->fits.v[i]);
    }
}

/* What another warning says of the place is likely what is wrong. */
static void show_place(struct diag *d, struct span at, const char *label,
                       const struct diag_code *said)
{
    if (at.line != 0 && said != NULL) {
        diag_other(d, at, "%s, of which %s speaks too", label, said->id);
    } else if (at.line != 0) {
        diag_other(d, at, "%s", label);
    }
}

static void say(struct diag *d, const struct lost_entry *first)
{
    diag_add(d, first->code, first->spec->r.at, NULL, "%s", first->message);
    show_place(d, first->here, first->label, first->said_here);
    show_place(d, first->there, "and here", first->said_there);
    const struct topo_traffic *shown = first->spec; /* one may be lost there both ways */
    for (const struct lost_entry *l = first->next; l != NULL; l = l->next) {
        if (l->first == first && l->spec != shown) {
            shown = l->spec;
            diag_other(d, shown->r.at, "%s", l->other);
        }
    }
    diag_platform(d, "%s", first->platform);
    diag_help(d, "%s", first->help);
}

void reach_check(const struct topo *t, const struct network *n, struct diag *d)
{
    struct judge judge = {.t = t, .n = n, .d = d, .arena = arena_new()};
    judge.end = &judge.losses;
    islands_find(&judge.islands, t, judge.arena);
    reach_each(n, note, &judge);
    for (const struct lost_entry *l = judge.losses; l != NULL; l = l->next) {
        if (l->first == l) {
            say(d, l);
        }
    }
    arena_free(judge.arena);
}
