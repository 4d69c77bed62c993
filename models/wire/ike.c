#include "models/wire/ike.h"

enum {
    VERSION = 0x20,
    VERSION_1 = 0x10,
    FLAG_V1_ENCRYPTED = 0x01,
    PAYLOAD_V1_HASH = 8, /* RFC 2408, 3.1 */
    FLAG_INITIATOR = 0x08,
    FLAG_RESPONSE = 0x20,
    PROTOCOL_IKE = 1,
    TYPE_CIPHER = 1, /* of transforms: RFC 7296, 3.3.2 */
    TYPE_PRF = 2,
    TYPE_INTEGRITY = 3,
    TYPE_GROUP = 4,
    ATTRIBUTE_KEY_LENGTH = 0x800E, /* short format, type 14 */
    NONCE_BYTES = 32,
    HASH_BYTES = 20 /* of NAT detection: SHA-1 (RFC 7296, 2.23) */
};

static size_t begin(struct bytes *b, const struct wire_ike *m, uint32_t first)
{
    const size_t at = b->n;

    bytes_put64(b, m->initiator_spi);
    bytes_put64(b, m->responder_spi);
    bytes_put8(b, first);
    bytes_put8(b, VERSION);
    bytes_put8(b, (uint32_t)m->exchange);
    bytes_put8(b, (m->from_initiator ? FLAG_INITIATOR : 0U) | (m->response ? FLAG_RESPONSE : 0U));
    bytes_put32(b, m->message_id);
    bytes_put32(b, 0);
    return at;
}

/* The length of the whole message stands in its header. */
static void end(struct bytes *b, size_t at)
{
    bytes_set16(b, at + 26, (uint32_t)(b->n - at));
}

static size_t begin_payload(struct bytes *b, uint32_t next)
{
    const size_t at = b->n;

    bytes_put8(b, next);
    bytes_put8(b, 0);
    bytes_put16(b, 0);
    return at;
}

static void end_payload(struct bytes *b, size_t at)
{
    bytes_set16(b, at + 2, (uint32_t)(b->n - at));
}

static void put_transform(struct bytes *b, bool last, uint32_t type, uint32_t id, uint32_t key_bits)
{
    bytes_put8(b, last ? 0 : 3);
    bytes_put8(b, 0);
    bytes_put16(b, key_bits != 0 ? 12 : 8);
    bytes_put8(b, type);
    bytes_put8(b, 0);
    bytes_put16(b, id);
    if (key_bits != 0) {
        bytes_put16(b, ATTRIBUTE_KEY_LENGTH);
        bytes_put16(b, key_bits);
    }
}

static void put_proposal(struct bytes *b, const struct wire_suite *s, bool last, uint32_t number)
{
    const size_t at = b->n;

    bytes_put8(b, last ? 0 : 2);
    bytes_put8(b, 0);
    bytes_put16(b, 0);
    bytes_put8(b, number);
    bytes_put8(b, PROTOCOL_IKE);
    bytes_put8(b, 0); /* no SPI: the header has it */
    bytes_put8(b, s->integrity != 0 ? 4 : 3);
    put_transform(b, false, TYPE_CIPHER, s->cipher, s->key_bits);
    put_transform(b, false, TYPE_PRF, s->prf, 0);
    if (s->integrity != 0)
        put_transform(b, false, TYPE_INTEGRITY, s->integrity, 0);
    put_transform(b, true, TYPE_GROUP, s->group, 0);
    bytes_set16(b, at + 2, (uint32_t)(b->n - at));
}

uint32_t wire_ike_key_bytes(uint32_t group)
{
    switch (group) {
    case 1:
        return 96;
    case 2:
        return 128;
    case 19:
        return 64;
    case 20:
        return 96;
    default:
        return 256;
    }
}

static void put_notify(struct bytes *b, uint32_t next, uint32_t type, uint64_t key,
                       uint32_t data_bytes)
{
    const size_t at = begin_payload(b, next);

    bytes_put8(b, 0); /* no protocol, no SPI */
    bytes_put8(b, 0);
    bytes_put16(b, type);
    bytes_chance(b, key, data_bytes);
    end_payload(b, at);
}

void wire_ike_init(struct bytes *b, const struct wire_ike *m, const struct wire_suite *suite,
                   size_t n, uint32_t first_number)
{
    const size_t at = begin(b, m, WIRE_PAYLOAD_SA);
    size_t payload = begin_payload(b, WIRE_PAYLOAD_KE);

    for (size_t i = 0; i < n; i++)
        put_proposal(b, &suite[i], i + 1 == n, first_number + (uint32_t)i);
    end_payload(b, payload);
    payload = begin_payload(b, WIRE_PAYLOAD_NONCE);
    bytes_put16(b, suite[0].group);
    bytes_put16(b, 0);
    bytes_chance(b, m->key + 0x100, wire_ike_key_bytes(suite[0].group));
    end_payload(b, payload);
    payload = begin_payload(b, WIRE_PAYLOAD_NOTIFY);
    bytes_chance(b, m->key + 0x200, NONCE_BYTES);
    end_payload(b, payload);
    put_notify(b, WIRE_PAYLOAD_NOTIFY, WIRE_NAT_SOURCE, m->key + 0x300, HASH_BYTES);
    put_notify(b, WIRE_NO_PAYLOAD, WIRE_NAT_DESTINATION, m->key + 0x400, HASH_BYTES);
    end(b, at);
}

void wire_ike_refuse(struct bytes *b, const struct wire_ike *m, uint32_t notify)
{
    const size_t at = begin(b, m, WIRE_PAYLOAD_NOTIFY);

    put_notify(b, WIRE_NO_PAYLOAD, notify, 0, 0);
    end(b, at);
}

static uint32_t icv_bytes(const struct wire_suite *s)
{
    if (s->cipher == WIRE_AES_GCM_16)
        return 16;
    return s->integrity == WIRE_SHA384_192 ? 24 : s->integrity == WIRE_SHA256_128 ? 16 : 12;
}

void wire_ike_sealed(struct bytes *b, const struct wire_ike *m, const struct wire_suite *suite,
                     uint32_t first, uint32_t bytes)
{
    const bool gcm = suite->cipher == WIRE_AES_GCM_16;
    const uint32_t block = gcm ? 1 : suite->cipher == WIRE_AES_CBC ? 16 : 8, iv = gcm ? 8 : block;
    const uint32_t padded =
        (bytes + 1 + block - 1) / block * block; /* with the byte that tells the padding's length */
    const size_t at = begin(b, m, WIRE_PAYLOAD_SK), payload = begin_payload(b, first);

    bytes_chance(b, m->key + 0x500, iv + padded + icv_bytes(suite));
    end_payload(b, payload);
    end(b, at);
}

void wire_ike_v1(struct bytes *b, const struct wire_ike *m, uint32_t bytes)
{
    const size_t at = b->n;

    bytes_put64(b, m->initiator_spi);
    bytes_put64(b, m->responder_spi);
    bytes_put8(b, PAYLOAD_V1_HASH);
    bytes_put8(b, VERSION_1);
    bytes_put8(b, (uint32_t)m->exchange);
    bytes_put8(b, FLAG_V1_ENCRYPTED);
    bytes_put32(b, m->message_id);
    bytes_put32(b, 0);
    bytes_chance(b, m->key + 0x600, ((size_t)bytes + 15) / 16 * 16);
    end(b, at);
}
