#include <string.h>

#include "models/cloud/catalog.h"
#include "models/routing/handshake.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/base/ip4.h"
#include "sim/report/html.h"
#include "sim/report/report.h"
#include "sim/scenario/scenario.h"

static void head(FILE *out, const char *title, const char *const *column)
{
    (void)fprintf(out,
                  "<h3>%s</h3>\n<div class=scroll tabindex=0 role=region "
                  "aria-label=\"%s\"><table><thead><tr>",
                  title, title);
    for (; *column != NULL; column++) {
        (void)fprintf(out, "<th scope=col><button type=button>%s</button></th>", *column);
    }
    (void)fputs("</tr></thead><tbody>\n", out);
}

static void tail(FILE *out)
{
    (void)fputs("</tbody></table></div>\n", out);
}

static void cell(FILE *out, const char *text)
{
    (void)fputs("<td>", out);
    html_text(out, text != NULL ? text : "");
    (void)fputs("</td>", out);
}

static const char *subnets(const struct topo_vnet *v, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < v->n_subnets; i++) {
        text = arena_printf(arena, "%s%s%s %s", text, i > 0 ? ", " : "", v->subnets[i].r.name,
                            topo_prefixes_text(&v->subnets[i].prefix, arena));
    }
    return text;
}

static void networks(const struct topo *t, FILE *out, struct arena *arena)
{
    static const char *const column[] = {
        "network", "region", "subscription", "address space", "subnets", "peered with", NULL};
    head(out, t->n_sites > 0 ? "Networks" : "Virtual networks", column);
    for (size_t i = 0; i < t->n_vnets + t->n_sites; i++) {
        const struct topo_vnet *v = &t->vnets[i];
        const char *peers = "";
        for (size_t k = 0; k < v->n_peerings; k++) {
            peers = arena_printf(arena, "%s%s%s%s", peers, k > 0 ? ", " : "",
                                 v->peerings[k].remote->r.name,
                                 v->peerings[k].reverse == NULL ? " (this half only)" : "");
        }
        (void)fputs("<tr>", out);
        cell(out, v->r.name);
        cell(out, t->regions_used[v->region].name);
        cell(out, v->site != NULL ? "on premises" : v->subscription);
        cell(out, topo_prefixes_text(&v->prefixes, arena));
        cell(out, subnets(v, arena));
        cell(out, peers);
        (void)fputs("</tr>\n", out);
    }
    tail(out);
}

static void connections(const struct topo *t, FILE *out, struct arena *arena)
{
    static const char *const column[] = {
        "connection", "type", "from", "SKU", "to", "what it takes for the other side's range",
        "other end",  NULL};
    if (t->n_connections == 0) {
        return;
    }
    head(out, "Gateways and connections", column);
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        const char *down = handshake_word((enum handshake)c->outcome);
        (void)fputs("<tr>", out);
        cell(out, c->r.name);
        cell(out, c->type == TOPO_IPSEC ? "IPsec" : "Vnet2Vnet");
        cell(out, c->from->r.name);
        cell(out, c->from->sku_name);
        cell(out, c->to->r.name);
        cell(out,
             topo_prefixes_text(
                 c->type == TOPO_IPSEC ? &c->to_lng->prefixes : &c->to->vnet->prefixes, arena));
        cell(out, c->reverse == NULL
                      ? arena_printf(arena, "missing: the tunnel stays down: %s", down)
                  : down == NULL ? c->reverse->r.name
                                 : arena_printf(arena, "%s: %s", c->reverse->r.name, down));
        (void)fputs("</tr>\n", out);
    }
    tail(out);
}

static void machines(const struct topo *t, FILE *out, struct arena *arena)
{
    static const char *const column[] = {"name",          "kind",        "count",       "subnet",
                                         "first address", "size or NIC", "who answers", NULL};
    head(out, "Virtual machines and services", column);
    for (size_t i = 0; i < t->n_vms; i++) {
        const struct topo_vm_group *g = &t->vms[i];
        char address[IP4_TEXT_MAX];
        (void)fputs("<tr>", out);
        cell(out, g->r.name);
        cell(out, g->r.table->kind);
        cell(out, arena_printf(arena, "%lld", (long long)g->count));
        cell(out, arena_printf(arena, "%s/%s", g->subnet->vnet->r.name, g->subnet->r.name));
        cell(out, ip4_addr_format(g->first_addr, address));
        cell(out, g->vm_size != NULL                           ? g->vm_size
                  : g->balancer != NULL || g->endpoint != NULL ? NULL
                                                               : "a NIC of its own");
        cell(out, g->behind != NULL     ? arena_printf(arena, "a member of %s", g->behind->r.name)
                  : g->endpoint != NULL ? g->endpoint->service
                                        : NULL);
        (void)fputs("</tr>\n", out);
    }
    tail(out);
}

void report_topology(const struct report *r, FILE *out)
{
    struct scenario s;
    const int err = scenario_open(&s, arena_printf(r->arena, "%s/scenario.yaml", r->dir), NULL, 0);
    if (err != 0) { /* a campaign has many; a run of an older version, or one that draws from a
                       file, has none that can be read */
        (void)fputs(r->is_campaign ? ""
                                   : "<h2 id=topology>Topology</h2>\n<p class=soft>The folder's "
                                     "scenario.yaml cannot be read from here.</p>\n",
                    out);
    } else {
        (void)fputs("<h2 id=topology>Topology</h2>\n", out);
        networks(s.topo, out, r->arena);
        connections(s.topo, out, r->arena);
        machines(s.topo, out, r->arena);
    }
    scenario_close(&s);
}
