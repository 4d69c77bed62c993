#include "models/language/resolve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/language/resolve_parts.h"
#include "models/routing/handshake.h"
#include "models/routing/rib.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"

/* --- names --- */

static int compare_name(const void *key, const void *element)
{
    return strcmp(key, ((const struct resource *)element)->name);
}

void *resolve_find(const struct resolve_set *set, const char *name)
{
    return set->n == 0 ? NULL : bsearch(name, set->v, set->n, set->size, compare_name);
}

const char *const *resolve_names(const struct resolve *r, const struct resolve_set *set)
{
    const char **names = ARENA_ARRAY(r->a, const char *, set->n);
    for (size_t i = 0; i < set->n; i++) {
        names[i] =
            ((const struct resource *)(const void *)((const char *)set->v + i * set->size))->name;
    }
    return names;
}

void resolve_suggest(const struct resolve *r, const char *word, const char *const *names, size_t n)
{
    enum { LISTED = 12 };
    const char *near = n == 0 ? NULL : diag_closest(word, names, n);
    if (near != NULL) {
        diag_help(r->d, "did you mean `%s`?", near);
        return;
    }
    const char *all = "";
    for (size_t i = 0; i < n && i < LISTED; i++) {
        all = arena_printf(r->a, "%s%s%s", all, i > 0 ? ", " : "", names[i]);
    }
    if (n > LISTED) {
        diag_help(r->d, "there are %s and %zu more", all, n - LISTED);
    } else if (n > 0) {
        diag_help(r->d, n == 1 ? "there is only %s" : "there are %s", all);
    } else {
        diag_help(r->d, "none is declared");
    }
}

void *resolve_want(const struct resolve *r, const struct resolve_set *set, struct topo_ref ref)
{
    void *found = resolve_find(set, ref.name);
    if (found == NULL) {
        diag_add(r->d, &resolve_code_reference, ref.at, "unknown", "there is no %s `%s`", set->kind,
                 ref.name);
        resolve_suggest(r, ref.name, resolve_names(r, set), set->n);
    }
    return found;
}

bool resolve_is_before(const struct resource *a, const struct resource *b)
{
    const struct span x = a->at, y = b->at;
    if (x.source != y.source) {
        return x.source < y.source;
    }
    if (x.line != y.line) {
        return x.line < y.line;
    }
    return x.col != y.col ? x.col < y.col : strcmp(a->name, b->name) < 0;
}

/* --- regions --- */

static struct resolve_set declared_regions(const struct resolve *r)
{
    return RESOLVE_SET("region", r->t->regions, r->t->n_regions);
}

bool resolve_region_is_known(const struct resolve *r, const char *name)
{
    const struct resolve_set own = declared_regions(r);
    return catalog_region(r->c, name) != NULL || resolve_find(&own, name) != NULL;
}

