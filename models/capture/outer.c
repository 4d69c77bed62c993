/*
 * The outer side of a gateway: its addresses, and ESP.
 */
#include "models/capture/frame.h"
#include "models/vpn/gateway.h"

enum { BENCHMARKS = 0xC6120000, OUTER_TTL = 64 };

uint32_t frame_public(const struct gateway *g, uint32_t instance)
{
    const struct topo_gateway *d = g->declared;
    if (g->n_active == 1)
        instance = 0; /* the standby takes the address over */
    const struct topo_address *a = d->device != NULL ? &d->device->public_ip
                                   : instance == 0   ? &d->public_ip
                                                     : &d->second_public_ip;

    return a->text != NULL && (d->device == NULL || instance == 0)
               ? a->addr
               : BENCHMARKS + g->number * GATEWAY_INSTANCES + instance + 1;
}

struct wire_ip frame_outer(const struct tunnel *t, const struct packet *p, uint8_t protocol,
                           uint32_t bytes)
{
    return (struct wire_ip){
        .src = frame_public(t->from, (uint32_t)(t->at - t->from->instance)),
        .dst = frame_public(t->to, (uint32_t)(t->far - t->to->instance)),
        .bytes = bytes,
        .id = (uint16_t)bytes_mix((uint64_t)p->sent_at ^ (uint64_t)t->hash << 32 ^ p->seq),
        .ttl = OUTER_TTL,
        .protocol = protocol};
}

void frame_esp(struct frame *f, const struct tunnel *t, const struct packet *p, uint32_t spi,
               uint32_t number)
{
    struct bytes b = {.v = f->head};

    f->ip =
        frame_outer(t, p, t->udp_bytes > 0 ? WIRE_UDP : WIRE_ESP, tunnel_outer_bytes(t, p->bytes));
    f->ip.id = (uint16_t)(spi + number);
    if (t->udp_bytes > 0)
        wire_udp_put(&b, &f->ip, WIRE_IKE_NAT_PORT, WIRE_IKE_NAT_PORT, false);
    wire_esp_put(&b, spi, number);
    f->n_head = (uint32_t)b.n;
    f->whole = false;
}
