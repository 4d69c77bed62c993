#include "models/vpn/rekey.h"

#include <stddef.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/network.h"
#include "models/routing/handshake.h"
#include "models/vpn/line.h"
#include "models/vpn/tunnel.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

static sim_time_t earlier(sim_time_t a, sim_time_t b)
{
    return a < b ? a : b;
}

static uint32_t draw_nonce(struct rekey *k)
{
    return (uint32_t)gsl_rng_get(&k->chance.gsl) /
           (UINT32_MAX / PACKET_FLOWS_MAX + 1); /* in a packet's `flow` */
}

static bool is_asking(const struct rekey *k, enum ike_message m)
{
    return ike_message_of(k->asked.seq) == m;
}

/* --- when --- */

/* Sets the event of this end to what is due first. */
static void arm(struct tunnel *t)
{
    const struct rekey *k = &t->rekey;
    sim_time_t at = earlier(k->hard_at[REKEY_CHILD], k->hard_at[REKEY_IKE]);

    if (k->asked.seq != 0)
        at = earlier(at, k->again_at);
    else
        for (int kind = 0; kind < REKEY_KINDS; kind++)
            at = k->refused[kind] ? at : earlier(at, k->soft_at[kind]);
    if (t->idle_dur > 0)
        at = earlier(at, t->used_at + t->idle_dur);
    lp_at(&t->from->region->lp, &t->rekey_ev, at);
}

/* A new SA: its ends by this end's figures. */
static void begin_life(struct tunnel *t, enum rekey_kind kind, sim_time_t now)
{
    struct rekey *k = &t->rekey;
    const double ratio = catalog_assumption(t->from->region->net->catalog, "rekey_life_ratio"),
                 margin = 1 - 1 / ratio;
    const double before = margin * (1 + gsl_rng_uniform(&k->chance.gsl)); /* share of the life */

    k->hard_at[kind] = now + k->lifetime[kind];
    k->soft_at[kind] = k->v1 && kind == REKEY_IKE
                           ? SIM_NEVER
                           : k->hard_at[kind] - (sim_time_t)((double)k->lifetime[kind] * before);
    k->reason[kind] = kind == REKEY_CHILD ? "sa_lifetime" : "main mode lifetime";
    k->refused[kind] = false;
    if (kind == REKEY_CHILD) {
        k->soft_bytes = k->hard_bytes - (uint64_t)((double)k->hard_bytes * before);
        t->out_bytes = t->in_bytes = 0;
        t->volume_mark = t->idle_dur > 0 ? 0 : k->soft_bytes;
    }
}

/* Was the message sent under the IKE SA in force? */
static bool is_in_force(const struct rekey *k, const struct packet *p)
{
    return ike_sa_of(p->seq) == k->sa && ike_is_from_initiator(p->seq) != k->is_initiator;
}

/* --- requests --- */

static void put(struct tunnel *t, struct packet *p, sim_time_t now)
{
    p->sent_at = now;
    p->tunnel = (uint16_t)(t->number + 1);
    p->kind = PACKET_IKE;
    tunnel_send(t, p, 0, now);
}

static struct packet request(struct rekey *k, enum ike_message m)
{
    return (struct packet){.seq = ike_word(m, k->is_initiator, k->sa), .target = k->next_id++};
}

/* The one request that may wait for its answer (RFC 7296, 2.3). */
static void await_answer(struct tunnel *t, struct packet p, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    k->asked = p;
    k->met = false;
    k->again_dur = tunnel_assumed_dur(t, "ike_retry_first_s");
    k->again_at = now + k->again_dur;
    put(t, &k->asked, now);
}

/* Of the SA that `number` says. */
static void ask(struct tunnel *t, enum ike_message m, uint16_t number, sim_time_t now)
{
    struct packet p = request(&t->rekey, m);

    p.bytes = number;
    p.flow = PACKET_FLOW(draw_nonce(&t->rekey));
    await_answer(t, p, now);
}

void rekey_check(struct tunnel *t, sim_time_t now)
{
    if (t->rekey.asked.seq != 0)
        return;
    await_answer(t, request(&t->rekey, IKE_ALIVE), now);
    arm(t);
}

static void repeat(struct tunnel *t, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    k->again_dur = earlier(2 * k->again_dur, tunnel_assumed_dur(t, "ike_retry_max_s"));
    k->again_at = now + k->again_dur;
    put(t, &k->asked, now);
}

/* What is due and not under way. */
static void ask_if_due(struct tunnel *t, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    for (int kind = 0; kind < REKEY_KINDS && k->asked.seq == 0; kind++) {
        if (k->refused[kind] || now < k->soft_at[kind])
            continue;
        tunnel_note(t, now, kind == REKEY_CHILD ? "child_rekey_start" : "ike_rekey_start",
                    k->reason[kind]);
        ask(t, (enum ike_message)(IKE_REKEY + kind),
            kind == REKEY_CHILD ? k->child : (uint16_t)++k->n_made, now);
    }
}

void rekey_close(struct tunnel *t, sim_time_t now)
{
    struct packet p = request(&t->rekey, IKE_CLOSE);

    put(t, &p, now);
}

/* The longest cut of IKEv1, or this time's, which ends with an exchange of two round trips. */
static sim_time_t cut_dur(struct tunnel *t, bool longest)
{
    const sim_time_t most = tunnel_assumed_dur(t, "ikev1_cut_s");
    const sim_time_t cut = (sim_time_t)((double)most * gsl_rng_uniform(&t->rekey.chance.gsl)) -
                           4 * tunnel_path_delay(t);

    return longest ? most : cut > 0 ? cut : 0;
}

