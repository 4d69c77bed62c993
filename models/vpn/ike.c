#include "models/vpn/ike.h"

#include "sim/base/assert.h"

enum ike_message ike_try(struct ike *own)
{
    switch (own->phase) {
    case IKE_UP:
        return IKE_NOTHING;
    case IKE_AUTH_SENT:
        return IKE_AUTH;
    default:
        own->phase = IKE_INIT_SENT;
        return IKE_INIT;
    }
}

static bool is_initiating(const struct ike *own)
{
    return own->phase == IKE_INIT_SENT || own->phase == IKE_AUTH_SENT;
}

static enum ike_message answer_auth(struct ike *own, uint32_t attempt,
                                    const struct ike_terms *terms)
{
    if (attempt <= own->left || (own->phase == IKE_AUTH_SENT && terms->wins))
        return IKE_AUTH_LEFT;
    if (!terms->key_agrees)
        return IKE_AUTH_FAILED;
    if (!terms->child_agrees)
        return IKE_AUTH_NO_PROPOSAL;
    if (!terms->selectors_agree)
        return IKE_AUTH_NO_SELECTORS;
    own->phase = IKE_UP;
    return IKE_AUTH_OK;
}

enum ike_message ike_take(struct ike *own, enum ike_message m, uint32_t attempt,
                          const struct ike_terms *terms)
{
    switch (m) {
    case IKE_INIT:
        if (!terms->answers)
            return IKE_NOTHING;
        own->others = attempt;
        if (own->phase == IKE_INIT_SENT && !terms->wins)
            own->phase = IKE_IDLE;
        if (terms->other_version)
            return IKE_INIT_VERSION;
        return terms->ike_agrees ? IKE_INIT_OK : IKE_INIT_NO_PROPOSAL;
    case IKE_AUTH:
        return answer_auth(own, attempt, terms);
    case IKE_INIT_OK:
        if (own->phase != IKE_INIT_SENT)
            return IKE_NOTHING;
        own->phase = IKE_AUTH_SENT;
        return IKE_AUTH;
    case IKE_AUTH_OK:
        if (own->phase != IKE_AUTH_SENT)
            return IKE_NOTHING;
        own->phase = IKE_UP;
        own->left = own->others;
        return IKE_NOTHING;
    case IKE_INIT_VERSION:
    case IKE_INIT_NO_PROPOSAL:
    case IKE_AUTH_FAILED:
    case IKE_AUTH_NO_PROPOSAL:
    case IKE_AUTH_NO_SELECTORS:
    case IKE_AUTH_LEFT:
        if (is_initiating(own))
            own->phase = IKE_REFUSED;
        return IKE_NOTHING;
    default:
        sim_assert_fail("a known IKE message", __FILE__, __LINE__);
    }
}
