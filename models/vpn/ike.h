/*
 * IKEv2 as far as time and outcome go: IKE_SA_INIT, then IKE_AUTH with the first child SA, two
 * round trips (RFC 7296, 1.2). A pure state machine of one gateway for one connection: a message
 * in, what to send back out. Clocks, wires and logs are tunnel.c's.
 *
 * Both gateways start at once. Both attempts are answered, as any request is (2.1), and both go on
 * until one is ahead, however long messages wait on their way: an end whose name sorts last leaves
 * its own when it hears of the other one before the answer to its own has come. Where both have
 * come to IKE_AUTH that of the first name is kept, and the other one is answered with
 * TEMPORARY_FAILURE (as Libreswan may: reject-simultaneous-ike-auth). Of rekeyings RFC 7296 keeps
 * one of two by nonce (2.8); by name is as good and repeatable. So one SA comes of two attempts,
 * and they are repeated only if a message is lost. Whoever has answered lets that attempt come to
 * its end before it begins or repeats IKE_SA_INIT. A responder keeps no state, so a repeated
 * request gets a repeated answer (2.1).
 */
#ifndef MODELS_VPN_IKE_H
#define MODELS_VPN_IKE_H

#include <stdbool.h>
#include <stdint.h>

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
    IKE_INIT_VERSION, /* INVALID_MAJOR_VERSION: the other end speaks another IKE (RFC 7296, 2.5) */
    IKE_AUTH_LEFT,    /* TEMPORARY_FAILURE: of two attempts at once the answering end's is kept */
    IKE_ALIVE, /* an empty INFORMATIONAL (RFC 7296, 2.4), and its answer: models/vpn/dpd.c's */
    IKE_ALIVE_OK,
    /* models/vpn/rekey.c's: of a child SA, and of the IKE SA, side by side (+ enum rekey_kind) */
    IKE_REKEY, /* CREATE_CHILD_SA (RFC 7296, 1.3) */
    IKE_REKEY_IKE,
    IKE_REKEY_OK,
    IKE_REKEY_IKE_OK,
    IKE_REKEY_REFUSED, /* NO_PROPOSAL_CHOSEN */
    IKE_REKEY_STALE,   /* CHILD_SA_NOT_FOUND: it has been replaced already (2.25.1) */
    IKE_DELETE,        /* INFORMATIONAL: what has been replaced (2.8) */
    IKE_DELETE_IKE,
    IKE_DELETE_EXTRA, /* what two exchanges at once have made too much (2.8.1) */
    IKE_DELETE_IKE_EXTRA,
    IKE_DELETE_OK,
    IKE_CLOSE, /* INFORMATIONAL: the IKE SA and all of its child SAs (1.4.1) */
    IKE_CLOSE_OK,
    IKE_N_MESSAGES
};

/* A packet's `seq` says the message, whether it comes from the end that has begun the IKE SA, and
 * which of that end's it is. */
static inline uint32_t ike_word(enum ike_message m, bool from_initiator, uint32_t sa)
{
    return (uint32_t)m | (from_initiator ? UINT32_C(0x100) : 0) | sa << 9;
}
static inline enum ike_message ike_message_of(uint32_t word)
{
    return (enum ike_message)(word & 0xFF);
}
static inline bool ike_is_from_initiator(uint32_t word)
{
    return (word & 0x100) != 0;
}
static inline uint32_t ike_sa_of(uint32_t word)
{
    return word >> 9;
}

/* How the two ends' connections relate: what the exchange will find out. */
struct ike_terms {
    bool ike_agrees;      /* encryption, integrity and group of the IKE SA */
    bool key_agrees;      /* shared keys */
    bool child_agrees;    /* encryption and integrity of the first child SA */
    bool selectors_agree; /* the ranges that the child SA is for */
    bool answers;         /* requests of the other side, too */
    bool wins;            /* of two simultaneous attempts this side's is kept */
    bool other_version;   /* IKEv1 at one end, IKEv2 at the other */
};

struct ike {
    enum ike_phase phase;
    sim_time_t retry_dur;    /* the next wait for an answer */
    sim_time_t others_until; /* the other end's attempt that it has answered takes, without waits */
    uint32_t others;         /* that attempt's number, from 1 on */
    uint32_t left;           /* up to this one they are not kept: this end's own has come up */
};

/* Begins, or repeats what has not been answered. Returns the request to send; IKE_NOTHING when up.
 */
enum ike_message ike_try(struct ike *own);
/* Takes a message of the other side: a request of its attempt so numbered, or an answer to this
 * end's. Returns the answer or the next request, or IKE_NOTHING. */
enum ike_message ike_take(struct ike *own, enum ike_message m, uint32_t attempt,
                          const struct ike_terms *terms);

#endif
