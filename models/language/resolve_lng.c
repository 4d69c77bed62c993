/*
 * Who answers at a local network gateway's address: a gateway, a device, or nobody, a gateway in an
 * empty network, where nothing declared has the address.
 */
#include <string.h>

#include "models/language/resolve_parts.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

static bool is_there(const struct topo_gateway *g, const struct topo_lng *l)
{
    if (l->fqdn != NULL) {
        return g->device != NULL && g->device->fqdn != NULL &&
               strcmp(g->device->fqdn, l->fqdn) == 0;
    }
    return (g->at[0].text != NULL && g->at[0].addr == l->address.addr) ||
           (g->at[1].text != NULL && g->at[1].addr == l->address.addr);
}

static struct topo_gateway *add_nobody(const struct resolve *r, const struct topo_lng *l)
{
    struct topo *t = r->t;
    struct topo_vnet *v = &t->vnets[t->n_networks++];
    struct topo_gateway *g = &t->gateways[t->n_endpoints++];
    const char *name = l->fqdn != NULL ? l->fqdn : l->address.text;
    *v = (struct topo_vnet){.r = {.name = name, .at = l->r.at}, .n_subnets = 1};
    v->subnets = ARENA_NEW(r->a, struct topo_subnet);
    v->subnets[0] = (struct topo_subnet){.r = {.name = "nowhere", .at = l->r.at}, .vnet = v};
    v->gateway_subnet = v->subnets;
    *g = (struct topo_gateway){.r = {.name = name, .at = l->r.at},
                               .vnet = v,
                               .is_nobody = true,
                               .has_processing = true,
                               .at = {l->address},
                               .limits = {.aggregate_bps = UNITS_UNLIMITED,
                                          .tunnel_bps = UNITS_UNLIMITED,
                                          .tunnel_pps = UNITS_UNLIMITED}};
    v->gateway = g;
    for (size_t i = 0; i < t->n_connections; i++) { /* near the first gateway that looks for it */
        const struct topo_connection *c = &t->connections[i];
        if (c->type == TOPO_IPSEC && strcmp(c->to_ref.name, l->r.name) == 0 && c->from != NULL &&
            c->from->vnet != NULL) {
            v->region = c->from->vnet->region;
            break;
        }
    }
    return g;
}

static struct topo_gateway *find_device(const struct resolve *r, struct topo_ref ref, bool *said)
{
    struct topo *t = r->t;
    const struct resolve_set sites = RESOLVE_SET("on-premises site", t->sites, t->n_sites);
    const struct topo_site *s = resolve_find(&sites, ref.name);
    struct topo_gateway *found = NULL;
    if (s != NULL && s->n_devices > 1) {
        diag_add(r->d, &resolve_code_which_device, ref.at, "which one?",
                 "site `%s` has %zu devices", s->r.name, s->n_devices);
        diag_other(r->d, s->devices[0].r.at, "the first of them");
        diag_help(r->d, "name one: endpoint: %s; a connection leads to one device",
                  s->devices[0].r.name);
        *said = true;
        return NULL;
    }
    for (size_t i = t->n_gateways; i < t->n_endpoints; i++) {
        struct topo_gateway *g = &t->gateways[i];
        if (g->is_nobody ||
            !((s != NULL && g->vnet == s->network) || strcmp(g->device->r.name, ref.name) == 0 ||
              strcmp(g->r.name, ref.name) == 0)) {
            continue;
        }
        if (found != NULL) {
            diag_add(r->d, &resolve_code_which_device, ref.at, "which one?",
                     "two devices have the name `%s`", ref.name);
            diag_other(r->d, found->r.at, "one");
            diag_other(r->d, g->r.at, "another");
            diag_help(r->d, "write SITE/DEVICE: endpoint: %s", found->r.name);
            *said = true;
            return NULL;
        }
        found = g;
    }
    return found;
}

static struct topo_gateway *find_endpoint(const struct resolve *r, const struct topo_lng *l)
{
    struct topo *t = r->t;
    const struct resolve_set gateways = RESOLVE_SET(
        "virtual network gateway, on-premises site or device", t->gateways, t->n_gateways);
    bool said = false;
    if (l->endpoint_ref.name == NULL) {
        for (size_t i = 0; i < t->n_endpoints; i++) {
            if (!t->gateways[i].is_nobody && is_there(&t->gateways[i], l)) {
                return &t->gateways[i];
            }
        }
        return add_nobody(r, l);
    }
    struct topo_gateway *g = find_device(r, l->endpoint_ref, &said),
                        *platform = resolve_find(&gateways, l->endpoint_ref.name);
    if (said) {
        return NULL;
    }
    return g != NULL && platform == NULL ? g : resolve_want(r, &gateways, l->endpoint_ref);
}

void resolve_lngs(const struct resolve *r)
{
    for (size_t i = 0; i < r->t->n_lngs; i++) {
        r->t->lngs[i].endpoint = find_endpoint(r, &r->t->lngs[i]);
    }
}
