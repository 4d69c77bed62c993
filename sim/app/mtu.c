#include "sim/app/mtu.h"

#include "models/net/link.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"

struct ladder_cost mtu_cost(const struct mtu *l, uint32_t mss)
{
    const struct ladder_cost a = ladder_cost(&l->there.trace, mss),
                             b = ladder_cost(&l->back.trace, mss);
    return (struct ladder_cost){a.wire_bytes > b.wire_bytes ? a.wire_bytes : b.wire_bytes,
                                a.fragments > b.fragments ? a.fragments : b.fragments};
}

static enum ladder_fate settle(const struct mtu_way *way, uint32_t *mss, size_t *rung)
{
    uint32_t bytes = *mss + LADDER_HEADER_BYTES;
    const enum ladder_fate fate = ladder_settle(&way->trace, &bytes, rung);
    *mss = bytes - LADDER_HEADER_BYTES;
    return fate;
}

static enum ladder_fate worse(const struct mtu *l, uint32_t there, uint32_t back)
{
    size_t rung;
    const enum ladder_fate a = settle(&l->there, &there, &rung), b = settle(&l->back, &back, &rung);
    return a > b ? a : b;
}

const char *mtu_settled(const struct mtu *l, uint32_t there, uint32_t back)
{
    size_t rung;
    (void)settle(&l->there, &there, &rung);
    (void)settle(&l->back, &back, &rung);
    return there == back ? arena_printf(l->arena, "%u", there)
                         : arena_printf(l->arena, "%u there and %u back", there, back);
}

const char *mtu_lost_later(const struct mtu *l, const struct mtu_way *way)
{
    size_t rung;
    uint32_t mss = way->in_force;
    if (settle(way, &mss, &rung) != LADDER_LOST || mss == way->in_force)
        return NULL;
    return arena_printf(
        l->arena,
        " Senders are told, and go on with %u; that is dropped too (%s), and nobody tells.", mss,
        mtu_place(l->arena, &way->trace.rung[rung]));
}

enum ladder_fate mtu_fate(const struct mtu *l, uint32_t mss)
{
    return worse(l, mss, mss);
}

enum ladder_fate mtu_fate_in_force(const struct mtu *l)
{
    return worse(l, l->there.in_force, l->back.in_force);
}

enum ladder_fate mtu_fate_at(enum ladder_fate fate, const struct ladder_at *at, size_t i,
                             size_t last)
{
    return i == last && fate >= LADDER_TOLD ? fate
           : at[i].fragments > 1            ? LADDER_FRAGMENTS
                                            : LADDER_WHOLE;
}

double mtu_payload_frac(const struct mtu *l, uint32_t mss)
{
    return (double)mss / mtu_cost(l, mss).wire_bytes;
}

const char *mtu_fate_word(enum ladder_fate fate)
{
    static const char *const word[] = {[LADDER_WHOLE] = "whole",
                                       [LADDER_FRAGMENTS] = "fragments",
                                       [LADDER_TOLD] = "dropped_told",
                                       [LADDER_LOST] = "black_hole"};
    return word[fate];
}

const char *mtu_place(struct arena *arena, const struct trace_rung *r)
{
    if (r->kind == TRACE_SENDS)
        return arena_printf(arena, "link %s", r->link->name);
    const bool in = r->kind == TRACE_ENCRYPTS;
    return arena_printf(arena, "gateway %s %s", in ? r->tunnel->from->name : r->tunnel->to->name,
                        in ? "encrypts" : "decrypts");
}

uint32_t mtu_padding(const struct tunnel *t, uint32_t inner)
{
    const struct esp_suite *e = t->esp;
    return tunnel_outer_bytes(t, inner) - inner - t->udp_bytes - ESP_IPV4_BYTES - ESP_HEADER_BYTES -
           e->iv_bytes - ESP_TRAILER_BYTES - e->icv_bytes;
}
