/* Local network gateways, and the sites that stand in for what they lead to. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

/* --- local network gateways --- */

static struct arm_gateway *who_has(const struct arm_plan *p, const struct arm_far *f)
{
    for (size_t i = 0; i < p->gateways.n; i++) {
        struct arm_gateway *g = p->gateways.v[i];
        for (size_t k = 0; k < 2 && f->address != NULL; k++) {
            if (g->address[k] != NULL && strcmp(g->address[k], f->address) == 0) {
                return g;
            }
        }
        if (f->public_id != NULL && arm_texts_has(&g->public_ids, f->public_id)) {
            return g;
        }
    }
    return NULL;
}

/* The address or name of the other side: written down, or that of a public address of the files. */
static void take_far_address(struct arm_plan *p, struct arm_far *f, const struct arm_props *x)
{
    struct arm_value *v = arm_prop_raw(x, "gatewayIpAddress");
    const char *fqdn = NULL;
    if (v == NULL || (v->kind == ARM_TEXT && v->len == 0)) {
        struct arm_value *name = arm_prop_raw(x, "fqdn");
        v = name != NULL && name->kind == ARM_UNKNOWN ? name : NULL;
        fqdn = name != NULL && name->kind == ARM_TEXT && name->len > 0 ? name->text : NULL;
    }
    f->fqdn = fqdn;
    if (v != NULL && v->kind == ARM_UNKNOWN) {
        const struct arm_unknown *u = v->unknown;
        const struct arm_resource *r = u->subject != NULL ? u->subject
                                       : u->id != NULL && u->id[0] == '/'
                                           ? arm_resource_by_id(p->w, u->id)
                                           : NULL;
        f->public_id = r != NULL && r->id != NULL ? r->id : u->id;
        if (u->mistake) {
            diag_add(p->w->diag, &arm_code_evaluation, v->at, "here",
                     "gatewayIpAddress of `%s`: %s", x->name, u->why);
        }
    } else if (v != NULL && v->kind == ARM_TEXT) {
        f->address = v->text;
    }
}

static void take_texts(struct arena *arena, const struct arm_value *list, struct arm_texts *out)
{
    for (size_t i = 0; list != NULL && list->kind == ARM_ARRAY && i < list->n; i++) {
        const struct arm_value *text = arm_plain(list->item[i]);
        if (text->kind == ARM_TEXT && arm_is_address(text->text)) {
            arm_texts_add(arena, out, text->text);
        }
    }
}

/* An address for each of a gateway's instances, as gateways have them: in a local network gateway
 * the list is refused. */
static void take_peers(struct arm_far *f, const struct arm_props *x, const char *name)
{
    struct arena *arena = x->p->w->arena;
    const struct arm_value *list =
        arm_plain_member(arm_prop_raw(x, "bgpSettings"), "bgpPeeringAddresses");
    if (list == NULL || list->kind != ARM_ARRAY || list->n == 0) {
        return;
    }
    take_texts(arena, list, &f->peers);
    for (size_t i = 0; i < list->n; i++) {
        const struct arm_value *one = arm_plain(list->item[i]);
        take_texts(arena, arm_plain_member(one, "customBgpIpAddresses"), &f->peers);
        take_texts(arena, arm_plain_member(one, "defaultBgpIpAddresses"), &f->peers);
    }
    if (f->peers.n == 0) {
        diag_add(x->p->w->diag, &arm_code_unmapped, list->at, "left out",
                 "bgpPeeringAddresses of local network gateway `%s`: the platform refuses them "
                 "there (LocalNetworkGatewayBgpPeeringAddressesMustbeNull)",
                 name);
    }
}

static void map_far(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_far *f =
        arm_things_add(p->w->arena, &p->fars, ARENA_NEW(p->w->arena, struct arm_far));
    struct arm_texts prefixes = {0};
    const struct arm_value *space = arm_prop(x, "localNetworkAddressSpace");
    f->name = arm_given_name(p, &p->far_names, r->name);
    f->at = r->at;
    f->json = x->body;
    f->region = arm_location(p, x);
    if (space != NULL) {
        const struct arm_props inner = arm_props(p, space, x->kind, x->name);
        arm_prop_texts(&inner, "addressPrefixes", &prefixes);
        arm_take_prefixes(x, &prefixes, &f->prefixes);
    }
    take_far_address(p, f, x);
    arm_take_bgp(x, &f->asn, &f->peer);
    take_peers(f, x, r->name);
    f->has_bgp = f->asn != 0;
    f->gateway = who_has(p, f);
    arm_prop_rest(x, NULL);
    r->mapped = f;
}

void arm_map_fars(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/localNetworkGateways", map_far);
}

/* --- who stands in for the other side --- */

