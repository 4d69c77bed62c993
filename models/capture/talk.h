/*
 * Talk: a BGP session as its bytes on the wire, kept for the capture alone: the model's messages (models/control/session.h) carry
 * numbers. Each message is one step of TCP: SYN, SYN and ACK, OPEN with the third acknowledgment, OPEN and KEEPALIVE, KEEPALIVE,
 * UPDATEs, an acknowledgment alone, NOTIFICATION with FIN. One end is kept for each tunnel of a captured gateway, in the region
 * of t->from; what it says goes to the other end beside the message, as ESP's numbers do (models/capture/sequence.h), so that
 * both show the same.
 *
 * What has been lost is said again with the next message, from the first byte that the peer has not acknowledged: when its last
 * message must have known of it, or when the model repeats an UPDATE. KEEPALIVEs are acknowledged by what the peer sends next.
 * A session that stands when the run begins is in the middle of its connection.
 */
#ifndef MODELS_CAPTURE_TALK_H
#define MODELS_CAPTURE_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "models/capture/frame.h"

struct speaker_news;

struct talk_part { /* what a message says; never written again */
    const uint8_t *bytes;
    uint32_t n, offset;  /* in the stream of this end */
    const uint32_t *end; /* [packet], in bytes: what is said again is cut as it was */
    uint32_t n_packets;
    uint32_t got;        /* of the other end's */
    uint32_t connection;
    uint8_t flags;       /* of TCP */
};

struct talk_mark {
    uint32_t end; /* of what was said then */
    sim_time_t at;
    bool is_update;
};

struct talk { /* one end */
    uint32_t connection; /* of those that the session has made */
    uint8_t *stream;     /* doubling: what is handed on stays where it is */
    uint32_t n, cap, acked;
    uint32_t got; /* of the other end's stream, without a gap */
    bool has_opened, has_confirmed, has_lost;
    const struct speaker_news *told; /* the last of the list that stands in the stream */
    uint32_t n_told;
    struct talk_mark *mark; /* not acknowledged, in order */
    uint32_t n_marks, cap_marks;
};

/* Before the run. */
struct talk *talk_new(const struct network *n, const struct tunnel *t);
/* t->from sends message p: the next part. */
const struct talk_part *talk_say(struct talk *k, const struct tunnel *t, const struct packet *p, sim_time_t now);
/* A part of the other end's has come to this one, sent at sent_at. */
void talk_hear(struct talk *k, const struct talk_part *part, sim_time_t sent_at, sim_time_t now);

/* Packet number i of a part in clear, as seen at t->from or at t->to; the head goes to head[FRAME_MESSAGE_MOST]. */
void talk_frame(struct frame *f, uint8_t *head, const struct talk_part *part, uint32_t i, const struct tunnel *t, bool at_to);

#endif
