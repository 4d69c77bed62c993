/*
 * Region: what one logical process owns of the running network: its packet pool, its record of
 * drops, its view of the flows. Handlers of a region touch nothing of another one; packets cross in
 * links only.
 */
#ifndef MODELS_NET_REGION_H
#define MODELS_NET_REGION_H

#include <stdint.h>

#include "models/net/blocks.h"
#include "models/net/cause.h"
#include "models/net/fifo.h"
#include "models/net/packet.h"
#include "models/net/segment.h"
#include "sim/base/simtime.h"
#include "sim/engine/lp.h"

struct network;

/*
 * Drops of one flow's packets at one place for one cause. Counts the cohort sent at or after the
 * warm-up's end. episodes: of TCP, how many reductions of its sender's window they had a part in:
 * what is sent between two of them and lost, however many packets, costs one (RFC 6675, 5; RFC
 * 8985, 8). Of connections of one flow whose losses take turns each turn counts. wait_dur: what
 * senders stood still for, since what a time-out had them send again was lost here, or its
 * acknowledgment; opening_dur: what connections waited for to be opened, since a SYN was.
 */
struct drop_record {
    uint32_t place, flow;
    uint8_t cause;                /* enum drop_cause */
    uint16_t connection, episode; /* of the last one */
    uint64_t packets, bytes, episodes;
    sim_time_t first_at, last_at, wait_dur, opening_dur;
};

/* Open addressing, doubling; an entry a (place, cause, flow) that ever dropped. Order of iteration:
 * sorted on demand. */
struct drop_table {
    struct drop_record *slot;
    uint32_t n, cap;
};

struct flow_count {
    uint64_t offered, offered_bytes, received, received_bytes, dropped, dropped_bytes;
};

struct region;

/* Counts of a packet's flow, in its direction, in that region (models/flow/flow.h). */
typedef struct flow_count *region_count_fn(struct region *r, const struct packet *p);

struct region {
    struct lp lp;
    struct fifo_pool pool;
    struct segment_pool segments;
    struct blocks blocks;
    struct drop_table drops;
    struct network *net;
    uint32_t index; /* = lp.index */
    uint64_t epoch; /* of the routes: bumped by the control plane */
    region_count_fn *count_of;
    struct flow_count *passing; /* [2 * flow], there and back: of flows that end elsewhere; NULL
                                   where none can pass */
    uint32_t arrived_vm; /* where a packet of TCP has come to just now: of those that answer for a
                            front */
    uint32_t *ended; /* flows from here that have come to their end, for who looks between windows;
                        NULL: nobody does */
    uint32_t n_ended;
    uint64_t n_injected, n_delivered,
        n_dropped; /* all data packets, warm-up included: for conservation */
};

/* Records a drop and ends the packet. Never for PACKET_IKE. */
void region_drop(struct region *r, uint32_t place, enum drop_cause cause, const struct packet *p,
                 sim_time_t now);

/* Fixed order (place, cause, flow); *n records, in memory of the region's arena. */
struct drop_record *region_drops_sorted(const struct region *r, uint32_t *n);

#endif
