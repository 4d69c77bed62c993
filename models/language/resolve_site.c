/*
 * On-premises sites become what the rest of the program knows: a site a network in its near region,
 * a device a gateway in it, hosts machines with addresses, and for every connection that leads to a
 * device its other end. They stand behind the declared ones in the same arrays (topo.h), so rules
 * about the platform do not see them.
 */
#include <stdlib.h>
#include <string.h>

#include "models/language/resolve_parts.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/base/units.h"

/* --- making room --- */

static size_t count_devices(const struct topo *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_sites; i++) {
        n += t->sites[i].n_devices > 0 ? t->sites[i].n_devices : 1;
    }
    return n;
}

static size_t count_nobodies(const struct topo *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_lngs; i++) {
        n += t->lngs[i].endpoint_ref.name == NULL;
    }
    return n;
}

/* Room first: pointers into the arrays are taken only when they no longer move. */
void resolve_make_room(const struct resolve *r)
{
    struct topo *t = r->t;
    const size_t nobodies = count_nobodies(t);
    t->vnets =
        arena_grow(r->a, t->vnets, t->n_vnets,
                   t->n_vnets + t->n_sites + t->n_internet_hosts + nobodies, sizeof *t->vnets);
    t->gateways = arena_grow(r->a, t->gateways, t->n_gateways,
                             t->n_gateways + count_devices(t) + nobodies, sizeof *t->gateways);
    t->connections = arena_grow(r->a, t->connections, t->n_connections,
                                t->n_connections + t->n_connections, sizeof *t->connections);
    t->n_networks = t->n_vnets;
    t->n_endpoints = t->n_gateways;
    t->n_ends = t->n_connections;
}

/* --- sites, devices, hosts --- */

static void add_device(const struct resolve *r, struct topo_site *s, struct topo_device *d)
{
    struct topo *t = r->t;
    struct topo_gateway *g = &t->gateways[t->n_endpoints++];
    const char *name =
        s->n_devices > 0 ? arena_printf(r->a, "%s/%s", s->r.name, d->r.name) : s->r.name;
    const int64_t throughput = d->throughput_bps != 0 ? d->throughput_bps : s->vpn_throughput_bps;
    *g = (struct topo_gateway){
        .r = {.name = name, .at = d->r.at},
        .limits = {.aggregate_bps = throughput,
                   .tunnel_bps = UNITS_UNLIMITED,
                   .tunnel_pps = UNITS_UNLIMITED},
        .has_limits = true,
        .processing = d->processing,
        .has_processing = true,
        .mss_clamp = d->mss_clamp,
        .df = d->df,
        .tells_mtu = d->tells_mtu,
        .replay_window = d->replay_window,
        .has_mss_clamp = true,
        .enable_bgp = d->has_bgp,
        .at = {d->public_ip},
        .vnet = s->network,
        .device = d,
    };
    d->gateway = g;
    if (s->network->gateway == NULL) {
        s->network->gateway = g;
    }
}

/* A subnet a prefix; they all have the same routes. */
static void add_site(const struct resolve *r, struct topo_site *s)
{
    struct topo *t = r->t;
    struct topo_vnet *v = &t->vnets[t->n_networks++];
    char text[IP4_TEXT_MAX];
    *v = (struct topo_vnet){.r = {.name = s->r.name, .at = s->r.at},
                            .region_ref = s->near_ref,
                            .prefixes = s->prefixes,
                            .site = s};
    v->region = resolve_region_number(t, s->near_ref.name);
    v->n_subnets = s->prefixes.n;
    v->subnets = ARENA_ARRAY(r->a, struct topo_subnet, v->n_subnets);
    for (size_t i = 0; i < v->n_subnets; i++) {
        v->subnets[i] = (struct topo_subnet){
            .r = {.name = arena_strdup(r->a, ip4_prefix_format(s->prefixes.v[i], text)),
                  .at = s->prefixes.at[i]},
            .prefix = {&s->prefixes.v[i], &s->prefixes.at[i], 1},
            .vnet = v};
    }
    v->gateway_subnet = v->subnets;
    s->network = v;
    if (s->n_devices == 0) {
        struct topo_device *d = ARENA_NEW(r->a, struct topo_device);
        *d = (struct topo_device){.r = {.name = s->r.name, .at = s->r.at},
                                  .tunnels = 2,
                                  .dpd_timeout = 45 * SIM_S,
                                  .replay_window = 64};
        add_device(r, s, d);
    }
    for (size_t i = 0; i < s->n_devices; i++) {
        add_device(r, s, &s->devices[i]);
    }
}

