/*
 * What a deployment gives when it is looked into: outputs, and the bodies of resources.
 */
#include <string.h>
#include <strings.h>

#include "sim/arm/eval.h"
#include "sim/arm/expr.h"
#include "sim/arm/read.h"
#include "sim/arm/template.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

/* {value}, or {copy: {count, input}}. */
static struct arm_value *output_value(struct arm_world *w, struct arm_deployment *d,
                                      const struct arm_member *output)
{
    const struct arm_value *value = arm_get(output->value, "value"),
                           *copy = arm_get(output->value, "copy");
    if (value != NULL || copy == NULL || copy->kind != ARM_OBJECT) {
        return value != NULL ? arm_expand(w, &d->frame, value)
                             : arm_mistake(w, output->at, "output `%s` has no value", output->name);
    }
    struct arm_member *m = ARENA_ARRAY(w->arena, struct arm_member, copy->object->n + 1);
    memcpy(m, copy->object->member, copy->object->n * sizeof *m);
    m[copy->object->n] =
        (struct arm_member){"name", copy->at, arm_value_text(w->arena, "value", copy->at)};
    const struct arm_value *one =
        arm_value_object(w->arena, m, copy->object->n + 1, copy->at, NULL);
    struct arm_value *made = arm_expand(w, &d->frame, arm_as_property(w, one, copy->at)),
                     *list = arm_get(made, "value");
    return list != NULL ? list : made;
}

struct arm_value *arm_outputs(struct arm_world *w, struct arm_deployment *d)
{
    const struct arm_value *declared = arm_get(d->template, "outputs");
    if (d->outputs_state == ARM_IN_WORK) {
        return arm_unknown(w, d->template != NULL ? d->template->at : (struct span){0},
                           "the outputs of deployment `%s` need themselves", d->name);
    }
    if (d->outputs_state == ARM_DONE) {
        return d->outputs;
    }
    d->outputs_state = ARM_IN_WORK;
    arm_deployment_list(d);
    struct arm_member *m =
        ARENA_ARRAY(w->arena, struct arm_member, arm_template_members(declared) + 1);
    for (size_t i = 0; i < arm_template_members(declared); i++) {
        const struct arm_member *output = &declared->object->member[i];
        struct arm_member *one = ARENA_ARRAY(w->arena, struct arm_member, 1);
        one[0] = (struct arm_member){"value", output->at, output_value(w, d, output)};
        m[i] = (struct arm_member){output->name, output->at,
                                   arm_value_object(w->arena, one, 1, output->at, NULL)};
        (void)arm_measure(m[i].value);
    }
    d->outputs = arm_value_object(w->arena, m, arm_template_members(declared),
                                  declared != NULL ? declared->at : (struct span){0}, NULL);
    (void)arm_measure(d->outputs);
    d->outputs_state = ARM_DONE;
    return d->outputs;
}

struct arm_value *arm_body(struct arm_world *w, struct arm_resource *r)
{
    if (r->in == NULL) {
        return (struct arm_value *)r->json;
    }
    if (r->state == ARM_IN_WORK) {
        return arm_unknown(w, r->at, "`%s` is defined by itself", r->name);
    }
    if (r->state == ARM_NOT_YET) {
        r->state = ARM_IN_WORK;
        /* Of a body's own members `resources` and `copy` are other things than properties. */
        const struct arm_object *o = r->json->object;
        struct arm_member *m = ARENA_ARRAY(w->arena, struct arm_member, o->n + 1);
        size_t n = 0;
        for (size_t i = 0; i < o->n; i++) {
            const char *name = o->member[i].name;
            if (strcasecmp(name, "resources") != 0 && strcasecmp(name, "copy") != 0 &&
                strcasecmp(name, "dependsOn") != 0 && strcasecmp(name, "condition") != 0) {
                m[n++] = (struct arm_member){name, o->member[i].at,
                                             arm_expand(w, &r->frame, o->member[i].value)};
            }
        }
        r->body = arm_value_object(w->arena, m, n, r->at, NULL);
        (void)arm_measure(r->body);
        /* What two resources share, a variable's value, is read by each for itself. */
        if (arm_may_work(w, r->at, r->body->weight / 4)) {
            r->body = arm_value_copy(w->arena, r->body);
        }
        r->state = ARM_DONE;
    }
    return r->body;
}
