/*
 * Why a packet was dropped: one cause a drop, one word a cause (results/README.md, drops.csv).
 * Where it was dropped is a place: a link, a NIC, a gateway, a tunnel, a VNet, numbered at build.
 */
#ifndef MODELS_NET_CAUSE_H
#define MODELS_NET_CAUSE_H

enum drop_cause {
    DROP_NO_ROUTE,       /* no route of the VNet holds the destination */
    DROP_TUNNEL_DOWN,    /* routed into a tunnel that is not up */
    DROP_QUEUE_FULL,     /* no room in the queue of a link or NIC */
    DROP_AQM,            /* the queue's discipline, though there was room: CoDel, FQ-CoDel, RED */
    DROP_TUNNEL_BITS,    /* the gateway's per-tunnel Mbps, after its buffer */
    DROP_TUNNEL_PACKETS, /* the gateway's per-tunnel packets per second */
    DROP_AGGREGATE,      /* the gateway instance's aggregate Mbps */
    DROP_RANDOM_LOSS,
    DROP_MTU, /* not to be fragmented and larger than an MTU; or than IPv4 can say, 65,535 bytes,
                 with a tunnel's own (RFC 791, 3.1) */
    DROP_FRAGMENT,       /* its fragments came out of order */
    DROP_ROUTE_NONE,     /* a route with next hop None */
    DROP_NSG,            /* a network security group denies it */
    DROP_NOT_FORWARDING, /* for others: a VM without ip_forwarding, or a peering without
                            allow_forwarded_traffic */
    DROP_REPLAY,    /* it came so late that its number is behind the receiver's replay window */
    DROP_SELECTOR,  /* the traffic selectors of the tunnel do not hold it */
    DROP_APPLIANCE, /* an appliance's packets per second or bandwidth, after its buffer */
    DROP_NO_STATE,  /* an answer at a stateful device or appliance that has not seen the request, or
                       of TCP what follows a SYN whose answer it has not seen */
    DROP_NO_TRANSLATION, /* a dynamic NAT rule stands in between, and holds no translation that it
                            belongs to */
    DROP_NO_PORTS,       /* a dynamic NAT rule has given out all ports of the external address */
    DROP_TTL,            /* sent on too often: a loop of routes */
    DROP_NO_NAME,        /* never sent: the sender does not find the receiver's name */
    DROP_RESERVED_PORT,  /* never sent: UDP from the port that the platform keeps for itself */
    DROP_FLOW_LIMIT,     /* never sent: a NIC at one of its ends has no room for another flow */
    DROP_NO_RULE,    /* a load balancer has no rule for its protocol and port, or a private endpoint
                        for ping */
    DROP_NO_BACKEND, /* no member behind a load balancer is healthy */
    DROP_HAIRPIN,    /* a load balancer's hash leads a member's packet back to itself */
    DROP_BASIC_BALANCER, /* from another region over a peering, to a load balancer of SKU Basic */
    DROP_LINK_DOWN,      /* a fault of the link, the line or the region */
    DROP_GATEWAY_DOWN,   /* in an instance of a gateway that has failed, or sent to it */
    DROP_TIMEOUT_LATE,   /* a response that came after its request had been given up */
    DROP_N
};

/* The word in drops.csv. */
const char *drop_cause_word(enum drop_cause cause);

#endif
