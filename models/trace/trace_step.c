/*
 * What a walk writes down: its steps and rungs, where it has been, how long and how narrow the way
 * is.
 */
#include "models/trace/trace_parts.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "models/front.h"
#include "models/net/link.h"
#include "sim/base/arena.h"

/* Room for one more of what grows by doubling in the arena. */
#define GROW(w, v, n, cap, type)                                                                   \
    do {                                                                                           \
        if ((n) == (cap)) {                                                                        \
            (cap) = (cap) != 0 ? (cap)*2 : 8;                                                      \
            type *more_ = ARENA_ARRAY((w)->arena, type, (cap));                                    \
            if ((n) > 0)                                                                           \
                memcpy(more_, (v), (n) * sizeof *more_);                                           \
            (v) = more_;                                                                           \
        }                                                                                          \
    } while (0)

void trace_step(struct walk *w, const char *at, const char *text)
{
    struct trace *t = w->t;
    GROW(w, t->step, t->n, t->cap, struct trace_step);
    t->step[t->n++] = (struct trace_step){at, text, t->base_ms};
}

void trace_pass_by(struct walk *w, const void *here, const void *there)
{
    struct trace *t = w->t;
    GROW(w, t->via, t->n_via, t->cap_via, struct trace_gate);
    t->via[t->n_via++] = (struct trace_gate){here, there};
}

void trace_rung(struct walk *w, struct trace_rung r)
{
    struct trace *t = w->t;
    GROW(w, t->rung, t->n_rungs, t->cap_rungs, struct trace_rung);
    t->rung[t->n_rungs++] = r;
}

struct nat_end trace_end(const struct walk *w, uint32_t vnet, uint32_t vm)
{
    const struct trace_question *q = w->q;
    const bool is_client = vm == (q->is_answer ? q->to : q->from);
    const uint32_t server = w->front != NULL ? w->front->backend_port : q->port,
                   client = q->src_port != 0 ? q->src_port : NETWORK_FIRST_PORT;
    const uint32_t by = !is_client           ? NAT_FIRST
                        : !q->is_answer      ? w->t->by
                        : q->request != NULL ? q->request->by
                                             : NAT_FIRST;
    return network_seen(w->n, vnet, vm,
                        (struct nat_end){.addr = w->n->vm[vm].addr,
                                         .port = is_client ? client : server,
                                         .protocol = q->protocol,
                                         .by = by});
}

const char *trace_addr(struct walk *w, uint32_t addr)
{
    char buf[IP4_TEXT_MAX];
    return arena_strdup(w->arena, ip4_addr_format(addr, buf));
}

double trace_link_ms(const struct network *n, uint32_t a, uint32_t b)
{
    const char *from = n->region[a]->lp.name, *to = n->region[b]->lp.name;
    const struct topo_link link = a == b ? n->topo->intra_region : topo_link_for(n->topo, from, to);
    struct catalog_rtt rtt;
    if (link.latency.kind == TOPO_LATENCY_MEASURED)
        return catalog_rtt(n->catalog, from, to, &rtt) ? rtt.p50_ms / 2 : 0;
    const double drawn =
        link.latency.kind == TOPO_LATENCY_DRAWN ? dist_mean(&link.latency.dist) : 0;
    return ((double)link.latency.base + drawn) / (double)SIM_MS;
}

void trace_narrow(struct walk *w, uint32_t bytes)
{
    w->t->largest_bytes = bytes < w->t->largest_bytes ? bytes : w->t->largest_bytes;
}

void trace_sends(struct walk *w, const struct link *link)
{
    trace_rung(w, (struct trace_rung){.kind = TRACE_SENDS, .link = link});
}

void trace_cross(struct walk *w, uint32_t a, uint32_t b)
{
    if (a == b)
        return;
    w->zone = 0;
    trace_sends(w, w->n->between[(size_t)a * w->n->n_regions + b]);
    w->t->base_ms += trace_link_ms(w->n, a, b);
    trace_narrow(w, w->n->between[(size_t)a * w->n->n_regions + b]->mtu_bytes);
    TRACE_STEP(w, "link", "%s -> %s", w->n->region[a]->lp.name, w->n->region[b]->lp.name);
}

bool trace_has_seen(const struct trace *t, const void *gate)
{
    for (size_t i = 0; t != NULL && i < t->n_keepers; i++)
        if (t->keeper[i].gate == gate)
            return true;
    return false;
}

void trace_pass_gate(struct walk *w, const struct trace_keeper *k)
{
    GROW(w, w->t->keeper, w->t->n_keepers, w->t->cap_keepers, struct trace_keeper);
    w->t->keeper[w->t->n_keepers++] = *k;
}

static void lose_state(struct walk *w, const struct trace_keeper *k, const char *why)
{
    TRACE_DROP(
        w, DROP_NO_STATE, k->code, k->place,
        arena_printf(w->arena, "`%s` keeps state, and the %s", k->name, why),
        "one way for both: BGP with a longer AS path at one device, routes for both directions, or "
        "state that is shared");
    w->t->here = k->at;
}

bool trace_keeps_state(struct walk *w, const struct trace_keeper *k)
{
    trace_pass_gate(w, k);
    if (!k->is_stateful || w->q->request == NULL || trace_has_seen(w->q->request, k->gate))
        return true;
    lose_state(w, k, "request went by another way");
    return false;
}

bool trace_is_seen(struct walk *w)
{
    const struct trace *request = w->q->protocol == TOPO_TCP ? w->q->request : NULL;
    for (size_t i = 0; request != NULL && i < request->n_keepers; i++) {
        const struct trace_keeper *k = &request->keeper[i];
        if (k->is_stateful && !trace_has_seen(w->t, k->gate)) {
            lose_state(w, k,
                       "answer goes by another way: what the client says next belongs to no "
                       "handshake that it has seen");
            return false;
        }
    }
    return true;
}

/* From the second time on that the same one sends it on, the circle has been shown. */
static void show_circle(struct walk *w, const void *by)
{
    for (unsigned i = 0; i < w->hops && !w->is_silent; i++) {
        if (w->sent_by[i] == by) {
            TRACE_STEP(w, "and so on",
                       "it has been here before: round and round until its time to live is over");
            w->is_silent = true;
        }
    }
}

bool trace_sent_on(struct walk *w, const void *by, const char *place)
{
    if (w->hops < PACKET_HOPS_MAX) {
        show_circle(w, by);
        w->sent_by[w->hops++] = by;
        return true;
    }
    const bool is_alone = w->sent_by[0] == by && w->sent_by[PACKET_HOPS_MAX - 1] == by;
    TRACE_DROP(w, DROP_TTL, is_alone ? "VN0610" : TRACE_CODE_LOST, place,
               "it is sent on again and again: the routes make a loop",
               "routes that lead out of the circle");
    return false;
}

const char *trace_vnet_place(struct walk *w, uint32_t vnet)
{
    return w->n->place[w->n->vnet[vnet].place].text;
}
