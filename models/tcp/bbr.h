/*
 * BBR, version 1, as Linux 6.1 has it (net/ipv4/tcp_bbr.c; Cardwell, Cheng, Gunn, Yeganeh,
 * Jacobson, "BBR: congestion-based congestion control", ACM Queue 14(5), 2016): names, gains and
 * lengths are Linux's. Left out: its long-term sampling, which looks for token-bucket policers.
 *
 * Here: the state of one connection, in its sender's block, and what is derived from it. Windows
 * are bytes, rates bytes/s. Three steps an acknowledgment: what the path is (bbr_path.c), which
 * mode that makes (bbr_mode.c), what may be sent (cc_bbr.c); and what is kept of it in silence
 * (bbr_rest.c). Checked by
 * tests/theory/test_tcp_bbr.c.
 *
 * After an outage it may stand still for twice as long and more, as the kernel does: the time-out
 * is undone, PROBE_RTT allows four segments, those that were lost count as on their way, and the
 * next time-out is as long as the outage made it. Of four connections over 20 Mbps, down for 8 s,
 * 43 % (32 to 56) stood still for more than 17.5 s in kernel 6.18, and 50 % (41 to 59) here; 32 and
 * 25 % for more than 9.5 s after 4 s. No CUBIC connection did (tests/bench/kernel/outage.sh).
 */
#ifndef MODELS_TCP_BBR_H
#define MODELS_TCP_BBR_H

#include "models/tcp/tcp.h"
#include "models/tcp/tcp_max.h"

enum bbr_mode { BBR_STARTUP, BBR_DRAIN, BBR_PROBE_BW, BBR_PROBE_RTT };
enum { BBR_CYCLE_LEN = 8, BBR_MIN_SEGMENTS = 4, BBR_EXTRA_ROUNDS = 5 };

#define BBR_HIGH_GAIN    2.885
#define BBR_PACING_SHARE 0.99 /* bbr_pacing_margin_percent */

struct bbr {
    struct tcp_rate rate; /* stands first */
    struct tcp_max bw;    /* the delivery rate, bytes/s */
    double full_bw;
    sim_time_t min_rtt, min_rtt_at, probe_rtt_done_at, cycle_at, epoch_at;
    uint64_t round, round_delivered, prior_cwnd, epoch_acked, extra[2];
    double pacing, pacing_gain, cwnd_gain; /* pacing: bytes/s */
    uint64_t random;
    uint8_t mode, extra_rounds, cycle, full_count, extra_index, before_phase;
    bool round_start, full, conserve, probe_rtt_round_done, idle_restart, has_seen_rtt;
};

static inline struct bbr *bbr_of(const struct tcp *c)
{
    return (struct bbr *)(void *)c->work->sender->cc_state;
}

/* bytes/s, the most of the last ten rounds. */
static inline double bbr_max_bw(const struct bbr *b)
{
    return b->bw.best[0].v;
}

/* Bytes/s, before the path is known. */
static inline double bbr_first_pacing(double cwnd, sim_time_t rtt)
{
    return cwnd / sim_time_s(rtt) * BBR_HIGH_GAIN;
}

/* What a burst would be, were the sender to leave segmentation to its NIC: the window must hold a
 * few (bbr_tso_segs_goal). */
static inline double bbr_burst_bytes(const struct tcp *c, const struct bbr *b)
{
    const double most = 65536 - 320, least = b->pacing < 150000 ? c->mss : 2.0 * c->mss,
                 in_ms = b->pacing / 1024;
    return in_ms < least ? least : in_ms > most ? most : in_ms;
}

/* Bytes on a path of bw bytes/s, times gain; the initial window before a round trip is known. */
static inline double bbr_bdp(const struct tcp *c, const struct bbr *b, double bw, double gain)
{
    if (b->min_rtt == SIM_NEVER)
        return (double)c->setup->profile->initial_window * c->mss;
    return bw * sim_time_s(b->min_rtt) * gain;
}

/* The same with what bursts and probing need on top (bbr_inflight). */
static inline double bbr_inflight(const struct tcp *c, const struct bbr *b, double bw, double gain)
{
    const double w = bbr_bdp(c, b, bw, gain) + 3 * bbr_burst_bytes(c, b);
    return b->mode == BBR_PROBE_BW && gain > 1 ? w + 2.0 * c->mss : w;
}

/* --- models/tcp/bbr_path.c: the model of the path --- */

/* What an acknowledgment tells of it. */
void bbr_update_path(struct tcp *c, struct bbr *b, const struct tcp_ack *a);

/* --- models/tcp/bbr_mode.c: the modes that it goes through, and the gains of each --- */

/* The mode after an acknowledgment, when the path is known. */
void bbr_update_mode(struct tcp *c, struct bbr *b, const struct tcp_ack *a, sim_time_t now);
void bbr_update_gains(struct bbr *b);
/* The window as it is, to be restored after recovery or PROBE_RTT. */
void bbr_save_cwnd(const struct tcp *c, struct bbr *b);
void bbr_check_probe_rtt_done(struct tcp *c, struct bbr *b, sim_time_t now);

/* --- models/tcp/bbr_rest.c: of the table's functions --- */

void bbr_rest(struct tcp *c, sim_time_t at, sim_time_t now);
void bbr_relate(struct tcp *c);

#endif
