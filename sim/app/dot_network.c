#include "sim/app/dot_parts.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "sim/app/dot_group.h"
#include "sim/app/dot_layout.h"
#include "sim/base/arena.h"
#include "sim/base/utf8.h"
#include "sim/report/html.h"

enum { LINE_MAX = 50 };

/* Where a text that is too long for a line is broken: behind the last comma that fits, else the
 * last blank, else the last hyphen, else anywhere. */
static size_t break_at(const char *text)
{
    const size_t indent = strspn(text, " ");
    size_t n = 0, comma = 0, blank = 0, hyphen = 0;
    for (size_t letters = 0; text[n] != '\0' && letters < LINE_MAX; letters++) {
        const size_t one = utf8_length(text + n, strlen(text + n));
        n += one > 0 ? one : 1;
        blank = n > indent && text[n - 1] == ' ' ? n : blank;
        comma = n > 1 && text[n - 2] == ',' && text[n - 1] == ' ' ? n : comma;
        hyphen = text[n - 1] == '-' ? n : hyphen;
    }
    return text[n] == '\0' ? n : comma > 0 ? comma : blank > 0 ? blank : hyphen > 0 ? hyphen : n;
}

static void cell(FILE *out, const char *align, const char *open, const char *text,
                 const char *close, struct arena *arena)
{
    for (const char *indent = ""; *text != '\0'; indent = "            ") {
        const size_t n = break_at(text);
        (void)fprintf(out, "<tr><td align=\"%s\">%s%s", align, open, indent);
        html_text(out, arena_strndup(arena, text, n));
        (void)fprintf(out, "%s</td></tr>", close);
        text += n;
    }
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
        return arena_printf(arena, " %s:%lld → %s", ip4_addr_format(g->first_addr, addr),
                            (long long)g->balancer->port, g->behind->r.name);
    case TOPO_PRIVATE_ENDPOINT:
        return arena_printf(arena, " %s/32 → %s", ip4_addr_format(g->first_addr, addr),
                            g->endpoint->service);
    default:
        return "";
    }
}

static void write_machines(const struct topo *t, const struct topo_subnet *s, struct arena *arena,
                           FILE *out)
{
    for (size_t i = 0; i < t->n_vms; i++) {
        const struct topo_vm_group *g = &t->vms[i];
        if (g->subnet != s) {
            continue;
        }
        const char *count = g->count > 1 ? arena_printf(arena, " × %lld", (long long)g->count) : "";
        cell(out, "left", "",
             arena_printf(arena, "      %s%s%s%s%s%s", g->r.name, count,
                          g->ip_forwarding ? ", forwards" : "",
                          g->public_ip_names.n > 0 ? ", public" : "",
                          g->nsg != NULL ? arena_printf(arena, ", NSG %s", g->nsg->r.name) : "",
                          what_it_is(g, arena)),
             "", arena);
    }
}

static void write_gateway(const struct topo_gateway *g, struct arena *arena, FILE *out)
{
    cell(out, "left", "<font color=\"" DOT_BLUE "\"><b>",
         arena_printf(arena, "      %s  %s%s", g->r.name, g->sku_name,
                      g->active_active ? ", active-active" : ""),
         "</b></font>", arena);
}

/* The rows of a network's box. has_region: nothing around it says where it is. */
static void write_vnet(const struct topo *t, const struct topo_vnet *v, bool has_region,
                       struct arena *arena, FILE *out)
{
    const struct topo_region_used *region = &t->regions_used[v->region];
    const bool is_whole = t->n_networks <= DOT_WHOLE_MAX;
    cell(out, "left", "<b>", v->r.name, "</b>", arena);
    if (has_region) {
        cell(out, "left", "<font color=\"" DOT_GREY "\">",
             region->data != NULL ? region->data->display_name : region->name, "</font>", arena);
    }
    cell(out, "left", "<font color=\"" DOT_GREY "\">",
         arena_printf(arena, "%s%s%s", topo_prefixes_text(&v->prefixes, arena),
                      v->subscription != NULL ? "   " : "",
                      v->subscription != NULL ? v->subscription : ""),
         "</font>", arena);
    for (size_t i = 0; is_whole && i < v->n_subnets; i++) {
        const struct topo_subnet *s = &v->subnets[i];
        cell(out, "left", "",
             arena_printf(arena, "%s  %s%s%s%s", s->r.name, topo_prefixes_text(&s->prefix, arena),
                          s->route_table != NULL
                              ? arena_printf(arena, ", routes %s", s->route_table->r.name)
                              : "",
                          s->nsg != NULL ? arena_printf(arena, ", NSG %s", s->nsg->r.name) : "",
                          s->nat_gateway != NULL ? arena_printf(arena, ", NAT %s", s->nat_gateway)
                          : s->default_outbound  ? ", default access"
                                                 : ""),
             "", arena);
        write_machines(t, s, arena, out);
        if (s == v->gateway_subnet && v->gateway != NULL) {
            write_gateway(v->gateway, arena, out);
        }
    }
    if (!is_whole && v->gateway != NULL) {
        write_gateway(v->gateway, arena, out);
    }
}

