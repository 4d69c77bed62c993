#include "sim/app/dot.h"

#include <string.h>

#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "sim/app/dot_layout.h"
#include "sim/app/dot_parts.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/report/html.h"

/* From so many equal ones on, labels go into the legend; so many NAT rules of an end stand beside its tunnel. */
enum { COMMON_MIN = 8, NAT_MAX = 6 };

struct line { /* a tunnel or a peering */
    const struct topo_vnet *a, *b;
    enum dot_kind kind;
    const char *label, *more; /* one or two lines beside it; more may be NULL */
    const char *nat;          /* further ones; "": none */
    const char *words;        /* all of them */
};

struct picture {
    const struct topo *t;
    struct dot_layout layout;
    struct line *line;
    size_t n_lines;
    const char *common[DOT_KINDS]; /* what stands in the legend in place of beside so many lines; NULL: nothing */
    bool shown[DOT_KINDS];
    struct arena *arena;
    FILE *out;
};

static void write_end(const struct picture *p, const struct topo_vnet *v)
{
    (void)fputs("\"vnet ", p->out);
    html_text(p->out, v->r.name);
    (void)fputs("\"", p->out);
}

/* Is b the head, as the layout wants it? */
static bool is_onwards(const struct picture *p, const struct topo_vnet *a, const struct topo_vnet *b)
{
    return p->layout.order[a - p->t->vnets] < p->layout.order[b - p->t->vnets];
}

/* is_line: from the top it comes into the middle of the box, as the title of the region stands in the corner. */
static void write_ends(const struct picture *p, const struct topo_vnet *tail, const struct topo_vnet *head, bool is_line)
{
    (void)fputs("  ", p->out);
    write_end(p, tail);
    (void)fputs(" -> ", p->out);
    write_end(p, head);
    if (is_line && p->layout.is_upright) {
        (void)fputs(":n", p->out);
    }
}

static void add(struct picture *p, const struct topo_vnet *a, const struct topo_vnet *b, enum dot_kind kind, const char *label, const char *more, const char *nat)
{
    const bool on = is_onwards(p, a, b);
    p->line[p->n_lines++] = (struct line){on ? a : b, on ? b : a, kind, label, more, nat, arena_printf(p->arena, "%s%s%s%s", label, more == NULL ? "" : ", ", more == NULL ? "" : more, nat)};
    p->shown[kind] = true;
    p->shown[DOT_NAT] = p->shown[DOT_NAT] || nat[0] != '\0';
}

/* The label that most lines of a kind bear, when they are so many that their labels would cover the picture. */
static void find_common(struct picture *p)
{
    struct {
        enum dot_kind kind;
        const char *words;
        size_t n;
    } *seen = arena_calloc(p->arena, p->n_lines + 1, sizeof *seen);
    size_t most[DOT_KINDS] = {0}, n_seen = 0;
    for (size_t i = 0; i < p->n_lines; i++) {
        const struct line *l = &p->line[i];
        size_t k = 0;
        while (k < n_seen && (seen[k].kind != l->kind || strcmp(seen[k].words, l->words) != 0)) {
            k++;
        }
        n_seen += k == n_seen;
        seen[k].kind = l->kind;
        seen[k].words = l->words;
        if (++seen[k].n >= COMMON_MIN && seen[k].n > most[l->kind]) {
            most[l->kind] = seen[k].n;
            p->common[l->kind] = l->words;
        }
    }
}

