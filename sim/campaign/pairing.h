/*
 * Pairing: one scenario with one side of it moved to each of several regions, as a study of one
 * axis, `candidate`. Which side: the networks that stand in the same region as the receiver of the
 * first traffic between two regions; all others stay, and those in the region of its sender are put
 * into the source region.
 */
#ifndef SIM_CAMPAIGN_PAIRING_H
#define SIM_CAMPAIGN_PAIRING_H

#include <stddef.h>
#include <stdio.h>

struct arena;
struct catalog;

struct pairing {
    struct arena *arena;
    const char *scenario; /* its path */
    const char *from;     /* the source region */
    const char **candidate;
    size_t n;
    const char **stays, **moves; /* names of networks */
    size_t n_stays, n_moves;
    const char *error; /* what cannot be done; NULL */
};

/*
 * candidates: regions and geographies of the catalog ("northeurope,United Kingdom"), separated by
 * commas; `all` is every region with a published round trip from the source. The source itself is
 * left out of a geography. An exit code; errors of the scenario go to stderr (its warnings come
 * with the campaign's plan), and what else is wrong is in error.
 */
int pairing_open(struct pairing *p, const char *scenario, const char *from, const char *candidates,
                 const char *const *sets, size_t n_sets);

/* The axis `candidate` of a study, indented by two. */
void pairing_write_axis(const struct pairing *p, FILE *out);
/* Writes the study: min and max replications, and the metrics that it compares. */
void pairing_write_study(const struct pairing *p, int max_runs, const char *const *metric,
                         size_t n_metrics, FILE *out);

#endif
