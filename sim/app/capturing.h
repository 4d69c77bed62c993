/* Capturing: the --pcap of `run`: which nodes, how much of their packets, and what is said of their
 * files. */
#ifndef SIM_APP_CAPTURING_H
#define SIM_APP_CAPTURING_H

#include "models/network.h"
#include "sim/app/options.h"

enum { CAPTURING_SNAP_MAX = 65535 };

struct capturing {
    struct options_list nodes;
    unsigned snap; /* bytes; 0: headers only */
};

/* The files go to the folder pcap in dir. EXIT_DONE, or it has said what is wrong, and returns the
 * code to leave with. */
int capturing_begin(const struct capturing *c, struct network *n, const char *dir);
int capturing_end(struct network *n);

#endif
