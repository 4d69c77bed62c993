/*
 * Network security groups: stateful filters by five-tuple, which subnets and VMs take by name.
 */
#include "models/language/schema.h"

#include <stdlib.h>
#include <string.h>

#include "models/cloud/service_tag.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"
#include "sim/base/ip4.h"

static const struct field_word directions[] = {
    {"Inbound", TOPO_INBOUND, false, "what comes to the VM"},
    {"Outbound", TOPO_OUTBOUND, false, "what it sends"},
    {NULL, 0, false, NULL}};
static const struct field_word accesses[] = {{"Allow", 1, false, "it passes"},
                                             {"Deny", 0, false, "it is dropped, with cause nsg"},
                                             {NULL, 0, false, NULL}};
static const struct field_word protocols[] = {{"Tcp", TOPO_TCP, false, "TCP"},
                                              {"Udp", TOPO_UDP, false, "UDP"},
                                              {"Icmp", TOPO_ICMP, false, "ICMP: ping"},
                                              {"Esp", TOPO_ESP, false, "ESP"},
                                              {"Ah", TOPO_AH, false, "AH"},
                                              {"*", TOPO_ANY_PROTOCOL, false, "any"},
                                              {NULL, 0, false, NULL}};

#define ADDRESS_HELP                                                                               \
    "a prefix, an address, * or a service tag: VirtualNetwork, Internet, AzureLoadBalancer, or "   \
    "one of a service, which no machine here belongs to"
#define AT(member) .offset = offsetof(struct topo_rule, member)
#define ONE(of, member, help_, example_)                                                           \
    {                                                                                              \
        .name = of, .kind = FIELD_STRING, AT(member.text),                                         \
        .help = help_ ". Neither it nor the list: all", .example = example_                        \
    }
#define MANY(of, member, help_, example_)                                                          \
    {                                                                                              \
        .name = of, .kind = FIELD_NAMES, AT(member.texts),                                         \
        .help = "in place of the former: any of these " help_, .example = example_                 \
    }

static const struct field rule_fields[] = {
    {.name = "priority",
     .kind = FIELD_INT,
     .flags = FIELD_REQUIRED,
     AT(priority),
     .min = 100,
     .max = 4096,
     .help = "the lowest number that matches decides",
     .example = "100"},
    {.name = "direction",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     AT(direction),
     .words = directions,
     .help = "seen from the VM"},
    {.name = "access",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     AT(allow),
     .words = accesses,
     .help = "what becomes of a match"},
    {.name = "protocol",
     .kind = FIELD_WORD,
     AT(protocol),
     .words = protocols,
     .def = "\"*\"",
     .help = "of the packets"},
    ONE("source_address_prefix", source, ADDRESS_HELP, "10.1.0.0/16"),
    MANY("source_address_prefixes", source, "prefixes and addresses", "[10.1.0.0/16, 10.2.0.4]"),
    ONE("source_port_range", source_ports, SCHEMA_PORTS_HELP, "1024-65535"),
    MANY("source_port_ranges", source_ports, "ports and ranges", "[123, 1024-65535]"),
    ONE("destination_address_prefix", destination, ADDRESS_HELP, "10.2.0.4"),
    MANY("destination_address_prefixes", destination, "prefixes and addresses",
         "[10.1.0.0/16, 10.2.0.4]"),
    ONE("destination_port_range", destination_ports, SCHEMA_PORTS_HELP, "443"),
    MANY("destination_port_ranges", destination_ports, "ports and ranges", "[80, 443, 8000-8099]"),
};

/* --- what is matched --- */

struct reading {
    struct topo_match *match;
    const char *text;
    struct span at;
    struct diag *diag;
};

static bool read_tag(const struct reading *r)
{
    static const struct {
        const char *word;
        enum topo_tag tag;
    } tags[] = {{"*", TOPO_TAG_ANY},
                {"VirtualNetwork", TOPO_TAG_VNET},
                {"Internet", TOPO_TAG_INTERNET},
                {"AzureLoadBalancer", TOPO_TAG_LB}};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (strcmp(r->text, tags[i].word) == 0) {
            r->match->tags |= tags[i].tag;
            return true;
        }
    }
    r->match->tags |= service_tag_is(r->text) ? TOPO_TAG_SERVICE : 0;
    return service_tag_is(r->text);
}

static void read_address(const struct reading *r)
{
    struct topo_match *m = r->match;
    char text[2 * IP4_TEXT_MAX];
    struct ip4_prefix p;
    if (read_tag(r)) {
        return;
    }
    const int n =
        snprintf(text, sizeof text, "%s%s", r->text, strchr(r->text, '/') == NULL ? "/32" : "");
    if (n > 0 && (size_t)n < sizeof text && ip4_prefix_parse(text, &p) == IP4_OK) {
        m->prefixes.v[m->prefixes.n] = p;
        m->prefixes.at[m->prefixes.n++] = r->at;
        m->ranges.v[m->ranges.n++] = (struct range){p.addr, p.addr | ~ip4_mask(p.len)};
        return;
    }
    const char *near = service_tag_closest(r->text);
    diag_add(r->diag, &field_code_prefix, r->at, "not understood",
             "`%s` is no prefix, address or known tag", r->text);
    diag_help(r->diag, near != NULL ? "did you mean `%s`?" : "%s",
              near != NULL ? near : ADDRESS_HELP);
}

