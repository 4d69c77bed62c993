/* Peerings of virtual networks, half by half, and of deployed halves their state. */
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_network_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const peering_ignored[] = {"remoteVirtualNetworkEncryption", NULL};
static const char *const peering_done[] = {"remoteAddressSpace", "remoteGateways", NULL};

static struct arm_peering *peering_to(const struct arm_network *n, const struct arm_network *remote)
{
    for (size_t i = 0; i < n->peerings.n; i++) {
        struct arm_peering *g = n->peerings.v[i];
        if (g->remote == remote) {
            return g;
        }
    }
    return NULL;
}

/* Of a deployed half: what keeps packets from it. A template's new peering is in sync, whatever its
 * text says. */
static void take_state(struct arm_peering *g, const struct arm_props *x)
{
    static const char *const states[] = {"Connected", "Initiated", "Disconnected", NULL};
    const char *state = arm_word(arm_prop_text(x, "peeringState"), states),
               *level = arm_prop_text(x, "peeringSyncLevel");
    const struct arm_value *space = arm_prop(x, "remoteAddressSpace");
    struct arm_texts prefixes = {0};
    g->state = state == states[1] || state == states[2] ? state : NULL;
    g->known = (struct arm_texts){0};
    if (space == NULL || level == NULL || strcasecmp(level, "FullyInSync") == 0) {
        return;
    }
    const struct arm_props inner = arm_props(x->p, space, x->kind, x->name);
    arm_prop_texts(&inner, "addressPrefixes", &prefixes);
    arm_take_prefixes(x, &prefixes, &g->known);
}

/* The network that a peering leads to; NULL: said, once. */
static struct arm_network *remote_of(struct arm_plan *p, struct arm_network *n,
                                     const struct arm_props *x, const char *name)
{
    const char *id = arm_prop_id(x, "remoteVirtualNetwork"), *what = NULL;
    if (!arm_texts_has(&n->left_out, name)) {
        what = arena_printf(p->w->arena, "peering `%s` of `%s` is left out", name, n->name);
    }
    struct arm_network *remote = id != NULL ? arm_find(p, id, ARM_NETWORK_TYPE, x->at, what) : NULL;
    if (id == NULL && what != NULL) {
        diag_add(p->w->diag, &arm_code_unknown, x->at, "no remoteVirtualNetwork",
                 "%s: it does not say where it leads", what);
    }
    if (remote == NULL && what != NULL) {
        arm_texts_add(p->w->arena, &n->left_out, name);
    }
    return remote;
}

static void map_peering(struct arm_plan *p, struct arm_network *n, const struct arm_value *v,
                        const char *name)
{
    const struct arm_props x = arm_props(p, v, "virtualNetworkPeerings", name);
    struct arm_network *remote = remote_of(p, n, &x, name);
    if (remote == NULL || !arm_may_work(p->w, v->at, n->peerings.n / 16 + 1)) {
        arm_settle(v);
        return;
    }
    struct arm_peering *g = peering_to(n, remote);
    if (g == NULL ||
        strcasecmp(g->given, name) != 0) { /* else declared in the network and again as its child */
        g = arm_things_add(p->w->arena, &n->peerings, ARENA_NEW(p->w->arena, struct arm_peering));
        g->name = arm_given_name(p, &n->peering_names, name);
        g->given = name;
    }
    g->remote = remote;
    g->at = v->at;
    g->json = v;
    g->access = arm_prop_bool(&x, "allowVirtualNetworkAccess", true);
    g->forwarded = arm_prop_bool(&x, "allowForwardedTraffic", false);
    g->transit = arm_prop_bool(&x, "allowGatewayTransit", false);
    g->remote_gateways = arm_prop_bool(&x, "useRemoteGateways", false);
    g->not_verified = arm_prop_bool(&x, "doNotVerifyRemoteGateways", false);
    take_state(g, &x);
    arm_prop_done(&x, peering_done);
    arm_prop_rest(&x, peering_ignored);
}

static void map_inner_peerings(struct arm_plan *p, struct arm_resource *r,
                               const struct arm_props *x)
{
    struct arm_value **item;
    const size_t count = r->mapped != NULL ? arm_prop_list(x, "virtualNetworkPeerings", &item) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = arm_get_text(item[i], "name");
        map_peering(p, r->mapped, item[i], name != NULL ? name : "peering");
    }
}

static void map_child_peering(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_network *n = arm_network_around(p, r, "peering");
    if (n != NULL) {
        map_peering(p, n, x->body, arm_last_name(r->name));
        r->mapped = n;
    }
}

void arm_map_peerings(struct arm_plan *p)
{
    arm_each(p, ARM_NETWORK_TYPE, map_inner_peerings);
    arm_each(p, ARM_NETWORK_TYPE "/virtualNetworkPeerings", map_child_peering);
}
