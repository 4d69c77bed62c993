#include "models/rules/rules_nat_use.h"

struct rules_nat_use rules_nat_used_by(const struct topo_connection *c)
{
    return (struct rules_nat_use){c, c->n_ingress + c->n_egress};
}

const struct topo_nat_rule *rules_nat_used(struct rules_nat_use u, size_t i)
{
    return i < u.c->n_ingress ? u.c->ingress[i] : u.c->egress[i - u.c->n_ingress];
}

bool rules_nat_names(const struct topo_connection *c, const struct topo_nat_rule *rule)
{
    const struct rules_nat_use u = rules_nat_used_by(c);
    for (size_t k = 0; k < u.n; k++) {
        if (rules_nat_used(u, k) == rule) {
            return true;
        }
    }
    return false;
}

bool rules_nat_in_use(const struct topo *t, const struct topo_nat_rule *rule)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        if (rules_nat_names(&t->connections[i], rule)) {
            return true;
        }
    }
    return false;
}
