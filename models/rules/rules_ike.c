/*
 * IKE: versions, and what becomes of SAs that have come to their end.
 */
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/routing/handshake.h"
#include "models/routing/rib.h"
#include "models/rules/rules_parts.h"

static struct span group_at(const struct topo_connection *c)
{
    return c->has_policy ? resource_field_at(&c->policy.r, "pfs_group") : c->r.at;
}

void rules_pfs(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i], *o = c->reverse;
        if (c->outcome != HANDSHAKE_UP || !rules_is_reporting(c) ||
            (handshake_rekey_agrees(c) && handshake_rekey_agrees(o))) {
            continue;
        }
        const bool both = !handshake_rekey_agrees(c) && !handshake_rekey_agrees(o);
        diag_add(r->d, &rules_code_pfs, group_at(c),
                 c->has_policy ? "this end's group" : "this end asks for none",
                 "the two ends of this tunnel have different PFS groups");
        diag_other(r->d, group_at(o),
                   o->has_policy ? "the other end's" : "the other end asks for none");
        if (both) {
            diag_platform(r->d, "it connects, and drops when a rekeying has been refused and the "
                                "SA comes to its end");
        } else {
            diag_platform(r->d,
                          "it connects, and drops when a rekeying that `%s` begins has been "
                          "refused and the SA comes to its end",
                          handshake_rekey_agrees(c) ? o->from->r.name : c->from->r.name);
        }
        diag_help(r->d, "the same pfs_group at both ends; where one has no policy, None");
    }
}

static void refuse(const struct rules *r, const struct topo_connection *c,
                   const struct topo_gateway *g, const char *what, const char *help)
{
    diag_add(r->d, &rules_code_ike_protocol, resource_field_at(&c->r, "ike_protocol"), "not here",
             "connection `%s` cannot have this IKE version: %s", c->r.name, what);
    diag_other(r->d, g != NULL ? g->r.at : resource_field_at(&c->r, "type"),
               g != NULL ? "the gateway" : "the type");
    diag_platform(r->d, "refused");
    diag_help(r->d, "%s", help);
}

void rules_ike_protocol(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const bool v1 = c->protocol == TOPO_IKEV1;
        if (!resource_field_given(&c->r, "ike_protocol")) {
            continue;
        }
        if (c->from->vpn_type == TOPO_POLICY_BASED && !v1) {
            refuse(r, c, c->from, "a policy-based gateway has IKEv1 only",
                   "ike_protocol: IKEv1, or a route-based gateway");
        } else if (c->from->vpn_type != TOPO_POLICY_BASED && v1 && !c->from->sku->policies) {
            refuse(r, c, c->from, "a route-based gateway of SKU Basic has IKEv2 only",
                   "ike_protocol: IKEv2, or VpnGw1AZ or larger");
        } else if (c->type == TOPO_VNET2VNET && v1) {
            refuse(r, c, NULL, "between two virtual networks it is IKEv2", "ike_protocol: IKEv2");
        } else if (c->selects_by_policy && v1) {
            refuse(r, c, NULL, "selectors by prefix need IKEv2", "ike_protocol: IKEv2");
        }
    }
}

void rules_ike_versions(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i], *o = c->reverse;
        if (c->outcome != HANDSHAKE_VERSION || !rules_is_reporting(c)) {
            continue;
        }
        diag_add(r->d, &rules_code_ike_versions, resource_field_at(&c->r, "ike_protocol"),
                 c->protocol == TOPO_IKEV1 ? "IKEv1" : "IKEv2",
                 "the two ends of this tunnel speak different versions of IKE");
        diag_other(r->d, o->r.table != NULL ? resource_field_at(&o->r, "ike_protocol") : o->r.at,
                   o->protocol == TOPO_IKEV1 ? "IKEv1" : "IKEv2");
        diag_platform(r->d,
                      "both connections stay \"Connecting\"/\"NotConnected\"; no packet passes");
        diag_help(r->d, "the same ike_protocol at both ends; the platform changes it only by "
                        "deleting the connection and making it again");
    }
}

void rules_ikev1(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->outcome != HANDSHAKE_UP || c->protocol != TOPO_IKEV1 || c->type == TOPO_VNET2VNET ||
            c->from->vpn_type == TOPO_POLICY_BASED || c->selects_by_policy ||
            !c->from->sku->policies ||
            !rules_is_reporting(c)) { /* some of these are refused, and VN0424 says so */
            continue;
        }
        diag_add(r->d, &rules_code_ikev1, resource_field_at(&c->r, "ike_protocol"), "IKEv1",
                 "the tunnel of `%s` is cut every eight hours", c->r.name);
        diag_platform(r->d, "up to 5 s without traffic at the end of each main mode SA, 28,800 s");
        diag_help(r->d, "IKEv2, where the device can: its SAs are replaced in place");
    }
}

