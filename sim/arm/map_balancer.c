/* Internal load balancers. */
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/base/arena.h"

static const char *const balancer_ignored[] = {"inboundNatRules", "inboundNatPools",
                                               "outboundRules", NULL},
                         *const balancer_done[] = {"probes", "sku", NULL},
                         *const balancer_nat[] = {"inboundNatRules", NULL};
static const char *const frontend_ignored[] = {"zones", "publicIPAddress", "publicIPPrefix", NULL};
static const char *const frontend_done[] = {"privateIPAllocationMethod",
                                            "privateIPAddressVersion",
                                            "inboundNatRules",
                                            "inboundNatPools",
                                            "loadBalancingRules",
                                            "outboundRules",
                                            NULL};
static const char *const rule_ignored[] = {"enableTcpReset", "disableOutboundSnat", NULL},
                         *const rule_done[] = {"backendAddressPool", "backendAddressPools", NULL};

/* The pool of the rule that is taken; without rules the first one. */
static const char *pool_of(const struct arm_resource *r, const struct arm_props *x,
                           const struct arm_props *rule)
{
    struct arm_value **item;
    struct arm_texts several = {0};
    const size_t n = arm_prop_list(x, "backendAddressPools", &item);
    if (rule != NULL) {
        const char *id = arm_prop_id(rule, "backendAddressPool");
        arm_prop_ids(rule, "backendAddressPools", &several);
        if (id != NULL || several.n > 0) {
            return arm_pool(x->p, id != NULL ? id : several.v[0]);
        }
    }
    const char *name = n > 0 ? arm_get_text(item[0], "name") : NULL;
    return name != NULL ? arena_printf(x->p->w->arena, "%s/backendAddressPools/%s", r->id, name)
                        : NULL;
}

/* Of a rule: the probe that it names. */
static void take_probe(const struct arm_props *x, const char *name, struct arm_balancer *b)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "probes", &item);
    for (size_t i = 0; i < n; i++) {
        const char *own = arm_get_text(item[i], "name");
        if (own == NULL || strcasecmp(own, name) != 0) {
            continue;
        }
        const struct arm_props one = arm_props(x->p, item[i], "probes", x->name);
        b->probe_port = arm_prop_int(&one, "port", 0);
        b->probe_s = arm_prop_int(&one, "intervalInSeconds", 0);
        b->probe_threshold = arm_prop_int(&one, "probeThreshold", 0);
        if (b->probe_threshold <=
            1) { /* 1 is the default of a newer property, beside the older one's value */
            b->probe_threshold = arm_prop_int(&one, "numberOfProbes", b->probe_threshold);
        }
        return;
    }
}

static void take_rule(const struct arm_props *x, const struct arm_props *rule,
                      struct arm_balancer *b)
{
    const char *spread = arm_prop_text(rule, "loadDistribution"),
               *probe = arm_prop_id(rule, "probe");
    const struct arm_value *protocol = arm_prop_raw(rule, "protocol");
    if (protocol != NULL && protocol->kind == ARM_TEXT && strcasecmp(protocol->text, "Udp") == 0) {
        diag_add(x->p->w->diag, &arm_code_unmapped, protocol->at, "here",
                 "load balancer `%s` balances UDP alone: that it is only UDP is left out", x->name);
    }
    b->port = arm_prop_int(rule, "frontendPort", 0);
    b->backend_port = arm_prop_int(rule, "backendPort", 0);
    b->idle_min = arm_prop_int(rule, "idleTimeoutInMinutes", 0);
    b->by_source = spread != NULL && strncasecmp(spread, "SourceIP", 8) == 0;
    if (probe != NULL) {
        take_probe(x, arm_last_name(probe), b);
    }
    arm_prop_done(rule, rule_done);
    arm_prop_rest(rule, rule_ignored);
}

