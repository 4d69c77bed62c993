#include "models/rules/rules.h"

#include "models/language/resolve_parts.h"
#include "models/rules/rules_parts.h"

struct rule {
    const struct diag_code *code;
    void (*check)(const struct rules *r);
};

#define AS_RULE(name) {&rules_code_##name, rules_##name},
#define AS_CODE(name) &rules_code_##name,

static const struct rule table[] = {RULES(AS_RULE)};

void rules_check(const struct topo *t, const struct catalog *c, struct diag *d)
{
    const struct rules r = {t, c, d};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        table[i].check(&r);
    }
}

const struct diag_code *const *rules_codes(size_t *n)
{
    static const struct diag_code *const all[] = {RULES(AS_CODE)};
    *n = sizeof all / sizeof all[0];
    return all;
}

bool rules_is_first(const struct resource *own, const struct resource *reverse)
{
    return reverse == NULL || resolve_is_before(own, reverse);
}

bool rules_overlap(const struct topo_prefixes *a, const struct topo_prefixes *b, size_t *i,
                   size_t *j)
{
    for (*i = 0; *i < a->n; ++*i) {
        for (*j = 0; *j < b->n; ++*j) {
            if (ip4_prefix_overlaps(a->v[*i], b->v[*j])) {
                return true;
            }
        }
    }
    return false;
}

bool rules_cover(const struct topo_prefixes *set, struct ip4_prefix p)
{
    bool part = false;
    for (size_t i = 0; i < set->n; i++) {
        if (ip4_prefix_contains(set->v[i], p)) {
            return true;
        }
        part = part || ip4_prefix_contains(p, set->v[i]);
    }
    if (!part) {
        return false;
    }
    /* A prefix of the set lies inside p, so p is no single address and has halves. */
    const struct ip4_prefix low = {p.addr, (uint8_t)(p.len + 1)};
    const struct ip4_prefix high = {p.addr | UINT32_C(1) << (31 - p.len), (uint8_t)(p.len + 1)};
    return rules_cover(set, low) && rules_cover(set, high);
}

const struct topo_prefixes *rules_targets(const struct topo_connection *c)
{
    return c->type == TOPO_IPSEC ? &c->to_lng->prefixes : &c->to->vnet->prefixes;
}
