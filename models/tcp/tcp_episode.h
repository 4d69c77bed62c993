/*
 * Episodes: what congestion control makes of what an acknowledgment tells. The window is reduced
 * once for what is lost of a window; should it turn out that nothing was, the reduction is undone.
 */
#ifndef MODELS_TCP_TCP_EPISODE_H
#define MODELS_TCP_TCP_EPISODE_H

#include "models/tcp/tcp.h"
#include "models/tcp/tcp_rate.h"

struct tcp_arrived { /* what one acknowledgment tells */
    struct tcp_ack ack;
    struct tcp_rate_sample rate;
    sim_time_t first_at,
        last_at;   /* sending of the first and the last segment that was sent once; -1: none */
    bool again;    /* a segment that was sent again is acknowledged cumulatively */
    bool original; /* one of before the time-out that was not */
    bool advanced, sacked, twice;
};

/* tcp_episode.c */
void tcp_reduce(struct tcp *c, sim_time_t now);
void tcp_enter_recovery(struct region *r, struct tcp *c, enum tcp_phase phase, sim_time_t now);
/* All that has arrived and is lost is in the scoreboard: phase and window follow. */
void tcp_control(struct region *r, struct tcp *c, struct tcp_arrived *v, const struct segment *s,
                 sim_time_t now);

/* tcp_undo.c. The window is about to be reduced; marked: for a mark, which proves congestion. */
void tcp_undo_begin(struct tcp *c, bool marked);
void tcp_undo_forget(struct tcp_out *out);
/* A DSACK tells of bytes that end at `to`. */
void tcp_undo_twice(struct tcp *c, uint64_t to, sim_time_t now);
void tcp_undo_judge(struct tcp *c, const struct tcp_arrived *v, const struct segment *s,
                    sim_time_t now);
/* May a DSACK still undo the last reduction? */
bool tcp_undo_waits(const struct tcp *c, sim_time_t now);

#endif
