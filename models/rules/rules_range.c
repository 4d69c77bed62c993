/*
 * Ranges of local network gateways: what a connection routes into its tunnel, against what is at
 * the other end.
 */
#include "models/cloud/special.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/routing/rib.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

/* Two networks of the platform with addresses in common: refused, and VN0202 says so. */
static bool is_refused(const struct topo_connection *c)
{
    return c->to->device == NULL && c->from != c->to && !rules_are_apart(c);
}

/* IPsec to another gateway, by ranges that do not lie in one's own network: those have VN0409. */
static bool goes_out(const struct topo_connection *c)
{
    size_t i, j;
    return c->type == TOPO_IPSEC && c->from != c->to && !c->to->is_nobody &&
           c->to_lng->prefixes.n > 0 && rib_session(c) != RIB_SESSION && !is_refused(c) &&
           (c->n_ingress > 0 ||
            !rules_overlap(&c->to_lng->prefixes, &c->from->vnet->prefixes, &i, &j));
}

/* By a site, to the Internet: what has public addresses (models/outside.h). */
static bool is_sent_out(const struct topo_connection *c, struct ip4_prefix p)
{
    const struct special *s = special_of(p);
    return c->to->device != NULL && (s == NULL || !ip4_prefix_contains(s->prefix, p));
}

/* Forced tunnelling of some of the Internet, and nothing else: the site's own network is not meant
 * to be reached. */
static bool is_all_sent_out(const struct topo_connection *c)
{
    for (size_t k = 0; k < c->to_lng->prefixes.n; k++) {
        if (!is_sent_out(c, c->to_lng->prefixes.v[k])) {
            return false;
        }
    }
    return true;
}

static bool elsewhere(const struct topo_connection *c, const struct topo_prefixes *behind)
{
    size_t i, j;
    return !rules_overlap(&c->to_lng->prefixes, behind, &i, &j);
}

static void report_elsewhere(const struct rules *r, const struct topo_connection *c,
                             const struct topo_prefixes *there)
{
    char text[IP4_TEXT_MAX];
    diag_add(r->d, &rules_code_range_elsewhere, c->to_lng->prefixes.at[0], "goes into the tunnel",
             "`%s` routes a range into the tunnel that `%s` does not have", c->to_lng->r.name,
             c->to->vnet->r.name);
    diag_other(r->d, there->at[0], "what is at the other end");
    diag_platform(
        r->d, "the tunnel is \"Connected\", and no packet for the other network goes through it");
    diag_help(r->d, "address_prefixes: [%s%s]", ip4_prefix_format(there->v[0], text),
              there->n > 1 ? ", ..." : "");
}

void rules_range_elsewhere(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (!goes_out(c)) {
            continue;
        }
        struct arena *arena = arena_new();
        const struct topo_prefixes behind = rules_behind(c, arena),
                                   there = rules_in_tunnel(c, arena);
        if (elsewhere(c, &there) && elsewhere(c, &behind) && !is_all_sent_out(c)) {
            report_elsewhere(r, c, &there);
        }
        arena_free(arena);
    }
}

static void report_missing(const struct rules *r, const struct topo_connection *c,
                           const struct topo_prefixes *there)
{
    const struct topo_prefixes *here = &c->to_lng->prefixes;
    char text[IP4_TEXT_MAX];
    for (size_t k = 0; k < there->n; k++) {
        if (!rules_cover(here, there->v[k])) {
            diag_add(r->d, &rules_code_range_unlike, here->at[0],
                     "not all of it goes into the tunnel", "`%s` leaves out a part of `%s`",
                     c->to_lng->r.name, c->to->vnet->r.name);
            diag_other(r->d, there->at[k], "what is at the other end");
            diag_platform(r->d, "hosts in the part that is left out cannot be reached through `%s`",
                          c->r.name);
            diag_help(r->d, "add %s to the address_prefixes of `%s`",
                      ip4_prefix_format(there->v[k], text), c->to_lng->r.name);
            return;
        }
    }
}

/* A range that holds the public address of the other side has VN0802. */
static void report_more(const struct rules *r, const struct topo_connection *c,
                        const struct topo_prefixes *behind)
{
    const struct topo_prefixes *here = &c->to_lng->prefixes, *there = &c->to->vnet->prefixes;
    for (size_t k = 0; k < here->n; k++) {
        if (k == handshake_own_address(c) || rules_cover(behind, here->v[k]) ||
            is_sent_out(c, here->v[k])) {
            continue;
        }
        diag_add(r->d, &rules_code_range_unlike, here->at[k], "goes into the tunnel",
                 "`%s` has more than `%s`", c->to_lng->r.name, c->to->vnet->r.name);
        diag_other(r->d, there->at[0], "what is at the other end");
        diag_platform(
            r->d, "packets for the rest go through the tunnel, and the other network drops them");
        diag_help(r->d, "list what the other network has, and only that");
        return;
    }
}

