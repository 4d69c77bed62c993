/* Network security groups and route tables. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "models/cloud/service_tag.h"
#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

static const char *const filter_ignored[] = {"flowLogs", "flushConnection", NULL};
static const char *const users[] = {"subnets", "networkInterfaces", NULL}; /* read only */

/* --- security groups --- */

/* What the language matches addresses by; NULL: it cannot. What is meant as an address and is none
 * check refuses. */
static const char *address(const char *text)
{
    static const char *const tags[] = {"VirtualNetwork", "Internet", "AzureLoadBalancer", NULL};
    struct ip4_prefix p;
    char whole[2 * IP4_TEXT_MAX];
    if (strcasecmp(text, "*") == 0 || strcasecmp(text, "Any") == 0) {
        return "*";
    }
    for (size_t i = 0; tags[i] != NULL; i++) {
        if (strcasecmp(text, tags[i]) == 0) {
            return tags[i];
        }
    }
    if (service_tag_is(text)) {
        return text;
    }
    if (strchr(text, ':') != NULL) {
        return NULL;
    }
    if (strlen(text) > IP4_TEXT_MAX) {
        return isdigit((unsigned char)text[0]) ? text : NULL;
    }
    (void)strcpy(whole, text);
    if (strchr(text, '/') == NULL) {
        (void)strcat(whole, "/32");
    }
    const enum ip4_error e = ip4_prefix_parse(whole, &p);
    return e == IP4_OK || (e != IP4_HOST_BITS && isdigit((unsigned char)text[0])) ? text : NULL;
}

/* A rule that matches what nobody knows must not match everything. */
static bool said_unknown(const struct arm_props *x, const char *what)
{
    diag_add(x->p->w->diag, &arm_code_unknown, x->at, "left out",
             "rule `%s` is left out: its %s is not known", x->name, what);
    return false;
}

/* From the property for one value or that for several, or application security groups
 * (sim/arm/map_group.c). False: of what is given nothing can be said. */
static bool take_addresses(const struct arm_props *x, const char *one, const char *many,
                           const char *groups, struct arm_texts *out, struct arm_texts *members)
{
    struct arm_texts given = {0};
    arm_prop_ids(x, groups, members);
    const bool one_known = arm_prop_texts(x, one, &given),
               many_known = arm_prop_texts(x, many, &given);
    for (size_t i = 0; i < given.n; i++) {
        const char *known = address(given.v[i]);
        if (known != NULL) {
            arm_texts_add(x->p->w->arena, out, known);
        } else {
            diag_add(
                x->p->w->diag, &arm_code_unmapped, x->at, "here",
                "rule `%s` matches %.60s, which nothing in a scenario has: that part is left out",
                x->name, given.v[i]);
        }
    }
    if (given.n == 0 && members->n == 0 && !(one_known && many_known)) {
        return said_unknown(x, one);
    }
    return members->n > 0 || given.n == 0 || out->n > 0;
}

static bool take_ports(const struct arm_props *x, const char *one, const char *many,
                       struct arm_texts *out)
{
    struct arm_texts given = {0};
    const bool one_known = arm_prop_texts(x, one, &given),
               many_known = arm_prop_texts(x, many, &given);
    for (size_t i = 0; i < given.n; i++) { /* "80,443" in one text: accepted by some tools */
        for (const char *s = given.v[i]; *s != '\0';) {
            const size_t n = strcspn(s, ", ");
            if (n > 0) {
                const char *port = arena_strndup(x->p->w->arena, s, n);
                arm_texts_add(x->p->w->arena, out, strcasecmp(port, "Any") == 0 ? "*" : port);
            }
            s += n + (s[n] != '\0');
        }
    }
    return out->n > 0 || (one_known && many_known) || said_unknown(x, one);
}

