/* Limits of one network, machine, route table, security group or rule, a code each. Those of a
 * subscription and region are in rules_limits_place.c. */
#include "models/rules/quota.h"

QUOTA(subnets, 3000, "subnets", "fewer and larger subnets, or a second network");
QUOTA(peerings, 500, "peerings", "a second hub");
QUOTA(addresses, 65536, "private addresses", "split it into two networks");
QUOTA(peers_addresses, 128000, "private addresses, with those of its peers,",
      "two hubs with spokes of their own, joined by their gateways");
QUOTA(servers, 20, "DNS servers", "list the nearest few");
QUOTA(configurations, 256, "private addresses at one interface", "more VMs, with fewer each");
QUOTA_RAISED(routes, 400, 1000, "routes", "summarize neighbouring prefixes to shorter ones");
QUOTA_RAISED(rules, 1000, 2000, "rules", "one rule takes lists of prefixes and ports");
QUOTA_RAISED(size, 4000, 6000, "addresses or ports",
             "summarize them to longer ranges, or split the rule in two of different priorities");

enum { TAG_ROUTES = 25 }; /* Virtual network traffic routing, 2023-05-27 */

/* --- of a network --- */

static void each_network(const struct quota_count *c, size_t (*count)(const struct topo_vnet *v))
{
    for (size_t i = 0; i < c->r->t->n_vnets; i++) {
        const struct topo_vnet *v = &c->r->t->vnets[i];
        quota_check(c, count(v), v->r.at, v->r.name);
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
    each_network(&(struct quota_count){.r = r, .quota = &subnets}, count_subnets);
}

void rules_limit_peerings(const struct rules *r)
{
    each_network(&(struct quota_count){.r = r, .quota = &peerings}, count_peerings);
}

void rules_limit_servers(const struct rules *r)
{
    each_network(&(struct quota_count){.r = r, .quota = &servers}, count_servers);
}

void rules_limit_addresses(const struct rules *r)
{
    each_network(&(struct quota_count){.r = r, .quota = &addresses}, count_addresses);
}

void rules_limit_peers_addresses(const struct rules *r)
{
    each_network(&(struct quota_count){.r = r, .quota = &peers_addresses}, count_peers_addresses);
}

/* --- of one machine, table, group, rule --- */

void rules_limit_configurations(const struct rules *r)
{
    const struct quota_count c = {.r = r, .quota = &configurations};
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *g = &r->t->vms[i];
        if (quota_is_beyond(&c, (size_t)g->configurations)) {
            quota_say(&c, (size_t)g->configurations, resource_field_at(&g->r, "ip_configurations"),
                      NULL, c.quota->what, g->r.name);
        }
    }
}

static void check_routes(const struct rules *r, bool former)
{
    const struct quota_count c = {.r = r, .quota = &routes, .former = former};
    for (size_t i = 0; i < r->t->n_route_tables; i++) {
        const struct topo_route_table *t = &r->t->route_tables[i];
        quota_check(&c, t->n_all, t->r.at, t->r.name);
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
    const struct quota_count c = {.r = r, .quota = &rules, .former = former};
    for (size_t i = 0; i < r->t->n_nsgs; i++) {
        quota_check(&c, r->t->nsgs[i].n_rules, r->t->nsgs[i].r.at, r->t->nsgs[i].r.name);
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
    const struct quota_count c = {.r = r, .quota = &size, .former = former};
    for (size_t i = 0; i < r->t->n_nsgs; i++) {
        for (size_t k = 0; k < r->t->nsgs[i].n_rules; k++) {
            const struct topo_rule *rule = &r->t->nsgs[i].rules[k];
            const struct field_names *const of[] = {&rule->source.texts, &rule->destination.texts,
                                                    &rule->source_ports.texts,
                                                    &rule->destination_ports.texts};
            for (size_t j = 0; j < sizeof of / sizeof *of; j++) {
                if (quota_is_beyond(&c, of[j]->n)) {
                    quota_say(&c, of[j]->n, of[j]->at[quota_most(&c)], "from here on", what[j],
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