static void write_host(const struct topo *t, const struct topo_vnet *v, struct arena *arena,
                       FILE *out)
{
    const double ms = (double)v->outside->latency / (double)SIM_MS;
    cell(out, "left", "<font color=\"" DOT_GREY "\">",
         ms > 0 ? arena_printf(arena, "on the Internet, %g ms from %s", ms,
                               t->regions_used[v->region].name)
                : arena_printf(arena, "on the Internet, near %s", t->regions_used[v->region].name),
         "</font>", arena);
    cell(out, "left", "<font color=\"" DOT_GREY "\">", v->outside->fixed.text, "</font>", arena);
}

static void write_site(const struct topo *t, const struct topo_vnet *v, struct arena *arena,
                       FILE *out)
{
    cell(out, "left", "<b>", v->r.name, "</b>", arena);
    if (v->outside != NULL) {
        write_host(t, v, arena, out);
        return;
    }
    if (v->site == NULL) {
        cell(out, "left", "<font color=\"" DOT_ORANGE "\">", "nobody has this address", "</font>",
             arena);
        return;
    }
    cell(out, "left", "<font color=\"" DOT_GREY "\">",
         arena_printf(arena, "on premises, near %s", t->regions_used[v->region].name), "</font>",
         arena);
    cell(out, "left", "<font color=\"" DOT_GREY "\">", topo_prefixes_text(&v->prefixes, arena),
         "</font>", arena);
    for (size_t k = 0; t->n_networks <= DOT_WHOLE_MAX && k < v->n_subnets; k++) {
        write_machines(t, &v->subnets[k], arena, out);
    }
    for (size_t k = 0; k < v->site->n_devices; k++) {
        cell(out, "left", "<font color=\"" DOT_BLUE "\"><b>",
             arena_printf(arena, "      %s", v->site->devices[k].r.name), "</b></font>", arena);
    }
}

static const char *ground(const struct topo *t, size_t network)
{
    return network < t->n_vnets                ? "#FFFFFF"
           : t->vnets[network].site != NULL    ? "#FFF8E5"
           : t->vnets[network].outside != NULL ? "#EDF4FB"
                                               : "#FFEFE7";
}

static void write_rows(const struct topo *t, size_t network, bool has_region, struct arena *arena,
                       FILE *out)
{
    (void)fputs("<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\">", out);
    if (network < t->n_vnets) {
        write_vnet(t, &t->vnets[network], has_region, arena, out);
    } else {
        write_site(t, &t->vnets[network], arena, out);
    }
    (void)fputs("</table>", out);
}

static void write_box(const struct topo *t, size_t network, struct arena *arena, FILE *out)
{
    (void)fputs("    ", out);
    dot_box(t, network, out);
    (void)fprintf(out, " [fillcolor=\"%s\", label=<", ground(t, network));
    write_rows(t, network, false, arena, out);
    (void)fputs(">];\n", out);
}

/* "full mesh of 12: each to each, 66 × tunnel up, BGP" */
static void write_title(const struct dot_group *g, const char *what, FILE *out)
{
    if (g->inside != NULL) {
        (void)fprintf(out, "<font color=\"%s\"><b>", dot_colour[g->inside->kind]);
        if (g->n > 2) {
            (void)fprintf(out, "full mesh of %zu: each to each, %zu × ", g->n,
                          g->n * (g->n - 1) / 2);
        }
        html_text(out, g->inside->words);
        (void)fputs("</b></font>", out);
    } else {
        (void)fprintf(out, "<font color=\"" DOT_GREY "\"><b>%zu %s</b></font>", g->n, what);
    }
}

