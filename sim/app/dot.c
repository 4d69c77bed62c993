#include "sim/app/dot.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/report/html.h"

#define BLUE "#0072B2"
#define ORANGE "#D55E00"
#define GREEN "#009E73"
#define GREY "#57606A"

/* --- what stands in a network --- */

static void cell(FILE *out, const char *align, const char *open, const char *text, const char *close)
{
    (void)fprintf(out, "<tr><td align=\"%s\">%s", align, open);
    html_text(out, text);
    (void)fprintf(out, "%s</td></tr>", close);
}

static const char *prefixes(const struct topo_prefixes *p, struct arena *arena)
{
    const char *text = "";
    char one[IP4_TEXT_MAX];
    for (size_t i = 0; i < p->n; i++) {
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", ip4_prefix_format(p->v[i], one));
    }
    return text;
}

/* Of what is no virtual machine. */
static const char *what_it_is(const struct topo_vm_group *g, struct arena *arena)
{
    char addr[IP4_TEXT_MAX];
    switch (g->kind) {
    case TOPO_CLOUD_SERVICE:
    case TOPO_MANAGED_INSTANCE:
        return arena_printf(arena, ", %s", g->r.table->kind);
    case TOPO_LOAD_BALANCER:
        return arena_printf(arena, " %s:%lld → %s", ip4_addr_format(g->first_addr, addr), (long long)g->balancer->port, g->behind->r.name);
    case TOPO_PRIVATE_ENDPOINT:
        return arena_printf(arena, " %s/32 → %s", ip4_addr_format(g->first_addr, addr), g->endpoint->service);
    default:
        return "";
    }
}

static void write_machines(const struct topo *t, const struct topo_subnet *s, struct arena *arena, FILE *out)
{
    for (size_t i = 0; i < t->n_vms; i++) {
        const struct topo_vm_group *g = &t->vms[i];
        if (g->subnet != s) {
            continue;
        }
        const char *count = g->count > 1 ? arena_printf(arena, " × %lld", (long long)g->count) : "";
        cell(out, "left", "", arena_printf(arena, "      %s%s%s%s%s", g->r.name, count, g->ip_forwarding ? ", forwards" : "",
                                           g->nsg != NULL ? arena_printf(arena, ", filter %s", g->nsg->r.name) : "", what_it_is(g, arena)), "");
    }
}

static void write_vnet(const struct topo *t, const struct topo_vnet *v, struct arena *arena, FILE *out)
{
    (void)fputs("    \"vnet ", out);
    html_text(out, v->r.name);
    (void)fputs("\" [label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\">", out);
    cell(out, "left", "<b>", v->r.name, "</b>");
    cell(out, "left", "<font color=\"" GREY "\">", arena_printf(arena, "%s%s%s", prefixes(&v->prefixes, arena), v->subscription != NULL ? "   " : "",
                                                                  v->subscription != NULL ? v->subscription : ""), "</font>");
    for (size_t i = 0; i < v->n_subnets; i++) {
        const struct topo_subnet *s = &v->subnets[i];
        cell(out, "left", "", arena_printf(arena, "%s  %s%s%s", s->r.name, prefixes(&s->prefix, arena),
                                           s->route_table != NULL ? arena_printf(arena, ", routes %s", s->route_table->r.name) : "",
                                           s->nsg != NULL ? arena_printf(arena, ", filter %s", s->nsg->r.name) : ""), "");
        write_machines(t, s, arena, out);
        if (s == v->gateway_subnet && v->gateway != NULL) {
            cell(out, "left", "<font color=\"" BLUE "\"><b>", arena_printf(arena, "      %s  %s%s", v->gateway->r.name, v->gateway->sku_name, v->gateway->active_active ? ", active-active" : ""), "</b></font>");
        }
    }
    (void)fputs("</table>>];\n", out);
}

