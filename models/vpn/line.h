/*
 * Line: where what a tunnel sends leaves its gateway. To a link between regions; from a site's
 * device, over the site's line.
 */
#ifndef MODELS_VPN_LINE_H
#define MODELS_VPN_LINE_H

#include "models/net/link.h"
#include "models/vpn/gateway.h"

/* Sends what is `bytes` long in t on its way to t->to; 0: a control message. Inline: each packet
 * passes here. */
static inline __attribute__((always_inline)) void
tunnel_send(struct tunnel *t, const struct packet *p, uint32_t bytes, sim_time_t now)
{
    if (SIM_UNLIKELY(t->from->watched)) {
        t->from->around->see_sent(t->from->region, t, p, now);
        if (t->from->uplink_out != NULL) {
            link_send(t->from->uplink_out, p, bytes, 0, now);
            return;
        }
    }
    link_send(t->link, p, bytes, t->path, now);
}

#endif
