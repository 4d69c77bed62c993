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
    double mbit, s; /* of its flows together */
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

static int fail(const struct table *t)
{
    (void)fprintf(stderr, "vnetsim raise: %s\n", t->error);
    return -EIO;
}

/* Flows that have not begun, or have no life, count for nothing. */
static int read_run(const struct raise *r, struct run *run, const char *path)
{
    struct arena *own = arena_new();
    struct table t;
    int err = table_read(&t, path, own) ? 0 : fail(&t);
    if (err == 0) {
        const size_t traffic = table_column(&t, "traffic"),
                     goodput = table_column(&t, "goodput_mbps"),
                     start = table_column(&t, "start_s"), end = table_column(&t, "end_s");
        for (size_t i = 0; i < t.n_rows; i++) {
            struct got *g = entry_of(run, table_text(&t, i, traffic), r->arena);
            const double life = table_number(&t, i, end, NAN) - table_number(&t, i, start, NAN),
                         mbps = table_number(&t, i, goodput, NAN);
            if (life > 0 && !isnan(mbps)) {
                g->mbit += mbps * life;
                g->s += life;
            }
        }
        err = t.error != NULL ? fail(&t) : 0;
    }
    arena_free(own);
    return err;
}

/* --- what is named --- */

/* "nic:web-0" names "nic:web", "receive_window" of the entry its own. */
static bool names(const char *said, const char *traffic, const char *word)
{
    const char *slash = strrchr(word, '/');
    const size_t n = strlen(word);
    if (strchr(word, ':') == NULL && slash != NULL) {
        return strcmp(slash + 1, said) == 0 && strlen(traffic) == (size_t)(slash - word) &&
               strncmp(traffic, word, strlen(traffic)) == 0;
    }
    const bool member = strncmp(said, word, n) == 0 && said[n] == '-' &&
                        said[n + 1 + strspn(said + n + 1, "0123456789")] == '\0';
    return strcmp(said, word) == 0 || member;
}

static int read_names(const struct raise *r, const char *path, struct raise_rows *rows)
{
    struct table t;
    if (!table_read(&t, path, r->arena)) {
        return fail(&t);
    }
    const size_t traffic = table_column(&t, "traffic"), word = table_column(&t, "word"),
                 named = table_column(&t, "named");
    for (size_t i = 0; i < t.n_rows && t.error == NULL; i++) {
        for (size_t k = 0; k < rows->n && table_number(&t, i, named, 0) > 0; k++) {
            struct raise_row *row = &rows->v[k];
            const char *of = table_text(&t, i, traffic);
            row->named =
                row->named || (row->setting->word != NULL && strcmp(of, row->traffic) == 0 &&
                               names(table_text(&t, i, word), of, row->setting->word));
        }
    }
    return t.error != NULL ? fail(&t) : 0;
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

static double rate_of(const struct run *run, const char *traffic)
{
    for (size_t i = 0; i < run->n; i++) {
        if (strcmp(run->v[i].traffic, traffic) == 0) {
            return run->v[i].s > 0 ? run->v[i].mbit / run->v[i].s : NAN;
        }
    }
    return NAN;
}

/* run: [setting][replication]. An entry that gets nothing gains nothing that a share could say. */
static struct raise_row row_of(const struct raise *r, const struct run *run, const char *traffic,
                               size_t setting)
{
    struct raise_row row = {.traffic = traffic, .setting = &r->setting[setting]};
    struct stat_moments gain = {.n = 0};
    for (unsigned k = 0; k < r->runs; k++) {
        const double base = rate_of(&run[k], traffic),
                     more = rate_of(&run[setting * r->runs + k], traffic);
        if (base > 0 && !isnan(more)) {
            stat_moments_add(&gain, more / base - 1);
            row.mbps += base;
            row.raised_mbps += more;
        }
    }
    const struct stat_mean m = stat_mean_of(&gain, CONFIDENCE);
    row.n = gain.n;
    row.mbps /= (double)gain.n;
    row.raised_mbps /= (double)gain.n;
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
                err = read_run(r, at, file_of(r, b, s, k, "flows.csv"));
            }
            all = all == NULL && at->n > 0 ? at : all;
        }
    }
    *rows = (struct raise_rows){.n = 0};
    if (err != 0 || all == NULL) {
        return err;
    }
    rows->v = ARENA_ARRAY(r->arena, struct raise_row, all->n * (r->n_settings - 1));
    for (size_t e = 0; e < all->n; e++) {
        for (size_t s = 1; s < r->n_settings; s++) {
            rows->v[rows->n++] = row_of(r, run, all->v[e].traffic, s);
        }
    }
    return has_failed(b, 0, 0) ? 0 : read_names(r, file_of(r, b, 0, 0, "limits.csv"), rows);
}

/* --- raise.csv --- */

static const struct csv_column columns[] = {
    {"traffic", "the traffic entry", CSV_STRING},
    {"setting", "of the axis `raised`: what is wider", CSV_STRING},
    {"limit", "as simulation.raised names it; missing: all of them together", CSV_STRING},
    {"named", "1: limits.csv of the first run without any names it, of a flow of the entry",
     CSV_INTEGER},
    {"runs", "pairs of runs, with and without", CSV_INTEGER},
    {"goodput_mbps", "mean of a flow without, over its life; flows weighed by how long they live",
     CSV_NUMBER},
    {"raised_mbps", "the same with what is raised", CSV_NUMBER},
    {"gain_frac", "raised / without - 1, mean of the pairs", CSV_NUMBER},
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
        csv_out_number(o, known ? r->mbps : NAN);
        csv_out_number(o, known ? r->raised_mbps : NAN);
        csv_out_number(o, known ? r->gain : NAN);
        csv_out_number(o, known ? r->gain - r->half_width : NAN);
        csv_out_number(o, known ? r->gain + r->half_width : NAN);
    }
}
