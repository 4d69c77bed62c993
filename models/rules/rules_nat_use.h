/*
 * The NAT rules that connections name.
 */
#ifndef MODELS_RULES_RULES_NAT_USE_H
#define MODELS_RULES_RULES_NAT_USE_H

#include "models/cloud/topo.h"

struct rules_nat_use { /* those that a connection names; first the ones for what comes in */
    const struct topo_connection *c;
    size_t n;
};

struct rules_nat_use rules_nat_used_by(const struct topo_connection *c);
const struct topo_nat_rule *rules_nat_used(struct rules_nat_use u, size_t i);

bool rules_nat_names(const struct topo_connection *c, const struct topo_nat_rule *rule);
/* By any connection. */
bool rules_nat_in_use(const struct topo *t, const struct topo_nat_rule *rule);

#endif
