/*
 * BGP: numbers, sessions, what is told. VPN Gateway FAQ, 2026-06-04.
 */
#include "models/cloud/catalog.h"
#include "models/routing/rib_bgp.h"
#include "models/rules/rules_parts.h"

static struct span asn_at(const struct topo_gateway *g)
{
    const struct topo_bgp *b = g->device != NULL ? &g->device->bgp : &g->bgp;
    const bool has = g->device != NULL ? g->device->has_bgp : g->has_bgp;
    return has ? resource_field_at(&b->r, "asn") : g->r.at;
}

void rules_same_asn(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (rib_session(c) != RIB_SAME_ASN ||
            (c->reverse->from->device == NULL && !rules_is_first(&c->r, &c->reverse->r))) {
            continue;
        }
        diag_add(r->d, &rules_code_same_asn, asn_at(c->from), "one end",
                 "`%s` and `%s` both have the autonomous system number %lld", c->from->r.name,
                 c->to->r.name, (long long)rib_asn(c->from));
        diag_other(r->d, asn_at(c->to), "the other end");
        diag_other(r->d, c->r.at, "this connection enables BGP");
        diag_platform(r->d, "the connection is refused");
        diag_help(r->d, "different numbers, of 64512 to 65514 or 65521 to 65534");
    }
}

static bool is_reserved(int64_t asn)
{
    static const struct {
        int64_t low, high;
    } reserved[] = {{0, 0},         {8074, 8075},   {12076, 12076}, {65515, 65515},
                    {65517, 65520}, {23456, 23456}, {64496, 64511}, {65535, 65551}};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (asn >= reserved[i].low && asn <= reserved[i].high) {
            return true;
        }
    }
    return false;
}

static void refuse_asn(const struct rules *r, const struct topo_bgp *b, const char *kind,
                       const char *name)
{
    diag_add(r->d, &rules_code_reserved_asn, resource_field_at(&b->r, "asn"), "reserved",
             "the %s `%s` has a reserved autonomous system number", kind, name);
    diag_platform(r->d, "the number is refused");
    diag_help(r->d, "one of 64512 to 65514 or 65521 to 65534, or your own public one");
}

void rules_reserved_asn(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (g->has_bgp && g->bgp.asn != 65515 && is_reserved(g->bgp.asn)) {
            refuse_asn(r, &g->bgp, "gateway", g->r.name);
        }
    }
    for (size_t i = 0; i < r->t->n_lngs; i++) {
        if (r->t->lngs[i].has_bgp && is_reserved(r->t->lngs[i].bgp.asn)) {
            refuse_asn(r, &r->t->lngs[i].bgp, "local network gateway", r->t->lngs[i].r.name);
        }
    }
}

void rules_bgp_basic(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (g->enable_bgp &&
            (!g->sku->policies ||
             g->vpn_type == TOPO_POLICY_BASED)) { /* Basic is the one without policies */
            diag_add(r->d, &rules_code_bgp_basic, resource_field_at(&g->r, "enable_bgp"),
                     "not with this one", "gateway `%s` cannot speak BGP", g->r.name);
            diag_other(r->d, resource_field_at(&g->r, "sku"), "its SKU");
            diag_platform(r->d, "refused: BasicSkuVirtualNetworkGatewayDoesNotSupportBgp");
            diag_help(r->d, "VpnGw1AZ or larger, RouteBased");
        }
    }
}

/* The device would speak, and the local network gateway says with whom. */
static bool is_left_out(const struct topo_connection *c)
{
    return !c->enable_bgp && c->to->device != NULL && c->reverse->enable_bgp && c->to_lng->has_bgp;
}

void rules_bgp_one_sided(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const enum rib_session s = rib_session(c);
        if (is_left_out(c)) {
            diag_add(r->d, &rules_code_bgp_one_sided, c->r.at, "without enable_bgp",
                     "no BGP session over `%s`: this end does not enable it", c->r.name);
            diag_other(r->d, c->to_lng->bgp.r.at, "`%s` says who the peer is", c->to_lng->r.name);
            diag_other(r->d, c->to->device->bgp.r.at, "and `%s` would speak", c->to->r.name);
            diag_platform(
                r->d, "the session is not tried: nothing is learned, static routes alone are used");
            diag_help(r->d, "enable_bgp: true on the connection, or a local network gateway "
                            "without bgp_settings");
            continue;
        }
        if (c->reverse == NULL || (s != RIB_OTHER_END && s != RIB_GATEWAY_OFF)) {
            continue;
        }
        diag_add(r->d, &rules_code_bgp_one_sided, resource_field_at(&c->r, "enable_bgp"),
                 "this end wants BGP", "no BGP session over `%s`: %s", c->r.name,
                 s == RIB_OTHER_END ? "the other end does not enable it"
                                    : "a gateway has enable_bgp: false");
        diag_other(r->d,
                   s == RIB_OTHER_END    ? c->reverse->r.at
                   : c->from->enable_bgp ? c->to->r.at
                                         : c->from->r.at,
                   s == RIB_OTHER_END ? "the other end" : "this gateway");
        diag_platform(r->d,
                      "the session is not tried: nothing is learned, static routes alone are used");
        diag_help(
            r->d,
            "enable_bgp: true on both connections and both gateways; a device needs bgp_settings");
    }
}

