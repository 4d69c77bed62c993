/*
 * replay: what a file says, from the flow's start on. Over UDP a row is a packet, over TCP what the
 * application writes at that time; TCP makes segments of it. The source's seq is the next row.
 */
#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"

static sim_time_t next_at(const struct flow_src *s)
{
    const struct topo_replay *file = s->kind->spec->replay;
    const sim_time_t at =
        s->seq < file->n ? s->kind->spec->start + file->row[s->seq].at : SIM_NEVER;

    return at < s->kind->spec->stop ? at : SIM_NEVER;
}

static sim_time_t start(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena)
{
    (void)name;
    (void)f;
    (void)r;
    (void)arena;
    return next_at(s);
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct flow_src *s = (struct flow_src *)(void *)ev;
    struct region *r = (struct region *)(void *)lp;

    do {
        const int64_t bytes = s->kind->spec->replay->row[s->seq].bytes;
        const uint32_t seq = s->seq++;
        if (s->tcp != NULL)
            tcp_flow_write(r, s, (uint64_t)bytes, now);
        else
            traffic_send(r, s, PACKET_DATA, (uint16_t)bytes, seq, now);
    } while (next_at(s) == now);
    lp_at(lp, ev, next_at(s));
}

const struct traffic_ops traffic_replay = {.name = "replay", .start = start, .act = act};
