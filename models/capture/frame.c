#include "models/capture/capture.h"

#include "models/flow/tcp_flow.h"
#include "models/front.h"
#include "models/routing/health.h"
#include "models/routing/nat.h"
#include "models/routing/rib.h"
#include "models/tcp/tcp_profile.h"
#include "sim/base/arena.h"

enum { FIRST_PORT = 49152, ROUTER_TTL = 64 /* RFC 1700 */ };

void frame_names_init(struct frame_names *names, const struct network *n)
{
    uint32_t of_all = 0;

    names->first_of_all = ARENA_ARRAY(n->arena, uint32_t, n->n_flows + n->n_probes);
    for (size_t i = 0; i < n->n_flows + n->n_probes; i++) {
        names->first_of_all[i] = of_all;
        of_all += n->src[i]->kind->n_tcp > 0 ? n->src[i]->kind->n_tcp : 1;
    }
}

struct ends { /* as the viewer knows them */
    uint32_t client, server;
    uint32_t client_port, server_port;
};

/* Has a front handed the flow on to the VM that looks? The front's state belongs to its region. */
static bool is_member(const struct region *r, const struct flow *f, uint32_t vm)
{
    const struct network *n = r->net;
    const struct flow_front *d = n->dst[f - n->flow]->front;
    const struct front *front = n->vm[f->dst_vm].front;

    if (vm == UINT32_MAX || front == NULL || vm == f->src_vm || f->dst_region != r)
        return false;
    return flow_protocol(f) == TOPO_TCP ? front_has(front, vm) : d->has_member && d->member == vm;
}

/* Behind a dynamic NAT rule, or an appliance that is a way out, ports count the connections of the
 * run. */
static uint32_t pool_port(const struct frame_names *names, const struct region *r,
                          const struct packet *p)
{
    const uint32_t nth =
        names->first_of_all[p->flow] + (p->tcp ? r->segments.v[p->seq].connection : 0);
    return NAT_PORT_LOW + (FIRST_PORT - NAT_PORT_LOW + nth) % (NAT_PORT_HIGH - NAT_PORT_LOW + 1);
}

static struct ends ends_of(const struct frame_names *names, const struct region *r,
                           const struct packet *p, struct frame_viewer viewer)
{
    const struct network *n = r->net;
    const struct flow *f = &n->flow[p->flow];
    const struct nat_end own = network_end(r, p, n->vm[f->src_vm].vnet, f->src_vm),
                         client = network_end(r, p, viewer.vnet, f->src_vm),
                         server = network_end(r, p, viewer.vnet, flow_target(f, p));
    struct ends e = {.client = client.addr,
                     .server = server.addr,
                     .server_port = server.port,
                     .client_port =
                         n->has_nat && nat_is_pooled(n->topo, n->vnet[viewer.vnet].declared,
                                                     n->vnet[n->vm[f->src_vm].vnet].declared, own)
                             ? pool_port(names, r, p)
                             : client.port};

    if (viewer.own != 0) {
        e.client = viewer.own;
        e.client_port = pool_port(names, r, p);
    }
    if (is_member(r, f, viewer.vm)) {
        const struct front *front = n->vm[f->dst_vm].front;
        e.server = n->vm[viewer.vm].addr;
        e.server_port = front->backend_port != 0 ? front->backend_port : e.server_port;
    }
    return e;
}

/* Of all that the flow ever opens. */
static uint32_t number_of(const struct segment *s)
{
    return s->connection + ((uint32_t)s->turn << 16);
}

static uint32_t first_number(const struct flow *f, uint32_t connection, bool back)
{
    return (uint32_t)bytes_mix(((uint64_t)f->hash[back] << 32) + connection);
}

/* Of a connection's clock of 1 ms, which starts anywhere (RFC 7323, 5.4 and 7). */
static uint32_t clock_of(const struct flow *f, uint32_t connection, bool back, sim_time_t at)
{
    return (uint32_t)(bytes_mix(((uint64_t)f->hash[back] << 32) + connection) >> 32) +
           (uint32_t)(at / SIM_MS);
}

static uint8_t tcp_flags(uint32_t flags)
{
    return (uint8_t)((flags & SEGMENT_SYN ? WIRE_SYN : 0) | (flags & SEGMENT_ACK ? WIRE_ACK : 0) |
                     (flags & SEGMENT_FIN ? WIRE_FIN : 0) | (flags & SEGMENT_PSH ? WIRE_PSH : 0) |
                     (flags & SEGMENT_ECE ? WIRE_ECE : 0) | (flags & SEGMENT_CWR ? WIRE_CWR : 0));
}

