/*
 * Tap: where packets pass a gateway that is being captured. Gateways call these where something
 * looks closer at them (gateway.watched): without a capture nothing does.
 */
#ifndef MODELS_CAPTURE_TAP_H
#define MODELS_CAPTURE_TAP_H

#include <stdbool.h>

#include "sim/base/simtime.h"

struct gateway;
struct gateway_instance;
struct packet;
struct region;
struct tunnel;

/* In clear at the inner side: come from the network, or going to it. */
void tap_inner(struct region *r, const struct gateway_instance *at, const struct packet *p,
               bool out, sim_time_t now);
/* In clear over the line of a site to the Internet, or from there, by a device's public address;
 * and what hosts of the site itself send there and get from there at the inner side. */
void tap_line(struct region *r, const struct gateway *device, const struct packet *p, bool out,
              bool of_site, sim_time_t now);
/* At the outer side, ESP or IKE: t->from sends it; it has come to t->to. */
void tap_sent(struct region *r, const struct tunnel *t, const struct packet *p, sim_time_t now);
void tap_came(struct region *r, const struct tunnel *t, const struct packet *p, sim_time_t now);

#endif
