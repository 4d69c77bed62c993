/*
 * The file `shard` in the folder of a shard that has ended: which it is, and of what campaign. By
 * it --merge knows that it has all of them, and that they belong together.
 */
#ifndef SIM_CAMPAIGN_SHARD_H
#define SIM_CAMPAIGN_SHARD_H

#include <stddef.h>

#include "sim/campaign/campaign.h"

struct arena;

/* Takes the file away while the shard is at work. 0 or a negative errno. */
int shard_begin(const char *dir) __attribute__((warn_unused_result));
/* 0 or a negative errno. */
int shard_end(const char *dir, unsigned shard, unsigned shards, const struct campaign *campaign)
    __attribute__((warn_unused_result));

/* Are the n folders all the shards of one campaign? NULL, or why not, in the arena. */
const char *shard_why_not(const char *const *dir, size_t n, struct arena *arena);

#endif
