#include "models/control/stream.h"

#include <string.h>

#include "models/control/session.h"
#include "models/network.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

/* RFC 6298, 2.1, 2.4 and 2.5; Linux 6.1: TCP_RTO_MAX. */
static const struct tcp_rto_limits limits = {.initial = SIM_S, .min = SIM_S, .max = 120 * SIM_S};
#define ACK_DELAY         (40 * SIM_MS) /* Linux 6.1: TCP_DELACK_MIN; RFC 5681, 4.2, allows 500 ms */
#define SYN_ANSWERS_APART (SIM_S / 2)   /* Linux 6.1, ip-sysctl: tcp_invalid_ratelimit */
enum {
    ORPHAN_RETRIES = 8
}; /* Linux 6.1, ip-sysctl: tcp_orphan_retries; an open one ends by its hold timer first */

static struct arena *arena_of(const struct stream *s)
{
    return s->tunnel->from->region->lp.arena;
}

static struct stream_message *sent_at(struct stream *s, uint32_t number)
{
    return &s->sent[number & (s->cap_sent - 1)];
}

/* Every segment says how far the other end's have come. */
static void send(struct stream *s, const struct stream_message *m, uint32_t connection,
                 sim_time_t now)
{
    const struct packet p = {.sent_at = now,
                             .seq = stream_word(m->kind, connection, s->got),
                             .target = (uint16_t)m->number,
                             .flow = PACKET_FLOW(m->value),
                             .tunnel = (uint16_t)(s->tunnel->number + 1),
                             .kind = PACKET_IKE};

    if (m->kind != STREAM_RST)
        s->ack_at = SIM_NEVER;
    if (s->tunnel->up)
        tunnel_send(s->tunnel, &p, 0, now);
}

static void begin(struct stream *s, enum stream_phase phase)
{
    s->phase = phase;
    s->has_ended = false;
    s->acked = s->next = s->got = s->taken = s->n_came = s->again_until = s->n_timeouts = 0;
    s->rto_at = s->ack_at = SIM_NEVER;
    tcp_rto_init(&s->rto, &limits);
}

void stream_init(struct stream *s, struct tunnel *t)
{
    s->tunnel = t;
    begin(s, STREAM_OPEN);
    s->acked = s->next = s->got = s->taken = 1;
}

static void say(struct stream *s, uint32_t kind, uint32_t value, sim_time_t now)
{
    if (s->next - s->acked == s->cap_sent) {
        const struct stream old = *s;
        s->cap_sent = s->cap_sent > 0 ? s->cap_sent * 2 : 4;
        s->sent = ARENA_ARRAY(arena_of(s), struct stream_message, s->cap_sent);
        for (uint32_t i = s->acked; i != s->next; i++)
            *sent_at(s, i) = *stream_said(&old, i);
    }
    struct stream_message *m = sent_at(s, s->next);
    *m = (struct stream_message){
        .at = now, .number = s->next++, .value = value, .kind = (uint8_t)kind};
    if (s->rto_at == SIM_NEVER)
        s->rto_at = now + s->rto.rto;
    send(s, m, s->connection, now);
}

void stream_connect(struct stream *s, sim_time_t now)
{
    begin(s, STREAM_SYN_SENT);
    s->connection++;
    say(s, STREAM_SYN, 0, now);
}

void stream_say(struct stream *s, uint32_t kind, uint32_t value, sim_time_t now)
{
    SIM_ASSERT(s->phase == STREAM_OPEN);
    say(s, kind, value, now);
}

void stream_close(struct stream *s, sim_time_t now)
{
    if (s->phase != STREAM_OPEN)
        return;
    s->phase = STREAM_CLOSING;
    say(s, STREAM_FIN, 0, now);
}

void stream_drop(struct stream *s)
{
    begin(s, STREAM_NONE);
}

