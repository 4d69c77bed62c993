/*
 * What faults strike: the things behind their names.
 */
#include <stdlib.h>
#include <string.h>

#include "models/language/resolve_parts.h"
#include "models/routing/rib.h"
#include "sim/base/arena.h"

static struct span target_at(const struct topo_fault *f, const char *key)
{
    return resource_field_at(&f->r, key);
}

static struct topo_ref ref_of(const struct topo_fault *f, const char *key)
{
    return (struct topo_ref){f->name[f->target], target_at(f, key)};
}

/* The part of a name before its slash; *rest: what is behind it, NULL: there is none. */
static const char *before_slash(const struct resolve *r, const char *name, const char **rest)
{
    const char *slash = strchr(name, '/');

    *rest = slash != NULL ? slash + 1 : NULL;
    return slash != NULL ? arena_strndup(r->a, name, (size_t)(slash - name)) : name;
}

static void unknown(const struct resolve *r, const struct topo_fault *f, const char *key,
                    const char *kind, const char *const *names, size_t n)
{
    const struct topo_ref ref = ref_of(f, key);

    diag_add(r->d, &resolve_code_reference, ref.at, "unknown", "there is no %s `%s`", kind,
             ref.name);
    resolve_suggest(r, ref.name, names, n);
}

static void find_gateway(const struct resolve *r, struct topo_fault *f)
{
    const struct resolve_set gateways =
        RESOLVE_SET("virtual network gateway", r->t->gateways, r->t->n_gateways);

    f->gateway = resolve_want(r, &gateways, ref_of(f, "gateway"));
    if (f->gateway != NULL && !f->gateway->active_active && f->has_instance && f->instance != 0) {
        diag_add(r->d, &resolve_code_fault_standby, target_at(f, "instance"), "the standby",
                 "gateway `%s` is active-standby: its instance 1 carries nothing",
                 f->gateway->r.name);
        diag_other(r->d, f->gateway->r.at, "without active_active");
        diag_help(r->d, "leave `instance` out, or set active_active: true");
    }
}

/* DEVICE or SITE/DEVICE. */
static const struct topo_gateway *device_named(const struct resolve *r, const char *name)
{
    const char *rest, *site = before_slash(r, name, &rest);

    for (size_t i = r->t->n_gateways; i < r->t->n_endpoints; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (g->device == NULL || strcmp(g->device->r.name, rest != NULL ? rest : name) != 0) {
            continue;
        }
        if (rest == NULL || (g->vnet->site != NULL && strcmp(g->vnet->site->r.name, site) == 0)) {
            return g;
        }
    }
    return NULL;
}

/* SITE/DEVICE of all devices, as a user would write them; *n of them, behind the sites when those
 * count too. */
static const char *const *lines_and_devices(const struct resolve *r, bool sites, size_t *n)
{
    const char **names = ARENA_ARRAY(r->a, const char *, r->t->n_endpoints + r->t->n_sites + 1);

    *n = 0;
    for (size_t i = 0; sites && i < r->t->n_sites; i++) {
        names[(*n)++] = r->t->sites[i].r.name;
    }
    for (size_t i = r->t->n_gateways; i < r->t->n_endpoints; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (g->device != NULL && g->vnet->site != NULL && g->vnet->site->n_devices > 0 &&
            (!sites || g->device->has_uplink)) {
            names[(*n)++] = arena_printf(r->a, "%s/%s", g->vnet->site->r.name, g->device->r.name);
        }
    }
    return names;
}

static void find_device(const struct resolve *r, struct topo_fault *f)
{
    size_t n;

    f->gateway = device_named(r, f->name[f->target]);
    if (f->gateway == NULL) {
        const char *const *names = lines_and_devices(r, false, &n);
        unknown(r, f, "device", "device", names, n);
    }
}

static void find_uplink(const struct resolve *r, struct topo_fault *f)
{
    const struct resolve_set sites = RESOLVE_SET("on-premises site", r->t->sites, r->t->n_sites);
    size_t n;

    f->site = resolve_find(&sites, f->name[f->target]);
    if (f->site != NULL) {
        return;
    }
    f->gateway = device_named(r, f->name[f->target]);
    if (f->gateway == NULL) {
        const char *const *names = lines_and_devices(r, true, &n);
        unknown(r, f, "uplink", "site or device", names, n);
    } else if (!f->gateway->device->has_uplink) {
        diag_add(r->d, &resolve_code_fault_target, target_at(f, "uplink"), "the site's",
                 "device `%s` has no line of its own", f->gateway->device->r.name);
        diag_other(r->d, f->gateway->r.at, "without uplink");
        diag_help(r->d, "name the site: uplink: %s", f->gateway->vnet->site->r.name);
    }
}

