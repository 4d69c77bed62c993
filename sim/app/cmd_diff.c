#include <stdio.h>
#include <string.h>

#include "models/routing/handshake.h"
#include "models/ways.h"
#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/route_text.h"
#include "sim/app/trace_text.h"
#include "sim/app/where.h"
#include "sim/base/arena.h"

struct difference {
    const struct network *old, *new;
    const struct where *old_at, *new_at;
    struct ways_cuts old_cuts, new_cuts;
    struct arena *arena;
    size_t lost, won, others;
};

/* The heading of a part, before its first line. */
static void line(struct difference *d, size_t *shown, const char *title)
{
    if ((*shown)++ == 0) {
        printf("%s%s\n", d->lost + d->won + d->others > 0 ? "\n" : "", title);
    }
}

/* First member of a group by its name; UINT32_MAX: there is none. */
static uint32_t vm_of(const struct where *w, const char *group)
{
    size_t n;
    const uint32_t *first = where_groups(w, &n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(w->net->vm[first[i]].declared->r.name, group) == 0) {
            return first[i];
        }
    }
    return UINT32_MAX;
}

/* The share of flows that get an answer. *why: what stops most of the others; NULL: none. */
static double through(const struct network *n, const struct ways_cuts *cuts, uint32_t from, uint32_t to, struct arena *arena, const char **why)
{
    struct trace_question q = trace_ask(n, from, to);
    struct ways w;
    q.only_verdict = true;
    ways_find(&w, n, &q, true, cuts, arena);
    const struct ways_kind *worst = ways_worst(&w);
    *why = worst == NULL ? NULL : arena_printf(arena, "%s%s", worst->there.arrived ? "the answer: " : "", trace_text_end(ways_kind_failing(worst), arena));
    return w.through;
}

static void compare_groups(struct difference *d)
{
    size_t shown = 0, n;
    for (int side = 0; side < 2; side++) {
        const struct where *from = side == 0 ? d->old_at : d->new_at, *in = side == 0 ? d->new_at : d->old_at;
        const uint32_t *first = where_groups(from, &n);
        for (size_t i = 0; i < n; i++) {
            const char *name = from->net->vm[first[i]].declared->r.name;
            if (vm_of(in, name) == UINT32_MAX) {
                line(d, &shown, "virtual machines and services");
                printf("  %c %s\n", side == 0 ? '-' : '+', name);
                d->others++;
            }
        }
    }
}

/* Shares are sums of fractions: what differs by less is the same. */
#define SHARE_NOISE 1e-9

static const char *change_text(double was, double is, struct arena *arena)
{
    return is < was ? (is > SHARE_NOISE ? arena_printf(arena, "BECAME UNREACHABLE for %.1f%% of its flows", 100 * (was - is)) : "BECAME UNREACHABLE")
           : was > SHARE_NOISE ? arena_printf(arena, "became reachable for %.1f%% of its flows more", 100 * (is - was))
                               : "became reachable";
}

static void compare_pair(struct difference *d, size_t *shown, const uint32_t was_at[2], const uint32_t is_at[2])
{
    struct arena *arena = arena_new();
    const char *before, *after;
    const double was = through(d->old, &d->old_cuts, was_at[0], was_at[1], arena, &before);
    const double is = through(d->new, &d->new_cuts, is_at[0], is_at[1], arena, &after);
    if (was - is > SHARE_NOISE || is - was > SHARE_NOISE) {
        line(d, shown, "reachability (ping, there and back; udp to load balancers and private endpoints)");
        printf("  %c %s -> %s %s%s: %s\n", is > was ? '+' : '-', d->old->vm[was_at[0]].declared->r.name, d->old->vm[was_at[1]].declared->r.name,
               change_text(was, is, arena), is > was ? "; before" : "", is > was ? before : after);
        d->won += is > was;
        d->lost += is < was;
    }
    arena_free(arena);
}

