/*
 * The resources of a template: loops, conditions, children, nested deployments.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/template.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

/* What stands around a resource while a template is read. */
struct place {
    struct arm_deployment *d;
    const struct arm_frame *frame;
    const struct arm_resource *parent; /* whose child it is, or NULL */
    const char *symbol;                /* NULL: the template has none */
};

enum { TWICE_MAX = 20 }; /* of resources that are defined twice: so many are said */

static void list_all(const struct place *p, const struct arm_value *resources);

bool arm_matters(const char *type)
{
    return strncasecmp(type, "Microsoft.Network/", 18) == 0 ||
           strncasecmp(type, "Microsoft.Compute/virtualMachine", 32) == 0 ||
           strncasecmp(type, "Microsoft.Sql/managedInstances", 30) == 0 ||
           strcasecmp(type, "Microsoft.Resources/deployments") == 0;
}

static size_t segments(const char *text)
{
    size_t n = 1;
    for (; *text != '\0'; text++) {
        n += *text == '/';
    }
    return n;
}

/* A child's type and name may be given in full, or as the last part behind its parent's. */
static void complete(struct arm_world *w, struct arm_resource *r, const struct arm_resource *parent)
{
    const size_t namespace = strcspn(r->type, "/");
    if (parent == NULL) {
        return;
    }
    if (memchr(r->type, '.', namespace) == NULL) {
        r->type = arena_printf(w->arena, "%s/%s", parent->type, r->type);
    }
    if (segments(r->name) < segments(r->type) - 1 &&
        strncasecmp(r->type, parent->type, strlen(parent->type)) == 0) {
        r->name = arena_printf(w->arena, "%s/%s", parent->name, r->name);
    }
}

static const char *text_of(struct arm_world *w, const struct arm_frame *frame,
                           const struct arm_value *json, const char *name)
{
    const struct arm_value *v = arm_get(json, name);
    v = v != NULL ? arm_plain(arm_expand_top(w, frame, v)) : NULL;
    return v != NULL && v->kind == ARM_TEXT ? v->text : NULL;
}

/* --- nested deployments --- */

/* The address in a link. */
static const char *address_of(struct arm_world *w, const struct arm_frame *frame,
                              const struct arm_value *link)
{
    const char *path = text_of(w, frame, link, "relativePath");
    return path != NULL ? path : text_of(w, frame, link, "uri");
}

/* Nor is the template of a link deployed by itself, when the link is not deployed. */
static void drop_linked(const struct place *p, const struct arm_frame *frame,
                        const struct arm_value *json)
{
    const struct arm_value *link = arm_get(arm_get(json, "properties"), "templateLink");
    const char *address = link != NULL ? address_of(p->d->world, frame, link) : NULL;
    struct arm_deployment *root = address != NULL ? arm_linked(p->d->world, p->d, address) : NULL;
    if (root != NULL) {
        root->linked = true;
    }
}

/* The template of another file. */
static const struct arm_value *linked(struct arm_world *w, const struct arm_resource *r,
                                      const struct arm_value *link)
{
    const char *address = address_of(w, &r->frame, link);
    struct arm_deployment *root = address != NULL ? arm_linked(w, r->in, address) : NULL;
    if (root == NULL) {
        diag_add(w->diag, &arm_code_linked, link->at, "not fetched",
                 "deployment `%s` has its template elsewhere", r->name);
        diag_help(w->diag, "what it deploys is missing: give its file as a further FILE, or build "
                           "one file of both");
        return NULL;
    }
    root->linked = true;
    return root->template;
}

/* The template that stands in the deployment, or is the value of an expression there. */
static const struct arm_value *own_template(struct arm_world *w, const struct arm_resource *r,
                                            const struct arm_value *given)
{
    const struct arm_value *v =
        given->kind == ARM_TEXT ? arm_plain(arm_expand_top(w, &r->frame, given)) : given;
    const char *what = arena_printf(w->arena, "the template of deployment `%s`", r->name);
    if (v->kind == ARM_UNKNOWN) {
        arm_report_unknown(w, v, what);
    } else if (v->kind != ARM_OBJECT) {
        diag_add(w->diag, &arm_code_shape, given->at, "here", "%s is %s, not an object", what,
                 arm_kind_name(v->kind));
    }
    return v->kind == ARM_OBJECT ? v : NULL;
}

static const struct arm_value *template_of(struct arm_world *w, const struct arm_resource *r,
                                           const struct arm_value *properties)
{
    const struct arm_value *template = arm_get(properties, "template"),
                           *link = arm_get(properties, "templateLink");
    if (template != NULL && template->kind != ARM_NULL) {
        return own_template(w, r, template);
    }
    if (link != NULL) {
        return linked(w, r, link);
    }
    diag_add(w->diag, &arm_code_linked, r->at, "here",
             "deployment `%s` has neither template nor templateLink: nothing is deployed", r->name);
    return NULL;
}

