/*
 * Path MTU discovery (RFC 1191) as Linux does it (tcp_v4_mtu_reduced, tcp_simple_retransmit): the
 * window in bytes stays, what was too large counts as lost and goes again in smaller segments. Each
 * connection learns for itself, and for good; without a message nothing is learned (tcp_mtu_probing
 * is off by default), and the connection hangs: a black hole.
 */
#include "models/net/region.h"
#include "models/tcp/tcp_episode.h"

enum { HEADER_BYTES = 40, LEAST_BYTES = 68 }; /* 68: the smallest MTU of IPv4 (RFC 791) */

void tcp_path_mtu(struct region *r, struct tcp *c, uint32_t mtu, sim_time_t now)
{
    const uint32_t headers = HEADER_BYTES + (c->peer_stamps ? TCP_STAMP_BYTES : 0);
    struct tcp_out *out;

    if (c->state != TCP_ESTABLISHED || mtu < LEAST_BYTES || mtu - headers >= c->mss)
        return;
    tcp_unfold(r, c, now);
    out = c->work->out;
    c->mss = (uint16_t)(mtu - headers);
    if (out == NULL || tcp_board_is_empty(&out->board))
        return;
    tcp_board_split(&out->board, &r->blocks, c->mss);
    if (out->board.lost_bytes == 0)
        return;
    tcp_undo_forget(out); /* they are lost for certain */
    out->frto = out->ahead = false;
    out->recover = c->work->nxt;
    out->probe_end = 0;
    c->phase = TCP_LOSS;
    c->timer = TCP_TIMER_NONE; /* output sets it */
    tcp_output(r, c, now);
}
