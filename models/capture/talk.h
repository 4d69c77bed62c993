/*
 * Talk: a BGP session as its bytes on the wire, kept for the capture alone: the segments of the
 * model (models/control/stream.h) carry numbers. One end is kept for each tunnel of a captured
 * gateway, in the region of t->from; what it says goes to the other end beside the segment, as
 * ESP's numbers do (models/capture/sequence.h), so that both show the same. Options: the largest
 * segment alone; the window is the largest without scaling. A session that stands when the run
 * begins is in the middle of its connection.
 */
#ifndef MODELS_CAPTURE_TALK_H
#define MODELS_CAPTURE_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "models/capture/frame.h"

struct arena;
struct speaker_news;

struct talk_part { /* what a segment says; never written again */
    const uint8_t *bytes;
    uint32_t n, offset; /* in the stream of this end, behind the SYN */
    uint32_t got;       /* of the other end's */
    uint32_t connection, number;
    uint8_t flags;   /* of TCP */
    bool is_refusal; /* RST that answers a SYN: from no stream at all */
};

struct talk_line {                 /* a connection, at one end */
    uint32_t connection;           /* of those that the session has made */
    uint8_t *stream;               /* doubling: what is handed on stays where it is */
    uint32_t n, cap, n_cut;        /* n_cut: in segments already */
    const struct talk_part **said; /* [number]: what goes out again is what it was */
    uint32_t n_said, cap_said;
    uint32_t *heard; /* [number]: where the other end's segment ends in its stream */
    uint32_t n_heard, cap_heard;
    struct talk_line *before; /* an older one: it may be closing still */
};

struct talk { /* one end */
    struct talk_line *line;
    const struct talk_part *came;    /* the last one */
    const struct speaker_news *told; /* the last of the list that stands in the stream */
    uint32_t n_told;
};

/* Before the run. */
struct talk *talk_new(const struct network *n, const struct tunnel *t);
/* t->from sends segment p. */
const struct talk_part *talk_say(struct talk *k, const struct tunnel *t, const struct packet *p);
/* A part of the other end's has come to this one. */
void talk_hear(struct talk *k, const struct talk_part *part, struct arena *arena);

/* --- models/capture/talk_frame.c --- */

/* Where BGP answers at t->from, to t->to. */
uint32_t talk_address(const struct tunnel *t);
/* A part in clear, as seen at t->from or at t->to; the head goes to head[FRAME_MESSAGE_MOST]. */
void talk_frame(struct frame *f, uint8_t *head, const struct talk_part *part,
                const struct tunnel *t, bool at_to);

#endif
