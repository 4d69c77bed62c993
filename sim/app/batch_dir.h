/* The folder of a campaign: made with its parents, and held by one campaign at a time. */
#ifndef SIM_APP_BATCH_DIR_H
#define SIM_APP_BATCH_DIR_H

struct arena;

/*
 * Makes dir and dir/runs, and locks the folder; the lock goes with the process, however it ends. 0; -EBUSY: another campaign
 * is at work there; another negative errno.
 */
int batch_dir_open(const char *dir, struct arena *arena) __attribute__((warn_unused_result));

#endif
