#include "models/wire/ip.h"

static uint32_t add_up(uint32_t sum, const uint8_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum += i % 2 == 0 ? (uint32_t)v[i] << 8 : v[i];
    return sum;
}

static uint16_t fold(uint32_t sum)
{
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

uint16_t wire_sum(const uint8_t *v, size_t n)
{
    return fold(add_up(0, v, n));
}

uint16_t wire_checksum(const struct wire_ip *ip, const uint8_t *v, size_t n)
{
    uint32_t sum = (ip->src >> 16) + (ip->src & 0xffff) + (ip->dst >> 16) + (ip->dst & 0xffff);

    sum += ip->protocol + (ip->bytes - WIRE_IP_BYTES); /* the pseudo-header: RFC 9293, 3.1 */
    const uint16_t checksum = fold(add_up(sum, v, n));
    return checksum == 0 && ip->protocol == WIRE_UDP
               ? 0xffff
               : checksum; /* zero would mean: none (RFC 768) */
}

void wire_ip_put(struct bytes *b, const struct wire_ip *ip)
{
    const size_t at = b->n;

    bytes_put8(b, 0x45); /* version 4, five words */
    bytes_put8(b, ip->ecn);
    bytes_put16(b, ip->bytes);
    bytes_put16(b, ip->id);
    bytes_put16(b, (ip->keep_whole ? UINT32_C(0x4000) : 0) | (ip->more ? UINT32_C(0x2000) : 0) |
                       ip->offset / 8);
    bytes_put8(b, ip->ttl);
    bytes_put8(b, ip->protocol);
    bytes_put16(b, 0);
    bytes_put32(b, ip->src);
    bytes_put32(b, ip->dst);
    bytes_set16(b, at + 10, wire_sum(b->v + at, WIRE_IP_BYTES));
}

void wire_udp_put(struct bytes *b, const struct wire_ip *ip, uint32_t src_port, uint32_t dst_port,
                  bool checksum)
{
    const size_t at = b->n;

    bytes_put16(b, src_port);
    bytes_put16(b, dst_port);
    bytes_put16(b, ip->bytes - WIRE_IP_BYTES);
    bytes_put16(b, 0);
    if (checksum)
        bytes_set16(b, at + 6, wire_checksum(ip, b->v + at, WIRE_UDP_BYTES));
}

void wire_udp_close(struct bytes *b, const struct wire_ip *ip, size_t at)
{
    bytes_set16(b, at + 6, 0);
    bytes_set16(b, at + 6, wire_checksum(ip, b->v + at, b->n - at));
}

void wire_echo_put(struct bytes *b, bool reply, uint32_t id, uint32_t sequence)
{
    const size_t at = b->n;

    bytes_put8(b, reply ? 0 : 8);
    bytes_put8(b, 0);
    bytes_put16(b, 0);
    bytes_put16(b, id);
    bytes_put16(b, sequence);
    bytes_set16(b, at + 2, wire_sum(b->v + at, WIRE_ICMP_BYTES));
}

void wire_too_large_put(struct bytes *b, uint32_t mtu, const struct wire_ip *about,
                        uint32_t src_port, uint32_t dst_port, uint32_t seq)
{
    const size_t at = b->n;

    bytes_put8(b, 3); /* destination unreachable, fragmentation needed */
    bytes_put8(b, 4);
    bytes_put16(b, 0);
    bytes_put16(b, 0);
    bytes_put16(b, mtu);
    wire_ip_put(b, about);
    bytes_put16(b, src_port);
    bytes_put16(b, dst_port);
    bytes_put32(b, seq);
    bytes_set16(b, at + 2, wire_sum(b->v + at, b->n - at));
}

void wire_esp_put(struct bytes *b, uint32_t spi, uint32_t sequence)
{
    bytes_put32(b, spi);
    bytes_put32(b, sequence);
}
