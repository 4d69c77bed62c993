/*
 * Two with one public address: gateways, devices, VMs and hosts of the Internet.
 */
#include "models/rules/rules_parts.h"

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

/* Of an entry of public_ip_addresses that has no address. */
static void find_shared(const struct rules *r, const struct topo_gateway *g)
{
    for (size_t i = 0; i < g->public_ip_names.n; i++) {
        const struct topo_public_ip *p = g->public_ips[i];
        const size_t first = first_of(g->public_ips, i);
        if (p->address.text == NULL && (p->gateway != g || first != i)) {
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

void rules_one_address(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_gateways; n++) {
        find_shared(r, &r->t->gateways[n]);
    }
    for (size_t n = 0; n < r->t->n_vms; n++) {
        find_shared_by_machines(r, &r->t->vms[n]);
    }
    for (size_t n = 0; n < 2 * r->t->n_endpoints; n++) {
        for (size_t m = 0; m < n; m++) {
            const struct topo_gateway *a = &r->t->gateways[m / 2], *b = &r->t->gateways[n / 2];
            const struct topo_address *x = &a->at[m % 2], *y = &b->at[n % 2];
            if (x->text == NULL || y->text == NULL || x->addr != y->addr) {
                continue;
            }
            diag_add(r->d, &rules_code_one_address, b->r.at, "has it",
                     "the public address %s is given twice", y->text);
            diag_other(r->d, a->r.at, a == b ? "for both instances" : "and this one");
            diag_platform(r->d, "a public address belongs to one of them");
            diag_help(r->d, "another address for one of them");
        }
    }
}
