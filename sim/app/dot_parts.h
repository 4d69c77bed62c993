/*
 * The parts of a topology's picture: shared by dot.c, which puts them together, dot_network.c and dot_legend.c. Nobody else's.
 * Colours are those of plots/style.gp.
 */
#ifndef SIM_APP_DOT_PARTS_H
#define SIM_APP_DOT_PARTS_H

#include <stdbool.h>
#include <stdio.h>

#include "models/cloud/topo.h"

struct arena;

#define DOT_BLUE "#0072B2"
#define DOT_ORANGE "#D55E00"
#define DOT_GREEN "#009E73"
#define DOT_GREY "#57606A"

/* What a picture shows, which its legend explains. */
enum dot_kind { DOT_TUNNEL, DOT_WRONG_RANGE, DOT_TUNNEL_DOWN, DOT_PEERING, DOT_PEERING_DOWN, DOT_NAT, DOT_TRAFFIC, DOT_KINDS };

/* Regions as clusters, with their networks; then what stands outside: sites, and addresses that nobody has. */
void dot_regions(const struct topo *t, struct arena *arena, FILE *out);
void dot_sites(const struct topo *t, struct arena *arena, FILE *out);

/* Name and description, as the label of the graph; and the kinds of lines that are shown, with the entries of traffic by their numbers;
 * common: what the lines of a kind say that have no label. */
void dot_title(const struct topo *t, struct arena *arena, FILE *out);
void dot_legend(const struct topo *t, const bool shown[DOT_KINDS], const char *const common[DOT_KINDS], FILE *out);

#endif
