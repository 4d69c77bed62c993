#include "models/control/session.h"

#include <stddef.h>
#include <string.h>

#include "models/build.h"
#include "models/cloud/catalog.h"
#include "models/control/control.h"
#include "sim/base/arena.h"

#define OWNER_OF(member_ptr, type, member) ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

enum { PLATFORM_HOLD_S = 180, KEEPALIVES_A_HOLD = 3 }; /* VPN Gateway FAQ, 2026-06-04; RFC 4271, 4.4 */

static void note(const struct session *s, sim_time_t now, const char *event, const char *detail)
{
    struct region *r = s->tunnel->from->region;

    network_log(r->net, r, now, "bgp", s->tunnel->name, event, detail);
}

static void send(const struct session *s, enum session_message m, uint32_t value, sim_time_t now)
{
    const struct packet p = {.sent_at = now, .seq = m, .flow = PACKET_FLOW(value), .tunnel = (uint16_t)(s->tunnel->number + 1), .kind = PACKET_IKE};

    if (s->tunnel->up)
        tunnel_send(s->tunnel, &p, 0, now);
}

static void arm(struct session *s)
{
    struct lp *lp = &s->tunnel->from->region->lp;
    sim_time_t at = s->retry_at;

    if (s->state == SESSION_ESTABLISHED) {
        at = s->keepalive_at < s->heard_at + s->hold_dur ? s->keepalive_at : s->heard_at + s->hold_dur;
        at = s->resend_at < at ? s->resend_at : at;
    }
    lp_at(lp, &s->ev, at);
}

static void lose(struct region *r, struct session *s, const char *why, sim_time_t now)
{
    const bool was_established = s->state == SESSION_ESTABLISHED;

    s->state = SESSION_IDLE;
    s->retry_at = SIM_NEVER;
    if (was_established) {
        note(s, now, "down", why);
        s->tunnel->withdrawn = true;
        s->tunnel->from->rerouted = true;
        speaker_session_down(r, s->end, now);
    }
}

/* Again after a while, where this end begins. */
static void try_later(struct session *s, sim_time_t now)
{
    s->retry_at = s->initiates && s->tunnel->up && s->n_holds == 0 && !s->end->refused ? now + s->retry_dur : SIM_NEVER;
}

static void connect(struct session *s, sim_time_t now)
{
    s->state = SESSION_CONNECTING;
    s->retry_at = now + s->retry_dur;
    send(s, SESSION_SYN, 0, now);
}

static void establish(struct region *r, struct session *s, uint32_t peers_from, sim_time_t now)
{
    s->state = SESSION_ESTABLISHED;
    s->retry_at = s->resend_at = SIM_NEVER;
    s->heard_at = now;
    s->keepalive_at = now + s->hold_dur / KEEPALIVES_A_HOLD;
    s->n_acked = s->n_sent = s->from;
    s->tunnel->withdrawn = false;
    note(s, now, "established", "");
    speaker_session_up(r, s->end, peers_from, now);
}

static void close(struct region *r, struct session *s, enum session_error error, const char *why, sim_time_t now)
{
    send(s, SESSION_NOTIFY, error, now);
    lose(r, s, why, now);
    try_later(s, now);
}

/* All that is not acknowledged. */
static void tell(struct session *s, sim_time_t now)
{
    send(s, SESSION_UPDATE, s->end->n_told, now);
    s->n_sent = s->end->n_told;
    s->resend_at = now + SIM_S;
}

static void due(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct session *s = OWNER_OF(ev, struct session, ev);

    if (s->state != SESSION_ESTABLISHED) {
        if (s->initiates)
            connect(s, now);
        else
            lose(r, s, "", now);
        arm(s);
        return;
    }
    if (now >= s->heard_at + s->hold_dur) {
        close(r, s, SESSION_HOLD_EXPIRED, s->tunnel->up_at < 0 ? "its tunnel has not come up" : "hold timer expired", now);
    } else {
        if (now >= s->keepalive_at) {
            send(s, SESSION_KEEPALIVE, 0, now);
            s->keepalive_at += s->hold_dur / KEEPALIVES_A_HOLD;
        }
        if (now >= s->resend_at)
            tell(s, now);
    }
    arm(s);
}

void session_update(struct session *s, sim_time_t now)
{
    if (s->state != SESSION_ESTABLISHED || s->n_sent >= s->end->n_told)
        return;
    tell(s, now);
    arm(s);
}

static void take(struct region *r, struct session *s, uint32_t n, sim_time_t now)
{
    s->heard_at = now;
    if (!speaker_take(r, s->end, n, now)) {
        close(r, s, SESSION_TOO_MANY_PREFIXES, "more than 4,000 prefixes", now);
        return;
    }
    send(s, SESSION_ACK, n, now);
}

/* Of a session that is none here: as TCP resets what it does not know (RFC 9293, 3.10.7.1). */
static bool is_of_another(const struct session *s, enum session_message m)
{
    return s->state == SESSION_IDLE && (m == SESSION_KEEPALIVE || m == SESSION_UPDATE || m == SESSION_ACK);
}

