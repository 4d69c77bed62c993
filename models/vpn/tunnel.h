/*
 * Tunnel: the control plane of one direction: its IKE exchanges, its coming up, its rekeying. Messages travel the path of
 * the tunnel with its delay, its stalls and its loss; they take no bandwidth and are counted nowhere. A rekeying in place
 * (IKEv2) cuts nothing, so it is only counted.
 */
#ifndef MODELS_VPN_TUNNEL_H
#define MODELS_VPN_TUNNEL_H

#include "models/vpn/gateway.h"

/* Registers the events of t; its IKE starts at t = 0. */
void tunnel_ike_attach(struct tunnel *t);
void tunnel_ike_start(struct tunnel *t);

/* A control packet from the gateway at the other end of `t` (which sent it) has come to t->to. */
void tunnel_ike_receive(struct region *r, struct tunnel *t, const struct packet *p, sim_time_t now);

/* How long of [from_at, to_at) the tunnel was down, as `from` knows it. */
sim_time_t tunnel_down_dur(const struct tunnel *t, sim_time_t from_at, sim_time_t to_at);

/* Adds to the volume under the child SA: beyond sa_data_size it is rekeyed in place, without a cut (IKEv2). */
void tunnel_rekey_volume(struct region *r, struct tunnel *t, sim_time_t now);
static inline void tunnel_count_volume(struct region *r, struct tunnel *t, uint32_t bytes, sim_time_t now)
{
    t->rekey_bytes += bytes;
    if (SIM_UNLIKELY(t->rekey_bytes >= t->sa_data_bytes))
        tunnel_rekey_volume(r, t, now);
}

#endif
