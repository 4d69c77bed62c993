/*
 * Addresses: what a network may have, and what networks that know each other may not share.
 */
#include <string.h>

#include "models/cloud/special.h"
#include "models/rules/rules_parts.h"

/* Sizes of subnets and spaces: /29 to /2 (Virtual Network FAQ, 2020-06-26). */
enum { LONGEST = 29, SHORTEST = 2 };

static const char overlap_text[] =
    "addresses in both could mean either network, so the platform refuses to join them";

/* Two spaces that clash: the item at the first, the second beside it. */
static void report_overlap(const struct rules *r, const struct diag_code *code,
                           const struct topo_vnet *a, const struct topo_vnet *b, const char *how)
{
    char x[IP4_TEXT_MAX], y[IP4_TEXT_MAX];
    size_t i, j;
    if (!rules_overlap(&a->prefixes, &b->prefixes, &i, &j)) {
        return;
    }
    diag_add(r->d, code, a->prefixes.at[i], "this range",
             "the address spaces of `%s` and `%s` overlap, and they are %s", a->r.name, b->r.name,
             how);
    diag_other(r->d, b->prefixes.at[j], "overlaps that one");
    diag_platform(r->d, "%s", overlap_text);
    diag_help(r->d, "%s and %s have addresses in common: give one network another range",
              ip4_prefix_format(a->prefixes.v[i], x), ip4_prefix_format(b->prefixes.v[j], y));
}

void rules_peered_overlap(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            const struct topo_peering *p = &v->peerings[k];
            if (p->remote != v &&
                rules_is_first(&p->r, p->reverse == NULL ? NULL : &p->reverse->r)) {
                report_overlap(r, &rules_code_peered_overlap, v, p->remote, "peered");
            }
        }
    }
}

void rules_connected_overlap(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const bool apart = c->type == TOPO_IPSEC && rules_are_apart(c) &&
                           (c->reverse == NULL || rules_are_apart(c->reverse));
        if (c->from != c->to && c->to->device == NULL && !apart &&
            rules_is_first(&c->r, c->reverse == NULL ? NULL : &c->reverse->r)) {
            report_overlap(r, &rules_code_connected_overlap, c->from->vnet, c->to->vnet,
                           "connected");
        }
    }
}

void rules_peers_overlap(const struct rules *r)
{
    size_t i, j;
    for (size_t n = 0; n < r->t->n_vnets; n++) {
        const struct topo_vnet *v = &r->t->vnets[n];
        for (size_t k = 0; k < v->n_peerings; k++) {
            for (size_t m = 0; m < k; m++) {
                const struct topo_vnet *a = v->peerings[m].remote, *b = v->peerings[k].remote;
                if (a == b || a == v || b == v ||
                    !rules_overlap(&a->prefixes, &b->prefixes, &i, &j)) {
                    continue;
                }
                diag_add(r->d, &rules_code_peers_overlap, v->peerings[k].remote_ref.at, "one peer",
                         "`%s` is peered with `%s` and `%s`, whose address spaces overlap",
                         v->r.name, b->r.name, a->r.name);
                diag_other(r->d, v->peerings[m].remote_ref.at, "the other peer");
                diag_other(r->d, b->prefixes.at[j], "this range of the one");
                diag_other(r->d, a->prefixes.at[i], "overlaps this one of the other");
                diag_platform(r->d, "the second peering is refused: its addresses are taken");
                diag_help(r->d, "give one of them another range");
            }
        }
    }
}

void rules_targets_overlap(const struct rules *r)
{
    size_t i, j;
    for (size_t n = 0; n < r->t->n_connections; n++) {
        for (size_t m = 0; m < n; m++) {
            const struct topo_connection *a = &r->t->connections[m], *b = &r->t->connections[n];
            if (a->from != b->from || a->type != TOPO_VNET2VNET || b->type != TOPO_VNET2VNET ||
                a->to == b->to || a->to == a->from || b->to == b->from ||
                !rules_overlap(rules_targets(a), rules_targets(b), &i, &j)) {
                continue;
            }
            diag_add(r->d, &rules_code_targets_overlap, b->to_ref.at, "one network",
                     "`%s` is connected to `%s` and `%s`, whose address spaces overlap",
                     a->from->r.name, b->to->vnet->r.name, a->to->vnet->r.name);
            diag_other(r->d, a->to_ref.at, "the other one");
            diag_other(r->d, rules_targets(b)->at[j], "this range of the one");
            diag_other(r->d, rules_targets(a)->at[i], "overlaps this one of the other");
            diag_platform(r->d, "the second connection is refused");
            diag_help(r->d, "give one of the networks another range");
        }
    }
}

