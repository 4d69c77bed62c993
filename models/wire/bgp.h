/*
 * BGP: messages of version 4 (RFC 4271, section 4) as speakers of 4-octet AS numbers send them (RFC
 * 6793): OPEN with its capabilities (RFC 5492), UPDATE with withdrawn routes or with ORIGIN,
 * AS_PATH, NEXT_HOP and what is reached, NOTIFICATION, KEEPALIVE.
 */
#ifndef MODELS_WIRE_BGP_H
#define MODELS_WIRE_BGP_H

#include "models/wire/bytes.h"

enum {
    WIRE_BGP_PORT = 179,
    WIRE_BGP_MOST = 4096, /* bytes of a message (4.1) */
    WIRE_BGP_PREFIXES_MOST =
        400,                 /* of one UPDATE: with the longest AS_PATH they take less than that */
    WIRE_BGP_PATH_MOST = 510 /* AS numbers: two segments of 255 (4.3) */
};

struct wire_prefix {
    uint32_t addr;
    uint8_t len;
};

struct wire_bgp_update { /* without a path: the prefixes are withdrawn */
    const struct wire_prefix *prefix;
    const uint32_t *path; /* nearest first */
    uint32_t n_prefixes, n_path, next_hop;
};

void wire_bgp_open(struct bytes *b, uint32_t asn, uint32_t hold_s, uint32_t id);
void wire_bgp_keepalive(struct bytes *b);
/* error: its code and, below, its subcode (4.5). */
void wire_bgp_notification(struct bytes *b, uint32_t error);
void wire_bgp_update(struct bytes *b, const struct wire_bgp_update *u);

#endif
