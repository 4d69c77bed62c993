/* A VM in every network that has none, so that something is sent to it; the files do not say which.
 */
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

static bool is_reserved(const char *name)
{
    static const char *const names[] = {"GatewaySubnet",
                                        "AzureFirewallSubnet",
                                        "AzureFirewallManagementSubnet",
                                        "AzureBastionSubnet",
                                        "RouteServerSubnet",
                                        "ApplicationGatewaySubnet",
                                        NULL};
    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_free(const struct arm_network *n, struct ip4_prefix wanted)
{
    struct ip4_prefix p;
    for (size_t i = 0; i < n->subnets.n; i++) {
        if (arm_prefix(((struct arm_subnet *)n->subnets.v[i])->prefix, &p) &&
            ip4_prefix_overlaps(p, wanted)) {
            return false;
        }
    }
    return true;
}

/* A subnet that VMs may stand in; where there is none, a new one in what is free. */
static struct arm_subnet *subnet_for_probe(struct arm_plan *p, struct arm_network *n)
{
    struct ip4_prefix space, own;
    char text[IP4_TEXT_MAX];
    for (size_t i = 0; i < n->subnets.n; i++) {
        struct arm_subnet *s = n->subnets.v[i];
        const bool room = arm_prefix(s->prefix, &own) && own.len <= 29 &&
                          s->taken.n + 1 < (UINT64_C(1) << (32 - own.len)) - 5;
        if (!is_reserved(s->name) && !s->delegated && room) {
            return s;
        }
    }
    for (size_t i = 0; i < n->prefixes.n; i++) {
        if (!arm_prefix(n->prefixes.v[i], &space) || space.len > 28) {
            continue;
        }
        const uint64_t slots = UINT64_C(1) << (28 - space.len);
        for (uint64_t k = 0; k < slots && k < 4096; k++) {
            const struct ip4_prefix wanted = {space.addr + (uint32_t)(k * 16), 28};
            if (arm_may_work(p->w, n->at, n->subnets.n / 16 + 1) && is_free(n, wanted)) {
                struct arm_subnet *s = arm_things_add(p->w->arena, &n->subnets,
                                                      ARENA_NEW(p->w->arena, struct arm_subnet));
                *s = (struct arm_subnet){.name = arm_name(p, &n->subnet_names, "probe"),
                                         .given = "probe",
                                         .at = n->at,
                                         .network = n};
                s->prefix = arena_strdup(p->w->arena, ip4_prefix_format(wanted, text));
                diag_add(p->w->diag, &arm_code_assumed, n->at, NULL,
                         "network `%s` has no subnet for VMs: `%s` (%s) is added for a probe",
                         n->name, s->name, s->prefix);
                return s;
            }
        }
    }
    return NULL;
}

static void add_probe(struct arm_plan *p, struct arm_network *n, const char *why)
{
    struct arm_subnet *s = subnet_for_probe(p, n);
    if (s == NULL) {
        diag_add(p->w->diag, &arm_code_assumed, n->at, NULL,
                 "network `%s` has no machine and no room for a probe: nothing is sent to it",
                 n->name);
        return;
    }
    struct arm_machine *m =
        arm_things_add(p->w->arena, &p->machines, ARENA_NEW(p->w->arena, struct arm_machine));
    *m =
        (struct arm_machine){.role = ARM_PROBE, .subnet = s, .size = "Standard_D4s_v5", .count = 1};
    m->name = arm_name(p, &p->machine_names, arena_printf(p->w->arena, "probe-%s", n->name));
    diag_add(p->w->diag, &arm_code_assumed, n->at, NULL,
             "network `%s` has %s: `%s` is added in subnet `%s`", n->name, why, m->name, s->name);
}

/* Is there somebody who pings, and another to ping? */
static bool has_pair(const struct arm_plan *p)
{
    int64_t all = 0, pingers = 0;
    for (size_t i = 0; i < p->machines.n; i++) {
        const struct arm_machine *m = p->machines.v[i];
        all += arm_takes_part(m) ? m->count : 0;
        pingers += arm_takes_part(m) && m->role != ARM_MANAGED_INSTANCE ? m->count : 0;
    }
    return all > 1 && pingers > 0;
}

void arm_map_probes(struct arm_plan *p)
{
    for (size_t i = 0; i < p->networks.n; i++) {
        struct arm_network *n = p->networks.v[i];
        if (n->n_machines == 0) {
            add_probe(p, n, "no machine");
        }
    }
    if (p->networks.n > 0 && !has_pair(p)) {
        add_probe(p, p->networks.v[0], "nobody to ping");
    }
}
