/* Virtual machines, with their interfaces. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_machine.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const hardware_ignored[] = {"vmSizeProperties", NULL};

static const char *const reference_done[] = {"primary", "deleteOption", NULL};

/* The interfaces of a VM, its primary one first. */
static size_t take_nics(const struct arm_props *x, struct arm_nic **nics, size_t room)
{
    struct arm_plan *p = x->p;
    const struct arm_value *profile = arm_prop(x, "networkProfile");
    struct arm_value **item = NULL;
    size_t n = 0;
    if (profile == NULL) {
        return 0;
    }
    const struct arm_props inner = arm_props(p, profile, x->kind, x->name);
    size_t count = arm_prop_list(&inner, "networkInterfaces", &item);
    for (size_t i = 0; i < count && n < room; i++) {
        const struct arm_props one = arm_props(p, item[i], x->kind, x->name);
        const char *id = arm_prop_text(&one, "id");
        struct arm_nic *nic =
            id != NULL ? arm_find(p, id, "Microsoft.Network/networkInterfaces", item[i]->at,
                                  arena_printf(p->w->arena, "virtual machine `%s`", x->name))
                       : NULL;
        if (nic != NULL) {
            nic->used = true;
            nics[n++] = nic;
            if (n > 1 && arm_prop_bool(&one, "primary", false)) {
                nics[n - 1] = nics[0];
                nics[0] = nic;
            }
        }
        arm_prop_done(&one, reference_done);
    }
    count = n > 0 ? 0 : arm_prop_list(&inner, "networkInterfaceConfigurations", &item);
    for (size_t i = 0; i < count && n < room; i++) { /* declared inside the VM */
        const struct arm_props one =
            arm_props(p, item[i], "networkInterfaceConfigurations", x->name);
        nics[n] = ARENA_NEW(p->w->arena, struct arm_nic);
        *nics[n] =
            (struct arm_nic){.name = x->name, .at = item[i]->at, .json = item[i], .used = true};
        arm_map_interface(nics[n++], &one, item[i]->at);
    }
    arm_prop_rest(&inner, arm_machine_profile_ignored);
    return n;
}

static const char *size_of(const struct arm_props *x)
{
    const struct arm_value *hardware = arm_prop(x, "hardwareProfile");
    if (hardware == NULL) {
        return NULL;
    }
    const struct arm_props inner = arm_props(x->p, hardware, x->kind, x->name);
    const char *size = arm_prop_text(&inner, "vmSize");
    arm_prop_rest(&inner, hardware_ignored);
    return size;
}

static bool ends_with(const char *text, const char *with)
{
    const size_t n = strlen(text), k = strlen(with);
    return n >= k && strcasecmp(text + n - k, with) == 0;
}

enum { NICS_MAX = 16 };

static void map_vm(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_nic *nics[NICS_MAX];
    const size_t n = take_nics(x, nics, NICS_MAX);
    const char *size = size_of(x);
    if (n == 0 || nics[0]->subnet == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "left out",
                 "virtual machine `%s` has no subnet that the files declare", r->name);
        return;
    }
    struct arm_machine *m = arm_machine_new(p, r->name, nics[0]);
    arm_map_instance_publics(p, m, nics[0]->instance_public);
    arm_machine_take_size(p, m, size, r->at);
    arm_machine_take_zones(x, m);
    m->json = x->body;
    if (nics[0]->region == NULL) { /* else check says it of its interface */
        arm_judge_region(x, m->subnet->network);
    }
    m->windows = arm_machine_is_windows(x);
    const char *state = arm_prop_text(x, "powerState"); /* "VM running" */
    if (state != NULL && !ends_with(state, "running")) {
        diag_add(p->w->diag, &arm_code_assumed, arm_prop_raw(x, "powerState")->at, NULL,
                 "virtual machine `%s` is taken to run: it was printed as `%.40s`", r->name, state);
    }
    arm_prop_rest(x, arm_machine_ignored);
    r->mapped = m;
    for (size_t i = 1; i < n; i++) {
        if (nics[i]->subnet == NULL) {
            continue;
        }
        struct arm_machine *further =
            arm_machine_new(p, arena_printf(p->w->arena, "%s-nic%zu", r->name, i + 1), nics[i]);
        arm_map_instance_publics(p, further, nics[i]->instance_public);
        further->role = ARM_FURTHER_NIC;
        further->size = m->size;
        further->json = m->json;
        further->zones = m->zones;
        further->bandwidth = m->bandwidth;
        further->comment = arena_printf(p->w->arena, "interface %zu of %s", i + 1, m->name);
        diag_add(p->w->diag, &arm_code_stand_in, nics[i]->at, "here",
                 "interface %zu of `%s` stands as a machine of its own, `%s`", i + 1, m->name,
                 further->name);
        diag_platform(p->w->diag, "what comes in by one interface can leave by another; here each "
                                  "forwards by the routes of its own subnet");
    }
}

void arm_map_vms(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Compute/virtualMachines", map_vm);
}
