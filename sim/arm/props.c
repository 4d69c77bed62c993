/*
 * Properties of resources, whichever form they have; and what of them nobody has looked at in the
 * end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/map.h"
#include "sim/arm/template.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

enum { LEFTOVERS_MAX = 200 };

struct leftover { /* a property that is not mapped */
    const char *kind, *property, *first;
    struct span at;
    size_t n;
    bool apart; /* it has no part in the network */
};

/* --- lists --- */

void arm_texts_add(struct arena *a, struct arm_texts *t, const char *text)
{
    if (t->n == t->cap) {
        t->cap = t->cap == 0 ? 4 : t->cap * 2;
        const char **more = ARENA_ARRAY(a, const char *, t->cap);
        if (t->n > 0) {
            memcpy(more, t->v, t->n * sizeof *more);
        }
        t->v = more;
    }
    t->v[t->n++] = text;
}

bool arm_texts_has(const struct arm_texts *t, const char *text)
{
    for (size_t i = 0; i < t->n; i++) {
        if (strcasecmp(t->v[i], text) == 0) {
            return true;
        }
    }
    return false;
}

void *arm_things_add(struct arena *a, struct arm_things *t, void *thing)
{
    if (t->n == t->cap) {
        t->cap = t->cap == 0 ? 8 : t->cap * 2;
        void **more = ARENA_ARRAY(a, void *, t->cap);
        if (t->n > 0) {
            memcpy(more, t->v, t->n * sizeof *more);
        }
        t->v = more;
    }
    t->v[t->n++] = thing;
    return thing;
}

/* --- properties --- */

struct arm_props arm_props(struct arm_plan *p, const struct arm_value *v, const char *kind,
                           const char *name)
{
    const struct arm_value *plain = arm_plain((struct arm_value *)v);
    struct arm_props x = {
        .p = p, .body = plain, .kind = kind, .name = name != NULL ? name : "", .at = v->at};
    struct arm_member *m = arm_member(plain, "properties");
    if (m != NULL) {
        m->value->seen = true;
        const struct arm_value *inner = arm_plain(m->value);
        x.properties = inner->kind == ARM_OBJECT ? inner : NULL;
    }
    return x;
}

/* Declared again, by a nested deployment or another file: the last one counts, as a second
 * deployment replaces the first. Networks and what is inside them add to each other. */
bool arm_is_replaced(const struct arm_plan *p, const struct arm_resource *r)
{
    bool ambiguous;
    return r->id != NULL && strncasecmp(r->type, "Microsoft.Network/virtualNetworks", 33) != 0 &&
           arm_index_find(p->w->by_id, r->id, &ambiguous) != r;
}

static unsigned said_so_far(const struct arm_plan *p)
{
    return diag_count(p->w->diag, DIAG_NOTE) + diag_count(p->w->diag, DIAG_WARNING) +
           diag_count(p->w->diag, DIAG_ERROR);
}

void arm_each(struct arm_plan *p, const char *type,
              void (*each)(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x))
{
    const char *slash = strchr(type, '/');
    for (size_t i = 0; i < p->w->n && !p->w->exhausted; i++) {
        struct arm_resource *r = p->w->resource[i];
        if (r->existing || strcasecmp(r->type, type) != 0 || arm_is_replaced(p, r)) {
            continue;
        }
        const struct arm_value *body = arm_body(p->w, r);
        if (body->kind == ARM_UNKNOWN) {
            arm_report_unknown(p->w, body, r->name);
            continue;
        }
        const struct arm_props x = arm_props(p, body, slash + 1, r->name);
        const unsigned said = said_so_far(p);
        each(p, r, &x);
        if (r->mapped == NULL && !r->looked_at && said_so_far(p) == said) {
            diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                     "%s `%s` is left out: it lacks what it needs", x.kind, r->name);
        }
        r->looked_at = true;
    }
}

struct arm_value *arm_prop_raw(const struct arm_props *x, const char *name)
{
    struct arm_member *m = arm_member(x->properties, name);
    if (m == NULL) {
        m = arm_member(x->body, name);
    }
    if (m == NULL) {
        return NULL;
    }
    m->value->seen = true;
    struct arm_value *v = arm_plain(m->value);
    v->seen = true;
    if (v->kind == ARM_NULL) {
        return NULL;
    }
    return v;
}

