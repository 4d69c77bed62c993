#include "sim/campaign/batch.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/campaign/batch_dir.h"
#include "sim/campaign/pool.h"
#include "sim/term/exit_code.h"
#include "sim/term/progress.h"

bool batch_owns(const struct batch *b, size_t configuration)
{
    return configuration % b->shards == b->shard - 1;
}

static const char *run_file(const struct batch *b, const struct configuration *c, int64_t k,
                            const char *file, struct arena *arena)
{
    char name[CAMPAIGN_RUN_MAX];
    return arena_printf(arena, "%s/runs/%s/%s", b->dir, campaign_run_name(c, k, name), file);
}

/* Is the run there, with what is to be kept of it? */
static bool is_there(const struct batch *b, const struct configuration *c, int64_t k)
{
    static const char *const witness[] = {[BATCH_KEEP_SUMMARY] = "metrics.csv",
                                          [BATCH_KEEP_SERIES] = "manifest.json",
                                          [BATCH_KEEP_ALL] = "histogram.csv"};
    struct arena *arena = arena_new();
    const bool there = access(run_file(b, c, k, witness[b->keep], arena), R_OK) == 0;
    arena_free(arena);
    return there;
}

double batch_metric(const struct batch *b, const struct configuration *c, int64_t k,
                    const char *metric)
{
    struct arena *arena = arena_new();
    struct table t;
    double value = NAN;
    if (table_read(&t, run_file(b, c, k, "metrics.csv", arena), arena)) {
        for (size_t i = 0; i < t.n_rows; i++) {
            if (strcmp(table_text(&t, i, 0), metric) == 0) {
                value = table_number(&t, i, 1, NAN);
            }
        }
    }
    arena_free(arena);
    return value;
}

/* --- how many --- */

static bool has_failed(const struct batch_state *s, int64_t k)
{
    for (const struct batch_failure *f = s->failures; f != NULL; f = f->next) {
        if (f->k == k) {
            return true;
        }
    }
    return false;
}

/* Is the interval narrow enough? Decided when replications 0..wanted-1 have ended, so the answer
 * does not depend on their order. */
static bool is_enough(const struct batch *b, size_t i)
{
    const struct configuration *c = &b->campaign->configuration[i];
    struct batch_state *s = &b->state[i];
    for (; s->judged < s->wanted; s->judged++) {
        const double value = has_failed(s, s->judged)
                                 ? NAN
                                 : batch_metric(b, c, s->judged, c->of->replications.until.metric);
        if (!isnan(value)) {
            stat_moments_add(&s->until, value);
        }
    }
    /* a metric that nothing has will not come by more runs */
    return s->until.n == 0 || stat_is_enough(&s->until, c->of->replications.confidence,
                                             c->of->replications.until.half_width);
}

static void after_end(struct batch *b, size_t i)
{
    const struct configuration *c = &b->campaign->configuration[i];
    struct batch_state *s = &b->state[i];
    if (s->ended == s->wanted && s->wanted < campaign_most_runs(c) && c->of != NULL &&
        c->of->replications.has_until && !is_enough(b, i)) {
        s->wanted++;
    }
}

/* --- running --- */

struct progress_line {
    bool terminal;
    double started_s, next_s;
    double ended_s; /* when the last run ended */
};

/* Runs that are certain to be needed, beyond those that have ended. */
static uint64_t left_to_do(const struct batch *b)
{
    uint64_t left = 0;
    for (size_t i = 0; i < b->campaign->n; i++) {
        left += batch_owns(b, i) ? (uint64_t)(b->state[i].wanted - b->state[i].ended) : 0;
    }
    return left;
}

static void show_progress(const struct batch *b, struct progress_line *p, unsigned busy)
{
    const double now_s = progress_wall_s();
    if (now_s < p->next_s) {
        return;
    }
    p->next_s = now_s + (p->terminal ? 0.5 : 15);
    const uint64_t left = left_to_do(b);
    (void)fprintf(stderr,
                  "%s%llu runs done (%llu were there), %u running, %llu failed, %llu to do, ",
                  p->terminal ? "\r\033[K" : "", (unsigned long long)b->n_run + b->n_found,
                  (unsigned long long)b->n_found, busy, (unsigned long long)b->n_failed,
                  (unsigned long long)left);
    if (b->n_run > 0) { /* each takes as long as those before */
        const double each_s = (p->ended_s - p->started_s) / (double)b->n_run;
        (void)fprintf(stderr, "about %.0f s left",
                      fmax(each_s * (double)left - (now_s - p->ended_s), 0));
    } else {
        (void)fprintf(stderr, "%.0f s so far", now_s - p->started_s);
    }
    (void)fputs(p->terminal ? "" : "\n", stderr);
}