static const struct topo_connection *find_connection(const struct resolve *r,
                                                     const struct topo_fault *f, const char *key,
                                                     const char *name)
{
    const struct resolve_set connections =
        RESOLVE_SET("connection", r->t->connections, r->t->n_connections);

    return resolve_want(r, &connections, (struct topo_ref){name, target_at(f, key)});
}

static void find_tunnel(const struct resolve *r, struct topo_fault *f)
{
    const char *rest, *name = before_slash(r, f->name[f->target], &rest);
    const struct topo_connection *c = find_connection(r, f, "tunnel", name);

    f->here = f->there = -1;
    f->connection = c;
    if (c == NULL || rest == NULL || c->from == NULL || c->to == NULL) {
        return;
    }
    const int last_here = c->from->active_active ? 1 : 0, last_there = c->to->active_active ? 1 : 0;
    if (strlen(rest) == 3 && rest[1] == '-' && rest[0] >= '0' && rest[0] - '0' <= last_here &&
        rest[2] >= '0' && rest[2] - '0' <= last_there) {
        f->here = rest[0] - '0';
        f->there = rest[2] - '0';
        return;
    }
    diag_add(r->d, &resolve_code_reference, target_at(f, "tunnel"), "unknown",
             "connection `%s` has no tunnel `%s`", name, rest);
    diag_help(
        r->d,
        last_here + last_there == 0
            ? "it has one: write tunnel: %s"
            : "%s/0-0 is that between the first instances of both ends; /%d-%d is the last one",
        name, last_here, last_there);
}

static void find_session(const struct resolve *r, struct topo_fault *f)
{
    f->connection = find_connection(r, f, "bgp_session", f->name[f->target]);
    if (f->connection != NULL && f->connection->from != NULL && f->connection->to != NULL &&
        rib_wants_session(f->connection) == RIB_SESSION) {
        return;
    }
    if (f->connection != NULL) {
        diag_add(r->d, &resolve_code_fault_target, target_at(f, "bgp_session"), "no session",
                 "there is no BGP session over connection `%s`", f->connection->r.name);
        diag_other(r->d, f->connection->r.at, "the connection");
        diag_help(r->d, "a session needs enable_bgp at both connections and both gateways, and two "
                        "ASNs; a fault of a tunnel is `tunnel:`");
    }
}

static void find_peering(const struct resolve *r, struct topo_fault *f)
{
    const struct resolve_set vnets = RESOLVE_SET("virtual network", r->t->vnets, r->t->n_vnets);
    const char *rest, *name = before_slash(r, f->name[f->target], &rest);
    const struct topo_vnet *v = resolve_find(&vnets, name);
    const struct resolve_set peerings =
        RESOLVE_SET("peering", v != NULL ? v->peerings : NULL, v != NULL ? v->n_peerings : 0);

    f->peering = rest != NULL && v != NULL ? resolve_find(&peerings, rest) : NULL;
    if (f->peering != NULL) {
        return;
    }
    const char **names;
    size_t n = 0;
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        n += r->t->vnets[i].n_peerings;
    }
    names = ARENA_ARRAY(r->a, const char *, n);
    n = 0;
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        for (size_t k = 0; k < r->t->vnets[i].n_peerings; k++) {
            names[n++] = arena_printf(r->a, "%s/%s", r->t->vnets[i].r.name,
                                      r->t->vnets[i].peerings[k].r.name);
        }
    }
    unknown(r, f, "peering", "peering", names, n);
}

static bool region_number(const struct resolve *r, const char *name, uint32_t *number)
{
    for (uint32_t i = 0; i < r->t->n_regions_used; i++) {
        if (strcmp(r->t->regions_used[i].name, name) == 0) {
            *number = i;
            return true;
        }
    }
    return false;
}

