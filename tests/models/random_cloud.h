/*
 * A random cloud as the text of a scenario, of a seed: peerings with all their flags, gateways,
 * tunnels, NAT rules, routes, appliances, security groups, sites and what answers for others.
 */
#ifndef TESTS_MODELS_RANDOM_CLOUD_H
#define TESTS_MODELS_RANDOM_CLOUD_H

#include "tests/models/random_gateways.h"
#include "tests/models/random_sites.h"
#include "tests/models/random_traffic.h"
#include "tests/models/random_vnets.h"

static char *write_cloud(uint64_t seed)
{
    struct writing w = {.n = 3};
    char *text = NULL;
    size_t len = 0;
    int count[VNETS_MAX];
    rng_stream(&w.rng, seed, "trace", "cloud");
    w.n += below(&w, 3);
    w.out = open_memstream(&text, &len);
    assert_non_null(w.out);
    for (int i = 0; i < w.n; i++) {
        w.gateway[i] = i == 0 || chance(&w, 0.4);
        for (int k = 0; k < w.n; k++)
            w.peered[i][k] = chance(&w, 0.6);
    }
    for (int i = 0; i < w.n; i++) { /* what the platform does not refuse: no gateway of its own, one
                                       peer that has one */
        w.uses[i] = -1;
        for (int k = 0; k < w.n && !w.gateway[i]; k++)
            if (k != i && w.gateway[k] && w.uses[i] < 0 && chance(&w, 0.7)) {
                w.uses[i] = k;
                w.peered[i][k] = w.peered[k][i] = true;
            }
    }
    w.hidden = chance(&w, 0.5);
    for (int s = 0; s < 2; s++) {
        w.speaks[s] = chance(&w, 0.5);
        w.wrong[s] = chance(&w, 0.1);
        w.renamed[s] = chance(&w, 0.5);
    }
    w.same = w.renamed[0] && w.renamed[1] && chance(&w, 0.4);
    for (int i = 1; i < w.n; i++)
        if (w.gateway[i] && w.second == 0 && chance(&w, 0.6))
            w.second = i;
    w.second_nat = w.second > 0 && (w.same || chance(&w, 0.6));
    for (int s = 0; s < 2; s++)
        w.has_default[s] = chance(&w, 0.2);
    fprintf(w.out, "vnetsim: 1\nsimulation: {duration: 12s, seed: 1, sample_interval: 0s}\n");
    write_vnets(&w);
    write_gateways(&w);
    write_filters(&w);
    fprintf(w.out, "virtual_machines:\n");
    for (int i = 0; i < w.n; i++)
        fprintf(w.out, "  m%d: {subnet: v%d/s, count: %d, %s%s}\n", i, i,
                count[i] = 1 + below(&w, 3),
                chance(&w, 0.3)   ? "ip_forwarding: false"
                : chance(&w, 0.4) ? "ip_forwarding: true, appliance: {stateful: true, latency: "
                                    "100us, packets: 100000pps}"
                                  : "ip_forwarding: true",
                chance(&w, 0.2)   ? ", network_security_group: g0"
                : chance(&w, 0.2) ? ", network_security_group: g1"
                                  : "");
    fprintf(w.out,
            "cloud_services: {role: {subnet: v1/s, instances: 2}}\nmanaged_instances: {db: "
            "{subnet: v%d/managed, instances: 2}}\n",
            below(&w, w.n));
    write_fronts(&w);
    fprintf(w.out, "traffic:\n");
    for (int i = 0; i < w.n; i++)
        if (count[i] > 1) /* with each other */
            fprintf(w.out,
                    "  o%d: {from: m%d, to: m%d, pairing: all_to_all, app: ping, interval: 50ms, "
                    "start: 2s, stop: 2500ms, timeout: 2s}\n",
                    i, i, i);
    for (int i = 0; i < w.n; i++)
        for (int k = 0; k < w.n; k++)
            if (i != k) /* tunnels are up after a second or two; the last echo has the time to come
                           back */
                fprintf(w.out,
                        "  p%d-%d: {from: m%d, to: m%d, app: ping, interval: 50ms, start: 2s, "
                        "stop: 2500ms, timeout: 2s}\n",
                        i, k, i, k);
    for (int i = 0; i < w.n; i++)
        for (int s = 0; s < 2; s++)
            fprintf(w.out,
                    "  x%d-%d: {from: m%d, to: h%d, flows: 2, app: ping, interval: 50ms, start: "
                    "2s, stop: 2500ms, timeout: 2s}\n"
                    "  y%d-%d: {from: h%d, to: m%d, flows: 2, app: ping, interval: 50ms, start: "
                    "2s, stop: 2500ms, timeout: 2s}\n"
                    "  u%d-%d: {from: m%d, to: h%d, flows: 2, app: request_response, %s}\n"
                    "  w%d-%d: {from: h%d, to: m%d, flows: 2, app: request_response, %s}\n",
                    i, s, i, s, s, i, s, i, i, s, i, s, ask, s, i, s, i, ask);
    for (int i = 0; i < w.n; i++) { /* TCP: one connection, which asks once or more */
        const int k = (i + 1 + below(&w, w.n - 1)) % w.n;
        const char *const to[] = {"m", "lb", "pe", "h"};
        const int kind = below(&w, 4);
        fprintf(w.out,
                "  t%d: {from: m%d, to: %s%d, port: 443, app: request_response, transport: tcp, "
                "request_size: 200B, response_size: 3kB, think_time: 50ms, start: 2s, stop: "
                "2500ms}\n",
                i, i, to[kind], kind == 3 ? k % 2 : k);
        fprintf(w.out,
                "  v%d: {from: h%d, to: %s%d, port: 443, app: request_response, transport: tcp, "
                "request_size: 200B, response_size: 3kB, think_time: 50ms, start: 2s, stop: "
                "2500ms}\n",
                i, i % 2, to[kind % 3], i);
    }
    for (int s = 0; s < 2; s++) /* through the gateway, where BGP leads on */
        fprintf(w.out,
                "  z%d: {from: h%d, to: h%d, flows: 2, app: ping, interval: 50ms, start: 2s, stop: "
                "2500ms, timeout: 2s}\n",
                s, s, 1 - s);
    for (int i = 0; i < w.n; i++)
        fprintf(w.out,
                "  r%d: {from: m%d, to: role, app: ping, interval: 50ms, start: 2s, stop: 2500ms, "
                "timeout: 2s}\n"
                "  d%d: {from: m%d, to: db, app: ping, interval: 50ms, start: 2s, stop: 2500ms, "
                "timeout: 2s}\n"
                "  b%d: {from: db, to: m%d, app: ping, interval: 50ms, start: 2s, stop: 2500ms, "
                "timeout: 2s}\n",
                i, i, i, i, i, i);
    for (int i = 0; i < w.n; i++)
        write_requests(&w, (const char *[]){"q0", "q1", "q2", "q3", "q4"}[i],
                       (const char *[]){"m0", "m1", "m2", "m3", "m4"}[i]);
    write_requests(&w, "h", "h0");
    fclose(w.out);
    return text;
}

#endif
