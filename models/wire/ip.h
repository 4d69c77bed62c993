/*
 * IP: the IPv4 header (RFC 791), the Internet checksum (RFC 1071) and what stands right above: UDP
 * (RFC 768), ICMP echo (RFC 792), ESP (RFC 4303). Payloads are zeros: they add nothing to a
 * checksum, so a header's sum needs their length only.
 */
#ifndef MODELS_WIRE_IP_H
#define MODELS_WIRE_IP_H

#include <stdbool.h>

#include "models/wire/bytes.h"

enum {
    WIRE_IP_BYTES = 20,
    WIRE_UDP_BYTES = 8,
    WIRE_ICMP_BYTES = 8,
    WIRE_ESP_BYTES = 8,
    WIRE_ICMP = 1, /* protocols: IANA's numbers */
    WIRE_TCP = 6,
    WIRE_UDP = 17,
    WIRE_ESP = 50,
    WIRE_IKE_PORT = 500,      /* RFC 7296, 2 */
    WIRE_IKE_NAT_PORT = 4500, /* behind address translation, and of ESP there (RFC 3948) */
};

enum wire_ecn { WIRE_NOT_ECT = 0, WIRE_ECT = 2, WIRE_CE = 3 }; /* RFC 3168, 5 */

struct wire_ip {
    uint32_t src, dst;
    uint32_t bytes; /* of the whole packet */
    uint16_t id;
    uint8_t protocol, ttl, ecn;
    bool keep_whole; /* don't fragment */
    uint32_t offset; /* of a fragment: bytes of payload before it, a multiple of 8 */
    bool more;       /* fragments follow */
};

void wire_ip_put(struct bytes *b, const struct wire_ip *ip);

/* Of what the header of protocol ip->protocol, n bytes at v with a checksum field of 0, and zeros
 * behind it add up to. */
uint16_t wire_checksum(const struct wire_ip *ip, const uint8_t *v, size_t n);
/* Of n bytes by themselves. */
uint16_t wire_sum(const uint8_t *v, size_t n);

/* checksum: over zeros behind it; without one the field is zero (RFC 3948, 2.1). */
void wire_udp_put(struct bytes *b, const struct wire_ip *ip, uint32_t src_port, uint32_t dst_port,
                  bool checksum);
/* Puts the checksum into a UDP header at `at` whose payload has been written behind it. */
void wire_udp_close(struct bytes *b, const struct wire_ip *ip, size_t at);
void wire_echo_put(struct bytes *b, bool reply, uint32_t id, uint32_t sequence);
/* Fragmentation needed, next hop takes mtu (RFC 792; RFC 1191, 4): about a packet with header
 * *about and the ports and number of TCP. */
void wire_too_large_put(struct bytes *b, uint32_t mtu, const struct wire_ip *about,
                        uint32_t src_port, uint32_t dst_port, uint32_t seq);
void wire_esp_put(struct bytes *b, uint32_t spi, uint32_t sequence);

#endif
