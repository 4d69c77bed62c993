/*
 * NewReno: RFC 5681; recovery itself is common (RFC 6675, RFC 8985). The window grows by the bytes
 * acknowledged (RFC 3465, as Linux), or by acknowledgments, each of which counts for a segment at
 * most (RFC 5681, equations 2 and 3, as ns-3): half as fast where one is for two segments.
 */
#include "models/tcp/tcp.h"

struct newreno {
    uint64_t credit; /* bytes acknowledged towards the next segment of window */
};

static struct newreno *state(const struct tcp *c)
{
    return (struct newreno *)(void *)c->work->sender->cc_state;
}

uint64_t tcp_cc_slow_start(struct tcp *c, uint64_t acked)
{
    const uint64_t room = c->work->ssthresh - c->cwnd;
    const uint64_t take = acked < room ? acked : room;

    c->cwnd += take;
    return acked - take;
}

bool tcp_cc_may_grow(const struct tcp *c, const struct tcp_ack *a)
{
    return a->window_limited || (c->cwnd < c->work->ssthresh && c->cwnd < 2 * a->pipe_before);
}

static void init(struct tcp *c, sim_time_t now)
{
    (void)now;
    state(c)->credit = 0;
}

static void acked(struct tcp *c, const struct tcp_ack *a, sim_time_t now)
{
    uint64_t left = a->acked;

    (void)now;
    if (!tcp_cc_may_grow(c, a))
        return;
    if (!c->setup->profile->counts_bytes && left > c->mss)
        left = c->mss;
    if (c->cwnd < c->work->ssthresh)
        left = tcp_cc_slow_start(c, left);
    state(c)->credit += left;
    if (state(c)->credit >= c->cwnd) {
        state(c)->credit -= c->cwnd;
        c->cwnd += c->mss;
    }
}

static uint64_t reduce(struct tcp *c, sim_time_t now)
{
    (void)now;
    state(c)->credit = 0;
    return c->cwnd / 2 > 2 * (uint64_t)c->mss ? c->cwnd / 2 : 2 * (uint64_t)c->mss;
}

const struct tcp_cc_ops tcp_cc_newreno = {.name = "newreno",
                                          .state_bytes = sizeof(struct newreno),
                                          .init = init,
                                          .acked = acked,
                                          .reduce = reduce};
