/*
 * Connections: both ends, their keys and policies.
 */
#include <stdio.h>
#include <string.h>

#include "models/routing/handshake.h"
#include "models/rules/rules_parts.h"
#include "sim/base/field.h"

/* "westus-to-northeurope" -> "northeurope-to-westus"; anything else gets "-back". */
static void return_name(const char *name, char *buf, size_t size)
{
    const char *to = strstr(name, "-to-");
    if (to != NULL && to != name && to[4] != '\0') {
        snprintf(buf, size, "%s-to-%.*s", to + 4, (int)(to - name), name);
    } else {
        snprintf(buf, size, "%s-back", name);
    }
}

static void suggest_return(const struct rules *r, const struct topo_connection *c)
{
    char name[200];
    const struct topo_lng *lng = NULL;
    return_name(c->r.name, name, sizeof name);
    for (size_t i = 0; i < r->t->n_lngs; i++) {
        if (r->t->lngs[i].endpoint == c->from) {
            lng = &r->t->lngs[i];
        }
    }
    if (c->type == TOPO_VNET2VNET) {
        diag_help(r->d,
                  "add under connections: %s: {type: Vnet2Vnet, from: %s, to: %s, shared_key: "
                  "...}, with the same key",
                  name, c->to->r.name, c->from->r.name);
    } else if (lng != NULL) {
        diag_help(r->d,
                  "add under connections: %s: {type: IPsec, from: %s, to: %s, shared_key: ...}, "
                  "with the same key",
                  name, c->to->r.name, lng->r.name);
    } else {
        diag_help(r->d,
                  "add a local network gateway with endpoint: %s, and under connections: %s: "
                  "{type: IPsec, from: %s, to: that one, "
                  "shared_key: ...}, with the same key",
                  c->from->r.name, name, c->to->r.name);
    }
}

void rules_one_sided_connection(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->reverse != NULL || c->from == c->to || c->to->is_nobody) {
            continue;
        }
        diag_add(r->d, &rules_code_one_sided_connection, c->r.at, "this way only",
                 "no connection leads back from `%s` to `%s`", c->to->r.name, c->from->r.name);
        diag_other(r->d, c->to->r.at, "this gateway has none to `%s`", c->from->r.name);
        diag_platform(r->d,
                      "the connection stays \"Connecting\"/\"NotConnected\"; no packet passes");
        suggest_return(r, c);
    }
}

void rules_connection_itself(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->from == c->to) {
            diag_add(r->d, &rules_code_connection_itself, c->to_ref.at, "the same gateway",
                     "connection `%s` leads from `%s` to itself", c->r.name, c->from->r.name);
            diag_other(r->d, c->type == TOPO_IPSEC ? c->to_lng->endpoint_ref.at : c->from_ref.at,
                       c->type == TOPO_IPSEC ? "its endpoint" : "here");
            diag_platform(r->d, "the connection is refused");
            diag_help(r->d, "name the other network's gateway");
        }
    }
}

/* Of two ends the one that is reported: the first in the file, and the platform's where the other
 * is a device. */
static bool is_reporting(const struct topo_connection *c)
{
    return c->reverse == NULL || c->reverse->from->device != NULL ||
           rules_is_first(&c->r, &c->reverse->r);
}

/* --- policies --- */

static const struct {
    const char *name;
    size_t offset;
} must_agree[] = {
    {"ike_encryption", offsetof(struct topo_policy, ike_encryption)},
    {"ike_integrity", offsetof(struct topo_policy, ike_integrity)},
    {"dh_group", offsetof(struct topo_policy, dh_group)},
    {"ipsec_encryption", offsetof(struct topo_policy, ipsec_encryption)},
    {"ipsec_integrity", offsetof(struct topo_policy, ipsec_integrity)},
    {"pfs_group", offsetof(struct topo_policy, pfs_group)},
};
enum { N_MUST_AGREE = sizeof must_agree / sizeof must_agree[0] };

static int64_t policy_word(const struct topo_policy *p, size_t k)
{
    int64_t v;
    memcpy(&v, (const char *)p + must_agree[k].offset, sizeof v);
    return v;
}

static void report_words(const struct rules *r, const struct topo_policy *a,
                         const struct topo_policy *b)
{
    bool added = false;
    for (size_t k = 0; k < N_MUST_AGREE; k++) {
        if (policy_word(a, k) == policy_word(b, k)) {
            continue;
        }
        const struct span here = resource_field_at(&a->r, must_agree[k].name);
        if (!added) {
            diag_add(r->d, &rules_code_policy, here, "this end",
                     "the two ends of this tunnel have different IPsec policies");
        } else {
            diag_other(r->d, here, "and this");
        }
        added = true;
        diag_other(r->d, resource_field_at(&b->r, must_agree[k].name), "the other end: %s differs",
                   must_agree[k].name);
    }
}

void rules_policy(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i], *o = c->reverse;
        if (o == NULL ||
            (handshake_policies_agree(c, false) && handshake_policies_agree(c, true)) ||
            !is_reporting(c)) {
            continue;
        }
        if (c->has_policy && o->has_policy) {
            report_words(r, &c->policy, &o->policy);
        } else {
            const struct topo_connection *with = c->has_policy ? c : o,
                                         *without = c->has_policy ? o : c;
            diag_add(r->d, &rules_code_policy, with->policy.r.at, "this end has a policy",
                     "only one end of this tunnel has an IPsec policy");
            diag_other(r->d, without->r.at, "the other end has none");
        }
        diag_platform(r->d, "both connections stay \"Connecting\"/\"NotConnected\" "
                            "(IkePolicyMismatch); no packet passes");
        diag_help(r->d, "set the same ipsec_policy at both ends");
    }
}

void rules_key(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i], *o = c->reverse;
        if (o != NULL && strcmp(c->shared_key, o->shared_key) != 0 && is_reporting(c)) {
            diag_add(r->d, &rules_code_key, resource_field_at(&c->r, "shared_key"),
                     "this end has one key", "the two ends of this tunnel do not share a key");
            diag_other(r->d, resource_field_at(&o->r, "shared_key"), "the other end has another");
            diag_platform(
                r->d, "both connections stay \"Connecting\"/\"NotConnected\"; no packet passes");
            diag_help(r->d, "set the same shared_key at both ends");
        }
    }
}
