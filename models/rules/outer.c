#include "models/routing/handshake.h"
#include "models/rules/rules_parts.h"
#include "models/vpn/esp.h"

int64_t rules_outer_bytes(const struct topo_connection *c, int64_t inner)
{
    const struct topo_policy *p = handshake_policy(c);
    const struct esp_suite *suite = p == NULL
                                        ? esp_suite_default()
                                        : esp_suite_find((enum topo_encryption)p->ipsec_encryption,
                                                         (enum topo_integrity)p->ipsec_integrity);
    const bool nat = (c->from->device != NULL && c->from->device->nat) ||
                     (c->to->device != NULL && c->to->device->nat);

    return suite == NULL ? 0 : esp_outer_bytes(suite, (uint32_t)inner) + (nat ? ESP_UDP_BYTES : 0);
}
