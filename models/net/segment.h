/*
 * Segment: what the TCP header of a packet says. It stands beside the packet, in a pool of the
 * region where the packet is: the packet keeps its cache line and carries the number of its segment
 * in `seq`. Links that cross to another region take it along; who delivers or drops the packet
 * gives it back.
 *
 * Sequence numbers are byte offsets of 64 bits in each way's stream, without the SYN's, with the
 * FIN's and without wrapping. The time stamp (RFC 7323) is the packet's sent_at.
 */
#ifndef MODELS_NET_SEGMENT_H
#define MODELS_NET_SEGMENT_H

#include <stdint.h>

#include "sim/base/assert.h"
#include "sim/base/simtime.h"

struct arena;

#define SEGMENT_SACKS 3 /* blocks that fit beside time stamps (RFC 2018, section 3) */

enum segment_flag {
    SEGMENT_SYN = 1,
    SEGMENT_ACK = 2,
    SEGMENT_PSH = 4, /* its last byte is the last one of a message */
    SEGMENT_ECE = 8,
    SEGMENT_CWR = 16,
    SEGMENT_ECT = 32, /* of the IP header: a queue may mark it in place of dropping it (RFC 3168) */
    SEGMENT_AGAIN = 64,  /* a retransmission; captures and records of drops look at it */
    SEGMENT_DSACK = 128, /* the first block tells of bytes that came twice (RFC 2883) */
    SEGMENT_FIN = 256,
    SEGMENT_TIMED_OUT = 512 /* sent again by a time-out, or the acknowledgment of that: rto_dur
                               holds. No header has it */
};

#define SEGMENT_NO_STAMPS (-2) /* in a SYN's echo: without the option of RFC 7323 */

#define SEGMENT_SYN_MOST                                                                           \
    60 /* bytes of the longest packet that opens a connection: 40 of headers, 20 of options */

struct segment_sack { /* offsets from ack; below it for a DSACK */
    int32_t from, to;
};

struct segment_router { /* numbers + 1; all 0: the fabric, which has no address */
    uint32_t gateway, instance, vm;
};

struct segment { /* one cache line */
    uint64_t seq, ack;
    sim_time_t echo;     /* TSecr: the time stamp answered; -1: none */
    uint32_t window;     /* bytes above ack, scaled already */
    uint16_t connection; /* of the flow */
    uint16_t turn;       /* which of those that its client has opened one after the other */
    uint16_t payload;    /* bytes */
    union {
        uint16_t mss;     /* the SYN's option (RFC 9293, 3.7.1) */
        uint16_t episode; /* of others: how often its sender had reduced its window; no header has
                             it, drops are told apart by it */
    };
    uint16_t flags : 12, n_sacks : 4;
    uint16_t path_mtu; /* 0; else no segment, but ICMP fragmentation needed about one of this
                          connection: seq is its, payload its packet's size, echo its time stamp,
                          ack its hops, window 1: its sender has ECN, 2: it is marked */
    union {
        struct segment_sack sack[SEGMENT_SACKS];
        struct {
            struct segment_sack fewer[SEGMENT_SACKS - 1];
            sim_time_t rto_dur; /* of data, SYNs and what has fewer blocks: until the next time-out,
                                   as far as it counts */
        };
        struct segment_router router; /* of ICMP: who sends it */
    };
};

_Static_assert(sizeof(struct segment) == 64, "a segment is one cache line");

struct segment_pool {
    struct arena *arena;
    struct segment *v; /* doubling: hold numbers, not pointers */
    uint32_t n, cap;
    uint32_t free; /* number + 1 of the first free one; the next stands in its window */
    uint32_t n_taken;
};

/* How long its sender stands still, should it be lost. */
static inline sim_time_t segment_wait_dur(const struct segment *s)
{
    return s->flags & SEGMENT_TIMED_OUT ? s->rto_dur : 0;
}

/* How long its connection waits to be opened, should it be lost. */
static inline sim_time_t segment_opening_dur(const struct segment *s)
{
    return s->flags & SEGMENT_SYN ? s->rto_dur : 0;
}

void segment_pool_grow(struct segment_pool *pool);
/* Room for more than have ever been in use at once (arena_ahead). */
void segment_pool_reserve(struct segment_pool *pool);

/* Not zeroed. */
static inline uint32_t segment_take(struct segment_pool *pool)
{
    pool->n_taken++;
    if (SIM_LIKELY(pool->free != 0)) {
        uint32_t i = pool->free - 1;
        pool->free = pool->v[i].window;
        return i;
    }
    if (pool->n == pool->cap)
        segment_pool_grow(pool);
    return pool->n++;
}

static inline void segment_give(struct segment_pool *pool, uint32_t i)
{
    pool->n_taken--;
    pool->v[i].window = pool->free;
    pool->free = i + 1;
}

#endif
