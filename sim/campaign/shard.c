#include "sim/campaign/shard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/base/arena.h"
#include "sim/base/file_end.h"
#include "sim/base/sha256.h"

static void add_text(struct sha256 *hash, const char *text)
{
    sha256_update(hash, text, strlen(text) + 1);
}

/* The same on all machines: paths do not count, what stands in the files does. */
static int identify(const struct campaign *campaign, char hex[SHA256_HEX_MAX])
{
    struct sha256 hash;
    char text[128];
    sha256_init(&hash);
    if (campaign->study_path != NULL) {
        const int err = sha256_file(campaign->study_path, hex);
        if (err != 0) {
            return err;
        }
        add_text(&hash, hex);
    }
    for (size_t i = 0; i < campaign->n; i++) {
        const struct configuration *c = &campaign->configuration[i];
        (void)snprintf(text, sizeof text, "%s-%" PRIu64 " %" PRId64 "-%" PRId64, c->hash,
                       c->first_seed, campaign_least_runs(c), campaign_most_runs(c));
        add_text(&hash, text);
        add_text(&hash, c->label);
    }
    sha256_hex(&hash, hex);
    return 0;
}

int shard_begin(const char *dir)
{
    struct arena *arena = arena_new();
    const int err =
        unlink(arena_printf(arena, "%s/shard", dir)) != 0 && errno != ENOENT ? -errno : 0;
    arena_free(arena);
    return err;
}

int shard_end(const char *dir, unsigned shard, unsigned shards, const struct campaign *campaign)
{
    char hex[SHA256_HEX_MAX];
    struct arena *arena = arena_new();
    const char *path = arena_printf(arena, "%s/shard", dir),
               *part = arena_printf(arena, "%s.part", path);
    int err = identify(campaign, hex);
    FILE *out = err == 0 ? fopen(part, "wb") : NULL;
    if (out != NULL) {
        (void)fprintf(out, "%u/%u %s\n", shard, shards, hex);
        err = file_end(out);
        if (err == 0 && rename(part, path) != 0) {
            err = -errno;
        }
        if (err != 0) {
            (void)unlink(part);
        }
    } else if (err == 0) {
        err = -errno;
    }
    arena_free(arena);
    return err;
}

struct mark {
    unsigned shard, shards;
    char campaign[SHA256_HEX_MAX + 1]; /* a blank and the hash */
};

static bool read_mark(struct mark *m, const char *dir, struct arena *arena)
{
    FILE *in = fopen(arena_printf(arena, "%s/shard", dir), "rb");
    char line[128] = "";
    if (in != NULL) {
        line[fread(line, 1, sizeof line - 1, in)] = '\0';
        (void)fclose(in);
    }
    char *end = line;
    m->shard = (unsigned)strtoul(line, &end, 10);
    m->shards = *end == '/' ? (unsigned)strtoul(end + 1, &end, 10) : 0;
    (void)snprintf(m->campaign, sizeof m->campaign, "%.*s", (int)strcspn(end, "\n"), end);
    return m->shard >= 1 && m->shard <= m->shards && strlen(m->campaign) == SHA256_HEX_MAX;
}

/* The numbers that no folder has, the first few of them. */
static const char *missing(const struct mark *mark, size_t n, struct arena *arena)
{
    enum { SHOWN_MAX = 8 };
    const char *list = "";
    size_t shown = 0;
    for (unsigned i = 1; i <= mark[0].shards; i++) {
        bool found = false;
        for (size_t k = 0; k < n && !found; k++) {
            found = mark[k].shard == i;
        }
        if (!found && shown == SHOWN_MAX) {
            return arena_printf(arena, "%s ...", list);
        }
        if (!found) {
            list = arena_printf(arena, "%s%s%u", list, shown++ > 0 ? ", " : "", i);
        }
    }
    return list;
}

const char *shard_why_not(const char *const *dir, size_t n, struct arena *arena)
{
    struct mark *mark = ARENA_ARRAY(arena, struct mark, n);
    for (size_t i = 0; i < n; i++) {
        if (!read_mark(&mark[i], dir[i], arena)) {
            return arena_printf(arena,
                                "%s is no shard that has ended: run `vnetsim batch --shard I/N -o "
                                "%s` to its end first",
                                dir[i], dir[i]);
        }
        if (mark[i].shards != mark[0].shards) {
            return arena_printf(arena, "%s is one of %u shards, and %s one of %u", dir[0],
                                mark[0].shards, dir[i], mark[i].shards);
        }
        if (strcmp(mark[i].campaign, mark[0].campaign) != 0) {
            return arena_printf(arena,
                                "%s and %s are shards of different campaigns: another study, "
                                "scenario, --set, model data or version",
                                dir[0], dir[i]);
        }
        for (size_t k = 0; k < i; k++) {
            if (mark[k].shard == mark[i].shard) {
                return arena_printf(arena, "%s and %s are both shard %u of %u", dir[k], dir[i],
                                    mark[i].shard, mark[i].shards);
            }
        }
    }
    if (n < mark[0].shards) {
        return arena_printf(arena, "of %u shards some are missing: %s", mark[0].shards,
                            missing(mark, n, arena));
    }
    return NULL;
}
