#include "models/wire/bgp.h"

enum { OPEN = 1, UPDATE = 2, NOTIFICATION = 3, KEEPALIVE = 4, MARKER_BYTES = 16, VERSION = 4 };
enum {
    CAPABILITIES = 2,
    MULTIPROTOCOL = 1,
    ROUTE_REFRESH = 2,
    FOUR_OCTETS = 65,
    IPV4 = 1,
    UNICAST = 1,
    AS_TRANS = 23456
}; /* RFC 5492, 4760, 2918, 6793 */
enum {
    TRANSITIVE = 0x40,
    EXTENDED = 0x10,
    ORIGIN = 1,
    AS_PATH = 2,
    NEXT_HOP = 3,
    AS_SEQUENCE = 2,
    SEGMENT_MOST = 255,
    IGP = 0
};

/* The header; its length comes with finish. */
static size_t begin(struct bytes *b, uint32_t type)
{
    const size_t at = b->n;

    memset(b->v + b->n, 0xff, MARKER_BYTES);
    b->n += MARKER_BYTES;
    bytes_put16(b, 0);
    bytes_put8(b, type);
    return at;
}

static void finish(struct bytes *b, size_t at)
{
    bytes_set16(b, at + MARKER_BYTES, (uint32_t)(b->n - at));
}

void wire_bgp_open(struct bytes *b, uint32_t asn, uint32_t hold_s, uint32_t id)
{
    const size_t at = begin(b, OPEN);

    bytes_put8(b, VERSION);
    bytes_put16(b, asn > 0xffff ? AS_TRANS : asn);
    bytes_put16(b, hold_s);
    bytes_put32(b, id);
    bytes_put8(b, 16); /* of optional parameters: one */
    bytes_put8(b, CAPABILITIES);
    bytes_put8(b, 14);
    bytes_put8(b, MULTIPROTOCOL);
    bytes_put8(b, 4);
    bytes_put16(b, IPV4);
    bytes_put8(b, 0);
    bytes_put8(b, UNICAST);
    bytes_put8(b, ROUTE_REFRESH);
    bytes_put8(b, 0);
    bytes_put8(b, FOUR_OCTETS);
    bytes_put8(b, 4);
    bytes_put32(b, asn);
    finish(b, at);
}

void wire_bgp_keepalive(struct bytes *b)
{
    finish(b, begin(b, KEEPALIVE));
}

void wire_bgp_notification(struct bytes *b, uint32_t error)
{
    const size_t at = begin(b, NOTIFICATION);

    bytes_put16(b, error);
    finish(b, at);
}

static void put_prefixes(struct bytes *b, const struct wire_bgp_update *u)
{
    for (uint32_t i = 0; i < u->n_prefixes; i++) {
        const struct wire_prefix *p = &u->prefix[i];
        bytes_put8(b, p->len);
        for (uint32_t shift = 24, left = (p->len + UINT32_C(7)) / 8; left > 0; left--, shift -= 8)
            bytes_put8(b, p->addr >> shift);
    }
}

static void put_attributes(struct bytes *b, const struct wire_bgp_update *u)
{
    bytes_put8(b, TRANSITIVE);
    bytes_put8(b, ORIGIN);
    bytes_put8(b, 1);
    bytes_put8(b, IGP);
    bytes_put8(b, TRANSITIVE | EXTENDED);
    bytes_put8(b, AS_PATH);
    bytes_put16(b, (u->n_path + SEGMENT_MOST - 1) / SEGMENT_MOST * 2 + 4 * u->n_path);
    for (uint32_t i = 0; i < u->n_path; i++) {
        if (i % SEGMENT_MOST == 0) {
            bytes_put8(b, AS_SEQUENCE);
            bytes_put8(b, u->n_path - i < SEGMENT_MOST ? u->n_path - i : SEGMENT_MOST);
        }
        bytes_put32(b, u->path[i]);
    }
    bytes_put8(b, TRANSITIVE);
    bytes_put8(b, NEXT_HOP);
    bytes_put8(b, 4);
    bytes_put32(b, u->next_hop);
}

void wire_bgp_update(struct bytes *b, const struct wire_bgp_update *u)
{
    const size_t at = begin(b, UPDATE);
    size_t part = b->n;

    bytes_put16(b, 0);
    if (u->path == NULL)
        put_prefixes(b, u);
    bytes_set16(b, part, (uint32_t)(b->n - part - 2));
    part = b->n;
    bytes_put16(b, 0);
    if (u->path != NULL) {
        put_attributes(b, u);
        bytes_set16(b, part, (uint32_t)(b->n - part - 2));
        put_prefixes(b, u);
    }
    finish(b, at);
}
