/*
 * Congestion control: one file an algorithm, behind one table. Windows are bytes. The sender's
 * machinery (what is lost, what may be sent, proportional rate reduction in recovery) is common; an
 * algorithm says how the window grows and how far it falls.
 */
#ifndef MODELS_TCP_TCP_CC_H
#define MODELS_TCP_TCP_CC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/simtime.h"

struct tcp;

struct tcp_ack {        /* what one acknowledgment brought */
    uint64_t acked;     /* bytes, cumulatively */
    uint64_t delivered; /* bytes, also selectively */
    uint64_t lost;      /* bytes found lost by it */
    uint64_t pipe_before;
    sim_time_t rtt;      /* of the newest segment that was sent once; -1: none */
    bool window_limited; /* was the congestion window what held the sender back? */
    /* delivery rate: bytes over a span; span -1: no sample. before: delivered when the newest
     * segment was sent */
    uint64_t rate_bytes, rate_before;
    sim_time_t rate_dur;
    bool rate_app_limited;
};

enum tcp_cc_event { TCP_CC_TIMEOUT, TCP_CC_RECOVERED, TCP_CC_UNDONE };

struct tcp_cc_ops {
    const char *name;
    size_t state_bytes; /* of the sender's cc_state */
    bool paces;         /* it sets a pacing rate; delivery rates are kept for it: its state begins
                           with them (struct tcp_rate) */
    bool controls;      /* it sets the window itself, on every acknowledgment, in recovery too */
    void (*init)(struct tcp *c, sim_time_t now);
    void (*acked)(struct tcp *c, const struct tcp_ack *a, sim_time_t now);
    /* What the window falls to when congestion is found. */
    uint64_t (*reduce)(struct tcp *c, sim_time_t now);
    void (*event)(struct tcp *c, enum tcp_cc_event event, sim_time_t now); /* NULL: nothing to do */
    /* It sends again after idle_dur without anything outstanding. NULL: nothing to do. */
    void (*restart)(struct tcp *c, sim_time_t idle_dur, sim_time_t now);
    /* It is silent `now`, and `restart` will be called before anything is sent: makes what nobody
     * asks for before it is set anew as it was after `init` at `at`, or zero where there is
     * `relate`. NULL: nothing to do. */
    void (*rest)(struct tcp *c, sim_time_t at, sim_time_t now);
    /* Its state by what it differs from what the rest of a silent end makes one expect. Twice, and
     * it is as it was. NULL: a state as after `init` is expected. */
    void (*relate)(struct tcp *c);
    uint64_t (*pacing_bps)(const struct tcp *c); /* of `paces` */
};

extern const struct tcp_cc_ops tcp_cc_newreno, tcp_cc_cubic, tcp_cc_bbr;

/* What several share: slow start up to ssthresh; returns the bytes of `acked` that are left over.
 */
uint64_t tcp_cc_slow_start(struct tcp *c, uint64_t acked);
/* Was the window in use? One that is not must not grow (RFC 9293, 3.8.2; Linux's
 * tcp_is_cwnd_limited). */
bool tcp_cc_may_grow(const struct tcp *c, const struct tcp_ack *a);

#endif
