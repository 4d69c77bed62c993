/*
 * What answers under a private address, of whichever collection, becomes a group of members: from
 * here on traffic, addresses, routes and the run make no difference between VMs, roles of cloud
 * services and managed instances. The frontend of a load balancer and a private endpoint are groups
 * of one address, which members of another may answer for.
 */
#include <string.h>

#include "models/language/resolve_parts.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/base/units.h"

static void add(struct topo *t, const struct topo_vm_group *of, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        t->vms[t->n_vms++] = of[i];
    }
}

/* One address; what it carries is not metered, and of the usual size. */
static struct topo_vm_group *add_address(struct topo *t, enum topo_vm_kind kind, struct resource r,
                                         struct topo_ref subnet)
{
    struct topo_vm_group *g = &t->vms[t->n_vms++];
    *g = (struct topo_vm_group){
        .r = r, .kind = kind, .subnet_ref = subnet, .count = 1, .has_nic = true};
    g->nic = (struct topo_nic){.bandwidth_bps = UNITS_UNLIMITED, .mtu_bytes = 1500};
    g->nic.queue.limit = UNITS_UNLIMITED;
    return g;
}

static void add_addresses(struct topo *t)
{
    for (size_t i = 0; i < t->n_balancers; i++) {
        const struct topo_balancer *b = &t->balancers[i];
        struct topo_vm_group *g = add_address(t, TOPO_LOAD_BALANCER, b->r, b->subnet_ref);
        g->balancer = b;
        g->region_ref = b->region_ref;
        g->fixed = b->address;
    }
    for (size_t i = 0; i < t->n_private_endpoints; i++) {
        const struct topo_endpoint *e = &t->private_endpoints[i];
        struct topo_vm_group *g = add_address(t, TOPO_PRIVATE_ENDPOINT, e->r, e->subnet_ref);
        g->endpoint = e;
        g->region_ref = e->region_ref;
        g->fixed = e->address;
        g->service_time = e->service_time;
        g->servers = e->servers;
    }
}

size_t resolve_count_services(const struct resolve *r)
{
    return r->t->n_cloud_services + r->t->n_managed_instances + r->t->n_balancers +
           r->t->n_private_endpoints;
}

void resolve_add_services(const struct resolve *r)
{
    add(r->t, r->t->cloud_services, r->t->n_cloud_services);
    add(r->t, r->t->managed_instances, r->t->n_managed_instances);
    add_addresses(r->t);
}

/* --- who answers --- */

static struct topo_vm_group *find_group(const struct resolve *r, const char *name)
{
    const struct resolve_set vms = RESOLVE_SET("virtual machine", r->t->vms, r->t->n_vms);
    return resolve_find(&vms, name);
}

static void resolve_backend(const struct resolve *r, struct topo_vm_group *g)
{
    const struct topo_balancer *b = g->balancer;
    const struct resolve_set vms =
        RESOLVE_SET("virtual machine or cloud service", r->t->vms, r->t->n_vms);
    struct topo_vm_group *to = resolve_want(r, &vms, b->backend_ref);
    if (to == NULL || to->subnet == NULL || g->subnet == NULL) {
        return;
    }
    const bool right_kind = to->kind == TOPO_MACHINE || to->kind == TOPO_CLOUD_SERVICE;
    if (!right_kind || to->subnet->vnet != g->subnet->vnet) {
        diag_add(r->d, &resolve_code_backend, b->backend_ref.at,
                 right_kind ? "of another network" : "no VMs",
                 "`%s` cannot stand behind load balancer `%s`", to->r.name, b->r.name);
        diag_other(r->d, to->r.at, right_kind ? "it is in `%s`" : "a %s",
                   right_kind ? to->subnet->vnet->r.name : to->r.table->kind);
        diag_platform(r->d, "the backend pool is refused");
        diag_help(r->d, "VMs or a cloud service of `%s`", g->subnet->vnet->r.name);
        return;
    }
    g->behind = to;
}

/* No entry has the name, so it is a text; unless it was meant to be one. */
static void note_text(const struct resolve *r, const struct topo_endpoint *e)
{
    const struct resolve_set vms = RESOLVE_SET("virtual machine", r->t->vms, r->t->n_vms);
    const char *near = diag_closest(e->service, resolve_names(r, &vms), vms.n);
    if (near == NULL || strcmp(near, e->r.name) == 0) {
        return;
    }
    diag_add(r->d, &resolve_code_service_text, resource_field_at(&e->r, "service"),
             "taken as a text", "no entry is called `%s`: private endpoint `%s` answers itself",
             e->service, e->r.name);
    diag_help(r->d, "did you mean `%s`?", near);
}

