/*
 * Writing the files of a run into a folder: the CSV files, each with its rows and SHA-256 noted in
 * the manifest, then the manifest itself.
 */
#ifndef SIM_RESULTS_RESULTS_WRITE_H
#define SIM_RESULTS_RESULTS_WRITE_H

#include "sim/results/manifest.h"
#include "sim/results/results.h"

/* Writes one CSV file; watch: who looks on, may be NULL. 0 or a negative errno. */
int results_write_file(const struct results_file *file, const struct results *r, const char *dir,
                       struct manifest *m, const struct csv_watch *watch)
    __attribute__((warn_unused_result));
/*
 * Writes scenario.yaml, the whole scenario in canonical form with everything that was overridden:
 * what makes the run again. Shared keys are not in it: equal ones are called key-1, key-2 and so
 * on, which comes to the same. 0 or a negative errno.
 */
int results_write_scenario(const struct manifest *m, const char *dir)
    __attribute__((warn_unused_result));
/* Writes manifest.json. 0 or a negative errno. */
int results_write_manifest(const struct manifest *m, const char *dir)
    __attribute__((warn_unused_result));
/* All of them, what a run leaves beside its captures. 0 or a negative errno. */
int results_write_all(const struct results *r, struct manifest *m, const char *dir,
                      const struct csv_watch *watch) __attribute__((warn_unused_result));

#endif