void resolve_suggest_region(const struct resolve *r, const char *word)
{
    const struct resolve_set own = declared_regions(r);
    const char *const *data;
    const size_t n_data = catalog_region_names(r->c, &data);
    const char *const *declared = resolve_names(r, &own);
    const char **names = ARENA_ARRAY(r->a, const char *, n_data + own.n);
    memcpy(names, data, n_data * sizeof *names);
    memcpy(names + n_data, declared, own.n * sizeof *names);
    const char *near = diag_closest(word, names, n_data + own.n);
    if (near != NULL) {
        diag_help(r->d, "did you mean `%s`?", near);
    } else {
        diag_help(r->d,
                  "%zu regions are in models/data/regions.csv; others are declared under regions:",
                  n_data);
    }
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A position in the file goes before the data's. */
static struct topo_region_used region_used(const struct resolve *r, const char *name)
{
    const struct resolve_set own = declared_regions(r);
    const struct topo_region *declared = resolve_find(&own, name);
    struct topo_region_used u = {.name = name, .data = catalog_region(r->c, name)};
    if (declared != NULL && declared->has_position) {
        u.latitude = declared->latitude;
        u.longitude = declared->longitude;
        u.has_position = true;
    } else if (u.data != NULL && isfinite(u.data->latitude) && isfinite(u.data->longitude)) {
        u.latitude = u.data->latitude;
        u.longitude = u.data->longitude;
        u.has_position = true;
    }
    return u;
}

static void resolve_regions(const struct resolve *r)
{
    struct topo *t = r->t;
    const char **names = ARENA_ARRAY(r->a, const char *, t->n_vnets + t->n_sites);
    size_t n = 0;
    for (size_t i = 0; i < t->n_vnets + t->n_sites; i++) {
        const struct topo_ref ref =
            i < t->n_vnets ? t->vnets[i].region_ref : t->sites[i - t->n_vnets].near_ref;
        if (resolve_region_is_known(r, ref.name)) {
            names[n++] = ref.name;
            continue;
        }
        diag_add(r->d, &resolve_code_region, ref.at, "unknown", "there is no region `%s`",
                 ref.name);
        resolve_suggest_region(r, ref.name);
    }
    if (n > 1) {
        qsort(names, n, sizeof *names, compare_text);
    }
    t->regions_used = ARENA_ARRAY(r->a, struct topo_region_used, n);
    t->n_regions_used = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(names[i - 1], names[i]) != 0) {
            t->regions_used[t->n_regions_used++] = region_used(r, names[i]);
        }
    }
}

/* --- virtual networks and peerings --- */

static struct resolve_set vnets_of(const struct resolve *r)
{
    return RESOLVE_SET("virtual network", r->t->vnets, r->t->n_vnets);
}

const struct topo_nsg *resolve_nsg(const struct resolve *r, struct topo_ref ref)
{
    const struct resolve_set nsgs = RESOLVE_SET("network security group", r->t->nsgs, r->t->n_nsgs);
    return ref.name != NULL ? resolve_want(r, &nsgs, ref) : NULL;
}

static void resolve_subnet(const struct resolve *r, struct topo_subnet *s)
{
    const struct resolve_set tables =
        RESOLVE_SET("route table", r->t->route_tables, r->t->n_route_tables);
    s->route_table =
        s->route_table_ref.name != NULL ? resolve_want(r, &tables, s->route_table_ref) : NULL;
    s->nsg = resolve_nsg(r, s->nsg_ref);
}

static void resolve_vnets(const struct resolve *r)
{
    const struct resolve_set vnets = vnets_of(r);
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        struct topo_vnet *v = &r->t->vnets[i];
        const struct resolve_set subnets = RESOLVE_SET("subnet", v->subnets, v->n_subnets);
        for (uint32_t k = 0; k < r->t->n_regions_used; k++) {
            if (strcmp(r->t->regions_used[k].name, v->region_ref.name) == 0) {
                v->region = k;
            }
        }
        for (size_t k = 0; k < v->n_subnets; k++) {
            v->subnets[k].vnet = v;
            resolve_subnet(r, &v->subnets[k]);
        }
        v->gateway_subnet = resolve_find(&subnets, "GatewaySubnet");
        for (size_t k = 0; k < v->n_peerings; k++) {
            v->peerings[k].number = r->t->n_peerings++;
            v->peerings[k].remote = resolve_want(r, &vnets, v->peerings[k].remote_ref);
        }
    }
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            struct topo_peering *p = &v->peerings[k];
            for (size_t j = 0; p->remote != NULL && p->remote != v && j < p->remote->n_peerings;
                 j++) {
                if (p->reverse == NULL && p->remote->peerings[j].remote == v) {
                    p->reverse = &p->remote->peerings[j];
                }
            }
        }
    }
}

/* --- gateways --- */

