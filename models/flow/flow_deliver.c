/*
 * Delivery: a packet has come to the VM at its end, which counts it and may answer.
 */
#include "models/flow/flow.h"

#include "models/flow/service.h"
#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/front.h"
#include "models/net/link.h"
#include "models/network.h"
#include "sim/base/assert.h"

static uint32_t payload_bytes(const struct packet *p)
{
    return p->bytes - UINT32_C(28);
}

void flow_arrive(struct region *r, struct flow_dst *d, const struct packet *p, uint64_t id,
                 uint32_t goodput, sim_time_t now)
{
    sim_time_t owd = now - p->sent_at;

    SIM_ASSERT(owd == p->propagation_dur + p->transmission_dur + p->queueing_dur + p->gateway_dur);
    d->fingerprint = (d->fingerprint ^ (uint64_t)now) * UINT64_C(0x100000001B3) + id;
    if (!(p->kind & PACKET_COUNTED))
        return;
    struct flow_dst_count *at = flow_dst_count(d, r->lp.arena);
    at->fwd.received++;
    at->fwd.received_bytes += p->bytes;
    d->goodput_bytes += goodput;
    flow_delay_add(&at->owd, owd, r->lp.arena);
    at->propagation += (uint64_t)p->propagation_dur;
    at->transmission += (uint64_t)p->transmission_dur;
    at->queueing += (uint64_t)p->queueing_dur;
    at->gateway += (uint64_t)p->gateway_dur;
    if (at->fwd.received > 1)
        at->jitter += (uint64_t)(owd > at->last_owd ? owd - at->last_owd : at->last_owd - owd);
    at->last_owd = owd;
}

/* An echo of the same size, or a response of its own. */
void flow_answer(struct region *r, const struct packet *request, uint32_t vm, sim_time_t now)
{
    const struct network *net = r->net;
    const struct topo_traffic *spec = net->flow[request->flow].spec;
    struct flow_dst *d = net->dst[request->flow];
    struct packet p = {
        .sent_at = now,
        .flow = request->flow,
        .seq = request->seq,
        .bytes = request->bytes,
        .target = net->flow[request->flow].n_targets > 1 ? request->target : 0,
        .kind = PACKET_RESPONSE | (request->kind & PACKET_BY),
    };

    if (spec->app == TOPO_REQUEST_RESPONSE)
        p.bytes = (uint16_t)(28 + traffic_draw_bytes(&spec->response_size, d->size_rng, 1, 65507));
    if (SIM_UNLIKELY(net->vm[net->flow[request->flow].dst_vm].front != NULL))
        front_hear(net, request->flow, now);
    r->n_injected++;
    if (now >= net->warmup) {
        p.kind |= PACKET_COUNTED;
        struct flow_count *rev = &flow_dst_count(d, r->lp.arena)->rev;
        rev->offered++;
        rev->offered_bytes += p.bytes;
    }
    link_send(net->vm[vm].out, &p, p.bytes, 0, now);
}

void flow_deliver(struct region *r, struct packet *p, uint32_t vm, sim_time_t now)
{
    struct network *net = r->net;

    if (p->tcp) {
        tcp_flow_deliver(r, p, vm, now);
        return;
    }
    if ((p->kind & PACKET_KIND) == PACKET_RESPONSE) {
        struct flow_src *s = net->src[p->flow];
        s->kind->ops->answer(r, s, p, now);
        return;
    }
    r->n_delivered++;
    flow_arrive(r, net->dst[p->flow], p, p->seq, payload_bytes(p), now);
    flow_progress_note(&net->dst[p->flow]->progress, now);
    if ((p->kind & PACKET_KIND) != PACKET_REQUEST)
        return;
    struct service *service = net->vm[vm].service;
    if (SIM_UNLIKELY(service != NULL) && net->flow[p->flow].spec->app == TOPO_REQUEST_RESPONSE)
        service_take(r, service, p, now);
    else
        flow_answer(r, p, vm, now);
}