struct arm_value *arm_prop(const struct arm_props *x, const char *name)
{
    struct arm_value *v = arm_prop_raw(x, name);
    if (v != NULL && v->kind == ARM_UNKNOWN) {
        arm_report_unknown(x->p->w, v,
                           arena_printf(x->p->w->arena, "%s of %s `%s`", name, x->kind, x->name));
        return NULL;
    }
    return v;
}

static void wrong(const struct arm_props *x, const char *name, const struct arm_value *v,
                  const char *needed)
{
    diag_add(x->p->w->diag, &arm_code_shape, v->at, "here", "%s of %s `%s` is %s, not %s", name,
             x->kind, x->name, needed, arm_kind_name(v->kind));
}

const char *arm_prop_text(const struct arm_props *x, const char *name)
{
    const struct arm_value *v = arm_prop(x, name);
    if (v == NULL) {
        return NULL;
    }
    if (v->kind == ARM_ARRAY || v->kind == ARM_OBJECT) {
        wrong(x, name, v, "a string");
        return NULL;
    }
    const char *text = arm_as_text(x->p->w, v);
    return text[0] != '\0' ? text : NULL;
}

bool arm_prop_bool(const struct arm_props *x, const char *name, bool otherwise)
{
    const struct arm_value *v = arm_prop(x, name);
    if (v == NULL) {
        return otherwise;
    }
    if (v->kind == ARM_BOOL) {
        return v->truth;
    }
    if (v->kind == ARM_TEXT &&
        (strcasecmp(v->text, "true") == 0 || strcasecmp(v->text, "false") == 0)) {
        return strcasecmp(v->text, "true") == 0;
    }
    wrong(x, name, v, "a boolean");
    return otherwise;
}

int64_t arm_prop_int(const struct arm_props *x, const char *name, int64_t otherwise)
{
    const struct arm_value *v = arm_prop(x, name);
    if (v == NULL) {
        return otherwise;
    }
    if (v->kind == ARM_INT) {
        return v->whole;
    }
    char *end;
    errno = 0;
    if (v->kind == ARM_TEXT && v->len > 0) {
        const long long n = strtoll(v->text, &end, 10);
        if (*end == '\0' && errno == 0) {
            return n;
        }
    }
    wrong(x, name, v, "a whole number");
    return otherwise;
}

const char *arm_prop_id(const struct arm_props *x, const char *name)
{
    const struct arm_value *v = arm_prop(x, name);
    if (v == NULL || (v->kind == ARM_OBJECT && v->object->n == 0)) {
        return NULL;
    }
    if (v->kind == ARM_TEXT) {
        return v->len > 0 ? v->text : NULL;
    }
    if (v->kind != ARM_OBJECT) {
        wrong(x, name, v, "an object with an id");
        return NULL;
    }
    const struct arm_props inner = arm_props(x->p, v, x->kind, x->name);
    return arm_prop_text(&inner, "id");
}

const struct arm_value *arm_plain_member(const struct arm_value *v, const char *name)
{
    struct arm_value *m = v != NULL ? arm_get(v, name) : NULL;
    return m != NULL ? arm_plain(m) : NULL;
}

size_t arm_prop_list(const struct arm_props *x, const char *name, struct arm_value ***item)
{
    struct arm_value *v = arm_prop(x, name);
    if (v == NULL ||
        (v->kind == ARM_TEXT &&
         v->len == 0)) { /* "" for null, as conditional expressions of modules give it */
        return 0;
    }
    if (v->kind != ARM_ARRAY) {
        wrong(x, name, v, "an array");
        return 0;
    }
    *item = v->item;
    for (size_t i = 0; i < v->n; i++) { /* as a whole what only a deployment knows: known enough */
        if (v->item[i]->kind == ARM_UNKNOWN && arm_plain(v->item[i])->kind == ARM_UNKNOWN) {
            arm_report_unknown(
                x->p->w, v->item[i],
                arena_printf(x->p->w->arena, "%s of %s `%s`", name, x->kind, x->name));
        }
    }
    return v->n;
}