void rules_subnet_outside(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_vnets; n++) {
        const struct topo_vnet *v = &r->t->vnets[n];
        for (size_t k = 0; k < v->n_subnets; k++) {
            const struct topo_subnet *s = &v->subnets[k];
            bool inside = false;
            for (size_t i = 0; i < v->prefixes.n; i++) {
                inside = inside || ip4_prefix_contains(v->prefixes.v[i], s->prefix.v[0]);
            }
            if (!inside) {
                diag_add(r->d, &rules_code_subnet_outside, s->prefix.at[0], "outside",
                         "subnet `%s` lies outside its network `%s`", s->r.name, v->r.name);
                for (size_t i = 0; i < v->prefixes.n; i++) {
                    diag_other(r->d, v->prefixes.at[i], "the network's address space");
                }
                diag_platform(r->d, "the subnet is refused (NetcfgSubnetRangeOutsideVnet)");
                diag_help(r->d, "choose a range inside it, or add the range to address_prefixes");
            }
        }
    }
}

void rules_subnets_overlap(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_vnets; n++) {
        const struct topo_vnet *v = &r->t->vnets[n];
        for (size_t k = 0; k < v->n_subnets; k++) {
            for (size_t m = 0; m < k; m++) {
                const struct topo_subnet *a = &v->subnets[m], *b = &v->subnets[k];
                if (ip4_prefix_overlaps(a->prefix.v[0], b->prefix.v[0])) {
                    const bool in_order = rules_is_first(&a->r, &b->r);
                    const struct topo_subnet *first = in_order ? a : b, *second = in_order ? b : a;
                    diag_add(r->d, &rules_code_subnets_overlap, second->prefix.at[0], "overlaps",
                             "subnets `%s` and `%s` of `%s` overlap", first->r.name, second->r.name,
                             v->r.name);
                    diag_other(r->d, first->prefix.at[0], "this one");
                    diag_platform(r->d, "the second one is refused (NetcfgSubnetRangesOverlap)");
                    diag_help(r->d, "choose ranges without common addresses");
                }
            }
        }
    }
}

void rules_own_overlap(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_vnets; n++) {
        const struct topo_prefixes *p = &r->t->vnets[n].prefixes;
        for (size_t k = 0; k < p->n; k++) {
            for (size_t m = 0; m < k; m++) {
                if (ip4_prefix_overlaps(p->v[m], p->v[k])) {
                    diag_add(r->d, &rules_code_own_overlap, p->at[k], "overlaps",
                             "two prefixes of `%s` overlap", r->t->vnets[n].r.name);
                    diag_other(r->d, p->at[m], "this one");
                    diag_help(r->d, "the larger one holds both");
                }
            }
        }
    }
}

/* --- single prefixes --- */

static const struct special *forbidden_by(struct ip4_prefix p)
{
    const struct special *s = special_of(p);

    return s != NULL && s->is_refused ? s : NULL;
}

void rules_forbidden(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_vnets; n++) {
        const struct topo_vnet *v = &r->t->vnets[n];
        for (size_t k = 0; k < v->prefixes.n; k++) {
            const struct special *f = forbidden_by(v->prefixes.v[k]);
            if (f != NULL) {
                diag_add(r->d, &rules_code_forbidden, v->prefixes.at[k], "not allowed",
                         "network `%s` cannot have this range: %s is %s", v->r.name, f->text,
                         f->what);
                diag_platform(r->d, "the network is refused");
                diag_help(
                    r->d,
                    "use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10");
            }
        }
    }
}

static void check_size(const struct rules *r, const struct topo_prefixes *p, const char *kind,
                       const char *name)
{
    for (size_t k = 0; k < p->n; k++) {
        if (p->v[k].len > LONGEST || p->v[k].len < SHORTEST) {
            diag_add(r->d, &rules_code_size, p->at[k],
                     p->v[k].len > LONGEST ? "too small" : "too large",
                     "a /%u is too %s for %s `%s`", p->v[k].len,
                     p->v[k].len > LONGEST ? "small" : "large", kind, name);
            diag_platform(r->d, "five addresses of a subnet are taken; lengths go from /%d to /%d",
                          SHORTEST, LONGEST);
            diag_help(r->d, "use at %s a /%d", p->v[k].len > LONGEST ? "least" : "most",
                      p->v[k].len > LONGEST ? LONGEST : SHORTEST);
        }
    }
}

void rules_size(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_vnets; n++) {
        const struct topo_vnet *v = &r->t->vnets[n];
        check_size(r, &v->prefixes, "network", v->r.name);
        for (size_t k = 0; k < v->n_subnets; k++) {
            if (v->gateway == NULL ||
                v->gateway_subnet != &v->subnets[k]) { /* else VN0303 says more */
                check_size(r, &v->subnets[k].prefix, "subnet", v->subnets[k].r.name);
            }
        }
    }
}

void rules_public_range(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_vnets; n++) {
        const struct topo_vnet *v = &r->t->vnets[n];
        for (size_t k = 0; k < v->prefixes.n; k++) {
            const struct special *s = special_of(v->prefixes.v[k]);
            const bool is_private = s != NULL && s->use == SPECIAL_PRIVATE &&
                                    ip4_prefix_contains(s->prefix, v->prefixes.v[k]);
            if (!is_private && forbidden_by(v->prefixes.v[k]) == NULL) { /* VN0208 says more */
                diag_add(r->d, &rules_code_public_range, v->prefixes.at[k], "public",
                         "network `%s` uses a public range", v->r.name);
                diag_platform(
                    r->d, "hosts of that range on the internet cannot be reached from the network");
            }
        }
    }
}
