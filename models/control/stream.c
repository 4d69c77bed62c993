#include "models/control/stream_parts.h"

#include "models/network.h"
#include "models/vpn/line.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

/* RFC 6298, 2.1, 2.4 and 2.5; Linux 6.1: TCP_RTO_MAX. */
static const struct tcp_rto_limits limits = {.initial = SIM_S, .min = SIM_S, .max = 120 * SIM_S};
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

struct arena *stream_arena(const struct stream *s)
{
    return s->tunnel->from->region->lp.arena;
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

void stream_begin(struct stream *s, enum stream_phase phase)
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
    stream_begin(s, STREAM_OPEN);
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
        struct stream_message *m = stream_sent_at(s, s->out++);
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
        s->sent = ARENA_ARRAY(stream_arena(s), struct stream_message, s->cap_sent);
        for (uint32_t i = s->acked; i != s->next; i++)
            *stream_sent_at(s, i) = *stream_said(&old, i);
    }
    *stream_sent_at(s, s->next) =
        (struct stream_message){.number = s->next, .value = value, .kind = (uint8_t)kind};
    s->next++;
}

void stream_put(struct stream *s, uint32_t kind, uint32_t value, sim_time_t now)
{
    append(s, kind, value);
    push(s, now);
}

void stream_connect(struct stream *s, sim_time_t now)
{
    stream_begin(s, STREAM_SYN_SENT);
    s->connection++;
    stream_put(s, STREAM_SYN, 0, now);
}

void stream_say(struct stream *s, uint32_t kind, uint32_t value, sim_time_t now)
{
    SIM_ASSERT(s->phase == STREAM_OPEN);
    stream_put(s, kind, value, now);
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
    stream_put(s, STREAM_FIN, 0, now);
}

void stream_drop(struct stream *s)
{
    stream_begin(s, STREAM_NONE);
}

void stream_reset(struct stream *s, sim_time_t now)
{
    const struct stream_message m = {
        .number = s->out, .kind = STREAM_RST, .value = STREAM_GIVES_UP};

    send(s, &m, s->connection, now);
    stream_drop(s);
}

void stream_abort(struct stream *s, sim_time_t now)
{
    if (s->phase == STREAM_OPEN || s->phase == STREAM_SYN_CAME)
        stream_reset(s, now);
    stream_drop(s);
}

void stream_refuse(struct stream *s, const struct packet *p, sim_time_t now)
{
    const struct stream_message m = {
        .number = stream_got_of(0, p->seq), .kind = STREAM_RST, .value = STREAM_ANSWERS};

    if (stream_kind_of(p->seq) != STREAM_RST)
        send(s, &m, stream_connection_of(p->seq), now);
}

/* --- what is lost --- */

void stream_put_again(struct stream *s, uint32_t number, sim_time_t now)
{
    struct stream_message *m = stream_sent_at(s, number);

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
        stream_put_again(s, s->again++, now);
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
void stream_take_ack(struct stream *s, uint32_t until, bool is_bare, sim_time_t now)
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
