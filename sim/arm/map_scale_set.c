/* Scale sets: a machine with a count. */
#include "sim/arm/code.h"
#include "sim/arm/map_machine.h"
#include "sim/base/arena.h"

static const char *const sku_done[] = {"tier", NULL};

/* Of the interfaces its primary one, else the first. */
static void take_interface(struct arm_nic *nic, const struct arm_props *network)
{
    struct arm_plan *p = network->p;
    struct arm_value **item;
    const size_t n = arm_prop_list(network, "networkInterfaceConfigurations", &item);
    arm_prop_rest(network, arm_machine_profile_ignored);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one =
            arm_props(p, item[i], "networkInterfaceConfigurations", network->name);
        if (i == 0 || arm_prop_bool(&one, "primary", false)) {
            arm_map_interface(nic, &one, item[i]->at);
        } else {
            arm_settle(item[i]); /* said below */
        }
        if (i == 1) {
            diag_add(p->w->diag, &arm_code_unmapped, item[i]->at, "here",
                     "scale set `%s` has %zu interfaces: its primary one is taken", nic->name, n);
        }
    }
}

static void map_scale_set(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    const struct arm_value *sku = arm_prop(x, "sku"),
                           *profile = arm_prop(x, "virtualMachineProfile"), *network;
    struct arm_nic *nic = ARENA_NEW(p->w->arena, struct arm_nic);
    const char *size = NULL;
    int64_t count = 1;
    bool windows = false;
    *nic = (struct arm_nic){.name = r->name, .at = r->at, .json = x->body};
    if (sku != NULL) {
        const struct arm_props inner = arm_props(p, sku, x->kind, x->name);
        size = arm_prop_text(&inner, "name");
        count = arm_prop_int(&inner, "capacity", 1);
        arm_prop_done(&inner, sku_done);
    }
    if (profile != NULL) {
        const struct arm_props inner = arm_props(p, profile, x->kind, x->name);
        windows = arm_machine_is_windows(&inner);
        network = arm_prop(&inner, "networkProfile");
        arm_prop_rest(&inner, arm_machine_ignored);
        if (network != NULL) {
            const struct arm_props n = arm_props(p, network, x->kind, x->name);
            take_interface(nic, &n);
        }
    }
    if (nic->subnet == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "left out",
                 "scale set `%s` has no subnet that the files declare", r->name);
        return;
    }
    if (count < 1) {
        diag_add(p->w->diag, &arm_code_assumed, r->at, NULL,
                 "scale set `%s` has no instance: it is left out", r->name);
        return;
    }
    nic->address = NULL;
    struct arm_machine *m = arm_machine_new(p, r->name, nic);
    m->json = x->body;
    arm_judge_region(x, m->subnet->network);
    m->count = count;
    arm_map_instance_publics(p, m, nic->instance_public);
    m->windows = windows;
    arm_machine_take_size(p, m, size, r->at);
    arm_machine_take_zones(x, m);
    arm_prop_rest(x, arm_machine_ignored);
    r->mapped = m;
}

void arm_map_scale_sets(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Compute/virtualMachineScaleSets", map_scale_set);
}
