/*
 * What is expected of an end that is open and silent, from little that is known of it: most of what
 * a folded one keeps (models/tcp/tcp_fold.c) is by how much it is otherwise.
 */
#ifndef MODELS_TCP_TCP_EXPECT_H
#define MODELS_TCP_TCP_EXPECT_H

#include "models/tcp/tcp.h"

/* Has anything been written; has anything come that lets a window grow? Then it has a block for it.
 */
static inline bool tcp_has_sender(const struct tcp *c)
{
    return c->end > 0;
}

static inline bool tcp_has_space(const struct tcp *c)
{
    return c->received > 0 && c->setup->profile->grows;
}

/* An instant that a silent end still tells, and those that it keeps are not far from: what came
 * last. */
static inline sim_time_t tcp_heard_at(const struct tcp *c)
{
    return c->last_received_at >= 0 ? c->last_received_at : c->established_at;
}

/* Makes its blocks those of one that has sent and received what it has, of this round trip; where
 * one word tells another, that is 0. */
void tcp_expect(struct tcp *c, sim_time_t srtt, sim_time_t rttvar);
/* Those others by what they differ from what is told of them. Twice, and they are as they were. */
void tcp_relate(struct tcp *c);

#endif
