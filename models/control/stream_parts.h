/*
 * What the files of a stream share: stream.c says, and says again, stream_receive.c takes.
 */
#ifndef MODELS_CONTROL_STREAM_PARTS_H
#define MODELS_CONTROL_STREAM_PARTS_H

#include "models/control/stream.h"

struct arena *stream_arena(const struct stream *s);
/* The segment of that number, which is not acknowledged yet. */
static inline struct stream_message *stream_sent_at(struct stream *s, uint32_t number)
{
    return &s->sent[number & (s->cap_sent - 1)];
}

/* Another connection, or none. */
void stream_begin(struct stream *s, enum stream_phase phase);
/* A segment is written, and goes out when the windows let it. */
void stream_put(struct stream *s, uint32_t kind, uint32_t value, sim_time_t now);
void stream_put_again(struct stream *s, uint32_t number, sim_time_t now);
/* The other end has all below `until`; is_bare: and says nothing else. */
void stream_take_ack(struct stream *s, uint32_t until, bool is_bare, sim_time_t now);
/* RST, and nothing more. */
void stream_reset(struct stream *s, sim_time_t now);

#endif
