/*
 * The folder of a run's results: written beside its place and renamed at the end, so that there is
 * never half of one.
 */
#ifndef SIM_RESULTS_RESULTS_DIR_H
#define SIM_RESULTS_RESULTS_DIR_H

#include <stdbool.h>

struct results_dir {
    char *path, *temporary; /* owned */
    bool replace;
    const char *refusal; /* after -EEXIST: behind the path, a sentence */
};

/*
 * May path be written? 0; -EEXIST: it is there already, and `force` was not given, or it is no
 * folder of results or holds what vnetsim does not write (never removed); or another negative
 * errno. Makes the parent folders and the temporary one.
 */
int results_dir_open(struct results_dir *d, const char *path, bool force)
    __attribute__((warn_unused_result));
/* The same inside a folder of ours that must be there: no parents are made, and results without a
 * manifest may be replaced. */
int results_dir_open_inside(struct results_dir *d, const char *path, bool force)
    __attribute__((warn_unused_result));
/* Puts it in place. 0 or a negative errno; then the old one is as it was. */
int results_dir_commit(struct results_dir *d) __attribute__((warn_unused_result));
/* Frees; removes what was not committed. */
void results_dir_close(struct results_dir *d);
/* Removes what killed programs have left in a folder: temporary folders that nobody works on any
 * more. */
void results_dir_sweep(const char *folder);

#endif
