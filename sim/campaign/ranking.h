/*
 * Ranking: what `vnetsim pair` says of its candidates, best first by the first contest:
 * ranking.csv, and the table on stdout.
 */
#ifndef SIM_CAMPAIGN_RANKING_H
#define SIM_CAMPAIGN_RANKING_H

#include <stdio.h>

#include "sim/campaign/pairing.h"
#include "sim/campaign/selection.h"
#include "sim/engine/stat.h"
#include "sim/results/csv_out.h"

enum { RANKING_METRICS = 5 };

struct ranking_row {
    const char *candidate, *state,
        *reason; /* state: best, left (the contest, after so many runs), tied, refused */
    int64_t runs;
    size_t left_after; /* runs; 0: it did not leave */
    struct stat_mean metric[RANKING_METRICS];
    double outage_s;   /* NAN: not known */
    const char *as_of; /* date of the pair's round trip */
};

struct ranking {
    struct arena *arena;
    const double *outage_s; /* [candidate], by the caller; NULL: not known */
    struct ranking_row *row;
    size_t n;
};

void ranking_make(struct ranking *r, const struct selection *s, const struct pairing *p);
void ranking_show(const struct ranking *r, FILE *out);

extern const struct csv_table ranking_table;
void ranking_write(const struct ranking *r, struct csv_out *o);

#endif
