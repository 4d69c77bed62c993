/*
 * What the files of rekeying share: rekey.c says when this end begins, and what it asks,
 * rekey_answer.c what the other end says.
 */
#ifndef MODELS_VPN_REKEY_PARTS_H
#define MODELS_VPN_REKEY_PARTS_H

#include "models/vpn/rekey.h"

/* Does a request of that kind wait for its answer? */
static inline bool rekey_is_asking(const struct rekey *k, enum ike_message m)
{
    return ike_message_of(k->asked.seq) == m;
}

uint32_t rekey_draw_nonce(struct rekey *k);
/* Sets the event of this end to what is due first. */
void rekey_arm(struct tunnel *t);
/* A new SA: its ends by this end's figures. */
void rekey_begin_life(struct tunnel *t, enum rekey_kind kind, sim_time_t now);
/* A message goes out. */
void rekey_put(struct tunnel *t, struct packet *p, sim_time_t now);
/* Asks, of the SA that `number` says: the one request that may wait. */
void rekey_ask(struct tunnel *t, enum ike_message m, uint16_t number, sim_time_t now);
/* What is due and not under way. */
void rekey_ask_if_due(struct tunnel *t, sim_time_t now);
/* The longest cut of IKEv1, or this time's, which ends with an exchange of two round trips. */
sim_time_t rekey_cut_dur(struct tunnel *t, bool longest);

#endif
