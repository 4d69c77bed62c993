/*
 * Server: a FIFO server whose departures are computed on arrival, with a drop-tail buffer: one of a
 * gateway's limits, or an appliance. Service time max(bits / rate, 1 / packets per second).
 */
#ifndef MODELS_NET_SERVER_H
#define MODELS_NET_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/simtime.h"

struct server {
    int64_t rate_bps, rate_pps; /* UNITS_UNLIMITED: not limited */
    sim_time_t packet_dur;      /* 1 / rate_pps; 0 when unlimited */
    sim_time_t buffer_dur;      /* longest wait taken */
    sim_time_t count_from_at, count_to_at;
    sim_time_t free_at;
    sim_time_t busy_dur, packets_busy_dur; /* of the time that is counted; of it, by packets */
    uint32_t last_bytes;
    sim_time_t last_dur;
    bool by_packets; /* what decided last_dur */
    sim_time_t by_packets_dur,
        by_bits_dur; /* what decided the work since the server was last idle: the cause of a drop */
};

/* buffer_dur is taken when one of the rates is limited; busy time counts from from_at to to_at. */
void server_init(struct server *s, int64_t rate_bps, int64_t rate_pps, sim_time_t buffer_dur,
                 sim_time_t from_at, sim_time_t to_at);
/* The instant the server is done with the packet, or -1 when its buffer is full. */
sim_time_t server_offer(struct server *s, uint32_t bytes, sim_time_t now);

#endif
