/*
 * Reductions that were for nothing, and are undone. Three ways to see it, as Linux does: the answer
 * to what was lost carries a time stamp of before it was sent again (Eifel, RFC 3522 and RFC 4015);
 * all that was sent again has come twice (DSACK, RFC 2883; tcp_try_undo_dsack); after a time-out
 * something is acknowledged that was never sent again (F-RTO, RFC 5682, section 3.1;
 * tcp_process_loss).
 */
#include "models/tcp/tcp_episode.h"

#define NONE UINT64_MAX

void tcp_undo_forget(struct tcp_out *out)
{
    out->undo = (struct tcp_undo){.from = NONE, .again_at = -1, .again = -1};
}

/* What is sent again and still on its way may come twice too (tcp_init_undo). */
static int32_t again_on_its_way(const struct tcp_board *b)
{
    int32_t n = 0;

    for (uint32_t i = b->flying.first; i != TCP_SENT_NONE; i = tcp_board_at(b, i)->next)
        n += (tcp_board_at(b, i)->flags & TCP_SENT_AGAIN) != 0;
    return n > 0 ? n : -1;
}

void tcp_undo_begin(struct tcp *c, bool marked)
{
    struct tcp_undo *undo = &c->work->out->undo;

    undo->cwnd = c->cwnd;
    undo->ssthresh = marked ? 0 : c->work->ssthresh;
    undo->from = c->una;
    undo->again = again_on_its_way(&c->work->out->board);
}

/* What is told of after a silence longer than the time-out is forgotten: the end may have been
 * folded by then. */
static bool is_late(const struct tcp *c, sim_time_t now)
{
    return now - c->work->sender->last_sent_at > c->work->rto.rto;
}

bool tcp_undo_waits(const struct tcp *c, sim_time_t now)
{
    const struct tcp_undo *undo = &c->work->out->undo;

    return undo->from != NONE && undo->again > 0 && !is_late(c, now);
}

void tcp_undo_twice(struct tcp *c, uint64_t to, sim_time_t now)
{
    struct tcp_undo *undo = &c->work->out->undo;

    if (undo->again > 0 && undo->from != NONE && to > undo->from && !is_late(c, now))
        undo->again--;
}

/* found: none of what was taken for lost is. Else what has not been sent again stays lost. */
static void undo(struct tcp *c, bool found, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    const struct tcp_cc_ops *cc = c->setup->profile->cc;

    if (found) {
        tcp_board_find_again(&out->board);
        out->lost_edge = 0;
    } else if (out->board.lost_bytes == 0) {
        out->board.lost_end = 0;
    }
    if (out->undo.ssthresh > 0) {
        if (c->cwnd < out->undo.cwnd)
            c->cwnd = out->undo.cwnd;
        c->work->ssthresh = out->undo.ssthresh;
        c->work->sender->cwr_due = false; /* tcp_ecn_withdraw_cwr */
        if (c->phase != TCP_LOSS && c->told != NULL && c->told->undone < c->told->recoveries)
            c->told->undone++;
    }
    tcp_undo_forget(out);
    out->frto = out->ahead = false;
    c->work->retries = 0;
    c->phase = TCP_OPEN;
    if (cc->event != NULL)
        cc->event(c, TCP_CC_UNDONE, now);
}

/* RFC 5682, section 3.1: the first acknowledgment behind a time-out lets new data go in place of
 * what seems lost (2b). What is acknowledged selectively then tells that it is (3a); what was sent
 * once before the time-out, that it is not (3b), and is not seen here. */
static void watch_time_out(struct tcp *c, const struct tcp_arrived *v)
{
    struct tcp_out *out = c->work->out;

    if (c->work->nxt > out->recover) {
        if (v->sacked || !v->advanced)
            out->frto = false;
    } else if (v->advanced && c->una < out->recover) {
        out->recover = c->work->nxt;
        out->ahead = c->end > c->work->nxt && c->work->edge > c->work->nxt;
        out->frto = out->ahead;
    }
}

void tcp_undo_judge(struct tcp *c, const struct tcp_arrived *v, const struct segment *s,
                    sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    const bool waits = out->undo.from != NONE, twice = waits && out->undo.again == 0,
               late = waits && v->advanced && s->echo >= 0 && s->echo < out->undo.again_at;

    out->ahead = false;
    if ((s->flags & SEGMENT_ECE) && c->ecn) /* congestion is proven (tcp_fastretrans_alert) */
        out->undo.ssthresh = 0;
    if (c->phase == TCP_LOSS && (late || (twice && v->advanced) || (out->frto && v->original))) {
        undo(c, true, now);
    } else if (c->phase == TCP_RECOVERY && late) {
        /* The hole is filled by what was late, not by what was sent again: that is reordering
         * (tcp_try_undo_partial). */
        c->work->sender->rack.reordering_seen = true;
        undo(c, true, now);
    } else if ((c->phase == TCP_RECOVERY || c->phase == TCP_OPEN) && twice) {
        undo(c, false, now);
    } else if (c->phase == TCP_LOSS && out->frto) {
        watch_time_out(c, v);
    }
}
