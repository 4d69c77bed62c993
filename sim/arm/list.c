/*
 * The resources of a template: loops, conditions, children. Nested deployments are nest.c's.
 */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/nest.h"
#include "sim/arm/template.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

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
        arm_drop_linked(p->d, frame, json);
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
    r->group = arm_text_there(w, frame, json, "resourceGroup");
    r->subscription = arm_text_there(w, frame, json, "subscriptionId");
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
        arm_nest(w, r);
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
