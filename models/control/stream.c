#include "models/control/stream.h"

#include <string.h>

#include "models/control/session.h"
#include "models/network.h"
#include "models/vpn/line.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

/* RFC 6298, 2.1, 2.4 and 2.5; Linux 6.1: TCP_RTO_MAX. */
static const struct tcp_rto_limits limits = {.initial = SIM_S, .min = SIM_S, .max = 120 * SIM_S};
#define ACK_DELAY         (40 * SIM_MS) /* Linux 6.1: TCP_DELACK_MIN; RFC 5681, 4.2, allows 500 ms */
#define SYN_ANSWERS_APART (SIM_S / 2)   /* Linux 6.1, ip-sysctl: tcp_invalid_ratelimit */
enum {
    ORPHAN_RETRIES = 8, /* Linux 6.1, ip-sysctl: tcp_orphan_retries; an open one ends by its hold
                           timer first */
    HEADER_BYTES = 40,  /* IPv4 and TCP, without options */
    MSS_MOST = 1460,    /* of an MTU of 1500 */
    MSS_LEAST = 536,    /* RFC 9293, 3.7.1: what every end takes; the tunnel fragments the rest */
    PEER_WINDOW = 65535 / MSS_MOST, /* in segments: none is larger */
    INITIAL_WINDOW = 10,            /* RFC 6928, 2 */
    LEAST_THRESHOLD = 2,            /* RFC 5681, equation 4 */
    DUPLICATES = 3                  /* RFC 5681, 3.2 */
};

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
    s->has_ended = s->goes_back = false;
    s->acked = s->out = s->next = s->got = s->n_came = s->n_timeouts = 0;
    s->again = s->again_until = s->n_duplicates = s->n_credits = 0;
    s->cwnd = INITIAL_WINDOW;
    s->ssthresh = PEER_WINDOW;
    s->rto_at = s->ack_at = SIM_NEVER;
    tcp_rto_init(&s->rto, &limits);
}

void stream_init(struct stream *s, struct tunnel *t)
{
    s->tunnel = t;
    begin(s, STREAM_OPEN);
    s->acked = s->out = s->next = s->got = s->again = s->again_until = 1;
}

uint32_t stream_mss(const struct tunnel *t)
{
    const uint32_t there = tunnel_largest_inner(t), back = tunnel_largest_inner(t->reverse),
                   fits = there < back ? there : back;

    return fits < HEADER_BYTES + MSS_LEAST  ? MSS_LEAST
           : fits > HEADER_BYTES + MSS_MOST ? MSS_MOST
                                            : fits - HEADER_BYTES;
}

/* What is written and the windows let out. */
static void push(struct stream *s, sim_time_t now)
{
    const uint32_t most = s->cwnd < PEER_WINDOW ? s->cwnd : PEER_WINDOW;

    while (s->out != s->next && s->out - s->acked < most) {
        struct stream_message *m = sent_at(s, s->out++);
        m->at = now;
        if (s->rto_at == SIM_NEVER)
            s->rto_at = now + s->rto.rto;
        send(s, m, s->connection, now);
    }
}

static void append(struct stream *s, uint32_t kind, uint32_t value)
{
    if (s->next - s->acked == s->cap_sent) {
        const struct stream old = *s;
        s->cap_sent = s->cap_sent > 0 ? s->cap_sent * 2 : 4;
        s->sent = ARENA_ARRAY(arena_of(s), struct stream_message, s->cap_sent);
        for (uint32_t i = s->acked; i != s->next; i++)
            *sent_at(s, i) = *stream_said(&old, i);
    }
    *sent_at(s, s->next) =
        (struct stream_message){.number = s->next, .value = value, .kind = (uint8_t)kind};
    s->next++;
}