/* The frontend of the rule that is taken; without rules the first one inside a network. */
static void take_frontend(const struct arm_props *x, const struct arm_props *rule,
                          struct arm_balancer *b)
{
    struct arm_plan *p = x->p;
    struct arm_value **item;
    const char *wanted = rule != NULL ? arm_prop_id(rule, "frontendIPConfiguration") : NULL;
    const size_t n = arm_prop_list(x, "frontendIPConfigurations", &item);
    for (size_t i = 0; i < n && b->subnet == NULL; i++) {
        const struct arm_props one = arm_props(p, item[i], "frontendIPConfigurations", x->name);
        const char *id = arm_prop_id(&one, "subnet"), *name = arm_get_text(item[i], "name");
        const struct arm_value *address = arm_prop_raw(&one, "privateIPAddress");
        if (wanted != NULL && name != NULL && strcasecmp(name, arm_last_name(wanted)) != 0) {
            arm_settle(item[i]); /* said below */
            continue;
        }
        b->subnet = id != NULL ? arm_find_subnet(p, id, item[i]->at, NULL) : NULL;
        b->address =
            b->subnet != NULL && address != NULL && address->kind == ARM_TEXT && address->len > 0
                ? address->text
                : NULL;
        arm_prop_done(&one, frontend_done);
        arm_prop_rest(&one, frontend_ignored);
    }
    if (b->subnet != NULL && n > 1) {
        diag_add(p->w->diag, &arm_code_unmapped, item[0]->at, "here",
                 "load balancer `%s` has %zu frontends: that of its first rule is taken", x->name,
                 n);
    }
}

/* A scenario has balancers of one port, with one entry of machines behind it. */
static const char *why_none(const struct arm_balancer *b, size_t rules)
{
    return b->member == NULL    ? "no machine of the files stands behind it"
           : rules == 0         ? "it has no load balancing rule"
           : b->port == 0       ? "its first rule is not of one port"
           : b->backend == NULL ? "the machines behind it are not alike"
                                : "the machines behind it stand in another network";
}

static void map_balancer(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_value **item, **nat;
    struct arm_balancer *b = ARENA_NEW(p->w->arena, struct arm_balancer);
    const size_t rules = arm_prop_list(x, "loadBalancingRules", &item);
    const struct arm_props first = rules > 0 ? arm_props(p, item[0], "loadBalancingRules", x->name)
                                             : (struct arm_props){0},
                           *rule = rules > 0 ? &first : NULL;
    b->json = x->body;
    take_frontend(x, rule, b);
    if (b->subnet == NULL) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "load balancer `%s` has no address inside a network of the files", r->name);
        return;
    }
    const char *pool = pool_of(r, x, rule);
    if (rule != NULL) {
        take_rule(x, rule, b);
    }
    if (arm_prop_list(x, "inboundNatRules", &nat) > 0) {
        diag_add(p->w->diag, &arm_code_unmapped, nat[0]->at, "left out",
                 "inboundNatRules of load balancer `%s` are left out: a port that leads to one "
                 "machine is not part of a scenario",
                 r->name);
        arm_prop_done(x, balancer_nat);
    }
    const struct arm_value *sku = arm_prop(x, "sku");
    const char *sku_name = sku != NULL ? arm_get_text(sku, "name") : NULL;
    b->sku = sku_name == NULL || strcasecmp(sku_name, "Basic") == 0
                 ? "Basic"
                 : NULL; /* the platform's default */
    if (b->address != NULL) {
        arm_texts_add(p->w->arena, &b->subnet->taken, b->address);
    }
    arm_find_members(p, b, pool, b->port != 0, r->at);
    arm_prop_done(x, balancer_done);
    arm_prop_rest(x, balancer_ignored);
    arm_judge_region(x, b->subnet->network);
    b->name = arm_given_name(p, &p->other_names, r->name);
    if (b->backend == NULL || b->port == 0 || b->backend->subnet->network != b->subnet->network) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "load balancer `%s` is left out: %s", r->name, why_none(b, rules));
        b->backend = NULL;
    } else if (rules > 1) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "here",
                 "load balancer `%s` has %zu rules: the first one is taken", r->name, rules);
    }
    for (size_t i = 1; i < rules; i++) {
        arm_settle(item[i]);
    }
    arm_things_add(p->w->arena, &p->balancers, b);
    r->mapped = b->backend != NULL ? b : NULL;
}

void arm_map_balancers(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/loadBalancers", map_balancer);
}
