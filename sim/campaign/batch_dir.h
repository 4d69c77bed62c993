/* The folder of a campaign: made with its parents, and held by one campaign at a time. */
#ifndef SIM_CAMPAIGN_BATCH_DIR_H
#define SIM_CAMPAIGN_BATCH_DIR_H

#include <stdbool.h>

struct arena;

/*
 * Makes dir and dir/runs, locks the folder (the lock goes with the process, however it ends), and
 * removes what killed runs have left in it. On a file system without locks it warns and goes on. 0;
 * -EBUSY: another campaign is at work there; another negative errno.
 */
int batch_dir_open(const char *dir, struct arena *arena) __attribute__((warn_unused_result));
/* Removes what ended runs have left half written. */
void batch_dir_sweep(const char *dir);
/* Is it still there? Somebody may have removed it. */
bool batch_dir_is_there(const char *dir);

#endif
