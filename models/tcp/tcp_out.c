/*
 * The sending half's memory: what it knows stays while the connection is open; what it needs while
 * bytes are on their way is given back when all is acknowledged, so that a silent connection is
 * small.
 */
#include <string.h>

#include "models/net/region.h"
#include "models/tcp/tcp_episode.h"
#include "sim/base/assert.h"

size_t tcp_sender_bytes(const struct tcp *c)
{
    return sizeof *c->work->sender + c->setup->profile->cc->state_bytes;
}

void tcp_sender_init(struct tcp *c, sim_time_t now)
{
    memset(c->work->sender, 0, tcp_sender_bytes(c));
    /* Nothing has been sent that could be measured: SRTT is the handshake's. */
    tcp_rack_init(&c->work->sender->rack, c->work->rto.srtt);
    c->work->sender->last_sent_at = now;
    c->setup->profile->cc->init(c, now);
}

struct tcp_out *tcp_out_of(struct region *r, struct tcp *c, sim_time_t now)
{
    size_t bytes = sizeof *c->work->out;

    if (c->work->sender == NULL) {
        size_t sender_bytes = tcp_sender_bytes(c);
        c->work->sender = blocks_take(&r->blocks, &sender_bytes);
        tcp_sender_init(c, now);
    }
    if (c->work->out == NULL) {
        c->work->out = blocks_take(&r->blocks, &bytes);
        memset(c->work->out, 0, sizeof *c->work->out);
        tcp_board_init(&c->work->out->board);
        tcp_undo_forget(c->work->out);
        c->work->out->pace_at = SIM_NEVER;
        c->work->out->probe_again = c->work->sender->probed;
        c->work->out->probe_end = c->work->sender->probed ? c->work->nxt : 0;
    }
    return c->work->out;
}

static void give_out(struct region *r, struct tcp *c)
{
    struct tcp_out *out = c->work->out;

    SIM_ASSERT(tcp_board_is_empty(&out->board) && c->work->nxt == c->end);
    tcp_board_trim(&out->board, &r->blocks, c->una);
    c->work->sender->probed = out->probe_end != 0;
    blocks_give(&r->blocks, out, sizeof *out);
    c->work->out = NULL;
}

/* All is acknowledged. What a later acknowledgment or segment may still ask for is kept; places in
 * the stream at or before its end, and instants that have passed, are as good as none. */
void tcp_quiet(struct region *r, struct tcp *c, sim_time_t now)
{
    const struct tcp_out *out = c->work != NULL ? c->work->out : NULL;

    if (out != NULL && c->work->nxt == c->end && tcp_board_is_empty(&out->board) &&
        c->phase == TCP_OPEN && !tcp_undo_waits(c, now) && out->stamp < now &&
        out->nic_free_at <= now && out->pace_next_at <= now)
        give_out(r, c);
}

void tcp_release(struct region *r, struct tcp *c)
{
    if (c->work->out != NULL)
        give_out(r, c);
    blocks_give(&r->blocks, c->work->sender, c->work->sender != NULL ? tcp_sender_bytes(c) : 0);
    c->work->sender = NULL;
}
