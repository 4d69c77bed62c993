/*
 * Raise: every limit that traffic meets, wider by a quarter in runs of its own, beside runs without
 * and runs in which all are wider together, as a study of one axis, `raised`, that batch runs. What
 * it brings each traffic entry is raise.csv, a table and a sentence. limited_by judges from one
 * run; this measures.
 *
 * What an entry gets is the goodput of its flows in the counted time, each over its life there,
 * weighed by how long that is. Where it is transfers, and all of them are done with and without, it
 * is how many are done in a flow's time: one over their mean completion time. Of the same
 * replication runs have the same random numbers, so gains are of pairs, with Student's t interval
 * of 95 %.
 */
#ifndef SIM_CAMPAIGN_RAISE_H
#define SIM_CAMPAIGN_RAISE_H

#include <stdio.h>

#include "models/cloud/raise.h"
#include "sim/campaign/batch.h"
#include "sim/results/csv_out.h"

struct network;
struct table;

/* What a raise by a quarter brings: what it must of what holds traffic back, and what is worth a
 * word; the property that limited_by is held to. */
#define RAISE_MUCH  0.1
#define RAISE_WORTH 0.03

struct raise_wish {
    const char *scenario;
    const char *const *set; /* of the command line */
    size_t n_sets;
    const char *const *only; /* words; n_only 0: all that traffic meets */
    size_t n_only;
    const char *by; /* "25%"; NULL: as the scenario says */
    unsigned runs;
};

struct raise_setting { /* of the axis */
    const char *name;
    const char *word; /* NULL: none is raised, or all are */
};

struct raise {
    struct arena *arena;
    const char *name, *path; /* of the scenario */
    struct raise_words words;
    struct raise_setting *setting; /* first without any, last with all of them where there are
                                      several words */
    size_t n_settings;
    const char *already; /* what the scenario raises itself: "'a', 'b'", or "" */
    bool is_all;         /* that traffic meets: nothing was left out by --limit */
    unsigned runs;
    double by;
    const char **set;
    size_t n_sets;
    const char *error; /* what cannot be done; NULL */
};

struct raise_row { /* a traffic entry and a setting */
    const char *traffic;
    const struct raise_setting *setting;
    size_t n;                 /* pairs of runs; 0: nothing is known */
    double mbps, raised_mbps; /* means */
    double gain, half_width;  /* of the pairs, as fractions; half_width NAN: one pair */
    bool named;               /* by the run without, of a flow of the entry */
    const char *untried;      /* of its entry, named and no setting: "a, b"; NULL: nothing */
};

struct raise_rows { /* entries in their order; of one the settings in theirs */
    struct raise_row *v;
    size_t n;
    double by; /* as in struct raise */
};

/* Opens the scenario and decides what is raised. An exit code; diagnostics go to stderr, and what
 * else is wrong is in error. */
int raise_plan(struct raise *r, const struct raise_wish *w);
void raise_write_study(const struct raise *r, FILE *out);
/* sim/campaign/raise_met.c: of the words those that traffic meets, on the ways that its packets and
 * their answers take at the beginning. */
void raise_keep_met(struct raise_words *w, const struct network *n);
/* sim/campaign/raise_rows.c: reads what the runs have left. 0 or a negative errno. */
int raise_read(const struct raise *r, const struct batch *b, struct raise_rows *rows);
/* Says what is wrong with a table of a run; -EIO. */
int raise_table_fails(const struct table *t);
/* sim/campaign/raise_names.c: of a run without, by its limits.csv. 0 or a negative errno. */
int raise_read_names(const struct raise *r, const char *path, struct raise_rows *rows);

extern const struct csv_table raise_table;
void raise_write(const struct raise_rows *rows, struct csv_out *o);
/* sim/campaign/raise_show.c */
void raise_show(const struct raise *r, const struct raise_rows *rows, FILE *out);

#endif
