#include "sim/arm/import.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map.h"
#include "sim/arm/origin.h"
#include "sim/arm/plan.h"
#include "sim/arm/read.h"
#include "sim/arm/template.h"
#include "sim/arm/unknown.h"
#include "sim/arm/write.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

struct arm_import {
    struct arm_world w;
    struct arm_plan plan;
    struct arm_texts files;
    struct arm_things roots; /* deployments, one a template */
    struct arm_things parameter_files;
    bool has_template;
    const struct arm_resource *first_listed; /* without its properties */
    size_t n_listed;
};

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

/* --- parameters --- */

static void give(struct arm_import *im, struct arm_given g)
{
    struct arm_world *w = &im->w;
    if (w->n_given == w->cap_given) {
        w->cap_given = w->cap_given == 0 ? 32 : w->cap_given * 2;
        w->given = realloc(w->given, w->cap_given * sizeof *w->given);
        SIM_ASSERT(w->given != NULL);
    }
    w->given[w->n_given++] = g;
}

void arm_import_param(struct arm_import *im, const char *text)
{
    struct arena *a = im->w.arena;
    const char *equals = strchr(text, '=');
    const uint32_t source = diag_source(im->w.diag, "--param", text, strlen(text));
    if (equals == NULL || equals == text) {
        diag_add(im->w.diag, &arm_code_value, (struct span){source, 1, 1, 1}, "here",
                 "a parameter is given as NAME=VALUE");
        return;
    }
    give(im, (struct arm_given){.name = arena_strndup(a, text, (size_t)(equals - text)),
                                .text = arena_strdup(a, equals + 1),
                                .at = {source, 1, 1, (uint32_t)(equals - text)}});
}

/* {value}, {reference} to a key vault, or the value itself. */
static const struct arm_value *value_of(struct arm_import *im, const struct arm_member *m)
{
    const struct arm_value *value = arm_get(m->value, "value");
    if (value != NULL) {
        return value;
    }
    if (arm_get(m->value, "reference") == NULL) {
        return m->value;
    }
    struct arm_value *v =
        arm_value_text(im->w.arena, arena_printf(im->w.arena, "placeholder-%s", m->name), m->at);
    v->secret = true;
    diag_add(im->w.diag, &arm_code_secret, m->at, "in a key vault",
             "secret `%s` is not in the file: a placeholder stands in", m->name);
    return v;
}

void arm_import_parameters(struct arm_import *im, const char *name, const char *text, size_t len)
{
    struct arm_world *w = &im->w;
    if (len > ARM_FILE_MAX) {
        diag_add(w->diag, &arm_code_limit, (struct span){0}, NULL, "%s is larger than 100 MB",
                 name);
        return;
    }
    text = arm_read_utf8(text, &len, w->arena);
    const struct arm_value *root =
        arm_read(diag_source(w->diag, name, text, len), text, len, w->arena, w->diag);
    const struct arm_value *list =
        arm_get(root, "parameters") != NULL ? arm_get(root, "parameters") : root;
    if (root == NULL) {
        return;
    }
    if (list->kind != ARM_OBJECT || arm_get(root, "resources") != NULL) {
        diag_add(w->diag, &arm_code_shape, root->at, "here",
                 "this is no file of parameters: an object {\"parameters\": {NAME: {\"value\": "
                 "...}}} is");
        return;
    }
    for (size_t i = 0; i < list->object->n; i++) {
        const struct arm_member *m = &list->object->member[i];
        if (list == root &&
            (strcasecmp(m->name, "$schema") == 0 || strcasecmp(m->name, "contentVersion") == 0 ||
             strcasecmp(m->name, "metadata") == 0)) {
            continue;
        }
        give(im, (struct arm_given){.name = m->name, .value = value_of(im, m), .at = m->at});
    }
}

static void report_unused(struct arm_import *im)
{
    struct arm_world *w = &im->w;
    const char *names[200];
    size_t n = 0;
    for (size_t i = 0; i < im->roots.n; i++) {
        const struct arm_value *declared =
            arm_get(((struct arm_deployment *)im->roots.v[i])->template, "parameters");
        for (size_t k = 0;
             declared != NULL && declared->kind == ARM_OBJECT && k < declared->object->n && n < 200;
             k++) {
            names[n++] = declared->object->member[k].name;
        }
    }
    for (size_t i = 0; i < w->n_given && im->has_template && diag_count(w->diag, DIAG_ERROR) < 20;
         i++) {
        const char *near = diag_closest(w->given[i].name, names, n);
        if (w->given[i].used || (near != NULL && strcasecmp(near, w->given[i].name) ==
                                                     0)) { /* an error came before its use */
            continue;
        }
        diag_add(w->diag, &arm_code_value, w->given[i].at, "not declared",
                 "no template has a parameter `%s`", w->given[i].name);
        if (near != NULL) {
            diag_help(w->diag, "did you mean `%s`?", near);
        }
    }
}

