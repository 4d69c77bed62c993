/*
 * Segments of TCP and datagrams against the way that carries them: with ESP around it, does a full
 * one fit, and what becomes of fragments?
 */
#include "models/cloud/catalog.h"
#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/rules/rules_parts.h"
#include "models/vpn/esp.h"
#include "sim/base/arena.h"

enum { TCP_IP_BYTES = 40 }; /* RFC 9293, 3.7.1 */

/* Does it ever send a full segment? */
static bool has_full_segments(const struct topo_traffic *t, double mss)
{
    const double nearly_all = 0.999;

    if (t->transport != TOPO_TRANSPORT_TCP || t->app == TOPO_PING)
        return false;
    if (t->app != TOPO_REQUEST_RESPONSE)
        return true;
    return dist_quantile(&t->request_size, nearly_all) > mss ||
           dist_quantile(&t->response_size, nearly_all) > mss;
}

static int64_t clamp_of(const struct rules *r, const struct topo_gateway *g, int64_t mss)
{
    const int64_t clamp =
        g->has_mss_clamp ? g->mss_clamp : (int64_t)catalog_assumption(r->c, "mss_clamp_bytes");

    return clamp > 0 && clamp < mss ? clamp : mss;
}

/* Of the line that a tunnel of it takes. */
static int64_t line_mtu(const struct topo_gateway *g)
{
    const struct topo_device *d = g->device;

    return d == NULL ? INT64_MAX : d->has_uplink ? d->uplink.mtu_bytes : g->vnet->site->mtu_bytes;
}

static int64_t tunnel_mtu(const struct rules *r, const struct topo_connection *c)
{
    const size_t a = c->from->vnet->region, b = c->to->vnet->region;
    const int64_t here = line_mtu(c->from), there = line_mtu(c->to);
    int64_t least =
        a == b
            ? 1500
            : topo_link_for(r->t, r->t->regions_used[a].name, r->t->regions_used[b].name).mtu_bytes;

    least = here < least ? here : least;
    return there < least ? there : least;
}

int64_t rules_outer_bytes(const struct topo_connection *c, int64_t inner)
{
    const struct topo_policy *p = handshake_policy(c);
    const struct esp_suite *suite = p == NULL
                                        ? esp_suite_default()
                                        : esp_suite_find((enum topo_encryption)p->ipsec_encryption,
                                                         (enum topo_integrity)p->ipsec_integrity);
    const bool nat = (c->from->device != NULL && c->from->device->nat) ||
                     (c->to->device != NULL && c->to->device->nat);

    return suite == NULL ? 0 : esp_outer_bytes(suite, (uint32_t)inner) + (nat ? ESP_UDP_BYTES : 0);
}

static void check_way(const struct rules *r, const struct topo_connection *c,
                      const struct topo_traffic *t)
{
    const int64_t nic = t->from->nic.mtu_bytes < t->to->nic.mtu_bytes ? t->from->nic.mtu_bytes
                                                                      : t->to->nic.mtu_bytes;
    const int64_t mss = clamp_of(r, c->from, clamp_of(r, c->to, nic - TCP_IP_BYTES)),
                  mtu = tunnel_mtu(r, c);
    const int64_t outer = rules_outer_bytes(c, mss + TCP_IP_BYTES);
    int64_t best = mss;

    if (outer <= mtu || !has_full_segments(t, (double)mss) ||
        (c->from->df == TOPO_DF_COPY && c->from->tells_mtu))
        return; /* told, TCP finds the path's MTU */
    while (best > 0 && rules_outer_bytes(c, best + TCP_IP_BYTES) > mtu)
        best--;
    diag_add(
        r->d, &rules_code_large_segments, c->r.at, "through this",
        "full segments of `%s` do not fit `%s`: an MSS of %lldB makes %lldB of ESP, and %lldB pass",
        t->r.name, c->r.name, (long long)mss, (long long)outer, (long long)mtu);
    diag_other(r->d, t->r.at, "this traffic");
    diag_platform(
        r->d, c->from->df == TOPO_DF_COPY
                  ? "they are dropped and nobody is told: connections stand, and transfers hang"
                  : "they are fragmented, off the fast path; fragments out of order are dropped");
    diag_help(
        r->d,
        "mss_clamp: %lldB or less at a gateway or device of it; 1350B is the platform's advice",
        (long long)best);
}

