/*
 * Public addresses of gateways and VMs, and availability zones.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

static const struct field_word ip_skus[] = {
    {"Standard", TOPO_IP_STANDARD, false, "what VPN gateways take"},
    {"Basic", TOPO_IP_BASIC, false, "retired: VPN gateways are refused it"},
    {NULL, 0, false, NULL},
};
static const struct field_word allocations[] = {
    {"Static", TOPO_STATIC, false, "kept for ever"},
    {"Dynamic", TOPO_DYNAMIC, false, "of SKU Basic alone"},
    {NULL, 0, false, NULL},
};

static const struct field public_ip_fields[] = {
    {.name = "sku",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_public_ip, sku),
     .words = ip_skus,
     .def = "Standard",
     .help = "kind of address"},
    {.name = "allocation_method",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_public_ip, allocation),
     .words = allocations,
     .def = "Static",
     .help = "how long it is kept"},
    {.name = "zones",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_public_ip, zones),
     .help = "availability zones, of 1, 2 and 3; not given: none",
     .example = "[1, 2, 3]"},
    {.name = "ip_address",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_public_ip, address.text),
     .help = "where local network gateways find its gateway by gateway_ip_address",
     .example = "203.0.113.10"},
};

uint32_t schema_zones(const struct field_names *zones, struct diag *diag)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < zones->n; i++) {
        const char *z = zones->v[i];
        if (z[0] < '1' || z[0] > '3' || z[1] != '\0') {
            diag_add(diag, &field_code_word, zones->at[i], "unknown",
                     "`%s` is no availability zone", z);
            diag_help(diag, "1, 2 and 3 are");
            continue;
        }
        bits |= UINT32_C(1) << (z[0] - '0');
    }
    return bits;
}

static void public_ip_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_public_ip *p = object;
    (void)arena;
    schema_address(&p->address, &p->r, "ip_address", diag);
    p->zone_bits = schema_zones(&p->zones, diag);
    if (p->sku == TOPO_IP_STANDARD && p->allocation == TOPO_DYNAMIC) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&p->r, "allocation_method"),
                 "not with Standard", "public address `%s` of SKU Standard is Dynamic", p->r.name);
        diag_platform(diag, "an address of SKU Standard is static: it is refused");
        diag_help(diag, "allocation_method: Static");
    }
}

const struct field_table schema_public_ip = {
    .kind = "public address",
    .help = "A public address of a gateway, where its SKU and zones matter, or of a VM, which "
            "reaches the Internet by it; they name theirs "
            "in public_ip_addresses. No gateway's need be declared.",
    .size = sizeof(struct topo_public_ip),
    .resource = offsetof(struct topo_public_ip, r),
    .fields = public_ip_fields,
    .n = SCHEMA_N(public_ip_fields),
    .finish = public_ip_finish,
};
