/*
 * Packets that are larger than a link takes and not to be fragmented (DF): they are dropped, and of
 * TCP the sender is told by ICMP fragmentation needed (RFC 792, RFC 1191), unless that is filtered.
 * The message travels as a packet of the flow the other way, 56 bytes long; it is in no column of
 * flows.csv. In a tunnel the gateway judges, before it encrypts (models/vpn/gateway_pass.c).
 */
#include "models/build.h"
#include "models/flow/flow.h"
#include "models/forward.h"
#include "models/front.h"
#include "models/net/link_queue.h"
#include "models/vpn/gateway.h"

enum {
    ICMP_BYTES = 56
}; /* IPv4 20, ICMP 8, and of the packet in question its header and 8 bytes more */

static bool is_response(const struct packet *p)
{
    return (p->kind & PACKET_KIND) == PACKET_RESPONSE;
}

/* To a sender in that region from where a link begins in another: back over the link between the
 * two. */
static struct link *way_between(const struct region *r, uint32_t sender_region)
{
    return r->net->between[(size_t)r->index * r->net->n_regions + sender_region];
}

bool network_tells_mtu(const struct link *l, uint32_t sender_region)
{
    return l->tells_mtu &&
           (sender_region == l->near->index || way_between(l->near, sender_region) != NULL);
}

/* In its own region at once. NULL: there is no way. */
static struct link *way_back(const struct region *r, const struct packet *p)
{
    const struct network *net = r->net;
    const struct flow *f = &net->flow[p->flow];
    const struct net_vm *sender = &net->vm[is_response(p) ? flow_target(f, p) : f->src_vm];

    return sender->region == r->index ? sender->in : way_between(r, sender->region);
}

/* at: the instance of a gateway that it leaves from; NULL: a link of region r. */
static void tell(struct region *r, const struct packet *p, uint32_t mtu, struct segment_router by,
                 const struct gateway_instance *at, sim_time_t now)
{
    const struct network *net = r->net;
    struct link *back = at == NULL ? way_back(r, p) : NULL;
    struct packet message = {.sent_at = now,
                             .flow = p->flow,
                             .bytes = ICMP_BYTES,
                             .target = p->target,
                             .tcp = 1,
                             .kind = (uint8_t)((is_response(p) ? PACKET_DATA : PACKET_RESPONSE) |
                                               (p->kind & PACKET_BY))};

    if (!p->tcp || r->segments.v[p->seq].path_mtu != 0 || (at == NULL && back == NULL))
        return;
    const struct segment about = r->segments.v[p->seq]; /* taking one may move them */
    message.seq = segment_take(&r->segments);
    r->segments.v[message.seq] =
        (struct segment){.connection = about.connection,
                         .turn = about.turn,
                         .seq = about.seq,
                         .ack = p->hops,
                         .window = p->ce ? 2 : (about.flags & SEGMENT_ECT) != 0,
                         .payload = p->bytes,
                         .path_mtu = (uint16_t)mtu,
                         .router = by,
                         .echo = p->sent_at};
    r->n_injected++;
    if (at != NULL)
        network_leave_tunnel(r, &message, NULL, at, now);
    else if (is_response(p) && net->has_fronts &&
             net->vm[net->flow[p->flow].dst_vm].front != NULL && back->near == back->far)
        front_send(r, &message, net->flow[p->flow].dst_vm, now);
    else
        link_send(back, &message, ICMP_BYTES, back->near == back->far ? 0 : p->path % back->n_paths,
                  now);
}

void network_tell_mtu(struct region *r, const struct packet *p, uint32_t mtu,
                      const struct gateway_instance *at, sim_time_t now)
{
    const struct segment_router by = {
        .gateway = at->gateway->number + 1,
        .instance = (uint32_t)(at - at->gateway->instance) + 1,
    };

    tell(r, p, mtu, by, at, now);
}

/* An appliance is a router; other links are the fabric's, or the sender's own. */
static struct segment_router router_of(const struct network *net, const struct link *l,
                                       const struct packet *p)
{
    const bool is_appliance = net->vm[l->vm].out == l && p->hops > 0;

    return (struct segment_router){.vm = is_appliance ? l->vm + 1 : 0};
}

bool network_refuse_large(struct link *l, const struct packet *p, uint32_t bytes, sim_time_t now)
{
    const bool in_tunnel =
        p->tunnel != 0 && (p->kind & (PACKET_TO_APPLIANCE | PACKET_TO_GATEWAY)) == 0;
    const struct network *net = l->near->net;

    if (in_tunnel || !net->flow[p->flow].spec->dont_fragment)
        return false;
    if (l->tells_mtu)
        tell(l->near, p, l->mtu_bytes, router_of(net, l, p), NULL, now);
    link_drop(l, DROP_MTU, p, bytes, now);
    return true;
}
