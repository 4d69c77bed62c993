/*
 * NAT rules of a gateway.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

static const struct field_word nat_types[] = {
    {"Static", TOPO_NAT_STATIC, false, "address by address"},
    {"Dynamic", TOPO_NAT_DYNAMIC, false,
     "many addresses behind few, by ports: only those behind the internal mapping can begin"},
    {NULL, 0, false, NULL},
};
static const struct field_word nat_modes[] = {
    {"IngressSnat", TOPO_NAT_INGRESS, false, "the other side's addresses have others here"},
    {"EgressSnat", TOPO_NAT_EGRESS, false, "this side's addresses have others there"},
    {NULL, 0, false, NULL},
};

static const struct field nat_fields[] = {
    {.name = "type",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_nat_rule, type),
     .words = nat_types,
     .def = "Static",
     .help = "how addresses are mapped"},
    {.name = "mode",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_nat_rule, mode),
     .words = nat_modes,
     .help = "whose addresses"},
    {.name = "internal_mapping",
     .kind = FIELD_PREFIX,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_nat_rule, internal),
     .help = "the addresses as they are",
     .example = "10.1.0.0/24"},
    {.name = "external_mapping",
     .kind = FIELD_PREFIX,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_nat_rule, external),
     .help = "what the other end of the translation knows them by; as many, or of a Dynamic rule "
             "fewer, a /26 at most",
     .example = "192.168.1.0/24"},
    {.name = "internal_port_range",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_nat_rule, internal_ports.text),
     .example = "443",
     .help = "of a Static rule: only packets of TCP and UDP with such a port at that address are "
             "translated, to a port each. One port: the platform takes no ranges yet"},
    {.name = "external_port_range",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_nat_rule, external_ports.text),
     .example = "8443",
     .help = "of a Static rule, with internal_port_range: what that one becomes"},
    {.name = "instance",
     .kind = FIELD_INT,
     .min = 0,
     .max = 1,
     .offset = offsetof(struct topo_nat_rule, instance),
     .aux = offsetof(struct topo_nat_rule, has_instance),
     .help = "of a Dynamic rule of an active-active gateway: which instance has it, the platform's "
             "ipConfigurationId; the other needs a rule of its own. Not given: 0 (assumed: "
             "nat_default_instance)"},
    {.name = "idle_timeout",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_nat_rule, idle_timeout),
     .aux = offsetof(struct topo_nat_rule, has_idle_timeout),
     .min = SIM_S,
     .max = 86400 * SIM_S,
     .example = "4min",
     .help = "of a Dynamic rule: when a translation that nothing has used is forgotten. Not given: "
             "4 min (assumed: as Azure NAT Gateway)"},
};

static void nat_ports_finish(struct topo_nat_rule *n, struct diag *diag)
{
    struct topo_ports *const ports[] = {&n->internal_ports, &n->external_ports};
    static const char *const names[] = {"internal_port_range", "external_port_range"};
    for (size_t i = 0; i < 2; i++) {
        if (ports[i]->text != NULL) {
            schema_ports(ports[i], &n->r, names[i], diag);
        }
    }
}

static void nat_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_nat_rule *n = object;
    static const char *const of_dynamic[] = {"idle_timeout", "instance"};
    (void)arena;
    nat_ports_finish(n, diag);
    if (n->type == TOPO_NAT_DYNAMIC) {
        return;
    }
    for (size_t i = 0; i < SCHEMA_N(of_dynamic); i++) {
        if (resource_field_given(&n->r, of_dynamic[i])) {
            diag_add(diag, &field_code_contradiction, resource_field_at(&n->r, of_dynamic[i]),
                     "of dynamic rules",
                     "rule `%s` is static: it keeps no state, and every instance translates by it",
                     n->r.name);
            diag_help(diag, "leave it out, or type: Dynamic");
        }
    }
    if (n->internal.v[0].len != n->external.v[0].len) {
        diag_add(diag, &field_code_contradiction, n->external.at[0], "not as many",
                 "rule `%s` maps a /%u to a /%u", n->r.name, n->internal.v[0].len,
                 n->external.v[0].len);
        diag_other(diag, n->internal.at[0], "the addresses as they are");
        diag_help(diag, "a static rule maps address by address: two prefixes of one length; type: "
                        "Dynamic puts many addresses behind few");
    }
}

const struct field_table schema_nat_rule = {
    .kind = "NAT rule",
    .help = "Address translation for the connections that name the rule: for sites whose addresses "
            "overlap others.",
    .size = sizeof(struct topo_nat_rule),
    .resource = offsetof(struct topo_nat_rule, r),
    .fields = nat_fields,
    .n = SCHEMA_N(nat_fields),
    .finish = nat_finish,
};
