#include "models/vpn/rekey_parts.h"

#include <stddef.h>

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

uint32_t rekey_draw_nonce(struct rekey *k)
{
    return (uint32_t)gsl_rng_get(&k->chance.gsl) /
           (UINT32_MAX / PACKET_FLOWS_MAX + 1); /* in a packet's `flow` */
}

/* --- when --- */

/* Sets the event of this end to what is due first. */
void rekey_arm(struct tunnel *t)
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
void rekey_begin_life(struct tunnel *t, enum rekey_kind kind, sim_time_t now)
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

/* --- requests --- */

void rekey_put(struct tunnel *t, struct packet *p, sim_time_t now)
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
    rekey_put(t, &k->asked, now);
}

/* Of the SA that `number` says. */
void rekey_ask(struct tunnel *t, enum ike_message m, uint16_t number, sim_time_t now)
{
    struct packet p = request(&t->rekey, m);

    p.bytes = number;
    p.flow = PACKET_FLOW(rekey_draw_nonce(&t->rekey));
    await_answer(t, p, now);
}

void rekey_check(struct tunnel *t, sim_time_t now)
{
    if (t->rekey.asked.seq != 0)
        return;
    await_answer(t, request(&t->rekey, IKE_ALIVE), now);
    rekey_arm(t);
}

static void repeat(struct tunnel *t, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    k->again_dur = earlier(2 * k->again_dur, tunnel_assumed_dur(t, "ike_retry_max_s"));
    k->again_at = now + k->again_dur;
    rekey_put(t, &k->asked, now);
}

/* What is due and not under way. */
void rekey_ask_if_due(struct tunnel *t, sim_time_t now)
{
    struct rekey *k = &t->rekey;

    for (int kind = 0; kind < REKEY_KINDS && k->asked.seq == 0; kind++) {
        if (k->refused[kind] || now < k->soft_at[kind])
            continue;
        tunnel_note(t, now, kind == REKEY_CHILD ? "child_rekey_start" : "ike_rekey_start",
                    k->reason[kind]);
        rekey_ask(t, (enum ike_message)(IKE_REKEY + kind),
                  kind == REKEY_CHILD ? k->child : (uint16_t)++k->n_made, now);
    }
}

void rekey_close(struct tunnel *t, sim_time_t now)
{
    struct packet p = request(&t->rekey, IKE_CLOSE);

    rekey_put(t, &p, now);
}

/* The longest cut of IKEv1, or this time's, which ends with an exchange of two round trips. */
sim_time_t rekey_cut_dur(struct tunnel *t, bool longest)
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
    const sim_time_t wait = main_mode ? rekey_cut_dur(t, false) : 0;

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
    rekey_ask_if_due(t, now);
    rekey_arm(t);
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
        rekey_ask_if_due(t, now);
        rekey_arm(t);
    }
    t->volume_mark = t->idle_dur > 0 ? 0 : most >= k->soft_bytes ? k->hard_bytes : k->soft_bytes;
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
    rekey_begin_life(t, REKEY_CHILD, now);
    rekey_begin_life(t, REKEY_IKE, now);
    rekey_arm(t);
}

void rekey_end(struct tunnel *t)
{
    t->rekey.asked = t->rekey.heard = (struct packet){0};
    lp_cancel(&t->from->region->lp, &t->rekey_ev);
}
