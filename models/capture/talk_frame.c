/*
 * What is said of BGP as packets: addresses, ports, numbers of TCP.
 */
#include "models/capture/talk.h"

#include "models/control/control.h"
#include "models/control/session.h"
#include "models/routing/nat.h"
#include "models/routing/rib.h"
#include "models/wire/bgp.h"

enum { FIRST_PORT = 49152, WINDOW = 65535, TTL = 64 };

/* Where a gateway's or device's BGP answers: instances have addresses side by side; c: a connection
 * of the other end's to it. */
static uint32_t address_of(const struct gateway *g, struct gateway_instance *const *at,
                           const struct topo_connection *c)
{
    const struct topo_address *expected = c->to_lng != NULL ? &c->to_lng->bgp.peer : NULL;
    const bool is_custom = expected != NULL && expected->text != NULL &&
                           g->declared->bgp.custom.n > 0 &&
                           rib_answers_at(g->declared, expected->addr),
               says_none =
                   expected != NULL && expected->text != NULL && rib_peer_address(g->declared) == 0;

    return is_custom || says_none ? expected->addr
                                  : frame_inside(g, (uint32_t)(*at - g->instance), c->reverse);
}

uint32_t talk_address(const struct tunnel *t)
{
    return address_of(t->from, &t->at, t->reverse->declared);
}

/* Of a tunnel's end in a connection: its first number of TCP. */
static uint32_t first_number(const struct tunnel *t, uint32_t connection)
{
    return (uint32_t)bytes_mix((uint64_t)t->number << 32 | connection);
}

/* A host's address as the end of connection c knows it. */
static uint32_t known_as(const struct topo_connection *c, uint32_t addr)
{
    return nat_prefix(c, (struct ip4_prefix){addr, 32}).addr;
}

void talk_frame(struct frame *f, uint8_t *head, const struct talk_part *part,
                const struct tunnel *t, bool at_to)
{
    const struct network *n = t->from->region->net;
    const bool syn = part->flags & WIRE_SYN, initiates = n->control->session[t->number]->initiates;
    const uint32_t port = FIRST_PORT + part->connection % (65536 - FIRST_PORT);
    const uint32_t here = talk_address(t), there = address_of(t->to, &t->far, t->declared);
    struct wire_tcp tcp = {
        .src_port = initiates ? port : WIRE_BGP_PORT,
        .dst_port = initiates ? WIRE_BGP_PORT : port,
        .seq = part->is_refusal ? 0 : first_number(t, part->connection) + !syn + part->offset,
        .ack = first_number(t->reverse, part->connection) + 1 + part->got,
        .window = WINDOW,
        .flags = part->flags,
        .mss = (uint16_t)stream_mss(t),
        .is_plain = true};
    struct bytes b = {.v = head};

    f->ip = (struct wire_ip){
        .src = at_to ? known_as(t->reverse->declared, here) : here,
        .dst = at_to ? there : known_as(t->declared, there),
        .bytes = WIRE_IP_BYTES + WIRE_TCP_BYTES + wire_tcp_options(&tcp) + part->n,
        .protocol = WIRE_TCP,
        .ttl = TTL,
        .keep_whole = true,
        .id = (uint16_t)bytes_mix((uint64_t)t->number << 32 ^ (uint64_t)part->offset << 8 ^
                                  part->got ^ (uint64_t)part->connection << 52)};
    wire_tcp_put(&b, &f->ip, &tcp);
    if (part->n > 0)
        memcpy(b.v + b.n, part->bytes, part->n);
    b.n += part->n;
    wire_tcp_close(&b, &f->ip, 0);
    f->n_head = (uint32_t)b.n;
    f->whole = true;
}
