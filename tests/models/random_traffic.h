/*
 * Machines of a random cloud, what answers for others, and who asks whom.
 */
#ifndef TESTS_MODELS_RANDOM_TRAFFIC_H
#define TESTS_MODELS_RANDOM_TRAFFIC_H

#include "tests/models/random_writing.h"

static const char *const machine[] = {"m0", "m1", "m2", "m3", "m4"};

static void write_machines(struct writing *w)
{
    fprintf(w->out, "virtual_machines:\n");
    for (int i = 0; i < w->n; i++)
        fprintf(w->out, "  m%d: {subnet: v%d/s, count: %d%s, %s%s}\n", i, i,
                w->count[i] = 1 + below(w, 3),
                chance(w, 0.1) ? ", nic: {bandwidth: 1Gbps, mtu: 1400B}" : "",
                chance(w, 0.3)   ? "ip_forwarding: false"
                : chance(w, 0.4) ? "ip_forwarding: true, appliance: {stateful: true, latency: "
                                   "100us, packets: 100000pps}"
                                 : "ip_forwarding: true",
                chance(w, 0.2)   ? ", network_security_group: g0"
                : chance(w, 0.2) ? ", network_security_group: g1"
                                 : "");
    fprintf(w->out,
            "cloud_services: {role: {subnet: v1/s, instances: 2}}\nmanaged_instances: {db: "
            "{subnet: v%d/managed, instances: 2}}\n",
            w->managed = below(w, w->n));
}

static const char *endpoint_service(struct writing *w, int i)
{
    static const char *const alone[] = {"storage0", "storage1", "storage2", "storage3", "storage4"};
    if (chance(w, 0.3) && w->region[w->managed] == w->region[i])
        return "db";
    if (chance(w, 0.3) && w->region[1] == w->region[i])
        return "role";
    return chance(w, 0.5) ? machine[i] : alone[i];
}

/* In each network a load balancer before its machine, and a private endpoint that answers itself or
 * that the machine, or a service of the region, stands behind. */
static void write_fronts(struct writing *w)
{
    fprintf(w->out, "load_balancers:\n");
    for (int i = 0; i < w->n; i++)
        fprintf(w->out,
                "  lb%d: {subnet: v%d/s, frontend_ip_address: 10.%d.0.100, backend: %s, port: "
                "443, backend_port: 8443, sku: %s, distribution: %s%s}\n",
                i, i, i, i == 1 && chance(w, 0.3) ? "role" : machine[i],
                chance(w, 0.4) ? "Basic" : "Standard", chance(w, 0.3) ? "source_ip" : "five_tuple",
                chance(w, 0.7)   ? ""
                : chance(w, 0.5) ? ", probe: {port: 443}"
                                 : ", probe: {port: 80, interval: 1s, unhealthy_threshold: 1}");
    fprintf(w->out, "private_endpoints:\n");
    for (int i = 0; i < w->n; i++)
        fprintf(w->out, "  pe%d: {subnet: v%d/s, private_ip_address: 10.%d.0.101, service: %s}\n",
                i, i, i, endpoint_service(w, i));
}

/* Tunnels are up after a second or two; after a fault at 10 s the last hold time is over, and no
 * tunnel of a policy-based gateway idle for five minutes. The last echo has the time to come back,
 * loops ask once each, and a connection once or more. */
static void draw_times(struct writing *w)
{
    const int s = w->kind == CLOUD_WHOLE ? 2 : 250;
    snprintf(w->ping, sizeof w->ping,
             "app: ping, interval: 50ms, start: %ds, stop: %d500ms, timeout: 2s", s, s);
    snprintf(w->ask, sizeof w->ask,
             "request_size: 50B, response_size: 100B, connections: 10, start: %ds, stop: "
             "%d000001us, timeout: 1500ms",
             s, s);
    snprintf(w->talk, sizeof w->talk,
             "port: 443, app: request_response, transport: tcp, request_size: 200B, "
             "response_size: 3kB, think_time: 50ms, start: %ds, stop: %ds",
             s, s + 1);
}

static void write_requests(struct writing *w, const char *name, const char *from)
{
    for (int k = 0; k < w->n; k++)
        fprintf(w->out,
                "  %slb%d: {from: %s, to: lb%d, port: %d, app: request_response, %s}\n  %spe%d: "
                "{from: %s, to: pe%d, port: 443, app: request_response, %s}\n",
                name, k, from, k, chance(w, 0.9) ? 443 : 80, w->ask, name, k, from, k, w->ask);
}

