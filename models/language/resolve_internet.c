/*
 * Hosts of the Internet become networks of one machine each, in the region at whose edge packets
 * for them leave. They stand behind the declared ones, as what stands for sites does.
 */
#include "models/cloud/special.h"
#include "models/language/resolve_parts.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"

static void add_network(const struct resolve *r, struct topo_vm_group *g)
{
    struct topo *t = r->t;
    struct topo_vnet *v = &t->vnets[t->n_networks++];
    struct ip4_prefix *own = ARENA_NEW(r->a, struct ip4_prefix);
    struct span *at = ARENA_NEW(r->a, struct span);
    *own = (struct ip4_prefix){g->fixed.addr, 32};
    *at = resource_field_at(&g->r, "address");
    *v = (struct topo_vnet){.r = {.name = g->r.name, .at = g->r.at},
                            .region_ref = g->near_ref,
                            .prefixes = {own, at, 1},
                            .region = resolve_region_number(t, g->near_ref.name),
                            .n_subnets = 1};
    v->subnets = ARENA_NEW(r->a, struct topo_subnet);
    v->subnets[0] = (struct topo_subnet){
        .r = {.name = "internet", .at = g->r.at}, .prefix = v->prefixes, .vnet = v};
    g->subnet = v->subnets;
    g->first_addr = g->fixed.addr;
    g->count = 1;
    g->kind = TOPO_INTERNET_HOST;
    g->has_nic = true;
}

static void judge(const struct resolve *r, const struct topo_vm_group *g)
{
    const struct special *s = special_of((struct ip4_prefix){g->fixed.addr, 32});
    if (s != NULL) {
        diag_add(r->d, &resolve_code_internet_address, resource_field_at(&g->r, "address"),
                 "not a public address", "`%s` cannot be on the Internet: %s is %s", g->r.name,
                 s->text, s->what);
        diag_help(r->d, "a public address; for examples there are 192.0.2.0/24, 198.51.100.0/24 "
                        "and 203.0.113.0/24 (RFC 5737)");
    }
}

void resolve_add_internet_hosts(const struct resolve *r)
{
    struct topo *t = r->t;
    for (size_t i = 0; i < t->n_internet_hosts; i++) {
        struct topo_vm_group *g = &t->vms[t->n_vms++];
        *g = t->internet_hosts[i];
        judge(r, g);
        add_network(r, g);
        t->vnets[t->n_networks - 1].outside = &t->internet_hosts[i]; /* g moves */
    }
}
