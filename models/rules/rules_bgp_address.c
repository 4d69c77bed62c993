/*
 * BGP: where the peers are. VPN Gateway FAQ, 2026-06-04.
 */
#include "models/routing/rib_bgp.h"
#include "models/rules/rules_parts.h"

static struct span far_address_at(const struct topo_connection *c)
{
    const struct topo_bgp *b = c->to_lng->bgp.peer.text != NULL ? &c->to_lng->bgp
                               : c->to->device != NULL          ? &c->to->device->bgp
                                                                : &c->to->bgp;
    return b->peer.text != NULL ? resource_field_at(&b->r, "bgp_peering_address") : c->to->r.at;
}

/* Of a gateway: not what the platform could give it, nor link-local. */
static void check_own_address(const struct rules *r, const struct topo_gateway *g)
{
    const struct topo_subnet *s = g->vnet->gateway_subnet;
    for (size_t i = 0; i < g->bgp.custom.n; i++) {
        if (!rib_is_link_local(g->bgp.custom_addr[i])) {
            diag_add(r->d, &rules_code_bgp_peer_address, g->bgp.custom.at[i], "of another range",
                     "the BGP of `%s` cannot be at %s", g->r.name, g->bgp.custom.v[i]);
            diag_platform(r->d, "refused: what is given beside the platform's own address is one "
                                "of 169.254.0.0/16");
        }
    }
    if (!g->has_bgp || g->bgp.peer.text == NULL || s == NULL ||
        rib_is_link_local(g->bgp.peer.addr) || ip4_prefix_has(s->prefix.v[0], g->bgp.peer.addr)) {
        return;
    }
    diag_add(r->d, &rules_code_bgp_peer_address,
             resource_field_at(&g->bgp.r, "bgp_peering_address"), "not in the GatewaySubnet",
             "the BGP of `%s` cannot be at %s", g->r.name, g->bgp.peer.text);
    diag_other(r->d, s->prefix.at[0], "the GatewaySubnet");
    diag_platform(r->d, "the address is given, one of the GatewaySubnet; beside it a gateway takes "
                        "one of 169.254.0.0/16 and no other");
    diag_help(r->d, "leave bgp_peering_address out");
}

static void check_far_address(const struct rules *r, const struct topo_connection *c)
{
    const struct topo_lng *l = c->to_lng;
    const struct topo_prefixes *own = &c->from->vnet->prefixes;
    const uint32_t addr = rib_far_address(c);
    const bool is_said = l->address.text != NULL && l->address.addr == addr,
               is_public = is_said || (c->to->at[0].text != NULL && c->to->at[0].addr == addr);
    char text[IP4_TEXT_MAX];
    size_t k = 0;
    while (k < own->n && !ip4_prefix_has(own->v[k], addr)) {
        k++;
    }
    if (k == own->n && !is_public) {
        return;
    }
    diag_add(r->d, &rules_code_bgp_peer_address, far_address_at(c),
             is_public ? "its public address" : "an address of this side",
             "the BGP of `%s` cannot be at %s", l->r.name, ip4_addr_format(addr, text));
    diag_other(r->d,
               is_said     ? resource_field_at(&l->r, "gateway_ip_address")
               : is_public ? c->to->r.at
                           : own->at[k],
               is_public ? "here" : "the network's own range");
    diag_platform(r->d, "the local network gateway is refused for this connection");
    diag_help(r->d, "the address inside the other side's network at which its BGP answers");
}

/* Of what two networks with addresses in common say of each other the networks are to blame. */
void rules_bgp_peer_address(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        check_own_address(r, &r->t->gateways[i]);
    }
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->to_lng != NULL && c->to_lng->has_bgp && rib_far_address(c) != 0 &&
            c->from != c->to) {
            check_far_address(r, c);
        }
    }
}

void rules_bgp_link_local(const struct rules *r)
{
    char text[IP4_TEXT_MAX];
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (rib_session(c) != RIB_LINK_LOCAL || !rib_is_link_local(rib_far_address(c))) {
            continue;
        }
        diag_add(r->d, &rules_code_bgp_link_local, far_address_at(c), "link-local",
                 "the BGP of `%s` is at %s, and `%s` has no such address", c->to->r.name,
                 ip4_addr_format(rib_far_address(c), text), c->from->r.name);
        diag_other(r->d, c->from->has_bgp ? c->from->bgp.r.at : c->from->r.at,
                   "without such an address");
        diag_platform(
            r->d,
            "the two never meet: the session stays Idle or Connecting, and nothing is learned");
        diag_help(r->d,
                  "at `%s` bgp_settings: {bgp_peering_address: ...} with another address of "
                  "169.254.0.0/16; or a loopback of the device",
                  c->from->r.name);
    }
}

void rules_bgp_host_route(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        for (size_t k = 0;
             rib_session(c) == RIB_SESSION && c->to_lng != NULL && k < c->to_lng->prefixes.n; k++) {
            const struct ip4_prefix p = c->to_lng->prefixes.v[k];
            if (p.len != 32 || p.addr != rib_far_address(c)) {
                continue;
            }
            diag_add(r->d, &rules_code_bgp_host_route, c->to_lng->prefixes.at[k], "not needed",
                     "`%s` has a host route to the BGP peer", c->to_lng->r.name);
            diag_other(r->d, far_address_at(c), "the peer");
            diag_platform(r->d, "the gateway makes that route itself");
            diag_help(r->d, "leave it out");
        }
    }
}

void rules_bgp_several(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_lngs; i++) {
        const struct topo_lng *l = &r->t->lngs[i];
        const struct topo_bgp *b = &l->bgp;
        if (!l->has_bgp || b->several.n == 0) {
            continue;
        }
        diag_add(r->d, &rules_code_bgp_several, b->several.at[0], "not of the other side",
                 "local network gateway `%s` has a list of BGP peering addresses", l->r.name);
        diag_other(r->d,
                   b->peer.text != NULL ? resource_field_at(&b->r, "bgp_peering_address") : l->r.at,
                   b->peer.text != NULL ? "beside the one address" : "without the one address");
        diag_platform(r->d, "refused: LocalNetworkGatewayBgpPeeringAddressesMustbeNull");
        diag_help(
            r->d,
            "bgp_peering_address: %s alone; a second device has a local network gateway of its own",
            b->peer.text != NULL ? b->peer.text : b->several.v[0]);
    }
}
