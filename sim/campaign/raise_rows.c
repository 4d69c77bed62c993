#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/campaign/raise.h"
#include "sim/engine/stat.h"

#define CONFIDENCE 0.95

/* --- what entries get --- */

struct got { /* by an entry in a run */
    const char *traffic;
    double mbit, s; /* of its flows together, in the counted time */
    double done_s;  /* their completion times */
    size_t n_flows, n_done;
};

struct run {
    struct got *v; /* entries in the order of their flows */
    size_t n, cap;
};

static struct got *entry_of(struct run *run, const char *traffic, struct arena *arena)
{
    for (size_t i = run->n; i-- > 0;) {
        if (strcmp(run->v[i].traffic, traffic) == 0) {
            return &run->v[i];
        }
    }
    ARENA_ROOM(arena, run->v, run->n, run->cap, 16);
    run->v[run->n] = (struct got){.traffic = arena_strdup(arena, traffic)};
    return &run->v[run->n++];
}

static const char *file_of(const struct raise *r, const struct batch *b, size_t setting, int64_t k,
                           const char *file)
{
    char name[CAMPAIGN_RUN_MAX];
    const struct configuration *c = &b->campaign->configuration[setting];
    return arena_printf(r->arena, "%s/runs/%s/%s", b->dir, campaign_run_name(c, k, name), file);
}

int raise_table_fails(const struct table *t)
{
    (void)fprintf(stderr, "vnetsim raise: %s\n", t->error);
    return -EIO;
}

static void add_flow(struct got *g, struct table *t, size_t row, double warmup_s)
{
    const double start_s = table_number(t, row, table_column(t, "start_s"), NAN),
                 end_s = table_number(t, row, table_column(t, "end_s"), NAN),
                 done_s = table_number(t, row, table_column(t, "completion_s"), NAN),
                 mbps = table_number(t, row, table_column(t, "goodput_mbps"), NAN),
                 life_s = end_s - fmax(start_s, warmup_s);
    if (life_s > 0 && !isnan(mbps)) {
        g->mbit += mbps * life_s;
        g->s += life_s;
    }
    g->n_flows++;
    if (!isnan(done_s)) {
        g->done_s += done_s;
        g->n_done++;
    }
}

static int read_run(const struct raise *r, struct run *run, const char *path, double warmup_s)
{
    struct arena *own = arena_new();
    struct table t;
    int err = table_read(&t, path, own) ? 0 : raise_table_fails(&t);
    if (err == 0) {
        const size_t traffic = table_column(&t, "traffic");
        for (size_t i = 0; i < t.n_rows; i++) {
            add_flow(entry_of(run, table_text(&t, i, traffic), r->arena), &t, i, warmup_s);
        }
        err = t.error != NULL ? raise_table_fails(&t) : 0;
    }
    arena_free(own);
    return err;
}

/* --- rows --- */

static bool has_failed(const struct batch *b, size_t setting, int64_t k)
{
    for (const struct batch_failure *x = b->state[setting].failures; x != NULL; x = x->next) {
        if (x->k == k) {
            return true;
        }
    }
    return b->campaign->configuration[setting].refused != NULL;
}

static const struct got *got_of(const struct run *run, const char *traffic)
{
    static const struct got nothing = {.n_flows = 0};
    for (size_t i = 0; i < run->n; i++) {
        if (strcmp(run->v[i].traffic, traffic) == 0) {
            return &run->v[i];
        }
    }
    return &nothing;
}

static double rate_of(const struct got *g)
{
    return g->s > 0 ? g->mbit / g->s : NAN;
}

static bool all_done(const struct got *g)
{
    return g->n_done > 0 && g->n_done == g->n_flows;
}

/* NAN: neither of them says. */
static double gain_of(const struct got *base, const struct got *more)
{
    return all_done(base) && all_done(more) ? base->done_s / more->done_s - 1
           : rate_of(base) > 0              ? rate_of(more) / rate_of(base) - 1
                                            : NAN;
}

