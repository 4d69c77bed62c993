/*
 * Failures: the single faults that a cloud can meet, one after the other, each as the fault of a
 * scenario: what `vnetsim failover` makes. Of what is in use: gateways and devices with tunnels,
 * tunnels between two ends that know each other, sessions, peerings with both halves, links between
 * regions that a tunnel or some traffic crosses, zones where some VM of the region says its own.
 */
#ifndef SIM_CAMPAIGN_FAILURES_H
#define SIM_CAMPAIGN_FAILURES_H

#include <stdbool.h>
#include <stddef.h>

#include "models/network.h"

struct doc_node;

struct failure {
    const char *name;  /* of the fault, and of its row */
    const char *kind;  /* gateway, device, ...: the key that names what breaks; "" of none */
    const char *what;  /* its name */
    const char *event; /* planned_failover, unplanned_failover, down, reset */
    sim_time_t at;
    const char *text;    /* "{at: 30s, gateway: gw, kind: down}"; NULL: nothing breaks */
    sim_time_t duration; /* of its run, at most */
};

struct failures {
    struct arena *arena;
    sim_time_t at, lasts; /* when; how long what is `down` stays so */
    struct failure *v;
    size_t n, cap;
    const char *unused; /* links between regions that nothing crosses, with commas; NULL: none */
};

enum failures_kind {
    FAILURES_GATEWAY,
    FAILURES_DEVICE,
    FAILURES_UPLINK,
    FAILURES_TUNNEL,
    FAILURES_CONNECTION,
    FAILURES_BGP_SESSION,
    FAILURES_PEERING,
    FAILURES_LINK,
    FAILURES_ZONE,
    FAILURES_REGION,
    FAILURES_KINDS
};
extern const char *const failures_word[FAILURES_KINDS];

/* Nothing breaks: what the others are put beside. */
void failures_add_none(struct failures *f);
/* All of a kind. */
void failures_add(struct failures *f, const struct network *n, enum failures_kind kind);
/* Those of one gateway. */
void failures_add_gateway(struct failures *f, const struct topo_gateway *g);
/* A fault that the scenario declares: its name, when it strikes, and what it says. */
void failures_add_declared(struct failures *f, const char *name, sim_time_t at,
                           const struct doc_node *text);

#endif
