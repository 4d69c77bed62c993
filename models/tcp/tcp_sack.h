/*
 * Scoreboard of the sender (RFC 6675): a ring of the segments that have been sent and not yet
 * acknowledged, in order of the stream. Each is in one of three states: on its way (in a list by
 * time of sending, as RACK wants it), lost and waiting to be sent again (in a list by place in the
 * stream), or acknowledged selectively (in no list). So no acknowledgment scans what it does not
 * change, and `pipe` is what is on its way.
 */
#ifndef MODELS_TCP_TCP_SACK_H
#define MODELS_TCP_TCP_SACK_H

#include <stdbool.h>
#include <stdint.h>

#include "models/tcp/tcp_ranges.h"
#include "sim/base/simtime.h"

struct blocks;

#define TCP_SENT_NONE  UINT32_MAX
#define TCP_DUP_THRESH 3 /* RFC 5681, 3.2; DupThresh of RFC 6675 and RFC 8985 */

enum tcp_sent_flag {
    TCP_SENT_SACKED = 1,
    TCP_SENT_LOST = 2,
    TCP_SENT_AGAIN = 4,
    TCP_SENT_PUSH = 8,
    TCP_SENT_APP_LIMITED = 16
};

struct tcp_sent { /* a segment */
    uint64_t seq;
    sim_time_t sent_at;      /* last */
    uint32_t previous, next; /* in its list: numbers, TCP_SENT_NONE: none */
    uint16_t len;
    uint8_t flags;
    uint8_t unused[5];
};

struct tcp_sent_rate { /* what was known when it was sent; for delivery rates
                          (models/tcp/tcp_rate.h) */
    uint64_t delivered;
    sim_time_t delivered_at, first_at;
};

struct tcp_list {
    uint32_t first, last;
};

struct tcp_board {
    struct tcp_sent *ring;      /* a block; numbers go on, & mask gives the place */
    struct tcp_sent_rate *rate; /* beside it; NULL: not kept */
    uint32_t head, tail, mask;
    struct tcp_list flying, lost;
    uint32_t n_flying, n_sacked; /* segments */
    uint64_t pipe, lost_bytes, sacked_bytes;
    uint64_t
        lost_end; /* of the last segment in the stream that was found lost; 0: none, or undone */
    struct tcp_ranges sacked;
};

void tcp_board_init(struct tcp_board *b);
/* A segment is sent for the first time; returns its number. */
uint32_t tcp_board_push(struct tcp_board *b, struct blocks *blocks, bool with_rate, uint64_t seq,
                        uint16_t len, sim_time_t now);
/* One that is lost, or on its way (a probe), is sent again. */
void tcp_board_again(struct tcp_board *b, uint32_t i, sim_time_t now);
void tcp_board_lose(struct tcp_board *b, uint32_t i);
void tcp_board_sack(struct tcp_board *b, uint32_t i);
/* Segments longer than `len` were lost, and become several of that length at most: other numbers
 * for all. */
void tcp_board_split(struct tcp_board *b, struct blocks *blocks, uint32_t len);
/* The oldest one is acknowledged. */
void tcp_board_pop(struct tcp_board *b);
/* Nothing of what was taken for lost is: all of it is on its way as before. */
void tcp_board_find_again(struct tcp_board *b);
/* Forgets selective acknowledgments below una, and gives memory back when nothing is left. */
void tcp_board_trim(struct tcp_board *b, struct blocks *blocks, uint64_t una);
/* The segment that begins at seq, which must be in the ring. mss: what most segments are long. */
uint32_t tcp_board_find(const struct tcp_board *b, uint64_t seq, uint32_t mss);

/* RFC 6675, IsLost: below this, what is not acknowledged is lost: three ranges, or more than two
 * segments' bytes, above it. */
uint64_t tcp_board_lost_below(const struct tcp_board *b, uint32_t mss);

static inline struct tcp_sent *tcp_board_at(const struct tcp_board *b, uint32_t i)
{
    return &b->ring[i & b->mask];
}

static inline bool tcp_board_is_empty(const struct tcp_board *b)
{
    return b->head == b->tail;
}

#endif
