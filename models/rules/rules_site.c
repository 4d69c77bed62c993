/*
 * Site-to-Site: local network gateways and the devices that answer there.
 */
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/routing/rib.h"
#include "models/rules/rules_parts.h"

/* An address of the very network that looks for it: VN0811. */
static bool is_inside(const struct rules *r, const struct topo_lng *l)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        if (r->t->connections[i].to_lng == l &&
            handshake_inside(&r->t->connections[i]) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

void rules_nobody(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_lngs; i++) {
        const struct topo_lng *l = &r->t->lngs[i];
        if (l->endpoint->is_nobody && !is_inside(r, l)) {
            diag_add(r->d, &rules_code_nobody,
                     resource_field_at(&l->r, l->fqdn != NULL ? "fqdn" : "gateway_ip_address"),
                     "nobody has it",
                     "`%s` leads to an address that no declared gateway or device has", l->r.name);
            diag_platform(r->d, "connections to it stay \"Connecting\"; no packet passes");
            diag_help(r->d, "the public_ip of a device, the public_ip_address of a gateway, or "
                            "endpoint: its name");
        }
    }
}

void rules_own_address(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const size_t k = c->reverse != NULL ? handshake_own_address(c) : SIZE_MAX;
        if (k == SIZE_MAX) {
            continue;
        }
        diag_add(r->d, &rules_code_own_address, c->to_lng->prefixes.at[k], "holds it",
                 "the range of `%s` holds the public address of the other side", c->to_lng->r.name);
        diag_other(r->d,
                   c->to_lng->address.text != NULL
                       ? resource_field_at(&c->to_lng->r, "gateway_ip_address")
                       : c->to->r.at,
                   "the address");
        diag_platform(r->d, "IKE and ESP to the peer are routed into the tunnel: it flaps");
        diag_help(r->d, "the private ranges of the other side, and nothing else");
    }
}

void rules_inside(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const size_t k = handshake_inside(c);
        if (k == SIZE_MAX) {
            continue;
        }
        const bool is_given = c->to_lng->address.text != NULL;
        diag_add(r->d, &rules_code_inside,
                 is_given ? resource_field_at(&c->to_lng->r, "gateway_ip_address") : c->to->r.at,
                 "in this network's range",
                 "`%s` looks for the other side inside its own network `%s`", c->r.name,
                 c->from->vnet->r.name);
        diag_other(r->d, c->from->vnet->prefixes.at[k], "the network's range holds it");
        diag_platform(r->d, "IKE for that address stays in the network, where nobody answers: the "
                            "connection stays \"Connecting\"");
        diag_help(r->d,
                  "the other side's public address; not its private one, nor one of this network");
    }
}

void rules_behind_nat(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->outcome != HANDSHAKE_BEHIND_NAT) {
            continue;
        }
        diag_add(r->d, &rules_code_behind_nat, resource_field_at(&c->r, "connection_mode"),
                 "this end alone starts",
                 "`%s` is to start a tunnel to `%s`, which is behind address translation",
                 c->r.name, c->to->r.name);
        diag_other(r->d, resource_field_at(&c->to->device->r, "nat"),
                   "what starts outside does not reach it");
        diag_platform(
            r->d,
            "the connection stays \"Connecting\": a device behind NAT must start the exchange");
        diag_help(r->d, "connection_mode: ResponderOnly, or Default");
    }
}

void rules_same_address(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_connections; n++) {
        for (size_t m = 0; m < n; m++) {
            const struct topo_connection *a = &r->t->connections[m], *b = &r->t->connections[n];
            const struct topo_lng *l = a->to_lng, *k = b->to_lng;
            if (a->from != b->from || l == NULL || k == NULL || l == k) {
                continue;
            }
            const bool address = l->address.text != NULL && k->address.text != NULL &&
                                 l->address.addr == k->address.addr;
            const bool peer = l->bgp.peer.text != NULL && k->bgp.peer.text != NULL &&
                              l->bgp.peer.addr == k->bgp.peer.addr;
            if (!address && !peer) {
                continue;
            }
            const bool in_order = rules_is_first(&l->r, &k->r);
            const struct topo_lng *first = in_order ? l : k, *second = in_order ? k : l;
            const char *field = address ? "gateway_ip_address" : "bgp_peering_address";
            diag_add(r->d, &rules_code_same_address,
                     address ? resource_field_at(&second->r, field)
                             : resource_field_at(&second->bgp.r, field),
                     "again", "`%s` and `%s` have the same %s", first->r.name, second->r.name,
                     field);
            diag_other(r->d,
                       address ? resource_field_at(&first->r, field)
                               : resource_field_at(&first->bgp.r, field),
                       "here already");
            diag_other(r->d, a->from->r.at, "and this gateway is connected to both");
            diag_platform(r->d, "the second connection is refused, or the two take turns");
            diag_help(r->d, "one local network gateway a device");
        }
    }
}

