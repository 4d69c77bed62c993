#include "models/vpn/tunnel.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "models/net/link.h"
#include "models/network.h"
#include "models/routing/handshake.h"
#include "models/vpn/line.h"
#include "sim/base/assert.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

sim_time_t tunnel_assumed_dur(const struct tunnel *t, const char *name)
{
    return (sim_time_t)(catalog_assumption(t->from->region->net->catalog, name) * 1e12);
}

void tunnel_note(struct tunnel *t, sim_time_t now, const char *event, const char *detail)
{
    network_log(t->from->region->net, t->from->region, now, "tunnel", t->name, event, detail);
}

/* A message of the gateway `from` to the one at the other end, on the tunnel's own path. */
void tunnel_ike_send(struct tunnel *t, enum ike_message m, uint16_t id, sim_time_t now)
{
    const bool first = m == IKE_INIT || m == IKE_AUTH;
    const uint32_t word =
        ike_word(m, first || t->rekey.is_initiator, first ? t->rekey.n_made : t->rekey.sa);
    const struct packet p = {.sent_at = now,
                             .seq = word,
                             .target = id,
                             .tunnel = (uint16_t)(t->number + 1),
                             .kind = PACKET_IKE};

    tunnel_send(t, &p, 0, now);
}

void tunnel_ike_answer(struct tunnel *t, const struct packet *request, enum ike_message m,
                       sim_time_t now)
{
    const uint32_t word =
        ike_word(m, !ike_is_from_initiator(request->seq), ike_sa_of(request->seq));
    const struct packet p = {.sent_at = now,
                             .seq = word,
                             .target = request->target,
                             .tunnel = (uint16_t)(t->number + 1),
                             .kind = PACKET_IKE};

    tunnel_send(t, &p, 0, now);
}

sim_time_t tunnel_path_delay(const struct tunnel *t)
{
    const struct link *out = t->from->uplink_out, *in = t->to->uplink_in;

    return t->link->path[t->path].delay + (out != NULL ? out->path[0].delay : 0) +
           (in != NULL ? in->path[0].delay : 0);
}

static sim_time_t longest_way(const struct tunnel *t)
{
    const struct link *out = t->from->uplink_out, *in = t->to->uplink_in;
    sim_time_t longest = 0;

    for (uint32_t i = 0; i < t->link->n_paths; i++)
        longest = t->link->path[i].delay > longest ? t->link->path[i].delay : longest;
    return longest + (out != NULL ? out->path[0].delay : 0) + (in != NULL ? in->path[0].delay : 0);
}

/* Whichever paths the two ends take: which one the other end does is not known here. */
static sim_time_t round_trip(const struct tunnel *t)
{
    return longest_way(t) + longest_way(t->reverse);
}

static struct ike_terms terms_of(const struct tunnel *t)
{
    const struct topo_connection *own = t->declared, *other = t->reverse->declared;

    return (struct ike_terms){
        .ike_agrees = handshake_policies_agree(own, false),
        .key_agrees = strcmp(own->shared_key, other->shared_key) == 0,
        .child_agrees = handshake_policies_agree(own, true),
        .selectors_agree = own->outcome != HANDSHAKE_SELECTORS,
        .other_version = own->protocol != other->protocol,
        .answers = own->mode != TOPO_INITIATOR_ONLY,
        /* an attempt that the other end will not answer gives way to the one it makes */
        .wins = other->mode != TOPO_INITIATOR_ONLY &&
                (own->mode == TOPO_INITIATOR_ONLY || strcmp(t->from->name, t->to->name) < 0)};
}

/* Waits 1, 2, 4 s for an answer, then 4 s each time (assumed: no schedule is published). */
static void arm_retry(struct region *r, struct tunnel *t, sim_time_t now)
{
    sim_time_t longest = tunnel_assumed_dur(t, "ike_retry_max_s");

    lp_at(&r->lp, &t->ike_ev, now + t->ike.retry_dur);
    t->ike.retry_dur = t->ike.retry_dur * 2 < longest ? t->ike.retry_dur * 2 : longest;
}

