#include "models/wire/tcp.h"

enum {
    KIND_NOP = 1,
    KIND_MSS = 2,
    KIND_SCALE = 3,
    KIND_SACK_PERMITTED = 4,
    KIND_SACK = 5,
    KIND_STAMPS = 8
};

uint32_t wire_tcp_options(const struct wire_tcp *t)
{
    if (t->flags & WIRE_SYN)
        return t->is_plain ? 4 : t->stamps ? 20 : 12;
    return (t->stamps ? 12 : 0) + (t->n_sacks > 0 ? 4 + 8 * (uint32_t)t->n_sacks : 0);
}

static void pad(struct bytes *b, int n)
{
    while (n-- > 0)
        bytes_put8(b, KIND_NOP);
}

static void put_stamps(struct bytes *b, const struct wire_tcp *t)
{
    bytes_put8(b, KIND_STAMPS);
    bytes_put8(b, 10);
    bytes_put32(b, t->stamp);
    bytes_put32(b, t->echo);
}

/* Linux's order (tcp_options_write); without time stamps two bytes of padding stand before SACK
 * permitted. */
static void put_syn(struct bytes *b, const struct wire_tcp *t)
{
    bytes_put8(b, KIND_MSS);
    bytes_put8(b, 4);
    bytes_put16(b, t->mss);
    if (t->is_plain)
        return;
    if (!t->stamps)
        pad(b, 2);
    bytes_put8(b, KIND_SACK_PERMITTED);
    bytes_put8(b, 2);
    if (t->stamps)
        put_stamps(b, t);
    pad(b, 1);
    bytes_put8(b, KIND_SCALE);
    bytes_put8(b, 3);
    bytes_put8(b, t->scale);
}

static void put_options(struct bytes *b, const struct wire_tcp *t)
{
    if (t->flags & WIRE_SYN) {
        put_syn(b, t);
        return;
    }
    if (t->stamps) {
        pad(b, 2);
        put_stamps(b, t);
    }
    if (t->n_sacks == 0)
        return;
    pad(b, 2);
    bytes_put8(b, KIND_SACK);
    bytes_put8(b, 2 + 8 * (uint32_t)t->n_sacks);
    for (uint32_t i = 0; i < t->n_sacks; i++) {
        bytes_put32(b, t->sack[i].from);
        bytes_put32(b, t->sack[i].to);
    }
}

void wire_tcp_put(struct bytes *b, const struct wire_ip *ip, const struct wire_tcp *t)
{
    const size_t at = b->n;

    bytes_put16(b, t->src_port);
    bytes_put16(b, t->dst_port);
    bytes_put32(b, t->seq);
    bytes_put32(b, t->flags & WIRE_ACK ? t->ack : 0);
    bytes_put8(b, (WIRE_TCP_BYTES + wire_tcp_options(t)) / 4 << 4);
    bytes_put8(b, t->flags);
    bytes_put16(b, t->window > 0xffff ? 0xffff : t->window);
    bytes_put16(b, 0);
    bytes_put16(b, 0); /* urgent pointer */
    put_options(b, t);
    bytes_set16(b, at + 16, wire_checksum(ip, b->v + at, b->n - at));
}

void wire_tcp_close(struct bytes *b, const struct wire_ip *ip, size_t at)
{
    bytes_set16(b, at + 16, 0);
    bytes_set16(b, at + 16, wire_checksum(ip, b->v + at, b->n - at));
}
