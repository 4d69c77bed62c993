#include "models/tcp/tcp_hystart.h"

/* RFC 9406, 4.3 */
#define MIN_RTT_THRESH (4 * SIM_MS)
#define MAX_RTT_THRESH (16 * SIM_MS)
enum { MIN_RTT_DIVISOR = 8, N_RTT_SAMPLE = 8, CSS_ROUNDS = 5 };
/* Linux 6.1, tcp_cubic.c */
enum { CLASSIC_LOW_WINDOW = 16, CLASSIC_SAMPLES = 8 };
#define CLASSIC_ACK_DELTA   (2 * SIM_MS)
#define CLASSIC_DELAY_LEAST (4 * SIM_MS)
#define CLASSIC_DELAY_MOST  (16 * SIM_MS)

void hystart_init(struct hystart *h)
{
    *h = (struct hystart){.last_min = SIM_NEVER, .current_min = SIM_NEVER, .base_min = SIM_NEVER};
}

void hystart_round(struct hystart *h, uint64_t nxt, sim_time_t now)
{
    h->last_min = h->current_min;
    h->current_min = SIM_NEVER;
    h->samples = 0;
    h->round_end = nxt;
    h->round_at = h->last_ack_at = now;
}

void hystart_rest(struct hystart *h, uint64_t nxt, sim_time_t at)
{
    h->last_min = SIM_NEVER;
    h->samples = 0;
    h->round_end = nxt;
    h->round_at = h->last_ack_at = at;
}

static sim_time_t between(sim_time_t least, sim_time_t v, sim_time_t most)
{
    return v < least ? least : v > most ? most : v;
}

/* RFC 9406, 4.2 */
static void plus_plus(struct hystart *h, sim_time_t rtt)
{
    if (rtt >= 0) {
        if (rtt < h->current_min)
            h->current_min = rtt;
        h->samples++;
    }
    if (h->samples < N_RTT_SAMPLE || h->current_min == SIM_NEVER || h->last_min == SIM_NEVER)
        return;
    if (h->phase == HYSTART_CSS) {
        if (h->current_min < h->base_min) { /* it was noise: back to slow start */
            h->base_min = SIM_NEVER;
            h->phase = HYSTART_SLOW_START;
        }
        return;
    }
    if (h->current_min >=
        h->last_min + between(MIN_RTT_THRESH, h->last_min / MIN_RTT_DIVISOR, MAX_RTT_THRESH)) {
        h->base_min = h->current_min;
        h->css_rounds = 0;
        h->phase = HYSTART_CSS;
    }
}

static void classic(struct hystart *h, sim_time_t rtt, sim_time_t now)
{
    if (rtt >= 0 && rtt < h->base_min)
        h->base_min = rtt;
    if (h->base_min == SIM_NEVER)
        return;
    if (now - h->last_ack_at <= CLASSIC_ACK_DELTA) { /* a train as long as the one-way delay */
        h->last_ack_at = now;
        if (now - h->round_at > h->base_min / 2)
            h->phase = HYSTART_DONE;
    }
    if (rtt < 0)
        return;
    if (rtt < h->current_min)
        h->current_min = rtt;
    if (h->samples < CLASSIC_SAMPLES)
        h->samples++;
    else if (h->current_min >
             h->base_min + between(CLASSIC_DELAY_LEAST, h->base_min / 8, CLASSIC_DELAY_MOST))
        h->phase = HYSTART_DONE;
}

bool hystart_acked(struct hystart *h, enum tcp_hystart variant, uint64_t una, uint64_t nxt,
                   sim_time_t rtt, uint64_t window, sim_time_t now)
{
    if (variant == TCP_HYSTART_OFF || h->phase == HYSTART_DONE)
        return false;
    if (una >= h->round_end) {
        if (variant == TCP_HYSTART_PLUS_PLUS && h->phase == HYSTART_CSS &&
            ++h->css_rounds >= CSS_ROUNDS) {
            h->phase = HYSTART_DONE;
            return true;
        }
        hystart_round(h, nxt, now);
    }
    if (variant == TCP_HYSTART_PLUS_PLUS)
        plus_plus(h, rtt);
    else if (window >= CLASSIC_LOW_WINDOW)
        classic(h, rtt, now);
    return h->phase == HYSTART_DONE;
}
