#include "sim/campaign/failures.h"

#include <string.h>

#include "models/cloud/zone.h"
#include "models/net/region.h"
#include "models/routing/rib.h"
#include "models/trace/carry.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/scenario/doc.h"
#include "sim/scenario/doc_text.h"

const char *const failures_word[FAILURES_KINDS] = {"gateway",    "device",      "uplink",  "tunnel",
                                                   "connection", "bgp_session", "peering", "link",
                                                   "zone",       "region"};

static bool is_taken(const struct failures *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++) {
        if (strcmp(f->v[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static struct failure *add(struct failures *f, const char *name)
{
    ARENA_ROOM(f->arena, f->v, f->n, f->cap, 32);
    const char *unique = name;
    for (int k = 2; is_taken(f, unique); k++) {
        unique = arena_printf(f->arena, "%s-%d", name, k);
    }
    f->v[f->n] = (struct failure){.name = unique, .kind = "", .what = "", .event = "", .at = f->at};
    return &f->v[f->n++];
}

/* As a name of the language: letters, digits, - and _. */
static const char *plain(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    for (char *c = copy; *c != '\0'; c++) {
        *c = *c == '/' || *c == '>' ? '-' : *c;
    }
    return copy;
}

/* suffix: what tells it from others of the same thing; more: further keys, with a comma before
 * them. */
static void strike(struct failures *f, enum failures_kind kind, const char *what, const char *event,
                   const char *suffix, const char *more)
{
    struct arena *a = f->arena;
    struct failure *x = add(
        f, arena_printf(a, "%s-%s%s", kind == FAILURES_BGP_SESSION ? "bgp" : failures_word[kind],
                        plain(a, what), suffix));
    const bool lasts = strcmp(event, "down") == 0;
    x->kind = failures_word[kind];
    x->what = arena_strdup(a, what);
    x->event = event;
    char at[UNITS_TEXT_MAX], dur[UNITS_TEXT_MAX];
    x->text = arena_printf(
        a, "{at: %s, %s: %s, kind: %s%s%s}", units_format(UNITS_TIME, f->at, at), x->kind, what,
        event, more,
        lasts ? arena_printf(a, ", for: %s", units_format(UNITS_TIME, f->lasts, dur)) : "");
}

void failures_add_none(struct failures *f)
{
    (void)add(f, "no-failure");
}

void failures_add_declared(struct failures *f, const char *name, sim_time_t at,
                           const struct doc_node *node)
{
    struct failure *x = add(f, arena_strdup(f->arena, name));
    x->at = at;
    for (size_t i = 0; i < FAILURES_KINDS; i++) {
        const struct doc_entry *e = doc_find(node, failures_word[i]);
        if (e != NULL && e->value->kind == DOC_SCALAR) {
            x->kind = failures_word[i];
            x->what = arena_strdup(f->arena, e->value->text);
        }
    }
    const struct doc_entry *event = doc_find(node, "kind");
    x->event = event != NULL && event->value->kind == DOC_SCALAR
                   ? arena_strdup(f->arena, event->value->text)
                   : "";
    x->text = doc_text_flow(node, f->arena);
}

void failures_add_gateway(struct failures *f, const struct topo_gateway *g)
{
    for (int instance = 0; instance <= (g->active_active ? 1 : 0); instance++) {
        const char *part = g->active_active ? arena_printf(f->arena, "-%d", instance) : "";
        const char *more =
            g->active_active ? arena_printf(f->arena, ", instance: %d", instance) : "";
        strike(f, FAILURES_GATEWAY, g->r.name, "planned_failover",
               arena_printf(f->arena, "%s-planned", part), more);
        strike(f, FAILURES_GATEWAY, g->r.name, "unplanned_failover",
               arena_printf(f->arena, "%s-unplanned", part), more);
    }
}

/* Does some tunnel begin there? */
static bool has_tunnels(const struct topo *t, const struct topo_gateway *g)
{
    for (size_t i = 0; i < t->n_ends; i++) {
        if (t->connections[i].from == g && t->connections[i].reverse != NULL) {
            return true;
        }
    }
    return false;
}

static void add_gateways(struct failures *f, const struct topo *t)
{
    for (size_t i = 0; i < t->n_gateways; i++) {
        if (!t->gateways[i].is_nobody && has_tunnels(t, &t->gateways[i])) {
            failures_add_gateway(f, &t->gateways[i]);
        }
    }
}

/* A device of its site, as a fault names it. */
static const char *device_name(const struct failures *f, const struct topo_gateway *g)
{
    const bool is_one_of = g->vnet->site != NULL && g->vnet->site->n_devices > 0;
    return is_one_of ? arena_printf(f->arena, "%s/%s", g->vnet->site->r.name, g->device->r.name)
                     : g->device->r.name;
}

static void add_devices(struct failures *f, const struct topo *t)
{
    for (size_t i = t->n_gateways; i < t->n_endpoints; i++) {
        const struct topo_gateway *g = &t->gateways[i];
        if (g->device != NULL && !g->is_nobody && has_tunnels(t, g)) {
            strike(f, FAILURES_DEVICE, device_name(f, g), "down", "", "");
        }
    }
}

static void add_uplinks(struct failures *f, const struct topo *t)
{
    for (size_t i = 0; i < t->n_sites; i++) {
        strike(f, FAILURES_UPLINK, t->sites[i].r.name, "down", "", "");
    }
    for (size_t i = t->n_gateways; i < t->n_endpoints; i++) {
        const struct topo_gateway *g = &t->gateways[i];
        if (g->device != NULL && g->device->has_uplink && has_tunnels(t, g)) {
            strike(f, FAILURES_UPLINK, device_name(f, g), "down", "", "");
        }
    }
}

/* Of the two ends of a tunnel the one that is named for both; not of one that has no other end. */
static bool speaks_for_both(const struct topo *t, const struct topo_connection *c)
{
    return c->reverse != NULL &&
           (c < c->reverse || (size_t)(c->reverse - t->connections) >= t->n_connections);
}

static void add_tunnels(struct failures *f, const struct topo *t)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        if (!speaks_for_both(t, c)) {
            continue;
        }
        strike(f, FAILURES_TUNNEL, c->r.name, "reset", "-reset", "");
        strike(f, FAILURES_TUNNEL, c->r.name, "down", "-down", "");
        const bool is_mesh = c->from->active_active && c->to->active_active;
        for (int k = 0; k < (is_mesh ? 4 : 0); k++) {
            strike(f, FAILURES_TUNNEL, arena_printf(f->arena, "%s/%d-%d", c->r.name, k / 2, k % 2),
                   "down", "-down", "");
        }
    }
}

static void add_connections(struct failures *f, const struct topo *t)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        if (t->connections[i].reverse != NULL) {
            strike(f, FAILURES_CONNECTION, t->connections[i].r.name, "down", "-silent", "");
        }
    }
}

