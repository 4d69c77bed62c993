/*
 * Failover: single failures of a scenario, each in a run of its own and beside one without any, as
 * a study of one axis, `failure`, that batch runs. What came of it is failover.csv, a table and a
 * sentence.
 *
 * A run ends when nothing more is to come of its failure (models/settle.h) and as much has been
 * seen after it as before. It is given until TCP would go on after the longest outage that is to be
 * expected: the published 90 s of an unplanned failover (or how long things are down), then dead
 * peer detection and BGP's hold timer; and as long again, 120 s at most, since a time-out of TCP
 * doubles while nothing comes back (RFC 6298, 5.5; Linux: TCP_RTO_MAX 120 s).
 */
#ifndef SIM_CAMPAIGN_FAILOVER_H
#define SIM_CAMPAIGN_FAILOVER_H

#include <stdbool.h>
#include <stdio.h>

#include "sim/campaign/batch.h"
#include "sim/campaign/failures.h"
#include "sim/results/csv_out.h"

struct failover_wish {
    const char *scenario;
    const char *const *set; /* of the command line */
    size_t n_sets;
    const char *const *fault, *const *gateway,
                                  *const *only; /* names: declared faults, gateways, kinds */
    size_t n_faults, n_gateways, n_only;
    bool all, no_probes;
    sim_time_t at, lasts, duration; /* 0: chosen */
    unsigned runs;
};

struct failover {
    struct arena *arena;
    const char *name, *path; /* of the scenario */
    struct failures failures;
    size_t n_made;       /* of failures: at failures.at; the others are declared, and say when */
    sim_time_t duration; /* of each run, at most */
    bool settles;        /* most are shorter */
    unsigned runs;
    const char **set; /* those of the command line, and what a run of this kind needs */
    size_t n_sets;
    const char *error; /* what cannot be done; NULL */
};

enum { FAILOVER_CELLS = 17 }; /* columns of outages.csv */

struct failover_row { /* a failure, a replication, a traffic entry */
    const struct failure *failure;
    int64_t k;
    uint64_t seed;
    const char *run, *status, *reason;
    const char *const *cell;         /* of outages.csv, as it stands there; NULL: the run failed */
    const struct failover_row *base; /* the same without a failure; NULL: none */
};

struct failover_rows {
    struct failover_row *v;
    size_t n;
};

/* Cells of a row. */
enum failover_cell {
    FAILOVER_TRAFFIC,
    FAILOVER_FROM,
    FAILOVER_FLOWS,
    FAILOVER_PATH,
    FAILOVER_PATH_AT,
    FAILOVER_PATH_LASTS,
    FAILOVER_APP,
    FAILOVER_MEDIAN,
    FAILOVER_APP_AT,
    FAILOVER_LASTING,
    FAILOVER_LOST,
    FAILOVER_CONNECTIONS,
    FAILOVER_ABORTED,
    FAILOVER_BEFORE,
    FAILOVER_DURING,
    FAILOVER_AFTER,
    FAILOVER_UNTIL
};
/* NAN: empty; sim/campaign/failover_rows.c. */
double failover_value(const struct failover_row *r, enum failover_cell cell);

/* Opens the scenario and decides what fails and when. An exit code; diagnostics go to stderr, and
 * what else is wrong is in error. */
int failover_plan(struct failover *f, const struct failover_wish *wish);
/* How long what is down stays so, where nobody says: long enough to tell a way that is repaired
 * from one that is given up, so that the table shows both the failure and the recovery. */
sim_time_t failover_lasts(const struct topo *t, const struct catalog *catalog);
/* How long a run must last that something breaks in at `at`: see above. */
sim_time_t failover_duration(const struct topo *t, sim_time_t at, sim_time_t lasts);
/* When something breaks that the scenario does not say: everything runs by then. */
sim_time_t failover_at(const struct topo *t);
/* The axis `failure` of a study, indented by two. */
void failover_write_axis(const struct failures *f, FILE *out);
void failover_write_study(const struct failover *f, FILE *out);
/* sim/campaign/failover_rows.c: reads what the runs have left. 0 or a negative errno. */
int failover_read(const struct failover *f, const struct batch *b, struct failover_rows *rows);

extern const struct csv_table failover_table;
void failover_write(const struct failover_rows *rows, struct csv_out *o);
/* sim/campaign/failover_show.c */
void failover_show(const struct failover *f, const struct failover_rows *rows, FILE *out);
void failover_write_json(const struct failover *f, const struct failover_rows *rows, FILE *out);

#endif
