#include "models/cloud/topo.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/field.h"

static size_t index_of(const struct resource *r, const char *field)
{
    const struct field *f = field_find(r->table, field);
    SIM_ASSERT(f != NULL);
    return field_index(r->table, f);
}

struct span resource_field_at(const struct resource *r, const char *field)
{
    if (r->table == NULL || r->field_at == NULL) {
        return r->at;
    }
    const struct span at = r->field_at[index_of(r, field)];
    return at.line != 0 ? at : r->at;
}

bool resource_field_given(const struct resource *r, const char *field)
{
    return r->table != NULL && (r->given >> index_of(r, field) & 1) != 0;
}

static void overlay(struct topo_link *link, const struct topo_link *entry)
{
    const struct resource *r = &entry->r;
    if (resource_field_given(r, "latency")) {
        link->latency = entry->latency;
    }
    if (resource_field_given(r, "bandwidth")) {
        link->bandwidth_bps = entry->bandwidth_bps;
    }
    if (resource_field_given(r, "queue")) {
        link->queue = entry->queue;
    }
    if (resource_field_given(r, "loss")) {
        link->loss = entry->loss;
    }
    if (resource_field_given(r, "jitter")) {
        link->jitter = entry->jitter;
    }
    if (resource_field_given(r, "path_quantile")) {
        link->path_quantile = entry->path_quantile;
    }
    if (resource_field_given(r, "mtu")) {
        link->mtu_bytes = entry->mtu_bytes;
    }
    if (resource_field_given(r, "fragmentation_needed")) {
        link->tells_mtu = entry->tells_mtu;
    }
    if (resource_field_given(r, "fragments_disordered")) {
        link->disorder = entry->disorder;
    }
    if (resource_field_given(r, "framing")) {
        link->framing_bytes = entry->framing_bytes;
    }
    link->r = entry->r;
    link->a = entry->a;
    link->b = entry->b;
    link->directed = entry->directed;
}

struct topo_link topo_link_for(const struct topo *t, const char *a, const char *b)
{
    struct topo_link link = t->inter_region;
    for (int directed = 0; directed <= 1; directed++) { /* "a->b" last: it wins */
        for (size_t i = 0; i < t->n_links; i++) {
            const struct topo_link *e = &t->links[i];
            if (e->a == NULL || e->b == NULL || e->directed != (directed == 1)) {
                continue;
            }
            const bool forth = strcmp(e->a, a) == 0 && strcmp(e->b, b) == 0;
            const bool back = strcmp(e->a, b) == 0 && strcmp(e->b, a) == 0;
            if (forth || (back && !e->directed)) {
                overlay(&link, e);
            }
        }
    }
    return link;
}

const char *topo_prefixes_text(const struct topo_prefixes *p, struct arena *arena)
{
    const char *text = "";
    char one[IP4_TEXT_MAX];
    for (size_t i = 0; i < p->n; i++) {
        text =
            arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", ip4_prefix_format(p->v[i], one));
    }
    return text;
}

bool topo_vm_has(const struct topo_vm_group *g, uint32_t addr, uint32_t *member)
{
    const uint32_t count = (uint32_t)g->count,
                   further = g->configurations > 1 ? (uint32_t)g->configurations - 1 : 0;
    if (addr - g->first_addr < count) {
        *member = addr - g->first_addr;
        return true;
    }
    if (addr - g->first_further < count * further) {
        *member = (addr - g->first_further) / further;
        return true;
    }
    return false;
}

const char *topo_way_out(const struct topo_vm_group *g)
{
    return g->subnet->nat_gateway != NULL ? "the subnet's NAT gateway"
           : g->public_ip_names.n > 0     ? "its public address"
           : g->outbound_balancer != NULL ? "a public load balancer"
           : g->subnet->default_outbound  ? "default outbound access"
                                          : NULL;
}
