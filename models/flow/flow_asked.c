#include "models/flow/flow_asked.h"

#include "models/network.h"
#include "models/tcp/tcp.h"

static void add_open(struct flow_asked *a, const struct network *n, const struct flow_src *s,
                     sim_time_t at)
{
    const sim_time_t late_dur = s->count != NULL ? s->count->rtt.max : 0;

    for (int64_t k = 0; k < s->kind->spec->connections; k++) {
        const struct flow_request *r = &flow_loops(s)[k].request;
        const sim_time_t from_at = r->sent_at > n->warmup ? r->sent_at : n->warmup;
        const sim_time_t open_dur = r->waiting && at > from_at ? at - from_at : 0;
        *(s->tcp == NULL && open_dur > late_dur ? &a->lost_dur : &a->open_dur) += open_dur;
    }
}

struct flow_asked flow_asked(const struct network *n, size_t flow, sim_time_t at)
{
    const struct flow_src *s = n->src[flow];
    const struct topo_traffic *t = s->kind->spec;
    const bool has_targets = n->flow[flow].n_targets > 1;
    struct flow_asked a = {.n_lost = flow_requests_lost(s)};

    if (t->app != TOPO_REQUEST_RESPONSE)
        return a;
    a.lost_dur = t->timeout < n->duration ? (sim_time_t)a.n_lost * t->timeout : 0;
    add_open(&a, n, s, at);
    for (uint32_t k = 0; k < s->kind->n_tcp; k++) {
        const struct tcp *c = &s->tcp[k];
        const sim_time_t own_dur = tcp_limit_missed_dur(c, at),
                         far_dur = tcp_limit_missed_dur(&n->dst[flow]->tcp[k], at);
        if (!has_targets && c->state != TCP_SYN_SENT) /* that is an open question */
            a.setup_dur += tcp_limit_dur(c, TCP_LIMIT_HANDSHAKE, at);
        a.missed_dur += own_dur > far_dur ? own_dur : far_dur;
        a.n_opened += has_targets && c->established_at >= n->warmup;
    }
    return a;
}
