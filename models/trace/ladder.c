#include "models/trace/ladder.h"

#include "models/forward.h"
#include "models/net/link.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"

enum { LEAST_BYTES = 28 };

static struct ladder_at on_link(const struct link *l, uint32_t bytes)
{
    const uint32_t n = link_fragments(bytes, l->mtu_bytes);
    return (struct ladder_at){
        .bytes = bytes, .fragments = n, .wire_bytes = bytes + (n - 1) * 20 + n * l->framing_bytes};
}

void ladder_climb(const struct trace *t, uint32_t bytes, struct ladder_at *at)
{
    uint32_t now = bytes;

    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        if (r->kind == TRACE_SENDS) {
            at[i] = on_link(r->link, now);
            continue;
        }
        now = r->kind == TRACE_ENCRYPTS ? tunnel_outer_bytes(r->tunnel, bytes) : bytes;
        at[i] = (struct ladder_at){.bytes = now, .fragments = 1};
    }
}

static bool fits(const struct trace *t, uint32_t bytes)
{
    uint32_t now = bytes;

    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        if (r->kind == TRACE_SENDS && now > r->link->mtu_bytes)
            return false;
        if (r->kind != TRACE_SENDS)
            now = r->kind == TRACE_ENCRYPTS ? tunnel_outer_bytes(r->tunnel, bytes) : bytes;
    }
    return true;
}

uint32_t ladder_largest(const struct trace *t)
{
    uint32_t bytes = t->n_rungs > 0 ? t->rung[0].link->mtu_bytes : 0;

    while (bytes >= LEAST_BYTES && !fits(t, bytes))
        bytes--;
    return bytes >= LEAST_BYTES ? bytes : 0;
}

/* *fits: of a dropped one what would pass there. */
static enum ladder_fate fate_of(const struct trace *t, uint32_t bytes, size_t *rung, uint32_t *fits)
{
    enum ladder_fate fate = LADDER_WHOLE;
    const struct tunnel *in = NULL;

    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        *rung = i;
        if (r->kind != TRACE_SENDS) {
            in = r->kind == TRACE_ENCRYPTS ? r->tunnel : NULL;
            *fits = in != NULL ? tunnel_largest_inner(in) : bytes;
            if (in != NULL && in->from->copies_df && bytes > *fits)
                return in->from->tells_mtu ? LADDER_TOLD : LADDER_LOST;
        } else if (in == NULL && bytes > r->link->mtu_bytes) {
            *fits = r->link->mtu_bytes;
            return network_tells_mtu(r->link, t->rung[0].link->near->index) ? LADDER_TOLD
                                                                            : LADDER_LOST;
        } else if (in != NULL && tunnel_outer_bytes(in, bytes) > r->link->mtu_bytes) {
            fate = LADDER_FRAGMENTS;
        }
    }
    return fate;
}

enum ladder_fate ladder_fate(const struct trace *t, uint32_t bytes, size_t *rung)
{
    uint32_t fits;

    return fate_of(t, bytes, rung, &fits);
}

enum ladder_fate ladder_settle(const struct trace *t, uint32_t *bytes, size_t *rung)
{
    uint32_t fits;
    const enum ladder_fate first = fate_of(t, *bytes, rung, &fits);
    enum ladder_fate fate = first;

    while (fate == LADDER_TOLD) {
        *bytes = fits;
        fate = fate_of(t, *bytes, rung, &fits);
    }
    return fate > first ? fate : first;
}

struct ladder_cost ladder_cost(const struct trace *t, uint32_t mss)
{
    struct ladder_cost most = {0, 0};
    uint32_t now = mss + LADDER_HEADER_BYTES;

    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        if (r->kind != TRACE_SENDS) {
            now = mss + LADDER_HEADER_BYTES;
            now = r->kind == TRACE_ENCRYPTS ? tunnel_outer_bytes(r->tunnel, now) : now;
            continue;
        }
        const struct ladder_at at = on_link(r->link, now);
        most.wire_bytes = at.wire_bytes > most.wire_bytes ? at.wire_bytes : most.wire_bytes;
        most.fragments = at.fragments > most.fragments ? at.fragments : most.fragments;
    }
    return most;
}

static void clamped(const struct trace *t, uint32_t *mss, const char **by, struct arena *arena)
{
    for (size_t i = 0; i < t->n_rungs; i++) {
        if (t->rung[i].kind == TRACE_SENDS)
            continue;
        const struct gateway *g =
            t->rung[i].kind == TRACE_ENCRYPTS ? t->rung[i].tunnel->from : t->rung[i].tunnel->to;
        if (g->mss_clamp == 0 || g->mss_clamp >= *mss)
            continue;
        *mss = g->mss_clamp;
        *by = arena_printf(arena, "gateway %s clamps it", g->name);
    }
}

uint32_t ladder_mss(const struct network *n, uint32_t from, uint32_t to, const struct trace *back,
                    struct arena *arena, const char **by)
{
    const struct net_vm *a = &n->vm[network_answers(n, from)], *b = &n->vm[network_answers(n, to)],
                        *least = a->out->mtu_bytes <= b->out->mtu_bytes ? a : b;
    uint32_t mss = least->out->mtu_bytes - LADDER_HEADER_BYTES;

    *by = arena_printf(arena, "the MTU of %s less %u", least->name, (unsigned)LADDER_HEADER_BYTES);
    clamped(back, &mss, by, arena);
    return mss;
}
