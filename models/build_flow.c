#include "models/build_flow.h"

#include "models/build.h"
#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/front.h"
#include "sim/base/arena.h"

/* What of a flow's is drawn. */
static bool draws(const struct topo_traffic *t, uint32_t n_targets, enum flow_draw what)
{
    const bool asks = t->app == TOPO_REQUEST_RESPONSE,
               spaced = !asks && t->app != TOPO_BULK && t->app != TOPO_REPLAY;
    const struct dist *size = asks                  ? &t->request_size
                              : t->app == TOPO_BULK ? &t->size
                              : spaced              ? &t->packet_size
                                                    : NULL;

    switch (what) {
    case FLOW_DRAW_GAP:
        return t->app == TOPO_POISSON || t->app == TOPO_ON_OFF;
    case FLOW_DRAW_SIZE:
        return size != NULL && size->kind != DIST_FIXED;
    case FLOW_DRAW_TARGET:
        return n_targets > 1;
    case FLOW_DRAW_THINK:
        return asks && t->think_time.kind != DIST_FIXED;
    case FLOW_DRAWS:
        break;
    }
    return false;
}

static size_t asks_bytes(const struct flow_kind *k)
{
    const size_t bytes = sizeof(struct flow_asks);

    if (k->spec->app == TOPO_PING)
        return bytes + ((size_t)k->echo_mask + 1) * sizeof(struct flow_request);
    if (k->spec->app == TOPO_REQUEST_RESPONSE)
        return bytes + (size_t)k->spec->connections * sizeof(struct flow_loop);
    return 0;
}

static const struct flow_kind *new_kind(struct arena *arena, const struct flow *f)
{
    struct flow_kind *k = ARENA_NEW(arena, struct flow_kind);

    k->spec = f->spec;
    k->ops = traffic_ops_of((enum topo_app)f->spec->app, (enum topo_transport)f->spec->transport);
    for (int i = 0; i < FLOW_DRAWS; i++)
        k->stream[i] =
            draws(f->spec, f->n_targets, (enum flow_draw)i) ? k->n_streams++ : FLOW_DRAWS;
    if (f->spec->transport == TOPO_TRANSPORT_TCP)
        k->n_tcp = tcp_flow_connections(f);
    if (k->ops->prepare != NULL)
        k->ops->prepare(k);
    k->asks_bytes = asks_bytes(k);
    return k;
}

static void set_streams(struct flow_src *s, const char *name, uint64_t seed)
{
    static const char *const purpose[FLOW_DRAWS] = {"gap", "size", "target", "think"};

    for (int i = 0; i < FLOW_DRAWS; i++)
        if (s->kind->stream[i] < FLOW_DRAWS)
            rng_state_of(flow_rng(s, (enum flow_draw)i), seed, name, purpose[i]);
}

/* Memory of n flows side by side, so that no room is lost between them: of the first one (before:
 * NULL), or of the one that follows. */
static void *beside(void *before, size_t bytes, size_t n, struct arena *arena)
{
    if (bytes == 0)
        return NULL;
    return before != NULL ? (char *)before + bytes : arena_calloc(arena, n, bytes);
}

static struct flow_src *new_src(struct build *b, uint32_t i, const char *name, size_t n)
{
    const struct flow *f = &b->net->flow[i];
    struct flow_src *const before = n == 0 ? b->net->src[i - 1] : NULL;
    struct arena *arena = f->src_region->lp.arena;
    struct flow_src *s = beside(before, sizeof *s, n, arena);
    const bool is_first = i == 0 || f[-1].spec != f->spec;

    s->flow = i;
    s->kind = is_first ? new_kind(b->arena, f) : b->net->src[i - 1]->kind;
    s->out = b->net->vm[f->src_vm].out;
    if (s->kind->asks_bytes > 0)
        s->asks = beside(before != NULL ? before->asks : NULL, s->kind->asks_bytes, n, arena);
    s->rng = beside(before != NULL ? before->rng : NULL,
                    s->kind->n_streams * sizeof(struct rng_state), n, arena);
    s->tcp =
        beside(before != NULL ? before->tcp : NULL, s->kind->n_tcp * sizeof(struct tcp), n, arena);
    set_streams(s, name, b->net->seed);
    if (is_first || s->kind->ops->begin == NULL)
        lp_add_event(&f->src_region->lp, &s->ev, s->kind->ops->act);
    return s;
}

static struct flow_dst *new_dst(struct build *b, uint32_t i, const char *name, size_t n)
{
    struct network *net = b->net;
    const struct flow *f = &net->flow[i];
    const struct front *front = net->vm[f->dst_vm].front;
    struct flow_dst *const before = n == 0 ? net->dst[i - 1] : NULL;
    struct arena *arena = f->dst_region->lp.arena;
    struct flow_dst *d = beside(before, sizeof *d, n, arena);

    d->flow = i;
    d->tcp = beside(before != NULL ? before->tcp : NULL,
                    net->src[i]->kind->n_tcp * sizeof(struct tcp), n, arena);
    if (front != NULL) {
        d->front = ARENA_NEW(arena, struct flow_front);
        d->front->hash = f->probes > 0 ? net->dst[i - f->probes]->front->hash
                                       : front_hash(net, front, name, f->src_vm);
    }
    if (f->spec->app == TOPO_REQUEST_RESPONSE && f->spec->response_size.kind != DIST_FIXED) {
        d->size_rng =
            beside(before != NULL ? before->size_rng : NULL, sizeof(struct rng_state), n, arena);
        rng_state_of(d->size_rng, net->seed, name, "response size");
    }
    return d;
}

void build_flow(struct build *b, uint32_t i, const char *name, size_t n)
{
    b->net->src[i] = new_src(b, i, name, n);
    b->net->dst[i] = new_dst(b, i, name, n);
}
