/*
 * Limits of a subscription and region. They are counted where networks are: a route table or
 * security group belongs to wherever a subnet or VM names it, and where none does to the place of
 * the first network. Networks that name no subscription may be of several: of these it is a note.
 */
#include <string.h>

#include "models/rules/quota.h"
#include "sim/base/arena.h"

QUOTA(networks, 1000, "networks", "move networks to another subscription or region");
QUOTA(interfaces, 65536, "network interfaces", "move machines to another subscription or region");
QUOTA(groups, 5000, "network security groups",
      "let subnets share groups, or move networks to another subscription");
QUOTA_RAISED(tables, 200, 600, "route tables",
             "let subnets share tables, or move networks to another subscription");

static bool is_same_place(const struct topo_vnet *a, const struct topo_vnet *b)
{
    const char *x = a->subscription != NULL ? a->subscription : "",
               *y = b->subscription != NULL ? b->subscription : "";
    return a->region == b->region && strcmp(x, y) == 0;
}

/* It takes as many subscriptions as hold it. */
static void say_unnamed(const struct quota_count *c, size_t n, const struct topo_vnet *v,
                        const char *region)
{
    diag_add(c->r->d, &rules_code_limit_unnamed, v->r.at, NULL,
             "%zu %s in `%s`, and a subscription takes %zu: the networks name none", n,
             c->quota->what, region, quota_most(c));
    diag_platform(c->r->d, "what goes beyond is refused where they are of one subscription");
    diag_help(c->r->d, "give the networks their `subscription`: these are for %zu or more",
              (n + quota_most(c) - 1) / quota_most(c));
}

static void each_place(const struct quota_count *c,
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
        if (quota_is_beyond(c, n) && c->unnamed) {
            say_unnamed(c, n, v, region);
        } else {
            quota_check(c, n, v->r.at, region);
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

static void of_place(const struct rules *r, const struct quota *quota,
                     size_t (*count)(const struct topo *t, const struct topo_vnet *v))
{
    each_place(&(struct quota_count){.r = r, .quota = quota}, count);
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
    each_place(&(struct quota_count){.r = r, .quota = &tables, .former = true}, count_tables);
}

void rules_limit_unnamed(const struct rules *r)
{
    each_place(&(struct quota_count){.r = r, .quota = &networks, .unnamed = true}, count_networks);
    each_place(&(struct quota_count){.r = r, .quota = &interfaces, .unnamed = true},
               count_interfaces);
    each_place(&(struct quota_count){.r = r, .quota = &groups, .unnamed = true}, count_groups);
    each_place(&(struct quota_count){.r = r, .quota = &tables, .unnamed = true}, count_tables);
}