/* Labels lie on a white ground: what passes under one leaves it readable. */
static void write_line(const struct picture *p, const struct line *l)
{
    static const char *const styles[DOT_KINDS] = {
        [DOT_TUNNEL] = "color=\"" DOT_BLUE ":white:" DOT_BLUE "\", fontcolor=\"" DOT_BLUE "\"",
        [DOT_WRONG_RANGE] = "color=\"" DOT_ORANGE ":white:" DOT_ORANGE "\", fontcolor=\"" DOT_ORANGE "\"",
        [DOT_TUNNEL_DOWN] = "color=\"" DOT_ORANGE "\", fontcolor=\"" DOT_ORANGE "\", style=dashed",
        [DOT_PEERING] = "color=\"" DOT_GREEN "\", fontcolor=\"" DOT_GREEN "\"",
        [DOT_PEERING_DOWN] = "color=\"" DOT_ORANGE "\", fontcolor=\"" DOT_ORANGE "\", style=dashed",
    };
    write_ends(p, l->a, l->b, true);
    (void)fputs(" [", p->out);
    if (p->common[l->kind] == NULL || strcmp(p->common[l->kind], l->words) != 0) {
        (void)fputs("label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"1\" bgcolor=\"white\"><tr><td>", p->out);
        html_text(p->out, l->label);
        if (l->more != NULL) {
            (void)fputs("</td></tr><tr><td>", p->out);
            html_text(p->out, l->more);
        }
        for (const char *row = l->nat; *row != '\0'; row += strcspn(row, "\n") + 1) {
            (void)fputs("</td></tr><tr><td>", p->out);
            html_text(p->out, arena_strndup(p->arena, row, strcspn(row, "\n")));
        }
        (void)fputs("</td></tr></table>>, ", p->out);
    }
    (void)fprintf(p->out, "%s, penwidth=2, weight=4, dir=none];\n", styles[l->kind]);
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

static const char *mapping(struct arena *arena, const struct topo_prefixes *range, const struct topo_ports *ports)
{
    char text[IP4_TEXT_MAX];
    return arena_printf(arena, "%s%s%s", ip4_prefix_format(range->v[0], text), ports->text != NULL ? ":" : "", ports->text != NULL ? ports->text : "");
}

/* A line for each rule of address translation of one end: whose addresses, and what the other side calls them. */
static const char *add_rules(const struct picture *p, const char *nat, const struct topo_connection *c)
{
    const size_t n = c == NULL ? 0 : c->n_ingress + c->n_egress;
    for (size_t i = 0; i < n && i < NAT_MAX; i++) {
        const struct topo_nat_rule *r = i < c->n_ingress ? c->ingress[i] : c->egress[i - c->n_ingress];
        nat = arena_printf(p->arena, "%sNAT of %s%s: %s %s %s\n", nat, (r->mode == TOPO_NAT_INGRESS ? c->to : c->from)->vnet->r.name,
                           r->by == 0 ? "" : r->by == 1 ? " at instance 0" : " at instance 1", mapping(p->arena, &r->internal, &r->internal_ports),
                           r->type == TOPO_NAT_DYNAMIC ? "→" : "↔", mapping(p->arena, &r->external, &r->external_ports));
    }
    return n > NAT_MAX ? arena_printf(p->arena, "%sand %zu NAT rules more\n", nat, n - NAT_MAX) : nat;
}

static void add_tunnels(struct picture *p)
{
    for (size_t i = 0; i < p->t->n_connections; i++) { /* a device's end is drawn with the gateway's */
        const struct topo_connection *c = &p->t->connections[i];
        if (c->reverse != NULL && c->reverse < c) {
            continue; /* the other end has drawn it */
        }
        const char *down = handshake_word((enum handshake)c->outcome);
        const bool right = range_is_right(c) && (c->reverse == NULL || range_is_right(c->reverse));
        const size_t n = (c->from->active_active ? (size_t)2 : 1) * (c->to->active_active ? 2 : 1);
        const char *name = n > 1 ? arena_printf(p->arena, "%zu tunnels", n) : "tunnel";
        add(p, c->from->vnet, c->to->vnet, down != NULL ? DOT_TUNNEL_DOWN : right ? DOT_TUNNEL : DOT_WRONG_RANGE,
             arena_printf(p->arena, "%s %s%s", name, down != NULL ? "down" : "up", down == NULL && rib_session(c) == RIB_SESSION ? ", BGP" : ""),
             down != NULL ? down : right ? NULL : "a range is wrong", add_rules(p, add_rules(p, "", c), c->reverse));
    }
}

static bool is_out_of_use(const struct topo_peering *p)
{
    return p->state != TOPO_PEERING_CONNECTED || p->reverse->state != TOPO_PEERING_CONNECTED;
}

static void add_peerings(struct picture *pic)
{
    for (size_t i = 0; i < pic->t->n_vnets; i++) {
        const struct topo_vnet *v = &pic->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            const struct topo_peering *p = &v->peerings[k];
            if (p->reverse != NULL && p->remote < v) {
                continue;
            }
            const bool up = effective_peering_is_up(p), lends = p->reverse != NULL && (effective_gives_gateway(p) || effective_gives_gateway(p->reverse));
            const char *why = p->reverse == NULL ? "one half only" : is_out_of_use(p) ? "not connected" : !up ? "no access" : lends ? "gateway lent" : NULL;
            add(pic, v, p->remote, up ? DOT_PEERING : DOT_PEERING_DOWN, p->remote->region != v->region ? "global peering" : "peering", why, "");
        }
    }
}

/* The numbers of the entries from one network to another: "1, 3"; "" for none. */
static const char *entries(const struct picture *p, const struct topo_vnet *from, const struct topo_vnet *to)
{
    const char *numbers = "";
    for (size_t i = 0; i < p->t->n_traffic; i++) {
        const struct topo_traffic *x = &p->t->traffic[i];
        if (x->from->subnet->vnet == from && x->to->subnet->vnet == to) {
            numbers = arena_printf(p->arena, "%s%s%zu", numbers, numbers[0] != '\0' ? ", " : "", i + 1);
        }
    }
    return numbers;
}

