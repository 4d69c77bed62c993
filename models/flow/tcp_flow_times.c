#include "models/flow/tcp_flow_times.h"

#include "models/flow/flow.h"
#include "models/network.h"

static bool asks(const struct network *n, size_t flow)
{
    return n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE;
}

enum tcp_limit tcp_flow_waits_for(const struct tcp *c)
{
    return c->limit == TCP_LIMIT_TIME_OUT ? TCP_LIMIT_LOSS : (enum tcp_limit)c->limit;
}

/* What follows an abort stands by itself. */
static sim_time_t dur_of(const struct tcp *c, enum tcp_limit limit, sim_time_t at)
{
    const sim_time_t dur = limit == TCP_LIMIT_TIME_OUT ? 0
                           : limit == TCP_LIMIT_LOSS   ? tcp_limit_dur(c, TCP_LIMIT_LOSS, at) +
                                                           tcp_limit_dur(c, TCP_LIMIT_TIME_OUT, at)
                                                     : tcp_limit_dur(c, limit, at);

    return dur - (limit == tcp_flow_waits_for(c) ? tcp_limit_aborted_dur(c, at) : 0);
}

/* The server sends while the client waits. */
static void add_server(struct tcp_flow_times *t, const struct tcp *c, const struct tcp *client,
                       sim_time_t at)
{
    for (int i = 0; i < TCP_LIMIT_N; i++) {
        const bool waits = i == TCP_LIMIT_APPLICATION || i == TCP_LIMIT_HANDSHAKE;
        const sim_time_t far = waits ? 0 : dur_of(c, (enum tcp_limit)i, at),
                         own = i == TCP_LIMIT_LOSS ? dur_of(client, TCP_LIMIT_LOSS, at) : 0,
                         more =
                             far > own ? far - own : 0; /* both say again what is lost, at once */
        t->dur[i] += more;
    }
    t->aborted_dur += tcp_limit_aborted_dur(c, at);
}

struct tcp_flow_times tcp_flow_times(const struct network *n, size_t flow, sim_time_t at,
                                     sim_time_t end_at)
{
    const struct flow_src *s = n->src[flow];
    struct tcp_flow_times t = {.dur = {0}};

    for (uint32_t k = 0; k < s->kind->n_tcp; k++) {
        const struct tcp *c = &s->tcp[k];
        const sim_time_t until_at = c->setup->until_at < at ? c->setup->until_at : at;
        for (int i = 0; i < TCP_LIMIT_N; i++)
            t.dur[i] += dur_of(c, (enum tcp_limit)i, at);
        t.aborted_dur += tcp_limit_aborted_dur(c, end_at < at ? end_at : at);
        if (c->state != TCP_ABORTED && end_at < until_at) { /* of a transfer, done or stopped */
            sim_time_t *const last_dur = &t.dur[tcp_flow_waits_for(c)];
            const sim_time_t over_dur = until_at - end_at;
            *last_dur -= over_dur < *last_dur ? over_dur : *last_dur;
        }
        if (asks(n, flow))
            add_server(&t, &n->dst[flow]->tcp[k], c, at);
    }
    return t;
}

static void add(struct tcp_told *sum, const struct tcp_told *told)
{
    if (told == NULL)
        return;
    sum->recoveries += told->recoveries;
    sum->undone += told->undone;
    sum->timeouts += told->timeouts;
    sum->marks += told->marks;
}

struct tcp_told tcp_flow_told(const struct network *n, size_t flow)
{
    const struct flow_src *s = n->src[flow];
    struct tcp_told sum = {0};

    for (uint32_t k = 0; k < s->kind->n_tcp; k++) {
        add(&sum, s->tcp[k].told);
        if (asks(n, flow))
            add(&sum, n->dst[flow]->tcp[k].told);
    }
    return sum;
}