static void add_sessions(struct failures *f, const struct topo *t)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        if (speaks_for_both(t, c) && rib_wants_session(c) == RIB_SESSION) {
            strike(f, FAILURES_BGP_SESSION, c->r.name, "down", "", "");
        }
    }
}

static void add_peerings(struct failures *f, const struct topo *t)
{
    for (size_t i = 0; i < t->n_vnets; i++) {
        for (size_t k = 0; k < t->vnets[i].n_peerings; k++) {
            const struct topo_peering *p = &t->vnets[i].peerings[k];
            if (p->reverse != NULL && p->remote > &t->vnets[i]) {
                strike(f, FAILURES_PEERING,
                       arena_printf(f->arena, "%s/%s", t->vnets[i].r.name, p->r.name), "down", "",
                       "");
            }
        }
    }
}

/* A link is there where something might cross it, as every region has one to where a host of the
 * Internet stands: what crosses none is left out, and said. */
static void add_links(struct failures *f, const struct network *n)
{
    const bool *carries = carry_links(n, f->arena);
    for (size_t a = 0; a < n->n_regions; a++) {
        for (size_t b = a + 1; b < n->n_regions; b++) {
            const size_t there = a * n->n_regions + b, back = b * n->n_regions + a;
            if (n->between[there] == NULL && n->between[back] == NULL) {
                continue;
            }
            const char *name =
                arena_printf(f->arena, "%s--%s", n->region[a]->lp.name, n->region[b]->lp.name);
            if (carries[there] || carries[back]) {
                strike(f, FAILURES_LINK, name, "down", "", "");
            } else {
                f->unused = arena_printf(f->arena, "%s%s%s", f->unused != NULL ? f->unused : "",
                                         f->unused != NULL ? ", " : "", name);
            }
        }
    }
}

/* Those that some VM says it is in, and those of gateways with tunnels. */
static void add_zones(struct failures *f, const struct topo *t)
{
    for (uint32_t i = 0; i < t->n_regions_used; i++) {
        uint32_t used = 0;
        for (size_t k = 0; k < t->n_vms; k++) {
            used |= t->vms[k].subnet->vnet->region == i ? t->vms[k].zone_bits : 0;
        }
        for (size_t k = 0; used != 0 && k < t->n_gateways; k++) {
            const struct topo_gateway *g = &t->gateways[k];
            if (g->vnet->region == i && g->sku != NULL && has_tunnels(t, g)) {
                used |= 1u << zone_of_instance(g, 0) | 1u << zone_of_instance(g, 1);
            }
        }
        for (int z = 1; z <= ZONES_MAX; z++) {
            if ((used >> z & 1) != 0) {
                strike(f, FAILURES_ZONE,
                       arena_printf(f->arena, "%s/%d", t->regions_used[i].name, z), "down", "", "");
            }
        }
    }
}

static void add_regions(struct failures *f, const struct topo *t)
{
    for (size_t i = 0; i < t->n_regions_used; i++) {
        strike(f, FAILURES_REGION, t->regions_used[i].name, "down", "", "");
    }
}

void failures_add(struct failures *f, const struct network *n, enum failures_kind kind)
{
    static void (*const each[FAILURES_KINDS])(struct failures *, const struct topo *) = {
        [FAILURES_GATEWAY] = add_gateways,       [FAILURES_DEVICE] = add_devices,
        [FAILURES_UPLINK] = add_uplinks,         [FAILURES_TUNNEL] = add_tunnels,
        [FAILURES_CONNECTION] = add_connections, [FAILURES_BGP_SESSION] = add_sessions,
        [FAILURES_PEERING] = add_peerings,       [FAILURES_ZONE] = add_zones,
        [FAILURES_REGION] = add_regions,
    };
    if (kind == FAILURES_LINK) {
        add_links(f, n);
    } else {
        each[kind](f, n->topo);
    }
}
