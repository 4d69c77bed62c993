#include "models/routing/rib.h"

#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/routing/rib_bgp.h"
#include "sim/base/arena.h"

enum { PLATFORM_HOLD_S = 180 }; /* VPN Gateway FAQ, 2026-06-04 */
enum { RESERVED = 4 };          /* addresses at the front of a subnet that the platform keeps */

static bool has_gateway_subnet(const struct topo_gateway *g)
{
    return g->device == NULL && !g->is_nobody && g->vnet->gateway_subnet != NULL;
}

/* What the platform gives a gateway, an active-active one's first instance; 0: it is a device or
 * nobody, or has no GatewaySubnet. Configure active-active VPN gateways using PowerShell,
 * 2021: 10.12.255.4 and 10.12.255.5 of 10.12.255.0/27. */
static uint32_t given_address(const struct topo_gateway *g)
{
    if (!has_gateway_subnet(g)) {
        return 0;
    }
    const struct ip4_prefix p = g->vnet->gateway_subnet->prefix.v[0];
    return g->active_active ? p.addr + RESERVED : (p.addr | ~ip4_mask(p.len)) - 1;
}

uint32_t rib_peer_address(const struct topo_gateway *g)
{
    const struct topo_bgp *b = g->device != NULL ? &g->device->bgp : &g->bgp;
    return b->peer.text != NULL ? b->peer.addr : given_address(g);
}

bool rib_answers_at(const struct topo_gateway *g, uint32_t addr)
{
    bool found = addr == rib_peer_address(g);
    for (size_t i = 0; i < g->bgp.custom.n && !found; i++) {
        found = g->bgp.custom_addr[i] == addr;
    }
    return found;
}

uint32_t rib_near_address(const struct topo_connection *c)
{
    const struct topo_bgp *b = &c->from->bgp;
    const uint32_t own = rib_peer_address(c->from);
    return b->custom.n > 0 && rib_is_link_local(rib_far_address(c)) && !rib_is_link_local(own)
               ? b->custom_addr[0]
               : own;
}

uint32_t rib_far_address(const struct topo_connection *c)
{
    return c->to_lng != NULL && c->to_lng->bgp.peer.text != NULL ? c->to_lng->bgp.peer.addr
                                                                 : rib_peer_address(c->to);
}

bool rib_is_link_local(uint32_t addr)
{
    return addr >> 16 == 0xA9FE;
}

uint32_t rib_peer_seen(const struct topo_connection *c)
{
    const uint32_t there = rib_peer_address(c->to);
    return there != 0 ? nat_prefix(c, (struct ip4_prefix){there, 32}).addr : 0;
}

static bool speaks(const struct topo_gateway *g)
{
    return g->device != NULL ? g->device->has_bgp : g->enable_bgp;
}

/* May the platform have given the other side this one? Which two an active-active gateway gets is
 * not promised, only where they are from: Configure active-active VPN gateways using the portal,
 * 2021-07-22. */
static bool may_be_given(const struct topo_connection *c, uint32_t addr)
{
    if (!has_gateway_subnet(c->to) || !c->to->active_active) {
        return addr == given_address(c->to);
    }
    const struct ip4_prefix p = nat_prefix(c, c->to->vnet->gateway_subnet->prefix.v[0]);
    return addr >= p.addr + RESERVED && addr < (p.addr | ~ip4_mask(p.len));
}

enum rib_session rib_expects(const struct topo_connection *c)
{
    if (c->to_lng == NULL) {
        return RIB_SESSION;
    }
    const struct topo_bgp *b = &c->to_lng->bgp;
    if (!c->to_lng->has_bgp || b->asn != rib_asn(c->to)) {
        return RIB_WRONG_ASN;
    }
    const uint32_t there = rib_peer_seen(c), here = rib_near_address(c);
    const bool has_more =
        rib_is_link_local(there) ||
        c->to->active_active; /* than that one: what it is given beside it, and each instance */
    const bool as_given =
        rib_answers_at(c->to, b->peer.addr) || (has_more && may_be_given(c, b->peer.addr));
    if (b->peer.text != NULL && there != 0 && b->peer.addr != there && !as_given) {
        return RIB_WRONG_PEER;
    }
    return rib_is_link_local(rib_far_address(c)) && !rib_is_link_local(here) ? RIB_LINK_LOCAL
                                                                             : RIB_SESSION;
}

enum rib_session rib_wants_session(const struct topo_connection *c)
{
    if (!c->enable_bgp) {
        return RIB_NO_SESSION;
    }
    if (c->reverse == NULL || !c->reverse->enable_bgp) {
        return RIB_OTHER_END;
    }
    if (!speaks(c->from) || !speaks(c->to)) {
        return RIB_GATEWAY_OFF;
    }
    if (rib_asn(c->from) == rib_asn(c->to)) {
        return RIB_SAME_ASN;
    }
    const enum rib_session own = rib_expects(c), other = rib_expects(c->reverse);
    return own != RIB_SESSION ? own : other;
}

enum rib_session rib_session(const struct topo_connection *c)
{
    const enum rib_session wanted = rib_wants_session(c);
    return wanted == RIB_SESSION && c->outcome != HANDSHAKE_UP ? RIB_TUNNEL_DOWN : wanted;
}

bool rib_is_put_off(const struct topo_connection *c)
{
    return c->from->device != NULL && c->outcome != HANDSHAKE_UP;
}

void rib_each_prefix(const struct topo_prefixes *p, rib_prefix_fn *fn, void *arg)
{
    for (size_t i = 0; i < p->n; i++) {
        fn(arg, p->v[i]);
    }
}

void rib_each_behind(const struct topo_gateway *g, const struct effective_view *view,
                     rib_prefix_fn *fn, void *arg)
{
    const struct topo_vnet *v = g->vnet;
    rib_each_prefix(&v->prefixes, fn, arg);
    for (size_t i = 0; i < v->n_peerings; i++) {
        if (effective_gives_gateway(&v->peerings[i]) && !effective_is_down(view, &v->peerings[i])) {
            rib_each_prefix(effective_peer_prefixes(&v->peerings[i]), fn, arg);
        }
    }
}

sim_time_t rib_hold_time(const struct topo_gateway *g)
{
    return g->device != NULL ? g->device->bgp.hold_time : PLATFORM_HOLD_S * SIM_S;
}
