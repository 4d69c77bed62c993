/*
 * The parts of a topology's picture: shared by dot.c, which puts them together, dot_group.c,
 * dot_join.c, dot_layout.c, dot_line.c, dot_network.c, dot_traffic.c and dot_legend.c. Nobody
 * else's. Colours are those of plots/style.gp.
 */
#ifndef SIM_APP_DOT_PARTS_H
#define SIM_APP_DOT_PARTS_H

#include <stdbool.h>
#include <stdio.h>

#include "models/cloud/topo.h"

struct arena;

#define DOT_BLUE   "#0072B2"
#define DOT_ORANGE "#D55E00"
#define DOT_GREEN  "#009E73"
#define DOT_GREY   "#57606A"

/* What a picture shows, which its legend explains. */
enum dot_kind {
    DOT_TUNNEL,
    DOT_WRONG_RANGE,
    DOT_TUNNEL_DOWN,
    DOT_PEERING,
    DOT_PEERING_DOWN,
    DOT_NAT,
    DOT_TRAFFIC,
    DOT_KINDS
};

struct dot_line { /* a tunnel or a peering between two networks, by their numbers: a < b */
    size_t a, b;
    enum dot_kind kind;
    const char *label, *more; /* one or two lines beside it; more may be NULL */
    const char *nat;          /* further ones, each with its end of line; "": none */
    const char *words;        /* all of them */
    bool is_global;           /* a peering between regions: a frame of several regions has both */
    bool is_beside;           /* another one, of the same two */
};

struct dot_groups;
struct dot_layout;

struct dot_picture {
    const struct topo *t;
    const struct dot_groups *groups;
    const struct dot_layout *layout;
    const struct dot_line *line;
    size_t n_lines;
    const char *common[DOT_KINDS]; /* what stands in the legend in place of beside so many lines;
                                      NULL: nothing */
    bool shown[DOT_KINDS];
    bool is_crowded; /* lines leave boxes in the middle of a side too, so that none passes behind
                        the next box */
    struct arena *arena;
    FILE *out;
};

/* Boxes of so many networks say less each. */
enum { DOT_WHOLE_MAX = 16 };

extern const char *const dot_colour[DOT_KINDS];

/* Tunnels and peerings, each once, of two networks one after the other as they are declared. */
const struct dot_line *dot_join(const struct topo *t, struct arena *arena, size_t *n);

/* Regions as clusters, with their networks; then what stands outside: groups of several regions,
 * sites, and addresses that nobody has. */
void dot_regions(const struct topo *t, const struct dot_groups *g, struct arena *arena, FILE *out);
void dot_outside(const struct topo *t, const struct dot_groups *g, struct arena *arena, FILE *out);

/* "vnet NAME": the name of a network's box. */
void dot_box(const struct topo *t, size_t network, FILE *out);
/* "tail" -> "head", boxes or frames. in_middle: into the middle of the head's side, as the title of
 * its region stands in the corner; to_parts: to the boxes in frames. */
void dot_ends(const struct dot_picture *p, size_t tail, size_t head, bool in_middle, bool to_parts);
/* Is b the head, as the layout wants it? */
bool dot_is_onwards(const struct dot_picture *p, size_t a, size_t b);
/* The arrows of traffic. */
void dot_traffic(struct dot_picture *p);

/* Name and description, as the label of the graph; and the kinds of lines that are shown, with the
 * entries of traffic by their numbers. */
void dot_title(const struct topo *t, struct arena *arena, FILE *out);
void dot_legend(const struct dot_picture *p);

#endif