void arm_prop_ids(const struct arm_props *x, const char *name, struct arm_texts *t)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, name, &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(x->p, item[i], x->kind, x->name);
        const char *id = arm_prop_text(&one, "id");
        if (id != NULL) {
            arm_texts_add(x->p->w->arena, t, id);
        }
    }
}

void arm_prop_texts(const struct arm_props *x, const char *name, struct arm_texts *t)
{
    struct arm_value *v = arm_prop(x, name), *one = v;
    if (v == NULL) {
        return;
    }
    const bool list = v->kind == ARM_ARRAY;
    struct arm_value *const *item = list ? v->item : &one;
    for (size_t i = 0; i < (list ? v->n : 1); i++) {
        const struct arm_value *text = arm_plain(item[i]);
        if (text->kind == ARM_UNKNOWN) {
            arm_report_unknown(
                x->p->w, text,
                arena_printf(x->p->w->arena, "%s of %s `%s`", name, x->kind, x->name));
        } else if (text->kind == ARM_ARRAY || text->kind == ARM_OBJECT) {
            wrong(x, name, text, "a string, or an array of strings");
        } else if (text->kind != ARM_NULL && arm_as_text(x->p->w, text)[0] != '\0') {
            arm_texts_add(x->p->w->arena, t, arm_as_text(x->p->w, text));
        }
    }
}

const char *arm_word(const char *text, const char *const *words)
{
    for (; text != NULL && *words != NULL; words++) {
        if (strcasecmp(text, *words) == 0) {
            return *words;
        }
    }
    return text;
}

/* --- what nobody has looked at --- */

/* Of everything: what Resource Manager itself keeps, what only names or describes, and what is read
 * only. */
static const char *const of_all[] = {"apiVersion",
                                     "type",
                                     "name",
                                     "id",
                                     "etag",
                                     "tags",
                                     "comments",
                                     "location",
                                     "provisioningState",
                                     "resourceGuid",
                                     "resourceGroup",
                                     "subscriptionId",
                                     "tenantId",
                                     "systemData",
                                     "kind",
                                     "managedBy",
                                     "identity",
                                     "scope",
                                     "existing",
                                     "asserts",
                                     "import",
                                     "plan",
                                     "changedTime",
                                     "createdTime",
                                     "scale",
                                     "description",
                                     "metadata",
                                     "purpose",
                                     "resourceNavigationLinks",
                                     "serviceAssociationLinks",
                                     "ipConfigurationProfiles",
                                     "interfaceEndpoints",
                                     "connectionStatus",
                                     "tunnelConnectionStatus",
                                     "egressBytesTransferred",
                                     "ingressBytesTransferred",
                                     "packetCaptureDiagnosticState",
                                     "macAddress",
                                     "virtualMachine",
                                     "hostedWorkloads",
                                     "vnetEncryptionSupported",
                                     "tapConfigurations",
                                     "vmId",
                                     "timeCreated",
                                     "instanceView",
                                     "powerState",
                                     "publicIps",
                                     "privateIps",
                                     "fqdns",
                                     "macAddresses",
                                     "uniqueId",
                                     "defaultSecurityRules",
                                     "hasBgpOverride",
                                     "peerCompleteVnets",
                                     "remoteVirtualNetworkAddressSpace",
                                     "localAddressSpace",
                                     "localVirtualNetworkAddressSpace",
                                     "remoteBgpCommunities",
                                     "customDnsConfigs",
                                     "resourceGroupName",
                                     "tag",
                                     "tagsTable",
                                     NULL};

static bool has_effect(const struct arm_value *v)
{
    switch (v->kind) {
    case ARM_NULL:
        return false;
    case ARM_BOOL:
        return v->truth;
    case ARM_INT:
        return v->whole != 0;
    case ARM_TEXT:
        return v->len > 0 && strcasecmp(v->text, "None") != 0 &&
               strcasecmp(v->text, "Disabled") != 0 && strcasecmp(v->text, "Dynamic") != 0 &&
               strcasecmp(v->text, "IPv4") != 0;
    case ARM_ARRAY:
        return v->n > 0;
    case ARM_OBJECT:
        if (arm_get(v, "enabled") != NULL && !has_effect(arm_plain(arm_get(v, "enabled")))) {
            return false;
        }
        for (size_t i = 0; i < v->object->n; i++) {
            if (has_effect(v->object->member[i].value)) {
                return true;
            }
        }
        return false;
    default:
        return true;
    }
}

