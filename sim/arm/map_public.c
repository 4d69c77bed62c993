/* Public addresses of gateways and machines. */
#include "sim/arm/map_gateway_parts.h"
#include "sim/arm/map_machine.h"

#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/template.h"
#include "sim/base/arena.h"

static const char *const sku_done[] = {"tier", "capacity", NULL};
static const char *const public_ignored[] = {
    "publicIPAddressVersion", "idleTimeoutInMinutes", "dnsSettings", "ddosSettings", "ipTags",
    "publicIPPrefix",         "deleteOption",         NULL};

/* Read only: whose it is. */
static const char *const public_done[] = {"ipConfiguration", NULL};

/* Of a machine's, which may have any. */
static const char *const machine_done[] = {"sku", "publicIPAllocationMethod", NULL};

/* Of no SKU given is Basic, which VPN gateways are refused: Standard stands in for it. */
static bool is_basic(struct arm_plan *p, const struct arm_props *x)
{
    const struct arm_value *sku = arm_prop(x, "sku");
    const char *name = "Basic";
    if (sku != NULL) {
        const struct arm_props inner = arm_props(p, sku, x->kind, x->name);
        name = arm_prop_text(&inner, "name");
        arm_prop_done(&inner, sku_done);
    } else if (arm_prop_raw(x, "sku") != NULL) {
        return true; /* not known, and reported */
    }
    if (name != NULL && strcasecmp(name, "Basic") == 0) {
        diag_add(p->w->diag, &arm_code_stand_in, sku != NULL ? sku->at : x->at, "here",
                 "public address `%s` is of SKU Basic, which VPN gateways are refused "
                 "(PublicIpWithBasicSkuNotAllowedOnVPNGateways): Standard stands in for it",
                 x->name);
        return true;
    }
    return false;
}

static void take_zones(struct arm_plan *p, struct arm_public *a, const struct arm_props *x)
{
    struct arm_texts zones = {0};
    arm_prop_texts(x, "zones", &zones);
    for (size_t i = 0; i < zones.n && i < 100; i++) {
        if (zones.v[i][0] >= '1' && zones.v[i][0] <= '3' && zones.v[i][1] == '\0') {
            if (!arm_texts_has(&a->zones, zones.v[i])) {
                arm_texts_add(p->w->arena, &a->zones, zones.v[i]);
            }
        } else {
            diag_add(p->w->diag, &arm_code_unmapped, x->at, "left out",
                     "zone `%.20s` of public address `%s` is left out: 1, 2 and 3 are", zones.v[i],
                     x->name);
        }
    }
}

static struct arm_public *public_of(struct arm_plan *p, struct arm_resource *r,
                                    const struct arm_props *x, bool of_gateway)
{
    for (size_t i = 0; i < p->publics.n; i++) {
        struct arm_public *a = p->publics.v[i];
        if (a->resource == r) {
            return a;
        }
    }
    static const char *const allocations[] = {"Dynamic", NULL};
    const struct arm_value *address = arm_prop_raw(x, "ipAddress");
    struct arm_public *a =
        arm_things_add(p->w->arena, &p->publics, ARENA_NEW(p->w->arena, struct arm_public));
    *a = (struct arm_public){
        .json = x->body, .name = arm_given_name(p, &p->public_names, r->name), .resource = r};
    a->address = address != NULL && address->kind == ARM_TEXT && arm_is_address(address->text)
                     ? address->text
                     : NULL;
    if (of_gateway) {
        a->dynamic = !is_basic(p, x) && arm_word(arm_prop_text(x, "publicIPAllocationMethod"),
                                                 allocations) == allocations[0];
    } else {
        arm_prop_done(x, machine_done);
    }
    take_zones(p, a, x);
    arm_prop_done(x, public_done);
    arm_prop_rest(x, public_ignored);
    r->mapped = a;
    return a;
}

/* NULL: not in the files, or the id is of something else. */
static struct arm_resource *declared(struct arm_plan *p, const char *id)
{
    struct arm_resource *r = id[0] == '/' ? arm_resource_by_id(p->w, id) : NULL;
    return r != NULL && strcasecmp(r->type, "Microsoft.Network/publicIPAddresses") == 0 ? r : NULL;
}

void arm_take_public(struct arm_plan *p, struct arm_gateway *g, const char *id)
{
    struct arm_resource *r = declared(p, id);
    if (r != NULL && arm_may_work(p->w, r->at, p->publics.n / 16 + 1)) {
        const struct arm_props x = arm_props(p, arm_body(p->w, r), "publicIPAddresses", r->name);
        const struct arm_public *a =
            arm_things_add(p->w->arena, &g->publics, public_of(p, r, &x, true));
        if (g->public_ids.n < 2) {
            g->address[g->public_ids.n] = a->address;
        }
    }
    arm_texts_add(p->w->arena, &g->public_ids, r != NULL ? r->id : id);
}

/* The machine has one, whatever it is. */
static struct arm_public *not_in_files(struct arm_plan *p, const char *id)
{
    struct arm_public *a =
        arm_things_add(p->w->arena, &p->publics, ARENA_NEW(p->w->arena, struct arm_public));
    *a = (struct arm_public){.name = arm_given_name(p, &p->public_names, arm_last_name(id))};
    return a;
}

struct arm_public *arm_public_of_machine(struct arm_plan *p, const char *id)
{
    struct arm_resource *r = declared(p, id);
    if (r == NULL) {
        return not_in_files(p, id);
    }
    if (!arm_may_work(p->w, r->at, p->publics.n / 16 + 1)) {
        return NULL;
    }
    const struct arm_props x = arm_props(p, arm_body(p->w, r), "publicIPAddresses", r->name);
    return public_of(p, r, &x, false);
}

void arm_map_instance_publics(struct arm_plan *p, struct arm_machine *m,
                              const struct arm_value *json)
{
    if (json == NULL || json->kind != ARM_OBJECT) {
        return;
    }
    const struct arm_props x = arm_props(p, json, "publicIPAddressConfiguration", m->name);
    const char *name = arm_prop_text(&x, "name");
    arm_prop_done(&x, machine_done);
    arm_prop_rest(&x, public_ignored);
    for (int64_t i = 0; i < m->count && arm_may_work(p->w, json->at, p->publics.n / 16 + 1); i++) {
        struct arm_public *a =
            arm_things_add(p->w->arena, &p->publics, ARENA_NEW(p->w->arena, struct arm_public));
        const char *own = arena_printf(p->w->arena, "%s-%s-%lld", m->name,
                                       name != NULL ? name : "public", (long long)i);
        *a = (struct arm_public){.json = json, .name = arm_name(p, &p->public_names, own)};
        arm_machine_take_public(p, m, a);
    }
}

void arm_settle_publics(struct arm_plan *p, struct arm_gateway *g, const char *name)
{
    const size_t n = g->publics.n;
    if (n == 0) {
        return; /* none is in the files: nothing can be said of them */
    }
    if (n != g->public_ids.n) {
        g->publics.n = 0;
        diag_add(p->w->diag, &arm_code_unknown, g->at, "here",
                 "of the %zu public addresses of gateway `%s` only %zu are in the files: none is "
                 "written",
                 g->public_ids.n, name, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        ((struct arm_public *)g->publics.v[i])->taken = true;
    }
}
