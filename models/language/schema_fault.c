/*
 * Faults: what breaks, when, and for how long.
 */
#include "models/language/resolve_parts.h"
#include "models/language/schema.h"

static const struct field_word kinds[] = {
    {"planned_failover", TOPO_FAULT_PLANNED, false,
     "maintenance of a gateway instance: the other one takes over, or carries on alone"},
    {"unplanned_failover", TOPO_FAULT_UNPLANNED, false, "an instance dies without a word"},
    {"down", TOPO_FAULT_DOWN, false, "it works no more, for a time"},
    {"reset", TOPO_FAULT_RESET, false, "it is torn down and begins anew at once"},
    {NULL, 0, false, NULL},
};

enum {
    FAILOVER = 1u << TOPO_FAULT_PLANNED | 1u << TOPO_FAULT_UNPLANNED,
    DOWN = 1u << TOPO_FAULT_DOWN,
    RESET = 1u << TOPO_FAULT_RESET,
};

#define TARGET(key, which, kinds_of, text, like)                                                   \
    {                                                                                              \
        .name = key, .kind = FIELD_STRING, .offset = offsetof(struct topo_fault, name[which]),     \
        .when = kinds_of, .help = text, .example = like                                            \
    }

static const struct field fields[] = {
    {.name = "at",
     .kind = FIELD_DURATION,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_fault, at),
     .help = "when it happens",
     .example = "20s"},
    {.name = "kind",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_fault, kind),
     .words = kinds,
     .help = "what happens"},
    TARGET("gateway", TOPO_FAULT_GATEWAY, FAILOVER | DOWN,
           "a virtual network gateway; down: both its instances. A failover, active-standby: "
           "nothing passes until the standby has taken over, "
           "which waits until it works itself. "
           "active-active: the tunnels of one instance are lost until it is back",
           "gw-westus"),
    TARGET("device", TOPO_FAULT_DEVICE, DOWN,
           "a device of an on-premises site: DEVICE, or SITE/DEVICE", "seattle/fw1"),
    TARGET("uplink", TOPO_FAULT_UPLINK, DOWN,
           "the line of a site, or a device's own: SITE, or SITE/DEVICE", "seattle"),
    TARGET("tunnel", TOPO_FAULT_TUNNEL, DOWN | RESET,
           "a tunnel, at both its ends: CONNECTION, or one of several by the instances, "
           "CONNECTION/0-1",
           "westus-to-northeurope"),
    TARGET("connection", TOPO_FAULT_CONNECTION, DOWN | RESET,
           "one end of tunnels, which falls silent: the other end has to find out",
           "westus-to-northeurope"),
    TARGET("bgp_session", TOPO_FAULT_BGP_SESSION, DOWN | RESET,
           "the BGP session over a connection, whose tunnels stay up", "westus-to-northeurope"),
    TARGET("peering", TOPO_FAULT_PEERING, DOWN, "a peering, by one of its halves: VNET/PEERING",
           "vnet-spoke/to-hub"),
    TARGET("link", TOPO_FAULT_LINK, DOWN,
           "what carries packets between two regions: westus--northeurope, or westus->northeurope "
           "for one way",
           "westus--northeurope"),
    TARGET("zone", TOPO_FAULT_ZONE, DOWN,
           "an availability zone, REGION/ZONE: the VMs that say they are in it, and the gateway "
           "instances there. Without "
           "public_ip_addresses that say otherwise instance 0 of an AZ SKU stands in zone 1, "
           "instance 1 in zone 2 (assumed)",
           "westeurope/1"),
    TARGET("region", TOPO_FAULT_REGION, DOWN, "a region: its VMs, its gateways and its links",
           "westus"),
    {.name = "instance",
     .kind = FIELD_INT,
     .min = 0,
     .max = 1,
     .offset = offsetof(struct topo_fault, instance),
     .aux = offsetof(struct topo_fault, has_instance),
     .when = FAILOVER,
     .help = "which one of an active-active gateway; not given: 0. Of an active-standby one it is "
             "always the active one",
     .example = "0"},
    {.name = "for",
     .kind = FIELD_DIST_TIME,
     .offset = offsetof(struct topo_fault, lasts),
     .when = FAILOVER | DOWN,
     .table = &schema_dist_time,
     .help =
         "how long; not given: until the end of the run. A failover not given draws what is "
         "published: 10 s to 15 s planned, 60 s to 90 s not (Highly available connectivity, "
         "2016-09-24; of the latter the edition of 2024-07-24 says 1 to 3 minutes at worst), "
         "counted until packets pass again. Where the gateway only answers, the other end's next "
         "try is awaited within that time. Of a planned one it is told, and tries 1, 3, 7, 11 and "
         "15 s after (assumed): that of 11 s always succeeds. It takes longer where the other end "
         "has not found out by then (dpd_timeout)",
     .example = "3s"},
};

static void finish(void *object, struct arena *arena, struct diag *diag)
{
    static const char *const all =
        "gateway, device, uplink, tunnel, connection, bgp_session, peering, link, zone or region";
    struct topo_fault *f = object;
    const char *first = NULL;

    (void)arena;
    f->has_for = resource_field_given(&f->r, "for");
    for (size_t i = 0; i < SCHEMA_N(fields); i++) {
        if (fields[i].kind != FIELD_STRING || !resource_field_given(&f->r, fields[i].name)) {
            continue;
        }
        if (first != NULL) {
            diag_add(diag, &resolve_code_fault_target, resource_field_at(&f->r, fields[i].name),
                     "another", "a fault strikes one thing");
            diag_other(diag, resource_field_at(&f->r, first), "the first one");
            diag_help(diag, "write two faults, which may have the same `at`");
            return;
        }
        first = fields[i].name;
    }
    if (first == NULL) {
        diag_add(diag, &resolve_code_fault_target, f->r.at, "what?", "it does not say what breaks");
        diag_help(diag, "name one %s", all);
    }
}

const struct field_table schema_fault = {
    .kind = "fault",
    .help =
        "Something breaks at an instant, as the kind says. Whoever depends on it finds out by "
        "its own means: dead peer detection, hold timers of BGP, "
        "time-outs of TCP. Faults may overlap: a thing is down as long as any fault that "
        "covers it lasts, and the standby of a gateway takes over as soon as "
        "one of them says, if no fault covers it. VMs of a zone or region that is down are cut "
        "off, and go on afterwards with what they know; an appliance begins anew, without what it "
        "has seen of connections. Nobody sends a TCP reset: whoever loses "
        "the state of a connection is silent about it, as the platform's load balancer is by "
        "default (enableTcpReset: false).",
    .size = sizeof(struct topo_fault),
    .resource = offsetof(struct topo_fault, r),
    .fields = fields,
    .n = SCHEMA_N(fields),
    .switch_name = "kind",
    .finish = finish,
};