void rules_range_unlike(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (!goes_out(c)) {
            continue;
        }
        struct arena *arena = arena_new();
        const struct topo_prefixes behind = rules_behind(c, arena);
        if (!elsewhere(c, &behind)) {
            const struct topo_prefixes there = rules_in_tunnel(c, arena);
            report_missing(r, c, &there);
            report_more(r, c, &behind);
        }
        arena_free(arena);
    }
}

void rules_range_own(const struct rules *r)
{
    size_t k, m;
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->type == TOPO_IPSEC && c->from != c->to && !is_refused(c) &&
            rules_overlap(&c->to_lng->prefixes, &c->from->vnet->prefixes, &k, &m) &&
            !nat_covers_here(c, c->to_lng->prefixes.v[k])) {
            diag_add(r->d, &rules_code_range_own, c->to_lng->prefixes.at[k],
                     "claimed to be at the other end",
                     "`%s` has addresses of `%s` itself, which connection `%s` starts from",
                     c->to_lng->r.name, c->from->vnet->r.name, c->r.name);
            diag_other(r->d, c->from->vnet->prefixes.at[m], "this side's own range");
            diag_platform(r->d, "the connection is refused (ConnectionOverlappingAddressSpaces)");
            diag_help(r->d, "the range of the other side belongs here");
        }
    }
}

/* Is it a range of both, as this side calls it? A longer one, too, that takes a part away from the
 * network of the other, or leads to the same. */
static bool is_shared(const struct topo_connection *a, struct ip4_prefix p,
                      const struct topo_connection *b, struct ip4_prefix q)
{
    const struct topo_connection *shorter = p.len < q.len ? a : b;
    const struct ip4_prefix longer = p.len < q.len ? q : p;
    if (ip4_prefix_equal(p, q) || !ip4_prefix_overlaps(p, q)) {
        return ip4_prefix_equal(p, q);
    }
    for (size_t k = 0; k < shorter->to->vnet->prefixes.n; k++) {
        if (ip4_prefix_overlaps(nat_prefix(shorter, shorter->to->vnet->prefixes.v[k]), longer)) {
            return true;
        }
    }
    return false;
}

static void report_shared(const struct rules *r, const struct topo_connection *a, size_t i,
                          const struct topo_connection *b, size_t j)
{
    const struct topo_prefixes *p = rules_targets(a), *q = rules_targets(b);
    const bool same = ip4_prefix_equal(p->v[i], q->v[j]);
    diag_add(r->d, &rules_code_same_range, p->at[i], "this range",
             "connections `%s` and `%s` route %s", a->r.name, b->r.name,
             same ? "the same range" : "ranges with addresses in common");
    diag_other(r->d, q->at[j], same ? "and again" : "and this one");
    if (same) {
        diag_platform(r->d, "which of the two tunnels carries it is not defined");
    } else {
        const struct topo_connection *longer = p->v[i].len < q->v[j].len ? b : a;
        diag_other(r->d,
                   longer->to->vnet->prefixes.n > 0 ? longer->to->vnet->prefixes.at[0]
                                                    : longer->r.at,
                   "what `%s` leads to has this", longer->r.name);
        diag_platform(
            r->d,
            "the longer range goes before the other: the part in common never goes through `%s`",
            longer == a ? b->r.name : a->r.name);
    }
    diag_help(r->d, a->to->vnet == b->to->vnet
                        ? "enable BGP on both connections; the second way is not used otherwise"
                        : "one of the local network gateways has a wrong range");
}

/* One of a connection's targets, as the routes of this end have it. */
static struct ip4_prefix routed_as(const struct topo_connection *c, struct ip4_prefix target)
{
    return c->type == TOPO_IPSEC ? nat_prefix_here(c, target) : nat_prefix(c, target);
}

void rules_same_range(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_connections; n++) {
        for (size_t m = 0; m < n; m++) {
            const struct topo_connection *a = &r->t->connections[m], *b = &r->t->connections[n];
            if (a->from != b->from || (a->type != TOPO_IPSEC && b->type != TOPO_IPSEC)) {
                continue;
            }
            const struct topo_prefixes *p = rules_targets(a), *q = rules_targets(b);
            for (size_t k = 0; k < p->n * q->n; k++) {
                const size_t i = k / q->n, j = k % q->n;
                const struct ip4_prefix x = routed_as(a, p->v[i]), y = routed_as(b, q->v[j]);
                const bool renamed =
                    !ip4_prefix_equal(x, p->v[i]) ||
                    !ip4_prefix_equal(y, q->v[j]); /* of two sites the rules for NAT say it */
                if ((!renamed || a->to->vnet == b->to->vnet) && is_shared(a, x, b, y)) {
                    report_shared(r, a, i, b, j);
                    break;
                }
            }
        }
    }
}
