/* Functions that name what stands around an expression: parameters, variables, loops, the
 * deployment. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/arm/eval.h"
#include "sim/base/arena.h"

static struct arm_value *parameters(struct arm_call *c)
{
    struct arm_value *name = arm_plain(arm_eval(c->w, c->frame, c->expr->args[0], c->at));
    return name->kind == ARM_TEXT      ? arm_parameter(c->w, c->frame, name->text, c->at)
           : name->kind == ARM_UNKNOWN ? name
                                       : arm_mistake(c->w, c->at, "parameters takes a name");
}

static struct arm_value *variables(struct arm_call *c)
{
    struct arm_value *name = arm_plain(arm_eval(c->w, c->frame, c->expr->args[0], c->at));
    return name->kind == ARM_TEXT      ? arm_variable(c->w, c->frame, name->text, c->at)
           : name->kind == ARM_UNKNOWN ? name
                                       : arm_mistake(c->w, c->at, "variables takes a name");
}

/* The loop of a name. Without one that of the resource, from inside a property's too: Bicep builds
 * nested loops so. Where no resource is repeated it is the next one around: of outputs; in others
 * the platform wants a name. */
static const struct arm_local *loop_around(const struct arm_frame *frame, const char *name)
{
    const struct arm_local *next = NULL;
    for (const struct arm_local *l = frame->locals; l != NULL; l = l->outer) {
        if (l->is_copy && (name != NULL ? strcasecmp(l->name, name) == 0 : l->of_resources)) {
            return l;
        }
        next = next == NULL && l->is_copy ? l : next;
    }
    return name != NULL ? NULL : next;
}

/* copyIndex([loop], [offset]) */
static struct arm_value *copy_index(struct arm_call *c)
{
    const bool named = c->n > 0 && c->arg[0]->kind == ARM_TEXT;
    const struct arm_value *offset = c->n > (size_t)named ? c->arg[named] : NULL;
    if (offset != NULL && offset->kind != ARM_INT) {
        return arm_mistake(c->w, c->at,
                           "copyIndex takes the name of a loop, a whole number, or both");
    }
    const struct arm_local *l = loop_around(c->frame, named ? c->arg[0]->text : NULL);
    int64_t v = 0;
    if (l == NULL) {
        return named ? arm_mistake(c->w, c->at, "copyIndex: there is no loop `%s` around it",
                                   c->arg[0]->text)
                     : arm_mistake(c->w, c->at, "copyIndex stands in no copy loop");
    }
    return __builtin_add_overflow(l->index, offset != NULL ? offset->whole : 0, &v)
               ? arm_mistake(c->w, c->at, "copyIndex: the result is too large")
               : arm_say_int(c, v);
}

/* An object of texts: pairs of name and value, ended by NULL; a value of NULL is left out. */
static struct arm_value *object_of(struct arm_call *c, const char *const (*pair)[2], size_t n)
{
    struct arm_member *m = ARENA_ARRAY(c->w->arena, struct arm_member, n + 1);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (pair[i][1] != NULL) {
            m[k++] = (struct arm_member){pair[i][0], c->at, arm_say_text(c, pair[i][1])};
        }
    }
    return arm_value_object(c->w->arena, m, k, c->at, NULL);
}

static void add(struct arm_call *c, struct arm_value *object, const char *name, struct arm_value *v)
{
    struct arm_object *o = object->object;
    struct arm_member *m = ARENA_ARRAY(c->w->arena, struct arm_member, o->n + 1);
    memcpy(m, o->member, o->n * sizeof *m);
    m[o->n] = (struct arm_member){name, c->at, v};
    object->object = arm_value_object(c->w->arena, m, o->n + 1, c->at, NULL)->object;
}

/* Where a group lies: as the templates make it, else as --location says. */
static const char *location_of(struct arm_world *w, const struct arm_deployment *in)
{
    const char *id = in->group != NULL
                         ? arm_id_make(w->arena, in->subscription, NULL,
                                       "Microsoft.Resources/resourceGroups", in->group)
                         : "";
    bool ambiguous;
    struct arm_resource *r = arm_index_find(w->by_id, id, &ambiguous);
    if (r != NULL && r->state != ARM_IN_WORK && r->json != NULL &&
        arm_get(r->json, "location") != NULL) {
        const struct arm_value *v =
            arm_plain(arm_expand_top(w, &r->frame, arm_get(r->json, "location")));
        if (v->kind == ARM_TEXT) {
            return v->text;
        }
    }
    return w->location;
}

