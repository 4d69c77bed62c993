/*
 * bulk: one transfer a flow over TCP, as fast as the path allows, of a drawn size or until `stop`.
 * The source's event starts it and stops it.
 */
#include <math.h>

#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"

static sim_time_t start(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena)
{
    (void)name;
    (void)s;
    (void)r;
    (void)arena;
    return f->start_at;
}

static uint64_t draw_size(struct flow_src *s)
{
    const struct dist *size = &s->kind->spec->size;

    if (size->kind == DIST_FIXED && isinf(size->a))
        return TCP_UNLIMITED;
    const int64_t bytes = dist_whole(traffic_draw(size, flow_rng(s, FLOW_DRAW_SIZE)));
    return bytes > 0 ? (uint64_t)bytes : 1;
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_src *s = (struct flow_src *)(void *)ev;
    struct region *r = (struct region *)(void *)lp;

    if (s->tcp->state == TCP_CLOSED) {
        tcp_flow_write(r, s, draw_size(s), now);
        lp_at(lp, ev, s->kind->spec->stop);
    } else { /* what has been sent is still taken care of */
        lp_cancel(lp, ev);
        if (s->tcp->work != NULL)
            s->tcp->end = s->tcp->work->nxt;
        tcp_close(r, s->tcp, now);
    }
}

const struct traffic_ops traffic_bulk = {.name = "bulk", .start = start, .act = act};
