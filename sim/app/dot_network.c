#include "sim/app/dot_parts.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "sim/base/arena.h"
#include "sim/base/utf8.h"
#include "sim/report/html.h"

enum { LINE_MAX = 50 };

/* Where a text that is too long for a line is broken: behind the last blank that fits, else the last hyphen, else anywhere. */
static size_t break_at(const char *text)
{
    const size_t indent = strspn(text, " ");
    size_t n = 0, blank = 0, hyphen = 0;
    for (size_t letters = 0; text[n] != '\0' && letters < LINE_MAX; letters++) {
        const size_t one = utf8_length(text + n, strlen(text + n));
        n += one > 0 ? one : 1;
        blank = n > indent && text[n - 1] == ' ' ? n : blank;
        hyphen = text[n - 1] == '-' ? n : hyphen;
    }
    return text[n] == '\0' ? n : blank > 0 ? blank : hyphen > 0 ? hyphen : n;
}

static void cell(FILE *out, const char *align, const char *open, const char *text, const char *close, struct arena *arena)
{
    for (const char *indent = ""; *text != '\0'; indent = "            ") {
        const size_t n = break_at(text);
        (void)fprintf(out, "<tr><td align=\"%s\">%s%s", align, open, indent);
        html_text(out, arena_strndup(arena, text, n));
        (void)fprintf(out, "%s</td></tr>", close);
        text += n;
    }
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
                                           g->nsg != NULL ? arena_printf(arena, ", NSG %s", g->nsg->r.name) : "", what_it_is(g, arena)), "", arena);
    }
}

static void write_vnet(const struct topo *t, const struct topo_vnet *v, struct arena *arena, FILE *out)
{
    (void)fputs("    \"vnet ", out);
    html_text(out, v->r.name);
    (void)fputs("\" [label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\">", out);
    cell(out, "left", "<b>", v->r.name, "</b>", arena);
    cell(out, "left", "<font color=\"" DOT_GREY "\">", arena_printf(arena, "%s%s%s", prefixes(&v->prefixes, arena), v->subscription != NULL ? "   " : "",
                                                                  v->subscription != NULL ? v->subscription : ""), "</font>", arena);
    for (size_t i = 0; i < v->n_subnets; i++) {
        const struct topo_subnet *s = &v->subnets[i];
        cell(out, "left", "", arena_printf(arena, "%s  %s%s%s", s->r.name, prefixes(&s->prefix, arena),
                                           s->route_table != NULL ? arena_printf(arena, ", routes %s", s->route_table->r.name) : "",
                                           s->nsg != NULL ? arena_printf(arena, ", NSG %s", s->nsg->r.name) : ""), "", arena);
        write_machines(t, s, arena, out);
        if (s == v->gateway_subnet && v->gateway != NULL) {
            cell(out, "left", "<font color=\"" DOT_BLUE "\"><b>", arena_printf(arena, "      %s  %s%s", v->gateway->r.name, v->gateway->sku_name, v->gateway->active_active ? ", active-active" : ""), "</b></font>", arena);
        }
    }
    (void)fputs("</table>>];\n", out);
}

void dot_regions(const struct topo *t, struct arena *arena, FILE *out)
{
    for (size_t k = 0; k < t->n_regions_used; k++) {
        const struct topo_region_used *r = &t->regions_used[k];
        (void)fprintf(out, "  subgraph cluster_%zu {\n    label=<<b>", k);
        html_text(out, r->data != NULL ? r->data->display_name : r->name);
        (void)fputs("</b>>; labeljust=l; labelloc=t; peripheries=1; style=\"rounded,filled\"; fillcolor=\"#F6F8FA\"; color=\"#D0D7DE\"; fontcolor=\"" DOT_GREY "\"; margin=14;\n", out);
        for (size_t i = 0; i < t->n_vnets; i++) {
            if (t->vnets[i].region == k) {
                write_vnet(t, &t->vnets[i], arena, out);
            }
        }
        (void)fputs("  }\n", out);
    }
}

void dot_sites(const struct topo *t, struct arena *arena, FILE *out)
{
    for (size_t i = t->n_vnets; i < t->n_networks; i++) {
        const struct topo_vnet *v = &t->vnets[i];
        (void)fputs("  \"vnet ", out);
        html_text(out, v->r.name);
        (void)fprintf(out, "\" [fillcolor=\"%s\", label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\">",
                      v->site != NULL ? "#FFF8E5" : "#FFEFE7");
        cell(out, "left", "<b>", v->r.name, "</b>", arena);
        if (v->site == NULL) {
            cell(out, "left", "<font color=\"" DOT_ORANGE "\">", "nobody has this address", "</font>", arena);
        } else {
            cell(out, "left", "<font color=\"" DOT_GREY "\">", arena_printf(arena, "on premises, near %s", t->regions_used[v->region].name), "</font>", arena);
            cell(out, "left", "<font color=\"" DOT_GREY "\">", prefixes(&v->prefixes, arena), "</font>", arena);
            for (size_t k = 0; k < v->n_subnets; k++) {
                write_machines(t, &v->subnets[k], arena, out);
            }
            for (size_t k = 0; k < v->site->n_devices; k++) {
                cell(out, "left", "<font color=\"" DOT_BLUE "\"><b>", arena_printf(arena, "      %s", v->site->devices[k].r.name), "</b></font>", arena);
            }
        }
        (void)fputs("</table>>];\n", out);
    }
}
