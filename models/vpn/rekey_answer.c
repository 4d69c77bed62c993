/*
 * What the other end says of SAs: its requests are answered, once each, and its answers taken.
 */
#include "models/vpn/rekey_parts.h"

#include <string.h>

#include "models/network.h"
#include "models/routing/handshake.h"
#include "models/vpn/line.h"
#include "models/vpn/tunnel.h"

/* Was the message sent under the IKE SA in force? */
static bool is_in_force(const struct rekey *k, const struct packet *p)
{
    return ike_sa_of(p->seq) == k->sa && ike_is_from_initiator(p->seq) != k->is_initiator;
}

/* The new SA is in use here, the old one is not any more. */
static void change_over(struct tunnel *t, enum rekey_kind kind, bool own, uint32_t sa,
                        const char *detail, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    if (kind == REKEY_CHILD) {
        k->child++;
        t->n_sas++;
        if (now >= t->from->region->net->warmup)
            t->rekeys++;
        tunnel_note(t, now, "child_sa_rekeyed", detail);
        return;
    }
    k->is_initiator = own;
    k->sa = sa;
    k->next_id = 0;
    if (rekey_is_asking(k, IKE_ALIVE)) /* of the old one */
        k->asked.seq = 0;
    tunnel_note(t, now, "ike_sa_rekeyed", detail);
}

static enum ike_message answer_rekey(struct tunnel *t, const struct packet *p, enum rekey_kind kind,
                                     uint32_t nonce, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    if (kind == REKEY_CHILD ? p->bytes != k->child : !is_in_force(k, p))
        return IKE_REKEY_STALE;
    if (kind == REKEY_CHILD && !handshake_rekey_agrees(t->reverse->declared)) {
        tunnel_note(
            t, now, "rekey_failed",
            "NO_PROPOSAL_CHOSEN, asked by the other end: the PFS groups of the two ends differ");
        return IKE_REKEY_REFUSED;
    }
    if (kind == REKEY_IKE)
        k->next_sa = p->bytes;
    if (rekey_is_asking(k, (enum ike_message)(IKE_REKEY + kind))) {
        k->met = true;
        k->met_nonce = p->flow < nonce ? p->flow : nonce;
    } else {
        rekey_begin_life(t, kind, now);
    }
    return (enum ike_message)(IKE_REKEY_OK + kind);
}

/* The other end deletes what it has replaced: the new SA is in use there, and now here. */
static void let_go(struct tunnel *t, const struct packet *p, enum rekey_kind kind, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    if (kind == REKEY_CHILD ? p->bytes != k->child : !is_in_force(k, p))
        return;
    if (rekey_is_asking(k, (enum ike_message)(
                               IKE_REKEY + kind))) { /* its answer was lost, and the SA is gone */
        k->asked.seq = 0;
        rekey_begin_life(t, kind, now);
    }
    change_over(t, kind, false, k->next_sa, "begun by the other end", now);
}

static void answer(struct region *r, struct tunnel *t, const struct packet *p, sim_time_t now)
{
    struct rekey *k = &t->rekey;
    const enum ike_message m = ike_message_of(p->seq);
    const uint32_t nonce = rekey_draw_nonce(k);
    const bool closes = m == IKE_CLOSE && is_in_force(k, p);
    enum ike_message with = IKE_DELETE_OK;

    if (m == IKE_REKEY || m == IKE_REKEY_IKE)
        with = answer_rekey(t, p, (enum rekey_kind)(m - IKE_REKEY), nonce, now);
    else if (m == IKE_CLOSE)
        with = IKE_CLOSE_OK;
    else if (m == IKE_DELETE || m == IKE_DELETE_IKE)
        let_go(t, p, (enum rekey_kind)(m - IKE_DELETE), now);
    k->heard = *p;
    k->answer =
        (struct packet){.seq = ike_word(with, !ike_is_from_initiator(p->seq), ike_sa_of(p->seq)),
                        .target = p->target,
                        .flow = PACKET_FLOW(nonce)};
    rekey_put(t, &k->answer, now);
    if (!closes) {
        rekey_arm(t);
        return;
    }
    tunnel_go_down(r, t, now, "closed by the other end");
    t->is_idle = t->on_demand;
    if (!t->on_demand)
        tunnel_ike_start(t, now + (k->v1 ? rekey_cut_dur(t, true) : 0));
}

/* Of four nonces the lowest one is in this end's exchange, or in the other end's. */
static bool loses(const struct tunnel *t, uint32_t own, uint32_t other)
{
    return own != other ? own < other : strcmp(t->from->name, t->to->name) > 0;
}

static void settle(struct tunnel *t, const struct packet *p, enum rekey_kind kind, sim_time_t now)
{
    struct rekey *k = &t->rekey;
    const uint32_t lower = k->asked.flow < p->flow ? k->asked.flow : p->flow;
    const bool lost = k->met && loses(t, lower, k->met_nonce);
    const uint16_t old = k->child, made = k->asked.bytes;
    const char *reason = k->reason[kind];

    if (k->met)
        tunnel_note(t, now, "rekey_collision",
                    lost ? "the other end's is kept" : "this end's is kept");
    rekey_begin_life(t, kind, now);
    rekey_ask(t, (enum ike_message)((lost ? IKE_DELETE_EXTRA : IKE_DELETE) + kind), old,
              now); /* under the old IKE SA */
    if (!lost)
        change_over(t, kind, true, made, reason, now);
}

static void take_answer(struct tunnel *t, const struct packet *p, sim_time_t now)
{
    struct rekey *k = &t->rekey;
    const enum ike_message asked = ike_message_of(k->asked.seq), m = ike_message_of(p->seq);
    const enum rekey_kind kind = asked == IKE_REKEY_IKE ? REKEY_IKE : REKEY_CHILD;

    if (m == IKE_REKEY_OK || m == IKE_REKEY_IKE_OK) {
        k->asked.seq = 0;
        settle(t, p, kind, now);
    } else {
        k->asked.seq = 0;
        k->refused[kind] |= m == IKE_REKEY_REFUSED;
        if (m == IKE_REKEY_REFUSED)
            tunnel_note(t, now, "rekey_failed",
                        "NO_PROPOSAL_CHOSEN: the PFS groups of the two ends differ");
        if (m == IKE_REKEY_STALE && k->met) /* the other end's exchange has replaced it */
            rekey_begin_life(t, kind, now);
        else if (m == IKE_REKEY_STALE) /* the other end has begun: its deletion is on its way */
            k->soft_at[kind] = now + tunnel_assumed_dur(t, "ike_retry_first_s");
    }
    rekey_ask_if_due(t, now);
    rekey_arm(t);
}

static bool is_request(enum ike_message m)
{
    return m == IKE_REKEY || m == IKE_REKEY_IKE || (m >= IKE_DELETE && m <= IKE_DELETE_IKE_EXTRA) ||
           m == IKE_CLOSE;
}

void rekey_receive(struct region *r, struct tunnel *t, const struct packet *p, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    if (!t->up) /* it has no SA to read the message with */
        return;
    t->heard_at = now;
    if (!is_request(ike_message_of(p->seq))) {
        if (k->asked.seq != 0 && p->target == k->asked.target &&
            ike_sa_of(p->seq) == ike_sa_of(k->asked.seq) &&
            ike_is_from_initiator(p->seq) != ike_is_from_initiator(k->asked.seq))
            take_answer(t, p, now);
        return;
    }
    if (k->heard.seq == p->seq && k->heard.target == p->target) {
        rekey_put(t, &k->answer, now);
        return;
    }
    answer(r, t, p, now);
}
