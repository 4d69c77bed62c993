/*
 * Network security groups: stateful filters by five-tuple, which subnets and VMs take by name.
 */
#include "models/language/schema.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/field_code.h"
#include "sim/base/ip4.h"

static const struct field_word directions[] = {{"Inbound", TOPO_INBOUND, false, "what comes to the VM"},
                                               {"Outbound", TOPO_OUTBOUND, false, "what it sends"},
                                               {NULL, 0, false, NULL}};
static const struct field_word accesses[] = {{"Allow", 1, false, "it passes"}, {"Deny", 0, false, "it is dropped, with cause nsg"}, {NULL, 0, false, NULL}};
static const struct field_word protocols[] = {{"Tcp", TOPO_TCP, false, "TCP"},   {"Udp", TOPO_UDP, false, "UDP"}, {"Icmp", TOPO_ICMP, false, "ICMP: ping"},
                                              {"Esp", TOPO_ESP, false, "ESP"},   {"Ah", TOPO_AH, false, "AH"},    {"*", TOPO_ANY_PROTOCOL, false, "any"},
                                              {NULL, 0, false, NULL}};

#define ADDRESS_HELP "a prefix, an address, * or a service tag: VirtualNetwork, Internet, AzureLoadBalancer"
#define AT(member) .offset = offsetof(struct topo_rule, member)

static const struct field rule_fields[] = {
    {.name = "priority", .kind = FIELD_INT, .flags = FIELD_REQUIRED, AT(priority), .min = 100, .max = 4096,
     .help = "the lowest number that matches decides", .example = "100"},
    {.name = "direction", .kind = FIELD_WORD, .flags = FIELD_REQUIRED, AT(direction), .words = directions, .help = "seen from the VM"},
    {.name = "access", .kind = FIELD_WORD, .flags = FIELD_REQUIRED, AT(allow), .words = accesses, .help = "what becomes of a match"},
    {.name = "protocol", .kind = FIELD_WORD, AT(protocol), .words = protocols, .def = "\"*\"", .help = "of the packets"},
    {.name = "source_address_prefix", .kind = FIELD_STRING, AT(source.text), .def = "\"*\"", .help = ADDRESS_HELP},
    {.name = "source_port_range", .kind = FIELD_STRING, AT(source_ports.text), .def = "\"*\"", .help = SCHEMA_PORTS_HELP},
    {.name = "destination_address_prefix", .kind = FIELD_STRING, AT(destination.text), .def = "\"*\"", .help = ADDRESS_HELP},
    {.name = "destination_port_range", .kind = FIELD_STRING, AT(destination_ports.text), .def = "\"*\"", .help = SCHEMA_PORTS_HELP},
};

static bool read_address(struct topo_match *m)
{
    static const struct {
        const char *word;
        enum topo_match_kind kind;
    } tags[] = {{"*", TOPO_MATCH_ANY}, {"VirtualNetwork", TOPO_MATCH_VNET}, {"Internet", TOPO_MATCH_INTERNET}, {"AzureLoadBalancer", TOPO_MATCH_LB}};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (strcmp(m->text, tags[i].word) == 0) {
            m->kind = tags[i].kind;
            return true;
        }
    }
    char text[2 * IP4_TEXT_MAX];
    m->kind = TOPO_MATCH_PREFIX;
    const int n = snprintf(text, sizeof text, "%s%s", m->text, strchr(m->text, '/') == NULL ? "/32" : "");
    return n > 0 && (size_t)n < sizeof text && ip4_prefix_parse(text, &m->prefix) == IP4_OK;
}

static bool read_ports(struct topo_ports *p)
{
    char *end;
    p->low = 0;
    p->high = 65535;
    if (strcmp(p->text, "*") == 0) {
        return true;
    }
    if (strspn(p->text, "0123456789-") != strlen(p->text) || p->text[0] == '-') {
        return false;
    }
    const long low = strtol(p->text, &end, 10), high = *end == '-' ? strtol(end + 1, &end, 10) : low;
    p->low = (uint32_t)low;
    p->high = (uint32_t)high;
    return *end == '\0' && end[-1] != '-' && low <= high && high <= 65535;
}

void schema_ports(struct topo_ports *p, const struct resource *r, const char *field, struct diag *diag)
{
    if (!read_ports(p)) {
        diag_add(diag, &field_code_range, resource_field_at(r, field), "not understood", "`%s` is no port and no range of ports", p->text);
        diag_help(diag, "%s; ports are 0 to 65535", SCHEMA_PORTS_HELP);
    }
}

static void rule_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_rule *r = object;
    struct topo_match *const match[] = {&r->source, &r->destination};
    static const char *const match_name[] = {"source_address_prefix", "destination_address_prefix"};
    struct topo_ports *const ports[] = {&r->source_ports, &r->destination_ports};
    static const char *const ports_name[] = {"source_port_range", "destination_port_range"};
    (void)arena;
    for (size_t i = 0; i < 2; i++) {
        if (!read_address(match[i])) {
            diag_add(diag, &field_code_prefix, resource_field_at(&r->r, match_name[i]), "not understood", "`%s` is no prefix, address or known tag",
                     match[i]->text);
            diag_help(diag, "%s", ADDRESS_HELP);
        }
        schema_ports(ports[i], &r->r, ports_name[i], diag);
    }
}

static const struct field_table rule_table = {
    .kind = "security rule",
    .help = "Matches packets by their five-tuple; the answer to what it lets through passes by itself.",
    .size = sizeof(struct topo_rule),
    .resource = offsetof(struct topo_rule, r),
    .fields = rule_fields,
    .n = SCHEMA_N(rule_fields),
    .finish = rule_finish,
};

static const struct field fields[] = {
    {.name = "security_rules", .kind = FIELD_MAP, .offset = offsetof(struct topo_nsg, rules), .aux = offsetof(struct topo_nsg, n_rules),
     .table = &rule_table, .help = "its rules, before the platform's default rules"},
};

const struct field_table schema_nsg = {
    .kind = "network security group",
    .help = "A stateful filter. Inbound, the subnet's is asked first, then the VM's; outbound the other way round; both must allow. Behind its\n"
            "rules stand the platform's: within VirtualNetwork and from AzureLoadBalancer in, within VirtualNetwork and to Internet out,\n"
            "all else denied. VirtualNetwork is the network, its peers, what its gateway leads to, and the prefixes of user-defined routes.",
    .size = sizeof(struct topo_nsg),
    .resource = offsetof(struct topo_nsg, r),
    .fields = fields,
    .n = SCHEMA_N(fields),
};
