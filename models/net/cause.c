#include "models/net/cause.h"

#include "sim/base/assert.h"

const char *drop_cause_word(enum drop_cause cause)
{
    static const char *const word[DROP_N] = {
        [DROP_NO_ROUTE] = "no_route",
        [DROP_TUNNEL_DOWN] = "tunnel_down",
        [DROP_QUEUE_FULL] = "queue_full",
        [DROP_AQM] = "aqm",
        [DROP_TUNNEL_BITS] = "tunnel_bits",
        [DROP_TUNNEL_PACKETS] = "tunnel_packets",
        [DROP_AGGREGATE] = "aggregate",
        [DROP_RANDOM_LOSS] = "random_loss",
        [DROP_ROUTE_NONE] = "route_none",
        [DROP_NSG] = "nsg",
        [DROP_NOT_FORWARDING] = "not_forwarding",
        [DROP_TTL] = "ttl",
        [DROP_NO_RULE] = "no_rule",
        [DROP_NO_BACKEND] = "no_backend",
        [DROP_HAIRPIN] = "hairpin",
        [DROP_BASIC_BALANCER] = "basic_balancer",
        [DROP_LINK_DOWN] = "link_down",
        [DROP_GATEWAY_DOWN] = "gateway_down",
        [DROP_TIMEOUT_LATE] = "timeout_late",
        [DROP_REPLAY] = "replay",
        [DROP_NO_NAME] = "no_name",
        [DROP_RESERVED_PORT] = "reserved_port",
        [DROP_FLOW_LIMIT] = "flow_limit",
        [DROP_SELECTOR] = "selector",
        [DROP_NO_STATE] = "no_state",
        [DROP_NO_TRANSLATION] = "no_translation",
        [DROP_NO_PORTS] = "no_ports",
        [DROP_APPLIANCE] = "appliance",
        [DROP_MTU] = "mtu",
        [DROP_FRAGMENT] = "fragment",
    };
    SIM_ASSERT(cause < DROP_N);
    return word[cause];
}
