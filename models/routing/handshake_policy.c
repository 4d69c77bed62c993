#include "models/routing/handshake.h"

struct proposal {
    int64_t encryption, integrity, group;
};

/* What a gateway without a policy accepts: About VPN devices, 2023-10-06, IKE phase 1 (group 2) and
 * phase 2 as responder. */
static const struct proposal ike_default[] = {
    {TOPO_AES256, TOPO_SHA1, TOPO_DH_2}, {TOPO_AES256, TOPO_SHA256, TOPO_DH_2},
    {TOPO_AES128, TOPO_SHA1, TOPO_DH_2}, {TOPO_AES128, TOPO_SHA256, TOPO_DH_2},
    {TOPO_DES3, TOPO_SHA1, TOPO_DH_2},   {TOPO_DES3, TOPO_SHA256, TOPO_DH_2},
};
static const struct proposal child_default[] = {
    {TOPO_GCMAES256, TOPO_INTEGRITY_GCMAES256, TOPO_DH_NONE},
    {TOPO_AES256, TOPO_SHA1, TOPO_DH_NONE},
    {TOPO_DES3, TOPO_SHA1, TOPO_DH_NONE},
    {TOPO_AES256, TOPO_SHA256, TOPO_DH_NONE},
    {TOPO_AES128, TOPO_SHA1, TOPO_DH_NONE},
    {TOPO_DES3, TOPO_SHA256, TOPO_DH_NONE},
    {TOPO_DES, TOPO_SHA1, TOPO_DH_NONE},
    {TOPO_AES256, TOPO_SHA1, TOPO_DH_1},
    {TOPO_AES256, TOPO_SHA1, TOPO_DH_2},
    {TOPO_AES256, TOPO_SHA1, TOPO_DH_14},
    {TOPO_AES128, TOPO_SHA1, TOPO_DH_1},
    {TOPO_AES128, TOPO_SHA1, TOPO_DH_2},
    {TOPO_AES128, TOPO_SHA1, TOPO_DH_14},
    {TOPO_DES3, TOPO_SHA1, TOPO_DH_1},
    {TOPO_DES3, TOPO_SHA1, TOPO_DH_2},
    {TOPO_DES3, TOPO_SHA256, TOPO_DH_2},
    {TOPO_AES256, TOPO_SHA256, TOPO_DH_1},
    {TOPO_AES256, TOPO_SHA256, TOPO_DH_2},
    {TOPO_AES256, TOPO_SHA256, TOPO_DH_14},
    {TOPO_AES256, TOPO_SHA1, TOPO_DH_24},
    {TOPO_AES256, TOPO_SHA256, TOPO_DH_24},
    {TOPO_AES128, TOPO_SHA256, TOPO_DH_NONE},
    {TOPO_AES128, TOPO_SHA256, TOPO_DH_1},
    {TOPO_AES128, TOPO_SHA256, TOPO_DH_2},
    {TOPO_AES128, TOPO_SHA256, TOPO_DH_14},
    {TOPO_DES3, TOPO_SHA1, TOPO_DH_14},
};
#define N_OF(array) (sizeof(array) / sizeof(array)[0])

static struct proposal proposal_of(const struct topo_policy *p, bool child)
{
    return child ? (struct proposal){p->ipsec_encryption, p->ipsec_integrity, p->pfs_group}
                 : (struct proposal){p->ike_encryption, p->ike_integrity, p->dh_group};
}

static bool is_equal(struct proposal a, struct proposal b, bool groups)
{
    return a.encryption == b.encryption && a.integrity == b.integrity &&
           (!groups || a.group == b.group);
}

static bool is_default(struct proposal p, bool child, bool groups)
{
    const struct proposal *all = child ? child_default : ike_default;
    const size_t n = child ? N_OF(child_default) : N_OF(ike_default);
    for (size_t i = 0; i < n; i++) {
        if (is_equal(all[i], p, groups)) {
            return true;
        }
    }
    return false;
}

bool handshake_policies_agree(const struct topo_connection *c, bool child)
{
    const struct topo_connection *o = c->reverse;
    /* The first child SA of IKEv2 is made in IKE_AUTH, without a group of its own (RFC 7296, 1.2).
     */
    const bool groups = !child || c->protocol == TOPO_IKEV1;
    if (c->has_policy && o->has_policy) {
        return is_equal(proposal_of(&c->policy, child), proposal_of(&o->policy, child), groups);
    }
    if (!c->has_policy && !o->has_policy) {
        return true;
    }
    const struct topo_connection *with = c->has_policy ? c : o, *without = c->has_policy ? o : c;
    if (without->from->device != NULL) {
        return true;
    }
    return with->from->device != NULL &&
           is_default(proposal_of(&with->policy, child), child, groups);
}

bool handshake_rekey_agrees(const struct topo_connection *c)
{
    const struct topo_connection *o = c->reverse;
    if (c->has_policy && o->has_policy) {
        return c->policy.pfs_group == o->policy.pfs_group;
    }
    if (o->has_policy && c->from->device == NULL) { /* the platform's proposals: all without */
        return o->policy.pfs_group == TOPO_DH_NONE;
    }
    return !c->has_policy || o->from->device != NULL ||
           is_default(proposal_of(&c->policy, true), true, true);
}

const struct topo_policy *handshake_policy(const struct topo_connection *c)
{
    if (c->has_policy) {
        return &c->policy;
    }
    const bool others = c->reverse != NULL && c->reverse->has_policy &&
                        (c->from->device != NULL || c->to->device != NULL);
    return others ? &c->reverse->policy : NULL;
}