/* What has not been replaced in time. */
static void expire(struct region *r, struct tunnel *t, enum rekey_kind kind, const char *reason,
                   sim_time_t now)
{
    const bool main_mode = kind == REKEY_IKE && t->rekey.v1;
    const sim_time_t wait = main_mode ? cut_dur(t, false) : 0;

    tunnel_note(t, now, "sa_expired",
                main_mode ? "main mode lifetime: IKEv1 has no rekeying in place" : reason);
    rekey_close(t, now);
    tunnel_go_down(r, t, now, main_mode ? "ikev1_main_mode" : "sa_expired");
    tunnel_ike_start(t, now + wait);
}

static void fall_idle(struct region *r, struct tunnel *t, sim_time_t now)
{
    rekey_close(t, now);
    tunnel_go_down(r, t, now, "idle");
    t->is_idle = true;
}

static void live(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct tunnel *t = OWNER_OF(ev, struct tunnel, rekey_ev);
    struct rekey *k = &t->rekey;

    if (!t->up) {
        lp_cancel(lp, ev);
        return;
    }
    for (int kind = 0; kind < REKEY_KINDS; kind++)
        if (now >= k->hard_at[kind]) {
            expire(r, t, (enum rekey_kind)kind, k->reason[kind], now);
            return;
        }
    if (t->idle_dur > 0 && now >= t->used_at + t->idle_dur) {
        fall_idle(r, t, now);
        return;
    }
    if (k->asked.seq != 0 && now >= k->again_at)
        repeat(t, now);
    ask_if_due(t, now);
    arm(t);
}

void rekey_volume(struct region *r, struct tunnel *t, sim_time_t now)
{
    struct rekey *k = &t->rekey;
    const uint64_t most = t->out_bytes > t->in_bytes ? t->out_bytes : t->in_bytes;

    t->used_at = now;
    if (!t->up) /* what stood in the gateway when the tunnel was lost */
        return;
    if (most >= k->hard_bytes) {
        expire(r, t, REKEY_CHILD, "sa_data_size", now);
        return;
    }
    if (most >= k->soft_bytes && k->soft_at[REKEY_CHILD] > now) {
        k->soft_at[REKEY_CHILD] = now;
        k->reason[REKEY_CHILD] = "sa_data_size";
        ask_if_due(t, now);
        arm(t);
    }
    t->volume_mark = t->idle_dur > 0 ? 0 : most >= k->soft_bytes ? k->hard_bytes : k->soft_bytes;
}

/* --- what the other end says --- */

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
    if (is_asking(k, IKE_ALIVE)) /* of the old one */
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
    if (is_asking(k, (enum ike_message)(IKE_REKEY + kind))) {
        k->met = true;
        k->met_nonce = p->flow < nonce ? p->flow : nonce;
    } else {
        begin_life(t, kind, now);
    }
    return (enum ike_message)(IKE_REKEY_OK + kind);
}

/* The other end deletes what it has replaced: the new SA is in use there, and now here. */
static void let_go(struct tunnel *t, const struct packet *p, enum rekey_kind kind, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    if (kind == REKEY_CHILD ? p->bytes != k->child : !is_in_force(k, p))
        return;
    if (is_asking(k, (enum ike_message)(IKE_REKEY +
                                        kind))) { /* its answer was lost, and the SA is gone */
        k->asked.seq = 0;
        begin_life(t, kind, now);
    }
    change_over(t, kind, false, k->next_sa, "begun by the other end", now);
}

static void answer(struct region *r, struct tunnel *t, const struct packet *p, sim_time_t now)
{
    struct rekey *k = &t->rekey;
    const enum ike_message m = ike_message_of(p->seq);
    const uint32_t nonce = draw_nonce(k);
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
    put(t, &k->answer, now);
    if (!closes) {
        arm(t);
        return;
    }
    tunnel_go_down(r, t, now, "closed by the other end");
    t->is_idle = t->on_demand;
    if (!t->on_demand)
        tunnel_ike_start(t, now + (k->v1 ? cut_dur(t, true) : 0));
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
    begin_life(t, kind, now);
    ask(t, (enum ike_message)((lost ? IKE_DELETE_EXTRA : IKE_DELETE) + kind), old,
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
            begin_life(t, kind, now);
        else if (m == IKE_REKEY_STALE) /* the other end has begun: its deletion is on its way */
            k->soft_at[kind] = now + tunnel_assumed_dur(t, "ike_retry_first_s");
    }
    ask_if_due(t, now);
    arm(t);
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
        put(t, &k->answer, now);
        return;
    }
    answer(r, t, p, now);
}

/* --- the whole life --- */

void rekey_attach(struct tunnel *t)
{
    const struct network *n = t->from->region->net;

    rng_stream(&t->rekey.chance, n->seed, t->name, "ike");
    lp_add_event(&t->from->region->lp, &t->rekey_ev, live);
}

void rekey_begin(struct tunnel *t, bool is_initiator, uint32_t sa, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    k->asked = k->heard = (struct packet){0};
    k->is_initiator = is_initiator;
    k->sa = sa;
    k->child = 0;
    k->next_id =
        is_initiator ? 2 : 0; /* IKE_SA_INIT and IKE_AUTH were its first two (RFC 7296, 2.2) */
    t->used_at = now;
    begin_life(t, REKEY_CHILD, now);
    begin_life(t, REKEY_IKE, now);
    arm(t);
}

void rekey_end(struct tunnel *t)
{
    t->rekey.asked = t->rekey.heard = (struct packet){0};
    lp_cancel(&t->from->region->lp, &t->rekey_ev);
}
