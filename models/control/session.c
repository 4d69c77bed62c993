#include "models/control/session.h"

#include <stddef.h>

#include "models/control/update.h"
#include "models/network.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

enum { KEEPALIVES_A_HOLD = 3 }; /* RFC 4271, 4.4 */

static void note(const struct session *s, sim_time_t now, const char *event, const char *detail)
{
    struct region *r = s->tunnel->from->region;

    network_log(r->net, r, now, "bgp", s->tunnel->name, event, detail);
}

static sim_time_t earlier(sim_time_t a, sim_time_t b)
{
    return a < b ? a : b;
}

static void arm(struct session *s)
{
    struct lp *lp = &s->tunnel->from->region->lp;
    sim_time_t at = s->retry_at;

    if (s->state == SESSION_ESTABLISHED)
        at = earlier(s->keepalive_at, s->heard_at + s->hold_dur);
    lp_at(lp, &s->ev, earlier(at, earlier(stream_due_at(&s->stream), stream_due_at(&s->last))));
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
    s->retry_at = s->initiates && s->tunnel->up && s->n_holds == 0 && !s->end->refused
                      ? now + s->retry_dur
                      : SIM_NEVER;
}

/* Another connection begins; this one goes on closing beside it. */
static void set_aside(struct session *s)
{
    const struct stream closing = s->stream;

    if (closing.phase != STREAM_CLOSING && closing.phase != STREAM_OVER)
        return;
    s->stream = s->last;
    s->last = closing;
    stream_drop(&s->stream);
    s->stream.connection = closing.connection;
}

static void connect(struct session *s, sim_time_t now)
{
    s->state = SESSION_CONNECTING;
    s->retry_at = now + s->retry_dur;
    set_aside(s);
    stream_connect(&s->stream, now);
}

static void establish(struct region *r, struct session *s, uint32_t peers_from, sim_time_t now)
{
    s->state = SESSION_ESTABLISHED;
    s->retry_at = SIM_NEVER;
    s->heard_at = now;
    s->keepalive_at = now + s->hold_dur / KEEPALIVES_A_HOLD;
    s->tunnel->withdrawn = false;
    note(s, now, "established", "");
    speaker_session_up(r, s->end, peers_from, now);
}

static void close(struct region *r, struct session *s, enum session_error error, const char *why,
                  sim_time_t now)
{
    stream_say(&s->stream, SESSION_NOTIFY, error, now);
    stream_close(&s->stream, now);
    lose(r, s, why, now);
    try_later(s, now);
}

static void due_established(struct region *r, struct session *s, sim_time_t now)
{
    if (now >= s->heard_at + s->hold_dur) {
        close(r, s, SESSION_HOLD_EXPIRED,
              s->tunnel->up_at < 0 ? "its tunnel has not come up" : "hold timer expired", now);
    } else if (now >= s->keepalive_at) {
        stream_say(&s->stream, SESSION_KEEPALIVE, 0, now);
        s->keepalive_at += s->hold_dur / KEEPALIVES_A_HOLD;
    }
}

void session_due(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct session *s = OWNER_OF(ev, struct session, ev);

    if (s->state == SESSION_ESTABLISHED) {
        due_established(r, s, now);
    } else if (now >= s->retry_at) {
        stream_abort(&s->stream, now);
        if (s->initiates)
            connect(s, now);
        else
            lose(r, s, "", now);
    }
    stream_time(&s->stream, now);
    stream_time(&s->last, now);
    arm(s);
}

void session_update(struct session *s, sim_time_t now)
{
    if (s->state != SESSION_ESTABLISHED || s->n_sent >= s->end->n_told)
        return;
    const uint32_t bytes = update_bytes(s->tunnel, s->sent->next, s->end->n_told - s->n_sent);
    s->n_sent = s->end->n_told;
    s->sent = s->end->last;
    stream_say_long(&s->stream, SESSION_UPDATE, s->n_sent, bytes, now);
    arm(s);
}

/* The peer is told what is told from now on. */
static void begin_list(struct session *s)
{
    s->from = s->n_sent = s->end->n_told;
    s->sent = s->end->last;
}

