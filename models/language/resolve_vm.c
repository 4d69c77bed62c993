/* VMs: subnet, addresses, NIC. */
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/language/resolve_parts.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/base/field_code.h"

/* Network, default gateway and two of DNS in front, broadcast behind (Virtual Network FAQ,
 * 2020-06-26). */
enum { RESERVED_FRONT = 4, RESERVED = 5 };
enum { NIC_QUEUE_PACKETS = 1000 /* assumed; schema's default for nic too */, NIC_MTU_BYTES = 1500 };

static struct topo_subnet *find_subnet(const struct resolve *r, struct topo_ref ref)
{
    const char *slash = strchr(ref.name, '/');
    const struct resolve_set vnets = RESOLVE_SET("virtual network", r->t->vnets, r->t->n_vnets);
    struct topo_ref part = {arena_strndup(r->a, ref.name, (size_t)(slash - ref.name)), ref.at};
    part.at.len = (uint32_t)strlen(part.name);
    const struct topo_vnet *vnet = resolve_want(r, &vnets, part);
    if (vnet == NULL) {
        return NULL;
    }
    const struct resolve_set subnets = RESOLVE_SET("subnet", vnet->subnets, vnet->n_subnets);
    struct topo_subnet *s = resolve_find(&subnets, slash + 1);
    if (s == NULL) {
        diag_add(r->d, &resolve_code_reference, ref.at, "unknown",
                 "virtual network `%s` has no subnet `%s`", vnet->r.name, slash + 1);
        resolve_suggest(r, slash + 1, resolve_names(r, &subnets), subnets.n);
    }
    return s;
}

static uint64_t hosts_of(struct ip4_prefix p)
{
    const uint64_t all = UINT64_C(1) << (32 - p.len);
    return all > RESERVED ? all - RESERVED : 0;
}

static bool is_for_gateways(const struct resolve *r, const struct topo_vm_group *g)
{
    if (strcmp(g->subnet->r.name, "GatewaySubnet") != 0) {
        return false;
    }
    diag_add(r->d, &resolve_code_gateway_subnet, g->subnet_ref.at, "for gateways only",
             "`%s` cannot stand in a GatewaySubnet", g->r.name);
    diag_platform(r->d, "the GatewaySubnet holds the gateway's instances and nothing else");
    diag_help(r->d, "give `%s` another subnet", g->r.name);
    return true;
}

/* Of all members, behind the subnet's last: their own, unless it was chosen, then the further ones.
 */
static void give_addresses(const struct resolve *r, struct topo_vm_group *g)
{
    char text[IP4_TEXT_MAX];
    struct topo_subnet *s = g->subnet;
    const struct ip4_prefix prefix = s->prefix.v[0];
    const uint32_t front = prefix.addr + RESERVED_FRONT;
    const int64_t each = g->configurations > 1 ? g->configurations : 1, own = g->fixed.text == NULL,
                  wanted = g->count * (each - 1 + own);
    if (wanted == 0) {
        return;
    }
    const uint32_t first = resolve_next_free(r, s, front + (uint32_t)s->hosts_used, wanted);
    const uint64_t room = hosts_of(prefix), used = first - front,
                   left = room > used ? room - used : 0;
    if ((uint64_t)wanted > left) {
        diag_add(r->d, &resolve_code_addresses, g->subnet_ref.at, "not enough addresses",
                 "`%s` does not fit into %s: %lld wanted, room for %llu", g->r.name,
                 ip4_prefix_format(prefix, text), (long long)wanted, (unsigned long long)left);
        diag_other(r->d, s->prefix.at[0], "%llu usable, %llu of them taken",
                   (unsigned long long)room, (unsigned long long)used);
        if (each > 1) {
            diag_other(r->d, resource_field_at(&g->r, "ip_configurations"), "%lld each",
                       (long long)each);
        }
        diag_platform(
            r->d, "five addresses of each subnet are the platform's: the first four and the last");
        diag_help(r->d, "a larger subnet, or fewer VMs");
        return; /* takes nothing: what follows may fit */
    }
    g->first_addr = own ? first : g->first_addr;
    g->first_further = first + (own ? (uint32_t)g->count : 0);
    s->hosts_used = used + (uint64_t)wanted;
    s->n_addresses += (uint64_t)wanted;
}

static void resolve_nic(const struct resolve *r, struct topo_vm_group *g)
{
    if (g->has_nic) {
        return;
    }
    const struct span at = resource_field_at(&g->r, "vm_size");
    const struct catalog_vm_size *size = catalog_vm_size(r->c, g->vm_size);
    if (size == NULL) {
        const char *const *names;
        diag_add(r->d, &resolve_code_vm_size, at, "unknown", "there is no VM size `%s` in the data",
                 g->vm_size);
        const size_t n = catalog_vm_size_names(r->c, &names);
        const char *near = diag_closest(g->vm_size, names, n);
        if (near != NULL) {
            diag_help(r->d, "did you mean `%s`?", near);
        } else {
            diag_help(r->d,
                      "sizes are listed in models/data; for any other give nic: {bandwidth: ...}");
        }
        return;
    }
    if (size->egress_bps == 0) {
        diag_add(r->d, &resolve_code_bandwidth, at, "no published bandwidth",
                 "the bandwidth of VM size `%s` is not published", size->name);
        diag_help(r->d, "give it yourself in place of vm_size: nic: {bandwidth: 10Gbps}");
        return;
    }
    g->nic.bandwidth_bps = size->egress_bps;
    g->nic.queue.limit = NIC_QUEUE_PACKETS;
    g->nic.queue.limit_unit = TOPO_PACKETS;
    g->nic.mtu_bytes = NIC_MTU_BYTES;
    g->nic.flow_limit = TOPO_NIC_FLOWS;
}

void resolve_zone(const struct resolve *r, uint32_t region, struct span at)
{
    const struct topo_region_used *u = &r->t->regions_used[region];

    if (u->data == NULL || !u->data->has_no_zones) {
        return;
    }
    diag_add(r->d, &resolve_code_no_zones, at, "no such thing",
             "region `%s` has no availability zones", u->name);
    diag_help(r->d,
              "leave it out, or take a region that has zones: models/data/regions.csv says which");
}

void resolve_vms(const struct resolve *r)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        struct topo_vm_group *g = &r->t->vms[i];
        if (topo_is_of_platform(g)) { /* hosts have theirs */
            resolve_nic(r, g);
            g->nsg = resolve_nsg(r, g->nsg_ref);
            (void)resolve_region(r, g->region_ref);
            resolve_public_of_machine(r, g);
            g->subnet = find_subnet(r, g->subnet_ref);
            if (g->zone_bits != 0 && g->subnet != NULL) {
                resolve_zone(r, g->subnet->vnet->region,
                             resource_field_at(&g->r, g->zone != 0 ? "zone" : "zones"));
            }
        }
        if (g->kind == TOPO_INTERNET_HOST) { /* and its address */
            continue;
        }
        if (g->subnet != NULL && g->fixed.text != NULL && !is_for_gateways(r, g) &&
            resolve_fixed_address(r, g)) {
            g->subnet->n_fixed++;
            g->subnet->n_addresses += (uint64_t)g->count;
        }
    }
    for (size_t i = 0; i < r->t->n_vms;
         i++) { /* sorted by name: addresses do not depend on the order in the file */
        struct topo_vm_group *g = &r->t->vms[i];
        if (g->subnet != NULL && g->kind != TOPO_INTERNET_HOST &&
            (g->fixed.text == NULL || g->first_addr != 0) && !is_for_gateways(r, g)) {
            give_addresses(r, g);
        }
    }
}
