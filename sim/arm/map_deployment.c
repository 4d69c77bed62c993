/* What nested deployments say of themselves: what they deploy is found in nest.c. */
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const deployment_ignored[] = {"debugSetting", "onErrorDeployment",
                                                 "validationLevel", "duration", NULL};
static const char *const deployment_done[] = {
    "template",       "templateLink", "parameters",
    "parametersLink", "mode",         "expressionEvaluationOptions",
    "dependsOn",      "copy",         "condition",
    "subscriptionId", "outputs",      "outputResources",
    "correlationId",  "timestamp",    "templateHash",
    "providers",      "dependencies", "validatedResources",
    "resourceGroup",  "resources",    NULL};

/* The template's own text, and not its value: what it deploys would be in that. */
static void judge(struct arm_plan *p, struct arm_resource *r)
{
    const struct arm_props x = arm_props(p, r->json, "deployments", r->name);
    const struct arm_value *given = arm_prop_raw(&x, "mode"),
                           *mode = given != NULL ? arm_plain(arm_expand_top(p->w, &r->frame, given))
                                                 : NULL;
    if (mode != NULL && mode->kind == ARM_TEXT && strcasecmp(mode->text, "Complete") == 0) {
        arm_refuse(p->w, given->at,
                   arena_printf(p->w->arena,
                                "deployment `%s` has the mode Complete: of a nested or linked "
                                "template the platform takes Incremental alone, as is done here",
                                r->name));
    }
    arm_prop_done(&x, deployment_done);
    arm_prop_rest(&x, deployment_ignored);
}

void arm_map_deployments(struct arm_plan *p)
{
    for (size_t i = 0; i < p->w->n && !p->w->exhausted; i++) {
        struct arm_resource *r = p->w->resource[i];
        if (r->in != NULL && !r->existing &&
            strcasecmp(r->type, "Microsoft.Resources/deployments") == 0) {
            judge(p, r);
        }
    }
}
