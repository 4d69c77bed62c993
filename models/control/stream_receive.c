/*
 * What comes over a stream: segments put in order and acknowledged, connections begun, closed and
 * reset.
 */
#include "models/control/stream_parts.h"

#include <string.h>

#include "models/control/session.h"
#include "models/network.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

#define ACK_DELAY         (40 * SIM_MS) /* Linux 6.1: TCP_DELACK_MIN; RFC 5681, 4.2, allows 500 ms */
#define SYN_ANSWERS_APART (SIM_S / 2)   /* Linux 6.1, ip-sysctl: tcp_invalid_ratelimit */

/* Kept in order; false: it has been here. */
static bool keep(struct stream *s, const struct stream_message *m)
{
    uint32_t at = s->n_came;

    while (at > 0 && (int32_t)(s->came[at - 1].number - m->number) > 0)
        at--;
    if ((int32_t)(m->number - s->got) < 0 || (at > 0 && s->came[at - 1].number == m->number))
        return false;
    ARENA_ROOM(stream_arena(s), s->came, s->n_came, s->cap_came, 4);
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
    if (stream_knows(s, p)) {              /* again */
        if (s->phase != STREAM_SYN_CAME) { /* RFC 5961, 4 */
            s->ack_at = now;
        } else if (now - stream_sent_at(s, 0)->at >= SYN_ANSWERS_APART) {
            s->rto_at = now + s->rto.rto;
            stream_put_again(s, 0, now);
        }
        return STREAM_NOTHING;
    }
    stream_begin(s, STREAM_SYN_CAME);
    s->connection += (uint8_t)(stream_connection_of(p->seq) - s->connection);
    s->got = 1;
    stream_put(s, STREAM_SYN_OK, 0, now);
    return STREAM_BEGUN;
}

/* All is said and acknowledged both ways: who has said FIN first waits for what may come again. */
static void end(struct stream *s)
{
    if (s->phase == STREAM_CLOSING && s->has_ended && s->acked == s->next)
        s->phase = STREAM_OVER;
}

/* One that is not the next in order is answered (RFC 5961, 3). */
static enum stream_event take_reset(struct stream *s, const struct packet *p, sim_time_t now)
{
    if (s->phase != STREAM_SYN_SENT && stream_number(s->got, p->target) != s->got) {
        s->ack_at = now;
        return STREAM_NOTHING;
    }
    stream_drop(s);
    return STREAM_RESET;
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
    if (kind == STREAM_RST)
        return take_reset(s, p, now);
    if (kind == STREAM_SYN_OK && s->phase == STREAM_SYN_SENT) {
        s->phase = STREAM_OPEN;
        s->got = 1;
        s->ack_at = now;
        stream_take_ack(s, until, false, now);
        return STREAM_CONNECTED;
    }
    if (s->phase == STREAM_SYN_SENT)
        return STREAM_NOTHING;
    if (kind == STREAM_SYN_OK) /* again: the acknowledgment was lost */
        s->ack_at = now;
    else if (kind != STREAM_ACK)
        take_message(s, p, now); /* before what an acknowledgment lets out: that says it has come */
    stream_take_ack(s, until, kind == STREAM_ACK, now);
    if (s->phase == STREAM_SYN_CAME && s->acked > 0)
        s->phase = STREAM_OPEN;
    end(s);
    return STREAM_NOTHING;
}

static bool take_next(struct stream *s, struct stream_message *m)
{
    if (s->n_came == 0 || (int32_t)(s->came[0].number - s->got) >= 0)
        return false;
    *m = s->came[0];
    s->n_came--;
    memmove(s->came, s->came + 1, s->n_came * sizeof *s->came);
    return true;
}

bool stream_next(struct stream *s, struct stream_message *m, sim_time_t now)
{
    while (take_next(s, m)) {
        if (m->kind == STREAM_FIN) {
            s->has_ended = true;
            stream_close(s, now);
            end(s);
        } else if (s->phase == STREAM_CLOSING) { /* nobody reads any more (RFC 1122, 4.2.2.13) */
            stream_reset(s, now);
            return false;
        }
        if (m->kind != STREAM_PART)
            return true;
    }
    return false;
}
