/*
 * The platform's limits on how much may be declared. Those of a subscription and region are counted
 * where networks are: a route table or security group belongs to wherever a subnet or VM names it,
 * and where none does to the place of the first network.
 */
#include <string.h>

#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

/* Azure subscription limits, 2022-12-05; `raised`: the default since 2026-05 (third-party note of
 * 2026-05-25). Of a rule's addresses or ports: those of its source and those of its destination
 * each. */
static const struct limit {
    const char *what;
    size_t most, raised;
} networks = {"networks", 1000, 1000}, interfaces = {"network interfaces", 65536, 65536},
  subnets = {"subnets", 3000, 3000}, peerings = {"peerings", 500, 500},
  addresses = {"private addresses", 65536, 65536},
  peers_addresses = {"private addresses, with those of its peers,", 128000, 128000},
  groups = {"network security groups", 5000, 5000}, tables = {"route tables", 200, 600},
  routes = {"routes", 400, 1000}, rules_of_group = {"rules", 1000, 2000},
  flows = {"flows at one interface", 500000, 500000}, servers = {"DNS servers", 20, 20},
  matched = {"addresses or ports", 4000, 6000};

enum { TAG_ROUTES = 25 }; /* Virtual network traffic routing, 2023-05-27 */

struct counting {
    const struct rules *r;
    bool former; /* says what goes beyond the limit that was raised, and not beyond the present one
                  */
};

static void check(const struct counting *c, const struct limit *l, size_t n, struct span at,
                  const char *of)
{
    if (n > l->raised && !c->former) {
        diag_add(c->r->d, &rules_code_limits, at, NULL, "%zu %s in `%s`, and the limit is %zu", n,
                 l->what, of, l->raised);
        diag_platform(c->r->d, "what goes beyond is refused, unless the limit has been raised");
        diag_help(c->r->d, "ask for a higher limit, or split it");
    }
    if (n > l->most && n <= l->raised && c->former) {
        diag_add(c->r->d, &rules_code_former_limits, at, NULL,
                 "%zu %s in `%s`, and the limit was %zu until 2026-05", n, l->what, of, l->most);
        diag_platform(c->r->d,
                      "the default is %zu now; a subscription that still has the former one "
                      "refuses what goes beyond",
                      l->raised);
        diag_help(c->r->d, "look up the subscription's limit before the deployment");
    }
}

static uint64_t addresses_of(const struct topo_vnet *v)
{
    uint64_t hosts = 0;
    for (size_t k = 0; k < v->n_subnets; k++) {
        hosts += v->subnets[k].hosts_used;
    }
    return hosts;
}

static bool is_same_place(const struct topo_vnet *a, const struct topo_vnet *b)
{
    const char *x = a->subscription != NULL ? a->subscription : "",
               *y = b->subscription != NULL ? b->subscription : "";
    return a->region == b->region && strcmp(x, y) == 0;
}

enum use { UNUSED, ELSEWHERE, HERE };

static void use(enum use *u, bool is_here)
{
    *u = is_here ? HERE : *u == UNUSED ? ELSEWHERE : *u;
}

static size_t count(const enum use *u, size_t n, bool is_first)
{
    size_t counted = 0;
    for (size_t i = 0; i < n; i++) {
        counted += u[i] == HERE || (u[i] == UNUSED && is_first);
    }
    return counted;
}

/* Route tables and security groups of the place of network v. */
static void check_shared(const struct counting *c, const struct topo_vnet *v, const char *of)
{
    const struct topo *t = c->r->t;
    struct arena *arena = arena_new();
    enum use *table = ARENA_ARRAY(arena, enum use, t->n_route_tables),
             *nsg = ARENA_ARRAY(arena, enum use, t->n_nsgs);
    for (size_t i = 0; i < t->n_vnets; i++) {
        const bool here = is_same_place(v, &t->vnets[i]);
        for (size_t k = 0; k < t->vnets[i].n_subnets; k++) {
            const struct topo_subnet *s = &t->vnets[i].subnets[k];
            if (s->route_table != NULL) {
                use(&table[s->route_table - t->route_tables], here);
            }
            if (s->nsg != NULL) {
                use(&nsg[s->nsg - t->nsgs], here);
            }
        }
    }
    for (size_t i = 0; i < t->n_vms; i++) {
        if (t->vms[i].nsg != NULL) {
            use(&nsg[t->vms[i].nsg - t->nsgs], is_same_place(v, t->vms[i].subnet->vnet));
        }
    }
    check(c, &groups, count(nsg, t->n_nsgs, v == t->vnets), v->r.at, of);
    check(c, &tables, count(table, t->n_route_tables, v == t->vnets), v->r.at, of);
    arena_free(arena);
}

