/*
 * Stream: the TCP connection that one end of a BGP session speaks over (RFC 9293), message by
 * message: each is one segment, or a flight of them that is lost or comes as a whole. Handshake,
 * acknowledgments (with the next message, else after 40 ms; at once of UPDATEs, of each second
 * message and of what is out of order), what is lost said again after a time-out that doubles (RFC
 * 6298), what is out of order kept, FIN both ways, RST for what is unknown. Left out: windows, fast
 * retransmission (too few are on the way), SACK. Messages are numbered from 0, the SYN, and a
 * segment carries the last 16 bits of numbers.
 *
 * Whose tunnel is down says nothing: the stream waits, and tries again at its time-out.
 */
#ifndef MODELS_CONTROL_STREAM_H
#define MODELS_CONTROL_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "models/tcp/tcp_rto.h"
#include "sim/base/simtime.h"

struct packet;
struct tunnel;

/* What a segment is; they follow the messages of IKE in a control packet. From STREAM_MESSAGE on it
 * is the session's (session.h). */
enum stream_kind {
    STREAM_SYN = 0x80,
    STREAM_SYN_OK,
    STREAM_ACK,
    STREAM_FIN,
    STREAM_RST,
    STREAM_MESSAGE
};

/* The value of STREAM_RST: this end gives a connection up, or answers what it does not know. */
enum stream_reset { STREAM_GIVES_UP, STREAM_ANSWERS };

enum stream_phase {
    STREAM_NONE,
    STREAM_SYN_SENT,
    STREAM_SYN_CAME,
    STREAM_OPEN,
    STREAM_CLOSING, /* FIN said */
    STREAM_OVER     /* FIN said first, and both acknowledged: it answers still (TIME-WAIT) */
};

enum stream_event { STREAM_NOTHING, STREAM_BEGUN, STREAM_CONNECTED, STREAM_RESET };

struct stream_message {
    sim_time_t at;
    uint32_t number, value;
    uint8_t kind;
    bool again;
};

struct stream {
    struct tunnel *tunnel; /* of this end */
    enum stream_phase phase;
    bool has_ended;              /* the other end's FIN has come */
    uint32_t connection;         /* of those made; a segment carries the last 8 bits */
    uint32_t acked, next;        /* the first one not acknowledged, the next one to say */
    struct stream_message *sent; /* [number & (cap_sent - 1)]: from acked to next */
    uint32_t cap_sent;
    uint32_t got, taken; /* of the other end: the first one that has not come; that the session has
                            not taken */
    struct stream_message
        *came; /* what the session has not taken, in order; beyond got with gaps */
    uint32_t n_came, cap_came;
    uint32_t again_until, n_timeouts; /* said before the last time-out; in a row */
    struct tcp_rto rto;
    sim_time_t rto_at, ack_at;
};

/* Before the run: in the middle of a connection. */
void stream_init(struct stream *s, struct tunnel *t);
/* Begins a new connection. */
void stream_connect(struct stream *s, sim_time_t now);
/* Says a message of the session. */
void stream_say(struct stream *s, uint32_t kind, uint32_t value, sim_time_t now);
/* No more will be said: FIN. */
void stream_close(struct stream *s, sim_time_t now);
/* Gives it up: RST where the other end knows of it. Or forgets it. */
void stream_abort(struct stream *s, sim_time_t now);
void stream_drop(struct stream *s);

/* Is the segment of this connection? */
bool stream_knows(const struct stream *s, const struct packet *p);
/* It has come. */
enum stream_event stream_receive(struct stream *s, const struct packet *p, sim_time_t now);
/* Answers a segment that nobody waits for by RST, save one that is an RST. */
void stream_refuse(struct stream *s, const struct packet *p, sim_time_t now);
/* The next message that has come in order, if any; an open stream's FIN is answered by this end's.
 */
bool stream_next(struct stream *s, struct stream_message *m, sim_time_t now);
/* When its timers want stream_time, which must be called behind the messages that have been taken,
 * too: acknowledgments wait for them. */
sim_time_t stream_due_at(const struct stream *s);
void stream_time(struct stream *s, sim_time_t now);

/* One that is not acknowledged. */
static inline const struct stream_message *stream_said(const struct stream *s, uint32_t number)
{
    return &s->sent[number & (s->cap_sent - 1)];
}

/* --- a segment: packet.seq has all but its number (packet.target) and its value (packet.flow) ---
 */

static inline uint32_t stream_word(uint32_t kind, uint32_t connection, uint32_t got)
{
    return kind | (connection & 0xFF) << 8 | got << 16;
}

static inline uint32_t stream_kind_of(uint32_t word)
{
    return word & 0xFF;
}

static inline uint8_t stream_connection_of(uint32_t word)
{
    return (uint8_t)(word >> 8);
}

/* The number nearest to `near` that ends in those 16 bits. */
static inline uint32_t stream_number(uint32_t near, uint32_t low)
{
    return near + (uint32_t)(int32_t)(int16_t)(uint16_t)(low - near);
}

static inline uint32_t stream_got_of(uint32_t near, uint32_t word)
{
    return stream_number(near, word >> 16);
}

#endif
