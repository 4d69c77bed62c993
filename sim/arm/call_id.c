/* Functions that make ids and names. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/arm/eval.h"
#include "sim/base/arena.h"
#include "sim/base/sha256.h"

static struct arm_value *need_texts(struct arm_call *c)
{
    for (size_t i = 0; i < c->n; i++) {
        ARM_NEED(c, i, ARM_TEXT);
    }
    return NULL;
}

/* 'Microsoft.Network/virtualNetworks/' is often written, and means the same without the last slash.
 */
static const char *trimmed(struct arm_call *c, const char *type)
{
    size_t n = strlen(type);
    while (n > 0 && type[n - 1] == '/') {
        n--;
    }
    return type[n] == '\0' ? type : arena_strndup(c->w->arena, type, n);
}

/* The number of the first argument from `from` that is a type (namespace/type); c->n: none. */
static size_t find_type(const struct arm_call *c, size_t from)
{
    for (size_t i = from; i < c->n; i++) {
        const char *slash = strchr(c->arg[i]->text, '/');
        if (slash != NULL && slash != c->arg[i]->text && slash[1] != '\0') {
            return i;
        }
    }
    return c->n;
}

static struct arm_value *make_id(struct arm_call *c, const char *subscription, const char *group,
                                 size_t type)
{
    const char *name = "";
    for (size_t i = type + 1; i < c->n; i++) {
        name = arena_printf(c->w->arena, "%s%s%s", name, i > type + 1 ? "/" : "", c->arg[i]->text);
    }
    const char *kind = trimmed(c, c->arg[type]->text);
    size_t types = 0, names = 1;
    name = trimmed(c, name);
    for (const char *s = kind; *s != '\0'; s++) {
        types += *s == '/';
    }
    for (const char *s = name; *s != '\0'; s++) {
        names += *s == '/';
    }
    if (types != names || type + 1 >= c->n) {
        return arm_mistake(c->w, c->at, "%s: `%s` needs %zu names, and %zu are given", c->name,
                           kind, types, type + 1 >= c->n ? 0 : names);
    }
    return arm_say_text(c, arm_id_make(c->w->arena, subscription, group, kind, name));
}

/* resourceId([subscription], [group], type, name...) */
static struct arm_value *resource_id(struct arm_call *c)
{
    struct arm_value *wrong = need_texts(c);
    const struct arm_deployment *in = c->frame->in;
    if (wrong != NULL) {
        return wrong;
    }
    const size_t type = find_type(c, 0);
    if (type == c->n || type > 2) {
        return arm_mistake(c->w, c->at,
                           "%s: no type such as 'Microsoft.Network/virtualNetworks' is given",
                           c->name);
    }
    return make_id(c, type == 2 ? c->arg[0]->text : in->subscription,
                   type >= 1 ? c->arg[type - 1]->text : in->group, type);
}

static struct arm_value *subscription_resource_id(struct arm_call *c)
{
    struct arm_value *wrong = need_texts(c);
    const size_t type = wrong == NULL ? find_type(c, 0) : 0;
    if (wrong != NULL || type == c->n || type > 1) {
        return wrong != NULL ? wrong : arm_mistake(c->w, c->at, "%s: no type is given", c->name);
    }
    return make_id(c, type == 1 ? c->arg[0]->text : c->frame->in->subscription, NULL, type);
}

static struct arm_value *tenant_resource_id(struct arm_call *c)
{
    struct arm_value *wrong = need_texts(c);
    return wrong != NULL ? wrong : make_id(c, NULL, NULL, 0);
}

/* Behind the id of the first argument. */
static struct arm_value *extension_resource_id(struct arm_call *c)
{
    struct arm_value *wrong = need_texts(c);
    if (wrong != NULL || find_type(c, 1) != 1) {
        return wrong != NULL ? wrong : arm_mistake(c->w, c->at, "%s: no type is given", c->name);
    }
    struct arm_value *id = make_id(c, NULL, NULL, 1);
    return id->kind == ARM_TEXT
               ? arm_say_text(c, arena_printf(c->w->arena, "%s%s", c->arg[0]->text, id->text))
               : id;
}

