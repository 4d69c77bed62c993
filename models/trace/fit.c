#include "models/trace/fit.h"

#include "models/net/link.h"
#include "models/tcp/tcp_profile.h"
#include "sim/base/arena.h"

enum { UDP_IP_BYTES = 28, STAMP_BYTES = 12 /* RFC 7323, appendix A */ };

struct lane { /* one direction */
    const struct network *n;
    const struct topo_traffic *spec;
    const struct trace_question *out;
    const struct trace *way, *other;
    bool is_answer;
};

static bool is_tcp(const struct topo_traffic *t)
{
    return t->transport == TOPO_TRANSPORT_TCP && t->app != TOPO_PING;
}

static double nearly_all(const struct dist *d)
{
    return dist_quantile(d, 0.999);
}

/* The largest that an application writes at once; 0: nothing goes this way. TCP makes one stream of
 * what is written without waiting for an answer. */
static double message_of(const struct topo_traffic *t, bool is_answer)
{
    if (t->app == TOPO_REQUEST_RESPONSE)
        return nearly_all(is_answer ? &t->response_size : &t->request_size);
    if (is_answer && t->app != TOPO_PING)
        return 0;
    if (t->app == TOPO_REPLAY) {
        int64_t most = 0, all = 0;
        for (size_t i = 0; i < t->replay->n; i++) {
            all += t->replay->row[i].bytes;
            most = t->replay->row[i].bytes > most ? t->replay->row[i].bytes : most;
        }
        return (double)(is_tcp(t) ? all : most);
    }
    return t->app == TOPO_BULK ? nearly_all(&t->size) : nearly_all(&t->packet_size);
}

static uint32_t stamp_bytes(const struct lane *l)
{
    struct tcp_profile a, b;

    tcp_profile_of(&a, l->spec, l->spec->from, l->n->catalog);
    tcp_profile_of(&b, l->spec, l->spec->to, l->n->catalog);
    return a.stamps && b.stamps ? STAMP_BYTES : 0;
}

/* Its largest packet; 0: none. */
static uint32_t largest_of(const struct lane *l, struct arena *arena)
{
    const double message = message_of(l->spec, l->is_answer);
    const char *by;

    if (message <= 0)
        return 0;
    if (!is_tcp(l->spec))
        return (uint32_t)message + (l->spec->app == TOPO_REQUEST_RESPONSE ? UDP_IP_BYTES : 0);
    const struct trace_question *q = l->out;
    const uint32_t mss = ladder_mss(l->n, l->is_answer ? q->to : q->from,
                                    l->is_answer ? q->from : q->to, l->other, arena, &by);
    const double segment = message < mss ? message + stamp_bytes(l) : mss;
    return LADDER_HEADER_BYTES + (segment < mss ? (uint32_t)segment : mss);
}

static const struct tunnel *tunnel_at(const struct trace *t, size_t rung)
{
    const struct tunnel *in = NULL;

    for (size_t i = 0; i <= rung; i++)
        if (t->rung[i].kind != TRACE_SENDS)
            in = t->rung[i].kind == TRACE_ENCRYPTS ? t->rung[i].tunnel : NULL;
    return in;
}

/* The link that sends it in fragments and disorders most of them, else the first. */
static bool breaks(const struct trace *t, uint32_t bytes, size_t *rung, struct arena *arena)
{
    struct ladder_at *at = ARENA_ARRAY(arena, struct ladder_at, t->n_rungs);
    bool found = false;

    ladder_climb(t, bytes, at);
    for (size_t i = 0; i < t->n_rungs; i++) {
        if (at[i].fragments > 1 &&
            (!found || t->rung[i].link->disorder > t->rung[*rung].link->disorder)) {
            *rung = i;
            found = true;
        }
    }
    return found;
}

static bool has_tunnel(const struct trace *t)
{
    for (size_t i = 0; t != NULL && i < t->n_rungs; i++)
        if (t->rung[i].kind != TRACE_SENDS)
            return true;
    return false;
}

static void add(struct fits *fits, const struct lane *l, struct fit f, size_t rung,
                struct arena *own)
{
    f.rung = l->way->rung[rung];
    for (size_t i = 0; i < fits->n; i++) {
        const struct fit *o = &fits->v[i];
        if (o->code == f.code && o->is_lost == f.is_lost && o->rung.link == f.rung.link &&
            o->rung.tunnel == f.rung.tunnel)
            return;
    }
    f.in = tunnel_at(l->way, rung);
    f.is_tcp = is_tcp(l->spec);
    f.is_answer = l->is_answer;
    f.from = l->out->from;
    f.to = l->out->to;
    f.largest = ladder_largest(l->way);
    f.has_tunnel = has_tunnel(l->way) || has_tunnel(l->other);
    ARENA_ROOM(own, fits->v, fits->n, fits->cap, 4);
    fits->v[fits->n++] = f;
}

static void find(struct fits *fits, const struct lane *l, struct arena *own, struct arena *arena)
{
    uint32_t bytes = largest_of(l, arena);
    size_t rung = 0;
    const bool tcp = is_tcp(l->spec), df = l->spec->dont_fragment;

    if (bytes == 0 || ladder_fate(l->way, bytes, &rung) == LADDER_WHOLE)
        return;
    const enum ladder_fate fate = !df   ? LADDER_FRAGMENTS
                                  : tcp ? ladder_settle(l->way, &bytes, &rung)
                                        : ladder_fate(l->way, bytes, &rung);
    if (fate == LADDER_LOST || (fate == LADDER_TOLD && !tcp))
        add(fits, l, (struct fit){.code = &fit_code_large, .is_lost = true, .bytes = bytes}, rung,
            own);
    else if (breaks(l->way, bytes, &rung, arena) && (tcp || l->way->rung[rung].link->disorder > 0))
        add(fits, l,
            (struct fit){.code = tcp ? &fit_code_large : &fit_code_disorder, .bytes = bytes}, rung,
            own);
}

void fit_find(struct fits *fits, const struct network *n, const struct topo_traffic *spec,
              const struct trace_question *out, const struct trace *there, const struct trace *back,
              struct arena *own, struct arena *arena)
{
    find(fits, &(struct lane){n, spec, out, there, back, false}, own, arena);
    if (back != NULL)
        find(fits, &(struct lane){n, spec, out, back, there, true}, own, arena);
}
