/* ExpressRoute gateways: left out, but for what they ask of a VPN gateway beside them. */
#include "sim/arm/map_gateway_parts.h"

#include "models/cloud/topo_vpn.h"
#include "sim/arm/code.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

void arm_map_circuits(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_circuits *c =
        arm_things_add(p->w->arena, &p->circuits, ARENA_NEW(p->w->arena, struct arm_circuits));
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "ipConfigurations", &item);
    *c = (struct arm_circuits){.name = r->name, .at = r->at};
    for (size_t i = 0; i < n && c->network == NULL; i++) {
        const struct arm_props one = arm_props(p, item[i], "ipConfigurations", x->name);
        const char *subnet = arm_prop_id(&one, "subnet");
        if (subnet != NULL) {
            c->network = arm_find(p, arm_id_parent(p->w->arena, subnet),
                                  "Microsoft.Network/virtualNetworks", item[i]->at, NULL);
        }
    }
}

/* What the platform asks of a VPN gateway beside it; the ExpressRoute gateway itself is left out,
 * so check cannot say it. */
static void judge_circuits(struct arm_plan *p, const struct arm_circuits *c,
                           const struct arm_gateway *g)
{
    const struct arm_subnet *s = arm_subnet_of(g->network, "GatewaySubnet");
    struct ip4_prefix prefix;
    if (g->asn != 0 && g->asn != TOPO_BESIDE_ASN) {
        diag_add(p->w->diag, &arm_code_beside, g->at, "another number",
                 "VPN gateway `%s` has the autonomous system number %lld beside ExpressRoute "
                 "gateway `%s`, and needs %d",
                 g->name, (long long)g->asn, c->name, TOPO_BESIDE_ASN);
        diag_other(p->w->diag, c->at, "the ExpressRoute gateway of its network");
    }
    if (s != NULL && arm_prefix(s->prefix, &prefix) && prefix.len > TOPO_BESIDE_LONGEST) {
        diag_add(
            p->w->diag, &arm_code_beside, s->at, "too small for both",
            "the GatewaySubnet of `%s` is a /%u, and a VPN and an ExpressRoute gateway need a /%d",
            g->network->name, prefix.len, TOPO_BESIDE_LONGEST);
        diag_other(p->w->diag, c->at, "the ExpressRoute gateway");
    }
}

void arm_judge_circuits(struct arm_plan *p)
{
    for (size_t i = 0; i < p->circuits.n; i++) {
        const struct arm_circuits *c = p->circuits.v[i];
        for (size_t k = 0; c->network != NULL && k < p->gateways.n && arm_may_work(p->w, c->at, 1);
             k++) {
            const struct arm_gateway *g = p->gateways.v[k];
            if (g->network == c->network) {
                judge_circuits(p, c, g);
            }
        }
    }
}
