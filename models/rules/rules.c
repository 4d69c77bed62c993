#include "models/rules/rules.h"

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
