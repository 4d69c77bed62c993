/*
 * Speaker: a gateway or device that chooses its routes as things change. It keeps what each of its
 * BGP peers has told it (Adj-RIB-In), takes the shortest AS paths, those of equal length side by
 * side, and tells its peers what has changed (RFC 4271, sections 3.2 and 9, with the platform's
 * rules of models/routing/rib.h). Without a minimum interval between advertisements (assumed 0). A
 * change is in force at once in the gateway itself; its networks go by it after route_programming
 * (assumed), those of other regions after the link's delay too.
 *
 * While no instance of a gateway works, nobody tells its networks anything: they go by what has
 * been programmed. When one does, that stands until every peer has told what it knows again, a hold
 * time at most (assumed: as RFC 4724 has it, 4.1 and 4.2).
 *
 * Local prefixes of a platform gateway's connections stay whatever becomes of the tunnel; a
 * device's go with the last tunnel of the connection, as routes over an interface do (assumed).
 *
 * What a peer is told stands in a list; a message says how far it goes. So a message is a number,
 * and what it tells is read where it stands: entries are written before the message, and again only
 * when the peer has taken them. Likewise what a gateway leads to stands in a list of versions, each
 * with memory of its own that a later one takes when every region has gone on from it. How far a
 * reader has come its own region writes; it tells the writer what it may reuse, and nothing else:
 * the only thing that one region sees of another at a time that no event fixes. AS paths stay:
 * there are as many as ways.
 */
#ifndef MODELS_CONTROL_SPEAKER_H
#define MODELS_CONTROL_SPEAKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "models/net/route.h"
#include "models/routing/rib_bgp.h"
#include "models/vpn/tunnel.h"
#include "sim/engine/lp.h"

struct build;
struct gateway;
struct network;
struct region;
struct speaker;

struct speaker_news {
    uint32_t prefix;
    const struct rib_path *path; /* NULL: withdrawn */
    struct speaker_news *next;
};

struct speaker_end { /* a connection, as this end sees it */
    struct speaker *speaker;
    struct speaker_end *peer; /* NULL: nobody, or no BGP between them */
    const struct topo_connection *connection;
    const struct rib_path **in,
        **out; /* [prefix]: told by the peer; told to it, by the names that it has there */
    const struct rib_bgp_names *names;  /* NULL: the same */
    struct speaker_news *last, *oldest; /* of what the peer is told */
    uint32_t n_told, n_old;             /* number of the oldest */
    const struct speaker_news *taken;   /* of what the peer tells */
    atomic_uint n_taken;
    uint32_t n_sessions; /* established */
    uint32_t n_in;       /* prefixes from the peer */
    bool refused;        /* it has told too many */
    uint32_t n_up;       /* tunnels */
    bool was_up;
    bool restarts; /* it has told something that is programmed still, and not again since the
                      gateway failed */
};

struct speaker_version { /* of what it leads to */
    struct arena *arena; /* of rib and routes; NULL: the first one, as declared */
    const struct rib *rib;
    struct route_table routes;
    sim_time_t at;
    struct speaker_version *next;
};

struct speaker_path { /* as peers are told it, of one that it has; NULL: of its own */
    const struct rib_path *of, *as;
    struct speaker_path *next;
};

struct speaker_listener { /* a region whose networks go by this gateway */
    struct speaker *speaker;
    struct region *region;
    const struct speaker_version *known; /* the last one in force there */
    atomic_uint n_known;
    uint32_t n_heard;
    struct event ev;
};

struct speaker {
    struct gateway *gateway;
    struct region *region;
    struct speaker_end *end; /* in the order of the connections */
    size_t n_ends;
    bool *own;                    /* [prefix]; NULL: it does not speak */
    const struct rib_path **best; /* [prefix]; NULL: none */
    bool is_gone;                 /* a device that is down */
    sim_time_t program_dur;
    struct speaker_version *version, *oldest,
        *spare;                 /* the last one; spare: any that may be used */
    uint32_t n_versions, n_old; /* number of the last one, of the oldest */
    struct speaker_path *path;  /* of all that it has told */
    struct speaker_listener *listener;
    size_t n_listeners;
    struct tunnel_watch *watch; /* [tunnel of its own] */
    struct event restart_ev;    /* who has not told anything again by then does not */
};

/* For each gateway and device that could change; b->net->control stands already. */
void speaker_build(struct build *b);

/* A session over the end's connection is up; the peer's list counts from number `from` on, if it is
 * the first. */
void speaker_session_up(struct region *r, struct speaker_end *e, uint32_t from, sim_time_t now);
void speaker_session_down(struct region *r, struct speaker_end *e, sim_time_t now);
/* The peer's list has come this far. False: it tells too many prefixes. */
bool speaker_take(struct region *r, struct speaker_end *e, uint32_t n, sim_time_t now);
/* A device is down, or back. */
void speaker_set_gone(struct region *r, struct speaker *s, bool is_gone, sim_time_t now);
/* The view of the speaker's region has changed: a spoke whose peering is down is not its own any
 * more. Told at once (assumed). */
void speaker_look(struct region *r, struct speaker *s, sim_time_t now);
/* Is all in force that the regions have heard of? */
bool speaker_is_heard(const struct network *n);
/* A region has heard that there are `n` versions. */
void speaker_hear(struct region *r, struct speaker *s, uint32_t n, sim_time_t now);

#endif