static struct arm_site *site_at(const struct arm_plan *p, const struct arm_far *f)
{
    for (size_t i = 0; i < p->sites.n; i++) {
        struct arm_site *s = p->sites.v[i];
        if ((f->address != NULL && s->address != NULL && strcmp(f->address, s->address) == 0) ||
            (f->address == NULL && f->fqdn != NULL && s->fqdn != NULL &&
             strcasecmp(f->fqdn, s->fqdn) == 0)) {
            return s;
        }
    }
    return NULL;
}

static const char *region_of_user(const struct arm_plan *p, const struct arm_far *f)
{
    for (size_t i = 0; i < p->connections.n; i++) {
        const struct arm_connection *c = p->connections.v[i];
        if (c->far == f) {
            return c->from->network->region;
        }
    }
    return f->region;
}

static bool has_room(const char *prefix)
{
    struct ip4_prefix p;
    return arm_prefix(prefix, &p) && p.len <= 29;
}

/* RFC 2544's range for tests is nobody's: 512 prefixes of it. */
static void invent_prefix(struct arm_plan *p, struct arm_site *s, size_t number)
{
    for (size_t i = 0; i < s->prefixes.n; i++) {
        if (has_room(s->prefixes.v[i])) {
            return;
        }
    }
    s->invented = true;
    arm_texts_add(
        p->w->arena, &s->prefixes,
        arena_printf(p->w->arena, "198.%zu.%zu.0/24", 18 + number / 256 % 2, number % 256));
}

static void add_host(struct arm_plan *p, struct arm_site *s)
{
    for (size_t i = 0; i < s->prefixes.n; i++) {
        if (has_room(s->prefixes.v[i])) {
            struct arm_machine *m = arm_things_add(p->w->arena, &p->machines,
                                                   ARENA_NEW(p->w->arena, struct arm_machine));
            *m = (struct arm_machine){.json = s->json,
                                      .role = ARM_HOST,
                                      .site = s,
                                      .prefix = s->prefixes.v[i],
                                      .count = 1};
            m->name = arm_name(p, &p->machine_names, arena_printf(p->w->arena, "%s-host", s->name));
            return;
        }
    }
}

static void stand_in(struct arm_plan *p, struct arm_far *f)
{
    struct arm_site *s = site_at(p, f);
    if (s == NULL) {
        s = arm_things_add(p->w->arena, &p->sites, ARENA_NEW(p->w->arena, struct arm_site));
        *s = (struct arm_site){.json = f->json,
                               .near = region_of_user(p, f),
                               .address = f->address,
                               .fqdn = f->address == NULL ? f->fqdn : NULL};
        s->name = arm_name(p, &p->site_names, arena_printf(p->w->arena, "%s-site", f->name));
        diag_add(p->w->diag, &arm_code_stand_in, f->at, "here",
                 "`%s` leads out of the files: site `%s` near %s stands in for the other side",
                 f->name, s->name, s->near);
        diag_help(p->w->diag, "set its near, latency and bandwidth to what they are");
    }
    f->site = s;
    for (size_t i = 0; i < f->prefixes.n; i++) {
        if (!arm_texts_has(&s->prefixes, f->prefixes.v[i])) {
            arm_texts_add(p->w->arena, &s->prefixes, f->prefixes.v[i]);
        }
    }
    if (s->asn == 0) {
        s->asn = f->asn;
        s->peer = f->peer;
    }
}

void arm_map_sites(struct arm_plan *p)
{
    for (size_t i = 0; i < p->fars.n; i++) {
        struct arm_far *f = p->fars.v[i];
        if (f->gateway == NULL &&
            arm_may_work(p->w, f->at, p->sites.n / 8 + p->connections.n / 8 + 1)) {
            stand_in(p, f);
        }
    }
    for (size_t i = 0; i < p->sites.n; i++) {
        struct arm_site *s = p->sites.v[i];
        invent_prefix(p, s, i);
        if (s->invented) {
            diag_add(p->w->diag, &arm_code_assumed, (struct span){0}, NULL,
                     "what is behind site `%s` is not in the files: %s is assumed", s->name,
                     s->prefixes.v[s->prefixes.n - 1]);
        }
        add_host(p, s);
    }
    for (size_t i = 0; i < p->fars.n; i++) { /* nothing to route and no BGP to learn it by */
        struct arm_far *f = p->fars.v[i];
        if (f->prefixes.n == 0 && !f->has_bgp && f->site != NULL) {
            arm_texts_add(p->w->arena, &f->prefixes, f->site->prefixes.v[f->site->prefixes.n - 1]);
        } else if (f->prefixes.n == 0 && !f->has_bgp && f->gateway != NULL) {
            for (size_t k = 0; k < f->gateway->network->prefixes.n; k++) {
                arm_texts_add(p->w->arena, &f->prefixes, f->gateway->network->prefixes.v[k]);
            }
            diag_add(p->w->diag, &arm_code_assumed, f->at, NULL,
                     "`%s` has no prefixes: those of `%s` are assumed", f->name,
                     f->gateway->network->name);
        }
    }
}