/* --- files --- */

static void add_template(struct arm_import *im, const struct arm_value *v)
{
    const char *schema = arm_get_text(v, "$schema");
    const size_t number = im->roots.n;
    struct arm_deployment *d = arm_deployment_new(&im->w, v, "main");
    im->has_template = true;
    d->file = im->files.v[im->files.n - 1];
    d->group =
        number == 0 ? "resourceGroup" : arena_printf(im->w.arena, "resourceGroup%zu", number + 1);
    if (schema != NULL && (strstr(schema, "subscriptionDeploymentTemplate") != NULL ||
                           strstr(schema, "managementGroupDeploymentTemplate") != NULL ||
                           strstr(schema, "tenantDeploymentTemplate") != NULL)) {
        d->group = NULL;
    }
    arm_things_add(im->w.arena, &im->roots, d);
}

/* Between two slashes behind a word of an id: "/resourceGroups/<this>/". */
static const char *id_part(struct arena *a, const char *id, const char *word)
{
    const size_t len = strlen(word);
    for (const char *s = id; *s != '\0'; s++) {
        if (strncasecmp(s, word, len) == 0) {
            return arena_strndup(a, s + len, strcspn(s + len, "/"));
        }
    }
    return NULL;
}

/* Only what any resource has: `az resource list` prints no more. */
static bool is_listed(const struct arm_value *v)
{
    static const char *const names[] = {"id",
                                        "name",
                                        "type",
                                        "location",
                                        "tags",
                                        "kind",
                                        "sku",
                                        "identity",
                                        "managedBy",
                                        "plan",
                                        "zones",
                                        "etag",
                                        "systemData",
                                        "tenantId",
                                        "properties",
                                        "resourceGroup",
                                        "scope",
                                        "extendedLocation",
                                        "resourceId",
                                        "createdTime",
                                        "changedTime",
                                        "provisioningState",
                                        "subscriptionId",
                                        "resourceName",
                                        "resourceType",
                                        "resourceGroupName",
                                        "parentResource"};
    const struct arm_value *properties = arm_get(v, "properties");
    bool more = properties != NULL && properties->kind == ARM_OBJECT && properties->object->n > 0;
    for (size_t i = 0; i < v->object->n && !more; i++) {
        size_t k = 0;
        while (k < sizeof names / sizeof names[0] &&
               strcasecmp(names[k], v->object->member[i].name) != 0) {
            k++;
        }
        more = k == sizeof names / sizeof names[0] && v->object->member[i].value->kind != ARM_NULL;
    }
    return !more;
}

/* False: of no use. */
static bool is_of_use(struct arm_import *im, const struct arm_resource *r)
{
    bool ambiguous;
    const struct arm_resource *same = arm_index_find(im->w.by_id, r->id, &ambiguous);
    if (is_listed(r->json) && arm_matters(r->type)) {
        im->first_listed = im->n_listed++ == 0 ? r : im->first_listed;
        return false;
    }
    if (same != NULL && same->in == NULL && !arm_alike(same->json, r->json)) {
        diag_add(im->w.diag, &arm_code_twice, r->at, "the one that counts",
                 "%s `%s` stands twice in the files, and differs", arm_short_type(r->type),
                 r->name);
        diag_other(im->w.diag, same->at, "the first one");
    }
    return true;
}

static void add_resource(struct arm_import *im, const struct arm_value *v)
{
    struct arena *a = im->w.arena;
    const char *id = arm_get_text(v, "id"), *type = arm_get_text(v, "type"),
               *name = arm_get_text(v, "name");
    const bool full =
        id != NULL && id[0] == '/' && arm_id_type(a, id) != NULL && arm_id_name(a, id) != NULL;
    if (!full && (type == NULL || name == NULL || name[0] == '\0' || strchr(type, '/') == NULL)) {
        diag_add(im->w.diag, &arm_code_shape, v->at, "here",
                 "this is no resource: it has no id, and no type and name");
        diag_help(im->w.diag,
                  "a template has resources; `az ... -o json` prints resources with their id");
        return;
    }
    struct arm_resource *r = ARENA_NEW(a, struct arm_resource);
    *r = (struct arm_resource){.json = v,
                               .at = v->at,
                               .state = ARM_DONE,
                               .subscription = arm_default_subscription,
                               .group = "resourceGroup"};
    r->type = full ? arm_id_type(a, id) : type;
    r->name = full ? arm_id_name(a, id) : name;
    if (full) {
        const char *subscription = id_part(a, id, "/subscriptions/"),
                   *group = id_part(a, id, "/resourceGroups/");
        r->subscription = subscription != NULL ? subscription : r->subscription;
        r->group = group;
    }
    r->id = full ? id : arm_id_make(a, r->subscription, r->group, r->type, r->name);
    if (is_of_use(im, r)) {
        (void)!arm_world_add(&im->w, r);
    }
}

