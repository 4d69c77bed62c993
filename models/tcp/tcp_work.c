/*
 * What an end of a connection takes to begin, and gives back when the connection is over: an idle
 * flow is small.
 */

#include "models/net/link.h"
#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_space.h"
#include "sim/base/assert.h"

uint32_t tcp_vm(const struct tcp *c)
{
    return c->work != NULL ? c->work->nic->vm : c->kept != NULL ? tcp_kept_vm(c) : TCP_NO_VM;
}

void tcp_begin(struct region *r, struct tcp *c)
{
    size_t bytes = sizeof *c->work;

    SIM_ASSERT(c->work == NULL);
    c->work = blocks_take(&r->blocks, &bytes);
    *c->work = (struct tcp_work){.timer_at = SIM_NEVER,
                                 .ssthresh = TCP_UNLIMITED,
                                 .deadline_at = SIM_NEVER,
                                 .ack_at = SIM_NEVER,
                                 .stamp = -1};
    c->setup->begin(r, c, TCP_NO_VM);
}

static void drop_out(struct region *r, struct tcp *c)
{
    struct tcp_board *b = &c->work->out->board;

    while (!tcp_board_is_empty(b))
        tcp_board_pop(b);
    tcp_board_trim(b, &r->blocks, c->work->nxt);
    c->end = c->work->nxt;
}

void tcp_rest(struct region *r, struct tcp *c)
{
    struct tcp_work *w = c->work;

    if (w == NULL)
        return;
    if (w->out != NULL)
        drop_out(r, c);
    tcp_release(r, c);
    if (w->in != NULL) {
        tcp_ranges_clear(&w->in->ranges, &r->blocks);
        blocks_give(&r->blocks, w->in, sizeof *w->in);
    }
    blocks_give(&r->blocks, w->space, sizeof *w->space);
    blocks_give(&r->blocks, w, sizeof *w);
    c->work = NULL;
    c->timer = TCP_TIMER_NONE;
    lp_cancel(&r->lp, &c->ev);
}

struct tcp_told *tcp_tell(struct region *r, struct tcp *c)
{
    size_t bytes = sizeof *c->told;

    if (SIM_LIKELY(c->told != NULL))
        return c->told;
    c->told = blocks_take(&r->blocks, &bytes);
    *c->told = (struct tcp_told){.limit_since_at = c->setup->warmup_at};
    return c->told;
}