static bool is_peered(const struct topo_vnet *a, const struct topo_vnet *b)
{
    for (size_t i = 0; i < a->n_peerings; i++) {
        if (a->peerings[i].remote == b) {
            return true;
        }
    }
    return false;
}

static bool are_joined(const struct topo *t, const struct topo_vnet *a, const struct topo_vnet *b)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_vnet *x = t->connections[i].from->vnet, *y = t->connections[i].to->vnet;
        if ((x == a && y == b) || (x == b && y == a)) {
            return true;
        }
    }
    return is_peered(a, b) || is_peered(b, a);
}

/* One arrow for all entries between two networks, with the numbers that the legend explains. Between networks that are joined it lies
 * beside their tunnel; else it has no say in the layout, and its numbers stand at its heads. */
static void write_arrow(struct picture *p, const struct topo_vnet *tail, const struct topo_vnet *head)
{
    const bool upright = p->layout.is_upright;
    const char *there = entries(p, tail, head), *back = tail != head ? entries(p, head, tail) : "";
    const char *dir = there[0] == '\0' ? "back" : back[0] == '\0' ? "forward" : "both";
    const bool is_beside = are_joined(p->t, tail, head);
    write_ends(p, tail, head, is_beside);
    if (is_beside) {
        (void)fprintf(p->out, " [label=\" %s%s%s%s%s \", ", back[0] != '\0' ? (upright ? "▴ " : "◂ ") : "", back, back[0] != '\0' && there[0] != '\0' ? "   " : "", there,
                      there[0] != '\0' ? (upright ? " ▾" : " ▸") : "");
    } else {
        (void)fprintf(p->out, " [headlabel=\"%s\", taillabel=\"%s\", labeldistance=1.8, constraint=false, ", there, back);
    }
    (void)fprintf(p->out, "dir=%s, style=dotted, color=\"" DOT_GREY "\", fontcolor=\"" DOT_GREY "\", penwidth=1.2, arrowsize=0.7];\n", dir);
    p->shown[DOT_TRAFFIC] = true;
}

static void write_traffic(struct picture *p)
{
    for (size_t i = 0; i < p->t->n_traffic; i++) {
        const struct topo_vnet *a = p->t->traffic[i].from->subnet->vnet, *b = p->t->traffic[i].to->subnet->vnet;
        bool is_drawn = false;
        for (size_t k = 0; k < i; k++) {
            const struct topo_vnet *from = p->t->traffic[k].from->subnet->vnet, *to = p->t->traffic[k].to->subnet->vnet;
            is_drawn = is_drawn || (from == a && to == b) || (from == b && to == a);
        }
        if (!is_drawn) {
            write_arrow(p, is_onwards(p, a, b) ? a : b, is_onwards(p, a, b) ? b : a);
        }
    }
}

void dot_write(const struct topo *t, bool traffic, struct arena *arena, FILE *out)
{
    struct picture p = {.t = t, .layout = dot_layout_choose(t, arena), .arena = arena, .out = out};
    (void)fprintf(out,
                  "digraph topology {\n"
                  "  graph [rankdir=%s, newrank=true, fontname=\"DejaVu Sans\", fontsize=12, nodesep=0.35, ranksep=%s, splines=spline, pad=0.2, bgcolor=white, outputorder=edgesfirst];\n"
                  "  node [shape=box, style=\"rounded,filled\", fillcolor=white, color=\"" DOT_GREY "\", fontname=\"DejaVu Sans\", fontsize=11, margin=\"0.12,0.08\"];\n"
                  "  edge [fontname=\"DejaVu Sans\", fontsize=10];\n",
                  p.layout.is_upright ? "TB" : "LR", p.layout.is_upright ? "0.7" : "0.6");
    p.line = ARENA_ARRAY(arena, struct line, t->n_connections + t->n_peerings);
    add_tunnels(&p);
    add_peerings(&p);
    find_common(&p);
    dot_title(t, arena, out);
    (void)fputs("  subgraph cluster_all {\n    peripheries=0; fontsize=10;\n", out);
    dot_regions(t, arena, out);
    dot_sites(t, arena, out);
    if (traffic) {
        write_traffic(&p); /* first, so that labels of lines lie on top */
    }
    for (size_t i = 0; i < p.n_lines; i++) {
        write_line(&p, &p.line[i]);
    }
    dot_legend(t, p.shown, p.common, out);
    (void)fputs("  }\n}\n", out);
}