static void write_regions(const struct topo *t, struct arena *arena, FILE *out)
{
    for (size_t k = 0; k < t->n_regions_used; k++) {
        const struct topo_region_used *r = &t->regions_used[k];
        (void)fprintf(out, "  subgraph cluster_%zu {\n    label=<<b>", k);
        html_text(out, r->data != NULL ? r->data->display_name : r->name);
        (void)fputs("</b>>; style=\"rounded,filled\"; fillcolor=\"#F6F8FA\"; color=\"#D0D7DE\"; fontcolor=\"" GREY "\"; margin=14;\n", out);
        for (size_t i = 0; i < t->n_vnets; i++) {
            if (t->vnets[i].region == k) {
                write_vnet(t, &t->vnets[i], arena, out);
            }
        }
        (void)fputs("  }\n", out);
    }
}

/* Sites, and addresses that nobody has: outside the regions. */
static void write_sites(const struct topo *t, struct arena *arena, FILE *out)
{
    for (size_t i = t->n_vnets; i < t->n_networks; i++) {
        const struct topo_vnet *v = &t->vnets[i];
        (void)fputs("  \"vnet ", out);
        html_text(out, v->r.name);
        (void)fprintf(out, "\" [fillcolor=\"%s\", label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\">",
                      v->site != NULL ? "#FFF8E5" : "#FFEFE7");
        cell(out, "left", "<b>", v->r.name, "</b>");
        if (v->site == NULL) {
            cell(out, "left", "<font color=\"" ORANGE "\">", "nobody has this address", "</font>");
        } else {
            cell(out, "left", "<font color=\"" GREY "\">", arena_printf(arena, "on premises, near %s", t->regions_used[v->region].name), "</font>");
            cell(out, "left", "<font color=\"" GREY "\">", prefixes(&v->prefixes, arena), "</font>");
            for (size_t k = 0; k < v->n_subnets; k++) {
                write_machines(t, &v->subnets[k], arena, out);
            }
            for (size_t k = 0; k < v->site->n_devices; k++) {
                cell(out, "left", "<font color=\"" BLUE "\"><b>", arena_printf(arena, "      %s", v->site->devices[k].r.name), "</b></font>");
            }
        }
        (void)fputs("</table>>];\n", out);
    }
}

/* --- what joins networks --- */

static void edge(FILE *out, const struct topo_vnet *a, const struct topo_vnet *b, const char *label, const char *style)
{
    (void)fputs("  \"vnet ", out);
    html_text(out, a->r.name);
    (void)fputs("\" -> \"vnet ", out);
    html_text(out, b->r.name);
    /* on a white ground: a line that passes under it leaves it readable */
    (void)fputs("\" [label=<<table border=\"0\" cellborder=\"0\" cellpadding=\"2\" bgcolor=\"white\"><tr><td>", out);
    html_text(out, label);
    (void)fprintf(out, "</td></tr></table>>, %s];\n", style);
}

/* Does an end route exactly what the other network has? A Vnet2Vnet connection does by itself. */
static bool range_is_right(const struct topo_connection *c)
{
    if (c->to_lng == NULL || c->to_lng->prefixes.n == 0 || c->to->is_nobody) {
        return true;
    }
    const struct topo_prefixes *says = &c->to_lng->prefixes, *has = &c->to->vnet->prefixes;
    bool same = says->n == has->n;
    for (size_t i = 0; same && i < says->n; i++) {
        bool found = false;
        for (size_t k = 0; k < has->n; k++) {
            found = found || ip4_prefix_equal(says->v[i], has->v[k]);
        }
        same = found;
    }
    return same;
}