/* Does a connection before it join the same two? */
static bool is_further(const struct rules *r, const struct topo_connection *c)
{
    for (const struct topo_connection *o = r->t->connections; o < c; o++) {
        if (o->from->vnet == c->from->vnet && o->to->vnet == c->to->vnet) {
            return true;
        }
    }
    return false;
}

void rules_site_overlap(const struct rules *r)
{
    size_t i, j;
    for (size_t n = 0; n < r->t->n_connections; n++) {
        const struct topo_connection *c = &r->t->connections[n];
        if (c->to->device != NULL && !(c->n_ingress == 0 && is_further(r, c)) &&
            rules_overlap(&c->from->vnet->prefixes, &c->to->vnet->prefixes, &i, &j) &&
            !nat_covers(c, c->to->vnet->prefixes.v[j])) {
            diag_add(r->d, &rules_code_site_overlap, c->to->vnet->prefixes.at[j],
                     "the site has this", "site `%s` and network `%s` overlap", c->to->vnet->r.name,
                     c->from->vnet->r.name);
            diag_other(r->d, c->from->vnet->prefixes.at[i], "the network has this");
            diag_platform(r->d, "each side keeps packets for the common part to itself");
            diag_help(r->d, "another range for one of them");
        }
    }
}

/* p: a peering of this side's network; far: a network at the other end, or one that uses the
 * gateway there. */
static void find_spoke_overlap(const struct rules *r, const struct topo_connection *c,
                               const struct topo_peering *p, const struct topo_vnet *far)
{
    size_t i, j;
    if (p->remote == far || !effective_peering_is_up(p) ||
        !rules_overlap(&p->remote->prefixes, &far->prefixes, &i, &j) ||
        nat_covers(c, far->prefixes.v[j])) {
        return;
    }
    diag_add(r->d, &rules_code_spoke_overlap, p->remote->prefixes.at[i], "the spoke has this",
             "`%s` and %s `%s`, which the gateway of `%s` leads to, overlap", p->remote->r.name,
             far->site != NULL ? "site" : "network", far->r.name, c->from->vnet->r.name);
    diag_other(r->d, far->prefixes.at[j], "and %s this",
               far->site != NULL ? "the site" : "the other network");
    diag_platform(r->d, "each side keeps packets for the common part to itself");
    diag_help(r->d, "another range for one of them");
}

/* Two spokes, of two hubs, are found from both ends, and reported at the first. */
void rules_spoke_overlap(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_connections; n++) {
        const struct topo_connection *c = &r->t->connections[n];
        const struct topo_vnet *hub = c->from->vnet, *far = c->to->vnet;
        for (size_t k = 0; c->from != c->to && !c->to->is_nobody && k < hub->n_peerings; k++) {
            const struct topo_peering *p = &hub->peerings[k];
            find_spoke_overlap(r, c, p, far);
            for (size_t m = 0; m < far->n_peerings && effective_gives_gateway(p) &&
                               rules_is_first(&c->r, c->reverse == NULL ? NULL : &c->reverse->r);
                 m++) {
                if (effective_gives_gateway(&far->peerings[m])) {
                    find_spoke_overlap(r, c, p, far->peerings[m].remote);
                }
            }
        }
    }
}

/* How often the devices of the site that are preferred put their number in front. */
static int64_t least_prepend(const struct topo_site *s)
{
    int64_t least = INT64_MAX;
    for (size_t k = 0; k < s->n_devices; k++) {
        least = s->devices[k].has_bgp && s->devices[k].bgp.prepend < least
                    ? s->devices[k].bgp.prepend
                    : least;
    }
    return least;
}