/* The end that expects what is not there. */
static const struct topo_connection *expecting(const struct topo_connection *c)
{
    const enum rib_session s = rib_expects(c);
    return s == RIB_WRONG_ASN || s == RIB_WRONG_PEER ? c : c->reverse;
}

/* Two connections to one device: VN0803 says more. */
static bool is_second(const struct rules *r, const struct topo_connection *c)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *o = &r->t->connections[i];
        if (o != c && o->from == c->from && o->to == c->to) {
            return true;
        }
    }
    return false;
}

void rules_bgp_expectation(const struct rules *r)
{
    char text[IP4_TEXT_MAX];
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const enum rib_session s = rib_session(c);
        if ((s != RIB_WRONG_ASN && s != RIB_WRONG_PEER) || expecting(c) != c || is_second(r, c)) {
            continue;
        }
        const struct topo_lng *l = c->to_lng;
        diag_add(r->d, &rules_code_bgp_expectation,
                 !l->has_bgp ? l->r.at
                             : resource_field_at(
                                   &l->bgp.r, s == RIB_WRONG_ASN ? "asn" : "bgp_peering_address"),
                 "what is expected", "`%s` expects another BGP peer than `%s`", l->r.name,
                 c->to->r.name);
        diag_other(r->d, asn_at(c->to), "the other side: asn %lld", (long long)rib_asn(c->to));
        diag_platform(r->d, "the session stays Idle or Connecting; nothing is learned");
        diag_help(r->d, "bgp_settings: {asn: %lld%s%s}", (long long)rib_asn(c->to),
                  rib_peer_seen(c) != 0 ? ", bgp_peering_address: " : "",
                  rib_peer_seen(c) != 0 ? ip4_addr_format(rib_peer_seen(c), text) : "");
    }
}

/* --- what devices tell --- */

/* Calls found for each connection over which a device tells something to a gateway. */
static void each_teller(const struct rules *r,
                        void (*found)(const struct rules *r, const struct topo_connection *c,
                                      const struct topo_bgp *b))
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->to->device != NULL && rib_session(c) == RIB_SESSION) {
            found(r, c, &c->to->device->bgp);
        }
    }
}

static void find_many(const struct rules *r, const struct topo_connection *c,
                      const struct topo_bgp *b)
{
    if (b->advertised.n > RIB_PREFIXES_MAX) {
        diag_add(r->d, &rules_code_bgp_many, b->advertised.at[0], "from here on",
                 "`%s` tells %zu prefixes to `%s`", c->to->r.name, b->advertised.n,
                 c->from->r.name);
        diag_platform(r->d, "a session that brings more than %d is dropped", RIB_PREFIXES_MAX);
        diag_help(r->d, "tell summaries");
    }
}

void rules_bgp_many(const struct rules *r)
{
    each_teller(r, find_many);
}

static void find_own(const struct rules *r, const struct topo_connection *c,
                     const struct topo_bgp *b)
{
    for (size_t i = 0; i < b->advertised.n; i++) {
        for (size_t k = 0; k < c->from->vnet->prefixes.n; k++) {
            if (ip4_prefix_contains(c->from->vnet->prefixes.v[k], b->advertised.v[i])) {
                diag_add(r->d, &rules_code_bgp_own, b->advertised.at[i], "is ignored",
                         "`%s` tells `%s` a part of its own network", c->to->r.name,
                         c->from->r.name);
                diag_other(r->d, c->from->vnet->prefixes.at[k], "the network's range");
                diag_platform(r->d, "the prefix is not taken");
            }
        }
    }
}

void rules_bgp_own(const struct rules *r)
{
    each_teller(r, find_own);
}

static void find_default(const struct rules *r, const struct topo_connection *c,
                         const struct topo_bgp *b)
{
    for (size_t i = 0; i < b->advertised.n; i++) {
        if (b->advertised.v[i].len == 0) {
            diag_add(r->d, &rules_code_bgp_default, b->advertised.at[i], "takes everything",
                     "`%s` tells `%s` a default route", c->to->r.name, c->from->r.name);
            diag_other(r->d, c->from->vnet->r.at, "this network's way to the Internet is replaced");
            diag_platform(r->d, "0.0.0.0/0 leads to the gateway; a user-defined route with next "
                                "hop Internet goes before it");
            diag_help(r->d,
                      "nothing to do if that is meant; else leave it out of advertised_prefixes");
        }
    }
}

void rules_bgp_default(const struct rules *r)
{
    each_teller(r, find_default);
}

/* --- addresses --- */

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