static void compare_pairs(struct difference *d)
{
    size_t shown = 0, n;
    const uint32_t *old = where_groups(d->old_at, &n);
    uint32_t *new = ARENA_ARRAY(d->arena, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        new[i] = vm_of(d->new_at, d->old->vm[old[i]].declared->r.name);
    }
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            if (a != b && new[a] != UINT32_MAX && new[b] != UINT32_MAX && !trace_is_front(d->old, old[a]) && !trace_is_front(d->new, new[a])) {
                compare_pair(d, &shown, (const uint32_t[]){old[a], old[b]}, (const uint32_t[]){new[a], new[b]});
            }
        }
    }
}

static const struct net_subnet *subnet_of(const struct network *n, const struct topo_subnet *like)
{
    for (size_t i = 0; i < n->n_subnets; i++) {
        const struct topo_subnet *s = n->subnet[i].declared;
        if (strcmp(s->r.name, like->r.name) == 0 && strcmp(s->vnet->r.name, like->vnet->r.name) == 0) {
            return &n->subnet[i];
        }
    }
    return NULL;
}

static bool has_route(const struct net_subnet *s, const struct effective_route *r, struct arena *arena)
{
    const char *hop = route_text_hop(r, arena);
    for (size_t i = 0; s != NULL && i < s->effective.n; i++) {
        const struct effective_route *o = &s->effective.v[i];
        if (o->active && ip4_prefix_equal(o->prefix, r->prefix) && strcmp(route_text_hop(o, arena), hop) == 0) {
            return true;
        }
    }
    return false;
}

static void compare_routes(struct difference *d)
{
    size_t shown = 0;
    for (int side = 0; side < 2; side++) {
        const struct network *from = side == 0 ? d->old : d->new, *in = side == 0 ? d->new : d->old;
        for (size_t i = 0; i < from->n_subnets; i++) {
            const struct net_subnet *s = &from->subnet[i], *other = subnet_of(in, s->declared);
            if (other == NULL) {
                line(d, &shown, "routes in force");
                printf("  %c subnet %s/%s\n", side == 0 ? '-' : '+', s->declared->vnet->r.name, s->declared->r.name);
                d->others++;
            }
            for (size_t k = 0; other != NULL && k < s->effective.n; k++) {
                const struct effective_route *r = &s->effective.v[k];
                char prefix[IP4_TEXT_MAX];
                if (!r->active || has_route(other, r, d->arena)) {
                    continue;
                }
                line(d, &shown, "routes in force");
                printf("  %c %s/%s: %s -> %s, %s\n", side == 0 ? '-' : '+', s->declared->vnet->r.name, s->declared->r.name,
                       ip4_prefix_format(r->prefix, prefix), route_text_hop(r, d->arena), route_text_source(r, s->declared, d->arena));
                d->others++;
            }
        }
    }
}

static const char *state_of(const struct tunnel *t, struct arena *arena)
{
    const char *down = handshake_word((enum handshake)t->declared->outcome);
    return down != NULL ? arena_printf(arena, "down: %s", down) : "up";
}

/* What packets see of it, when it is up. */
static const char *form_of(const struct tunnel *t, struct arena *arena)
{
    return arena_printf(arena, "%s -> %s, %s%s%s, packets of up to %u B", t->from->name, t->to->name, t->esp->name, t->udp_bytes > 0 ? " in UDP" : "",
                        t->has_selectors ? ", with traffic selectors" : "", tunnel_largest_inner(t));
}

/* Of a connection of the scenario, not of a device's end of it. NULL: there is none. */
static const struct tunnel *tunnel_of(const struct network *n, const char *name)
{
    for (size_t i = 0; i < n->n_tunnels; i++) {
        if (strcmp(n->tunnel[i].name, name) == 0) {
            return &n->tunnel[i];
        }
    }
    return NULL;
}

