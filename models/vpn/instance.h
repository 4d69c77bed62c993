/*
 * Instance: how one of the two instances of a gateway fails and comes back, and how the standby
 * takes over. What stands in a failing instance is lost (cause gateway_down), its tunnels fall
 * silent, and whoever sends into them has to find out: the fabric of its own region after
 * gateway_detect_s (assumed; maintenance is announced), the other ends by dead peer detection.
 * Active-standby: the standby has the same public address and no state; IKE starts anew when it
 * takes over (Highly available connectivity, 2024-07-24). A device of a site is one instance.
 * Everything here happens in the region of the gateway.
 */
#ifndef MODELS_VPN_INSTANCE_H
#define MODELS_VPN_INSTANCE_H

#include "models/vpn/gateway.h"

enum instance_end {
    INSTANCE_SILENT,   /* it dies */
    INSTANCE_ANNOUNCED /* it says goodbye: its peers delete their SAs at once */
};

/* Does nothing more than count when it is down already; detail lives as long as the network. */
void instance_fail(struct region *r, struct gateway_instance *g, enum instance_end how,
                   const char *detail, sim_time_t now);
/* Undoes one instance_fail; the last one brings the instance back. */
void instance_return(struct region *r, struct gateway_instance *g, const char *detail,
                     sim_time_t now);
/* Of an active-standby gateway whose active instance is down, and whose standby is not: that one
 * carries from now on. The failed one is its standby when it returns. */
void instance_take_over(struct region *r, struct gateway *g, const char *detail, sim_time_t now);

/* The instance that carries (of an active-active gateway: that of a flow's hash), though it may be
 * down. */
struct gateway_instance *instance_of(struct gateway *g, uint32_t hash);

/* How long of [from_at, to_at) it carried traffic: the warm-up's end and the run's. */
sim_time_t instance_carried_dur(const struct gateway_instance *g, sim_time_t from_at,
                                sim_time_t to_at);

/* It is down, and the fabric sends to it still. */
static inline bool instance_is_missed(const struct gateway_instance *g, sim_time_t now)
{
    return g->n_down > 0 && now < g->noticed_at;
}

#endif