/* What it gives to the template's parameters: {name: {value}}, here or in a file of its own. */
static const struct arm_value *parameters_of(struct arm_world *w, const struct arm_resource *r,
                                             const struct arm_value *properties, bool *is_literal)
{
    const struct arm_value *given = arm_get(properties, "parameters"),
                           *link = arm_get(properties, "parametersLink");
    if (link == NULL) {
        return given != NULL ? arm_plain(arm_expand_top(w, &r->frame, given)) : NULL;
    }
    if (given != NULL) {
        diag_add(w->diag, &arm_code_value, link->at, "one of the two",
                 "deployment `%s` has both parameters and parametersLink", r->name);
        diag_platform(w->diag, "the deployment is refused");
    }
    const char *address = address_of(w, &r->frame, link);
    const struct arm_value *found = address != NULL ? arm_linked_parameters(w, address) : NULL;
    if (found == NULL) {
        diag_add(w->diag, &arm_code_linked, link->at, "not fetched",
                 "deployment `%s` has the values of its parameters elsewhere", r->name);
        diag_help(w->diag, "give the file of parameters as a further FILE");
    }
    *is_literal = true;
    return found;
}

static void nest(struct arm_world *w, struct arm_resource *r)
{
    const struct arm_value *properties = arm_get(r->json, "properties"),
                           *given = arm_get(properties, "template");
    const struct arm_value *template = template_of(w, r, properties);
    if (template == NULL) {
        return;
    }
    if (r->in->depth + 1 >= ARM_NESTING_MAX) {
        diag_add(w->diag, &arm_code_limit, r->at, "too deep",
                 "deployments are nested deeper than %d", ARM_NESTING_MAX);
        return;
    }
    const char *scope = arm_get_text(arm_get(properties, "expressionEvaluationOptions"), "scope");
    struct arm_deployment *d = arm_deployment_new(w, template, r->name);
    d->parent = r->in;
    d->depth = r->in->depth + 1;
    d->subscription = r->subscription;
    d->group = r->group;
    /* The value of an expression is evaluated already: what is left to evaluate in it is its own.
     */
    d->is_outer = template == given && (scope == NULL || strcasecmp(scope, "inner") != 0);
    if (d->is_outer) {
        d->frame = r->frame; /* its expressions are those of the template around it */
    } else {
        const struct arm_value *values = parameters_of(w, r, properties, &d->is_literal);
        arm_deployment_bind(d, values, &r->frame);
    }
    r->deploys = d;
}

/* --- one resource --- */

static void keep(struct arm_world *w, struct arm_deployment *d, struct arm_resource *r)
{
    bool ambiguous;
    const struct arm_resource *same = arm_index_find(w->by_id, r->id, &ambiguous);
    if (same != NULL && same->in == d && !same->existing && !r->existing &&
        w->n_twice++ < TWICE_MAX) {
        arm_refuse(w, r->at,
                   arena_printf(w->arena, "%s `%s` is defined twice in one template",
                                arm_short_type(r->type), r->name));
        diag_other(w->diag, same->at, "the first one");
    }
    if (!arm_world_add(w, r)) {
        return;
    }
    ARENA_ROOM(w->arena, d->resource, d->n, d->cap, 16);
    d->resource[d->n++] = r;
}

/* false: it is not deployed. */
static bool is_deployed(struct arm_world *w, const struct arm_frame *frame,
                        const struct arm_value *json, const char *type)
{
    const struct arm_value *condition = arm_get(json, "condition");
    if (condition == NULL) {
        return true;
    }
    const struct arm_value *v = arm_plain(arm_expand_top(w, frame, condition));
    if (v->kind == ARM_UNKNOWN && arm_matters(type)) {
        arm_report_unknown(w, v, "condition");
    }
    if (v->kind == ARM_TEXT) {
        return strcasecmp(v->text, "false") != 0;
    }
    return v->kind != ARM_BOOL || v->truth;
}

static bool is_true(const struct arm_value *v)
{
    return v != NULL && v->kind == ARM_BOOL && v->truth;
}

