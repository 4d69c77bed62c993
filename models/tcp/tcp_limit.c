/*
 * What held a sender back, and for how long.
 */
#include "models/tcp/tcp.h"
#include "sim/base/assert.h"

static sim_time_t counted_dur(const struct tcp *c, sim_time_t now)
{
    const sim_time_t from_at = c->told != NULL ? c->told->limit_since_at : c->setup->warmup_at,
                     to_at = now < c->setup->until_at ? now : c->setup->until_at;

    return to_at > from_at ? to_at - from_at : 0;
}

void tcp_limit_set(struct region *r, struct tcp *c, enum tcp_limit limit, sim_time_t now)
{
    if (now > c->setup->warmup_at) {
        struct tcp_told *told = tcp_tell(r, c);
        told->limit_dur[c->limit] += counted_dur(c, now);
        told->limit_since_at = now;
    }
    c->limit = (uint8_t)limit;
}

static sim_time_t counted_since_dur(const struct tcp *c, sim_time_t at, sim_time_t now)
{
    const sim_time_t from_at = at > c->setup->warmup_at ? at : c->setup->warmup_at;

    return now > from_at ? now - from_at : 0;
}

void tcp_limit_missed(struct region *r, struct tcp *c, sim_time_t sent_at, sim_time_t now)
{
    const sim_time_t dur = counted_since_dur(c, sent_at, now);

    if (dur > 0 && (c->limit == TCP_LIMIT_APPLICATION || c->limit == TCP_LIMIT_HANDSHAKE))
        tcp_tell(r, c)->missed_dur += dur;
}

const char *tcp_limit_word(enum tcp_limit limit)
{
    static const char *const word[TCP_LIMIT_N] = {
        [TCP_LIMIT_APPLICATION] = "application",
        [TCP_LIMIT_HANDSHAKE] = "handshake",
        [TCP_LIMIT_SEND_BUFFER] = "send_buffer",
        [TCP_LIMIT_RECEIVE_WINDOW] = "receive_window",
        [TCP_LIMIT_SLOW_START] = "slow_start",
        [TCP_LIMIT_CONGESTION_WINDOW] = "congestion_window",
        [TCP_LIMIT_PACING] = "pacing",
        [TCP_LIMIT_NIC] = "nic",
        [TCP_LIMIT_LOSS] = "loss",
        [TCP_LIMIT_TIME_OUT] = "loss",
    };

    SIM_ASSERT(limit < TCP_LIMIT_N);
    return word[limit];
}

sim_time_t tcp_limit_dur(const struct tcp *c, enum tcp_limit limit, sim_time_t now)
{
    return (c->told != NULL ? c->told->limit_dur[limit] : 0) +
           (limit == c->limit && c->state != TCP_CLOSED ? counted_dur(c, now) : 0);
}

/* A SYN that is out for a second time, and more, will be so until it is sent again. */
sim_time_t tcp_limit_missed_dur(const struct tcp *c, sim_time_t now)
{
    const bool opens = c->state == TCP_SYN_SENT && c->work->retries > 0;

    return (c->told != NULL ? c->told->missed_dur : 0) +
           (opens ? counted_since_dur(c, c->work->deadline_at - c->work->rto.rto, now) : 0);
}

sim_time_t tcp_limit_aborted_dur(const struct tcp *c, sim_time_t now)
{
    return c->state == TCP_ABORTED ? counted_dur(c, now) : 0;
}

enum tcp_limit tcp_limit_most(const struct tcp *c, uint32_t n, sim_time_t now)
{
    enum tcp_limit most = TCP_LIMIT_APPLICATION;
    sim_time_t most_dur = -1;

    for (int i = 0; i < TCP_LIMIT_N; i++) {
        sim_time_t dur = 0;
        for (uint32_t k = 0; k < n; k++)
            dur += tcp_limit_dur(&c[k], (enum tcp_limit)i, now);
        if (dur > most_dur) {
            most = (enum tcp_limit)i;
            most_dur = dur;
        }
    }
    return most;
}
