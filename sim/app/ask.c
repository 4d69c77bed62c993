#include "sim/app/ask.h"

#include <string.h>

#include "sim/app/options.h"

static bool is(const struct ask *a, const char *protocol)
{
    return strcmp(a->protocol, protocol) == 0;
}

const char *ask_read_protocol(void *ask)
{
    struct ask *a = ask;
    const char *why = options_take(&a->protocol, "--protocol");
    return why != NULL                                     ? why
           : is(a, "udp") || is(a, "tcp") || is(a, "icmp") ? NULL
                                                           : "--protocol takes icmp, udp or tcp";
}

struct trace_question ask_question(const struct ask *a, const struct network *n, uint32_t from,
                                   uint32_t to)
{
    struct trace_question q = trace_ask(n, from, to);
    q.port = a->port != 0 ? a->port : q.port;
    q.src_port = a->source_port;
    if (a->protocol != NULL) {
        q.protocol = is(a, "icmp") ? TOPO_ICMP : is(a, "tcp") ? TOPO_TCP : TOPO_UDP;
    }
    return q;
}