/* number: of the turn of its loop, -1 without one. */
static void list_one(const struct place *p, const struct arm_frame *frame,
                     const struct arm_value *json, int64_t number)
{
    struct arm_world *w = p->d->world;
    const struct arm_value *name = arm_get(json, "name"), *type = arm_get(json, "type");
    const struct arm_value *known = type != NULL ? arm_plain(arm_expand_top(w, frame, type)) : NULL;
    if (known == NULL || known->kind != ARM_TEXT || name == NULL) {
        diag_add(w->diag, &arm_code_shape, json->at, "here", "this resource has no %s",
                 name == NULL ? "name" : "type");
        return;
    }
    if (!is_deployed(w, frame, json, known->text)) {
        w->n_off += arm_matters(known->text);
        drop_linked(p, frame, json);
        return;
    }
    struct arm_resource *r = ARENA_NEW(w->arena, struct arm_resource);
    *r = (struct arm_resource){
        .in = p->d, .frame = *frame, .json = json, .type = known->text, .at = name->at};
    const struct arm_value *v = arm_plain(arm_expand_top(w, frame, name));
    const char *full_type =
        p->parent != NULL && strchr(r->type, '.') == NULL ? p->parent->type : r->type;
    if (v->kind != ARM_TEXT || v->len == 0) {
        if (v->kind == ARM_UNKNOWN && (arm_matters(full_type) || v->unknown->mistake)) {
            arm_report_unknown(w, v, arena_printf(w->arena, "the name of a %s", full_type));
        } else if (v->kind != ARM_UNKNOWN) {
            diag_add(w->diag, &arm_code_shape, name->at, "here", "the name of a %s is %s",
                     full_type, v->kind == ARM_TEXT ? "empty" : arm_kind_name(v->kind));
        }
        return;
    }
    r->name = v->text;
    complete(w, r, p->parent);
    r->existing = is_true(arm_get(json, "existing"));
    r->group = text_of(w, frame, json, "resourceGroup");
    r->subscription = text_of(w, frame, json, "subscriptionId");
    r->subscription = r->subscription != NULL ? r->subscription : p->d->subscription;
    r->group = r->group != NULL ? r->group : p->d->group;
    if (strcasecmp(r->type, "Microsoft.Resources/resourceGroups") == 0) {
        r->group = NULL;
    }
    r->id = arm_id_make(w->arena, r->subscription, r->group, r->type, r->name);
    r->symbol = p->symbol == NULL ? NULL
                : number < 0      ? p->symbol
                             : arena_printf(w->arena, "%s[%lld]", p->symbol, (long long)number);
    keep(w, p->d, r);
    if (strcasecmp(r->type, "Microsoft.Resources/deployments") == 0 && !r->existing) {
        nest(w, r);
    }
    const struct arm_value *children = arm_get(json, "resources");
    if (children != NULL) {
        list_all(&(struct place){.d = p->d, .frame = &r->frame, .parent = r}, children);
    }
}

/* --- loops --- */

static int64_t count_of(struct arm_world *w, const struct arm_frame *frame,
                        const struct arm_value *copy)
{
    const struct arm_value *count = arm_get(copy, "count");
    const struct arm_value *v = count != NULL ? arm_plain(arm_expand_top(w, frame, count)) : NULL;
    if (v != NULL && v->kind == ARM_UNKNOWN) {
        arm_report_unknown(w, v, "the count of a copy loop");
        return 0;
    }
    if (v == NULL || v->kind != ARM_INT || v->whole < 0) {
        diag_add(w->diag, &arm_code_shape, copy->at, "here",
                 "the count of a copy loop is a whole number");
        return 0;
    }
    if (v->whole > ARM_COPY_MAX) {
        diag_add(w->diag, &arm_code_limit, count->at, "too many", "a copy loop makes at most %d",
                 ARM_COPY_MAX);
        diag_platform(w->diag, "the deployment is refused");
        return 0;
    }
    return v->whole;
}

static void list_resource(const struct place *p, const struct arm_value *json)
{
    struct arm_world *w = p->d->world;
    const struct arm_value *copy = arm_get(json, "copy");
    if (json->kind != ARM_OBJECT) {
        diag_add(w->diag, &arm_code_shape, json->at, "here", "a resource is an object, not %s",
                 arm_kind_name(json->kind));
        return;
    }
    if (copy == NULL || copy->kind != ARM_OBJECT) {
        list_one(p, p->frame, json, -1);
        return;
    }
    const char *name = arm_get_text(copy, "name");
    const int64_t n = count_of(w, p->frame, copy);
    for (int64_t i = 0; i < n && !w->exhausted; i++) {
        struct arm_local *turn = ARENA_NEW(w->arena, struct arm_local);
        *turn = (struct arm_local){.name = name != NULL ? name : "",
                                   .is_copy = true,
                                   .of_resources = true,
                                   .index = i,
                                   .outer = p->frame->locals};
        struct arm_frame *frame = ARENA_NEW(w->arena, struct arm_frame);
        *frame = *p->frame;
        frame->locals = turn;
        list_one(p, frame, json, i);
    }
}

static void list_all(const struct place *p, const struct arm_value *resources)
{
    struct arm_world *w = p->d->world;
    if (resources->kind == ARM_ARRAY) {
        for (size_t i = 0; i < resources->n && !w->exhausted; i++) {
            list_resource(p, resources->item[i]);
        }
    } else if (resources->kind == ARM_OBJECT) {
        for (size_t i = 0; i < resources->object->n && !w->exhausted; i++) {
            struct place own = *p;
            own.symbol = resources->object->member[i].name;
            list_resource(&own, resources->object->member[i].value);
        }
    } else {
        diag_add(w->diag, &arm_code_shape, resources->at, "here",
                 "resources is an array or an object, not %s", arm_kind_name(resources->kind));
    }
}

void arm_deployment_list(struct arm_deployment *d)
{
    const struct arm_value *resources = arm_get(d->template, "resources");
    if (d->state != ARM_NOT_YET) {
        return;
    }
    d->state = ARM_IN_WORK;
    if (resources != NULL) {
        /* Names inside belong to the template itself; expressions to the one that its scope says.
         */
        list_all(&(struct place){.d = d, .frame = &d->frame}, resources);
    }
    d->state = ARM_DONE;
}