static void write_tunnels(const struct topo *t, struct arena *arena, FILE *out)
{
    for (size_t i = 0; i < t->n_connections; i++) { /* a device's end is drawn with the gateway's */
        const struct topo_connection *c = &t->connections[i];
        if (c->reverse != NULL && c->reverse < c) {
            continue; /* the other end has drawn it */
        }
        const char *down = handshake_word((enum handshake)c->outcome);
        const bool right = range_is_right(c) && (c->reverse == NULL || range_is_right(c->reverse));
        const size_t n = (c->from->active_active ? (size_t)2 : 1) * (c->to->active_active ? 2 : 1);
        const char *up = arena_printf(arena, "%s%s", n > 1 ? arena_printf(arena, "%zu tunnels", n) : "tunnel", rib_session(c) == RIB_SESSION ? ", BGP" : "");
        const char *label = down != NULL ? arena_printf(arena, "tunnel down: %s", down) : right ? up : "tunnel up, a range is wrong";
        edge(out, c->from->vnet, c->to->vnet, label,
             down != NULL ? "color=\"" ORANGE "\", fontcolor=\"" ORANGE "\", style=dashed, penwidth=2, dir=none"
             : right      ? "color=\"" BLUE ":white:" BLUE "\", fontcolor=\"" BLUE "\", penwidth=2, dir=none"
                          : "color=\"" ORANGE ":white:" ORANGE "\", fontcolor=\"" ORANGE "\", penwidth=2, dir=none");
    }
}

static bool is_out_of_use(const struct topo_peering *p)
{
    return p->state != TOPO_PEERING_CONNECTED || p->reverse->state != TOPO_PEERING_CONNECTED;
}

static void write_peerings(const struct topo *t, struct arena *arena, FILE *out)
{
    for (size_t i = 0; i < t->n_vnets; i++) {
        const struct topo_vnet *v = &t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            const struct topo_peering *p = &v->peerings[k];
            if (p->reverse != NULL && p->remote < v) {
                continue;
            }
            const bool up = effective_peering_is_up(p), lends = p->reverse != NULL && (effective_gives_gateway(p) || effective_gives_gateway(p->reverse));
            const char *label = arena_printf(arena, "%speering%s%s", p->remote->region != v->region ? "global " : "", lends ? ", gateway lent" : "",
                                             p->reverse == NULL ? ": one half only" : is_out_of_use(p) ? ": not connected" : !up ? ": no access" : "");
            edge(out, v, p->remote, label,
                 up ? "color=\"" GREEN "\", fontcolor=\"" GREEN "\", penwidth=2, dir=none"
                    : "color=\"" ORANGE "\", fontcolor=\"" ORANGE "\", style=dashed, penwidth=2, dir=none");
        }
    }
}

/* One arrow for all entries between two networks. */
static void write_traffic(const struct topo *t, struct arena *arena, FILE *out)
{
    for (size_t i = 0; i < t->n_traffic; i++) {
        const struct topo_vnet *from = t->traffic[i].from->subnet->vnet, *to = t->traffic[i].to->subnet->vnet;
        const char *names = "";
        bool drawn = false;
        for (size_t k = 0; k < t->n_traffic; k++) {
            if (t->traffic[k].from->subnet->vnet == from && t->traffic[k].to->subnet->vnet == to) {
                drawn = drawn || k < i;
                names = arena_printf(arena, "%s%s%s", names, names[0] != '\0' ? ", " : "", t->traffic[k].r.name);
            }
        }
        if (!drawn) {
            edge(out, from, to, names, "color=\"" GREY "\", fontcolor=\"" GREY "\", penwidth=0.8, arrowsize=0.7");
        }
    }
}

void dot_write(const struct topo *t, bool traffic, struct arena *arena, FILE *out)
{
    (void)fputs("digraph topology {\n"
                "  graph [rankdir=LR, fontname=\"DejaVu Sans\", fontsize=13, nodesep=0.5, ranksep=1.6, splines=spline, pad=0.3, bgcolor=white];\n"
                "  node [shape=box, style=\"rounded,filled\", fillcolor=white, color=\"" GREY "\", fontname=\"DejaVu Sans\", fontsize=11, margin=\"0.12,0.08\"];\n"
                "  edge [fontname=\"DejaVu Sans\", fontsize=10];\n",
                out);
    write_regions(t, arena, out);
    write_sites(t, arena, out);
    write_tunnels(t, arena, out);
    write_peerings(t, arena, out);
    if (traffic) {
        write_traffic(t, arena, out);
    }
    (void)fputs("}\n", out);
}
