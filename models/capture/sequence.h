/*
 * Sequence: the numbers of ESP packets (RFC 4303, 2.2), kept for the capture alone: a packet of the
 * model does not carry its own. The sender counts under each SA, from 1; what it has numbered goes
 * beside the packets to the region at the other end, by the same barrier that they cross by, where
 * each packet finds its number again.
 */
#ifndef MODELS_CAPTURE_SEQUENCE_H
#define MODELS_CAPTURE_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/simtime.h"

struct arena;
struct region;
struct packet;
struct talk_part;
struct tunnel;

struct sequence_number {
    uint64_t id; /* of the packet */
    uint32_t spi, number;
    const struct talk_part *part; /* of BGP: what it says; else NULL */
};

struct sequence_list {
    struct sequence_number *v;
    uint32_t n, cap;
};

/* By packet: they may come in any order. What is lost stays in it, 24 bytes each, where its capture
 * has taken a hundred. */
struct sequence_set {
    struct sequence_number *v;
    uint32_t n, cap;
};

struct sequence {                   /* of one tunnel */
    uint32_t number, sa;            /* the sender's: the last one given, and under which SA */
    struct sequence_list sent;      /* near region, until the next barrier */
    struct sequence_set on_the_way; /* far region */
};

/* A packet leaves for the tunnel: its number. tell: the other end will ask for it, and for the part
 * of a talk that it is. */
struct sequence_number sequence_give(struct sequence *s, const struct region *r,
                                     const struct tunnel *t, const struct packet *p, bool tell,
                                     const struct talk_part *part);
/* It has come to the other end: the number that it was given. */
struct sequence_number sequence_find(struct sequence *s, const struct region *r,
                                     const struct packet *p);
/* At a barrier, in the far region. */
void sequence_cross(struct sequence *s, struct arena *far);

#endif
