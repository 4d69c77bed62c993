/* Application security groups: rules that match them match the addresses of their members, which
 * are known when the machines are. */
#include <string.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

static bool is_in(const struct arm_machine *m, const struct arm_texts *groups)
{
    for (size_t i = 0; i < groups->n; i++)
        if (arm_texts_has(&m->groups, groups->v[i]))
            return true;
    return false;
}

static void add_once(struct arm_plan *p, struct arm_texts *out, const char *prefix)
{
    if (!arm_texts_has(out, prefix))
        arm_texts_add(p->w->arena, out, prefix);
}

/* The members' own addresses, which they get to keep; of a scale set its subnet. */
static void take_members(struct arm_plan *p, const struct arm_rule *r,
                         const struct arm_texts *groups, struct arm_texts *out)
{
    for (size_t i = 0; i < p->machines.n && arm_may_work(p->w, r->where, 1); i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->subnet == NULL || !is_in(m, groups))
            continue;
        const char *address = arm_address_of(p, m);
        if (address == NULL) {
            diag_add(p->w->diag, &arm_code_stand_in, r->where, "here",
                     "rule `%s` matches members `%s` of application security groups: their subnet "
                     "stands for them",
                     r->given, m->name);
            diag_platform(p->w->diag, "what else is in the subnet is not matched");
        }
        struct ip4_prefix first;
        if (address == NULL ||
            !arm_prefix(arena_printf(p->w->arena, "%.40s/32", address), &first)) {
            add_once(p, out, m->subnet->prefix);
            continue;
        }
        for (int64_t k = 0; k < m->count && arm_may_work(p->w, r->where, 1); k++) {
            char text[IP4_TEXT_MAX];
            add_once(p, out,
                     arena_printf(p->w->arena, "%s/32",
                                  ip4_addr_format(first.addr + (uint32_t)k, text)));
        }
    }
}

/* False: nobody is matched, so the rule has no effect. */
static bool settle(struct arm_plan *p, struct arm_rule *r)
{
    take_members(p, r, &r->source_groups, &r->source);
    take_members(p, r, &r->destination_groups, &r->destination);
    if ((r->source_groups.n == 0 || r->source.n > 0) &&
        (r->destination_groups.n == 0 || r->destination.n > 0))
        return true;
    diag_add(p->w->diag, &arm_code_assumed, r->where, NULL,
             "rule `%s` matches application security groups without a member: it is left out",
             r->given);
    return false;
}

static void map_group(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    (void)p;
    arm_prop_rest(x, NULL);
    r->mapped = r;
}

void arm_settle_groups(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/applicationSecurityGroups", map_group);
    for (size_t i = 0; i < p->filters.n; i++) {
        struct arm_filter *f = p->filters.v[i];
        size_t kept = 0;
        for (size_t k = 0; k < f->rules.n; k++) {
            struct arm_rule *r = f->rules.v[k];
            if ((r->source_groups.n == 0 && r->destination_groups.n == 0) || settle(p, r))
                f->rules.v[kept++] = r;
        }
        f->rules.n = kept;
    }
}