void rules_idle_teardown(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->outcome != HANDSHAKE_UP || c->from->vpn_type != TOPO_POLICY_BASED) {
            continue;
        }
        diag_add(r->d, &rules_code_idle_teardown, c->r.at, NULL,
                 "the tunnel of `%s` does not stay up by itself", c->r.name);
        diag_other(r->d, resource_field_at(&c->from->r, "vpn_type"), "PolicyBased");
        diag_platform(r->d, "it is taken down after 5 minutes without traffic, and the first "
                            "packets afterwards are lost; IKEv1 cuts it every eight hours besides");
        diag_help(r->d, "vpn_type: RouteBased, or something that sends now and then");
    }
}

enum {
    DPD_ADVISED_LOW_S = 30,
    DPD_ADVISED_HIGH_S = 45
}; /* About VPN devices and IPsec/IKE parameters, 2023-10-06 */

void rules_dpd_advice(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const bool has_none = c->from->vpn_type == TOPO_POLICY_BASED,
                   is_short = c->dpd_timeout < DPD_ADVISED_LOW_S * SIM_S;
        if (!resource_field_given(&c->r, "dpd_timeout") ||
            (!has_none && !is_short && c->dpd_timeout <= DPD_ADVISED_HIGH_S * SIM_S)) {
            continue;
        }
        diag_add(r->d, &rules_code_dpd_advice, resource_field_at(&c->r, "dpd_timeout"),
                 has_none   ? "has no effect"
                 : is_short ? "short"
                            : "long",
                 has_none ? "`%s` has a dead peer detection that its gateway has not"
                          : "the dead peer detection of `%s` is outside of what is advised",
                 c->r.name);
        if (has_none) {
            diag_other(r->d, resource_field_at(&c->from->r, "vpn_type"), "PolicyBased");
        }
        diag_platform(r->d,
                      has_none ? "policy-based gateways have no dead peer detection"
                      : is_short
                          ? "a tunnel may be taken for dead, and made anew, while its peer is there"
                          : "a peer that is gone is noticed after that time");
        diag_help(r->d, has_none ? "leave it out" : "%ds to %ds", DPD_ADVISED_LOW_S,
                  DPD_ADVISED_HIGH_S);
    }
}

/* What is left to begin anew, or to take the way out, when its peer is gone. */
void rules_no_dpd(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const struct topo_device *d = c->to->device;
        const bool only_answers = c->mode == TOPO_RESPONDER_ONLY,
                   is_other_way = c->from->active_active && d != NULL && d->tunnels > 1 &&
                                  rib_session(c) != RIB_SESSION;
        if (d == NULL || d->dpd_timeout > 0 || c->outcome != HANDSHAKE_UP ||
            c->from->vpn_type == TOPO_POLICY_BASED || (!only_answers && !is_other_way)) {
            continue;
        }
        diag_add(r->d, &rules_code_no_dpd, resource_field_at(&d->r, "dpd_timeout"), "it never asks",
                 "`%s` does not find out when `%s` is gone", c->to->r.name, c->from->r.name);
        if (only_answers) {
            const int64_t life = (c->has_policy ? c->policy.sa_lifetime : 27000 * SIM_S) / SIM_S;
            diag_other(r->d, resource_field_at(&c->r, "connection_mode"),
                       "and this end never begins");
            diag_platform(
                r->d,
                "after a failover the device sends into the former SAs until they end, up "
                "to %lld s after they were made",
                (long long)life);
        } else {
            diag_other(r->d, resource_field_at(&c->from->r, "active_active"),
                       "and the other instance's tunnel stands beside it");
            diag_platform(r->d,
                          "while an instance is away the device goes on sending into its tunnel");
        }
        diag_help(r->d, "dpd_timeout: 45s%s",
                  only_answers ? ", or connection_mode: Default" : ", or BGP");
    }
}

/* Both ends have the same key, or VN0412 says that they do not: said once. */
void rules_odd_key(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->shared_key == NULL || strpbrk(c->shared_key, "-~") == NULL ||
            !rules_is_first(&c->r, c->reverse != NULL ? &c->reverse->r : NULL)) {
            continue;
        }
        diag_add(r->d, &rules_code_odd_key, resource_field_at(&c->r, "shared_key"),
                 "not everywhere", "the key of `%s` has a hyphen or a tilde", c->r.name);
        diag_platform(r->d, "it is taken; pages on devices leave the two out");
        diag_help(r->d, "letters, digits and _ in their place");
    }
}