static void compare_tunnels(struct difference *d)
{
    size_t shown = 0;
    for (int side = 0; side < 2; side++) {
        const struct network *from = side == 0 ? d->old : d->new, *in = side == 0 ? d->new : d->old;
        for (size_t i = 0; i < from->n_tunnels; i++) {
            const struct tunnel *t = &from->tunnel[i], *o = tunnel_of(in, t->name);
            const char *state = state_of(t, d->arena), *form = form_of(t, d->arena);
            const char *state_new = o != NULL ? state_of(o, d->arena) : "", *form_new = o != NULL ? form_of(o, d->arena) : "";
            if ((size_t)(t->declared - from->topo->connections) >= from->topo->n_connections ||
                (o != NULL && (side == 1 || (strcmp(state, state_new) == 0 && strcmp(form, form_new) == 0)))) {
                continue;
            }
            line(d, &shown, "tunnels");
            if (o == NULL) {
                printf("  %c %s: %s; %s\n", side == 0 ? '-' : '+', t->name, form, state);
            } else if (strcmp(state, state_new) != 0) {
                printf("  ~ %s: was %s, is %s\n", t->name, state, state_new);
            } else {
                printf("  ~ %s: was %s; is %s\n", t->name, form, form_new);
            }
            d->others++;
        }
    }
}

static int compare(const struct where *old, const struct where *new)
{
    struct difference d = {.old = old->net, .new = new->net, .old_at = old, .new_at = new, .arena = arena_new()};
    ways_cuts_find(&d.old_cuts, d.old, d.arena);
    ways_cuts_find(&d.new_cuts, d.new, d.arena);
    compare_pairs(&d);
    compare_tunnels(&d);
    compare_groups(&d);
    compare_routes(&d);
    if (d.lost + d.won + d.others == 0) {
        printf("no difference in what reaches what, in tunnels, or in routes\n");
    } else {
        printf("\n%zu pairs became unreachable, %zu reachable\n", d.lost, d.won);
    }
    arena_free(d.arena);
    return d.lost > 0 ? EXIT_GATE : EXIT_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
    static const struct option options[] = {{"set", required_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    struct options_list sets = {.n = 0};
    int code = EXIT_DONE;
    for (int opt; code == EXIT_DONE && (opt = options_next(argc, argv, options)) != -1;) {
        if (opt == 's') {
            options_list_add(&sets, optarg);
        } else if (opt == 'h') {
            options_list_fini(&sets);
            return command_help(self);
        } else {
            code = command_usage(self, "%s", options_error(opt, argv));
        }
    }
    if (code == EXIT_DONE && argc - optind != 2) {
        code = command_usage(self, "two scenarios are needed: the old one and the new one");
    }
    if (code == EXIT_DONE) {
        struct where old, new = {.net = NULL};
        code = where_open(&old, self->name, false, argv[optind], NULL, 0);
        const int second = where_open(&new, self->name, false, argv[optind + 1], sets.v, sets.n);
        code = code != EXIT_DONE ? code : second != EXIT_DONE ? second : compare(&old, &new);
        where_close(&new);
        where_close(&old);
    }
    options_list_fini(&sets);
    return code;
}

const struct command command_diff = {
    .name = "diff",
    .usage = "OLD NEW [--set PATH=VALUE]...",
    .summary = "What a change does: which VMs became reachable or unreachable, which tunnels and routes changed",
    .help = "Every entry of virtual_machines is traced to every other, there and back, in both scenarios. --set changes the new one.\n"
            "\n"
            "exit: 0 nothing became unreachable, 1 something did (so it can stand in a CI), 2 usage, 3 a scenario is invalid, 5 files\n"
            "\n"
            "examples:\n"
            "  vnetsim diff main.yaml branch.yaml\n"
            "  vnetsim diff scenarios/hub-spoke.yaml scenarios/hub-spoke.yaml --set virtual_machines.fw.ip_forwarding=false\n",
    .run = run,
};
