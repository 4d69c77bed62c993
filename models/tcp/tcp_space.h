/*
 * Receive window that grows as it is used: Linux's dynamic right-sizing (net/ipv4/tcp_input.c of
 * kernel 6.1: tcp_rcv_space_adjust, tcp_grow_window). A connection begins with a window of 64 kB.
 * Each segment opens it by twice its bytes up to a bound, and where an application reads more in a
 * round trip than ever before, the bound becomes twice that, and more while it accelerates. So slow
 * start is not held back, and an idle connection has no megabytes promised. It never shrinks.
 */
#ifndef MODELS_TCP_TCP_SPACE_H
#define MODELS_TCP_TCP_SPACE_H

#include <stdint.h>

#include "sim/base/simtime.h"

enum {
    TCP_SPACE_DEFAULT = 65535
}; /* bytes that a window has before it grows: half of tcp_rmem's
      default, 131,072 */

struct tcp_space {          /* of a receiving half: a block, from the first segment of data on */
    uint32_t window, bound; /* what is told; what it may become; 2^30 at most (RFC 7323, 2.3) */
    uint64_t most;          /* read in a round trip */
    uint64_t from;          /* where this one began */
    sim_time_t from_at;
    sim_time_t rtt;  /* of the receiver: from a stamp told to its echo; 0: none yet */
    sim_time_t echo; /* the last one */
};

/* What a connection begins with: whole segments below 65,536 bytes (tcp_select_initial_window). */
uint32_t tcp_space_initial(uint32_t mss);
/* window: what has been told so far. */
void tcp_space_init(struct tcp_space *s, uint32_t mss, uint32_t window, uint64_t received,
                    sim_time_t rtt, sim_time_t now);
/* A segment has come whose bytes lead up to `received`, all of them read; echo: the stamp that it
 * answers, -1: none. */
void tcp_space_arrive(struct tcp_space *s, uint32_t mss, uint64_t largest, uint32_t payload,
                      uint64_t received, sim_time_t echo, sim_time_t now);

#endif