static bool parse_ports(const char *text, uint32_t *low_port, uint32_t *high_port)
{
    char *end;
    if (strspn(text, "0123456789-") != strlen(text) || text[0] == '-' || text[0] == '\0') {
        return false;
    }
    const long low = strtol(text, &end, 10), high = *end == '-' ? strtol(end + 1, &end, 10) : low;
    *low_port = (uint32_t)low;
    *high_port = (uint32_t)high;
    return *end == '\0' && end[-1] != '-' && low <= high && high <= 65535;
}

static void refuse_ports(const char *text, struct span at, struct diag *diag)
{
    diag_add(diag, &field_code_range, at, "not understood", "`%s` is no port and no range of ports",
             text);
    diag_help(diag, "%s; ports are 0 to 65535", SCHEMA_PORTS_HELP);
}

static void read_ports(const struct reading *r)
{
    struct topo_match *m = r->match;
    struct range p = {0, 65535};
    if (strcmp(r->text, "*") == 0) {
        m->tags |= TOPO_TAG_ANY;
    } else if (parse_ports(r->text, &p.low, &p.high)) {
        m->ranges.v[m->ranges.n++] = p;
    } else {
        refuse_ports(r->text, r->at, r->diag);
    }
}

void schema_ports(struct topo_ports *p, const struct resource *r, const char *field,
                  struct diag *diag)
{
    p->low = 0;
    p->high = 65535;
    if (strcmp(p->text, "*") != 0 && !parse_ports(p->text, &p->low, &p->high)) {
        refuse_ports(p->text, resource_field_at(r, field), diag);
    }
}

/* --- rules --- */

static void match_finish(struct topo_match *m, const struct resource *r, const char *one,
                         const char *many, void (*read)(const struct reading *),
                         struct arena *arena, struct diag *diag)
{
    const size_t n = m->texts.n + 1;
    m->prefixes = (struct topo_prefixes){.v = ARENA_ARRAY(arena, struct ip4_prefix, n),
                                         .at = ARENA_ARRAY(arena, struct span, n)};
    m->ranges = (struct ranges){.v = ARENA_ARRAY(arena, struct range, n)};
    m->tags = m->text == NULL && m->texts.n == 0 ? TOPO_TAG_ANY : 0;
    if (m->text != NULL) {
        read(&(struct reading){m, m->text, resource_field_at(r, one), diag});
    }
    for (size_t i = 0; i < m->texts.n; i++) {
        read(&(struct reading){m, m->texts.v[i], m->texts.at[i], diag});
    }
    ranges_tidy(&m->ranges);
    if (m->text != NULL && m->texts.n > 0) {
        diag_add(diag, &field_code_contradiction, m->texts.at[0], "and these",
                 "rule `%s` has both %s and %s", r->name, one, many);
        diag_other(diag, resource_field_at(r, one), "here");
        diag_help(diag, "one of the two; %s takes as many as there are", many);
    }
}

static void rule_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_rule *r = object;
    match_finish(&r->source, &r->r, "source_address_prefix", "source_address_prefixes",
                 read_address, arena, diag);
    match_finish(&r->destination, &r->r, "destination_address_prefix",
                 "destination_address_prefixes", read_address, arena, diag);
    match_finish(&r->source_ports, &r->r, "source_port_range", "source_port_ranges", read_ports,
                 arena, diag);
    match_finish(&r->destination_ports, &r->r, "destination_port_range", "destination_port_ranges",
                 read_ports, arena, diag);
}

static const struct field_table rule_table = {
    .kind = "security rule",
    .help =
        "Matches packets by their five-tuple; the answer to what it lets through passes by itself.",
    .size = sizeof(struct topo_rule),
    .resource = offsetof(struct topo_rule, r),
    .fields = rule_fields,
    .n = SCHEMA_N(rule_fields),
    .finish = rule_finish,
};

static const struct field fields[] = {
    {.name = "security_rules",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_nsg, rules),
     .aux = offsetof(struct topo_nsg, n_rules),
     .table = &rule_table,
     .help = "its rules, before the platform's default rules"},
};

static int by_priority(const void *x, const void *y)
{
    const struct topo_rule *a = *(const struct topo_rule *const *)x,
                           *b = *(const struct topo_rule *const *)y;
    return a->priority != b->priority ? (a->priority > b->priority) - (a->priority < b->priority)
                                      : strcmp(a->r.name, b->r.name);
}

static void nsg_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_nsg *g = object;
    (void)diag;
    for (int d = TOPO_INBOUND; d <= TOPO_OUTBOUND; d++) {
        g->ordered[d] = ARENA_ARRAY(arena, const struct topo_rule *, g->n_rules);
        for (size_t i = 0; i < g->n_rules; i++) {
            if (g->rules[i].direction == d) {
                g->ordered[d][g->n_ordered[d]++] = &g->rules[i];
            }
        }
        if (g->n_ordered[d] > 1) {
            qsort(g->ordered[d], g->n_ordered[d], sizeof *g->ordered[d], by_priority);
        }
    }
}

const struct field_table schema_nsg = {
    .kind = "network security group",
    .help = "A stateful filter. Inbound, the subnet's is asked first, then the VM's; outbound the "
            "other way round; both must allow. Behind its\n"
            "rules stand the platform's: within VirtualNetwork and from AzureLoadBalancer in, "
            "within VirtualNetwork and to Internet out,\n"
            "all else denied. VirtualNetwork is the network, its peers, what its gateway leads to, "
            "and the prefixes of user-defined routes.",
    .size = sizeof(struct topo_nsg),
    .resource = offsetof(struct topo_nsg, r),
    .fields = fields,
    .n = SCHEMA_N(fields),
    .finish = nsg_finish,
};
