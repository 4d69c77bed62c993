#include "models/state.h"

#include <string.h>

#include "models/flow/flow.h"
#include "models/network.h"
#include "sim/base/arena.h"

enum { UNKNOWN, OPENING /* a SYN has passed, and no answer yet */, KNOWN };
enum { STATE_BITS = 2, FORMER_BIT = 1 << STATE_BITS, TURN_BITS = 13 };

/* One of `seen`: the state of the last connection, whether the one before was known, and which one
 * it is. */
static uint16_t entry(unsigned state, bool former, unsigned turn)
{
    return (uint16_t)(state | (former ? FORMER_BIT : 0) | turn << (STATE_BITS + 1));
}

static unsigned state_of(uint16_t e)
{
    return e & (FORMER_BIT - 1);
}

static unsigned turn_of(uint16_t e)
{
    return e >> (STATE_BITS + 1);
}

/* How many turns b is later than a; of more than half of all that are counted it is earlier. */
static int turns_between(unsigned a, unsigned b)
{
    const int n = 1 << TURN_BITS, d = (int)((b - a) & (unsigned)(n - 1));

    return d < n / 2 ? d : d - n;
}

static uint32_t parts_of(const struct network *n, size_t flow)
{
    const uint32_t n_tcp = n->src[flow]->kind->n_tcp;

    return n_tcp > 0 ? n_tcp : n->flow[flow].n_targets;
}

void state_number(struct network *n)
{
    const size_t n_all = n->n_flows + n->n_probes;
    uint32_t next = 0;

    n->first_state = ARENA_ARRAY(n->arena, uint32_t, n_all + 1);
    for (size_t i = 0; i < n_all; i++) {
        n->first_state[i] = next;
        next += parts_of(n, i);
    }
    n->first_state[n_all] = next;
}

static uint32_t entries(const struct network *n)
{
    return n->first_state[n->n_flows + n->n_probes];
}

uint16_t *state_new(const struct network *n, struct arena *arena)
{
    return ARENA_ARRAY(arena, uint16_t, entries(n));
}

void state_clear(const struct network *n, uint16_t *seen)
{
    memset(seen, 0, entries(n) * sizeof *seen);
}

/* Of the connection that the packet belongs to, what becomes of it and whether it passes. */
static bool judge(unsigned *state, bool is_response, bool is_syn)
{
    if (is_response) {
        if (*state == OPENING)
            *state = KNOWN;
        return *state == KNOWN;
    }
    if (is_syn) {
        if (*state == UNKNOWN)
            *state = OPENING;
        return true;
    }
    if (*state == OPENING)
        return false;
    *state = KNOWN;
    return true;
}

bool state_lets(const struct region *r, uint16_t *seen, const struct packet *p)
{
    const struct network *n = r->net;
    const struct segment *s = p->tcp ? &r->segments.v[p->seq] : NULL;
    const uint32_t part = s != NULL                        ? s->connection
                          : n->flow[p->flow].n_targets > 1 ? p->target
                                                           : 0;
    uint16_t *e = &seen[n->first_state[p->flow] + part];
    const bool is_response = packet_is_response(p),
               is_syn = s != NULL && (s->flags & SEGMENT_SYN) != 0;
    const unsigned turn = s != NULL ? s->turn & ((1U << TURN_BITS) - 1) : 0;
    const int later = turns_between(turn_of(*e), turn);
    unsigned state = state_of(*e);
    bool former = (*e & FORMER_BIT) != 0;

    if (later < 0)
        return former || !is_response;
    if (later > 0) {
        former = later == 1 && state == KNOWN;
        state = UNKNOWN;
    }
    const bool passes = judge(&state, is_response, is_syn);
    if (passes || later == 0) /* an answer that belongs to nothing begins nothing */
        *e = entry(state, former, turn);
    return passes;
}
