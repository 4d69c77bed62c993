/*
 * ESP in tunnel mode over IPv4, to the byte (gateways of the platform face each other without
 * address translation; behind it UDP comes around, ESP_UDP_BYTES):
 *
 *   outer = 20 (IPv4) + 8 (SPI, sequence number: RFC 4303, 2.1-2.2) + IV + inner + pad + 2 (pad
 * length, next header: RFC 4303, 2.5-2.6) + ICV,      pad = -(inner + 2) mod block
 *
 * block and IV: AES-GCM 4 and 8 (RFC 4106, 3.1 and RFC 4303, 2.4), AES-CBC 16 and 16 (RFC 3602, 2.4
 * and 3), DES and 3DES CBC 8 and 8 (RFC 2451, 2), none 4 and 0 (RFC 2410, 3). ICV: GCM 16 (RFC
 * 4106, 6), HMAC-SHA-256-128 16 (RFC 4868, 2.6), HMAC-SHA-1-96 12 (RFC 2404), HMAC-MD5-96 12 (RFC
 * 2403). Checked by tests/models/test_esp.c against tables worked by hand.
 */
#ifndef MODELS_VPN_ESP_H
#define MODELS_VPN_ESP_H

#include <stdint.h>

#include "models/cloud/catalog.h"
#include "models/cloud/topo.h"

#define ESP_IPV4_BYTES    20
#define ESP_HEADER_BYTES  8
#define ESP_TRAILER_BYTES 2
#define ESP_UDP_BYTES     8 /* UDP around ESP, behind address translation (RFC 3948, 2.1) */

struct esp_suite {
    const char *name; /* "AES256/SHA256" */
    uint32_t block_bytes, iv_bytes, icv_bytes;
};

/* Of the whole outer IP packet that carries an inner one. */
static inline uint32_t esp_outer_bytes(const struct esp_suite *s, uint32_t inner_bytes)
{
    uint32_t pad = -(inner_bytes + ESP_TRAILER_BYTES) & (s->block_bytes - 1);
    return ESP_IPV4_BYTES + ESP_HEADER_BYTES + s->iv_bytes + inner_bytes + pad + ESP_TRAILER_BYTES +
           s->icv_bytes;
}

/* NULL when the two do not go together: GCM protects by itself and wants its own name as integrity.
 */
const struct esp_suite *esp_suite_find(enum topo_encryption encryption,
                                       enum topo_integrity integrity);
/* What two gateways of the platform settle on without a policy: GCMAES256 (About VPN devices,
 * 2023-10-06). */
const struct esp_suite *esp_suite_default(void);

/* The published row of per-tunnel figures that stands for the cipher; of one that has none of its
 * own the nearest (assumed).
 */
enum catalog_cipher esp_suite_row(const struct esp_suite *s);

#endif
