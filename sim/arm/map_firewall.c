/* Firewalls: machines that forward everything. */
#include "sim/arm/code.h"
#include "sim/arm/map_machine.h"
#include "sim/arm/map_parts.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

static const char *const firewall_done[] = {"networkRuleCollections", "applicationRuleCollections",
                                            "natRuleCollections",     "firewallPolicy",
                                            "ipConfigurations",       NULL};
static const char *const firewall_ignored[] = {"threatIntelMode",
                                               "sku",
                                               "zones",
                                               "ipGroups",
                                               "additionalProperties",
                                               "hubIPAddresses",
                                               "managementIpConfiguration",
                                               "autoscaleConfiguration",
                                               NULL};

/* The platform gives a firewall the first address of its subnet. */
static const char *first_address(struct arm_plan *p, const struct arm_subnet *s)
{
    struct ip4_prefix prefix;
    char text[IP4_TEXT_MAX];
    return arm_prefix(s->prefix, &prefix) && prefix.len <= 29
               ? arena_strdup(p->w->arena, ip4_addr_format(prefix.addr + 4, text))
               : NULL;
}

/* Of its configurations the one with a subnet; *address: what a deployed one has there, or NULL;
 * *public: the id of its public address, or NULL. */
static struct arm_subnet *subnet_of_first(const struct arm_props *x, const char *list,
                                          struct span at, const char **address, const char **public)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, list, &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(x->p, item[i], list, x->name);
        const char *id = arm_prop_id(&one, "subnet");
        if (id != NULL) {
            const struct arm_value *given = arm_prop_raw(&one, "privateIPAddress");
            *address = given != NULL && given->kind == ARM_TEXT && arm_is_address(given->text)
                           ? given->text
                           : NULL;
            *public = arm_prop_id(&one, "publicIPAddress");
            return arm_find_subnet(x->p, id, at,
                                   arena_printf(x->p->w->arena, "%s `%s`", x->kind, x->name));
        }
    }
    return NULL;
}

static void map_firewall(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    const char *address = NULL, *public = NULL;
    struct arm_subnet *s = subnet_of_first(x, "ipConfigurations", r->at, &address, &public);
    arm_prop_done(x, firewall_done); /* its rules are not imported, which is said */
    arm_prop_rest(x, firewall_ignored);
    if (s == NULL) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "firewall `%s` stands in no network that the files declare", r->name);
        return;
    }
    struct arm_machine *m =
        arm_things_add(p->w->arena, &p->machines, ARENA_NEW(p->w->arena, struct arm_machine));
    *m = (struct arm_machine){.json = x->body,
                              .role = ARM_FIREWALL,
                              .name = arm_given_name(p, &p->machine_names, r->name),
                              .subnet = s,
                              .bandwidth = "unlimited",
                              .count = 1,
                              .forwards = true};
    m->address = address != NULL ? address : first_address(p, s);
    arm_machine_take_public(p, m, public != NULL ? arm_public_of_machine(p, public) : NULL);
    m->comment = "a firewall: passes everything, its own rules are not imported";
    if (m->address != NULL) {
        arm_texts_add(p->w->arena, &s->taken, m->address);
    }
    arm_judge_region(x, s->network);
    r->mapped = m;
    diag_add(p->w->diag, &arm_code_stand_in, r->at, "here",
             "firewall `%s` stands as a machine that forwards everything, without limits", r->name);
    diag_platform(p->w->diag,
                  "it drops what its rules do not allow, and has a throughput of its own");
}

void arm_map_firewalls(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/azureFirewalls", map_firewall);
}
