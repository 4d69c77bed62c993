/*
 * IKE: messages of IKEv2 (RFC 7296, section 3): the header, the payloads of IKE_SA_INIT in clear,
 * and the encrypted payload that everything after it travels in. Keys, nonces, hashes and
 * ciphertext follow from a number: they look like chance, have the sizes of the real ones, and mean
 * nothing.
 */
#ifndef MODELS_WIRE_IKE_H
#define MODELS_WIRE_IKE_H

#include "models/wire/bytes.h"

#include <stdbool.h>

enum wire_ike_exchange {
    WIRE_V1_MAIN = 2,
    WIRE_V1_INFORMATIONAL = 5,
    WIRE_V1_QUICK = 32, /* RFC 2408, 3.1; RFC 2409, appendix A */
    WIRE_SA_INIT = 34,
    WIRE_IKE_AUTH = 35,
    WIRE_CREATE_CHILD_SA = 36,
    WIRE_INFORMATIONAL = 37
};
enum wire_ike_payload {
    WIRE_NO_PAYLOAD = 0,
    WIRE_PAYLOAD_SA = 33,
    WIRE_PAYLOAD_KE = 34,
    WIRE_PAYLOAD_IDI = 35,
    WIRE_PAYLOAD_IDR = 36,
    WIRE_PAYLOAD_NONCE = 40,
    WIRE_PAYLOAD_NOTIFY = 41,
    WIRE_PAYLOAD_DELETE = 42,
    WIRE_PAYLOAD_SK = 46
};
enum wire_ike_notify {
    WIRE_INVALID_MAJOR_VERSION = 5,
    WIRE_NO_PROPOSAL_CHOSEN = 14,
    WIRE_NAT_SOURCE = 16388,
    WIRE_NAT_DESTINATION = 16389
};

/* Transforms by IANA's numbers (IKEv2 parameters, 2024-09); 0: none of that type. */
enum {
    WIRE_DES = 2,
    WIRE_3DES = 3,
    WIRE_NULL = 11,
    WIRE_AES_CBC = 12,
    WIRE_AES_GCM_16 = 20,
    WIRE_PRF_MD5 = 1,
    WIRE_PRF_SHA1 = 2,
    WIRE_PRF_SHA256 = 5,
    WIRE_PRF_SHA384 = 6,
    WIRE_MD5_96 = 1,
    WIRE_SHA1_96 = 2,
    WIRE_SHA256_128 = 12,
    WIRE_SHA384_192 = 13
};

struct wire_suite { /* what a proposal for the IKE SA holds */
    uint16_t cipher, key_bits, prf, integrity,
        group; /* key_bits: of ciphers with several lengths, else 0 */
};

enum { WIRE_SUITES_MAX = 8, WIRE_IKE_MOST = 1200, WIRE_IKE_HEADER_BYTES = 28 };

struct wire_ike {
    uint64_t initiator_spi, responder_spi;
    enum wire_ike_exchange exchange;
    bool from_initiator, response; /* of the IKE SA's first request; an answer */
    uint32_t message_id;
    uint64_t key; /* what stands for chance */
};

/* Of a group's public value: RFC 2409, 6 (1, 2), RFC 3526 (14), RFC 5903 (19, 20), RFC 5114 (24).
 */
uint32_t wire_ike_key_bytes(uint32_t group);
/* Request or answer of IKE_SA_INIT: SA, KE of the first suite's group, nonce, the two hashes of NAT
 * detection. */
void wire_ike_init(struct bytes *b, const struct wire_ike *m, const struct wire_suite *suite,
                   size_t n, uint32_t first_number);
/* Answer in clear that consists of one notification. */
void wire_ike_refuse(struct bytes *b, const struct wire_ike *m, uint32_t notify);
/* A message whose payloads, `bytes` long, the first of type `first`, are encrypted by the suite; 0:
 * none (RFC 7296, 1.4). */
void wire_ike_sealed(struct bytes *b, const struct wire_ike *m, const struct wire_suite *suite,
                     uint32_t first, uint32_t bytes);
/* A message of IKEv1, all of it after the header encrypted, `bytes` long: also those of main mode
 * that are in clear on a real wire. */
void wire_ike_v1(struct bytes *b, const struct wire_ike *m, uint32_t bytes);

#endif
