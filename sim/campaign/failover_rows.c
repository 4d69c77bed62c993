#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/campaign/failover.h"
#include "sim/results/outage.h"
#include "sim/results/results.h"

double failover_value(const struct failover_row *r, enum failover_cell cell)
{
    const char *text = r->cell != NULL ? r->cell[cell] : "";
    return text[0] != '\0' ? strtod(text, NULL) : NAN;
}

static const char *reason_of(const struct batch_state *s, int64_t k)
{
    for (const struct batch_failure *x = s->failures; x != NULL; x = x->next) {
        if (x->k == k) {
            return x->reason;
        }
    }
    return NULL;
}

struct reading {
    struct failover_rows *rows;
    size_t cap;
    struct arena *arena;
};

static void add_row(struct reading *r, struct failover_row row)
{
    struct failover_rows *rows = r->rows;
    ARENA_ROOM(r->arena, rows->v, rows->n, r->cap, 64);
    rows->v[rows->n++] = row;
}

static int read_run(struct reading *r, const struct batch *b, const struct failover *f, size_t i,
                    int64_t k)
{
    const struct configuration *c = &b->campaign->configuration[i];
    char name[CAMPAIGN_RUN_MAX];
    struct table t;
    struct failover_row row = {.failure = &f->failures.v[i],
                               .k = k,
                               .seed = c->first_seed + (uint64_t)k,
                               .status = "ok",
                               .run = arena_strdup(r->arena, campaign_run_name(c, k, name))};
    row.reason = c->refused != NULL ? c->refused : reason_of(&b->state[i], k);
    if (row.reason != NULL) {
        row.status = c->refused != NULL ? "refused" : "failed";
        row.run = c->refused != NULL ? NULL : row.run;
        add_row(r, row);
        return 0;
    }
    const char *path = arena_printf(r->arena, "%s/runs/%s/outages.csv", b->dir, row.run);
    const bool readable = table_read(&t, path, r->arena);
    if (!readable || t.n_columns != FAILOVER_CELLS) {
        (void)fprintf(stderr, "vnetsim failover: %s%s\n", readable ? path : t.error,
                      readable ? ": not of this version of vnetsim; take another folder" : "");
        return -EIO;
    }
    for (size_t e = 0; e < t.n_rows; e++) {
        row.cell = &t.cell[e * t.n_columns];
        add_row(r, row);
    }
    return 0;
}

/* The same without a failure. */
static const struct failover_row *base_of(const struct failover_rows *rows,
                                          const struct failover_row *x)
{
    for (size_t i = 0; i < rows->n && x->cell != NULL; i++) {
        const struct failover_row *y = &rows->v[i];
        if (y->failure->text == NULL && y->k == x->k && y->cell != NULL &&
            strcmp(y->cell[FAILOVER_TRAFFIC], x->cell[FAILOVER_TRAFFIC]) == 0) {
            return y;
        }
    }
    return NULL;
}

int failover_read(const struct failover *f, const struct batch *b, struct failover_rows *rows)
{
    struct reading r = {.rows = rows, .arena = f->arena};
    int err = 0;
    *rows = (struct failover_rows){.n = 0};
    for (size_t i = 0; i < b->campaign->n && err == 0; i++) {
        for (int64_t k = 0; k < (int64_t)f->runs && err == 0; k++) {
            err = read_run(&r, b, f, i, k);
        }
    }
    for (size_t i = 0; i < rows->n; i++) {
        rows->v[i].base = rows->v[i].failure->text != NULL ? base_of(rows, &rows->v[i]) : NULL;
    }
    return err;
}

/* --- failover.csv --- */

static const struct csv_column columns[] = {
    {"failure", "no-failure: the run beside the others", CSV_STRING},
    {"replication", "from 0", CSV_INTEGER},
    {"traffic", "the traffic entry", CSV_STRING},
    {"kind",
     "what fails: gateway, device, uplink, tunnel, connection, bgp_session, peering, link, zone, "
     "region",
     CSV_STRING},
    {"name", "of what fails", CSV_STRING},
    {"event", "planned_failover, unplanned_failover, down, reset", CSV_STRING},
    {"run", "folder under runs/", CSV_STRING},
    {"seed", "of the run", CSV_INTEGER},
    {"status", "ok; failed: while it ran; refused: by the checks", CSV_STRING},
    {"reason", "why it failed or was refused", CSV_STRING},
    OUTAGE_COLUMNS,
};
const struct csv_table failover_table = {
    .file = "failover.csv",
    .row = "a failure, a replication, a traffic entry",
    .help = "Of `vnetsim failover`. The last columns are those of each run's outages.csv.",
    .column = columns,
    .n = sizeof columns / sizeof *columns,
    .n_key = 3,
};

void failover_write(const struct failover_rows *rows, struct csv_out *o)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct failover_row *r = &rows->v[i];
        csv_out_text(o, r->failure->name);
        csv_out_int(o, (uint64_t)r->k);
        csv_out_text(o, r->cell != NULL ? r->cell[FAILOVER_TRAFFIC] : NULL);
        csv_out_text(o, r->failure->kind);
        csv_out_text(o, r->failure->what);
        csv_out_text(o, r->failure->event);
        csv_out_text(o, r->run);
        csv_out_int(o, r->seed);
        csv_out_text(o, r->status);
        csv_out_text(o, r->reason);
        for (int c = FAILOVER_FROM; c < FAILOVER_CELLS; c++) {
            csv_out_copy(o, r->cell != NULL ? r->cell[c] : NULL);
        }
    }
}