/* Exports have rules twice: in the group and as its children. */
static void add_rule(struct arm_plan *p, struct arm_filter *f, struct arm_rule *r)
{
    for (size_t i = 0; i < f->rules.n; i++) {
        struct arm_rule *same = f->rules.v[i];
        if (strcasecmp(same->given, r->given) == 0) {
            r->name = same->name;
            *same = *r;
            return;
        }
    }
    r->name = arm_given_name(p, &f->rule_names, r->given);
    arm_things_add(p->w->arena, &f->rules, r);
}

static void map_rule(struct arm_plan *p, struct arm_filter *f, const struct arm_value *v,
                     const char *name)
{
    static const char *const protocols[] = {"Tcp", "Udp", "Icmp", "Esp", "Ah", "*", NULL},
                             *const accesses[] = {"Allow", "Deny", NULL},
                             *const directions[] = {"Inbound", "Outbound", NULL};
    const struct arm_props x = arm_props(p, v, "securityRules", name);
    struct arm_rule *r = ARENA_NEW(p->w->arena, struct arm_rule);
    const char *direction = arm_word(arm_prop_text(&x, "direction"), directions),
               *protocol = arm_prop_text(&x, "protocol");
    *r = (struct arm_rule){.json = v,
                           .given = name,
                           .where = v->at,
                           .priority = arm_prop_int(&x, "priority", 0),
                           .access = arm_word(arm_prop_text(&x, "access"), accesses)};
    r->direction = direction;
    r->protocol =
        protocol == NULL || strcasecmp(protocol, "Any") == 0 ? "*" : arm_word(protocol, protocols);
    const bool from_port = take_ports(&x, "sourcePortRange", "sourcePortRanges", &r->source_port),
               to_port = take_ports(&x, "destinationPortRange", "destinationPortRanges",
                                    &r->destination_port);
    const bool from =
        take_addresses(&x, "sourceAddressPrefix", "sourceAddressPrefixes",
                       "sourceApplicationSecurityGroups", &r->source, &r->source_groups);
    const bool to = take_addresses(&x, "destinationAddressPrefix", "destinationAddressPrefixes",
                                   "destinationApplicationSecurityGroups", &r->destination,
                                   &r->destination_groups);
    arm_prop_rest(&x, NULL);
    if (r->access == NULL || r->priority == 0 || direction == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, v->at, "here",
                 "rule `%s` has no access, direction or priority: it is left out", name);
    } else if (from && to && from_port && to_port &&
               arm_may_work(p->w, v->at, f->rules.n / 16 + 1)) {
        add_rule(p, f, r);
    }
}

static void map_filter(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_filter *f =
        arm_things_add(p->w->arena, &p->filters, ARENA_NEW(p->w->arena, struct arm_filter));
    struct arm_value **item;
    f->name = arm_given_name(p, &p->filter_names, r->name);
    f->at = r->at;
    f->location = arm_prop_text(x, "location");
    f->json = x->body;
    r->mapped = f;
    const size_t n = arm_prop_list(x, "securityRules", &item);
    for (size_t i = 0; i < n; i++) {
        const char *name = arm_get_text(item[i], "name");
        map_rule(p, f, item[i], name != NULL ? name : "rule");
    }
    arm_prop_done(x, users);
    arm_prop_rest(x, filter_ignored);
}

static void map_child_rule(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_filter *f =
        arm_find(p, arm_id_parent(p->w->arena, r->id), "Microsoft.Network/networkSecurityGroups",
                 r->at, arena_printf(p->w->arena, "the group of rule `%s`", r->name));
    if (f != NULL) {
        map_rule(p, f, x->body, arm_last_name(r->name));
        r->mapped = f;
    }
}

void arm_map_filters(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/networkSecurityGroups", map_filter);
    arm_each(p, "Microsoft.Network/networkSecurityGroups/securityRules", map_child_rule);
}

/* --- route tables --- */