/* Networks of one subscription and region; said at the first of them. */
static void check_place(const struct counting *c, size_t i)
{
    const struct topo *t = c->r->t;
    const char *name = t->regions_used[t->vnets[i].region].name;
    size_t n = 0;
    uint64_t hosts = 0;
    for (size_t k = 0; k < t->n_vnets; k++) {
        if (!is_same_place(&t->vnets[i], &t->vnets[k])) {
            continue;
        }
        if (k < i) {
            return;
        }
        n++;
        hosts += addresses_of(&t->vnets[k]);
    }
    check(c, &networks, n, t->vnets[i].r.at, name);
    check(c, &interfaces, hosts, t->vnets[i].r.at, name);
    if (t->n_nsgs > groups.most || t->n_route_tables > tables.most) {
        check_shared(c, &t->vnets[i], name);
    }
}

static uint64_t addresses_of_peers(const struct topo_vnet *v)
{
    uint64_t n = addresses_of(v);
    for (size_t k = 0; k < v->n_peerings; k++) {
        n += v->peerings[k].remote != v ? addresses_of(v->peerings[k].remote) : 0;
    }
    return n;
}

/* At the VM of each group that has most of them, when all entries name the same one. */
static void check_flows(const struct counting *c)
{
    const struct topo *t = c->r->t;
    struct arena *arena = arena_new();
    uint64_t *at = ARENA_ARRAY(arena, uint64_t, t->n_vms);
    for (size_t i = 0; i < t->n_traffic; i++) {
        const struct topo_traffic *f = &t->traffic[i];
        const uint64_t each = (uint64_t)f->flows;
        const bool all = f->pairing == TOPO_ALL_TO_ALL;
        at[f->from - t->vms] += each * (all ? f->to_n : 1);
        at[f->to - t->vms] += each * (all ? f->from_n : 1);
    }
    for (size_t i = 0; i < t->n_vms; i++) {
        if (t->vms[i].site == NULL) {
            check(c, &flows, at[i], t->vms[i].r.at, t->vms[i].r.name);
        }
    }
    arena_free(arena);
}

static void check_all(const struct counting *c)
{
    const struct topo *t = c->r->t;
    for (size_t i = 0; i < t->n_vnets; i++) {
        const struct topo_vnet *v = &t->vnets[i];
        check_place(c, i);
        check(c, &subnets, v->n_subnets, v->r.at, v->r.name);
        check(c, &peerings, v->n_peerings, v->r.at, v->r.name);
        check(c, &servers, v->dns.n, v->r.at, v->r.name);
        check(c, &addresses, addresses_of(v), v->r.at, v->r.name);
        check(c, &peers_addresses, addresses_of_peers(v), v->r.at, v->r.name);
    }
    for (size_t i = 0; i < t->n_route_tables; i++) {
        check(c, &routes, t->route_tables[i].n_all, t->route_tables[i].r.at,
              t->route_tables[i].r.name);
    }
    for (size_t i = 0; i < t->n_nsgs; i++) {
        check(c, &rules_of_group, t->nsgs[i].n_rules, t->nsgs[i].r.at, t->nsgs[i].r.name);
    }
    check_flows(c);
}

void rules_limits(const struct rules *r)
{
    check_all(&(struct counting){.r = r});
}

void rules_former_limits(const struct rules *r)
{
    check_all(&(struct counting){.r = r, .former = true});
}

/* --- of one rule, of one table --- */

static bool is_beyond(size_t n, bool former)
{
    return former ? n > matched.most && n <= matched.raised : n > matched.raised;
}

static void check_rule(const struct rules *r, const struct topo_nsg *g,
                       const struct topo_rule *rule, bool former)
{
    const struct field_names *const of[] = {&rule->source.texts, &rule->destination.texts,
                                            &rule->source_ports.texts,
                                            &rule->destination_ports.texts};
    static const char *const what[] = {"source addresses", "destination addresses", "source ports",
                                       "destination ports"};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        const size_t most = former ? matched.most : matched.raised;
        if (!is_beyond(of[i]->n, former)) {
            continue;
        }
        diag_add(r->d, former ? &rules_code_former_rule_size : &rules_code_rule_size,
                 of[i]->at[most], "from here on",
                 "rule `%s` of `%s` has %zu %s, and the limit %s %zu%s", rule->r.name, g->r.name,
                 of[i]->n, what[i], former ? "was" : "is", most, former ? " until 2026-05" : "");
        if (former) {
            diag_platform(
                r->d,
                "it is %zu now; a subscription that still has the former one refuses the rule",
                matched.raised);
            diag_help(r->d, "look up the subscription's limit before the deployment");
        } else {
            diag_platform(r->d, "the rule is refused");
            diag_help(r->d, "summarize them to longer ranges, or split the rule in two of "
                            "different priorities");
        }
    }
}

static void check_rules(const struct rules *r, bool former)
{
    for (size_t i = 0; i < r->t->n_nsgs; i++) {
        for (size_t k = 0; k < r->t->nsgs[i].n_rules; k++) {
            check_rule(r, &r->t->nsgs[i], &r->t->nsgs[i].rules[k], former);
        }
    }
}

void rules_rule_size(const struct rules *r)
{
    check_rules(r, false);
}

void rules_former_rule_size(const struct rules *r)
{
    check_rules(r, true);
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