static void left_over(const struct arm_props *x, const struct arm_member *m, bool apart)
{
    struct arm_things *all = &x->p->leftovers;
    for (size_t i = 0; i < all->n; i++) {
        struct leftover *l = all->v[i];
        if (strcasecmp(l->kind, x->kind) == 0 && strcasecmp(l->property, m->name) == 0) {
            l->n++;
            return;
        }
    }
    if (all->n < LEFTOVERS_MAX) {
        struct leftover *l =
            arm_things_add(x->p->w->arena, all, ARENA_NEW(x->p->w->arena, struct leftover));
        *l = (struct leftover){x->kind, m->name, x->name, m->at, 1, apart};
    }
}

static bool in(const char *name, const char *const *list)
{
    for (; list != NULL && *list != NULL; list++) {
        if (strcasecmp(name, *list) == 0) {
            return true;
        }
    }
    return false;
}

/* PowerShell prints of each object a second time, as text: AddressSpaceText beside AddressSpace. */
static bool is_copy(const struct arm_props *x, const struct arm_value *of,
                    const struct arm_member *m)
{
    const size_t n = strlen(m->name);
    return n > 4 && m->value->kind == ARM_TEXT && strcmp(m->name + n - 4, "Text") == 0 &&
           arm_member(of, arena_strndup(x->p->w->arena, m->name, n - 4)) != NULL;
}

static void settle(struct arm_value *v)
{
    v->settled = true;
    arm_plain(v)->settled = true;
}

static bool is_settled(const struct arm_value *v)
{
    return v->settled || arm_plain((struct arm_value *)v)->settled;
}

void arm_settle(const struct arm_value *v)
{
    settle((struct arm_value *)v);
}

/* Nothing needs saying of it by itself. */
static bool is_plain(const struct arm_props *x, const struct arm_value *of,
                     const struct arm_member *m)
{
    return in(m->name, of_all) || is_copy(x, of, m) || !has_effect(arm_plain(m->value));
}

static void look(const struct arm_props *x, const struct arm_value *v, const char *const *ignored)
{
    for (size_t i = 0; v != NULL && v->kind == ARM_OBJECT && i < v->object->n; i++) {
        const struct arm_member *m = &v->object->member[i];
        const bool apart = in(m->name, ignored);
        if (strcasecmp(m->name, "properties") == 0 || is_settled(m->value) ||
            (m->value->seen && !apart)) {
            continue; /* what is in it: arm_report_unseen */
        }
        if (!is_plain(
                x, v,
                m)) { /* of something apart a part may have been of use: what runs on a machine */
            left_over(x, m, apart);
        }
        settle(m->value);
    }
}

void arm_prop_done(const struct arm_props *x, const char *const *names)
{
    for (; *names != NULL; names++) {
        const struct arm_member *m = arm_member(x->properties, *names),
                                *flat = arm_member(x->body, *names);
        if (m != NULL) {
            settle(m->value);
        }
        if (flat != NULL) {
            settle(flat->value);
        }
    }
}

void arm_prop_rest(const struct arm_props *x, const char *const *ignored)
{
    look(x, x->properties, ignored);
    look(x, x->body, ignored);
}

/* Of a resource that is mapped: what no mapping has looked at, at any depth. path: of v, "" or
 * "ipConfigurations.". */
static void report_unseen(const struct arm_props *x, const struct arm_value *v, const char *path)
{
    for (size_t i = 0; v->kind == ARM_ARRAY && i < v->n; i++) {
        if (!is_settled(v->item[i])) {
            report_unseen(x, arm_plain(v->item[i]), path);
        }
    }
    for (size_t i = 0; v->kind == ARM_OBJECT && i < v->object->n; i++) {
        const struct arm_member *m = &v->object->member[i];
        const bool wrapper = strcasecmp(m->name, "properties") == 0;
        if (is_settled(m->value) || is_plain(x, v, m) || !arm_may_work(x->p->w, m->at, 1)) {
            continue;
        }
        const char *name = wrapper ? path : arena_printf(x->p->w->arena, "%s%s", path, m->name);
        if (wrapper || m->value->seen) {
            report_unseen(x, arm_plain(m->value),
                          wrapper ? path : arena_printf(x->p->w->arena, "%s.", name));
        } else {
            left_over(x, &(struct arm_member){name, m->at, m->value}, false);
        }
    }
}