static void write_between_machines(struct writing *w)
{
    for (int i = 0; i < w->n; i++)
        if (w->count[i] > 1) /* with each other */
            fprintf(w->out, "  o%d: {from: m%d, to: m%d, pairing: all_to_all, %s}\n", i, i, i,
                    w->ping);
    for (int i = 0; i < w->n; i++)
        for (int k = 0; k < w->n; k++)
            if (i != k)
                fprintf(w->out, "  p%d-%d: {from: m%d, to: m%d, %s}\n", i, k, i, k, w->ping);
    for (int i = 0; i < w->n; i++)
        fprintf(w->out,
                "  r%d: {from: m%d, to: role, %s}\n  d%d: {from: m%d, to: db, %s}\n  b%d: {from: "
                "db, to: m%d, %s}\n",
                i, i, w->ping, i, i, w->ping, i, i, w->ping);
}

static void write_with_sites(struct writing *w)
{
    const int sites = w->by_policy > 0 && !w->policy_pair ? 3 : 2;
    for (int i = 0; i < w->n; i++)
        for (int s = 0; s < sites; s++)
            fprintf(w->out,
                    "  x%d-%d: {from: m%d, to: h%d, flows: 2, %s}\n"
                    "  y%d-%d: {from: h%d, to: m%d, flows: 2, %s}\n"
                    "  u%d-%d: {from: m%d, to: h%d, flows: 2, app: request_response, %s}\n"
                    "  w%d-%d: {from: h%d, to: m%d, flows: 2, app: request_response, %s}\n",
                    i, s, i, s, w->ping, s, i, s, i, w->ping, i, s, i, s, w->ask, s, i, s, i,
                    w->ask);
    for (int s = 0; s < sites; s++) /* through the gateway, where BGP leads on */
        fprintf(w->out, "  z%d: {from: h%d, to: h%d, flows: 2, %s}\n", s, s, (s + 1) % sites,
                w->ping);
}

/* Every machine and every site's host asks two of the Internet. */
static void write_outward(struct writing *w)
{
    for (int h = 0; h < 2; h++) {
        for (int i = 0; i < w->n; i++)
            fprintf(w->out,
                    "  ia%d-%d: {from: m%d, to: i%d, flows: 2, %s}\n"
                    "  it%d-%d: {from: m%d, to: i%d, %s}\n",
                    i, h, i, h, w->ping, i, h, i, h, w->talk);
        for (int s = 0; s < 2; s++)
            fprintf(w->out, "  is%d-%d: {from: h%d, to: i%d, flows: 2, %s}\n", s, h, s, h, w->ping);
        fprintf(w->out, "  ib%d: {from: db, to: i%d, flows: 2, %s}\n", h, h, w->ping);
    }
}

static void write_connections(struct writing *w)
{
    static const char *const to[] = {"m", "lb", "pe", "h"};
    for (int i = 0; i < w->n; i++) {
        const int k = (i + 1 + below(w, w->n - 1)) % w->n, kind = below(w, 4);
        fprintf(w->out, "  t%d: {from: m%d, to: %s%d, %s}\n  v%d: {from: h%d, to: %s%d, %s}\n", i,
                i, to[kind], kind == 3 ? k % 2 : k, w->talk, i, i % 2, to[kind % 3], i, w->talk);
    }
}

/* Echoes that are not to be fragmented, of sizes about those that fit. */
static void write_large(struct writing *w)
{
    for (int i = 0; i < w->n; i++) {
        const int k = (i + 1 + below(w, w->n - 1)) % w->n;
        fprintf(w->out,
                "  j%d: {from: m%d, to: m%d, packet_size: %dB, dont_fragment: true, %s}\n"
                "  k%d: {from: h%d, to: m%d, packet_size: %dB, dont_fragment: true, %s}\n",
                i, i, k, 1300 + below(w, 210), w->ping, i, i % 2, i, 1300 + below(w, 210), w->ping);
    }
}

static void write_traffic(struct writing *w)
{
    static const char *const requests[] = {"q0", "q1", "q2", "q3", "q4"};
    fprintf(w->out, "traffic:\n");
    write_between_machines(w);
    write_with_sites(w);
    write_outward(w);
    write_connections(w);
    write_large(w);
    for (int i = 0; i < w->n; i++)
        write_requests(w, requests[i], machine[i]);
    write_requests(w, "h", "h0");
}

#endif