static void resolve_endpoint(const struct resolve *r, struct topo_vm_group *g)
{
    const struct topo_endpoint *e = g->endpoint;
    struct topo_vm_group *to = find_group(r, e->service);
    if (to == NULL) {
        note_text(r, e);
        return;
    }
    if (to->subnet == NULL || g->subnet == NULL) {
        return;
    }
    if (to->balancer != NULL || to->endpoint != NULL || !topo_is_of_platform(to)) {
        diag_add(r->d, &resolve_code_far_service, resource_field_at(&e->r, "service"),
                 "not behind an endpoint", "a %s behind private endpoint `%s`: not simulated yet",
                 to->r.table->kind, e->r.name);
        diag_other(r->d, to->r.at, "this one");
        diag_help(r->d, "name the members themselves: an entry of managed_instances, "
                        "cloud_services or virtual_machines");
        return;
    }
    if (to->subnet->vnet->region != g->subnet->vnet->region) {
        diag_add(
            r->d, &resolve_code_far_service, resource_field_at(&e->r, "service"),
            "in another region",
            "the service behind private endpoint `%s` stands in another region: not simulated yet",
            e->r.name);
        diag_other(r->d, to->r.at, "in %s", to->subnet->vnet->region_ref.name);
        diag_help(r->d, "an endpoint in the service's region, or a text that names no entry, with "
                        "a service_time of its own");
    }
    if (resource_field_given(&e->r, "service_time")) {
        diag_add(r->d, &resolve_code_two_services, resource_field_at(&e->r, "service_time"),
                 "not its own", "`%s` answers for private endpoint `%s`", to->r.name, e->r.name);
        diag_other(r->d, to->r.at, "and takes its own time");
        diag_help(r->d, "give the service_time there");
    }
    g->behind = to;
}

static void list_endpoints(const struct resolve *r)
{
    struct topo *t = r->t;
    for (int pass = 0; pass < 2; pass++) { /* counted, then listed */
        for (size_t i = 0; i < t->n_vms; i++) {
            const struct topo_vm_group *g = &t->vms[i];
            if (g->endpoint == NULL || g->subnet == NULL) {
                continue;
            }
            struct topo_vnet *v = g->subnet->vnet;
            if (pass == 1) {
                v->private_endpoints[v->n_private_endpoints] = g;
            }
            v->n_private_endpoints++;
        }
        for (size_t i = 0; i < t->n_vnets && pass == 0; i++) {
            t->vnets[i].private_endpoints =
                ARENA_ARRAY(r->a, const struct topo_vm_group *, t->vnets[i].n_private_endpoints);
            t->vnets[i].n_private_endpoints = 0;
        }
    }
}

void resolve_behind(const struct resolve *r)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        struct topo_vm_group *g = &r->t->vms[i];
        if (g->balancer != NULL) {
            resolve_backend(r, g);
        } else if (g->endpoint != NULL) {
            resolve_endpoint(r, g);
        }
    }
    list_endpoints(r);
}

/* --- addresses of one's own choice --- */

static const char *field_of(const struct topo_vm_group *g)
{
    return g->balancer != NULL ? "frontend_ip_address" : "private_ip_address";
}

/* Do the members' addresses, one behind the other, touch n from addr? */
static bool touches(const struct topo_vm_group *g, uint32_t addr, int64_t n)
{
    return (int64_t)g->fixed.addr < (int64_t)addr + n &&
           (int64_t)addr < (int64_t)g->fixed.addr + g->count;
}

bool resolve_fixed_address(const struct resolve *r, struct topo_vm_group *g)
{
    const struct ip4_prefix prefix = g->subnet->prefix.v[0];
    const uint32_t last = prefix.addr | ~ip4_mask(prefix.len);
    const char *field = field_of(g);
    char text[IP4_TEXT_MAX];
    if (!ip4_prefix_has(prefix, g->fixed.addr) || g->fixed.addr < prefix.addr + 4 ||
        (int64_t)g->fixed.addr + g->count > last) {
        diag_add(r->d, &resolve_code_fixed_address, resource_field_at(&g->r, field),
                 !ip4_prefix_has(prefix, g->fixed.addr) ? "not of the subnet"
                 : g->count > 1                         ? "too few behind it"
                                                        : "the platform's",
                 "`%s` cannot have the address %s%s", g->r.name, g->fixed.text,
                 g->count > 1 ? " and those that follow" : "");
        diag_other(r->d, g->subnet->prefix.at[0], "the subnet is %s",
                   ip4_prefix_format(prefix, text));
        diag_platform(r->d, "refused: five addresses of each subnet are the platform's, the first "
                            "four and the last");
        diag_help(r->d, "another address, or none: then the next one is given");
        return false;
    }
    for (const struct topo_vm_group *o = r->t->vms; o < g; o++) {
        if (o->fixed.text == NULL || o->subnet != g->subnet ||
            !touches(o, g->fixed.addr, g->count)) {
            continue;
        }
        const bool in_order = resolve_is_before(&o->r, &g->r);
        diag_add(r->d, &resolve_code_fixed_address,
                 resource_field_at(in_order ? &g->r : &o->r, in_order ? field : field_of(o)),
                 "again", "`%s` and `%s` have the same address", o->r.name, g->r.name);
        diag_other(r->d, in_order ? o->r.at : g->r.at, "the first one");
        diag_platform(r->d, "refused: the address is in use");
        diag_help(r->d, "another address");
        return false;
    }
    g->first_addr = g->fixed.addr;
    return true;
}

uint32_t resolve_next_free(const struct resolve *r, const struct topo_subnet *s, uint32_t addr,
                           int64_t count)
{
    for (bool moved = s->n_fixed > 0; moved;) {
        moved = false;
        for (size_t i = 0; i < r->t->n_vms; i++) {
            const struct topo_vm_group *g = &r->t->vms[i];
            if (g->fixed.text != NULL && g->subnet == s && touches(g, addr, count)) {
                addr = g->fixed.addr + (uint32_t)g->count;
                moved = true;
            }
        }
    }
    return addr;
}
