/*
 * BGP: numbers, and ends that do not agree. VPN Gateway FAQ, 2026-06-04.
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
