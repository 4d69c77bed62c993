/*
 * The platform's limits on how much may be declared, a code each. Those of a subscription and
 * region are counted where networks are: a route table or security group belongs to wherever a
 * subnet or VM names it, and where none does to the place of the first network. Networks that name
 * no subscription may be of several: of these it is a note.
 */
#include <string.h>

#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

/* Azure subscription limits, 2022-12-05, which says that none of them can be raised by asking;
 * `now`: the limit since 2026-05 (third-party note of 2026-05-25). What goes beyond the former one
 * alone has a note of its own. */
struct limit {
    const struct diag_code *code, *former;
    size_t most, now;
    const char *what, *help;
};
#define LIMIT(name, most, what, help)                                                              \
    static const struct limit name = {&rules_code_limit_##name, NULL, most, most, what, help}
#define RAISED(name, most, now, what, help)                                                        \
    static const struct limit name = {                                                             \
        &rules_code_limit_##name, &rules_code_former_##name, most, now, what, help}

LIMIT(networks, 1000, "networks", "move networks to another subscription or region");
LIMIT(interfaces, 65536, "network interfaces", "move machines to another subscription or region");
LIMIT(subnets, 3000, "subnets", "fewer and larger subnets, or a second network");
LIMIT(peerings, 500, "peerings", "a second hub");
LIMIT(addresses, 65536, "private addresses", "split it into two networks");
LIMIT(peers_addresses, 128000, "private addresses, with those of its peers,",
      "two hubs with spokes of their own, joined by their gateways");
LIMIT(groups, 5000, "network security groups",
      "let subnets share groups, or move networks to another subscription");
LIMIT(servers, 20, "DNS servers", "list the nearest few");
LIMIT(configurations, 256, "private addresses at one interface", "more VMs, with fewer each");
RAISED(tables, 200, 600, "route tables",
       "let subnets share tables, or move networks to another subscription");
RAISED(routes, 400, 1000, "routes", "summarize neighbouring prefixes to shorter ones");
RAISED(rules, 1000, 2000, "rules", "one rule takes lists of prefixes and ports");
RAISED(size, 4000, 6000, "addresses or ports",
       "summarize them to longer ranges, or split the rule in two of different priorities");

enum { TAG_ROUTES = 25 }; /* Virtual network traffic routing, 2023-05-27 */

struct counting {
    const struct rules *r;
    const struct limit *l;
    bool former;  /* says what goes beyond the limit that was raised, and not beyond today's */
    bool unnamed; /* of a subscription: of networks that name none */
};

static size_t limit_of(const struct counting *c)
{
    return c->former ? c->l->most : c->l->now;
}

static bool is_beyond(const struct counting *c, size_t n)
{
    return n > limit_of(c) && (!c->former || n <= c->l->now);
}

/* name: of what it is counted in. label: NULL. */
static void say(const struct counting *c, size_t n, struct span at, const char *label,
                const char *what, const char *name)
{
    diag_add(c->r->d, c->former ? c->l->former : c->l->code, at, label,
             "%zu %s in `%s`, and the limit %s %zu%s", n, what, name, c->former ? "was" : "is",
             limit_of(c), c->former ? " until 2026-05" : "");
    if (c->former) {
        diag_platform(c->r->d,
                      "it is %zu now; a subscription that still has the former one refuses what "
                      "goes beyond",
                      c->l->now);
        diag_help(c->r->d, "look up the subscription's limit before the deployment");
    } else {
        diag_platform(c->r->d, "what goes beyond is refused");
        diag_help(c->r->d, "%s", c->l->help);
    }
}

static void check(const struct counting *c, size_t n, struct span at, const char *name)
{
    if (is_beyond(c, n)) {
        say(c, n, at, NULL, c->l->what, name);
    }
}

/* --- of a subscription and region --- */

static bool is_same_place(const struct topo_vnet *a, const struct topo_vnet *b)
{
    const char *x = a->subscription != NULL ? a->subscription : "",
               *y = b->subscription != NULL ? b->subscription : "";
    return a->region == b->region && strcmp(x, y) == 0;
}

/* It takes as many subscriptions as hold it. */
static void say_unnamed(const struct counting *c, size_t n, const struct topo_vnet *v,
                        const char *region)
{
    diag_add(c->r->d, &rules_code_limit_unnamed, v->r.at, NULL,
             "%zu %s in `%s`, and a subscription takes %zu: the networks name none", n, c->l->what,
             region, limit_of(c));
    diag_platform(c->r->d, "what goes beyond is refused where they are of one subscription");
    diag_help(c->r->d, "give the networks their `subscription`: these are for %zu or more",
              (n + limit_of(c) - 1) / limit_of(c));
}

static void each_place(const struct counting *c,
                       size_t (*count)(const struct topo *t, const struct topo_vnet *v))
{
    const struct topo *t = c->r->t;
    for (size_t i = 0; i < t->n_vnets; i++) {
        bool is_first = true;
        for (size_t k = 0; k < i && is_first; k++) {
            is_first = !is_same_place(&t->vnets[i], &t->vnets[k]);
        }
        const struct topo_vnet *v = &t->vnets[i];
        const bool counts = c->former || (v->subscription == NULL) == c->unnamed;
        const size_t n = is_first && counts ? count(t, v) : 0;
        const char *region = t->regions_used[v->region].name;
        if (is_beyond(c, n) && c->unnamed) {
            say_unnamed(c, n, v, region);
        } else {
            check(c, n, v->r.at, region);
        }
    }
}

static size_t count_networks(const struct topo *t, const struct topo_vnet *v)
{
    size_t n = 0;
    for (size_t k = 0; k < t->n_vnets; k++) {
        n += is_same_place(v, &t->vnets[k]);
    }
    return n;
}

static size_t count_interfaces(const struct topo *t, const struct topo_vnet *v)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_vms; i++) {
        const struct topo_vm_group *g = &t->vms[i];
        n += g->site == NULL && g->balancer == NULL && is_same_place(v, g->subnet->vnet)
                 ? (size_t)g->count
                 : 0;
    }
    return n;
}

