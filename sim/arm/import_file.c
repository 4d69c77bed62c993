/* What a file holds: a template, parameters of one, or deployed resources in the many ways that
 * tools print them. */
#include "sim/arm/import_parts.h"

#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/read.h"
#include "sim/arm/template.h"
#include "sim/base/arena.h"

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

/* What other tools write, that looks like what is read here. */
static bool is_of_another_tool(struct arm_import *im, const struct arm_value *v)
{
    static const struct {
        const char *member, *what, *help;
    } tools[] = {
        {"terraform_version", "a plan or state of Terraform",
         "import what it has deployed: az group export --name GROUP"},
        {"format_version", "a plan or state of Terraform",
         "import what it has deployed: az group export --name GROUP"},
        {"AWSTemplateFormatVersion", "a template of AWS CloudFormation",
         "templates of Azure Resource Manager are read, and what `az ... -o json` prints"},
        {"terraform", "a configuration of Terraform",
         "import what it has deployed: az group export --name GROUP"},
        {"resource", "a configuration of Terraform",
         "import what it has deployed: az group export --name GROUP"},
        {"error", "an error of the platform", "mend that, and print it again"},
        {"swagger", "a description of an API",
         "its examples are read, and what `az ... -o json` prints"},
        {"openapi", "a description of an API",
         "its examples are read, and what `az ... -o json` prints"},
    };
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        const struct arm_member *m = arm_member(v, tools[i].member);
        if (m != NULL && (m->value->kind == ARM_TEXT || m->value->kind == ARM_OBJECT) &&
            arm_get(v, "$schema") == NULL && arm_get(v, "id") == NULL) {
            diag_add(im->w.diag, &arm_code_shape, m->at, "here", "this is %s, which is not read",
                     tools[i].what);
            diag_help(im->w.diag, "%s", tools[i].help);
            return true;
        }
    }
    return false;
}

/* The answer in an example of the REST API, {parameters, responses: {"200": {body}}}; NULL: it is
 * none. */
static const struct arm_value *answer_of(const struct arm_value *v)
{
    static const char *const statuses[] = {"200", "201", "202"};
    const struct arm_value *responses = arm_get(v, "responses"), *body = NULL;
    for (size_t i = 0; i < 3 && body == NULL && arm_get(v, "resources") == NULL; i++) {
        body = arm_get(arm_get(responses, statuses[i]), "body");
        body = body != NULL && (body->kind == ARM_OBJECT || body->kind == ARM_ARRAY) ? body : NULL;
    }
    return body;
}

static bool is_list(const struct arm_value *v)
{
    return v != NULL && v->kind == ARM_ARRAY;
}

static void add_root(struct arm_import *im, const struct arm_value *v)
{
    const struct arm_value *answer = answer_of(v);
    if (is_of_another_tool(im, v)) {
        return;
    }
    if (answer == NULL && arm_get(v, "responses") != NULL && arm_get(v, "resources") == NULL &&
        arm_get(v, "id") == NULL) {
        diag_add(im->w.diag, &arm_code_shape, v->at, "here",
                 "this example of the REST API has no answer with a body");
        diag_help(im->w.diag,
                  "give one whose responses have one: that of GET, of PUT, or of a list");
        return;
    }
    v = answer != NULL ? answer : v;
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
        arm_import_values(im, arm_get(request, "parameters"));
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

static bool is_bicep(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && (strcasecmp(dot, ".bicep") == 0 || strcasecmp(dot, ".bicepparam") == 0);
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
    } else if (is_bicep(name)) {
        diag_help(im->w.diag, "Bicep is built first: az bicep build --file %s", name);
    }
}
