#include "sim/arm/nest.h"

#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/template.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

const char *arm_text_there(struct arm_world *w, const struct arm_frame *frame,
                           const struct arm_value *json, const char *name)
{
    const struct arm_value *v = arm_get(json, name);
    v = v != NULL ? arm_plain(arm_expand_top(w, frame, v)) : NULL;
    return v != NULL && v->kind == ARM_TEXT ? v->text : NULL;
}

/* The address in a link. */
static const char *address_of(struct arm_world *w, const struct arm_frame *frame,
                              const struct arm_value *link)
{
    const char *path = arm_text_there(w, frame, link, "relativePath");
    return path != NULL ? path : arm_text_there(w, frame, link, "uri");
}

void arm_drop_linked(const struct arm_deployment *d, const struct arm_frame *frame,
                     const struct arm_value *json)
{
    const struct arm_value *link = arm_get(arm_get(json, "properties"), "templateLink");
    const char *address = link != NULL ? address_of(d->world, frame, link) : NULL;
    struct arm_deployment *root = address != NULL ? arm_linked(d->world, d, address) : NULL;
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

void arm_nest(struct arm_world *w, struct arm_resource *r)
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