/* --- names that are hashes: stable, and not the platform's --- */

static void hash(const struct arm_call *c, char hex[SHA256_HEX_MAX])
{
    struct sha256 h;
    sha256_init(&h);
    for (size_t i = 0; i < c->n; i++) {
        const char *text = arm_as_text(c->w, c->arg[i]);
        sha256_update(&h, text, strlen(text) + 1);
    }
    sha256_hex(&h, hex);
}

/* 13 lower-case letters and digits, as on the platform. */
static struct arm_value *unique_string(struct arm_call *c)
{
    char hex[SHA256_HEX_MAX], out[14];
    hash(c, hex);
    hex[16] = '\0';
    unsigned long long v = strtoull(hex, NULL, 16);
    for (size_t i = 0; i < 13; i++, v >>= 5) {
        out[i] = "abcdefghijklmnopqrstuvwxyz234567"[v & 31];
    }
    out[13] = '\0';
    return arm_say_text(c, arena_strdup(c->w->arena, out));
}

static struct arm_value *guid(struct arm_call *c)
{
    char hex[SHA256_HEX_MAX];
    hash(c, hex);
    return arm_say_text(c, arena_printf(c->w->arena, "%.8s-%.4s-5%.3s-8%.3s-%.12s", hex, hex + 8,
                                        hex + 12, hex + 16, hex + 20));
}

/* --- resources by name --- */

static struct arm_value *full_body(struct arm_call *c, struct arm_resource *r)
{
    struct arm_value *body = arm_body(c->w, r);
    return body->kind == ARM_OBJECT ? body : NULL;
}

/* What is declared inside another resource: .../virtualNetworks/v/subnets/s, the item `s` of the
 * list `subnets` of `v`. NULL: there is none. */
static struct arm_value *inside(struct arm_call *c, const char *id)
{
    const char *type = id != NULL && id[0] == '/' ? arm_id_type(c->w->arena, id) : NULL;
    struct arm_resource *parent =
        type != NULL ? arm_resource_by_id(c->w, arm_id_parent(c->w->arena, id)) : NULL;
    if (parent == NULL || parent->deploys != NULL) {
        return NULL;
    }
    struct arm_value *body = full_body(c, parent), *properties = arm_get(body, "properties"),
                     *list =
                         arm_get(properties != NULL ? properties : body, strrchr(type, '/') + 1);
    list = list != NULL ? arm_plain(list) : NULL;
    for (size_t i = 0; list != NULL && list->kind == ARM_ARRAY && i < list->n; i++) {
        const char *name = arm_get_text(arm_plain(list->item[i]), "name");
        if (name != NULL && strcasecmp(name, strrchr(id, '/') + 1) == 0 &&
            arm_may_work(c->w, c->at, i)) {
            return arm_plain(list->item[i]);
        }
    }
    return NULL;
}

/* A deployment has its outputs; anything else the properties that the template gives it. */
static struct arm_value *refer(struct arm_call *c, struct arm_resource *r, const char *id,
                               bool full)
{
    struct arm_world *w = c->w;
    if (r == NULL || r->state == ARM_IN_WORK || r->existing) {
        struct arm_value *item = inside(c, r != NULL ? r->id : id);
        struct arm_value *properties = item != NULL ? arm_get(item, "properties") : NULL;
        if (item != NULL) {
            return arm_referred(w, c->at, NULL, r != NULL ? r->id : id, "",
                                full || properties == NULL ? item : properties);
        }
    }
    if (r == NULL) {
        return arm_referred(w, c->at, NULL, id, "", NULL);
    }
    if (r->deploys != NULL) {
        struct arm_member *m = ARENA_ARRAY(w->arena, struct arm_member, 1);
        m[0] = (struct arm_member){"outputs", c->at, arm_outputs(w, r->deploys)};
        struct arm_value *properties = arm_value_object(w->arena, m, 1, c->at, NULL);
        if (full) {
            m = ARENA_ARRAY(w->arena, struct arm_member, 1);
            m[0] = (struct arm_member){"properties", c->at, properties};
            properties = arm_value_object(w->arena, m, 1, c->at, NULL);
        }
        return arm_referred(w, c->at, r, r->id, "", properties);
    }
    if (r->state == ARM_IN_WORK) {
        return arm_referred(w, c->at, r, r->id, "", NULL);
    }
    struct arm_value *body = full_body(c, r);
    struct arm_value *properties = body != NULL ? arm_get(body, "properties") : NULL;
    return arm_referred(w, c->at, r, r->id, "", full || r->in == NULL ? body : properties);
}

