/*
 * RACK: loss by time (RFC 8985, section 6). A segment is lost when one sent later has arrived and
 * the reordering window has passed since. Section numbers in tcp_rack.c are the RFC's. The minimum
 * round trip (6.2, step 1) is that of the handshake and of all that was sent once, as Linux's
 * (tcp_ack_update_rtt, tcp_synack_rtt_meas); of the connection's life, in place of a windowed one
 * (Linux: of 300 s, tcp_min_rtt_wlen), and without those that time stamps alone tell. Checked in
 * test_tcp_parts.c and test_tcp_handshake.c.
 */
#ifndef MODELS_TCP_TCP_RACK_H
#define MODELS_TCP_TCP_RACK_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/simtime.h"

struct tcp_rack {
    sim_time_t sent_at; /* of the segment sent last of all that have arrived: RACK.xmit_ts */
    uint64_t end;       /* its end: RACK.end_seq; 0: nothing has arrived yet */
    sim_time_t rtt, min_rtt;
    uint64_t forward;   /* highest end that has arrived: RACK.fack */
    uint64_t dsack_end; /* no more than one widening a round trip: until this is acknowledged */
    uint8_t multiplier; /* of a quarter of min_rtt: RACK.reo_wnd_mult */
    uint8_t persist;    /* recoveries for which the multiplier stays */
    bool reordering_seen;
};

/* handshake_rtt: 0: it gave none (Karn). */
void tcp_rack_init(struct tcp_rack *r, sim_time_t handshake_rtt);
/* A segment [.., end), sent (last) at sent_at, is acknowledged for the first time; echo:
 * TSecr of an answer that acknowledges it in order, -1: none. */
void tcp_rack_deliver(struct tcp_rack *r, sim_time_t sent_at, uint64_t end, bool again,
                      sim_time_t echo, sim_time_t now);
/* Bytes have come twice (DSACK): the window was too small. una, nxt: as on this acknowledgment. */
void tcp_rack_dsack(struct tcp_rack *r, uint64_t una, uint64_t nxt);
void tcp_rack_recovered(struct tcp_rack *r);
/* Nothing is on its way: instants and places before all that will be sent are as good as none. */
void tcp_rack_rest(struct tcp_rack *r);
/* RACK.reo_wnd. duplicates: three segments are acknowledged selectively, or recovery is on. */
sim_time_t tcp_rack_window(const struct tcp_rack *r, bool duplicates, sim_time_t srtt);

/* Was (t1, end1) sent after (t2, end2)? */
static inline bool tcp_rack_after(sim_time_t t1, uint64_t end1, sim_time_t t2, uint64_t end2)
{
    return t1 > t2 || (t1 == t2 && end1 > end2);
}

#endif
