/*
 * Joining the shards of a campaign: their rows in the order of the whole, their runs' folders side
 * by side. What comes out is what an unsharded campaign writes, byte for byte.
 */
#ifndef SIM_CAMPAIGN_MERGE_H
#define SIM_CAMPAIGN_MERGE_H

#include <stddef.h>

struct arena;

struct merge_count {
    size_t runs, failed, refused; /* rows of runs.csv */
};

/*
 * Joins the n folders into dir, which is there and empty. 0, or a negative errno; *error (in the
 * arena) says what could not be done: two shards that both have a configuration, columns that
 * differ, a file that cannot be read.
 */
int merge_shards(const char *const *shard, size_t n, const char *dir, struct merge_count *count,
                 struct arena *arena, const char **error) __attribute__((warn_unused_result));

#endif
