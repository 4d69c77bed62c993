/*
 * Difference of two designs: what reaches what, which tunnels, machines and routes changed. Pairs
 * are groups that both have, all their members and all ways of their flows (one that only changed
 * its name counts as the same: same network, subnet, address and kind); traffic entries that both
 * have are traced flow by flow, with their own protocol and ports, and all ways of each: which of
 * several tunnels or members one takes goes by a hash, which another name changes. What was added
 * or removed is listed, and is neither better nor worse.
 */
#ifndef SIM_APP_DIFFERENCE_H
#define SIM_APP_DIFFERENCE_H

#include <stdio.h>

#include "sim/app/ask.h"
#include "sim/app/where.h"

enum difference_part {
    DIFFERENCE_PAIR,
    DIFFERENCE_TRAFFIC,
    DIFFERENCE_TUNNEL,
    DIFFERENCE_MACHINE,
    DIFFERENCE_ROUTE,
    DIFFERENCE_PARTS
};

struct change {
    enum difference_part part;
    const char *what;     /* a name; of a pair "web -> db" */
    const char *was, *is; /* NULL: it was not there, it is not there any more */
    int better;           /* pairs and traffic: 1 better, -1 worse; else 0 */
    const char *cause, *place, *why, *mend,
        *code; /* of the worse side of a pair or an entry; NULL: nothing stops it */
};

struct difference {
    struct change *change; /* by part */
    size_t n, cap;
    size_t better, worse;
    struct arena *arena; /* the caller's */
};

void difference_find(struct difference *d, const struct where *old, const struct where *new,
                     const struct ask *ask, struct arena *arena);

void difference_show(const struct difference *d, FILE *out);
void difference_json(const struct difference *d, FILE *out);

#endif