/* One frame, with a box for each in as many columns as a page likes. */
static void write_group(const struct topo *t, const struct dot_groups *all, size_t number,
                        struct arena *arena, FILE *out)
{
    const struct dot_group *g = &all->group[number];
    const size_t columns = dot_layout_columns(g->n, t->n_networks <= DOT_WHOLE_MAX);
    const bool are_sites = g->member[0] >= t->n_vnets;
    (void)fprintf(
        out,
        "    \"group %zu\" [shape=plain, style=\"\", label=<<table border=\"1\" color=\"%s\" "
        "bgcolor=\"#FDFDFE\" style=\"rounded\" cellborder=\"1\" cellspacing=\"6\" "
        "cellpadding=\"3\"><tr><td border=\"0\" colspan=\"%zu\">",
        number, g->inside != NULL ? dot_colour[g->inside->kind] : DOT_GREY, columns);
    write_title(g,
                t->vnets[g->member[0]].outside != NULL ? "hosts of the Internet"
                : are_sites                            ? "sites"
                                                       : "networks, none joined to another",
                out);
    (void)fputs("</td></tr>", out);
    for (size_t i = 0; i < g->n; i++) {
        (void)fprintf(
            out, "%s<td port=\"n%zu\" color=\"" DOT_GREY "\" style=\"rounded\" bgcolor=\"%s\">",
            i % columns == 0 ? "<tr>" : "", g->member[i], ground(t, g->member[i]));
        write_rows(t, g->member[i], g->is_of_regions && !are_sites, arena, out);
        (void)fprintf(out, "</td>%s", i % columns == columns - 1 || i + 1 == g->n ? "</tr>" : "");
    }
    (void)fputs("</table>>];\n", out);
}

static bool is_in_group(const struct dot_groups *g, size_t network)
{
    return g->of[network] != g->n;
}

static bool stands_in_region(const struct dot_groups *g, size_t network)
{
    return !is_in_group(g, network) || !g->group[g->of[network]].is_of_regions;
}

/* Of a group its first network writes all. */
static void write_network(const struct topo *t, const struct dot_groups *g, size_t network,
                          struct arena *arena, FILE *out)
{
    if (!is_in_group(g, network)) {
        write_box(t, network, arena, out);
    } else if (g->group[g->of[network]].member[0] == network) {
        write_group(t, g, g->of[network], arena, out);
    }
}

static bool has_networks(const struct topo *t, const struct dot_groups *g, size_t region)
{
    for (size_t i = 0; i < t->n_vnets; i++) {
        if (t->vnets[i].region == region && stands_in_region(g, i)) {
            return true;
        }
    }
    return false;
}

void dot_regions(const struct topo *t, const struct dot_groups *g, struct arena *arena, FILE *out)
{
    for (size_t k = 0; k < t->n_regions_used; k++) {
        const struct topo_region_used *r = &t->regions_used[k];
        if (!has_networks(t, g, k)) {
            continue;
        }
        (void)fprintf(out, "  subgraph cluster_%zu {\n    label=<<b>", k);
        html_text(out, r->data != NULL ? r->data->display_name : r->name);
        (void)fputs("</b>>; labeljust=l; labelloc=t; peripheries=1; style=\"rounded,filled\"; "
                    "fillcolor=\"#F6F8FA\"; color=\"#D0D7DE\"; fontcolor=\"" DOT_GREY
                    "\"; margin=14;\n",
                    out);
        for (size_t i = 0; i < t->n_vnets; i++) {
            if (t->vnets[i].region == k && stands_in_region(g, i)) {
                write_network(t, g, i, arena, out);
            }
        }
        (void)fputs("  }\n", out);
    }
}

void dot_outside(const struct topo *t, const struct dot_groups *g, struct arena *arena, FILE *out)
{
    for (size_t i = 0; i < t->n_networks; i++) {
        if (i >= t->n_vnets || !stands_in_region(g, i)) {
            write_network(t, g, i, arena, out);
        }
    }
}