static void resolve_sku(const struct resolve *r, struct topo_gateway *g)
{
    const struct span at = resource_field_at(&g->r, "sku");
    const char *const *names;
    g->sku = catalog_sku(r->c, g->sku_name, (int)g->generation);
    if (g->sku != NULL) {
        return;
    }
    const struct catalog_sku *other = catalog_sku(r->c, g->sku_name, 0);
    if (other != NULL) {
        diag_add(r->d, &resolve_code_generation, resource_field_at(&g->r, "generation"),
                 "not of this SKU", "there is no %s of generation %d", g->sku_name,
                 (int)g->generation);
        diag_other(r->d, at, "the SKU");
        diag_help(r->d, "%s is of generation %d", g->sku_name, other->generation);
        return;
    }
    diag_add(r->d, &resolve_code_sku, at, "unknown", "there is no gateway SKU `%s`", g->sku_name);
    const size_t n = catalog_sku_names(r->c, &names);
    resolve_suggest(r, g->sku_name, names, n);
}

static void resolve_public_ips(const struct resolve *r, struct topo_gateway *g)
{
    const struct resolve_set all =
        RESOLVE_SET("public address", r->t->public_ips, r->t->n_public_ips);
    g->at[0] = g->public_ip;
    g->at[1] = g->second_public_ip;
    g->public_ips = ARENA_ARRAY(r->a, const struct topo_public_ip *, g->public_ip_names.n);
    for (size_t i = 0; i < g->public_ip_names.n; i++) {
        struct topo_public_ip *p = resolve_want(
            r, &all, (struct topo_ref){g->public_ip_names.v[i], g->public_ip_names.at[i]});
        g->public_ips[i] = p;
        if (p == NULL) {
            continue;
        }
        p->gateway = p->gateway == NULL || resolve_is_before(&g->r, &p->gateway->r)
                         ? g
                         : p->gateway; /* the first in the file */
        if (i < 2) {
            g->at[i] = p->address;
        }
    }
}

static bool is_express_route(const struct topo_gateway *g)
{
    return g->type == TOPO_EXPRESS_ROUTE_GATEWAY || strncmp(g->sku_name, "ErGw", 4) == 0 ||
           strcmp(g->sku_name, "UltraPerformance") == 0;
}

/* A word of the language that is simulated later. */
static void refuse_word(const struct resolve *r, const struct resource *of, const char *name,
                        int64_t value)
{
    const struct field *f = field_find(of->table, name);
    diag_add(r->d, &field_code_later, resource_field_at(of, name), "not simulated yet",
             "`%s: %s` is not simulated yet", name, field_word_text(f, value));
    diag_help(r->d, "what can be simulated: %s", field_expects(f, r->a));
}

static void refuse_express_route(const struct resolve *r, const struct topo_gateway *g)
{
    if (g->type == TOPO_EXPRESS_ROUTE_GATEWAY) {
        refuse_word(r, &g->r, "gateway_type", g->type);
        return;
    }
    diag_add(r->d, &resolve_code_sku, resource_field_at(&g->r, "sku"), "of ExpressRoute",
             "`%s` is an ExpressRoute gateway, and ExpressRoute is not simulated", g->sku_name);
    diag_help(r->d, "private circuits depend on their provider: model the way as an on-premises "
                    "site behind a VPN, or leave it out");
}

static void refuse_second(const struct resolve *r, const struct topo_gateway *a,
                          const struct topo_gateway *b)
{
    const bool in_order = resolve_is_before(&a->r, &b->r);
    const struct topo_gateway *first = in_order ? a : b, *second = in_order ? b : a;
    const char *kind = is_express_route(a) ? "ExpressRoute" : "VPN";
    diag_add(r->d, &resolve_code_two_gateways, second->vnet_ref.at, "the second one",
             "virtual network `%s` has two %s gateways", a->vnet->r.name, kind);
    diag_other(r->d, first->vnet_ref.at, "`%s` is there already", first->r.name);
    diag_platform(
        r->d, "a virtual network takes one %s gateway; creating the second one is refused", kind);
    diag_help(r->d, "let the connections of `%s` start from `%s`", second->r.name, first->r.name);
}

