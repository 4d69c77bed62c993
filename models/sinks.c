/*
 * Sinks: where a packet goes on that has come through a link, or has left a gateway.
 */
#include "models/build.h"
#include "models/capture/tap.h"
#include "models/control/control.h"
#include "models/flow/flow.h"
#include "models/forward.h"
#include "models/front.h"
#include "models/outside.h"
#include "models/vpn/tunnel.h"

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
    (void)link;
    if (SIM_UNLIKELY(p->tunnel == 0)) {
        outside_leave(r, p, now);
        return;
    }
    struct tunnel *t = &r->net->tunnel[p->tunnel - 1];
    link_send(t->link, p, outer_bytes(t, p), t->path, now);
}

void network_enter_site(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    (void)link;
    if (SIM_UNLIKELY((p->kind & PACKET_TO_ROUTER) == PACKET_TO_ROUTER)) {
        const struct gateway *g = &r->net->gateway[p->tunnel - 1];
        p->kind &= (uint8_t)~PACKET_TO_ROUTER;
        p->tunnel = 0;
        network_enter_from_outside(r, p, g, now);
        return;
    }
    struct tunnel *t = &r->net->tunnel[p->tunnel - 1];
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
        if (SIM_UNLIKELY(n->gateway[gateway].uplink_in != NULL)) { /* from outside, to a site */
            link_send(n->gateway[gateway].uplink_in, p, p->bytes, 0, now);
            return;
        }
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
        if (SIM_UNLIKELY(t->replay != NULL) && gateway_is_late(t, p))
            p->kind |= PACKET_LATE;
        if (SIM_UNLIKELY(t->to->watched)) {
            if (t->to->uplink_in != NULL) {
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

const struct gateway_around network_around_gateways = {.leave = network_leave_tunnel,
                                                       .route_on = network_route_on,
                                                       .tell_mtu = network_tell_mtu,
                                                       .hear = control_receive,
                                                       .see_inner = tap_inner,
                                                       .see_sent = tap_sent};
