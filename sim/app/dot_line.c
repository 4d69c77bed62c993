/* The two ends of a line in a picture, and its colour. */
#include "sim/app/dot_group.h"
#include "sim/app/dot_layout.h"
#include "sim/app/dot_parts.h"
#include "sim/report/html.h"

const char *const dot_colour[DOT_KINDS] = {
    [DOT_TUNNEL] = DOT_BLUE,   [DOT_WRONG_RANGE] = DOT_ORANGE,  [DOT_TUNNEL_DOWN] = DOT_ORANGE,
    [DOT_PEERING] = DOT_GREEN, [DOT_PEERING_DOWN] = DOT_ORANGE, [DOT_NAT] = DOT_BLUE,
    [DOT_TRAFFIC] = DOT_GREY,
};

bool dot_is_onwards(const struct dot_picture *p, size_t a, size_t b)
{
    return p->layout->order[a] < p->layout->order[b];
}

void dot_box(const struct topo *t, size_t network, FILE *out)
{
    const struct topo_vnet *v = &t->vnets[network];
    (void)fputs(v->outside != NULL ? "\"internet " : "\"vnet ", out);
    html_text(out, v->r.name);
    (void)fputs("\"", out);
}

static void write_end(const struct dot_picture *p, size_t network, bool to_parts)
{
    const size_t group = p->groups->of[network];
    if (group == p->groups->n) {
        dot_box(p->t, network, p->out);
    } else {
        (void)fprintf(p->out, "\"group %zu\"", group);
        if (to_parts) {
            (void)fprintf(p->out, ":n%zu", network);
        }
    }
}

void dot_ends(const struct dot_picture *p, size_t tail, size_t head, bool in_middle, bool to_parts)
{
    (void)fputs("  ", p->out);
    write_end(p, tail, to_parts);
    (void)fputs(!p->is_crowded ? "" : p->layout->is_upright ? ":s" : ":e", p->out);
    (void)fputs(" -> ", p->out);
    write_end(p, head, to_parts);
    (void)fputs(!in_middle ? "" : p->layout->is_upright ? ":n" : ":w", p->out);
}