static void say(struct stream *s, uint32_t kind, uint32_t value, sim_time_t now)
{
    append(s, kind, value);
    push(s, now);
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

void stream_say_long(struct stream *s, uint32_t kind, uint32_t value, uint32_t bytes,
                     sim_time_t now)
{
    const uint32_t mss = stream_mss(s->tunnel);

    for (; bytes > mss; bytes -= mss)
        append(s, STREAM_PART, 0);
    stream_say(s, kind, value, now);
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

static void reset(struct stream *s, sim_time_t now)
{
    const struct stream_message m = {
        .number = s->out, .kind = STREAM_RST, .value = STREAM_GIVES_UP};

    send(s, &m, s->connection, now);
    stream_drop(s);
}

void stream_abort(struct stream *s, sim_time_t now)
{
    if (s->phase == STREAM_OPEN || s->phase == STREAM_SYN_CAME)
        reset(s, now);
    stream_drop(s);
}

void stream_refuse(struct stream *s, const struct packet *p, sim_time_t now)
{
    const struct stream_message m = {
        .number = stream_got_of(0, p->seq), .kind = STREAM_RST, .value = STREAM_ANSWERS};

    if (stream_kind_of(p->seq) != STREAM_RST)
        send(s, &m, stream_connection_of(p->seq), now);
}

/* --- what comes --- */

static void say_again(struct stream *s, uint32_t number, sim_time_t now)
{
    struct stream_message *m = sent_at(s, number);

    m->again = true;
    m->at = now;
    send(s, m, s->connection, now);
}

/* What is taken for lost: a segment for each acknowledgment that brings something (RFC 6582, 3.2,
 * step 3); after a time-out as the window grows anew. */
static void recover(struct stream *s, sim_time_t now)
{
    const uint32_t most = s->goes_back ? s->cwnd : 1;

    if ((int32_t)(s->again - s->acked) < 0)
        s->again = s->acked;
    while ((int32_t)(s->again_until - s->again) > 0 && s->again - s->acked < most)
        say_again(s, s->again++, now);
}

static void begin_recovery(struct stream *s, bool goes_back, sim_time_t now)
{
    const uint32_t half = (s->out - s->acked) / 2;

    s->ssthresh = half > LEAST_THRESHOLD ? half : LEAST_THRESHOLD;
    s->cwnd = goes_back ? 1 : s->ssthresh;
    s->n_credits = s->n_duplicates = 0;
    s->goes_back = goes_back;
    s->again = s->acked;
    s->again_until = s->out;
    recover(s, now);
}

static bool is_recovering(const struct stream *s)
{
    return (int32_t)(s->again_until - s->acked) > 0;
}

/* RFC 5681, 3.1; a window that all of has come back is not larger than a first one (4.1). */
static void grow(struct stream *s, uint32_t n)
{
    if (s->cwnd < s->ssthresh) {
        s->cwnd += n;
    } else if (!is_recovering(s) && (s->n_credits += n) >= s->cwnd) {
        s->n_credits = 0;
        s->cwnd++;
    }
    if (s->cwnd > PEER_WINDOW)
        s->cwnd = PEER_WINDOW;
    if (s->acked == s->next && s->cwnd > INITIAL_WINDOW)
        s->cwnd = INITIAL_WINDOW;
}

/* What was lost has come (RFC 8961, 4, point 3): a KEEPALIVE a minute would else wait minutes for a
 * round trip that counts. */
static void end_back_off(struct stream *s)
{
    const sim_time_t rto = s->rto.srtt > 0 ? s->rto.srtt + 4 * s->rto.rttvar : limits.initial;

    s->rto.rto = rto < limits.min ? limits.min : rto > limits.max ? limits.max : rto;
}

/* Says nothing new, and has nothing but that to say (RFC 5681, 2). */
static void take_duplicate(struct stream *s, sim_time_t now)
{
    if (++s->n_duplicates == DUPLICATES && !is_recovering(s))
        begin_recovery(s, false, now);
}

/* Where all that is acknowledged has been said once, the last one gives a round trip (Karn; Linux:
 * FLAG_RETRANS_DATA_ACKED). */
static void take_ack(struct stream *s, uint32_t until, bool is_bare, sim_time_t now)
{
    const uint32_t n = until - s->acked;
    bool again = false;

    if (n == 0 && is_bare && s->acked != s->out)
        take_duplicate(s, now);
    if ((int32_t)n <= 0 || (int32_t)(until - s->out) > 0)
        return;
    for (uint32_t i = s->acked; i != until; i++)
        again |= stream_said(s, i)->again;
    if (!again)
        tcp_rto_sample(&s->rto, &limits, now - stream_said(s, until - 1)->at);
    else if (until == s->out)
        end_back_off(s);
    s->acked = until;
    s->n_timeouts = s->n_duplicates = 0;
    s->rto_at = s->acked != s->out ? now + s->rto.rto : SIM_NEVER;
    grow(s, n);
    recover(s, now);
    push(s, now);
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
    if (stream_knows(s, p)) {              /* again */
        if (s->phase != STREAM_SYN_CAME) { /* RFC 5961, 4 */
            s->ack_at = now;
        } else if (now - sent_at(s, 0)->at >= SYN_ANSWERS_APART) {
            s->rto_at = now + s->rto.rto;
            say_again(s, 0, now);
        }
        return STREAM_NOTHING;
    }
    begin(s, STREAM_SYN_CAME);
    s->connection += (uint8_t)(stream_connection_of(p->seq) - s->connection);
    s->got = 1;
    say(s, STREAM_SYN_OK, 0, now);
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
        take_ack(s, until, false, now);
        return STREAM_CONNECTED;
    }
    if (s->phase == STREAM_SYN_SENT)
        return STREAM_NOTHING;
    if (kind == STREAM_SYN_OK) /* again: the acknowledgment was lost */
        s->ack_at = now;
    else if (kind != STREAM_ACK)
        take_message(s, p, now); /* before what an acknowledgment lets out: that says it has come */
    take_ack(s, until, kind == STREAM_ACK, now);
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
            reset(s, now);
            return false;
        }
        if (m->kind != STREAM_PART)
            return true;
    }
    return false;
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
    tcp_rto_back_off(&s->rto, &limits);
    s->rto_at = now + s->rto.rto;
    begin_recovery(s, true, now);
}

void stream_time(struct stream *s, sim_time_t now)
{
    const struct stream_message ack = {.number = s->out, .kind = STREAM_ACK};

    if (now >= s->rto_at)
        time_out(s, now);
    if (now >= s->ack_at)
        send(s, &ack, s->connection, now);
}
