/*
 * Update: what a speaker tells a peer, as messages of BGP on the wire: how many bytes that is, for
 * the segments of the session, and the bytes themselves, for a capture.
 */
#ifndef MODELS_CONTROL_UPDATE_H
#define MODELS_CONTROL_UPDATE_H

#include <stdint.h>

struct bytes;
struct speaker_news;
struct tunnel;

/* Entries of a peer's list from `first` on, `most` at most, as one UPDATE in the tunnel: those in a
 * row that are told alike, or withdrawn. Returns how many it has taken. b has room for
 * WIRE_BGP_MOST. */
uint32_t update_put(struct bytes *b, const struct tunnel *t, const struct speaker_news *first,
                    uint32_t most, uint32_t next_hop);
/* Of all UPDATEs that tell n entries. */
uint32_t update_bytes(const struct tunnel *t, const struct speaker_news *first, uint32_t n);

#endif
