#include "models/network.h"

#include <errno.h>
#include <string.h>

#include "models/appliance.h"
#include "models/build.h"
#include "models/capture/tap.h"
#include "models/control/control.h"
#include "models/probe.h"
#include "models/series.h"
#include "models/settle.h"
#include "models/steady.h"
#include "models/vpn/tunnel.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/engine/kernel.h"

void network_free(struct network *n)
{
    if (n == NULL)
        return;
    for (size_t i = 0; i < n->n_regions; i++)
        arena_free(n->region[i]->lp.arena);
    arena_free(n->arena);
}

/* A packet has left its VM and stands at the fabric. */
void network_leave_vm(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    network_forward(r, p, link->vm, now);
}

static uint32_t outer_bytes(const struct tunnel *t, const struct packet *p)
{
    return (p->kind & PACKET_KIND) == PACKET_IKE ? 0 : tunnel_outer_bytes(t, p->bytes);
}

/* What is in tunnel t has come to the gateway at its end. */
static void leave_wire(struct region *r, struct tunnel *t, struct packet *p, sim_time_t now)
{
    if ((p->kind & PACKET_KIND) == PACKET_IKE)
        tunnel_ike_receive(r, t, p, now);
    else
        gateway_decrypt(r, t, p, now);
}

/* What a site's device has sent has left the site's line. */
void network_leave_site(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    struct tunnel *t = &r->net->tunnel[p->tunnel - 1];

    (void)link;
    link_send(t->link, p, outer_bytes(t, p), t->path, now);
}

void network_enter_site(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    struct tunnel *t = &r->net->tunnel[p->tunnel - 1];

    (void)link;
    if (SIM_UNLIKELY(r->net->capture != NULL))
        tap_came(r, t, p, now);
    leave_wire(r, t, p, now);
}

/* A packet has come from another region: for a gateway, or from a peered VNet for a VM. */
void network_enter_region(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    struct network *n = r->net;

    (void)link;
    if (SIM_UNLIKELY((p->kind & PACKET_TO_ROUTER) == PACKET_TO_ROUTER)) {
        uint32_t gateway = p->tunnel - UINT32_C(1);
        p->kind &= (uint8_t)~PACKET_TO_ROUTER;
        p->tunnel = 0;
        network_enter_router(r, p, gateway, now);
        return;
    }
    if (SIM_UNLIKELY((p->kind & PACKET_TO_APPLIANCE) != 0)) {
        uint32_t appliance = p->tunnel - UINT32_C(1);
        p->kind &= (uint8_t)~PACKET_TO_APPLIANCE;
        p->tunnel = 0;
        link_send(n->vm[appliance].in, p, p->bytes, 0, now);
        return;
    }
    if (SIM_UNLIKELY((p->kind & PACKET_TO_GATEWAY) != 0)) {
        p->kind &= (uint8_t)~PACKET_TO_GATEWAY;
        network_encrypt(r, p->tunnel - UINT32_C(1), p, now);
        return;
    }
    if (p->tunnel != 0) {
        struct tunnel *t = &n->tunnel[p->tunnel - 1];
        if (SIM_UNLIKELY(t->to->watched)) {
            if (t->to->uplink_in != NULL) {
                if (t->replay != NULL && (p->kind & PACKET_KIND) != PACKET_IKE &&
                    !replay_takes(t->replay, t->link->arrived))
                    p->kind |= PACKET_LATE;
                link_send(t->to->uplink_in, p, outer_bytes(t, p), 0, now);
                return;
            }
            tap_came(r, t, p, now);
        }
        leave_wire(r, t, p, now);
        return;
    }
    if (SIM_UNLIKELY((p->kind & PACKET_KIND) == PACKET_IKE)) {
        control_hear(r, p, now);
        return;
    }
    const struct flow *f = &n->flow[p->flow];
    uint32_t vm = (p->kind & PACKET_KIND) == PACKET_RESPONSE ? f->src_vm : flow_target(f, p);
    if (SIM_UNLIKELY(n->has_fronts) && n->vm[vm].front != NULL)
        front_send(r, p, vm, now);
    else
        link_send(n->vm[vm].in, p, p->bytes, 0, now);
}

void network_enter_vm(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    network_arrive(r, p, link->vm, now);
}

void network_log(struct network *n, struct region *r, sim_time_t at, const char *kind,
                 const char *name, const char *event, const char *detail)
{
    struct control_log *log = &n->log[r->index];

    if (log->n == log->cap) {
        size_t cap = log->cap ? log->cap * 2 : 32;
        struct control_event *v = ARENA_ARRAY(r->lp.arena, struct control_event, cap);
        if (log->n > 0)
            memcpy(v, log->v, log->n * sizeof *v);
        log->v = v;
        log->cap = cap;
    }
    log->v[log->n++] = (struct control_event){at, kind, name, event, detail};
}