enum use { UNUSED, ELSEWHERE, HERE };

static void use(enum use *u, bool is_here)
{
    *u = is_here ? HERE : *u == UNUSED ? ELSEWHERE : *u;
}

static size_t count_used(const enum use *u, size_t n, bool is_first)
{
    size_t counted = 0;
    for (size_t i = 0; i < n; i++) {
        counted += u[i] == HERE || (u[i] == UNUSED && is_first);
    }
    return counted;
}

static size_t count_tables(const struct topo *t, const struct topo_vnet *v)
{
    if (t->n_route_tables <= tables.most) {
        return 0;
    }
    struct arena *arena = arena_new();
    enum use *table = ARENA_ARRAY(arena, enum use, t->n_route_tables);
    for (size_t i = 0; i < t->n_vnets; i++) {
        for (size_t k = 0; k < t->vnets[i].n_subnets; k++) {
            const struct topo_subnet *s = &t->vnets[i].subnets[k];
            if (s->route_table != NULL) {
                use(&table[s->route_table - t->route_tables], is_same_place(v, &t->vnets[i]));
            }
        }
    }
    const size_t n = count_used(table, t->n_route_tables, v == t->vnets);
    arena_free(arena);
    return n;
}

static size_t count_groups(const struct topo *t, const struct topo_vnet *v)
{
    if (t->n_nsgs <= groups.most) {
        return 0;
    }
    struct arena *arena = arena_new();
    enum use *nsg = ARENA_ARRAY(arena, enum use, t->n_nsgs);
    for (size_t i = 0; i < t->n_vnets; i++) {
        for (size_t k = 0; k < t->vnets[i].n_subnets; k++) {
            const struct topo_subnet *s = &t->vnets[i].subnets[k];
            if (s->nsg != NULL) {
                use(&nsg[s->nsg - t->nsgs], is_same_place(v, &t->vnets[i]));
            }
        }
    }
    for (size_t i = 0; i < t->n_vms; i++) {
        if (t->vms[i].nsg != NULL) {
            use(&nsg[t->vms[i].nsg - t->nsgs], is_same_place(v, t->vms[i].subnet->vnet));
        }
    }
    const size_t n = count_used(nsg, t->n_nsgs, v == t->vnets);
    arena_free(arena);
    return n;
}

static void of_place(const struct rules *r, const struct limit *l,
                     size_t (*count)(const struct topo *t, const struct topo_vnet *v))
{
    each_place(&(struct counting){.r = r, .l = l}, count);
}

void rules_limit_networks(const struct rules *r)
{
    of_place(r, &networks, count_networks);
}

void rules_limit_interfaces(const struct rules *r)
{
    of_place(r, &interfaces, count_interfaces);
}

void rules_limit_groups(const struct rules *r)
{
    of_place(r, &groups, count_groups);
}

void rules_limit_tables(const struct rules *r)
{
    of_place(r, &tables, count_tables);
}

void rules_former_tables(const struct rules *r)
{
    each_place(&(struct counting){.r = r, .l = &tables, .former = true}, count_tables);
}

void rules_limit_unnamed(const struct rules *r)
{
    each_place(&(struct counting){.r = r, .l = &networks, .unnamed = true}, count_networks);
    each_place(&(struct counting){.r = r, .l = &interfaces, .unnamed = true}, count_interfaces);
    each_place(&(struct counting){.r = r, .l = &groups, .unnamed = true}, count_groups);
    each_place(&(struct counting){.r = r, .l = &tables, .unnamed = true}, count_tables);
}

/* --- of a network --- */

static void each_network(const struct counting *c, size_t (*count)(const struct topo_vnet *v))
{
    for (size_t i = 0; i < c->r->t->n_vnets; i++) {
        const struct topo_vnet *v = &c->r->t->vnets[i];
        check(c, count(v), v->r.at, v->r.name);
    }
}

