/*
 * Machines of a random cloud, what answers for others, and who asks whom.
 */
#ifndef TESTS_MODELS_RANDOM_TRAFFIC_H
#define TESTS_MODELS_RANDOM_TRAFFIC_H

#include "tests/models/random_writing.h"

/* In each network a load balancer before its machine, and a private endpoint that answers itself or
 * that the machine stands behind. */
static void write_fronts(struct writing *w)
{
    fprintf(w->out, "load_balancers:\n");
    for (int i = 0; i < w->n; i++)
        fprintf(w->out,
                "  lb%d: {subnet: v%d/s, frontend_ip_address: 10.%d.0.100, backend: %s, port: "
                "443, backend_port: 8443, sku: %s}\n",
                i, i, i,
                i == 1 && chance(w, 0.3) ? "role"
                                         : (const char *[]){"m0", "m1", "m2", "m3", "m4"}[i],
                chance(w, 0.4) ? "Basic" : "Standard");
    fprintf(w->out, "private_endpoints:\n");
    for (int i = 0; i < w->n; i++)
        fprintf(w->out, "  pe%d: {subnet: v%d/s, private_ip_address: 10.%d.0.101, service: %s%d}\n",
                i, i, i, chance(w, 0.5) ? "m" : "storage", i);
}

/* Ten loops that ask once each. */
static const char ask[] = "request_size: 50B, response_size: 100B, connections: 10, start: 2s, "
                          "stop: 2000001us, timeout: 1500ms";

static void write_requests(struct writing *w, const char *name, const char *from)
{
    for (int k = 0; k < w->n; k++)
        fprintf(w->out,
                "  %slb%d: {from: %s, to: lb%d, port: %d, app: request_response, %s}\n  %spe%d: "
                "{from: %s, to: pe%d, port: 443, app: request_response, %s}\n",
                name, k, from, k, chance(w, 0.9) ? 443 : 80, ask, name, k, from, k, ask);
}

#endif