static void add_resources(struct arm_import *im, const struct arm_value *v, unsigned depth)
{
    for (size_t i = 0; i < v->n && !im->w.exhausted && diag_count(im->w.diag, DIAG_ERROR) < 20;
         i++) {
        if (v->item[i]->kind == ARM_ARRAY && depth < 3) {
            add_resources(im, v->item[i], depth + 1);
        } else if (v->item[i]->kind != ARM_NULL) {
            add_resource(im, v->item[i]);
        }
    }
}

static bool is_given(const struct arm_import *im, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(im->w.given[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* What is given to the program goes before. */
static void add_values(struct arm_import *im, const struct arm_value *list)
{
    const size_t n = im->w.n_given;
    for (size_t i = 0; list != NULL && list->kind == ARM_OBJECT && i < list->object->n; i++) {
        const struct arm_member *m = &list->object->member[i];
        if (is_given(im, n, m->name)) {
            continue;
        }
        give(im, (struct arm_given){.name = m->name, .value = value_of(im, m), .at = m->at});
    }
}

/* What the resource graph prints as a table: the names of its columns, and a row for each. */
static void add_table(struct arm_import *im, const struct arm_value *columns,
                      const struct arm_value *rows)
{
    struct arena *a = im->w.arena;
    for (size_t i = 0; i < rows->n && !im->w.exhausted; i++) {
        const struct arm_value *row = rows->item[i];
        struct arm_member *m = ARENA_ARRAY(a, struct arm_member, columns->n + 1);
        size_t n = 0;
        for (size_t k = 0; row->kind == ARM_ARRAY && k < row->n && k < columns->n; k++) {
            const char *name = arm_get_text(columns->item[k], "name");
            if (name != NULL) {
                m[n++] = (struct arm_member){name, row->item[k]->at, row->item[k]};
            }
        }
        add_resource(im, arm_value_object(a, m, n, row->at, NULL));
    }
}

static bool is_list(const struct arm_value *v)
{
    return v != NULL && v->kind == ARM_ARRAY;
}

static void add_root(struct arm_import *im, const struct arm_value *v)
{
    const char *schema = arm_get_text(v, "$schema");
    const struct arm_value *resources = arm_get(v, "resources"), *inner = arm_get(v, "template"),
                           *request = arm_get(v, "properties");
    const struct arm_value *list =
        arm_get(v, "value") != NULL ? arm_get(v, "value") : arm_get(v, "data");
    if (v->kind == ARM_ARRAY) {
        add_resources(im, v, 0);
    } else if (v->kind == ARM_OBJECT && resources != NULL &&
               (schema != NULL || arm_get(v, "id") == NULL)) {
        add_template(im, v);
    } else if (inner != NULL && arm_get(inner, "resources") != NULL) {
        add_template(im, inner);
    } else if (arm_get(v, "id") == NULL && arm_get(arm_get(request, "template"), "resources") !=
                                               NULL) { /* what is sent to deploy it */
        add_template(im, arm_get(request, "template"));
        add_values(im, arm_get(request, "parameters"));
    } else if (is_list(list)) {
        add_resources(im, list, 0);
    } else if (is_list(arm_get(list, "columns")) && is_list(arm_get(list, "rows"))) {
        add_table(im, arm_get(list, "columns"), arm_get(list, "rows"));
    } else if (schema != NULL && strstr(schema, "eploymentParameters") != NULL) {
        struct arm_parameter_file *f = arm_things_add(
            im->w.arena, &im->parameter_files, ARENA_NEW(im->w.arena, struct arm_parameter_file));
        *f = (struct arm_parameter_file){im->files.v[im->files.n - 1], v};
    } else if (v->kind == ARM_OBJECT && schema == NULL && v->object->n > 0) {
        add_resource(im, v);
    } else {
        diag_add(im->w.diag, &arm_code_shape, v->at, "here",
                 "this is neither a template nor a list of resources");
        diag_help(
            im->w.diag,
            "a template has resources; `az network vnet list -o json` and its like print lists");
    }
}

void arm_import_file(struct arm_import *im, const char *name, const char *text, size_t len)
{
    arm_texts_add(im->w.arena, &im->files, arena_strdup(im->w.arena, name));
    if (len > ARM_FILE_MAX) {
        diag_add(im->w.diag, &arm_code_limit, (struct span){0}, NULL, "%s is larger than 100 MB",
                 name);
        return;
    }
    text = arm_read_utf8(text, &len, im->w.arena);
    const struct arm_value *root =
        arm_read(diag_source(im->w.diag, name, text, len), text, len, im->w.arena, im->w.diag);
    if (root != NULL) {
        add_root(im, root);
    }
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
    report_unused(im);
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
