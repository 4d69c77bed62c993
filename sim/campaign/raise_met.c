/* The limits that traffic meets. */
#include <string.h>

#include "models/flow/flow.h"
#include "models/net/link.h"
#include "models/network.h"
#include "models/trace/trace.h"
#include "models/vpn/gateway.h"
#include "models/vpn/tunnel.h"
#include "sim/base/arena.h"
#include "sim/campaign/raise.h"

enum { FLOWS = 8 }; /* of an entry: those of its other members pass the same kinds of things */

struct met {
    struct arena *arena;
    const char **v; /* "gateway:gw-westus", "nic:web", "loss" */
    size_t n, cap;
};

static void meet(struct met *m, const char *what)
{
    for (size_t i = 0; i < m->n; i++) {
        if (strcmp(m->v[i], what) == 0) {
            return;
        }
    }
    ARENA_ROOM(m->arena, m->v, m->n, m->cap, 32);
    m->v[m->n++] = what;
}

static void meet_trace(struct met *m, const struct network *n, const struct trace *t)
{
    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        if (r->kind != TRACE_SENDS) {
            meet(m,
                 n->place[r->kind == TRACE_ENCRYPTS ? r->tunnel->from->place : r->tunnel->to->place]
                     .text);
            continue;
        }
        const struct net_vm *vm = &n->vm[r->link->vm];
        meet(m, r->link == vm->out ? arena_printf(m->arena, "nic:%s", vm->declared->r.name)
                                   : n->place[r->link->place].text);
        if (r->link->has_loss) {
            meet(m, "loss");
        }
    }
}

static void meet_flow(struct met *m, const struct network *n, uint32_t flow)
{
    const struct flow *f = &n->flow[flow];
    const struct net_vm *answers = &n->vm[network_answers(n, f->dst_vm)];
    struct trace there, back;
    trace_ways_of_flow(&there, &back, n, flow, m->arena);
    meet_trace(m, n, &there);
    meet_trace(m, n, &back);
    if (f->spec->app == TOPO_REQUEST_RESPONSE) {
        meet(m, arena_printf(m->arena, "service:%s", answers->declared->r.name));
    }
}

/* "gateway:gw/aggregate" is of "gateway:gw"; what is of a traffic entry has no colon. */
static bool is_met(const struct met *m, const char *word)
{
    bool met = strchr(word, ':') == NULL && strchr(word, '/') != NULL;
    for (size_t i = 0; i < m->n && !met; i++) {
        const size_t length = strlen(m->v[i]);
        met = strncmp(m->v[i], word, length) == 0 && (word[length] == '\0' || word[length] == '/');
    }
    return met;
}

void raise_keep_met(struct raise_words *w, const struct network *n)
{
    struct met m = {.arena = arena_new()};
    size_t of_entry = 0, kept = 0;
    for (uint32_t i = 0; i < n->n_flows; i++) {
        of_entry = i > 0 && n->flow[i - 1].spec == n->flow[i].spec ? of_entry + 1 : 0;
        if (of_entry < FLOWS) {
            meet_flow(&m, n, i);
        }
    }
    for (size_t i = 0; i < w->n; i++) {
        if (is_met(&m, w->v[i])) {
            w->v[kept++] = w->v[i];
        }
    }
    w->n = kept;
    arena_free(m.arena);
}