static void judge_beside(const struct resolve *r, const struct topo_gateway *g,
                         const struct topo_gateway *circuits)
{
    const struct topo_subnet *s = g->vnet->gateway_subnet;
    if (g->bgp.asn != TOPO_BESIDE_ASN) {
        diag_add(r->d, &resolve_code_beside_asn, resource_field_at(&g->bgp.r, "asn"),
                 "another number",
                 "VPN gateway `%s` has the autonomous system number %lld beside ExpressRoute",
                 g->r.name, (long long)g->bgp.asn);
        diag_other(r->d, circuits->r.at, "the ExpressRoute gateway of its network");
        diag_platform(r->d, "the two are refused side by side, or nothing is routed between them");
        diag_help(r->d, "asn: %d, or no asn", TOPO_BESIDE_ASN);
    }
    if (s != NULL && s->prefix.v[0].len > TOPO_BESIDE_LONGEST) {
        diag_add(r->d, &resolve_code_beside_subnet, s->prefix.at[0], "too small for both",
                 "a /%u is too small for a VPN and an ExpressRoute gateway", s->prefix.v[0].len);
        diag_other(r->d, g->r.at, "the VPN gateway");
        diag_other(r->d, circuits->r.at, "the ExpressRoute gateway");
        diag_platform(r->d, "the second of them is refused");
        diag_help(r->d, "a /%d or larger", TOPO_BESIDE_LONGEST);
    }
}

static void resolve_gateways(const struct resolve *r)
{
    const struct resolve_set vnets = vnets_of(r);
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        struct topo_gateway *g = &r->t->gateways[i];
        const bool of_circuits = is_express_route(g);
        if (of_circuits) {
            refuse_express_route(r, g);
        } else {
            resolve_sku(r, g);
        }
        resolve_public_ips(r, g);
        g->vnet = resolve_want(r, &vnets, g->vnet_ref);
        if (g->vnet == NULL) {
            continue;
        }
        const struct topo_gateway **there = of_circuits ? &g->vnet->circuits : &g->vnet->gateway;
        if (*there == NULL) {
            *there = g;
        } else {
            refuse_second(r, *there, g);
        }
    }
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        if (v->gateway != NULL && v->circuits != NULL) {
            judge_beside(r, v->gateway, v->circuits);
        }
    }
}

/* --- connections --- */

/* From a gateway of the other kind. */
static void refuse_start(const struct resolve *r, const struct topo_connection *c)
{
    if (c->from == NULL || c->type == TOPO_CLIENTS ||
        is_express_route(c->from) == (c->type == TOPO_CIRCUIT)) {
        return;
    }
    diag_add(r->d, &resolve_code_other_kind, c->from_ref.at,
             is_express_route(c->from) ? "an ExpressRoute gateway" : "a VPN gateway",
             "a connection of type %s starts at a gateway of type %s",
             field_word_text(field_find(c->r.table, "type"), c->type),
             is_express_route(c->from) ? "ExpressRoute" : "Vpn");
    diag_other(r->d, c->from->r.at, "the gateway");
    diag_other(r->d, resource_field_at(&c->r, "type"), "the type");
    diag_platform(r->d, "the connection is refused");
    diag_help(r->d, is_express_route(c->from) ? "a gateway of type Vpn in the same network"
                                              : "type: IPsec or Vnet2Vnet");
}