/* What only an established session takes. */
static void receive_established(struct region *r, struct session *s, enum session_message m, uint32_t value, sim_time_t now)
{
    switch (m) {
    case SESSION_KEEPALIVE:
        s->heard_at = now;
        break;
    case SESSION_UPDATE:
        take(r, s, value, now);
        break;
    case SESSION_ACK:
        s->heard_at = now;
        s->n_acked = value > s->n_acked ? value : s->n_acked;
        s->resend_at = s->n_acked < s->end->n_told ? s->resend_at : SIM_NEVER;
        break;
    case SESSION_OPEN_OK: /* what followed it has been lost */
        send(s, SESSION_READY, s->from, now);
        break;
    case SESSION_NOTIFY:
        lose(r, s, "closed by the other end", now);
        try_later(s, now);
        break;
    default:
        break;
    }
}

static void answer_open(struct session *s, sim_time_t now)
{
    s->state = SESSION_CONFIRMING;
    s->retry_at = now + s->retry_dur;
    s->from = s->end->n_told;
    send(s, SESSION_OPEN_OK, s->from, now);
}

void session_receive(struct region *r, struct session *s, enum session_message m, uint32_t value, sim_time_t now)
{
    if (!s->tunnel->up)
        return;
    if (is_of_another(s, m))
        send(s, SESSION_NOTIFY, 0, now);
    if (s->n_holds > 0 || s->end->refused)
        return;
    if (m == SESSION_SYN) {
        lose(r, s, "the other end began anew", now);
        send(s, SESSION_SYN_OK, 0, now);
    } else if (m == SESSION_SYN_OK && s->state == SESSION_CONNECTING) {
        s->state = SESSION_OPENING;
        send(s, SESSION_OPEN, 0, now);
    } else if (m == SESSION_OPEN && s->state != SESSION_ESTABLISHED) {
        answer_open(s, now);
    } else if (m == SESSION_OPEN_OK && s->state == SESSION_OPENING) {
        s->from = s->end->n_told;
        send(s, SESSION_READY, s->from, now);
        establish(r, s, value, now);
    } else if (m == SESSION_READY && s->state == SESSION_CONFIRMING) {
        establish(r, s, value, now);
    } else if (s->state == SESSION_CONFIRMING && (m == SESSION_KEEPALIVE || m == SESSION_UPDATE)) {
        send(s, SESSION_OPEN_OK, s->from, now); /* READY has been lost */
    } else if (s->state == SESSION_ESTABLISHED) {
        receive_established(r, s, m, value, now);
    }
    arm(s);
}

void session_tunnel(struct region *r, struct session *s, bool up, sim_time_t now)
{
    if (!up) {
        lose(r, s, "tunnel down", now);
    } else if (s->state == SESSION_ESTABLISHED) { /* since the beginning */
        s->heard_at = now;
        s->keepalive_at = now + s->hold_dur / KEEPALIVES_A_HOLD;
    } else if (s->state == SESSION_IDLE && s->initiates && s->n_holds == 0 && !s->end->refused) {
        connect(s, now);
    }
    arm(s);
}

void session_hold(struct region *r, struct session *s, const char *detail, sim_time_t now)
{
    if (s->n_holds++ > 0)
        return;
    if (s->state == SESSION_ESTABLISHED)
        send(s, SESSION_NOTIFY, SESSION_SHUTDOWN, now);
    lose(r, s, detail, now);
    arm(s);
}

void session_release(struct region *r, struct session *s, sim_time_t now)
{
    SIM_ASSERT(s->n_holds > 0);
    if (--s->n_holds == 0)
        session_tunnel(r, s, s->tunnel->up, now);
}

sim_time_t session_hold_time(const struct topo_gateway *g)
{
    return g->device != NULL ? g->device->bgp.hold_time : PLATFORM_HOLD_S * SIM_S;
}

static bool begins(const struct tunnel *t)
{
    const bool device = t->from->declared->device != NULL, other = t->to->declared->device != NULL;

    return device != other ? device : strcmp(t->from->name, t->to->name) < 0;
}

void session_build(struct build *b)
{
    struct network *n = b->net;

    n->control->session = ARENA_ARRAY(b->arena, struct session *, n->n_tunnels);
    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        const struct speaker *speaker = n->control->speaker[t->from->number];
        if (speaker == NULL || t->reverse == NULL)
            continue;
        for (size_t e = 0; e < speaker->n_ends; e++) {
            if (speaker->end[e].connection != t->declared || speaker->end[e].peer == NULL)
                continue;
            struct session *s = ARENA_NEW(t->from->region->lp.arena, struct session);
            const sim_time_t own = session_hold_time(t->from->declared), other = session_hold_time(t->to->declared);
            *s = (struct session){.tunnel = t, .end = &speaker->end[e], .state = SESSION_ESTABLISHED, .initiates = begins(t),
                                  .hold_dur = own < other ? own : other, .resend_at = SIM_NEVER, .retry_at = SIM_NEVER,
                                  .retry_dur = (sim_time_t)(catalog_assumption(n->catalog, "bgp_connect_retry_s") * 1e12)};
            s->keepalive_at = SIM_NEVER;
            s->heard_at = (sim_time_t)(catalog_assumption(n->catalog, "ike_retry_max_s") * 1e12) - s->hold_dur;
            s->end->n_sessions++;
            lp_add_event(&t->from->region->lp, &s->ev, due);
            n->control->session[i] = s;
        }
    }
}

void session_start(struct session *s)
{
    arm(s);
}
