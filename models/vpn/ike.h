/*
 * IKEv2 as far as time and outcome go: IKE_SA_INIT, then IKE_AUTH with the first child SA, two
 * round trips (RFC 7296, 1.2). A pure state machine of one gateway for one connection: a message
 * in, what to send back out. Clocks, wires and logs are tunnel.c's.
 *
 * Both gateways start at once. Where both are initiating, the attempt of the gateway whose name
 * sorts first is kept and the other one answers (RFC 7296, 2.8 keeps one of two by nonce; by name
 * is as good and repeatable). A responder keeps no state, so a repeated request gets a repeated
 * answer (2.1).
 */
#ifndef MODELS_VPN_IKE_H
#define MODELS_VPN_IKE_H

#include <stdbool.h>

#include "sim/base/simtime.h"

enum ike_phase {
    IKE_IDLE,
    IKE_INIT_SENT, /* initiating: the first request is out */
    IKE_AUTH_SENT, /* initiating: the second one */
    IKE_REFUSED,   /* answered with an error: waits for its next try */
    IKE_UP
};

enum ike_message {
    IKE_NOTHING,
    IKE_INIT, /* requests */
    IKE_AUTH,
    IKE_INIT_OK, /* answers */
    IKE_INIT_NO_PROPOSAL,
    IKE_AUTH_OK,
    IKE_AUTH_FAILED,
    IKE_AUTH_NO_PROPOSAL,
    IKE_AUTH_NO_SELECTORS,
    IKE_ALIVE, /* an empty INFORMATIONAL (RFC 7296, 2.4), and its answer: models/vpn/dpd.c's */
    IKE_ALIVE_OK,
    IKE_DELETE, /* an INFORMATIONAL with a Delete payload (RFC 7296, 1.4.1): the sender has no SAs any more */
    IKE_N_MESSAGES
};

/* How the two ends' connections relate: what the exchange will find out. */
struct ike_terms {
    bool ike_agrees;      /* encryption, integrity and group of the IKE SA */
    bool key_agrees;      /* shared keys */
    bool child_agrees;    /* encryption, integrity and PFS group of the child SA */
    bool selectors_agree; /* the ranges that the child SA is for */
    bool answers;         /* requests of the other side, too */
    bool wins;            /* of two simultaneous attempts this side's is kept */
};

struct ike {
    enum ike_phase phase;
    sim_time_t retry_dur; /* the next wait for an answer */
};

/* Begins, or repeats what has not been answered. Returns the request to send; IKE_NOTHING when up.
 */
enum ike_message ike_try(struct ike *own);
/* Takes a message of the other side. Returns the answer or the next request, or IKE_NOTHING. */
enum ike_message ike_take(struct ike *own, enum ike_message m, const struct ike_terms *terms);

#endif
