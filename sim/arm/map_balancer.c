/* Internal load balancers: one of the scenario for each address inside a network. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const balancer_ignored[] = {"inboundNatRules", "inboundNatPools",
                                               "outboundRules", NULL},
                         *const balancer_done[] = {"probes", "sku", NULL},
                         *const balancer_nat[] = {"inboundNatRules", NULL};
static const char *const frontend_ignored[] = {"zones", NULL};
static const char *const frontend_done[] = {"privateIPAllocationMethod",
                                            "privateIPAddressVersion",
                                            "inboundNatRules",
                                            "inboundNatPools",
                                            "loadBalancingRules",
                                            "outboundRules",
                                            "publicIPAddress", /* of a way out */
                                            "publicIPPrefix",
                                            NULL};
static const char *const rule_ignored[] = {"enableTcpReset", "disableOutboundSnat", NULL},
                         *const rule_done[] = {"backendAddressPool", "backendAddressPools",
                                               "frontendIPConfiguration", NULL};

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

/* A scenario has balancers of one port, with one entry of machines behind it. */
static const char *why_none(const struct arm_balancer *b, size_t rules)
{
    return b->member == NULL    ? "no machine of the files stands behind it"
           : rules == 0         ? "it has no load balancing rule"
           : b->port == 0       ? "its rules are for all ports, and a scenario's is for one"
           : b->backend == NULL ? "the machines behind it are not alike"
                                : "the machines behind it stand in another network";
}

/* An address of the balancer, with the rules that are its own. */
struct frontend {
    const struct arm_props *x; /* the balancer */
    const struct arm_value *json;
    const char *name;
    struct arm_value **rule; /* of the balancer */
    size_t n_rules, n_own;
    const struct arm_value *first; /* of one port; else of all, or NULL */
};

static void take_rules(struct frontend *f, bool only)
{
    bool one_port = false;
    for (size_t i = 0; i < f->n_rules; i++) {
        const struct arm_props rule =
            arm_props(f->x->p, f->rule[i], "loadBalancingRules", f->x->name);
        const struct arm_value *id = arm_plain_member(
            rule.properties != NULL ? rule.properties : rule.body, "frontendIPConfiguration");
        const char *to = id != NULL ? arm_get_text(id, "id") : NULL;
        const struct arm_value *port = arm_prop_raw(&rule, "frontendPort");
        if (!only &&
            (to == NULL || f->name == NULL || strcasecmp(arm_last_name(to), f->name) != 0)) {
            continue;
        }
        f->n_own++;
        const bool has_port = port != NULL && (port->kind != ARM_INT || port->whole != 0) &&
                              (port->kind != ARM_TEXT || strcmp(port->text, "0") != 0);
        if (f->first == NULL || (has_port && !one_port)) {
            f->first = f->rule[i];
            one_port = has_port;
        }
    }
}

static struct arm_subnet *take_frontend(const struct frontend *f, const char **address)
{
    struct arm_plan *p = f->x->p;
    const struct arm_props one = arm_props(p, f->json, "frontendIPConfigurations", f->x->name);
    const char *id = arm_prop_id(&one, "subnet");
    const struct arm_value *given = arm_prop_raw(&one, "privateIPAddress");
    struct arm_subnet *s = id != NULL ? arm_find_subnet(p, id, f->json->at, NULL) : NULL;
    *address = s != NULL && given != NULL && given->kind == ARM_TEXT && given->len > 0 ? given->text
                                                                                       : NULL;
    arm_prop_done(&one, frontend_done);
    arm_prop_rest(&one, frontend_ignored);
    return s;
}

/* NULL: it is left out, which is said. */
static struct arm_balancer *map_frontend(struct arm_resource *r, const struct frontend *f,
                                         struct arm_subnet *s, const char *address, const char *sku,
                                         const char *name)
{
    const struct arm_props *x = f->x;
    struct arm_plan *p = x->p;
    const struct span at = f->json->at;
    struct arm_balancer *b =
        arm_things_add(p->w->arena, &p->balancers, ARENA_NEW(p->w->arena, struct arm_balancer));
    *b = (struct arm_balancer){.json = x->body, .subnet = s, .address = address, .sku = sku};
    const struct arm_props first = f->first != NULL
                                       ? arm_props(p, f->first, "loadBalancingRules", x->name)
                                       : (struct arm_props){0},
                           *rule = f->first != NULL ? &first : NULL;
    const char *pool = pool_of(r, x, rule);
    if (rule != NULL) {
        take_rule(x, rule, b);
    }
    if (address != NULL) {
        arm_texts_add(p->w->arena, &s->taken, address);
    }
    arm_find_members(p, b, pool, b->port != 0, r->at);
    b->name = arm_given_name(p, &p->other_names, name);
    if (b->backend == NULL || b->port == 0 || b->backend->subnet->network != s->network) {
        diag_add(p->w->diag, &arm_code_unmapped, at, "left out",
                 "load balancer `%s` is left out: %s", name, why_none(b, f->n_own));
        b->backend = NULL;
        return NULL;
    }
    if (f->n_own > 1) {
        diag_add(p->w->diag, &arm_code_unmapped, at, "here",
                 "load balancer `%s` has %zu rules at one address: that of port %lld is taken",
                 name, f->n_own, (long long)b->port);
    }
    return b;
}

