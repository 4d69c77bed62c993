/*
 * Flows take one of several tunnels side by side by their hashes, and each tunnel has its own
 * sizes: what `vnetsim mtu` shows is the way that fares worst.
 */
#include "models/net/link.h"
#include "sim/app/mtu.h"

#define ALL (UINT64_C(1) << 32) /* hashes */

/* The MSS of one way. Of more than the NICs take TCP sends what they do. */
static void settle(struct mtu *l, struct mtu_way *way, const struct mtu_way *back, uint32_t from,
                   uint32_t to)
{
    way->in_force = ladder_mss(l->net, from, to, &back->trace, l->arena, &way->by);
    way->shown = l->asked == 0 ? way->in_force : l->asked < l->most ? l->asked : l->most;
}

/* The pair of ways that flows of these hashes take. Does it arrive? */
static bool walk(struct mtu *l, uint64_t there, uint64_t back)
{
    struct trace_question out = trace_ask(l->net, l->from, l->to),
                          in = trace_ask(l->net, l->to, l->from);

    out.protocol = in.protocol = TOPO_TCP;
    out.hash = (uint32_t)there;
    in.hash = (uint32_t)back;
    in.is_answer = true;
    in.request = &l->there.trace;
    trace_walk(&l->there.trace, l->net, &out, l->arena);
    trace_walk(&l->back.trace, l->net, &in, l->arena);
    if (!l->there.trace.arrived || !l->back.trace.arrived)
        return false;
    const uint32_t a = ladder_largest(&l->there.trace), b = ladder_largest(&l->back.trace),
                   largest = a < b ? a : b;
    l->best = largest > LADDER_HEADER_BYTES ? largest - LADDER_HEADER_BYTES : 0;
    settle(l, &l->there, &l->back, l->from, l->to);
    settle(l, &l->back, &l->there, l->to, l->from);
    return true;
}

static int fate_of(const struct mtu_way *way)
{
    uint32_t bytes = way->in_force + LADDER_HEADER_BYTES;
    size_t rung;

    return (int)ladder_settle(&way->trace, &bytes, &rung);
}

/* By the worse of the two directions, then by the other one. */
static int badness(const struct mtu *l)
{
    const int there = fate_of(&l->there), back = fate_of(&l->back);

    return there > back ? there * (LADDER_LOST + 1) + back : back * (LADDER_LOST + 1) + there;
}

static bool is_worse(const struct mtu *a, const struct mtu *b)
{
    const int x = badness(a), y = badness(b);

    return x != y ? x > y : a->best < b->best;
}

static bool is_alike(const struct mtu *a, const struct mtu *b)
{
    return !is_worse(a, b) && !is_worse(b, a) && a->there.in_force == b->there.in_force &&
           a->back.in_force == b->back.in_force;
}

bool mtu_find(struct mtu *l)
{
    const uint32_t x = l->net->vm[l->from].out->mtu_bytes, y = l->net->vm[l->to].out->mtu_bytes;
    l->most = (x < y ? x : y) - LADDER_HEADER_BYTES;
    const struct mtu like = *l;
    bool found = walk(l, 0, 0);
    double share = 0, all = 0;

    for (int counts = 0; counts < 2; counts++) /* the worst is known before its like are counted */
        for (uint64_t there = 0, there_end, back_end; there < ALL; there = there_end)
            for (uint64_t back = 0; back < ALL; back = back_end) {
                struct mtu now = like;
                const bool arrives = walk(&now, there, back);
                there_end = now.there.trace.hash_end;
                back_end = now.there.trace.arrived ? now.back.trace.hash_end : ALL;
                if (!arrives)
                    continue;
                if (counts == 0 && (!found || is_worse(&now, l)))
                    *l = now;
                found = true;
                const double part = (double)(there_end - there) * (double)(back_end - back);
                all += counts * part;
                share += counts * part * is_alike(&now, l);
            }
    l->share = found ? share / all : 0;
    return found;
}
