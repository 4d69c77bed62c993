#include "models/tcp/tcp_space.h"

enum { INITIAL_SEGMENTS = 10, SLACK_SEGMENTS = 16 }; /* TCP_INIT_CWND; tcp_rcv_space_adjust */

uint32_t tcp_space_initial(uint32_t mss)
{
    return TCP_SPACE_DEFAULT / mss * mss;
}

void tcp_space_init(struct tcp_space *s, uint32_t mss, uint32_t window, uint64_t received,
                    sim_time_t rtt, sim_time_t now)
{
    const uint64_t most = (uint64_t)INITIAL_SEGMENTS * mss;

    *s = (struct tcp_space){.window = window,
                            .bound = TCP_SPACE_DEFAULT,
                            .most = most < window ? most : window,
                            .from = received,
                            .from_at = now,
                            .rtt = rtt,
                            .echo = -1};
}

/* tcp_rcv_rtt_measure_ts: the first full segment with an echo; tcp_rcv_rtt_update: an eighth of it.
 */
static void sample(struct tcp_space *s, sim_time_t echo, sim_time_t now)
{
    const sim_time_t rtt = now - echo;

    s->echo = echo;
    s->rtt = s->rtt == 0 ? rtt : s->rtt + (rtt - s->rtt) / 8;
}

/* A round trip is over. */
static void adjust(struct tcp_space *s, uint32_t mss, uint64_t largest, uint64_t received,
                   sim_time_t now)
{
    const uint64_t read = received - s->from;

    if (read > s->most) {
        uint64_t want = 2 * read + (uint64_t)SLACK_SEGMENTS * mss;
        want += 2 * (uint64_t)((double)want * (double)(read - s->most) / (double)s->most);
        if (want > largest)
            want = largest;
        if (want > s->bound)
            s->bound = (uint32_t)want;
        s->most = read;
    }
    s->from = received;
    s->from_at = now;
}

void tcp_space_arrive(struct tcp_space *s, uint32_t mss, uint64_t largest, uint32_t payload,
                      uint64_t received, sim_time_t echo, sim_time_t now)
{
    if (echo > s->echo && payload >= mss)
        sample(s, echo, now);
    if (s->window < s->bound) {
        s->window += 2 * payload;
        if (s->window > s->bound)
            s->window = s->bound;
    }
    if (s->rtt > 0 && now - s->from_at >= s->rtt)
        adjust(s, mss, largest, received, now);
}