static void resolve_far_end(const struct resolve *r, struct topo_connection *c)
{
    const struct resolve_set gateways =
        RESOLVE_SET("virtual network gateway", r->t->gateways, r->t->n_gateways);
    const struct resolve_set lngs = RESOLVE_SET("local network gateway", r->t->lngs, r->t->n_lngs);
    const bool ipsec = c->type == TOPO_IPSEC;
    refuse_start(r, c);
    if (c->type > TOPO_IPSEC) {
        refuse_word(r, &c->r, "type", c->type);
        return;
    }
    const struct resolve_set *right = ipsec ? &lngs : &gateways, *wrong = ipsec ? &gateways : &lngs;
    if (resolve_find(right, c->to_ref.name) == NULL &&
        resolve_find(wrong, c->to_ref.name) != NULL) {
        diag_add(r->d, &resolve_code_other_kind, c->to_ref.at,
                 ipsec ? "a virtual network gateway" : "a local network gateway",
                 "a connection of type %s goes to a %s", ipsec ? "IPsec" : "Vnet2Vnet",
                 right->kind);
        diag_other(r->d, resource_field_at(&c->r, "type"), "the type");
        diag_help(r->d, "`%s` is a %s: name a %s here, or write type: %s", c->to_ref.name,
                  wrong->kind, right->kind, ipsec ? "Vnet2Vnet" : "IPsec");
    } else if (ipsec) {
        c->to_lng = resolve_want(r, &lngs, c->to_ref);
        c->to = c->to_lng != NULL ? c->to_lng->endpoint : NULL;
    } else {
        c->to = resolve_want(r, &gateways, c->to_ref);
    }
}

/* What the prefixes ask for, where the connection selects by them (About VPN devices, 2023-10-06):
 * a pair a prefix of each side. */
static void resolve_selectors(const struct resolve *r, struct topo_connection *c)
{
    if (c->n_selectors > 0 || !(c->selects_by_policy || c->from->vpn_type == TOPO_POLICY_BASED)) {
        return;
    }
    c->selectors = ARENA_NEW(r->a, struct topo_selectors);
    c->n_selectors = 1;
    c->selectors[0] = (struct topo_selectors){.r = c->r,
                                              .local = c->from->vnet->prefixes,
                                              .remote = c->to_lng != NULL ? c->to_lng->prefixes
                                                                          : c->to->vnet->prefixes};
}

/* A policy-based gateway has IKEv1 only (About VPN devices, 2023-10-06); for its other end, too,
 * where that does not say. */
static void resolve_protocol(struct topo_connection *c)
{
    if (!resource_field_given(&c->r, "ike_protocol")) {
        c->protocol = c->from->vpn_type == TOPO_POLICY_BASED || c->to->vpn_type == TOPO_POLICY_BASED
                          ? TOPO_IKEV1
                          : TOPO_IKEV2;
    }
}

static void pair_up(const struct resolve *r, struct topo_connection *c)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        struct topo_connection *o = &r->t->connections[i];
        if (o == c || o->from == NULL || o->to == NULL) {
            continue;
        }
        if (c->reverse == NULL && o->from == c->to && o->to == c->from) {
            c->reverse = o;
        }
        const bool by_address = c->to_lng != NULL && o->to_lng != NULL && c->to_lng != o->to_lng &&
                                c->to_lng->address.text != NULL &&
                                o->to_lng->address.text != NULL; /* a rule of its own */
        if (o > c && o->from == c->from && o->to == c->to && !by_address) {
            const bool in_order = resolve_is_before(&c->r, &o->r);
            diag_add(r->d, &resolve_code_two_connections, in_order ? o->r.at : c->r.at,
                     "the second one", "two connections lead from `%s` to `%s`", c->from->r.name,
                     c->to->r.name);
            diag_other(r->d, in_order ? c->r.at : o->r.at, "the first one");
            diag_platform(r->d,
                          "the second one needs other addresses, and BGP to choose between them");
            diag_help(r->d, "keep one of them, or turn one round; redundant tunnels come with "
                            "active_active gateways or further devices");
        }
    }
}

static void resolve_from(const struct resolve *r)
{
    const struct resolve_set gateways =
        RESOLVE_SET("virtual network gateway", r->t->gateways, r->t->n_gateways);
    for (size_t i = 0; i < r->t->n_connections; i++) {
        r->t->connections[i].from = resolve_want(r, &gateways, r->t->connections[i].from_ref);
    }
}