static int work(void *arg, size_t number, int reason)
{
    const struct batch *b = arg;
    const struct configuration *c = &b->campaign->configuration[number >> 32];
    return batch_run(b->campaign, c, (int64_t)(number & UINT32_MAX), b->dir, b->keep, reason);
}

static void note_end(struct batch *b, const struct pool_end *end)
{
    const size_t i = end->work >> 32;
    struct batch_state *s = &b->state[i];
    if (end->code == EXIT_FILES) {
        b->world = arena_strdup(b->campaign->arena, end->reason);
        return;
    }
    s->ended++;
    b->n_run++;
    if (end->code != 0) {
        struct batch_failure *f = ARENA_NEW(b->campaign->arena, struct batch_failure);
        *f = (struct batch_failure){.k = (int64_t)(end->work & UINT32_MAX),
                                    .code = end->code,
                                    .reason = arena_strdup(b->campaign->arena, end->reason),
                                    .next = s->failures};
        s->failures = f;
        b->n_failed++;
    }
    after_end(b, i);
}

/* The next run to start, those that are there skipped; false: none now. cursor: configurations
 * before it are finished. */
static bool next_run(struct batch *b, size_t *cursor, size_t *number)
{
    while (*cursor < b->campaign->n &&
           (!batch_owns(b, *cursor) || (b->state[*cursor].ended == b->state[*cursor].wanted))) {
        (*cursor)++;
    }
    for (size_t i = *cursor; i < b->campaign->n; i++) {
        struct batch_state *s = &b->state[i];
        while (batch_owns(b, i) && s->started < s->wanted) {
            const int64_t k = s->started++;
            if (!is_there(b, &b->campaign->configuration[i], k)) {
                *number = i << 32 | (size_t)k;
                return true;
            }
            s->ended++;
            b->n_found++;
            after_end(b, i);
        }
    }
    return false;
}

static bool stopped(const struct batch *b)
{
    return b->stop != NULL && atomic_load(b->stop);
}

int batch_execute(struct batch *b)
{
    struct pool pool;
    struct pool_end end;
    struct progress_line line = {.terminal = isatty(STDERR_FILENO) == 1,
                                 .started_s = progress_wall_s()};
    size_t cursor = 0, number = 0;
    int err = pool_open(&pool, b->jobs);
    line.next_s = line.started_s + (line.terminal ? 0.5 : 15);
    for (size_t i = 0; i < b->campaign->n; i++) {
        const int64_t least =
            batch_owns(b, i) ? campaign_least_runs(&b->campaign->configuration[i]) : 0;
        b->state[i].wanted = b->state[i].wanted > least ? b->state[i].wanted : least;
    }
    while (err == 0 && !stopped(b)) {
        while (pool.busy < pool.n && err == 0 && !stopped(b) && next_run(b, &cursor, &number)) {
            err = pool_start(&pool, number, work, b);
        }
        if (err != 0 || pool.busy == 0) {
            break;
        }
        show_progress(b, &line, pool.busy);
        if (pool_wait(&pool, line.terminal ? 500 : 5000, &end)) {
            note_end(b, &end);
            line.ended_s = progress_wall_s();
            err = b->world != NULL ? -EIO : 0;
        }
        if (err == 0 && !batch_dir_is_there(b->dir)) {
            err = -ENOENT; /* what it held is gone, and must not seem to be there */
        }
    }
    pool_close(&pool);
    batch_dir_sweep(
        b->dir); /* what our ended children have left, or the last breath of a killed campaign's */
    if (line.terminal) {
        (void)fputs("\r\033[K", stderr);
    }
    return stopped(b) ? -EINTR : err;
}
