/* BBR's model of the path: rounds, the delivery rate at its best, and how acknowledgments heap up.
 */
#include "models/tcp/bbr.h"

enum { BW_ROUNDS = BBR_CYCLE_LEN + 2 };

#define EXTRA_EPOCH_SEGMENTS 1048575

static void update_bw(struct bbr *b, const struct tcp_ack *a)
{
    b->round_start = false;
    if (a->rate_dur <= 0)
        return;
    if (a->rate_before >= b->round_delivered) {
        b->round_delivered = b->rate.delivered;
        b->round++;
        b->round_start = true;
        b->conserve = false;
    }
    const double bw = (double)a->rate_bytes / sim_time_s(a->rate_dur);
    if (!a->rate_app_limited || bw >= bbr_max_bw(b))
        tcp_max_update(&b->bw, BW_ROUNDS, b->round, bw);
}

/* Acknowledgments that come in heaps want a window that covers the pause between them. */
static void update_aggregation(struct tcp *c, struct bbr *b, const struct tcp_ack *a)
{
    const sim_time_t at = b->rate.delivered_at;

    if (a->delivered == 0 || a->rate_dur <= 0)
        return;
    if (b->round_start && ++b->extra_rounds >= BBR_EXTRA_ROUNDS) {
        b->extra_rounds = 0;
        b->extra_index ^= 1;
        b->extra[b->extra_index] = 0;
    }
    double expected = bbr_max_bw(b) * sim_time_s(at - b->epoch_at);
    if ((double)b->epoch_acked <= expected ||
        b->epoch_acked + a->delivered >= (uint64_t)EXTRA_EPOCH_SEGMENTS * c->mss) {
        b->epoch_acked = 0;
        b->epoch_at = at;
        expected = 0;
    }
    b->epoch_acked += a->delivered;
    uint64_t extra = b->epoch_acked - (uint64_t)expected;
    extra = extra < c->cwnd ? extra : c->cwnd;
    if (extra > b->extra[b->extra_index])
        b->extra[b->extra_index] = extra;
}

void bbr_update_path(struct tcp *c, struct bbr *b, const struct tcp_ack *a)
{
    update_bw(b, a);
    update_aggregation(c, b, a);
}
