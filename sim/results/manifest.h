/*
 * manifest.json: what was run, with what, by whom, and how long it took. The only file of a run
 * that differs between two equal runs.
 */
#ifndef SIM_RESULTS_MANIFEST_H
#define SIM_RESULTS_MANIFEST_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "sim/base/sha256.h"
#include "sim/results/results.h"
#include "sim/results/warmup.h"
#include "sim/scenario/scenario.h"

enum { MANIFEST_FILES_MAX = 16 };

struct manifest {
    const struct scenario *scenario;
    const struct network *net;
    const struct results *results; /* what it says of them; NULL: nothing */
    int argc;
    char **argv; /* the command line */
    const char *const *sets;
    size_t n_sets;
    unsigned threads;
    time_t started_at, ended_at;
    double wall_s, cpu_s; /* of the simulation itself */
    struct warmup warmup;
    struct {
        const char *name;
        uint64_t rows;
        char sha256[SHA256_HEX_MAX];
    } file[MANIFEST_FILES_MAX];
    size_t n_files;
};

void manifest_write(const struct manifest *m, FILE *out);
/* One packet over one link each: the sum of `packets` in links.csv. */
uint64_t manifest_packet_hops(const struct network *net);

#endif
