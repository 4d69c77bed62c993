#include "models/cloud/raise.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/cloud/topo.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

/* --- factors --- */

double raise_factor(const struct topo *t, const char *fmt, ...)
{
    const struct field_names *raised = &t->simulation.raised;
    char word[RAISE_WORD_MAX];
    va_list args;

    if (raised->n == 0)
        return 1;
    va_start(args, fmt);
    (void)vsnprintf(word, sizeof word, fmt, args);
    va_end(args);
    for (size_t i = 0; i < raised->n; i++)
        if (strcmp(raised->v[i], word) == 0)
            return 1 + t->simulation.raised_by;
    return 1;
}

double raise_factor_of_member(const struct topo *t, const char *kind, const char *member,
                              const char *group, const char *what)
{
    return fmax(raise_factor(t, "%s:%s%s", kind, member, what),
                raise_factor(t, "%s:%s%s", kind, group, what));
}

double raise_factor_of_entry(const struct topo *t, const char *entry, const char *word)
{
    return fmax(raise_factor(t, "%s/%s", entry, word), raise_factor(t, "%s", word));
}

int64_t raise_figure(int64_t figure, double factor)
{
    return figure == UNITS_UNLIMITED ? figure : (int64_t)llround((double)figure * factor);
}

/* --- words --- */