static struct topo_subnet *subnet_of_host(const struct resolve *r, const struct topo_site *s,
                                          const struct topo_vm_group *h)
{
    for (size_t i = 0; i < s->network->n_subnets; i++) {
        if (h->host_prefix.n == 0 || ip4_prefix_equal(s->prefixes.v[i], h->host_prefix.v[0])) {
            return &s->network->subnets[i];
        }
    }
    char text[IP4_TEXT_MAX];
    diag_add(r->d, &resolve_code_reference, h->host_prefix.at[0], "not one of them",
             "site `%s` has no address prefix %s", s->r.name,
             ip4_prefix_format(h->host_prefix.v[0], text));
    diag_other(r->d, s->prefixes.at[0], "the site's");
    diag_help(r->d, "one of the site's address_prefixes, or leave it out: the first");
    return NULL;
}

static int by_name(const void *x, const void *y)
{
    const struct topo_vm_group *a = x, *b = y;
    const int order = strcmp(a->r.name, b->r.name);
    return order != 0 ? order : (a->r.at.line > b->r.at.line) - (a->r.at.line < b->r.at.line);
}

/* All that has an address, in the order of names. */
static void merge_machines(const struct resolve *r)
{
    struct topo *t = r->t;
    size_t n = 0;
    for (size_t i = 0; i < t->n_sites; i++) {
        n += t->sites[i].n_hosts;
    }
    n += resolve_count_services(r) + t->n_internet_hosts;
    t->vms = arena_grow(r->a, t->machines, t->n_machines, t->n_machines + n, sizeof *t->vms);
    t->n_vms = t->n_machines;
    if (n == 0) {
        return;
    }
    for (size_t i = 0; i < t->n_sites; i++) {
        for (size_t k = 0; k < t->sites[i].n_hosts; k++) {
            struct topo_vm_group *g = &t->vms[t->n_vms++];
            *g = t->sites[i].hosts[k];
            g->site = &t->sites[i];
            g->has_nic = true;
            g->subnet = subnet_of_host(r, &t->sites[i], g);
        }
    }
    resolve_add_services(r);
    resolve_add_internet_hosts(r);
    qsort(t->vms, t->n_vms, sizeof *t->vms, by_name);
    for (size_t i = 1; i < t->n_vms; i++) {
        if (strcmp(t->vms[i - 1].r.name, t->vms[i].r.name) == 0) {
            diag_add(r->d, &resolve_code_name_twice, t->vms[i].r.at, "again",
                     "the name `%s` is that of a %s already", t->vms[i].r.name,
                     t->vms[i - 1].r.table->kind);
            diag_other(r->d, t->vms[i - 1].r.at, "the first one");
            diag_help(r->d,
                      "traffic names all that has an address alike: give one of them another name");
        }
    }
}

void resolve_sites(const struct resolve *r)
{
    for (size_t i = 0; i < r->t->n_sites; i++) {
        add_site(r, &r->t->sites[i]);
    }
    merge_machines(r);
}

/* --- the devices' ends --- */

static struct topo_selectors *turned_round(const struct resolve *r, const struct topo_connection *c)
{
    struct topo_selectors *s = ARENA_ARRAY(r->a, struct topo_selectors, c->n_selectors);
    for (size_t i = 0; i < c->n_selectors; i++) {
        s[i] = (struct topo_selectors){.r = c->selectors[i].r,
                                       .local = c->selectors[i].remote,
                                       .remote = c->selectors[i].local};
    }
    return s;
}

/* Of connection c, which leads to a device. Its own selectors must be known. */
static void add_end(const struct resolve *r, struct topo_connection *c)
{
    struct topo *t = r->t;
    struct topo_device *d = (struct topo_device *)c->to->device;
    struct topo_connection *o = &t->connections[t->n_ends++];
    *o = (struct topo_connection){
        .r = {.name = arena_printf(r->a, "%s/%s", c->to->r.name, c->r.name), .at = d->r.at},
        .type = TOPO_IPSEC,
        .from_ref = c->to_ref,
        .shared_key = d->shared_key != NULL ? d->shared_key : c->shared_key,
        .policy = d->policy,
        .has_policy = d->has_policy,
        .protocol = resource_field_given(&d->r, "ike_protocol") ? d->protocol : c->protocol,
        .enable_bgp = d->has_bgp,
        .selectors = d->n_selectors > 0 ? d->selectors : turned_round(r, c),
        .n_selectors = d->n_selectors > 0 ? d->n_selectors : c->n_selectors,
        .dpd_timeout = d->dpd_timeout,
        .from = c->to,
        .to = c->from,
        .reverse = c,
    };
    c->reverse = o;
}

void resolve_device_ends(const struct resolve *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        struct topo_connection *c = &r->t->connections[i];
        if (c->from != NULL && c->to != NULL && c->to->device != NULL) {
            add_end(r, c);
        }
    }
}
