/* What virtual machines and scale sets have in common: size, zones, a place in a subnet. */
#include "sim/arm/map_machine.h"

#include <strings.h>

#include "models/cloud/catalog.h"
#include "sim/arm/code.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

#define ASSUMED_BANDWIDTH "1Gbps"

const char *const arm_machine_ignored[] = {"osProfile",
                                           "storageProfile",
                                           "diagnosticsProfile",
                                           "extensionProfile",
                                           "availabilitySet",
                                           "licenseType",
                                           "securityProfile",
                                           "extensionsTimeBudget",
                                           "priority",
                                           "evictionPolicy",
                                           "billingProfile",
                                           "additionalCapabilities",
                                           "userData",
                                           "applicationProfile",
                                           "scheduledEventsProfile",
                                           "proximityPlacementGroup",
                                           "virtualMachineScaleSet",
                                           "host",
                                           "hostGroup",
                                           "capacityReservation",
                                           "platformFaultDomain",
                                           "overprovision",
                                           "upgradePolicy",
                                           "singlePlacementGroup",
                                           "orchestrationMode",
                                           "platformFaultDomainCount",
                                           "automaticRepairsPolicy",
                                           "zoneBalance",
                                           "doNotRunExtensionsOnOverprovisionedVMs",
                                           "scaleInPolicy",
                                           "spotRestorePolicy",
                                           "constrainedMaximumCapacity",
                                           NULL};

const char *const arm_machine_profile_ignored[] = {"networkApiVersion", "healthProbe", NULL};

static const struct catalog_vm_size *find_size(const struct catalog *c, const char *name)
{
    const char *const *names;
    const size_t n = catalog_vm_size_names(c, &names);
    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(names[i], name) == 0) {
            return catalog_vm_size(c, names[i]);
        }
    }
    return NULL;
}

void arm_machine_take_size(struct arm_plan *p, struct arm_machine *m, const char *size,
                           struct span at)
{
    const struct catalog_vm_size *known = size != NULL ? find_size(p->w->catalog, size) : NULL;
    if (known != NULL && known->egress_bps > 0) {
        m->size = known->name;
        return;
    }
    m->bandwidth = ASSUMED_BANDWIDTH;
    if (size == NULL) {
        m->comment = "its size is not known: " ASSUMED_BANDWIDTH " is assumed";
        diag_add(p->w->diag, &arm_code_assumed, at, NULL,
                 "the size of `%s` is not known: %s of bandwidth are assumed", m->name,
                 ASSUMED_BANDWIDTH);
        return;
    }
    m->comment = arena_printf(p->w->arena,
                              "%s: its bandwidth is not among the published ones, %s is assumed",
                              size, ASSUMED_BANDWIDTH);
    diag_add(p->w->diag, &arm_code_assumed, at, NULL,
             "no bandwidth is published for %s, the size of `%s`: %s is assumed", size, m->name,
             ASSUMED_BANDWIDTH);
}

void arm_machine_take_public(struct arm_plan *p, struct arm_machine *m, struct arm_public *a)
{
    if (a != NULL) {
        a->taken = true;
        arm_texts_add(p->w->arena, &m->publics, a->name);
    }
}

struct arm_machine *arm_machine_new(struct arm_plan *p, const char *name, const struct arm_nic *nic)
{
    struct arm_machine *m =
        arm_things_add(p->w->arena, &p->machines, ARENA_NEW(p->w->arena, struct arm_machine));
    *m = (struct arm_machine){.name = arm_given_name(p, &p->machine_names, name),
                              .subnet = nic->subnet,
                              .filter = nic->filter,
                              .address = nic->address,
                              .forwards = nic->forwards,
                              .count = 1,
                              .pools = nic->pools,
                              .groups = nic->groups,
                              .nic = nic};
    nic->subnet->network->n_machines++;
    arm_machine_take_public(p, m, nic->public);
    if (nic->address != NULL) {
        arm_texts_add(p->w->arena, &nic->subnet->taken, nic->address);
    }
    return m;
}

bool arm_machine_is_windows(const struct arm_props *x)
{
    const struct arm_value *profile = arm_prop_raw(x, "osProfile"),
                           *storage = arm_prop_raw(x, "storageProfile");
    const struct arm_value *image = arm_plain_member(storage, "imageReference"),
                           *disk = arm_plain_member(storage, "osDisk");
    const char *publisher = arm_get_text(image, "publisher"), *kind = arm_get_text(disk, "osType");
    return (arm_plain_member(profile, "windowsConfiguration") != NULL &&
            arm_plain_member(profile, "windowsConfiguration")->kind == ARM_OBJECT) ||
           (kind != NULL && strcasecmp(kind, "Windows") == 0) ||
           (publisher != NULL && strncasecmp(publisher, "MicrosoftWindows", 16) == 0) ||
           (publisher != NULL && strcasecmp(publisher, "MicrosoftSQLServer") == 0);
}

void arm_machine_take_zones(const struct arm_props *x, struct arm_machine *m)
{
    const struct arm_plan *p = x->p;
    const struct catalog_region *region = catalog_region(p->w->catalog, m->subnet->network->region);
    struct arm_texts zones = {0};

    arm_prop_texts(x, "zones", &zones);
    if (zones.n > 0 && region != NULL && region->has_no_zones) {
        diag_add(p->w->diag, &arm_code_unmapped, x->at, "left out",
                 "the zones of `%s` are left out: region %s has none", m->name, region->name);
        return;
    }
    for (size_t i = 0; i < zones.n && i < 100; i++) {
        const char *z = zones.v[i];
        if (z[0] < '1' || z[0] > '3' || z[1] != '\0')
            diag_add(p->w->diag, &arm_code_unmapped, x->at, "left out",
                     "zone `%.20s` of `%s` is left out: 1, 2 and 3 are", z, m->name);
        else if (!arm_texts_has(&m->zones, z))
            arm_texts_add(p->w->arena, &m->zones, z);
    }
}

/* --- next hops --- */
