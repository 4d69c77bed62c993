/*
 * Questions for a trace: of two machines, or of a flow's packets.
 */
#include "models/flow/flow.h"
#include "models/front.h"
#include "models/outside.h"
#include "models/trace/trace.h"

bool trace_is_front(const struct network *n, uint32_t vm)
{
    return n->vm[vm].front != NULL || outside_is_host(n, vm);
}

struct trace_question trace_ask(const struct network *n, uint32_t from, uint32_t to)
{
    const struct front *f = n->vm[to].front != NULL ? n->vm[to].front : n->vm[from].front;
    return (struct trace_question){.from = from,
                                   .to = to,
                                   .protocol = f != NULL ? TOPO_UDP : TOPO_ICMP,
                                   .port = f != NULL && f->port != 0 ? f->port : TRACE_PORT};
}

/* Number + 1; 0: none. */
static uint32_t number_of(const struct front *f, uint32_t vm)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->member[i] == vm)
            return i + 1;
    return 0;
}

struct trace_question trace_of_flow(const struct network *n, uint32_t flow, uint32_t target,
                                    uint32_t connection, const struct trace *request)
{
    const struct flow *f = &n->flow[flow];
    const struct front *front = n->vm[f->dst_vm].front;
    const bool is_answer = request != NULL;
    const uint32_t to = f->dst_vm + target;
    return (struct trace_question){
        .from = is_answer ? to : f->src_vm,
        .to = is_answer ? f->src_vm : to,
        .protocol = f->spec->app == TOPO_PING                  ? TOPO_ICMP
                    : f->spec->transport == TOPO_TRANSPORT_TCP ? TOPO_TCP
                                                               : TOPO_UDP,
        .port = (uint32_t)f->spec->port,
        .src_port = network_client_port(f, connection),
        .hash = network_hash(f, target, is_answer),
        .member = front != NULL
                      ? number_of(front, front_member(front, n->dst[flow]->front, connection))
                      : 0,
        .is_answer = is_answer,
        .has_no_room = f->refused == DROP_FLOW_LIMIT,
        .request = request};
}

bool trace_of_flow_wants_answer(const struct network *n, uint32_t flow)
{
    const struct topo_traffic *spec = n->flow[flow].spec;
    return spec->app == TOPO_PING || spec->app == TOPO_REQUEST_RESPONSE ||
           spec->transport == TOPO_TRANSPORT_TCP;
}

void trace_ways_of_flow(struct trace *there, struct trace *back, const struct network *n,
                        uint32_t flow, struct arena *arena)
{
    struct trace_question out = trace_of_flow(n, flow, 0, 0, NULL);

    out.only_verdict = true;
    trace_walk(there, n, &out, arena);
    struct trace_question in = trace_of_flow(n, flow, 0, 0, there);
    in.only_verdict = true;
    trace_walk(back, n, &in, arena);
}