static const struct topo_nat_rule **find_nat_rules(const struct resolve *r,
                                                   const struct topo_connection *c,
                                                   const struct field_names *names,
                                                   enum topo_nat_mode mode, size_t *n)
{
    const struct resolve_set rules =
        RESOLVE_SET("NAT rule", c->from->nat_rules, c->from->n_nat_rules);
    const struct topo_nat_rule **v = ARENA_ARRAY(r->a, const struct topo_nat_rule *, names->n);
    *n = 0;
    for (size_t i = 0; i < names->n; i++) {
        const struct topo_nat_rule *rule =
            resolve_want(r, &rules, (struct topo_ref){names->v[i], names->at[i]});
        if (rule != NULL && rule->mode == mode) {
            v[(*n)++] = rule;
        } else if (rule != NULL) {
            diag_add(r->d, &resolve_code_other_kind, names->at[i], "of the other kind",
                     "NAT rule `%s` is of mode %s", rule->r.name,
                     mode == TOPO_NAT_INGRESS ? "EgressSnat" : "IngressSnat");
            diag_other(r->d, rule->r.at, "the rule");
            diag_help(r->d, "ingress_nat_rules takes IngressSnat, egress_nat_rules EgressSnat");
        }
    }
    return v;
}

/* Which instance has a dynamic rule of its own. */
static void assign_nat_rules(const struct topo *t)
{
    for (size_t i = 0; i < t->n_gateways; i++) {
        struct topo_gateway *g = &t->gateways[i];
        for (size_t k = 0; k < g->n_nat_rules; k++) {
            g->nat_rules[k].by =
                (uint8_t)(g->nat_rules[k].type == TOPO_NAT_DYNAMIC && g->active_active
                              ? g->nat_rules[k].instance + 1
                              : 0);
        }
    }
}

static void resolve_connections(const struct resolve *r)
{
    struct topo *t = r->t;
    assign_nat_rules(t);
    for (size_t i = 0; i < t->n_connections; i++) {
        resolve_far_end(r, &t->connections[i]);
    }
    for (size_t i = 0; i < t->n_connections; i++) {
        struct topo_connection *c = &t->connections[i];
        if (c->from != NULL && c->to != NULL && c->from->vnet != NULL && c->to->vnet != NULL) {
            resolve_selectors(r, c);
            resolve_protocol(c);
            c->ingress = find_nat_rules(r, c, &c->ingress_names, TOPO_NAT_INGRESS, &c->n_ingress);
            c->egress = find_nat_rules(r, c, &c->egress_names, TOPO_NAT_EGRESS, &c->n_egress);
            pair_up(r, c);
        }
    }
    resolve_device_ends(r);
}

/* What follows from all of it; needs a cloud without an error. */
static void conclude(const struct resolve *r)
{
    for (size_t i = 0; i < r->t->n_ends; i++) {
        r->t->connections[i].outcome = handshake_find(&r->t->connections[i]);
    }
    rib_build(r->t, r->a);
}

bool resolve(struct topo *t, const struct catalog *c, struct arena *a, struct diag *d)
{
    const struct resolve r = {t, c, a, d};
    const unsigned before = diag_count(d, DIAG_ERROR);
    resolve_make_room(&r);
    resolve_regions(&r);
    resolve_vnets(&r);
    resolve_sites(&r);
    resolve_gateways(&r);
    resolve_from(&r);
    resolve_lngs(&r);
    resolve_connections(&r);
    resolve_vms(&r);
    resolve_behind(&r);
    resolve_links(&r);
    resolve_traffic(&r);
    resolve_faults(&r);
    if (diag_count(d, DIAG_ERROR) != before) {
        return false;
    }
    conclude(&r);
    return true;
}
