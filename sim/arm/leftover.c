/*
 * What of a resource's properties nobody has looked at in the end.
 */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/props.h"
#include "sim/base/arena.h"

enum { LEFTOVERS_MAX = 200 };

struct leftover { /* a property that is not mapped */
    const char *kind, *property, *first;
    struct span at;
    size_t n;
    bool apart; /* it has no part in the network */
};

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
                arm_props(p, arm_body(p->w, r), arm_short_type(r->type), r->name);
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
