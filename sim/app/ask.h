/* What a command line asks of a way: protocol and ports, as security groups see them. For commands
 * that trace. */
#ifndef SIM_APP_ASK_H
#define SIM_APP_ASK_H

#include "models/trace/trace.h"

struct ask {
    const char *protocol;       /* icmp, udp or tcp; NULL: not given */
    unsigned port, source_port; /* 0: not given */
};

/* For tables of options: the protocol goes to a struct ask. */
const char *ask_read_protocol(void *ask);

/* trace_ask, with what was given. */
struct trace_question ask_question(const struct ask *a, const struct network *n, uint32_t from,
                                   uint32_t to);

#endif
