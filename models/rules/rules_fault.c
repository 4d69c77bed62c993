/*
 * Faults that a run does not show, or shows in part.
 */
#include "models/cloud/zone.h"
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_fault_late = {
    .id = "VN1101",
    .severity = DIAG_NOTE,
    .title = "a fault after the end of the run",
    .symptom = "The fault never happens, and no result shows it.",
    .cause = "Its `at` is at or after the end of the simulation. Mostly the duration was shortened "
             "for a quick look.",
    .mend = "Let it happen earlier, or let the run last longer.",
    .source = "the scenario language of vnetsim: scenarios/README.md, sections simulation "
              "(duration) and fault (at)",
    .example = "simulation: {duration: 5min}\n"
               "faults: {crash: {at: 60s, gateway: gw-westus, kind: unplanned_failover}}\n",
};

const struct diag_code rules_code_fault_outlasts = {
    .id = "VN1102",
    .severity = DIAG_NOTE,
    .title = "a failover that may end after the run",
    .symptom = "The run ends while packets are still lost, so that the length of the outage in its "
               "results is too small.",
    .cause = "An unplanned failover takes 60 s to 90 s (the platform's newer text: 1 to 3 minutes "
             "at worst), longer where the gateway only answers and the other end has not found out "
             "by then, and TCP waits longer than the path is away, since its time-outs double.",
    .mend = "Let the run last at least 5 min longer than the fault's `at`, or give the fault a "
            "shorter `for`.",
    .source = "Highly available connectivity, 2016-09-24 (60 s to 90 s) and 2024-07-24 (1 to 3 "
              "minutes at worst); RFC 6298, section 5.5 (back-off)",
    .example = "simulation: {duration: 6min}\n"
               "faults: {crash: {at: 60s, gateway: gw-westus, kind: unplanned_failover}}\n",
};

const struct diag_code rules_code_fault_early = {
    .id = "VN1104",
    .severity = DIAG_NOTE,
    .title = "a fault within the warm-up",
    .symptom = "outages.csv counts from the warm-up's end on: an outage that has begun before is "
               "shorter there than it was, one that is over by then is none, and there are no "
               "round trips before the failure to put those behind it against.",
    .cause = "Its `at` is before the end of the warm-up, which is left out of the results.",
    .mend = "Let it happen later, or shorten the warm-up.",
    .source = "the scenario language of vnetsim: scenarios/README.md, sections simulation "
              "(warmup) and fault (at)",
    .example = "simulation: {duration: 5min, warmup: 5s}\n"
               "faults: {crash: {at: 60s, gateway: gw-westus, kind: unplanned_failover}}\n",
};

const struct diag_code rules_code_fault_elsewhere = {
    .id = "VN1103",
    .severity = DIAG_NOTE,
    .title = "a zone's failure that leaves a gateway alone",
    .symptom = "The zone fails, and the region's gateway goes on: what the failure of its zone "
               "would do to it is not in the results.",
    .cause = "It is not known where its instances stand: its SKU is none with AZ, or its public "
             "addresses are of no zone. The platform puts "
             "them into one zone or several, and does not say which.",
    .mend = "Let the gateway fail at the same instant by a fault of its own, or give it an AZ SKU, "
            "or zones to its public_ip_addresses.",
    .source = "scenarios/README.md, section fault (zone); About gateway SKUs, 2026-06-11 (which "
              "SKUs know zones)",
    .example = "faults:\n"
               "  zone:    {at: 20s, zone: westeurope/1, kind: down}\n"
               "  gateway: {at: 20s, gateway: gw-westeurope, kind: unplanned_failover}\n",
};

void rules_fault_elsewhere(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_faults; i++) {
        const struct topo_fault *f = &r->t->faults[i];
        for (size_t k = 0; k < r->t->n_gateways && f->target == TOPO_FAULT_ZONE; k++) {
            const struct topo_gateway *g = &r->t->gateways[k];
            if (g->sku == NULL || g->vnet->region != f->region || zone_of_instance(g, 0) != 0) {
                continue;
            }
            diag_add(r->d, &rules_code_fault_elsewhere, resource_field_at(&f->r, "zone"),
                     "does not strike it", "fault `%s` leaves gateway `%s` alone", f->r.name,
                     g->r.name);
            diag_other(
                r->d,
                resource_field_at(&g->r, g->public_ip_names.n > 0 ? "public_ip_addresses" : "sku"),
                "nobody knows its zone");
            diag_help(r->d,
                      "a second fault at the same instant: gateway: %s, kind: unplanned_failover",
                      g->r.name);
        }
    }
}

void rules_fault_late(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_faults; i++) {
        const struct topo_fault *f = &r->t->faults[i];
        if (f->at < r->t->simulation.duration) {
            continue;
        }
        diag_add(r->d, &rules_code_fault_late, resource_field_at(&f->r, "at"), "after the end",
                 "fault `%s` never happens", f->r.name);
        diag_other(r->d, resource_field_at(&r->t->simulation.r, "duration"), "the run ends here");
        diag_help(r->d, "let it happen earlier, or let the run last longer");
    }
}

void rules_fault_early(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_faults; i++) {
        const struct topo_fault *f = &r->t->faults[i];
        if (f->at >= r->t->simulation.warmup || f->at >= r->t->simulation.duration) {
            continue;
        }
        diag_add(r->d, &rules_code_fault_early, resource_field_at(&f->r, "at"),
                 "before the warm-up's end", "fault `%s` happens within the warm-up", f->r.name);
        diag_other(r->d, resource_field_at(&r->t->simulation.r, "warmup"),
                   "results count from here");
        diag_help(r->d, "let it happen later, or shorten the warm-up");
    }
}

void rules_fault_outlasts(const struct rules *r)
{
    enum { LONGEST_S = 90 };

    for (size_t i = 0; i < r->t->n_faults; i++) {
        const struct topo_fault *f = &r->t->faults[i];
        const bool ends = f->at >= r->t->simulation.duration ||
                          f->at + LONGEST_S * SIM_S <= r->t->simulation.duration;
        if (f->kind != TOPO_FAULT_UNPLANNED || f->has_for || ends) {
            continue;
        }
        diag_add(r->d, &rules_code_fault_outlasts, resource_field_at(&f->r, "at"),
                 "60 s to 90 s before it is over", "the run may end within fault `%s`", f->r.name);
        diag_other(r->d, resource_field_at(&r->t->simulation.r, "duration"), "the run ends here");
        diag_help(r->d, "let the run last longer, or say `for`");
    }
}