void stream_abort(struct stream *s, sim_time_t now)
{
    const struct stream_message m = {
        .number = s->next, .kind = STREAM_RST, .value = STREAM_GIVES_UP};

    if (s->phase == STREAM_OPEN || s->phase == STREAM_SYN_CAME)
        send(s, &m, s->connection, now);
    stream_drop(s);
}

void stream_refuse(struct stream *s, const struct packet *p, sim_time_t now)
{
    const struct stream_message m = {.kind = STREAM_RST, .value = STREAM_ANSWERS};

    if (stream_kind_of(p->seq) != STREAM_RST)
        send(s, &m, stream_connection_of(p->seq), now);
}

/* --- what comes --- */

static void say_again(struct stream *s, sim_time_t now)
{
    struct stream_message *m = sent_at(s, s->acked);

    m->again = true;
    m->at = now;
    send(s, m, s->connection, now);
}

/* What was lost has come (RFC 8961, 4, point 3): a KEEPALIVE a minute would else wait minutes for a
 * round trip that counts. */
static void end_back_off(struct stream *s)
{
    const sim_time_t rto = s->rto.srtt > 0 ? s->rto.srtt + 4 * s->rto.rttvar : limits.initial;

    s->rto.rto = rto < limits.min ? limits.min : rto > limits.max ? limits.max : rto;
}

/* Where all that is acknowledged has been said once, the last one gives a round trip (Karn; Linux:
 * FLAG_RETRANS_DATA_ACKED). After a time-out what else was lost follows at once. */
static void take_ack(struct stream *s, uint32_t until, sim_time_t now)
{
    if ((int32_t)(until - s->acked) <= 0 || (int32_t)(until - s->next) > 0)
        return;
    bool again = false;
    for (uint32_t i = s->acked; i != until; i++)
        again |= stream_said(s, i)->again;
    if (!again)
        tcp_rto_sample(&s->rto, &limits, now - stream_said(s, until - 1)->at);
    else if (until == s->next)
        end_back_off(s);
    s->acked = until;
    s->n_timeouts = 0;
    s->rto_at = s->acked != s->next ? now + s->rto.rto : SIM_NEVER;
    if ((int32_t)(s->again_until - s->acked) > 0)
        say_again(s, now);
}

/* Kept in order; false: it has been here. */
static bool keep(struct stream *s, const struct stream_message *m)
{
    uint32_t at = s->n_came;

    while (at > 0 && (int32_t)(s->came[at - 1].number - m->number) > 0)
        at--;
    if ((int32_t)(m->number - s->got) < 0 || (at > 0 && s->came[at - 1].number == m->number))
        return false;
    if (s->n_came == s->cap_came) {
        struct stream_message *old = s->came;
        s->cap_came = s->cap_came > 0 ? s->cap_came * 2 : 4;
        s->came = ARENA_ARRAY(arena_of(s), struct stream_message, s->cap_came);
        if (s->n_came > 0)
            memcpy(s->came, old, s->n_came * sizeof *old);
    }
    memmove(s->came + at + 1, s->came + at, (s->n_came - at) * sizeof *s->came);
    s->came[at] = *m;
    s->n_came++;
    return true;
}

/* Acknowledged at once: what is out of order, what has been here, an UPDATE, and the second of two.
 */
static void take_message(struct stream *s, const struct packet *p, sim_time_t now)
{
    const struct stream_message m = {.number = stream_number(s->got, p->target),
                                     .value = p->flow,
                                     .kind = (uint8_t)stream_kind_of(p->seq)};
    const bool is_next = m.number == s->got && keep(s, &m), is_early = !is_next && keep(s, &m);
    const bool soon = !is_next || is_early || m.kind == SESSION_UPDATE || m.kind == STREAM_FIN ||
                      s->n_came > 1 || s->ack_at != SIM_NEVER;

    for (uint32_t i = 0; i < s->n_came; i++)
        s->got += s->came[i].number == s->got;
    s->ack_at = soon ? now : now + ACK_DELAY;
}

