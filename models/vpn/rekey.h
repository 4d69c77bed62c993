/*
 * Rekey: how long the SAs of a tunnel's end live, and how they are replaced in place (RFC 7296, 1.3
 * and 2.8). A child SA ends by time (sa_lifetime) and by volume (sa_data_size, KB of 1,024 bytes;
 * whole ESP packets, the larger of both ways), the IKE SA by time (28,800 s). Each end begins by
 * its own figures, some time before the end of the SA: at end / ratio, less a random part of the
 * margin that this leaves (assumed: strongSwan's rule, models/data/assumptions.csv). A request, its
 * answer, the new SA in use, the old one deleted: no packet is lost for it. Requests are repeated
 * until they are answered, and answered once (2.1).
 *
 * Of two ends that begin at once, the SA of the exchange with the lowest of the four nonces is
 * deleted again (2.8.1). Where the PFS groups of the ends differ, the exchange is refused, though
 * the first child SA, made without one in IKE_AUTH (1.2), came up: the SA lives to its end, and the
 * tunnel falls with it and begins anew.
 *
 * IKEv1 has no rekeying of the main mode in place: at its end traffic is cut (VPN Gateway FAQ,
 * 2026-06-04: up to 5 s). Left out: what still travels under the old SA when the new one is there
 * counts for the new one.
 */
#ifndef MODELS_VPN_REKEY_H
#define MODELS_VPN_REKEY_H

#include <stdbool.h>
#include <stdint.h>

#include "models/net/packet.h"
#include "models/vpn/ike.h"
#include "sim/base/simtime.h"
#include "sim/engine/rng.h"

struct region;
struct tunnel;

enum rekey_kind { REKEY_CHILD, REKEY_IKE, REKEY_KINDS };

struct rekey {                        /* of one end */
    struct rng chance;                /* nonces, and when to begin */
    sim_time_t lifetime[REKEY_KINDS]; /* to the hard end */
    sim_time_t soft_at[REKEY_KINDS], hard_at[REKEY_KINDS];
    uint64_t hard_bytes, soft_bytes; /* likewise of the child SA's volume */
    const char *reason[REKEY_KINDS]; /* why soft_at came */
    bool refused[REKEY_KINDS];       /* as long as this SA lives */
    struct packet asked;             /* waits for its answer; seq 0: none */
    sim_time_t again_at, again_dur;  /* when it is repeated */
    bool met;                        /* while it waited, the other end asked for the same */
    uint32_t met_nonce;              /* the lower one of that exchange */
    struct packet heard, answer;     /* the other end's last request, and what it got */
    uint32_t sa, next_sa, n_made;    /* IKE SA in force, to come, begun by this end */
    uint16_t child; /* number of the child SA under the tunnel's being up: both ends count alike */
    uint16_t next_id;  /* of this end's next request (2.2) */
    bool is_initiator; /* this end has begun the IKE SA in force */
    bool v1;
};

void rekey_attach(struct tunnel *t);
/* The tunnel has come up, or its SAs are replaced by a new IKE_AUTH. */
void rekey_begin(struct tunnel *t, bool is_initiator, uint32_t sa, sim_time_t now);
/* The tunnel has gone down at this end. */
void rekey_end(struct tunnel *t);
/* A message of the other end, at this one (t->from). */
void rekey_receive(struct region *r, struct tunnel *t, const struct packet *p, sim_time_t now);
/* Tells the other end that all SAs are deleted: it goes down, and starts anew. Not repeated when it
 * is lost. */
void rekey_close(struct tunnel *t, sim_time_t now);
/* Asks the other end whether it is there, unless a request waits for its answer: that one is
 * repeated, and any request is a check (RFC 7296, 2.4). */
void rekey_check(struct tunnel *t, sim_time_t now);
/* The volume counted has come to t->volume_mark. */
void rekey_volume(struct region *r, struct tunnel *t, sim_time_t now);

#endif
