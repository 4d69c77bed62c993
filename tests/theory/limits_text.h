/*
 * A way that is drawn (tests/theory/limits_way.h) as the text of a scenario.
 */
#ifndef TESTS_THEORY_LIMITS_TEXT_H
#define TESTS_THEORY_LIMITS_TEXT_H

#include "tests/theory/limits_way.h"

/* The link's queue. A token bucket lets through what the limit is, and its link more; RED keeps
 * what waits between a sixth and a half of the room (Floyd: three times as much). */
static void queue_text(char *at, size_t room, const struct draw *d)
{
    const bool red = strcmp(d->discipline, "red") == 0;
    int n = snprintf(at, room, "discipline: %s, limit: %.0fB", d->discipline, d->queue_bytes);
    if (red)
        (void)snprintf(at + n, room - n, ", min_threshold: %.0fB, max_threshold: %.0fB",
                       d->queue_bytes / 6, d->queue_bytes / 2);
    else if (is_bucket(d))
        (void)snprintf(at + n, room - n, ", rate: %.0fbps, burst: 15kB", d->knob[LINK]);
}

static size_t gateway(char *at, size_t room, char name, const struct draw *d, enum knob first)
{
    return (size_t)snprintf(at, room,
                            "  g%c: {virtual_network: %c, sku: VpnGw5AZ, limits: {tunnel: %.0fbps, "
                            "tunnel_packets: %.0fpps, aggregate: %.0fbps}%s%s}\n",
                            name, name, d->knob[first], d->knob[first + 1], d->knob[first + 2],
                            d->processing ? "" : ", processing: 0us",
                            d->shared_budget ? ", budget: shared" : "");
}

static void text(char *yaml, size_t room, const struct draw *d)
{
    char queue[160];

    queue_text(queue, sizeof queue, d);
    size_t at = (size_t)snprintf(
        yaml, room,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, warmup: %ds, "
        "seed: %u, sample_interval: 0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
        "connections: {ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}, ba: {type: "
        "Vnet2Vnet, from: gb, to: ga, shared_key: k}}\n"
        "virtual_machines: {va: {subnet: a/s, os: %s, nic: {bandwidth: %.0fbps}}, vb: {subnet: "
        "b/s, os: %s, nic: {bandwidth: 10Gbps}},\n"
        "                   vo: {subnet: a/s, nic: {bandwidth: 10Gbps}}}\n"
        "links: {intra_region: {latency: 20us}, left--right: {latency: %.3fms}, \"left->right\": "
        "{bandwidth: %.0fbps, loss: %.9f%%, queue: {%s}}}\n"
        "virtual_network_gateways:\n",
        DURATION_S, WARMUP_S, d->seed, d->os, d->knob[NIC], d->os, d->one_way_ms,
        d->knob[LINK] * (is_bucket(d) ? 2 : 1), 100 / d->knob[LOSS], queue);

    at += gateway(yaml + at, room - at, 'a', d, OUT_BITS);
    at += gateway(yaml + at, room - at, 'b', d, IN_BITS);
    at += (size_t)snprintf(yaml + at, room - at, "traffic:\n");
    if (d->other_bps > 0)
        at += (size_t)snprintf(
            yaml + at, room - at,
            "  other: {from: vo, to: vb, app: poisson, rate: %.0fbps, packet_size: 1000B}\n",
            d->other_bps);
    if (d->cc == NULL)
        (void)snprintf(
            yaml + at, room - at,
            "  t: {from: va, to: vb, app: cbr, flows: %d, rate: %.0fbps, packet_size: %dB}\n", d->n,
            d->knob[APPLICATION], d->bytes);
    else if (d->has_rate)
        (void)snprintf(yaml + at, room - at,
                       "  t: {from: va, to: vb, app: poisson, transport: tcp, flows: %d, rate: "
                       "%.0fbps, packet_size: 1000B, congestion_control: %s,\n"
                       "      receive_buffer: %.0fB, send_buffer: %.0fB}\n",
                       d->n, d->knob[APPLICATION], d->cc, d->knob[RECEIVE], d->knob[SEND]);
    else
        (void)snprintf(yaml + at, room - at,
                       "  t: {from: va, to: vb, app: bulk, start_gap: {distribution: exponential, "
                       "mean: 300ms}, flows: %d, congestion_control: %s,\n"
                       "      receive_buffer: %.0fB, send_buffer: %.0fB}\n",
                       d->n, d->cc, d->knob[RECEIVE], d->knob[SEND]);
}

#endif