void arm_report_unseen(struct arm_plan *p)
{
    for (size_t i = 0; i < p->w->n && !p->w->exhausted; i++) {
        struct arm_resource *r = p->w->resource[i];
        if (r->mapped != NULL && !r->existing && !arm_is_replaced(p, r)) {
            const struct arm_props x =
                arm_props(p, arm_body(p->w, r), strchr(r->type, '/') + 1, r->name);
            if (!is_settled(x.body)) { /* what is left out as a whole is said by whoever does */
                report_unseen(&x, x.body, "");
            }
        }
    }
}

/* Of each kind of resource one line. */
static void report_apart(struct arm_plan *p)
{
    for (size_t i = 0; i < p->leftovers.n; i++) {
        struct leftover *first = p->leftovers.v[i];
        const char *list = first->property;
        if (!first->apart) {
            continue;
        }
        for (size_t k = i + 1; k < p->leftovers.n; k++) {
            struct leftover *l = p->leftovers.v[k];
            if (l->apart && strcasecmp(l->kind, first->kind) == 0) {
                list = arena_printf(p->w->arena, "%s, %s", list, l->property);
                l->apart = false;
                l->n = 0;
            }
        }
        diag_add(p->w->diag, &arm_code_other, first->at, NULL, "%s of %s: no part in the network",
                 list, first->kind);
        first->n = 0;
    }
}

void arm_report_rest(struct arm_plan *p)
{
    report_apart(p);
    for (size_t i = 0; i < p->leftovers.n; i++) {
        const struct leftover *l = p->leftovers.v[i];
        if (l->n == 0) {
            continue;
        }
        const char *more = l->n > 1 ? arena_printf(p->w->arena, " and %zu more", l->n - 1) : "";
        diag_add(p->w->diag, &arm_code_unmapped, l->at, "left out",
                 "%s of %s `%s`%s is not part of a scenario", l->property, l->kind, l->first, more);
    }
    if (p->leftovers.n == LEFTOVERS_MAX) {
        diag_add(p->w->diag, &arm_code_unmapped, (struct span){0}, NULL,
                 "further properties are left out: only the first %d kinds are listed",
                 LEFTOVERS_MAX);
    }
}

/* --- prefixes, places --- */

bool arm_prefix(const char *text, struct ip4_prefix *out)
{
    const enum ip4_error e = ip4_prefix_parse(text, out);
    return e == IP4_OK || e == IP4_HOST_BITS;
}

void arm_take_prefixes(const struct arm_props *x, const struct arm_texts *from,
                       struct arm_texts *to)
{
    for (size_t i = 0; i < from->n && arm_may_work(x->p->w, x->at, to->n / 16 + 1); i++) {
        struct ip4_prefix p;
        const char *text = from->v[i];
        const enum ip4_error e = ip4_prefix_parse(text, &p);
        if (e == IP4_IS_IPV6 || strchr(text, ':') != NULL) {
            diag_add(x->p->w->diag, &arm_code_unmapped, x->at, "IPv6",
                     "prefix %s of %s `%s` is left out: IPv6 is not simulated", text, x->kind,
                     x->name);
            continue;
        }
        if (e != IP4_OK) {
            diag_add(x->p->w->diag, &arm_code_refused, x->at, "here",
                     "%s `%s` has the prefix %.60s, which %s", x->kind, x->name, text,
                     e == IP4_HOST_BITS ? "has host bits set" : "is no IPv4 prefix");
        }
        if (!arm_texts_has(to, text)) {
            arm_texts_add(x->p->w->arena, to, text);
        }
    }
}

const char *arm_location(struct arm_plan *p, const struct arm_props *x)
{
    const char *location = arm_prop_text(x, "location");
    if (location == NULL) {
        p->w->location_used = true;
        location = p->w->location;
    }
    p->w->location_used = p->w->location_used ||
                          location == p->w->location; /* it came from resourceGroup() as it is */
    return arm_region(p->w->arena, location);
}
