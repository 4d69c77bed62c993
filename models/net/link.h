/*
 * Link: one direction of what carries packets. A transmitter (rate, queue) and behind it 1 to 64
 * paths, each in order, with a constant propagation, stalls (jitter as a process in time) and, if
 * the user asks for it, a draw per packet. With `reorder` packets keep their draws and overtake
 * each other; else a path holds back what would.
 *
 * The drop-tail queue counts what waits, in bytes or packets: not what is being transmitted. The
 * departure is computed on arrival, so a hop costs one event, the arrival at the far end; only the
 * head of a path is pending. Any other discipline has a struct queue (queue.h) and costs one event
 * more. Loss strikes after transmission: a lost packet has used the link. A packet above the MTU
 * travels as IPv4 fragments (RFC 791: 20 more header bytes each, payload in units of 8 bytes), sent
 * back to back and counted as one packet, which is lost with any of them, or when they come out of
 * order (the platform drops such fragments).
 *
 * The transmitter and the paths' state belong to the region at the near end, the wires to that at
 * the far end.
 */
#ifndef MODELS_NET_LINK_H
#define MODELS_NET_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "models/dist/dist.h"
#include "models/net/fifo.h"
#include "models/net/loss.h"
#include "models/net/region.h"
#include "models/net/reorder.h"
#include "models/net/stall.h"
#include "sim/engine/lp.h"
#include "sim/engine/rng.h"

#define LINK_PATHS_MAX 64

struct link;
struct link_queue; /* models/net/link_queue.h */

/* Takes a packet that has arrived; may change it in place, must copy what it keeps. */
typedef void link_sink_fn(struct region *r, struct link *link, struct packet *p, sim_time_t now);

/* Of the five-tuple that a packet shows on a link of that region: what queues tell flows by. */
typedef uint32_t link_hash_fn(const struct region *r, const struct packet *p);

/* Offered one that is larger than the link's MTU: has it been dropped, since it is not to be
 * fragmented? */
typedef bool link_large_fn(struct link *l, const struct packet *p, uint32_t bytes, sim_time_t now);

struct link_path {      /* near end */
    sim_time_t delay;   /* propagation, one way */
    sim_time_t last_at; /* the last arrival given out: order is kept */
    struct stall stall;
};

/* The ESP number of a packet in a tunnel that the link sends on, or loses: counted in that order.
 */
typedef struct reorder_number link_number_fn(const struct region *r, const struct packet *p);

struct link_wire { /* far end of a path */
    struct fifo fifo;
    struct event ev;
    struct reorder *heap; /* in place of the FIFO; NULL: packets keep their order */
    struct link *link;
};

struct link_waiter {
    sim_time_t start_at; /* when its transmission begins */
    uint32_t bytes;
};

struct link_counters { /* from the warm-up's end to the end of the run */
    uint64_t packets,
        bytes; /* transmitted: IP bytes, those of fragments' headers too, without framing */
    uint64_t drops, drop_bytes;
    sim_time_t busy_dur, wait_dur; /* sums: of transmissions, of waits (each packet's wait before
                                      its transmission) */
    unsigned __int128 waiting_byte_ps; /* integral of the bytes waiting over time */
    int64_t waiting_bytes_max;
};

