/*
 * Two with one public address: gateways, devices, VMs and hosts of the Internet. An entry of
 * public_ip_addresses that two name, and an address that is written twice.
 */
#include <stdlib.h>
#include <string.h>

#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

static void say_shared(const struct rules *r, const struct topo_public_ip *p, struct span again,
                       struct span first, const char *of)
{
    diag_add(r->d, &rules_code_one_address, again, "again", "public address `%s` is given twice",
             p->r.name);
    diag_other(r->d, first, "`%s` has it", of);
    diag_platform(r->d, "a public address belongs to one of them");
    diag_help(r->d, "another entry of public_ip_addresses for one of them");
}

/* The place among those named before the i-th; i: it is the first. */
static size_t first_of(const struct topo_public_ip *const *p, size_t i)
{
    size_t first = 0;
    while (p[first] != p[i]) {
        first++;
    }
    return first;
}

static void find_shared(const struct rules *r, const struct topo_gateway *g)
{
    for (size_t i = 0; i < g->public_ip_names.n; i++) {
        const struct topo_public_ip *p = g->public_ips[i];
        const size_t first = first_of(g->public_ips, i);
        if (p->gateway != g || first != i) {
            say_shared(r, p, g->public_ip_names.at[i],
                       p->gateway == g ? g->public_ip_names.at[first] : p->gateway->r.at,
                       p->gateway->r.name);
        }
    }
}

static void find_shared_by_machines(const struct rules *r, const struct topo_vm_group *g)
{
    for (size_t i = 0; i < g->public_ip_names.n; i++) {
        const struct topo_public_ip *p = g->public_ips[i];
        const size_t first = first_of(g->public_ips, i);
        if (p->gateway != NULL) {
            say_shared(r, p, g->public_ip_names.at[i], p->gateway->r.at, p->gateway->r.name);
        } else if (p->machine != g || first != i) {
            say_shared(r, p, g->public_ip_names.at[i],
                       p->machine == g ? g->public_ip_names.at[first] : p->machine->r.at,
                       p->machine->r.name);
        }
    }
}

struct written { /* an address, where it is written */
    const struct topo_address *address;
    struct span at;
    const char *name; /* of what has it */
};

struct list {
    struct written *v;
    size_t n;
};

static void add(struct list *l, const struct topo_address *a, const struct resource *r,
                const char *field, const char *name)
{
    if (a->text != NULL) {
        l->v[l->n++] = (struct written){a, resource_field_at(r, field), name};
    }
}

static struct list gather(const struct topo *t, struct arena *arena)
{
    struct list l = {.v = ARENA_ARRAY(arena, struct written,
                                      t->n_public_ips + 2 * t->n_endpoints + t->n_internet_hosts)};
    for (size_t i = 0; i < t->n_public_ips; i++) {
        const struct topo_public_ip *p = &t->public_ips[i];
        add(&l, &p->address, &p->r, "ip_address", p->r.name);
    }
    for (size_t i = 0; i < t->n_endpoints; i++) {
        const struct topo_gateway *g = &t->gateways[i];
        if (g->device != NULL) {
            add(&l, &g->device->public_ip, &g->device->r, "public_ip", g->r.name);
            continue;
        }
        add(&l, &g->public_ip, &g->r, "public_ip_address", g->r.name);
        add(&l, &g->second_public_ip, &g->r, "second_public_ip_address", g->r.name);
    }
    for (size_t i = 0; i < t->n_internet_hosts; i++) {
        const struct topo_vm_group *h = &t->internet_hosts[i];
        add(&l, &h->fixed, &h->r, "address", h->r.name);
    }
    return l;
}

/* By address, then as in the file. */
static int in_order(const void *x, const void *y)
{
    const struct written *a = x, *b = y;
    const uint32_t of_a[] = {a->address->addr, a->at.source, a->at.line, a->at.col},
                   of_b[] = {b->address->addr, b->at.source, b->at.line, b->at.col};
    for (size_t i = 0; i < sizeof of_a / sizeof *of_a; i++) {
        if (of_a[i] != of_b[i]) {
            return of_a[i] < of_b[i] ? -1 : 1;
        }
    }
    return strcmp(a->name, b->name); /* one --set may write several */
}

void rules_one_address(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_gateways; n++) {
        find_shared(r, &r->t->gateways[n]);
    }
    for (size_t n = 0; n < r->t->n_vms; n++) {
        find_shared_by_machines(r, &r->t->vms[n]);
    }
    struct arena *arena = arena_new();
    const struct list l = gather(r->t, arena);
    if (l.n > 0) {
        qsort(l.v, l.n, sizeof *l.v, in_order);
    }
    for (size_t i = 1; i < l.n; i++) {
        const struct written *a = &l.v[i - 1], *b = &l.v[i];
        if (a->address->addr != b->address->addr) {
            continue;
        }
        diag_add(r->d, &rules_code_one_address, b->at, "again",
                 "the public address %s is given twice", b->address->text);
        diag_other(r->d, a->at, "`%s` has it", a->name);
        diag_platform(r->d, "a public address belongs to one of them");
        diag_help(r->d, "another address for one of them");
    }
    arena_free(arena);
}
