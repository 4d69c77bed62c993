/*
 * What is lost of what has been sent: by time (RACK), or by what has arrived behind it (RFC 6675).
 */
#include "models/tcp/tcp.h"

static void lose_by_time(struct tcp *c, sim_time_t now)
{
    struct tcp_board *b = &c->work->out->board;
    const struct tcp_rack *rack = &c->work->sender->rack;
    const bool duplicates =
        c->phase == TCP_RECOVERY || c->phase == TCP_LOSS || b->n_sacked >= TCP_DUP_THRESH;
    const sim_time_t window = tcp_rack_window(rack, duplicates, c->work->rto.srtt);

    if (c->timer == TCP_TIMER_REORDER)
        c->timer = TCP_TIMER_NONE;
    for (uint32_t i = b->flying.first; i != TCP_SENT_NONE;) {
        const struct tcp_sent *s = tcp_board_at(b, i);
        const uint32_t next = s->next;
        if (!tcp_rack_after(rack->sent_at, rack->end, s->sent_at, s->seq + s->len))
            break;
        if (s->sent_at + rack->rtt + window > now) {
            /* Later ones were sent no later than rack->sent_at: then all of them are decided. */
            c->timer = TCP_TIMER_REORDER;
            c->work->deadline_at = rack->sent_at + rack->rtt + window > now
                                       ? rack->sent_at + rack->rtt + window
                                       : now + 1;
            break;
        }
        tcp_board_lose(b, i);
        i = next;
    }
}

static void lose_by_count(struct tcp *c)
{
    struct tcp_board *b = &c->work->out->board;
    const uint64_t edge = tcp_board_lost_below(b, c->mss);
    const uint64_t from = c->work->out->lost_edge > c->una ? c->work->out->lost_edge : c->una;

    if (edge <= from)
        return;
    for (uint32_t i = tcp_board_find(b, from, c->mss);
         i != b->tail && tcp_board_at(b, i)->seq < edge; i++)
        if (!(tcp_board_at(b, i)->flags & (TCP_SENT_SACKED | TCP_SENT_LOST | TCP_SENT_AGAIN)))
            tcp_board_lose(b, i);
    c->work->out->lost_edge = edge;
}

void tcp_detect_losses(struct tcp *c, sim_time_t now)
{
    if (c->setup->profile->rack)
        lose_by_time(c, now);
    else if (c->work->out->board.sacked.n > 0)
        lose_by_count(c);
}