static void answer_open(struct session *s, sim_time_t now)
{
    s->state = SESSION_CONFIRMING;
    s->retry_at = now + s->retry_dur;
    begin_list(s);
    stream_say(&s->stream, SESSION_OPEN_OK, s->from, now);
}

static void answer_open_ok(struct region *r, struct session *s, uint32_t peers_from, sim_time_t now)
{
    begin_list(s);
    stream_say(&s->stream, SESSION_READY, s->from, now);
    establish(r, s, peers_from, now);
}

/* What comes over the connection, in order: each message has its state. */
static void take(struct region *r, struct session *s, const struct stream_message *m,
                 sim_time_t now)
{
    const bool established = s->state == SESSION_ESTABLISHED;

    if (established)
        s->heard_at = now;
    if (m->kind == SESSION_OPEN && s->state == SESSION_IDLE) {
        answer_open(s, now);
    } else if (m->kind == SESSION_OPEN_OK && s->state == SESSION_OPENING) {
        answer_open_ok(r, s, m->value, now);
    } else if (m->kind == SESSION_READY && s->state == SESSION_CONFIRMING) {
        establish(r, s, m->value, now);
    } else if (m->kind == SESSION_UPDATE && established) {
        if (!speaker_take(r, s->end, m->value, now))
            close(r, s, SESSION_TOO_MANY_PREFIXES, "more than 4,000 prefixes", now);
    } else if (m->kind == SESSION_NOTIFY && established) {
        lose(r, s, "closed by the other end", now);
        try_later(s, now);
    }
}

/* Refused, an attempt waits for the next one. */
static void reset(struct region *r, struct session *s, sim_time_t now)
{
    const bool was_established = s->state == SESSION_ESTABLISHED;

    if (was_established || !s->initiates)
        lose(r, s, "closed by the other end", now);
    if (was_established)
        try_later(s, now);
}

/* Of the connection before: nobody reads what it says. */
static void finish_last(struct session *s, const struct packet *p, sim_time_t now)
{
    struct stream_message m;

    (void)stream_receive(&s->last, p, now);
    while (stream_next(&s->last, &m, now))
        ;
    stream_time(&s->last, now);
}

static void receive(struct region *r, struct session *s, const struct packet *p, sim_time_t now)
{
    struct stream_message m;

    switch (stream_receive(&s->stream, p, now)) {
    case STREAM_BEGUN:
        lose(r, s, "the other end began anew", now);
        break;
    case STREAM_CONNECTED:
        s->state = SESSION_OPENING;
        stream_say(&s->stream, SESSION_OPEN, 0, now);
        break;
    case STREAM_RESET:
        reset(r, s, now);
        break;
    case STREAM_NOTHING:
        break;
    }
    while (stream_next(&s->stream, &m, now))
        take(r, s, &m, now);
    stream_time(&s->stream, now);
}

void session_receive(struct region *r, struct session *s, const struct packet *p, sim_time_t now)
{
    const bool begins = stream_kind_of(p->seq) == STREAM_SYN;

    if (!s->tunnel->up)
        return;
    if (begins && !stream_knows(&s->stream, p))
        set_aside(s);
    if (begins && (s->n_holds > 0 || s->end->refused))
        stream_refuse(&s->stream, p, now);
    else if (stream_knows(&s->last, p))
        finish_last(s, p, now);
    else
        receive(r, s, p, now);
    arm(s);
}

void session_tunnel(struct region *r, struct session *s, bool up, sim_time_t now)
{
    if (!up) {
        stream_drop(&s->stream);
        stream_drop(&s->last);
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
    if (s->state == SESSION_ESTABLISHED) {
        close(r, s, SESSION_SHUTDOWN, detail, now);
    } else {
        stream_abort(&s->stream, now);
        lose(r, s, detail, now);
    }
    arm(s);
}

void session_release(struct region *r, struct session *s, sim_time_t now)
{
    SIM_ASSERT(s->n_holds > 0);
    if (--s->n_holds == 0)
        session_tunnel(r, s, s->tunnel->up, now);
}

void session_start(struct session *s)
{
    arm(s);
}