bool stream_knows(const struct stream *s, const struct packet *p)
{
    return s->phase != STREAM_NONE && stream_connection_of(p->seq) == (uint8_t)s->connection;
}

static enum stream_event take_syn(struct stream *s, const struct packet *p, sim_time_t now)
{
    if (stream_knows(s, p)) { /* again */
        if (s->phase == STREAM_SYN_CAME && now - sent_at(s, 0)->at >= SYN_ANSWERS_APART) {
            s->rto_at = now + s->rto.rto;
            say_again(s, now);
        }
        return STREAM_NOTHING;
    }
    begin(s, STREAM_SYN_CAME);
    s->connection += (uint8_t)(stream_connection_of(p->seq) - s->connection);
    s->got = s->taken = 1;
    say(s, STREAM_SYN_OK, 0, now);
    return STREAM_BEGUN;
}

/* All is said and acknowledged both ways: who has said FIN first waits for what may come again. */
static void end(struct stream *s)
{
    if (s->phase == STREAM_CLOSING && s->has_ended && s->acked == s->next)
        s->phase = STREAM_OVER;
}

enum stream_event stream_receive(struct stream *s, const struct packet *p, sim_time_t now)
{
    const uint32_t kind = stream_kind_of(p->seq), until = stream_got_of(s->acked, p->seq);

    if (kind == STREAM_SYN)
        return take_syn(s, p, now);
    if (!stream_knows(s, p)) {
        stream_refuse(s, p, now);
        return STREAM_NOTHING;
    }
    if (kind == STREAM_RST) {
        stream_drop(s);
        return STREAM_RESET;
    }
    if (kind == STREAM_SYN_OK && s->phase == STREAM_SYN_SENT) {
        s->phase = STREAM_OPEN;
        s->got = s->taken = 1;
        s->ack_at = now;
        take_ack(s, until, now);
        return STREAM_CONNECTED;
    }
    if (s->phase == STREAM_SYN_SENT)
        return STREAM_NOTHING;
    take_ack(s, until, now);
    if (s->phase == STREAM_SYN_CAME && s->acked > 0)
        s->phase = STREAM_OPEN;
    if (kind == STREAM_SYN_OK) /* again: the acknowledgment was lost */
        s->ack_at = now;
    else if (kind != STREAM_ACK)
        take_message(s, p, now);
    end(s);
    return STREAM_NOTHING;
}

bool stream_next(struct stream *s, struct stream_message *m, sim_time_t now)
{
    if (s->n_came == 0 || (int32_t)(s->came[0].number - s->got) >= 0)
        return false;
    *m = s->came[0];
    s->n_came--;
    memmove(s->came, s->came + 1, s->n_came * sizeof *s->came);
    if (m->kind == STREAM_FIN) {
        s->has_ended = true;
        stream_close(s, now);
        end(s);
    } else if (s->phase == STREAM_CLOSING) { /* nobody reads any more (RFC 1122, 4.2.2.13) */
        const struct stream_message reset = {.kind = STREAM_RST, .value = STREAM_ANSWERS};
        send(s, &reset, s->connection, now);
        stream_drop(s);
        return false;
    }
    return true;
}

/* --- timers --- */

sim_time_t stream_due_at(const struct stream *s)
{
    return s->rto_at < s->ack_at ? s->rto_at : s->ack_at;
}

static void time_out(struct stream *s, sim_time_t now)
{
    if (s->phase == STREAM_CLOSING && s->n_timeouts == ORPHAN_RETRIES) {
        stream_drop(s);
        return;
    }
    s->n_timeouts++;
    s->again_until = s->next;
    tcp_rto_back_off(&s->rto, &limits);
    s->rto_at = now + s->rto.rto;
    say_again(s, now);
}

void stream_time(struct stream *s, sim_time_t now)
{
    const struct stream_message ack = {.number = s->next, .kind = STREAM_ACK};

    if (now >= s->rto_at)
        time_out(s, now);
    if (now >= s->ack_at)
        send(s, &ack, s->connection, now);
}
