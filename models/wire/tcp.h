/*
 * TCP: the header of a segment (RFC 9293, 3.1) with the options that our ends send, laid out as
 * Linux lays them out: maximum segment size (RFC 9293, 3.7.1), SACK permitted and SACK blocks (RFC
 * 2018), time stamps and window scale (RFC 7323).
 */
#ifndef MODELS_WIRE_TCP_H
#define MODELS_WIRE_TCP_H

#include "models/wire/ip.h"

enum { WIRE_TCP_BYTES = 20, WIRE_TCP_MOST = 60, WIRE_TCP_SACKS = 4 };
enum wire_tcp_flag {
    WIRE_FIN = 1,
    WIRE_SYN = 2,
    WIRE_RST = 4,
    WIRE_PSH = 8,
    WIRE_ACK = 16,
    WIRE_ECE = 64,
    WIRE_CWR = 128
};

struct wire_tcp {
    uint32_t src_port, dst_port;
    uint32_t seq, ack;
    uint32_t window; /* the field: scaled down already */
    uint8_t flags;
    /* options */
    bool stamps;
    uint32_t stamp, echo;
    bool is_plain; /* a SYN with the largest segment alone */
    uint16_t mss;  /* of a SYN, as is scale */
    uint8_t scale;
    uint8_t n_sacks;
    struct {
        uint32_t from, to;
    } sack[WIRE_TCP_SACKS];
};

/* Of the options, padding included: what the model counts and what is written. */
uint32_t wire_tcp_options(const struct wire_tcp *t);
/* With the checksum over zeros as payload. */
void wire_tcp_put(struct bytes *b, const struct wire_ip *ip, const struct wire_tcp *t);
/* The checksum of a header at `at` whose payload has been written behind it. */
void wire_tcp_close(struct bytes *b, const struct wire_ip *ip, size_t at);

#endif
