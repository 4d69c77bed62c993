/*
 * Profile: how an operating system's TCP is set. Figures of Linux:
 * Documentation/networking/ip-sysctl.rst and net/ipv4 of kernel 6.1; of Windows: what
 * models/data/assumptions.csv gives reasons for. A traffic entry overrides each field.
 *
 * Constant here, and adapted by Linux where hardly anybody could see it: the delay of
 * acknowledgments, 40 ms (TCP_ATO_MIN). Linux's grows with segments that come 20 to 40 ms apart,
 * and where it was waited for in vain, up to the round trip if that is longer (tcp_event_data_recv,
 * tcp_send_delayed_ack, tcp_delack_timer_handler); it shrinks again with the next ones. But what
 * was pushed does not wait for it. Not modelled is what depends on how busy the receiver's machine
 * is: segments that its driver hands up together (GRO), and writes that it reads together, have one
 * acknowledgment. Kernel 6.18 on two busy processors read 37,500 writes of 1,000 bytes at 100 Mbps
 * in 31,500 pieces, and acknowledged each. Nor are those of segments out of order thinned out after
 * the third (tcp_comp_sack_nr).
 */
#ifndef MODELS_TCP_TCP_PROFILE_H
#define MODELS_TCP_TCP_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "models/tcp/tcp_rto.h"
#include "sim/base/simtime.h"

struct tcp_cc_ops;
struct topo_traffic;
struct topo_vm_group;
struct catalog;

enum tcp_hystart { TCP_HYSTART_OFF, TCP_HYSTART_CLASSIC, TCP_HYSTART_PLUS_PLUS };

struct tcp_profile {
    const struct tcp_cc_ops *cc;
    uint64_t receive_bytes; /* largest window advertised, before rounding to the scale */
    uint64_t send_bytes;    /* of payload, unacknowledged */
    unsigned scale;         /* window scale (RFC 7323) that lets receive_bytes be told */
    struct tcp_rto_limits rto;
    sim_time_t ack_delay;
    uint32_t retries, syn_retries; /* time-outs in a row; the next one ends the connection */
    uint32_t synack_retries;       /* of who is asked for one: forgets it */
    sim_time_t give_up_dur;  /* in place of retries: the time-out that comes so long after the first
                                one, or later, ends it; 0: none */
    uint32_t initial_window; /* segments (RFC 6928) */
    uint16_t quick_acks;     /* segments at the beginning, and after a silence, answered at once */
    bool push_ack; /* a message that has been read is acknowledged at once, but in a conversation */
    bool stamps, rack, ecn, nagle;
    bool counts_bytes; /* NewReno: appropriate byte counting (RFC 3465) */
    bool restarts;     /* with a small window after a silence (RFC 2861) */
    bool grows;        /* the window, from 64 kB to receive_bytes (models/tcp/tcp_space.h) */
    enum tcp_hystart hystart;
};

/* Of the connections of a traffic entry at the end of the machines `at`. */
void tcp_profile_of(struct tcp_profile *p, const struct topo_traffic *t,
                    const struct topo_vm_group *at, const struct catalog *c);
/* Windows so many times as large. */
void tcp_profile_widen(struct tcp_profile *p, double receive, double send);

/* Window as it can be told: whole units of 2^scale. */
static inline uint64_t tcp_profile_window(const struct tcp_profile *p)
{
    return p->receive_bytes >> p->scale << p->scale;
}

#endif
