#include "sim/arm/import_parts.h"

#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map.h"
#include "sim/arm/origin.h"
#include "sim/arm/template.h"
#include "sim/arm/unknown.h"
#include "sim/arm/write.h"
#include "sim/base/arena.h"

struct arm_import *arm_import_new(struct arena *arena, struct diag *diag,
                                  const struct catalog *catalog, const char *location)
{
    struct arm_import *im = ARENA_NEW(arena, struct arm_import);
    im->w = (struct arm_world){
        .arena = arena, .diag = diag, .catalog = catalog, .location = ARM_IMPORT_LOCATION};
    if (location != NULL) {
        im->w.location = arm_region(arena, location);
        im->w.location_given = true;
    }
    im->plan = (struct arm_plan){.w = &im->w, .origins = ARENA_NEW(arena, struct arm_things)};
    return im;
}

void arm_import_free(struct arm_import *im)
{
    struct arm_plan *p = &im->plan;
    struct arm_names *const names[] = {p->network_names, p->gateway_names, p->public_names,
                                       p->far_names,     p->site_names,    p->connection_names,
                                       p->table_names,   p->filter_names,  p->machine_names,
                                       p->other_names,   p->ping_names};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        arm_names_fini(names[i]);
    }
    for (size_t i = 0; i < p->all_networks.n; i++) {
        const struct arm_network *n = p->all_networks.v[i];
        arm_names_fini(n->subnet_names);
        arm_names_fini(n->peering_names);
    }
    for (size_t i = 0; i < p->gateways.n; i++) {
        arm_names_fini(((struct arm_gateway *)p->gateways.v[i])->nat_names);
    }
    for (size_t i = 0; i < p->tables.n; i++) {
        arm_names_fini(((struct arm_table *)p->tables.v[i])->route_names);
    }
    for (size_t i = 0; i < p->filters.n; i++) {
        arm_names_fini(((struct arm_filter *)p->filters.v[i])->rule_names);
    }
    arm_world_fini(&im->w);
}

/* --- the whole --- */

static bool failed(const struct arm_import *im)
{
    return diag_failed(im->w.diag);
}

/* Makes the resources of some templates known: of those that no other names, or of the rest. So
 * what is linked is not deployed by itself as well. */
static void deploy(struct arm_import *im, enum arm_naming named)
{
    struct arm_world *w = &im->w;
    const bool ill = failed(im);
    for (size_t i = 0; i < im->roots.n && !ill; i++) {
        struct arm_deployment *d = im->roots.v[i];
        if (d->named == named && !d->linked) {
            arm_deployment_bind(d, NULL, NULL);
        }
    }
    for (size_t i = 0; i < im->roots.n && !failed(im); i++) {
        struct arm_deployment *d = im->roots.v[i];
        if (d->named == named && !d->linked) {
            arm_deployment_list(d);
        }
    }
    for (size_t i = 0; i < w->n && !failed(im); i++) { /* w->n grows: nested deployments */
        if (w->resource[i]->deploys != NULL) {
            arm_deployment_list(w->resource[i]->deploys);
        }
    }
}

/* Of templates that a composed address chooses between, those that none came to mean. */
static void report_unlinked(struct arm_import *im)
{
    for (size_t i = 0; i < im->roots.n && !failed(im); i++) {
        const struct arm_deployment *d = im->roots.v[i];
        if (d->named == ARM_NAMED_IN_PART && !d->linked) {
            const char *slash = strrchr(d->file, '/');
            diag_add(im->w.diag, &arm_code_linked, d->template->at, "not deployed",
                     "another file composes addresses that begin as `%s` does, and none is it",
                     slash != NULL ? slash + 1 : d->file);
            diag_help(im->w.diag, "the parameters of the other file decide which it is");
        }
    }
}

/* A parametersLink must mean it; one of a template of the files is given otherwise. */
static void refuse_parameter_files(struct arm_import *im)
{
    for (size_t i = 0; i < im->w.n_parameter_files; i++) {
        const struct arm_parameter_file *f = im->w.parameter_file[i];
        if (arm_is_named(&im->w, f->file, NULL) == ARM_UNNAMED) {
            diag_add(im->w.diag, &arm_code_shape, f->root->at, "here",
                     "this is a file of parameters");
            diag_help(im->w.diag, "give it with --parameters, beside the template");
        }
    }
}

bool arm_import_run(struct arm_import *im)
{
    struct arm_world *w = &im->w;
    w->root = (struct arm_deployment *const *)im->roots.v;
    w->n_roots = im->roots.n;
    w->parameter_file = (struct arm_parameter_file *const *)im->parameter_files.v;
    w->n_parameter_files = im->parameter_files.n;
    refuse_parameter_files(im);
    for (size_t i = 0; i < im->roots.n && !failed(im); i++) {
        struct arm_deployment *d = im->roots.v[i];
        arm_template_check(w, d->template);
        d->named = arm_is_named(w, d->file, d);
    }
    deploy(im, ARM_UNNAMED);
    deploy(im, ARM_NAMED);
    report_unlinked(im);
    arm_import_report_unused(im);
    if (im->n_listed > 0) {
        diag_add(w->diag, &arm_code_listed, im->first_listed->at, "left out",
                 "%zu resources have no properties in the files, `%s` first: they are left out",
                 im->n_listed, im->first_listed->name);
        diag_help(w->diag, "`az resource list` prints none: give what `az network vnet list -o "
                           "json` and its like print");
    }
    if (failed(im)) {
        return false;
    }
    arm_map(&im->plan);
    if (!failed(im) && im->plan.networks.n == 0) {
        diag_add(w->diag, &arm_code_shape, (struct span){0}, NULL,
                 "the files declare no virtual network: there is nothing to simulate");
        if (w->n_off > 0) {
            diag_help(w->diag,
                      "%u resources are not deployed, as their conditions are false: parameters "
                      "decide that",
                      w->n_off);
        } else {
            diag_help(w->diag,
                      "a template that adds to a network that exists: give the network's own "
                      "template, or `az network vnet list -o json`, as a further FILE");
        }
    }
    return !failed(im);
}

void arm_import_refuse(struct arm_import *im, const char *text, size_t len,
                       const struct diag_code *code, struct span at, const char *message)
{
    arm_refuse(&im->w, arm_origin_of(&im->plan, text, len, at),
               arena_printf(im->w.arena, "check refuses it: error[%s]: %s", code->id, message));
}

bool arm_import_is_refused(const struct arm_import *im)
{
    return im->w.refused;
}

void arm_import_write(const struct arm_import *im, const char *scenario_name, FILE *out)
{
    arm_write(&im->plan, scenario_name, im->files.v, im->files.n, out);
}