/* run: [setting][replication]. An entry that gets nothing gains nothing that a share could say. */
static struct raise_row row_of(const struct raise *r, const struct run *run, const char *traffic,
                               size_t setting)
{
    struct raise_row row = {.traffic = traffic, .setting = &r->setting[setting]};
    struct stat_moments gains = {.n = 0}, without = {.n = 0}, raised = {.n = 0};
    for (unsigned k = 0; k < r->runs; k++) {
        const struct got *base = got_of(&run[k], traffic),
                         *more = got_of(&run[setting * r->runs + k], traffic);
        const double gain = gain_of(base, more);
        if (isnan(gain)) {
            continue;
        }
        stat_moments_add(&gains, gain);
        if (!isnan(rate_of(base)) && !isnan(rate_of(more))) {
            stat_moments_add(&without, rate_of(base));
            stat_moments_add(&raised, rate_of(more));
        }
    }
    const struct stat_mean m = stat_mean_of(&gains, CONFIDENCE);
    row.n = gains.n;
    row.mbps = without.n > 0 ? without.mean : NAN;
    row.raised_mbps = raised.n > 0 ? raised.mean : NAN;
    row.gain = m.mean;
    row.half_width = m.half_width;
    return row;
}

int raise_read(const struct raise *r, const struct batch *b, struct raise_rows *rows)
{
    struct run *run = ARENA_ARRAY(r->arena, struct run, r->n_settings * r->runs);
    const struct run *all = NULL; /* that tells which entries there are */
    int err = 0;
    for (size_t s = 0; s < r->n_settings; s++) {
        for (unsigned k = 0; k < r->runs && err == 0; k++) {
            struct run *at = &run[s * r->runs + k];
            if (!has_failed(b, s, k)) {
                const double warmup_s =
                    batch_metric(b, &b->campaign->configuration[s], k, "warmup_s");
                err = read_run(r, at, file_of(r, b, s, k, "flows.csv"), warmup_s);
            }
            all = all == NULL && at->n > 0 ? at : all;
        }
    }
    *rows = (struct raise_rows){.by = r->by};
    if (err != 0 || all == NULL) {
        return err;
    }
    rows->v = ARENA_ARRAY(r->arena, struct raise_row, all->n * (r->n_settings - 1));
    for (size_t e = 0; e < all->n; e++) {
        for (size_t s = 1; s < r->n_settings; s++) {
            rows->v[rows->n++] = row_of(r, run, all->v[e].traffic, s);
        }
    }
    return has_failed(b, 0, 0) ? 0 : raise_read_names(r, file_of(r, b, 0, 0, "limits.csv"), rows);
}

/* --- raise.csv --- */

static const struct csv_column columns[] = {
    {"traffic", "the traffic entry", CSV_STRING},
    {"setting", "of the axis `raised`: what is wider", CSV_STRING},
    {"limit", "as simulation.raised names it; missing: all of them together", CSV_STRING},
    {"named", "1: limits.csv of the first run without any names it, of a flow of the entry",
     CSV_INTEGER},
    {"runs", "pairs of runs, with and without", CSV_INTEGER},
    {"raised_by_frac", "by how much it is wider", CSV_NUMBER},
    {"goodput_mbps",
     "mean of a flow without, over its life in the counted time; flows weighed by how long that is",
     CSV_NUMBER},
    {"raised_mbps", "the same with what is raised", CSV_NUMBER},
    {"gain_frac",
     "raised / without - 1, mean of the pairs; of transfers that are all done, of what is done in "
     "a "
     "flow's time: one over the mean completion time",
     CSV_NUMBER},
    {"gain_lo", "of Student's t interval of 95 %; missing: one pair", CSV_NUMBER},
    {"gain_hi", "likewise", CSV_NUMBER},
};
const struct csv_table raise_table = {
    .file = "raise.csv",
    .row = "a traffic entry and a limit",
    .help = "Of `vnetsim raise`.",
    .column = columns,
    .n = sizeof columns / sizeof *columns,
    .n_key = 2,
};

void raise_write(const struct raise_rows *rows, struct csv_out *o)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct raise_row *r = &rows->v[i];
        const bool known = r->n > 0;
        csv_out_text(o, r->traffic);
        csv_out_text(o, r->setting->name);
        csv_out_text(o, r->setting->word);
        csv_out_int(o, r->named);
        csv_out_int(o, r->n);
        csv_out_number(o, rows->by);
        csv_out_number(o, known ? r->mbps : NAN);
        csv_out_number(o, known ? r->raised_mbps : NAN);
        csv_out_number(o, known ? r->gain : NAN);
        csv_out_number(o, known ? r->gain - r->half_width : NAN);
        csv_out_number(o, known ? r->gain + r->half_width : NAN);
    }
}