static size_t count_subnets(const struct topo_vnet *v)
{
    return v->n_subnets;
}

static size_t count_peerings(const struct topo_vnet *v)
{
    return v->n_peerings;
}

static size_t count_servers(const struct topo_vnet *v)
{
    return v->dns.n;
}

static size_t count_addresses(const struct topo_vnet *v)
{
    size_t n = 0;
    for (size_t k = 0; k < v->n_subnets; k++) {
        n += v->subnets[k].n_addresses;
    }
    return n;
}

static size_t count_peers_addresses(const struct topo_vnet *v)
{
    size_t n = count_addresses(v);
    for (size_t k = 0; k < v->n_peerings; k++) {
        n += v->peerings[k].remote != v ? count_addresses(v->peerings[k].remote) : 0;
    }
    return n;
}

void rules_limit_subnets(const struct rules *r)
{
    each_network(&(struct counting){.r = r, .l = &subnets}, count_subnets);
}

void rules_limit_peerings(const struct rules *r)
{
    each_network(&(struct counting){.r = r, .l = &peerings}, count_peerings);
}

void rules_limit_servers(const struct rules *r)
{
    each_network(&(struct counting){.r = r, .l = &servers}, count_servers);
}

void rules_limit_addresses(const struct rules *r)
{
    each_network(&(struct counting){.r = r, .l = &addresses}, count_addresses);
}

void rules_limit_peers_addresses(const struct rules *r)
{
    each_network(&(struct counting){.r = r, .l = &peers_addresses}, count_peers_addresses);
}

/* --- of one machine, table, group, rule --- */

void rules_limit_configurations(const struct rules *r)
{
    const struct counting c = {.r = r, .l = &configurations};
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *g = &r->t->vms[i];
        if (is_beyond(&c, (size_t)g->configurations)) {
            say(&c, (size_t)g->configurations, resource_field_at(&g->r, "ip_configurations"), NULL,
                c.l->what, g->r.name);
        }
    }
}

static void check_routes(const struct rules *r, bool former)
{
    const struct counting c = {.r = r, .l = &routes, .former = former};
    for (size_t i = 0; i < r->t->n_route_tables; i++) {
        const struct topo_route_table *t = &r->t->route_tables[i];
        check(&c, t->n_all, t->r.at, t->r.name);
    }
}

void rules_limit_routes(const struct rules *r)
{
    check_routes(r, false);
}

void rules_former_routes(const struct rules *r)
{
    check_routes(r, true);
}

static void check_rules(const struct rules *r, bool former)
{
    const struct counting c = {.r = r, .l = &rules, .former = former};
    for (size_t i = 0; i < r->t->n_nsgs; i++) {
        check(&c, r->t->nsgs[i].n_rules, r->t->nsgs[i].r.at, r->t->nsgs[i].r.name);
    }
}

void rules_limit_rules(const struct rules *r)
{
    check_rules(r, false);
}

void rules_former_rules(const struct rules *r)
{
    check_rules(r, true);
}

/* Of its source and of its destination each. */
static void check_size(const struct rules *r, bool former)
{
    static const char *const what[] = {"source addresses", "destination addresses", "source ports",
                                       "destination ports"};
    const struct counting c = {.r = r, .l = &size, .former = former};
    for (size_t i = 0; i < r->t->n_nsgs; i++) {
        for (size_t k = 0; k < r->t->nsgs[i].n_rules; k++) {
            const struct topo_rule *rule = &r->t->nsgs[i].rules[k];
            const struct field_names *const of[] = {&rule->source.texts, &rule->destination.texts,
                                                    &rule->source_ports.texts,
                                                    &rule->destination_ports.texts};
            for (size_t j = 0; j < sizeof of / sizeof *of; j++) {
                if (is_beyond(&c, of[j]->n)) {
                    say(&c, of[j]->n, of[j]->at[limit_of(&c)], "from here on", what[j],
                        rule->r.name);
                    diag_other(r->d, r->t->nsgs[i].r.at, "a rule of this group");
                }
            }
        }
    }
}

void rules_limit_size(const struct rules *r)
{
    check_size(r, false);
}

void rules_former_size(const struct rules *r)
{
    check_size(r, true);
}

void rules_tag_routes(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_route_tables; i++) {
        const struct topo_route_table *t = &r->t->route_tables[i];
        const size_t n = t->n_all - t->n_routes;
        if (n <= TAG_ROUTES) {
            continue;
        }
        diag_add(r->d, &rules_code_tag_routes,
                 resource_field_at(&t->routes[t->n_routes + TAG_ROUTES].r, "address_prefix"),
                 "one too many",
                 "route table `%s` has %zu routes to service tags, and the limit is %d", t->r.name,
                 n, TAG_ROUTES);
        diag_other(r->d, t->r.at, "this table");
        diag_platform(r->d, "the table is refused");
        diag_help(r->d, "fewer tags: AzureCloud.REGION holds those of a region's services; or "
                        "prefixes in place of some");
    }
}