static struct wire_tcp tcp_of(const struct network *n, const struct packet *p,
                              const struct segment *s, bool back)
{
    const struct flow *f = &n->flow[p->flow];
    const struct tcp *end = back ? n->dst[p->flow]->tcp : n->src[p->flow]->tcp;
    const uint32_t own = first_number(f, number_of(s), back),
                   other = first_number(f, number_of(s), !back), ack = other + 1 + (uint32_t)s->ack;
    const bool syn = (s->flags & SEGMENT_SYN) != 0;
    struct wire_tcp t = {.seq = own + (syn ? 0 : 1) + (uint32_t)s->seq,
                         .ack = ack,
                         .flags = tcp_flags(s->flags),
                         .mss = s->mss,
                         .scale = (uint8_t)end->setup->profile->scale,
                         .n_sacks = s->n_sacks};

    t.window = syn ? s->window : s->window >> t.scale;
    for (uint32_t i = 0; i < t.n_sacks; i++) {
        t.sack[i].from = ack + (uint32_t)s->sack[i].from;
        t.sack[i].to = ack + (uint32_t)s->sack[i].to;
    }
    /* The packet's size says whether it has time stamps. */
    t.stamps = true;
    t.stamps = WIRE_IP_BYTES + WIRE_TCP_BYTES + wire_tcp_options(&t) + s->payload == p->bytes;
    t.stamp = clock_of(f, number_of(s), back, p->sent_at);
    t.echo = s->echo >= 0 && s->flags & SEGMENT_ACK ? clock_of(f, number_of(s), !back, s->echo) : 0;
    return t;
}

static uint16_t id_of(const struct packet *p, sim_time_t sent_at, uint64_t number)
{
    return (uint16_t)bytes_mix((uint64_t)sent_at + (uint64_t)p->flow * 0x10001 + number);
}

static uint32_t first_ttl(const struct topo_vm_group *sender)
{
    return sender->os == TOPO_WINDOWS ? 128 : 64;
}

uint32_t frame_inside(const struct gateway *g, uint32_t instance, const struct topo_connection *c)
{
    const uint32_t own = c != NULL ? rib_near_address(c) : rib_peer_address(g->declared);

    if (own == 0)
        return g->declared->vnet->prefixes.v[0].addr + 1;
    return g->n_active > 1 ? own + instance : own;
}

/* Of who sends ICMP; 0: the fabric. */
static uint32_t address_of(const struct network *n, struct segment_router by)
{
    return by.vm != 0        ? n->vm[by.vm - 1].addr
           : by.gateway != 0 ? frame_inside(&n->gateway[by.gateway - 1], by.instance - 1, NULL)
                             : 0;
}

/* The header that ICMP quotes: of the packet as it stood where it was dropped. */
static struct wire_ip quoted(const struct wire_ip *icmp, const struct packet *p,
                             const struct segment *s, const struct topo_vm_group *sender)
{
    static const uint8_t ecn[] = {WIRE_NOT_ECT, WIRE_ECT, WIRE_CE};

    return (struct wire_ip){.src = icmp->dst,
                            .dst = icmp->src,
                            .bytes = s->payload,
                            .id = id_of(p, s->echo, s->seq),
                            .ttl = (uint8_t)(first_ttl(sender) - s->ack),
                            .ecn = ecn[s->window],
                            .protocol = WIRE_TCP,
                            .keep_whole = true};
}

void frame_inner(struct frame *f, const struct region *r, const struct packet *p,
                 struct frame_viewer viewer)
{
    const struct network *n = r->net;
    const struct flow *flow = &n->flow[p->flow];
    const struct segment *s = p->tcp ? &r->segments.v[p->seq] : NULL;
    const bool back = (p->kind & PACKET_KIND) == PACKET_RESPONSE;
    const struct ends e = ends_of(&n->capture->names, r, p, viewer);
    const struct topo_vm_group *sender = n->vm[back ? flow_target(flow, p) : flow->src_vm].declared;
    struct bytes b = {.v = f->head};

    f->ip = (struct wire_ip){.src = back ? e.server : e.client,
                             .dst = back ? e.client : e.server,
                             .bytes = p->bytes,
                             .id = id_of(p, p->sent_at, s != NULL ? s->seq : p->seq),
                             .ttl = (uint8_t)(first_ttl(sender) - p->hops),
                             .ecn = (uint8_t)(p->ce                                 ? WIRE_CE
                                              : s != NULL && s->flags & SEGMENT_ECT ? WIRE_ECT
                                                                                    : WIRE_NOT_ECT),
                             .keep_whole = flow->spec->dont_fragment};
    const uint32_t src_port = back ? e.server_port : e.client_port,
                   dst_port = back ? e.client_port : e.server_port;
    if (s != NULL &&
        s->path_mtu != 0) { /* the fabric's bears the address that the packet was for */
        const uint32_t by = address_of(n, s->router);
        const struct wire_ip about =
            quoted(&f->ip, p, s, n->vm[back ? flow->src_vm : flow_target(flow, p)].declared);
        f->ip.src = by != 0 ? by : f->ip.src;
        f->ip.ttl = (uint8_t)(by != 0 ? ROUTER_TTL - p->hops : f->ip.ttl);
        f->ip.protocol = WIRE_ICMP;
        f->ip.keep_whole = false;
        wire_too_large_put(&b, s->path_mtu, &about, dst_port, src_port,
                           first_number(flow, number_of(s), !back) + 1 + (uint32_t)s->seq);
    } else if (s != NULL) {
        struct wire_tcp t = tcp_of(n, p, s, back);
        t.src_port = src_port;
        t.dst_port = dst_port;
        f->ip.protocol = WIRE_TCP;
        wire_tcp_put(&b, &f->ip, &t);
    } else if (flow->spec->app == TOPO_PING) {
        f->ip.protocol = WIRE_ICMP;
        wire_echo_put(&b, back, e.client_port, p->seq);
    } else {
        f->ip.protocol = WIRE_UDP;
        wire_udp_put(&b, &f->ip, src_port, dst_port, true);
    }
    f->n_head = (uint32_t)b.n;
    f->whole = false;
}