static const char *const *used_regions(const struct resolve *r)
{
    const char **names = ARENA_ARRAY(r->a, const char *, r->t->n_regions_used);

    for (size_t i = 0; i < r->t->n_regions_used; i++) {
        names[i] = r->t->regions_used[i].name;
    }
    return names;
}

static void find_region(const struct resolve *r, struct topo_fault *f)
{
    if (!region_number(r, f->name[f->target], &f->region)) {
        unknown(r, f, "region", "region", used_regions(r), r->t->n_regions_used);
    }
}

/* REGION/ZONE. */
static void find_zone(const struct resolve *r, struct topo_fault *f)
{
    const char *rest, *name = before_slash(r, f->name[f->target], &rest);

    if (rest == NULL || strlen(rest) != 1 || rest[0] < '1' || rest[0] > '3') {
        diag_add(r->d, &resolve_code_reference, target_at(f, "zone"), "unknown",
                 "`%s` is no availability zone", f->name[f->target]);
        /* "westus-2" is meant for "westus/2" */
        const size_t len = strlen(name);
        const bool is_dashed = rest == NULL && len > 2 && name[len - 2] == '-' &&
                               name[len - 1] >= '1' && name[len - 1] <= '3';
        diag_help(r->d, "a region and 1, 2 or 3: zone: %.*s/%c", (int)(is_dashed ? len - 2 : len),
                  name, is_dashed ? name[len - 1] : '1');
        return;
    }
    if (!region_number(r, name, &f->region)) {
        diag_add(r->d, &resolve_code_reference, target_at(f, "zone"), "unknown",
                 "there is no region `%s` in this scenario", name);
        resolve_suggest(r, name, used_regions(r), r->t->n_regions_used);
        return;
    }
    f->zone = rest[0] - '0';
    resolve_zone(r, f->region, target_at(f, "zone"));
}

static void find_link(const struct resolve *r, struct topo_fault *f)
{
    const char *name = f->name[f->target], *a, *b;
    bool directed;

    if (!resolve_split_link(r, name, &a, &b, &directed)) {
        diag_add(r->d, &resolve_code_link_name, target_at(f, "link"), "no pair of regions",
                 "`%s` does not name two regions", name);
        diag_help(r->d, "write westus--northeurope, or westus->northeurope for one way");
        return;
    }
    f->both_ways = !directed;
    const char *end[] = {a, b};
    uint32_t *number[] = {&f->region, &f->other_region};
    for (int i = 0; i < 2; i++) {
        if (!region_number(r, end[i], number[i])) {
            diag_add(r->d, &resolve_code_reference, target_at(f, "link"), "unknown",
                     "there is no region `%s` in this scenario", end[i]);
            resolve_suggest(r, end[i], used_regions(r), r->t->n_regions_used);
            return;
        }
    }
    if (f->region == f->other_region) {
        diag_add(r->d, &resolve_code_link_name, target_at(f, "link"), "one region",
                 "`%s` names the same region twice", name);
        diag_help(r->d, "a link joins two regions");
    }
}

void resolve_faults(const struct resolve *r)
{
    static void (*const find[TOPO_FAULT_TARGETS])(const struct resolve *, struct topo_fault *) = {
        [TOPO_FAULT_GATEWAY] = find_gateway, [TOPO_FAULT_DEVICE] = find_device,
        [TOPO_FAULT_UPLINK] = find_uplink,   [TOPO_FAULT_TUNNEL] = find_tunnel,
        [TOPO_FAULT_CONNECTION] = NULL,      [TOPO_FAULT_BGP_SESSION] = find_session,
        [TOPO_FAULT_PEERING] = find_peering, [TOPO_FAULT_LINK] = find_link,
        [TOPO_FAULT_REGION] = find_region,   [TOPO_FAULT_ZONE] = find_zone,
    };

    for (size_t i = 0; i < r->t->n_faults; i++) {
        struct topo_fault *f = &r->t->faults[i];
        f->target = TOPO_FAULT_TARGETS;
        f->here = f->there = -1;
        for (int k = 0; k < TOPO_FAULT_TARGETS; k++) {
            f->target = f->name[k] != NULL ? (enum topo_fault_target)k : f->target;
        }
        if (f->target == TOPO_FAULT_CONNECTION) {
            f->connection = find_connection(r, f, "connection", f->name[f->target]);
        } else if (f->target != TOPO_FAULT_TARGETS) {
            find[f->target](r, f);
        }
    }
}
