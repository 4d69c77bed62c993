/*
 * Tunnel: the control plane of one direction: its IKE exchanges, its coming up, its going down, its
 * rekeying. Messages travel the path of the tunnel with its delay, its stalls and its loss; they
 * take no bandwidth and are counted nowhere. What happens to the SAs while it is up is rekey.h's.
 */
#ifndef MODELS_VPN_TUNNEL_H
#define MODELS_VPN_TUNNEL_H

#include "models/vpn/gateway.h"

/* Registers the events of t. Starting: what the connection's mode allows, its IKE as at the
 * beginning. */
void tunnel_ike_attach(struct tunnel *t);
void tunnel_ike_start(struct tunnel *t, sim_time_t now);

/* A control packet from the gateway at the other end of `t` (which sent it) has come to t->to. */
void tunnel_ike_receive(struct region *r, struct tunnel *t, const struct packet *p, sim_time_t now);

/* To events.csv, of this end of t. */
void tunnel_note(struct tunnel *t, sim_time_t now, const char *event, const char *detail);
/* A message of the gateway t->from to the one at the other end, on the tunnel's own path. */
void tunnel_ike_send(struct tunnel *t, enum ike_message m, uint16_t id,
                     sim_time_t now); /* id: of the message (RFC 7296, 2.2), its last 16 bits */
void tunnel_ike_answer(struct tunnel *t, const struct packet *request, enum ike_message m,
                       sim_time_t now);

/* A figure in s of models/data/assumptions.csv. */
sim_time_t tunnel_assumed_dur(const struct tunnel *t, const char *name);
/* One way, without waits: propagation on the tunnel's own path. */
sim_time_t tunnel_path_delay(const struct tunnel *t);

/* --- models/vpn/tunnel_life.c: `t` is the end at t->from, and `r` its region --- */

/*
 * This end has lost its SAs and is silent: it sends, takes and answers nothing until
 * tunnel_restore, which starts anew as connection_mode allows. The other end finds out by itself,
 * after its dpd_timeout. `detail` says why, for events.csv, and lives as long as the network. To
 * cut what is cut, or to restore what is not, does nothing.
 */
void tunnel_cut(struct region *r, struct tunnel *t, sim_time_t now, const char *detail);
void tunnel_restore(struct region *r, struct tunnel *t, sim_time_t now, const char *detail);
/* The same at one instant: the SAs are lost, the gateway is not. */
void tunnel_restart(struct region *r, struct tunnel *t, sim_time_t now, const char *detail);

/*
 * The same by whoever counts: the first hold cuts, the last release restores. detail as above.
 */
void tunnel_hold(struct region *r, struct tunnel *t, sim_time_t now, const char *detail);
void tunnel_release(struct region *r, struct tunnel *t, sim_time_t now, const char *detail);
/* Tells the other end that the SAs are deleted (RFC 7296, 1.4.1): it goes down, and starts anew.
 * Not repeated when it is lost. */
void tunnel_say_goodbye(struct tunnel *t, sim_time_t now);
/* The path of its link after so many moves to other instances: another five-tuple, another path. */
uint32_t tunnel_path(const struct tunnel *t, uint32_t n_moves);

/* Told when the tunnel has come up or gone down at this end, in the region of this end; not of SAs
 * replaced while up. */
struct tunnel_watch {
    void (*changed)(void *arg, struct region *r, struct tunnel *t, bool up, sim_time_t now);
    void *arg;
    struct tunnel_watch *next; /* tunnel_watch_add's */
};
/* Before the run; w belongs to the caller and is told after those added earlier. */
void tunnel_watch_add(struct tunnel *t, struct tunnel_watch *w);

/* A packet wants to go through the tunnel, which is down: where it waits for one, IKE begins. */
void tunnel_wake(struct tunnel *t, sim_time_t now);

/* The exchange has ended well; while up it replaces the SAs of a peer that had lost its own
 * (INITIAL_CONTACT, RFC 7296, 2.4): whoever watches sees it go down and come up. */
void tunnel_come_up(struct region *r, struct tunnel *t, sim_time_t now);
void tunnel_go_down(struct region *r, struct tunnel *t, sim_time_t now, const char *detail);

/* --- models/vpn/dpd.c --- */

/*
 * Dead peer detection: when nothing has come for an interval (a third of dpd_timeout, assumed), an
 * empty INFORMATIONAL is sent, and repeated as every request is (models/vpn/rekey.h); dpd_timeout
 * after the first one that nothing answered the tunnel is down and IKE starts anew. A failure is
 * thus noticed between dpd_timeout and dpd_timeout + interval after the last packet on its way has
 * come. An end without it (dpd_interval 0) answers, and asks nothing: what is silent is up until
 * its SAs have come to their end.
 */
void tunnel_dpd_attach(struct tunnel *t);
void tunnel_dpd_start(struct tunnel *t, sim_time_t now);
void tunnel_dpd_receive(struct tunnel *t, const struct packet *p, sim_time_t now);

/* How long of [from_at, to_at), the warm-up's end to the run's, the tunnel was down, as `from`
 * knows it. */
sim_time_t tunnel_down_dur(const struct tunnel *t, sim_time_t from_at, sim_time_t to_at);

/* Adds to the volume that this end has seen under the child SA: t->out_bytes or t->in_bytes. */
static inline void tunnel_count_volume(struct region *r, struct tunnel *t, uint64_t *counter,
                                       uint32_t bytes, sim_time_t now)
{
    *counter += bytes;
    if (SIM_UNLIKELY(*counter >= t->volume_mark))
        rekey_volume(r, t, now);
}

#endif
