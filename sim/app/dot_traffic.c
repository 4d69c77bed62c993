/*
 * Who sends to whom, as arrows between networks. Between those of one frame there are none: the
 * legend has their entries.
 */
#include "sim/app/dot_group.h"
#include "sim/app/dot_layout.h"
#include "sim/app/dot_parts.h"
#include "sim/base/arena.h"

static size_t sender(const struct dot_picture *p, size_t traffic)
{
    return (size_t)(p->t->traffic[traffic].from->subnet->vnet - p->t->vnets);
}

static size_t receiver(const struct dot_picture *p, size_t traffic)
{
    return (size_t)(p->t->traffic[traffic].to->subnet->vnet - p->t->vnets);
}

/* The numbers of the entries from one network to another: "1, 3"; "" for none. */
static const char *entries(const struct dot_picture *p, size_t from, size_t to)
{
    const char *numbers = "";
    for (size_t i = 0; i < p->t->n_traffic; i++) {
        if (sender(p, i) == from && receiver(p, i) == to) {
            numbers =
                arena_printf(p->arena, "%s%s%zu", numbers, numbers[0] != '\0' ? ", " : "", i + 1);
        }
    }
    return numbers;
}

static bool are_joined(const struct dot_picture *p, size_t a, size_t b)
{
    for (size_t i = 0; i < p->n_lines; i++) {
        if (p->line[i].a == (a < b ? a : b) && p->line[i].b == (a < b ? b : a)) {
            return true;
        }
    }
    return false;
}

/* One arrow for all entries between two networks, with the numbers that the legend explains.
 * Between networks that are joined it lies beside their tunnel; else it has no say in the layout,
 * and its numbers stand at its heads. */
static void write_arrow(struct dot_picture *p, size_t tail, size_t head)
{
    const bool upright = p->layout->is_upright;
    const char *there = entries(p, tail, head), *back = tail != head ? entries(p, head, tail) : "";
    const char *dir = there[0] == '\0' ? "back" : back[0] == '\0' ? "forward" : "both";
    const bool is_beside = are_joined(p, tail, head);
    dot_ends(p, tail, head, is_beside && upright, true);
    if (is_beside) {
        (void)fprintf(p->out, " [label=\" %s%s%s%s%s \", ",
                      back[0] != '\0' ? (upright ? "▴ " : "◂ ") : "", back,
                      back[0] != '\0' && there[0] != '\0' ? "   " : "", there,
                      there[0] != '\0' ? (upright ? " ▾" : " ▸") : "");
    } else {
        (void)fprintf(p->out,
                      " [headlabel=\"%s\", taillabel=\"%s\", labeldistance=1.8, constraint=false, ",
                      there, back);
    }
    (void)fprintf(p->out,
                  "dir=%s, style=dotted, color=\"" DOT_GREY "\", fontcolor=\"" DOT_GREY
                  "\", penwidth=1.2, arrowsize=0.7];\n",
                  dir);
}

static bool are_in_one_frame(const struct dot_picture *p, size_t a, size_t b)
{
    return p->groups->of[a] == p->groups->of[b] && p->groups->of[a] != p->groups->n;
}

void dot_traffic(struct dot_picture *p)
{
    for (size_t i = 0; i < p->t->n_traffic; i++) {
        const size_t a = sender(p, i), b = receiver(p, i);
        bool is_drawn = are_in_one_frame(p, a, b);
        for (size_t k = 0; k < i && !is_drawn; k++) {
            is_drawn = (sender(p, k) == a && receiver(p, k) == b) ||
                       (sender(p, k) == b && receiver(p, k) == a);
        }
        if (!is_drawn) {
            write_arrow(p, dot_is_onwards(p, a, b) ? a : b, dot_is_onwards(p, a, b) ? b : a);
        }
    }
    p->shown[DOT_TRAFFIC] = p->t->n_traffic > 0;
}