static void add(struct raise_words *w, bool is_limit, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void add(struct raise_words *w, bool is_limit, const char *fmt, ...)
{
    char word[RAISE_WORD_MAX];
    va_list args;

    if (!is_limit)
        return;
    va_start(args, fmt);
    (void)vsnprintf(word, sizeof word, fmt, args);
    va_end(args);
    ARENA_ROOM(w->arena, w->v, w->n, w->cap, 32);
    w->v[w->n++] = arena_strdup(w->arena, word);
}

static bool is_rate(int64_t rate)
{
    return rate != UNITS_UNLIMITED;
}

static bool is_line(int64_t bandwidth_bps, const struct topo_queue *q)
{
    return is_rate(bandwidth_bps) || q->discipline == TOPO_TOKEN_BUCKET;
}

static void add_machines(struct raise_words *w, const struct topo *t)
{
    for (size_t i = 0; i < t->n_vms; i++) {
        const struct topo_vm_group *g = &t->vms[i];
        const char *name = g->r.name;
        add(w, is_line(g->nic.bandwidth_bps, &g->nic.queue), "nic:%s", name);
        add(w,
            g->has_appliance &&
                (is_rate(g->appliance.bandwidth_bps) || is_rate(g->appliance.packets_pps)),
            "nic:%s/appliance", name);
        add(w, g->service_time.kind != DIST_FIXED || g->service_time.a > 0, "service:%s", name);
    }
}

static void add_gateways(struct raise_words *w, const struct topo *t, const struct catalog *c)
{
    for (size_t i = 0; i < t->n_endpoints; i++) {
        const struct topo_gateway *g = &t->gateways[i];
        const struct topo_limits *own = &g->limits;
        const bool has_sku = g->sku != NULL;
        struct catalog_tunnel published;
        const bool is_published =
            has_sku && catalog_tunnel(c, g->sku, CATALOG_GCMAES256, &published);
        add(w, own->tunnel_bps != 0 ? is_rate(own->tunnel_bps) : is_published,
            "gateway:%s/tunnel_bits", g->r.name);
        add(w, own->tunnel_pps != 0 ? is_rate(own->tunnel_pps) : is_published,
            "gateway:%s/tunnel_packets", g->r.name);
        add(w, own->aggregate_bps != 0 ? is_rate(own->aggregate_bps) : has_sku,
            "gateway:%s/aggregate", g->r.name);
    }
}

/* Of the devices that share their site's line. */
static bool is_first_of(const struct topo *t, size_t endpoint)
{
    for (size_t i = 0; i < endpoint; i++) {
        const struct topo_gateway *g = &t->gateways[i];
        if (g->device != NULL && !g->device->has_uplink && g->vnet == t->gateways[endpoint].vnet) {
            return false;
        }
    }
    return true;
}

static void add_links(struct raise_words *w, const struct topo *t)
{
    bool loses = false;
    for (size_t i = 0; i < t->n_regions_used; i++) {
        for (size_t k = 0; k < t->n_regions_used; k++) {
            const char *a = t->regions_used[i].name, *b = t->regions_used[k].name;
            const struct topo_link l = topo_link_for(t, a, b);
            add(w, i != k && is_line(l.bandwidth_bps, &l.queue), "link:%s->%s", a, b);
            loses = loses || (i != k && l.loss.model != TOPO_LOSS_NONE);
        }
    }
    for (size_t i = 0; i < t->n_endpoints; i++) {
        const struct topo_gateway *g = &t->gateways[i];
        if (g->device == NULL) {
            continue;
        }
        const struct topo_site *s = g->vnet->site;
        const bool own = g->device->has_uplink;
        const char *name = own ? g->r.name : s->r.name,
                   *region = t->regions_used[g->vnet->region].name;
        const bool is_limit = is_rate(own ? g->device->uplink.bandwidth_bps : s->bandwidth_bps) &&
                              (own || is_first_of(t, i));
        add(w, is_limit, "link:%s->%s", name, region);
        add(w, is_limit, "link:%s->%s", region, name);
    }
    add(w, loses, "loss");
}

static void add_traffic(struct raise_words *w, const struct topo *t)
{
    for (size_t i = 0; i < t->n_traffic; i++) {
        const struct topo_traffic *f = &t->traffic[i];
        const bool is_tcp = f->transport == TOPO_TRANSPORT_TCP;
        add(w, f->app == TOPO_CBR || f->app == TOPO_POISSON || f->app == TOPO_ON_OFF,
            "%s/application", f->r.name);
        add(w, is_tcp, "%s/receive_window", f->r.name);
        add(w, is_tcp, "%s/send_buffer", f->r.name);
    }
}

void raise_words(struct raise_words *w, const struct topo *t, const struct catalog *c)
{
    add_machines(w, t);
    add_gateways(w, t, c);
    add_links(w, t);
    add_traffic(w, t);
}

/* Where a member's number stands, "-3"; its end. NULL: there is none, as in "web-03". */
static const char *number_of(const char *word, const char **end)
{
    const char *colon = strchr(word, ':');
    if (colon == NULL || (strncmp(word, "nic:", 4) != 0 && strncmp(word, "service:", 8) != 0)) {
        return NULL;
    }
    *end = colon + strcspn(colon, "/");
    const char *dash = *end;
    while (dash > colon && dash[-1] >= '0' && dash[-1] <= '9') {
        dash--;
    }
    const bool is_number = dash < *end && (dash[0] != '0' || dash + 1 == *end);
    return is_number && dash - 1 > colon && dash[-1] == '-' ? dash - 1 : NULL;
}

const char *raise_word_of_group(const char *word, struct arena *arena)
{
    const char *end, *number = number_of(word, &end);
    return number == NULL ? word : arena_printf(arena, "%.*s%s", (int)(number - word), word, end);
}

/* Has the group so many members? */
static bool has_member(const struct topo *t, const char *word)
{
    const char *end, *number = number_of(word, &end), *name = strchr(word, ':') + 1;
    const size_t length = (size_t)(number - name);
    for (size_t i = 0; i < t->n_vms; i++) {
        const struct topo_vm_group *g = &t->vms[i];
        if (strlen(g->r.name) == length && strncmp(g->r.name, name, length) == 0) {
            return strtol(number + 1, NULL, 10) < g->count;
        }
    }
    return false;
}

bool raise_is_word(const struct raise_words *w, const struct topo *t, const char *word)
{
    const char *group = raise_word_of_group(word, w->arena);
    const bool is_member = group != word && has_member(t, word);
    for (size_t i = 0; i < w->n; i++) {
        const char *slash = strrchr(w->v[i], '/');
        const bool of_entry = slash != NULL && strchr(w->v[i], ':') == NULL;
        if (strcmp(w->v[i], word) == 0 || (is_member && strcmp(w->v[i], group) == 0) ||
            (of_entry && strcmp(slash + 1, word) == 0)) {
            return true;
        }
    }
    return false;
}