static struct arm_value *resource_group(struct arm_call *c)
{
    const struct arm_deployment *in = c->frame->in;
    const char *group = in->group;
    if (group == NULL) {
        return arm_mistake(c->w, c->at, "the template is deployed to no resource group");
    }
    const char *const pair[][2] = {
        {"id",
         arena_printf(c->w->arena, "/subscriptions/%s/resourceGroups/%s", in->subscription, group)},
        {"name", group},
        {"type", "Microsoft.Resources/resourceGroups"},
        {"location", location_of(c->w, in)},
    };
    struct arm_value *v = object_of(c, pair, 4);
    add(c, v, "tags",
        arm_value_object(c->w->arena, ARENA_ARRAY(c->w->arena, struct arm_member, 1), 0, c->at,
                         NULL));
    return v;
}

static struct arm_value *subscription(struct arm_call *c)
{
    const char *s = c->frame->in->subscription;
    const char *const pair[][2] = {{"id", arena_printf(c->w->arena, "/subscriptions/%s", s)},
                                   {"subscriptionId", s},
                                   {"tenantId", arm_default_subscription},
                                   {"displayName", "subscription"}};
    return object_of(c, pair, 4);
}

static struct arm_value *tenant(struct arm_call *c)
{
    const char *const pair[][2] = {{"tenantId", arm_default_subscription},
                                   {"id", arm_default_subscription},
                                   {"displayName", "tenant"}};
    return object_of(c, pair, 3);
}

static struct arm_value *management_group(struct arm_call *c)
{
    const char *const pair[][2] = {{"id", "/providers/Microsoft.Management/managementGroups/root"},
                                   {"name", "root"}};
    return object_of(c, pair, 2);
}

static struct arm_value *deployer(struct arm_call *c)
{
    const char *const pair[][2] = {{"objectId", arm_default_subscription},
                                   {"tenantId", arm_default_subscription},
                                   {"userPrincipalName", "deployer"}};
    return object_of(c, pair, 3);
}

static struct arm_value *deployment(struct arm_call *c)
{
    const struct arm_deployment *in = c->frame->in;
    const char *const link[][2] = {{"uri", "https://localhost/template.json"}};
    const char *const pair[][2] = {{"name", in->name}, {"location", in->world->location}};
    struct arm_value *v = object_of(c, pair, 2), *properties = object_of(c, link, 0),
                     *version = arm_get(in->template, "contentVersion");
    add(c, properties, "templateLink", object_of(c, link, 1));
    struct arm_value *template = object_of(c, link, 0);
    add(c, template, "contentVersion", version != NULL ? version : arm_say_text(c, "1.0.0.0"));
    add(c, properties, "template", template);
    add(c, v, "properties", properties);
    return v;
}

static struct arm_value *environment(struct arm_call *c)
{
    const char *const pair[][2] = {{"name", "AzureCloud"},
                                   {"gallery", "https://gallery.azure.com/"},
                                   {"graph", "https://graph.windows.net/"},
                                   {"portal", "https://portal.azure.com"},
                                   {"resourceManager", "https://management.azure.com/"}};
    const char *const suffix[][2] = {{"storage", "core.windows.net"},
                                     {"keyvaultDns", ".vault.azure.net"},
                                     {"sqlServerHostname", ".database.windows.net"},
                                     {"acrLoginServer", ".azurecr.io"}};
    const char *const login[][2] = {{"loginEndpoint", "https://login.microsoftonline.com/"},
                                    {"tenant", "common"}};
    struct arm_value *v = object_of(c, pair, 5);
    add(c, v, "suffixes", object_of(c, suffix, 4));
    add(c, v, "authentication", object_of(c, login, 2));
    return v;
}

const struct arm_function arm_scope_functions[] = {
    {"parameters", parameters, 1, 1, ARM_FN_LAZY},
    {"variables", variables, 1, 1, ARM_FN_LAZY},
    {"copyIndex", copy_index, 0, 2, 0},
    {"resourceGroup", resource_group, 0, 0, 0},
    {"subscription", subscription, 0, 0, 0},
    {"tenant", tenant, 0, 0, 0},
    {"managementGroup", management_group, 0, 0, 0},
    {"deployment", deployment, 0, 0, 0},
    {"deployer", deployer, 0, 0, 0},
    {"environment", environment, 0, 0, 0},
    {NULL, NULL, 0, 0, 0},
};