/* One that keeps state is enough: it drops the answers to what has gone by another. */
void rules_stateful_pair(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_sites; i++) {
        const struct topo_site *s = &r->t->sites[i];
        const int64_t least = least_prepend(s);
        const struct topo_device *a = NULL;
        for (size_t k = 0; k < s->n_devices; k++) {
            const struct topo_device *b = &s->devices[k];
            if (!b->has_bgp || b->bgp.prepend != least) {
                continue;
            }
            if (a != NULL && (a->stateful || b->stateful)) {
                diag_add(r->d, &rules_code_stateful_pair, b->r.at, "and this one",
                         "devices `%s` and `%s` of site `%s` are used side by side, and %s state",
                         a->r.name, b->r.name, s->r.name,
                         !b->stateful  ? "the first keeps"
                         : a->stateful ? "both keep"
                                       : "the second keeps");
                diag_other(r->d, a->r.at, "this one");
                diag_platform(r->d, "which of equal paths a flow takes is each side's own choice");
                diag_help(r->d, "as_path_prepend at one of them, or stateful: false where they "
                                "share their state");
            }
            a = a == NULL || (b->stateful && !a->stateful) ? b : a;
        }
    }
}

void rules_one_tunnel(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->from->active_active && c->to->device != NULL && c->to->device->tunnels == 1) {
            diag_add(r->d, &rules_code_one_tunnel, resource_field_at(&c->to->device->r, "tunnels"),
                     "one of two", "`%s` has one tunnel to the active-active `%s`", c->to->r.name,
                     c->from->r.name);
            diag_other(r->d, resource_field_at(&c->from->r, "active_active"),
                       "two instances, two public addresses");
            diag_platform(r->d, "the second tunnel of the connection stays \"NotConnected\"");
            diag_help(r->d, "tunnels: 2");
        }
    }
}

/* An address an instance, and one for the clients of an active-active gateway. */
static void check_count(const struct rules *r, const struct topo_gateway *g)
{
    const size_t n = g->public_ip_names.n, right = !g->active_active      ? 1
                                                   : g->client_pool.n > 0 ? 3
                                                                          : 2;
    if (n == right) {
        return;
    }
    diag_add(r->d, &rules_code_second_address, g->public_ip_names.at[n > right ? right : 0],
             n > right ? "one too many" : "too few",
             "gateway `%s` is %s%s, and has %zu public address%s", g->r.name,
             g->active_active ? "active-active" : "active-standby",
             right == 3 ? " with a pool of clients" : "", n, n > 1 ? "es" : "");
    diag_platform(r->d, "refused: %s",
                  right == 3 ? "ActiveActiveP2SGatewayMustHaveExactlyThreeIpConfigurations"
                             : "ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations");
    diag_help(r->d, "%zu of them%s", right, g->active_active ? "" : ", or active_active: true");
}

void rules_second_address(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        const bool one = g->public_ip.text != NULL, two = g->second_public_ip.text != NULL;
        if (g->public_ip_names.n > 0) {
            check_count(r, g);
            continue;
        }
        if ((!one && !two) || (g->active_active ? one && two : one && !two)) {
            continue;
        }
        diag_add(r->d, &rules_code_second_address,
                 resource_field_at(&g->r, two ? "second_public_ip_address" : "public_ip_address"),
                 NULL, "gateway `%s` is %s, and has %s public address%s", g->r.name,
                 g->active_active ? "active-active" : "active-standby", one && two ? "two" : "one",
                 one && two ? "es" : "");
        diag_platform(r->d, "refused: ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations");
        diag_help(r->d, g->active_active ? "public_ip_address and second_public_ip_address"
                                         : "public_ip_address alone, or active_active: true");
    }
}

void rules_active_basic(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (g->active_active && (!g->sku->policies || g->vpn_type == TOPO_POLICY_BASED)) {
            diag_add(r->d, &rules_code_active_basic, resource_field_at(&g->r, "active_active"),
                     "not with this one", "gateway `%s` cannot be active-active", g->r.name);
            diag_other(r->d, resource_field_at(&g->r, "sku"), "its SKU");
            diag_platform(r->d, "the gateway is refused");
            diag_help(r->d, "VpnGw1AZ or larger, RouteBased");
        }
    }
}
