/*
 * A random cloud as the text of a scenario, of a seed: peerings with all their flags, gateways,
 * tunnels, traffic selectors, NAT rules, routes, appliances, security groups, sites, what answers
 * for others, hosts of the Internet, and lines that take smaller packets.
 */
#ifndef TESTS_MODELS_RANDOM_CLOUD_H
#define TESTS_MODELS_RANDOM_CLOUD_H

#include "tests/models/random_gateways.h"
#include "tests/models/random_sites.h"
#include "tests/models/random_traffic.h"
#include "tests/models/random_vnets.h"

/* Peerings, gateways, and who uses whose: what the platform does not refuse, which is no gateway of
 * its own, and one peer that has one. */
static void draw_networks(struct writing *w)
{
    w->n = 3 + below(w, 3);
    for (int i = 0; i < w->n; i++) {
        w->gateway[i] = i == 0 || chance(w, 0.4);
        for (int k = 0; k < w->n; k++)
            w->peered[i][k] = chance(w, 0.6);
    }
    for (int i = 0; i < w->n; i++) {
        w->uses[i] = -1;
        for (int k = 0; k < w->n && !w->gateway[i]; k++)
            if (k != i && w->gateway[k] && w->uses[i] < 0 && chance(w, 0.7)) {
                w->uses[i] = k;
                w->peered[i][k] = w->peered[k][i] = true;
            }
    }
}

static void draw_sites(struct writing *w)
{
    w->hidden = chance(w, 0.5);
    for (int s = 0; s < 2; s++) {
        w->speaks[s] = chance(w, 0.5);
        w->wrong[s] = chance(w, 0.1);
        w->renamed[s] = chance(w, 0.5);
        w->has_default[s] = chance(w, 0.2);
    }
    w->same = w->renamed[0] && w->renamed[1] && chance(w, 0.4);
    for (int i = 1; i < w->n; i++) {
        if (!w->gateway[i])
            continue;
        if (w->by_policy == 0 && chance(w, 0.3))
            w->by_policy = i;
        else if (w->second == 0 && chance(w, 0.6))
            w->second = i;
    }
    w->policy_pair = chance(w, 0.3);
    w->second_nat = w->second > 0 && (w->same || chance(w, 0.6));
    if (w->kind != CLOUD_WHOLE) /* by which name one asks does not change with a fault */
        w->renamed[1] = w->same = w->second_nat = false;
}

static char *write_cloud(uint64_t seed, enum cloud_kind kind)
{
    struct writing w = {.kind = kind};
    char *text = NULL;
    size_t len = 0;
    rng_stream(&w.rng, seed, "trace", "cloud");
    rng_stream(&w.outward, seed, "trace", "outward");
    w.out = open_memstream(&text, &len);
    assert_non_null(w.out);
    draw_networks(&w);
    draw_sites(&w);
    draw_times(&w);
    fprintf(w.out, "vnetsim: 1\nsimulation: {duration: %ds, seed: 1, sample_interval: 0s}\n",
            kind == CLOUD_WHOLE ? 12 : 260);
    if (kind == CLOUD_FAULT)
        fprintf(w.out, "faults: {f: {at: 10s, kind: down, tunnel: s10}}\n");
    if (chance(&w, 0.2))
        fprintf(w.out, "links: {inter_region: {mtu: %dB}}\n", 1380 + below(&w, 120));
    write_vnets(&w);
    write_gateways(&w);
    write_filters(&w);
    write_machines(&w);
    write_fronts(&w);
    fprintf(w.out, "internet_hosts: {i0: {address: 203.0.113.9, near: westus, latency: 4ms}, i1: "
                   "{address: 198.51.100.250, near: westeurope}}\n");
    write_traffic(&w);
    fclose(w.out);
    return text;
}

#endif