static void try_again(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct tunnel *t = OWNER_OF(ev, struct tunnel, ike_ev);

    if (now < t->ike.others_until && t->ike.phase != IKE_AUTH_SENT) {
        lp_at(lp, ev, t->ike.others_until);
        return;
    }
    enum ike_message m = ike_try(&t->ike);
    if (m == IKE_NOTHING) {
        lp_cancel(lp, ev);
        return;
    }
    const bool first = t->ike.retry_dur == tunnel_assumed_dur(t, "ike_retry_first_s");
    tunnel_note(t, now, first ? "ike_start" : "ike_retry",
                t->rekey.v1     ? (m == IKE_INIT ? "main mode" : "quick mode")
                : m == IKE_INIT ? "IKE_SA_INIT"
                                : "IKE_AUTH");
    tunnel_ike_send(t, m, m == IKE_AUTH, now);
    arm_retry(r, t, now);
}

void tunnel_ike_attach(struct tunnel *t)
{
    lp_add_event(&t->from->region->lp, &t->ike_ev, try_again);
    rekey_attach(t);
    tunnel_dpd_attach(t);
}

/* An attempt of the other end that it has answered comes to its end first. */
void tunnel_ike_start(struct tunnel *t, sim_time_t now)
{
    t->ike.phase = IKE_IDLE;
    t->ike.retry_dur = tunnel_assumed_dur(t, "ike_retry_first_s");
    t->is_idle = false;
    t->rekey.n_made++;
    if (t->declared->mode != TOPO_RESPONDER_ONLY)
        lp_at(&t->from->region->lp, &t->ike_ev, now);
}

/* Has the exchange that the request belongs to come to its end here? Then its answer was lost. */
static bool is_in_use(const struct tunnel *own, const struct packet *request)
{
    return !own->rekey.is_initiator && own->rekey.sa == ike_sa_of(request->seq);
}

void tunnel_ike_receive(struct region *r, struct tunnel *t, const struct packet *p, sim_time_t now)
{
    static const char *const refusal[IKE_N_MESSAGES] = {
        [IKE_INIT_VERSION] = "INVALID_MAJOR_VERSION: one end speaks IKEv1, the other IKEv2",
        [IKE_INIT_NO_PROPOSAL] = "NO_PROPOSAL_CHOSEN: the IKE policies of the two ends differ",
        [IKE_AUTH_FAILED] = "AUTHENTICATION_FAILED: the shared keys of the two ends differ",
        [IKE_AUTH_NO_PROPOSAL] = "NO_PROPOSAL_CHOSEN: the IPsec policies of the two ends differ",
        [IKE_AUTH_NO_SELECTORS] = "TS_UNACCEPTABLE: the traffic selectors of the two ends differ",
    };
    struct tunnel *own = t->reverse;

    const int64_t outcome = t->declared->outcome;
    if (outcome == HANDSHAKE_CUT_OFF || outcome == HANDSHAKE_INTO_ITSELF ||
        outcome == HANDSHAKE_INSIDE || outcome == HANDSHAKE_BEHIND_NAT)
        return; /* lost on the way, or at the NAT */
    if (own == NULL ||
        own->cut) /* no connection at this end: the platform does not answer strangers */
        return;
    const enum ike_message m = ike_message_of(p->seq);
    if (m >= IKE_N_MESSAGES) {
        if (own->up && (p->kind & PACKET_LATE) == 0)
            own->from->around->hear(r, own, p, now);
        return;
    }
    if (m == IKE_ALIVE) {
        tunnel_dpd_receive(own, p, now);
        return;
    }
    if (m >= IKE_ALIVE_OK) {
        rekey_receive(r, own, p, now);
        return;
    }
    const uint32_t attempt = ike_sa_of(p->seq);
    if (!ike_is_from_initiator(p->seq) && attempt != own->rekey.n_made)
        return; /* an answer to an attempt before its present one */
    const struct ike_terms terms = terms_of(own);
    const enum ike_message answer = ike_take(&own->ike, m, attempt, &terms);
    if (refusal[m] != NULL)
        tunnel_note(own, now, "ike_refused", refusal[m]);
    if (m == IKE_INIT_OK &&
        answer != IKE_NOTHING) { /* a request of its own, with waits of its own */
        own->ike.retry_dur = tunnel_assumed_dur(own, "ike_retry_first_s");
        tunnel_ike_send(own, answer, 1, now);
        arm_retry(r, own, now);
    } else if (answer != IKE_NOTHING)
        tunnel_ike_answer(own, p, answer, now);
    if (answer == IKE_INIT_OK)
        own->ike.others_until = now + 2 * round_trip(own);
    if (own->ike.phase == IKE_UP && (!own->up || (answer == IKE_AUTH_OK && !is_in_use(own, p)))) {
        rekey_begin(own, m == IKE_AUTH_OK, attempt, now);
        tunnel_come_up(r, own, now);
    }
}
