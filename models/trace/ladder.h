/*
 * Byte ladder: what becomes of a packet's size on a way that trace has found: ESP around it and off
 * again, fragments where it is larger than an MTU. It follows the rules that packets of a run
 * follow (links fragment, gateways clamp the MSS of TCP).
 */
#ifndef MODELS_TRACE_LADDER_H
#define MODELS_TRACE_LADDER_H

#include "models/trace/trace.h"

enum {
    LADDER_HEADER_BYTES = 40
}; /* IPv4 20, TCP 20: between an MTU and an MSS (RFC 9293, 3.7.1) */

struct ladder_at {       /* a packet at a rung */
    uint32_t bytes;      /* of it there, ESP included */
    uint32_t fragments;  /* 1: it fits; at gateways 1 */
    uint32_t wire_bytes; /* with the headers of fragments and the link's framing; at gateways 0 */
};

/* Packet `bytes` at each of the trace's rungs; at[] has room for them. */
void ladder_climb(const struct trace *t, uint32_t bytes, struct ladder_at *at);

/* The largest packet that nothing on the way fragments; 0: none. */
uint32_t ladder_largest(const struct trace *t);

/* What becomes of a packet of TCP, which is not to be fragmented (DF). */
enum ladder_fate {
    LADDER_WHOLE,
    LADDER_FRAGMENTS, /* of the ESP packets around it, which clear DF */
    LADDER_TOLD,      /* dropped, and the sender is told: it goes on with smaller ones */
    LADDER_LOST       /* dropped, and nobody tells: a black hole */
};
/* *rung: of a dropped one where that is. */
enum ladder_fate ladder_fate(const struct trace *t, uint32_t bytes, size_t *rung);
/* What its sender comes to, who goes on with what it is told, as often as it is: LADDER_TOLD, or
 * LADDER_LOST when nobody tells of what it has come to. *bytes: that; *rung as above. */
enum ladder_fate ladder_settle(const struct trace *t, uint32_t *bytes, size_t *rung);

/* Most bytes on a link for one segment of that MSS, and most fragments. */
struct ladder_cost {
    uint32_t wire_bytes, fragments;
};
struct ladder_cost ladder_cost(const struct trace *t, uint32_t mss);

/* The MSS of what VM number `from` sends to number `to`: each NIC's MTU less 40, after what
 * gateways on the way back clamp it to, by which the other one says what it takes. So the two
 * directions of a connection differ where their ways do. *by: who decides, as "the MTU of web-0
 * less 40" or "gateway gw clamps it". */
uint32_t ladder_mss(const struct network *n, uint32_t from, uint32_t to, const struct trace *back,
                    struct arena *arena, const char **by);

#endif