bool arm_balancer_is_basic(const struct arm_props *x)
{
    const struct arm_value *sku = arm_prop(x, "sku");
    const char *name = sku != NULL ? arm_get_text(sku, "name") : NULL;
    return name == NULL || strcasecmp(name, "Basic") == 0; /* the platform's default */
}

/* What is of the balancer as a whole. Its SKU. */
static const char *take_whole(struct arm_resource *r, const struct arm_props *x)
{
    struct arm_value **nat;
    if (arm_prop_list(x, "inboundNatRules", &nat) > 0) {
        diag_add(x->p->w->diag, &arm_code_unmapped, nat[0]->at, "left out",
                 "inboundNatRules of load balancer `%s` are left out: a port that leads to one "
                 "machine is not part of a scenario",
                 r->name);
        arm_prop_done(x, balancer_nat);
    }
    arm_prop_done(x, balancer_done);
    arm_prop_rest(x, balancer_ignored);
    return arm_balancer_is_basic(x) ? "Basic" : NULL;
}

/* Of addresses that are not inside a network a scenario has no more than that they are a way out.
 */
static void say_outside(struct arm_plan *p, const struct arm_resource *r, bool inside)
{
    bool out = false;
    for (size_t i = 0; i < p->machines.n && !out; i++) {
        out = ((const struct arm_machine *)p->machines.v[i])->outbound == r;
    }
    diag_add(p->w->diag, &arm_code_unmapped, r->at, inside || out ? "here" : "left out",
             "load balancer `%s` has %s%s", r->name,
             inside ? "addresses that are in no network of the files: they are "
                    : "no address inside a network of the files",
             out      ? inside ? "a way out to the Internet, all else of them is left out"
                               : ": it is a way out to the Internet, all else of it is left out"
             : inside ? "left out"
                      : "");
}

/* Each of its addresses inside a network is a balancer of the scenario. */
static void map_balancer(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_value **rule, **frontend;
    const size_t n_rules = arm_prop_list(x, "loadBalancingRules", &rule),
                 n = arm_prop_list(x, "frontendIPConfigurations", &frontend);
    const char *sku = NULL, *address;
    size_t inside = 0, mapped = 0;
    for (size_t i = 0; i < n && arm_may_work(p->w, r->at, n_rules / 8 + 1); i++) {
        struct frontend f = {.x = x,
                             .json = frontend[i],
                             .name = arm_get_text(arm_plain(frontend[i]), "name"),
                             .rule = rule,
                             .n_rules = n_rules};
        struct arm_subnet *s = take_frontend(&f, &address);
        if (s == NULL) {
            continue;
        }
        sku = inside++ == 0 ? take_whole(r, x) : sku;
        take_rules(&f, n == 1);
        if (f.n_own == 0 && n_rules > 0) {
            diag_add(p->w->diag, &arm_code_unmapped, f.json->at, "left out",
                     "an address of load balancer `%s` is left out: no rule is for it", r->name);
            continue;
        }
        const char *name = mapped++ == 0 ? r->name
                                         : arena_printf(p->w->arena, "%s-%s", r->name,
                                                        f.name != NULL ? f.name : "frontend");
        struct arm_balancer *b = map_frontend(r, &f, s, address, sku, name);
        r->mapped = r->mapped == NULL ? b : r->mapped;
        if (mapped == 1) {
            arm_judge_region(x, s->network);
        }
    }
    for (size_t i = 0; i < n_rules; i++) {
        arm_settle(rule[i]);
    }
    if (inside < n || n == 0) {
        say_outside(p, r, inside > 0);
    }
}

void arm_map_balancers(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/loadBalancers", map_balancer);
}
