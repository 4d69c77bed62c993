/*
 * What the files of BGP's result share: rib_bgp_own.c says who speaks and what of his own,
 * rib_bgp.c what comes of it.
 */
#ifndef MODELS_ROUTING_RIB_BGP_PARTS_H
#define MODELS_ROUTING_RIB_BGP_PARTS_H

#include "models/routing/rib_bgp.h"

/* What a router has for a prefix. */
struct rib_bgp_entry {
    const struct rib_path *path; /* NULL: its own, or nothing */
    bool own, has;
};

struct rib_bgp_session { /* as the receiving end sees it */
    const struct topo_connection *connection;
    uint32_t to, from;                 /* routers: the one that learns, the one that tells */
    const struct rib_bgp_names *names; /* NULL: as the teller has them */
    bool dropped;                      /* too many prefixes */
};

struct rib_bgp_speaking {
    const struct topo *t;
    struct arena *arena;
    const struct topo_gateway **router;
    uint32_t *number; /* [endpoint] */
    size_t n_routers;
    struct rib_bgp_session *session;
    size_t n_sessions;
    struct ip4_prefix *prefix; /* all that anybody tells, sorted */
    size_t n_prefixes, cap_prefixes;
    struct rib_bgp_entry *now, *next; /* [router * n_prefixes + prefix] */
};

/* --- models/routing/rib_bgp_own.c --- */

/* Of s->t: routers, sessions, all prefixes, their names. */
void rib_bgp_find(struct rib_bgp_speaking *s);
/* Everybody has his own alone. */
void rib_bgp_start(struct rib_bgp_speaking *s);

#endif
