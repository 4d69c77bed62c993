/* BGP of gateways, local network gateways too. */
#include "sim/arm/map_gateway_parts.h"

#include <string.h>

#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const bgp_ignored[] = {"peerWeight", NULL};
static const char *const bgp_done[] = {"bgpPeeringAddresses", NULL};

void arm_take_bgp(const struct arm_props *x, int64_t *asn, const char **peer)
{
    const struct arm_value *settings = arm_prop_raw(x, "bgpSettings");
    if (settings == NULL || settings->kind != ARM_OBJECT) {
        return;
    }
    const struct arm_props inner = arm_props(x->p, settings, x->kind, x->name);
    const struct arm_value *address = arm_prop_raw(&inner, "bgpPeeringAddress");
    const char *first;
    *asn = arm_prop_int(&inner, "asn", 0);
    arm_prop_done(&inner, bgp_done); /* both kinds of gateway look at it themselves */
    if (address != NULL && address->kind == ARM_TEXT) { /* of an active-active gateway "a,b" */
        first = arena_strndup(x->p->w->arena, address->text, strcspn(address->text, ","));
        *peer = arm_is_address(first) ? first : NULL;
    }
    arm_prop_rest(&inner, bgp_ignored);
}

void arm_take_tunnel_addresses(struct arm_gateway *g, const struct arm_value *settings)
{
    const struct arm_value *list = arm_plain_member(settings, "bgpPeeringAddresses");
    for (size_t i = 0; list != NULL && list->kind == ARM_ARRAY && i < list->n && i < 2; i++) {
        const struct arm_value *of =
            arm_plain_member(arm_plain(list->item[i]), "tunnelIpAddresses");
        const struct arm_value *first =
            of != NULL && of->kind == ARM_ARRAY && of->n > 0 ? arm_plain(of->item[0]) : NULL;
        if (g->address[i] == NULL && first != NULL && first->kind == ARM_TEXT &&
            arm_is_address(first->text)) {
            g->address[i] = first->text;
        }
    }
}

void arm_take_own_bgp_addresses(struct arm_gateway *g, const struct arm_props *x)
{
    const struct arm_value *list =
        arm_plain_member(arm_prop_raw(x, "bgpSettings"), "bgpPeeringAddresses");
    for (size_t i = 0; list != NULL && list->kind == ARM_ARRAY && i < list->n; i++) {
        const struct arm_props one =
            arm_props(x->p, arm_plain(list->item[i]), "bgpPeeringAddresses", x->name);
        struct arm_texts own = {0};
        arm_prop_texts(&one, "customBgpIpAddresses", &own);
        for (size_t k = 0; k < own.n; k++) {
            if (!arm_texts_has(&g->custom_peers, own.v[k])) {
                arm_texts_add(x->p->w->arena, &g->custom_peers, own.v[k]);
            }
        }
    }
}