void rules_large_segments(const struct rules *r)
{
    struct arena *arena = arena_new();
    bool *said = ARENA_ARRAY(arena, bool, r->t->n_ends);
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        struct effective e;
        if (t->transport != TOPO_TRANSPORT_TCP || t->from->subnet->vnet == t->to->subnet->vnet) {
            continue;
        }
        effective_routes(&e, r->t, t->from->subnet, NULL, arena);
        const struct effective_route *route = effective_lookup(&e, t->to->first_addr + t->to_first);
        const struct topo_connection *c = route == NULL ? NULL : route->connection;
        if (c == NULL || c->to->is_nobody || said[c - r->t->connections]) {
            continue;
        }
        said[c - r->t->connections] = true;
        check_way(r, c, t);
    }
    arena_free(arena);
}

/* --- datagrams in fragments --- */

/* The largest whole IP packet that the entry is likely to send over UDP or ICMP. */
static int64_t largest_datagram(const struct topo_traffic *t)
{
    enum { UDP_IP_BYTES = 28 };
    const double nearly_all = 0.999;
    if (t->app == TOPO_REQUEST_RESPONSE) {
        const double ask = dist_quantile(&t->request_size, nearly_all),
                     answer = dist_quantile(&t->response_size, nearly_all);
        return (int64_t)(ask > answer ? ask : answer) + UDP_IP_BYTES;
    }
    return t->app == TOPO_BULK || t->app == TOPO_REPLAY
               ? 0
               : (int64_t)dist_quantile(&t->packet_size, nearly_all);
}

struct lane { /* what a packet crosses */
    double disorder;
    struct span at;
    int64_t mtu;
};

static void cross_line(struct lane *l, const struct topo_gateway *g)
{
    const struct topo_device *d = g->device;
    l->mtu = line_mtu(g) < l->mtu ? line_mtu(g) : l->mtu;
    if (d == NULL)
        return;
    const double disorder = d->has_uplink ? d->uplink.disorder : g->vnet->site->disorder;
    if (disorder > l->disorder) {
        l->disorder = disorder;
        l->at = resource_field_at(d->has_uplink ? &d->uplink.r : &g->vnet->site->r,
                                  "fragments_disordered");
    }
}

static struct lane lane_of(const struct rules *r, const struct topo_traffic *t,
                           const struct topo_connection *c)
{
    struct lane l = {.mtu = INT64_MAX};
    const uint32_t a = c != NULL ? c->from->vnet->region : t->from->subnet->vnet->region;
    const uint32_t b = c != NULL ? c->to->vnet->region : t->to->subnet->vnet->region;
    if (a != b) {
        const struct topo_link link =
            topo_link_for(r->t, r->t->regions_used[a].name, r->t->regions_used[b].name);
        l = (struct lane){.disorder = link.disorder,
                          .mtu = link.mtu_bytes,
                          .at = resource_field_at(&link.r, "fragments_disordered")};
        if (l.at.line == 0 || !resource_field_given(&link.r, "fragments_disordered")) {
            l.at = resource_field_at(&r->t->inter_region.r, "fragments_disordered");
        }
    }
    if (c != NULL) {
        cross_line(&l, c->from);
        cross_line(&l, c->to);
    }
    return l;
}

static void check_datagrams(const struct rules *r, const struct topo_traffic *t,
                            struct arena *arena)
{
    struct effective e;
    const int64_t most = largest_datagram(t), nic = t->from->nic.mtu_bytes;
    if (most == 0 || t->dont_fragment ||
        (t->transport == TOPO_TRANSPORT_TCP && t->app != TOPO_PING) ||
        t->from->subnet->vnet == t->to->subnet->vnet) {
        return;
    }
    effective_routes(&e, r->t, t->from->subnet, NULL, arena);
    const struct effective_route *route = effective_lookup(&e, t->to->first_addr + t->to_first);
    const struct topo_connection *c = route == NULL ? NULL : route->connection;
    if (route == NULL || (c == NULL && route->hop != TOPO_HOP_PEERING) ||
        (c != NULL && c->outcome != HANDSHAKE_UP)) {
        return;
    }
    const struct lane l = lane_of(r, t, c);
    const int64_t one = most < nic ? most : nic,
                  outer = c != NULL ? rules_outer_bytes(c, one) : one;
    if (l.disorder <= 0 || (most <= nic && outer <= l.mtu)) {
        return;
    }
    diag_add(
        r->d, &rules_code_disorder, t->r.at, "goes in fragments",
        "datagrams of `%s`, of up to %lldB, travel in fragments over a path that disorders them",
        t->r.name, (long long)most);
    diag_other(r->d, l.at, "of %.3g %% of them the order is lost", l.disorder * 100);
    diag_platform(r->d, "fragments out of order are dropped, and the datagram with them");
    diag_help(r->d, "packets that fit%s: vnetsim mtu tells how large they may be",
              c != NULL ? " with ESP around them" : "");
}

void rules_disorder(const struct rules *r)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        check_datagrams(r, &r->t->traffic[i], arena);
    }
    arena_free(arena);
}