struct link {
    /* what a packet touches */
    sim_time_t free_at; /* the transmitter is busy until then */
    sim_time_t last_transmission_dur;
    uint32_t last_bytes, last_ip_bytes; /* of the packet; with the headers that fragments add */
    uint32_t n_paths, place;
    int64_t rate_bps; /* UNITS_UNLIMITED: transmission takes no time and nothing waits */
    struct link_path *path;
    struct link_wire *wire;
    struct region *near, *far;
    struct packet *outbox; /* what crosses to another region in this window */
    uint32_t n_outbox, cap_outbox;
    struct segment *outbox_segment; /* of the TCP packets in it, in order */
    uint32_t n_outbox_segments, cap_outbox_segments;
    struct reorder_number *outbox_number; /* of all packets in it, where the link reorders */
    uint32_t cap_outbox_numbers;
    struct reorder_number arrived; /* far end: of the packet that the sink is given */
    link_number_fn *number;
    uint32_t mtu_bytes, framing_bytes;
    bool loses,
        has_stalls; /* loses: by its loss model, fragments that come out of order, or a fault */
    bool has_extra, has_loss;
    uint32_t n_down; /* faults that keep it down */
    bool tells_mtu;  /* for `large` */
    bool limit_in_packets;
    bool reorders;
    /* the queue */
    struct link_waiter *waiter; /* ring, doubling */
    uint32_t waiter_head, waiter_tail, waiter_mask;
    uint32_t vm;             /* of an access link */
    int64_t waiting_bytes;   /* of the waiters in the ring: some may have begun meanwhile */
    uint64_t busy_until_now; /* ps of counted transmission done, as of the last link_refresh */
    int64_t limit;
    struct link_queue *queue; /* NULL: drop-tail */
    link_hash_fn *hash;       /* for it */
    link_large_fn *large;     /* NULL: all are fragmented */
    struct link_counters count;
    struct loss loss;
    double disorder; /* share of the packets in fragments whose fragments come out of order */
    struct rng disorder_rng;
    struct dist extra; /* ps, above the path's delay, a draw a packet */
    struct rng extra_rng;
    link_sink_fn *sink;
    struct channel channel;
    sim_time_t warmup_at, end_at;
    const char *name, *from, *to; /* as in links.csv */
};

/* Fields set by the caller: rate, limit, framing, mtu, loss, extra, stalls, delays, names, sink.
 * This wires the events. */
void link_attach(struct link *l, struct region *near, struct region *far);

/*
 * Offers a packet of `bytes` (on this link; inside a tunnel more than p->bytes) at `now`. It is
 * copied, or dropped with its cause recorded.
 */
void link_send(struct link *l, const struct packet *p, uint32_t bytes, uint32_t path,
               sim_time_t now);

/* As link_send for a sender that the link's own machine holds back: the queue takes it although it
 * is full. */
void link_send_held(struct link *l, const struct packet *p, sim_time_t now);

sim_time_t link_queue_clear_at(const struct link *l, sim_time_t now);

/* When what has been given to the link so far will have been sent; where a queue decides, about. */
static inline sim_time_t link_clear_at(const struct link *l, sim_time_t now)
{
    return l->queue == NULL ? l->free_at : link_queue_clear_at(l, now);
}

/*
 * A fault: what is sent is lost (cause link_down) until as many link_mend as link_fail. What had
 * been transmitted before arrives.
 */
void link_fail(struct link *l);
void link_mend(struct link *l);

/*
 * Between regions: news of the platform's own control plane, which this link's faults and losses do
 * not touch. Arrives after the delay of its first path.
 */
void link_signal(struct link *l, const struct packet *p, sim_time_t now);

/* ECN marks, from the warm-up's end on. */
uint64_t link_marks(const struct link *l);

/* Counts what waits up to the end of the run. */
void link_close(struct link *l);

/* Brings waiting_bytes and busy_until_now, which sends compute ahead, to what is true at `now`. */
void link_refresh(struct link *l, sim_time_t now);

/* Room for more than have ever waited at once, on either side of it (arena_ahead); neither of its
 * regions may be running. */
void link_reserve(struct link *l);

/* Packets on the way: in the queue, the wires and the outbox. Control packets not counted. */
uint64_t link_in_flight(const struct link *l);

/* How many IPv4 fragments carry a packet of `bytes` over an MTU, 1 when it fits. mtu >= 68 (RFC
 * 791). */
static inline uint32_t link_fragments(uint32_t bytes, uint32_t mtu)
{
    uint32_t payload_a_fragment = (mtu - 20) & ~UINT32_C(7);
    return bytes <= mtu ? 1 : (bytes - 20 + payload_a_fragment - 1) / payload_a_fragment;
}

#endif
