/*
 * What the files of NAT share: nat.c has the rules of a connection and what they make of packets,
 * nat_prefix.c what they make of prefixes, nat_seen.c what those in a network call an address
 * behind gateways.
 */
#ifndef MODELS_ROUTING_NAT_PARTS_H
#define MODELS_ROUTING_NAT_PARTS_H

#include "models/routing/nat.h"

struct nat_rules {
    const struct topo_nat_rule *const *v;
    size_t n;
};

/* What comes from the other end of a connection is renamed there as it goes into the tunnel, by the
 * rules of that gateway, and here as it comes out of it. A device has no rules. */
enum nat_stage { NAT_THERE, NAT_HERE, NAT_STAGES };
struct nat_rules nat_stage(const struct topo_connection *c, enum nat_stage stage);

const struct topo_nat_rule *nat_rule_for(struct nat_rules rules, const struct nat_end *end);
/* Has the instance + 1 the rule? NAT_FIRST: whoever has it. */
bool nat_is_of(const struct topo_nat_rule *rule, uint32_t by);
/* Where both hold, is a the one that is taken? */
bool nat_goes_before(const struct topo_nat_rule *a, const struct topo_nat_rule *b);
bool nat_is_for_ports(const struct topo_nat_rule *rule);
/* What is larger than the pool of a dynamic rule becomes all of it. */
struct ip4_prefix nat_map(const struct topo_nat_rule *rule, struct ip4_prefix p);
/* Goes through the stages from one on: is it renamed? Takes from `by` what they ask for. pooled:
 * set where a dynamic rule holds; NULL: nobody asks. */
bool nat_cross(const struct topo_connection *c, enum nat_stage from, enum nat_stage to,
               struct nat_end *end, bool *pooled);

#endif
