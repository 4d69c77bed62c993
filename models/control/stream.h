/*
 * Stream: the TCP connection that one end of a BGP session speaks over (RFC 9293), segment by
 * segment: a message is one, or as many as its bytes need. Handshake, acknowledgments (with the
 * next message, else after 40 ms; at once of UPDATEs, of each second segment and of what is out of
 * order), slow start and congestion avoidance (RFC 5681), what is lost said again after three
 * duplicate acknowledgments (NewReno, RFC 6582) or after a time-out that doubles (RFC 6298), what
 * is out of order kept, FIN both ways, RST for what is unknown. Windows are the largest without
 * scaling and never close: sessions read at once. Left out: SACK, which is not negotiated,
 * limited transmit, and the window that grows by each duplicate acknowledgment (RFC 6582, section
 * 3.2, steps 3 and 4). Segments are numbered from 0, the SYN, and carry the last 16 bits of
 * numbers.
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
    STREAM_PART, /* of a message that ends in a later segment */
    STREAM_MESSAGE
};

/* The value of STREAM_RST: this end gives a connection up, or answers what it does not know; its
 * number is the one that the other end waits for, or the stranger has asked for. */
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

struct stream_message { /* a segment; of several the last one has what the message says */
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
    uint32_t acked, out, next;   /* the first one not acknowledged, not sent yet, not written yet */
    struct stream_message *sent; /* [number & (cap_sent - 1)]: from acked to next */
    uint32_t cap_sent;
    uint32_t cwnd, ssthresh, n_credits; /* segments; acknowledged since cwnd has last grown */
    uint32_t n_duplicates;              /* acknowledgments in a row that say nothing new */
    uint32_t got;                       /* of the other end: the first one that has not come */
    struct stream_message
        *came; /* what the session has not taken, in order; beyond got with gaps */
    uint32_t n_came, cap_came;
    uint32_t again, again_until; /* recovery: the next one to say again, and how far it goes */
    bool goes_back;              /* after a time-out: as many again as the window lets out */
    uint32_t n_timeouts;         /* in a row */
    struct tcp_rto rto;
    sim_time_t rto_at, ack_at;
};

/* Before the run: in the middle of a connection. */
void stream_init(struct stream *s, struct tunnel *t);
/* Begins a new connection. */
void stream_connect(struct stream *s, sim_time_t now);
/* Says a message of the session that fits into a segment; one that has so many bytes. */
void stream_say(struct stream *s, uint32_t kind, uint32_t value, sim_time_t now);
void stream_say_long(struct stream *s, uint32_t kind, uint32_t value, uint32_t bytes,
                     sim_time_t now);
/* Bytes in a full segment of a tunnel's sessions, either way. */
uint32_t stream_mss(const struct tunnel *t);
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

/* One that is not acknowledged; it may not be sent yet. */
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