static void map_route(struct arm_plan *p, struct arm_table *t, const struct arm_value *v,
                      const char *name)
{
    static const char *const types[] = {
        "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal", "Internet", "None", NULL};
    const struct arm_props x = arm_props(p, v, "routes", name);
    const char *prefix = arm_prop_text(&x, "addressPrefix"),
               *type = arm_word(arm_prop_text(&x, "nextHopType"), types);
    const struct arm_value *hop = arm_prop_raw(&x, "nextHopIpAddress");
    struct ip4_prefix parsed;
    arm_prop_rest(&x, NULL);
    if (prefix == NULL || type == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, v->at, "here",
                 "route `%s` of `%s` has no prefix or next hop type: it is left out", name,
                 t->name);
        return;
    }
    if (service_tag_is_no_route(prefix) ||
        (!service_tag_is(prefix) &&
         (ip4_prefix_parse(prefix, &parsed) == IP4_SYNTAX || strchr(prefix, ':') != NULL))) {
        diag_add(
            p->w->diag, &arm_code_unmapped, v->at, "here",
            "route `%s` of `%s` leads to %.60s, which no route of a scenario does: it is left out",
            name, t->name, prefix);
        return;
    }
    struct arm_route *r = ARENA_NEW(p->w->arena, struct arm_route);
    *r = (struct arm_route){.prefix = prefix, .type = type, .at = v->at, .json = v};
    if (strcasecmp(type, "VirtualAppliance") == 0) {
        if (hop != NULL && hop->kind == ARM_TEXT) {
            r->hop = hop->text;
        } else if (hop != NULL && hop->kind == ARM_UNKNOWN && hop->unknown->id != NULL) {
            r->hop = arena_printf(p->w->arena, "%s",
                                  hop->unknown->subject != NULL && hop->unknown->subject->id != NULL
                                      ? hop->unknown->subject->id
                                      : hop->unknown->id);
        } else if (hop != NULL && hop->kind == ARM_UNKNOWN && hop->unknown->subject != NULL) {
            r->hop = hop->unknown->subject->id;
        }
        if (r->hop == NULL) {
            diag_add(p->w->diag, &arm_code_unknown, v->at, "here",
                     "the next hop of route `%s` of `%s` is not known: it is left out", name,
                     t->name);
            return;
        }
    }
    for (size_t i = 0; i < t->routes.n && arm_may_work(p->w, v->at, 1); i++) { /* likewise routes */
        struct arm_route *same = t->routes.v[i];
        if (strcasecmp(same->given, name) == 0) {
            r->name = same->name;
            r->given = same->given;
            *same = *r;
            return;
        }
    }
    r->given = name;
    r->name = arm_given_name(p, &t->route_names, name);
    arm_things_add(p->w->arena, &t->routes, r);
}

static void map_table(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_table *t =
        arm_things_add(p->w->arena, &p->tables, ARENA_NEW(p->w->arena, struct arm_table));
    struct arm_value **item;
    t->name = arm_given_name(p, &p->table_names, r->name);
    t->json = x->body;
    t->location = arm_prop_text(x, "location");
    t->no_propagation = arm_prop_bool(x, "disableBgpRoutePropagation", false);
    r->mapped = t;
    const size_t n = arm_prop_list(x, "routes", &item);
    for (size_t i = 0; i < n; i++) {
        const char *name = arm_get_text(item[i], "name");
        map_route(p, t, item[i], name != NULL ? name : "route");
    }
    arm_prop_done(x, users);
    arm_prop_rest(x, NULL);
}

static void map_child_route(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_table *t =
        arm_find(p, arm_id_parent(p->w->arena, r->id), "Microsoft.Network/routeTables", r->at,
                 arena_printf(p->w->arena, "the table of route `%s`", r->name));
    if (t != NULL) {
        map_route(p, t, x->body, arm_last_name(r->name));
        r->mapped = t;
    }
}

void arm_map_tables(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/routeTables", map_table);
    arm_each(p, "Microsoft.Network/routeTables/routes", map_child_route);
}
