/*
 * Peerings: both halves, and what else joins the same networks.
 */
#include <string.h>

#include "models/routing/effective.h"
#include "models/rules/rules_parts.h"

void rules_one_sided_peering(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            const struct topo_peering *p = &v->peerings[k];
            if (p->reverse != NULL || p->remote == v) {
                continue;
            }
            diag_add(r->d, &rules_code_one_sided_peering, p->r.at, "this half only",
                     "network `%s` is not peered back with `%s`", p->remote->r.name, v->r.name);
            diag_other(r->d, p->remote->r.at, "has no peering with `%s`", v->r.name);
            diag_platform(r->d, "the peering stays \"Initiated\"; no packet passes either way");
            diag_help(r->d, "add to `%s`: peerings: {to-%s: {remote_virtual_network: %s}}",
                      p->remote->r.name, v->r.name, v->r.name);
        }
    }
}

void rules_peering_itself(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            if (v->peerings[k].remote == v) {
                diag_add(r->d, &rules_code_peering_itself, v->peerings[k].remote_ref.at,
                         "the same network", "network `%s` is peered with itself", v->r.name);
                diag_other(r->d, v->r.at, "this network");
                diag_platform(r->d, "the peering is refused");
                diag_help(r->d, "name another network");
            }
        }
    }
}

void rules_peering_twice(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            for (size_t m = 0; m < k; m++) {
                if (v->peerings[k].remote == v->peerings[m].remote && v->peerings[k].remote != v) {
                    const bool in_order = rules_is_first(&v->peerings[m].r, &v->peerings[k].r);
                    const struct topo_peering *first = &v->peerings[in_order ? m : k];
                    const struct topo_peering *second = &v->peerings[in_order ? k : m];
                    diag_add(r->d, &rules_code_peering_twice, second->remote_ref.at, "again",
                             "network `%s` is peered twice with `%s`", v->r.name,
                             first->remote->r.name);
                    diag_other(r->d, first->remote_ref.at, "here already");
                    diag_platform(r->d, "the second peering is refused");
                    diag_help(r->d, "keep one of them");
                }
            }
        }
    }
}

static const struct topo_peering *peering_between(const struct topo_vnet *a,
                                                  const struct topo_vnet *b)
{
    for (size_t k = 0; k < a->n_peerings; k++) {
        const struct topo_peering *p = &a->peerings[k];
        if (p->remote == b && effective_peering_is_up(p)) {
            return p;
        }
    }
    return NULL;
}

/* By its local network gateway into more than the network at its other end. */
static bool leads_further(const struct topo_connection *c)
{
    for (size_t k = 0; c->to_lng != NULL && k < c->to_lng->prefixes.n; k++) {
        if (!rules_cover(&c->to->vnet->prefixes, c->to_lng->prefixes.v[k])) {
            return true;
        }
    }
    return false;
}

void rules_peering_wins(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const struct topo_peering *p = c->from == c->to || c->to->device != NULL || leads_further(c)
                                           ? NULL
                                           : peering_between(c->from->vnet, c->to->vnet);
        if (p != NULL && rules_is_first(&c->r, c->reverse == NULL ? NULL : &c->reverse->r)) {
            diag_add(r->d, &rules_code_peering_wins, c->r.at, "carries nothing",
                     "`%s` and `%s` are also peered: the tunnel stays unused",
                     c->from->vnet->r.name, c->to->vnet->r.name);
            diag_other(r->d, p->r.at, "this peering carries the packets");
            diag_platform(r->d, "routes of a peering go before those of a gateway");
        }
    }
}

void rules_peering_state(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            const struct topo_peering *p = &v->peerings[k], *o = p->reverse;
            const bool other = o != NULL && o->state != TOPO_PEERING_CONNECTED;
            if (p->state == TOPO_PEERING_CONNECTED || p->remote == v ||
                (other && !rules_is_first(&p->r, &o->r)) ||
                (o == NULL &&
                 p->state ==
                     TOPO_PEERING_INITIATED)) { /* half a peering has a warning of its own */
                continue;
            }
            diag_add(r->d, &rules_code_peering_state, resource_field_at(&p->r, "peering_state"),
                     "out of use", "the peering of `%s` with `%s` is not \"Connected\"", v->r.name,
                     p->remote->r.name);
            if (o != NULL) {
                diag_other(r->d, other ? resource_field_at(&o->r, "peering_state") : o->r.at,
                           other ? "nor is this half" : "the other half does not bring it back");
            }
            diag_platform(r->d, "no packet passes either way, until both halves are made anew");
            diag_help(r->d,
                      "delete both halves and create them again; then leave peering_state out");
        }
    }
}

static bool report_range(const struct rules *r, const struct topo_vnet *v,
                         const struct topo_peering *p, const struct topo_prefixes *has, size_t k,
                         bool is_new)
{
    char text[IP4_TEXT_MAX];
    diag_add(r->d, &rules_code_peering_range, is_new ? p->known.at[0] : p->known.at[k],
             is_new ? "not here" : "gone from there",
             "`%s` does not know the prefixes of `%s` as they are", v->r.name, p->remote->r.name);
    diag_other(r->d, is_new ? has->at[k] : p->remote->prefixes.at[0],
               is_new ? "added since" : "what it has now");
    diag_platform(r->d,
                  is_new ? "`%s` has no route to %s: its packets for that range are dropped "
                           "(peeringSyncLevel is not FullyInSync)"
                         : "packets of `%s` for %s go to a network that no longer has it "
                           "(peeringSyncLevel is not FullyInSync)",
                  v->r.name, ip4_prefix_format(has->v[k], text));
    diag_help(
        r->d,
        "sync the peering (az network vnet peering sync), then leave remote_address_prefixes out");
    return true;
}

void rules_peering_range(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            const struct topo_peering *p = &v->peerings[k];
            const struct topo_prefixes *now = &p->remote->prefixes;
            bool said = p->known.n == 0 || p->remote == v;
            for (size_t m = 0; m < now->n && !said; m++) {
                said = !rules_cover(&p->known, now->v[m]) && report_range(r, v, p, now, m, true);
            }
            for (size_t m = 0; m < p->known.n && !said; m++) {
                said =
                    !rules_cover(now, p->known.v[m]) && report_range(r, v, p, &p->known, m, false);
            }
        }
    }
}