static struct arm_value *reference(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    const bool full =
        c->n > 2 && c->arg[2]->kind == ARM_TEXT && strcasecmp(c->arg[2]->text, "Full") == 0;
    if (c->frame->in == NULL) {
        return arm_mistake(c->w, c->at, "reference has nothing to look into here");
    }
    return refer(c, arm_resource_named(c->w, c->frame, c->arg[0]->text), c->arg[0]->text, full);
}

/* Of a copy loop with a symbolic name: an array of what reference() gives. */
static struct arm_value *references(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    const bool full =
        c->n > 1 && c->arg[1]->kind == ARM_TEXT && strcasecmp(c->arg[1]->text, "Full") == 0;
    struct arm_value *found[ARM_COPY_MAX];
    size_t n = 0;
    for (; n < ARM_COPY_MAX; n++) {
        struct arm_resource *r = arm_resource_named(
            c->w, c->frame, arena_printf(c->w->arena, "%s[%zu]", c->arg[0]->text, n));
        if (r == NULL) {
            break;
        }
        found[n] = refer(c, r, r->id, full);
    }
    struct arm_value *list = arm_value_array(c->w->arena, n, c->at);
    for (size_t i = 0; i < n; i++) {
        list->item[i] = found[i];
    }
    return list;
}

static struct arm_value *resource_info(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    const struct arm_resource *r = arm_resource_named(c->w, c->frame, c->arg[0]->text);
    if (r == NULL || r->id == NULL) {
        return arm_unknown(c->w, c->at, "`%s` names no resource that is known here",
                           c->arg[0]->text);
    }
    const char *name[] = {"id", "name", "type"}, *value[] = {r->id, r->name, r->type};
    struct arm_member *m = ARENA_ARRAY(c->w->arena, struct arm_member, 3);
    for (size_t i = 0; i < 3; i++) {
        m[i] = (struct arm_member){name[i], c->at, arm_say_text(c, value[i])};
    }
    return arm_value_object(c->w->arena, m, 3, c->at, NULL);
}

static struct arm_value *list_keys(struct arm_call *c)
{
    return arm_unknown(c->w, c->at, "%s() is known only when it is deployed", c->expr->text);
}

static struct arm_value *pick_zones(struct arm_call *c)
{
    struct arm_value *list = arm_value_array(c->w->arena, 1, c->at);
    list->item[0] = arm_say_text(c, "1");
    return list;
}

const struct arm_function arm_id_functions[] = {
    {"resourceId", resource_id, 2, ARM_ANY, 0},
    {"subscriptionResourceId", subscription_resource_id, 2, ARM_ANY, 0},
    {"tenantResourceId", tenant_resource_id, 2, ARM_ANY, 0},
    {"managementGroupResourceId", tenant_resource_id, 2, ARM_ANY, 0},
    {"extensionResourceId", extension_resource_id, 3, ARM_ANY, 0},
    {"uniqueString", unique_string, 1, ARM_ANY, ARM_FN_WHOLE},
    {"guid", guid, 1, ARM_ANY, ARM_FN_WHOLE},
    {"newGuid", guid, 0, 0, 0},
    {"reference", reference, 1, 3, 0},
    {"references", references, 1, 2, 0},
    {"resourceInfo", resource_info, 1, 1, 0},
    {"listKeys", list_keys, 0, ARM_ANY, ARM_FN_TAKES_UNKNOWN},
    {"getSecret", list_keys, 0, ARM_ANY, ARM_FN_TAKES_UNKNOWN},
    {"externalInput", list_keys, 0, ARM_ANY, ARM_FN_TAKES_UNKNOWN},
    {"providers", list_keys, 1, 2, 0},
    {"pickZones", pick_zones, 3, 5, 0},
    {NULL, NULL, 0, 0, 0},
};