struct flow_count network_flow_fwd(const struct network *n, size_t flow)
{
    struct flow_count sum = {0};

    if (n->src[flow]->count != NULL)
        flow_count_add(&sum, &n->src[flow]->count->fwd);
    if (n->dst[flow]->count != NULL)
        flow_count_add(&sum, &n->dst[flow]->count->fwd);
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->region[i]->passing != NULL)
            flow_count_add(&sum, &n->region[i]->passing[2 * flow + 0]);
    return sum;
}

struct flow_count network_flow_rev(const struct network *n, size_t flow)
{
    struct flow_count sum = {0};

    if (n->src[flow]->count != NULL)
        flow_count_add(&sum, &n->src[flow]->count->rev);
    if (n->dst[flow]->count != NULL)
        flow_count_add(&sum, &n->dst[flow]->count->rev);
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->region[i]->passing != NULL)
            flow_count_add(&sum, &n->region[i]->passing[2 * flow + 1]);
    return sum;
}

/* Sent = received + dropped + in flight, where what is in flight is counted where it stands. */
static void assert_conservation(const struct network *n)
{
    uint64_t injected = 0, delivered = 0, dropped = 0, in_flight = 0;

    for (size_t i = 0; i < n->n_regions; i++) {
        injected += n->region[i]->n_injected;
        delivered += n->region[i]->n_delivered;
        dropped += n->region[i]->n_dropped;
    }
    for (size_t i = 0; i < n->n_links; i++)
        in_flight += link_in_flight(n->link[i]);
    for (size_t i = 0; i < n->n_gateways; i++)
        in_flight += gateway_in_flight(&n->gateway[i]);
    for (size_t i = 0; i < n->n_vms; i++)
        in_flight += n->vm[i].appliance != NULL ? n->vm[i].appliance->fifo.n : 0;
    for (size_t i = 0; i < n->n_tunnels; i++)
        in_flight += tunnel_in_flight(&n->tunnel[i]);
    SIM_ASSERT(injected == delivered + dropped + in_flight);
    for (size_t i = 0; i < n->n_flows + n->n_probes; i++) {
        struct flow_count fwd = network_flow_fwd(n, i), rev = network_flow_rev(n, i);
        SIM_ASSERT(fwd.received + fwd.dropped <= fwd.offered);
        SIM_ASSERT(rev.received + rev.dropped <= rev.offered);
    }
}

int network_run(struct network *n, const struct network_run *run)
{
    struct lp **lps = ARENA_ARRAY(n->arena, struct lp *, n->n_regions);

    for (size_t i = 0; i < n->n_regions; i++)
        lps[i] = &n->region[i]->lp;
    for (size_t i = 0; i < n->n_flows + n->n_probes; i++)
        if (n->src[i]->first_at < n->src[i]->spec->stop)
            lp_at(&n->flow[i].src_region->lp, &n->src[i]->ev, n->src[i]->first_at);
    for (size_t i = 0; i < n->n_tunnels; i++)
        tunnel_ike_start(&n->tunnel[i], 0);
    control_start(n);
    probe_start(n);
    series_start(n);
    steady_start(n);
    watch_start(n);
    struct kernel k = {.lps = lps,
                       .n_lps = (uint32_t)n->n_regions,
                       .threads = run->threads,
                       .duration = n->duration,
                       .stop = run->stop,
                       .progress = run->progress,
                       .progress_arg = run->progress_arg};
    int err = settle_run(n, &k);
    if (err != 0)
        return err;
    for (size_t i = 0; i < n->n_links; i++)
        link_close(n->link[i]);
    series_finish(n);
    steady_finish(n);
    watch_finish(n);
    for (size_t i = 0; i < n->n_vms; i++)
        if (n->vm[i].service != NULL)
            service_close(n, n->vm[i].service);
    assert_conservation(n);
    return 0;
}

uint64_t network_events(const struct network *n)
{
    uint64_t events = 0;

    for (size_t i = 0; i < n->n_regions; i++)
        events += n->region[i]->lp.n_dispatched;
    return events;
}

uint64_t network_fingerprint(const struct network *n)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);

    for (size_t i = 0; i < n->n_flows; i++) {
        struct flow_count fwd = network_flow_fwd(n, i), rev = network_flow_rev(n, i);
        const uint64_t word[] = {n->dst[i]->fingerprint,
                                 fwd.received,
                                 fwd.dropped,
                                 rev.received,
                                 rev.dropped,
                                 n->src[i]->count != NULL ? (uint64_t)n->src[i]->count->rtt.sum
                                                          : 0};
        for (size_t w = 0; w < sizeof word / sizeof *word; w++) {
            h = (h ^ word[w]) * UINT64_C(0x100000001B3);
            h ^= h >> 29;
        }
    }
    return h;
}
