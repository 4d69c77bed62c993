#include "sim/app/dot.h"

#include <string.h>

#include "sim/app/dot_group.h"
#include "sim/app/dot_layout.h"
#include "sim/app/dot_parts.h"
#include "sim/base/arena.h"
#include "sim/report/html.h"

enum {
    COMMON_MIN = 8,  /* from so many equal ones on, labels go into the legend */
    CROWDED_MIN = 12 /* so many lines are a crowd */
};

static bool is_of_regions(const struct dot_picture *p, size_t network)
{
    const size_t group = p->groups->of[network];
    return group != p->groups->n && p->groups->group[group].is_of_regions;
}

/* How many networks a line to this one stands for: 0 where it is drawn at another one of its group.
 */
static size_t stands_for(const struct dot_picture *p, size_t network)
{
    const size_t group = p->groups->of[network];
    if (group == p->groups->n) {
        return 1;
    }
    return p->groups->group[group].member[0] == network ? p->groups->group[group].n : 0;
}

static bool is_drawn(const struct dot_picture *p, const struct dot_line *l)
{
    const size_t a = p->groups->of[l->a], b = p->groups->of[l->b];
    return stands_for(p, l->a) > 0 && stands_for(p, l->b) > 0 && (a != b || a == p->groups->n);
}

/* The label that most lines of a kind bear, when they are so many that their labels would cover the
 * picture; and whether they are a crowd. */
static void find_common(struct dot_picture *p)
{
    size_t drawn = 0;
    struct {
        enum dot_kind kind;
        const char *words;
        size_t n;
    } *seen = arena_calloc(p->arena, p->n_lines + 1, sizeof *seen);
    size_t most[DOT_KINDS] = {0}, n_seen = 0;
    for (size_t i = 0; i < p->n_lines; i++) {
        const struct dot_line *l = &p->line[i];
        size_t k = 0;
        if (!is_drawn(p, l)) {
            continue;
        }
        while (k < n_seen && (seen[k].kind != l->kind || strcmp(seen[k].words, l->words) != 0)) {
            k++;
        }
        n_seen += k == n_seen;
        p->is_crowded = ++drawn >= CROWDED_MIN;
        seen[k].kind = l->kind;
        seen[k].words = l->words;
        if (++seen[k].n >= COMMON_MIN && seen[k].n > most[l->kind]) {
            most[l->kind] = seen[k].n;
            p->common[l->kind] = l->words;
        }
    }
}

static void write_row(const struct dot_picture *p, const char *before, const char *text)
{
    (void)fputs(before, p->out);
    html_text(p->out, text);
}

/* Labels lie on a white ground: what passes under one leaves it readable. */
static void write_label(const struct dot_picture *p, const struct dot_line *l)
{
    const size_t n_a = stands_for(p, l->a), n_b = stands_for(p, l->b);
    if (p->common[l->kind] != NULL && strcmp(p->common[l->kind], l->words) == 0) {
        return;
    }
    (void)fputs("label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"1\" "
                "bgcolor=\"white\">",
                p->out);
    write_row(p,
              l->is_global && !is_of_regions(p, l->a) && !is_of_regions(p, l->b) ? "<tr><td>global "
                                                                                 : "<tr><td>",
              l->label);
    for (const char *row = l->more; row != NULL && *row != '\0';) { /* a clause a row */
        const char *comma = strstr(row, ", ");
        const size_t len = comma != NULL ? (size_t)(comma - row) + 1 : strlen(row);
        write_row(p, "</td></tr><tr><td>", arena_strndup(p->arena, row, len));
        row += comma != NULL ? len + 1 : len;
    }
    for (const char *row = l->nat; *row != '\0'; row += strcspn(row, "\n") + 1) {
        write_row(p, "</td></tr><tr><td>", arena_strndup(p->arena, row, strcspn(row, "\n")));
    }
    if (n_a > 1 || n_b > 1) {
        write_row(p, "</td></tr><tr><td>",
                  n_a > 1 && n_b > 1
                      ? arena_printf(p->arena, "each of %zu to each of %zu", n_a, n_b)
                      : arena_printf(p->arena, "to each of %zu", n_a > n_b ? n_a : n_b));
    }
    (void)fputs("</td></tr></table>>, ", p->out);
}

static void write_line(const struct dot_picture *p, const struct dot_line *l)
{
    static const char *const style[DOT_KINDS] = {
        [DOT_TUNNEL_DOWN] = ", style=dashed", [DOT_PEERING_DOWN] = ", style=dashed"};
    const char *colour = dot_colour[l->kind];
    const bool on = dot_is_onwards(p, l->a, l->b),
               is_double = l->kind == DOT_TUNNEL || l->kind == DOT_WRONG_RANGE;
    dot_ends(p, on ? l->a : l->b, on ? l->b : l->a, p->layout->is_upright || !l->is_beside, false);
    (void)fputs(" [", p->out);
    write_label(p, l);
    (void)fprintf(p->out,
                  "color=\"%s%s%s\", fontcolor=\"%s\"%s, penwidth=2, weight=4, dir=none];\n",
                  colour, is_double ? ":white:" : "", is_double ? colour : "", colour,
                  style[l->kind] != NULL ? style[l->kind] : "");
}

void dot_write(const struct topo *t, bool traffic, struct arena *arena, FILE *out)
{
    size_t n;
    const struct dot_line *line = dot_join(t, arena, &n);
    const struct dot_groups groups = dot_group_find(t, line, n, arena);
    const struct dot_layout layout = dot_layout_choose(t, &groups, line, n, arena);
    struct dot_picture p = {.t = t,
                            .groups = &groups,
                            .layout = &layout,
                            .line = line,
                            .n_lines = n,
                            .arena = arena,
                            .out = out};
    (void)fprintf(
        out,
        "digraph topology {\n"
        "  graph [rankdir=%s, newrank=true, fontname=\"DejaVu Sans\", fontsize=12, nodesep=0.35, "
        "ranksep=%s, splines=spline, pad=0.2, bgcolor=white, outputorder=edgesfirst];\n"
        "  node [shape=box, style=\"rounded,filled\", fillcolor=white, color=\"" DOT_GREY
        "\", fontname=\"DejaVu Sans\", fontsize=11, margin=\"0.12,0.08\"];\n"
        "  edge [fontname=\"DejaVu Sans\", fontsize=10];\n",
        layout.is_upright ? "TB" : "LR", layout.is_upright ? "0.7" : "0.6");
    find_common(&p);
    dot_title(t, arena, out);
    (void)fputs("  subgraph cluster_all {\n    peripheries=0; fontsize=10;\n", out);
    dot_regions(t, &groups, arena, out);
    dot_outside(t, &groups, arena, out);
    if (traffic) {
        dot_traffic(&p); /* first, so that labels of lines lie on top */
    }
    for (size_t i = 0; i < p.n_lines; i++) {
        p.shown[p.line[i].kind] = true;
        p.shown[DOT_NAT] = p.shown[DOT_NAT] || p.line[i].nat[0] != '\0';
        if (is_drawn(&p, &p.line[i])) {
            write_line(&p, &p.line[i]);
        }
    }
    dot_legend(&p);
    (void)fputs("  }\n}\n", out);
}
