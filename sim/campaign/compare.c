#include "sim/campaign/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/engine/stat.h"
#include "sim/results/metric.h"

/* --- reading --- */

/* Its number. */
static size_t note_setting(struct compare *c, const char *setting)
{
    for (size_t i = 0; i < c->n_settings; i++) {
        if (strcmp(c->setting[i], setting) == 0) {
            return i;
        }
    }
    ARENA_ROOM(c->arena, c->setting, c->n_settings, c->cap_settings, 64);
    c->setting[c->n_settings] = setting;
    return c->n_settings++;
}

/* "a=x b=y", axis b: setting "y", rest "a=x ". False: the axis is not there. */
static bool split_label(struct compare *c, const char *label, const char **setting,
                        const char **rest)
{
    const char *others = "";
    *setting = NULL;
    for (const char *at = label; *at != '\0';) {
        const size_t n = strcspn(at, " ");
        const char *part = arena_strndup(c->arena, at, n);
        const char *equals = strchr(part, '=');
        if (c->axis == NULL && equals != NULL) {
            c->axis = arena_strndup(c->arena, part, (size_t)(equals - part));
        }
        const size_t len = equals != NULL ? (size_t)(equals - part) : 0;
        if (equals != NULL && strlen(c->axis) == len && strncmp(part, c->axis, len) == 0) {
            *setting = equals + 1;
        } else {
            others = arena_printf(c->arena, "%s%s ", others, part);
        }
        at += n + (at[n] == ' ');
    }
    *rest = others;
    return *setting != NULL;
}

static void default_metrics(struct compare *c)
{
    static const char *const usual[] = {"rtt_p50_ms", "rtt_p99_ms",   "owd_p50_ms",
                                        "owd_p99_ms", "goodput_mbps", "loss_frac"};
    if (c->n_metrics == 0) {
        c->n_metrics = sizeof usual / sizeof *usual;
        c->metric = ARENA_ARRAY(c->arena, const char *, c->n_metrics);
        memcpy(c->metric, usual, sizeof usual);
    }
}

bool compare_add(struct compare *c, const char *dir)
{
    struct table t;
    default_metrics(c);
    if (!table_read(&t, arena_printf(c->arena, "%s/runs.csv", dir), c->arena)) {
        c->error = arena_printf(
            c->arena, "%s (`%s` is to be a campaign's folder: vnetsim batch STUDY -o %s makes one)",
            t.error, dir, dir);
        return false;
    }
    const size_t study = table_column(&t, "study"), label = table_column(&t, "configuration"),
                 status = table_column(&t, "status");
    const size_t replication = table_column(&t, "replication"), steady = table_column(&t, "steady");
    size_t *column = ARENA_ARRAY(c->arena, size_t, c->n_metrics);
    for (size_t m = 0; m < c->n_metrics && t.error == NULL; m++) {
        column[m] = table_column(&t, c->metric[m]);
    }
    for (size_t i = 0; i < t.n_rows && t.error == NULL; i++) {
        struct compare_run r = {.study = table_text(&t, i, study),
                                .replication = table_text(&t, i, replication)};
        if (strcmp(table_text(&t, i, status), "ok") != 0) {
            continue;
        }
        if (table_number(&t, i, steady, 1) == 0) {
            c->n_unsteady++;
            continue;
        }
        if (!split_label(c, table_text(&t, i, label), &r.setting, &r.rest)) {
            table_fail(&t, i,
                       c->axis != NULL ? arena_printf(c->arena, "the run has no axis `%s`", c->axis)
                                       : "the run belongs to no axis");
            break;
        }
        double *value = ARENA_ARRAY(c->arena, double, c->n_metrics);
        for (size_t m = 0; m < c->n_metrics; m++) {
            value[m] = table_number(&t, i, column[m], NAN);
        }
        r.value = value;
        r.setting_no = note_setting(c, r.setting);
        ARENA_ROOM(c->arena, c->run, c->n_runs, c->cap_runs, 64);
        c->run[c->n_runs++] = r;
    }
    c->error = t.error;
    return t.error == NULL;
}

/* --- comparing --- */

/* Runs of the same study, other settings and replication stand in one row of cells. */
struct block {
    UT_hash_handle hh;
    const char *key;
    size_t no;
};

static void arrange(struct compare *c)
{
    struct block *blocks = NULL;
    size_t *block_of = ARENA_ARRAY(c->arena, size_t, c->n_runs);
    for (size_t i = 0; i < c->n_runs; i++) {
        const struct compare_run *r = &c->run[i];
        const char *key = arena_printf(c->arena, "%s\n%s\n%s", r->study, r->rest, r->replication);
        struct block *b = NULL;
        HASH_FIND_STR(blocks, key, b);
        if (b == NULL) {
            b = ARENA_NEW(c->arena, struct block);
            b->key = key;
            b->no = c->n_blocks++;
            HASH_ADD_KEYPTR(hh, blocks, b->key, strlen(b->key), b);
        }
        block_of[i] = b->no;
    }
    HASH_CLEAR(hh, blocks);
    c->cell = ARENA_ARRAY(c->arena, const struct compare_run *, c->n_blocks * c->n_settings);
    for (size_t i = 0; i < c->n_runs; i++) {
        c->cell[block_of[i] * c->n_settings + c->run[i].setting_no] = &c->run[i];
    }
}

static bool has_value(const struct compare_run *r, size_t m)
{
    return r != NULL && !isnan(r->value[m]);
}

static struct stat_mean mean_of(const struct compare *c, size_t setting, size_t m, double *v)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_runs; i++) {
        if (c->run[i].setting_no == setting && has_value(&c->run[i], m)) {
            v[n++] = c->run[i].value[m];
        }
    }
    return stat_mean(v, n, c->confidence);
}

/* What the common random numbers have brought: Var(a) + Var(b) is the variance of a difference of
 * runs without them. */
static void judge_pairs(struct compare_row *row, const double *a, const double *b, size_t n,
                        const struct stat_mean *diff)
{
    const struct stat_mean ma = stat_mean(a, n, 0.95), mb = stat_mean(b, n, 0.95);
    const double va = ma.sd * ma.sd, vb = mb.sd * mb.sd, vd = diff->sd * diff->sd;
    row->correlation = va > 0 && vb > 0 ? (va + vb - vd) / (2 * sqrt(va * vb)) : NAN;
    row->variance_ratio = vd > 0 ? (va + vb) / vd : NAN;
}

static void compare_settings(const struct compare *c, struct compare_row *row, size_t base,
                             size_t other, size_t m)
{
    double *v = ARENA_ARRAY(c->arena, double, 3 * c->n_runs), *a = v, *b = v + c->n_runs,
           *diff = b + c->n_runs;
    size_t n = 0;
    const struct stat_mean ma = mean_of(c, base, m, a), mb = mean_of(c, other, m, b);
    for (size_t k = 0; k < c->n_blocks; k++) {
        const struct compare_run *x = c->cell[k * c->n_settings + base],
                                 *y = c->cell[k * c->n_settings + other];
        if (has_value(x, m) && has_value(y, m)) {
            a[n] = x->value[m];
            b[n] = y->value[m];
            diff[n] = b[n] - a[n];
            n++;
        }
    }
    struct stat_mean d = stat_mean(diff, n, c->confidence);
    row->paired = n >= 2;
    row->correlation = row->variance_ratio = NAN;
    if (row->paired) {
        row->p_value = stat_p_value(&d);
        judge_pairs(row, a, b, n, &d);
    } else {
        d = stat_welch(&mb, &ma, c->confidence, &row->p_value);
    }
    row->n = d.n;
    row->diff_mean = d.mean;
    row->lo = d.mean - d.half_width;
    row->hi = d.mean + d.half_width;
    row->ratio = ma.mean != 0 ? mb.mean / ma.mean : NAN;
}

static const char *verdict_of(const struct compare *c, const struct compare_row *r)
{
    const struct metric *m = metric_find(r->metric);
    const char *words = m != NULL ? m->words : r->metric, *unit = m != NULL ? m->unit : "";
    if (isnan(r->diff_mean)) {
        return arena_printf(c->arena, "%s: one of them has no such runs", words);
    }
    if (isnan(r->p_holm)) {
        return arena_printf(c->arena, "%s: too few runs for an interval", words);
    }
    if (r->p_holm > 1 - c->confidence) {
        return arena_printf(c->arena, "no significant difference in %s", words);
    }
    const bool time = strcmp(unit, "ms") == 0, more = r->diff_mean > 0;
    return arena_printf(c->arena, "%s is %.3g%s%s %s in %s (+/- %.2g)", r->b, fabs(r->diff_mean),
                        unit[0] != '\0' ? " " : "", unit,
                        time ? (more ? "slower" : "faster") : (more ? "higher" : "lower"), words,
                        (r->hi - r->lo) / 2);
}

static void correct(struct compare *c)
{
    double *p = ARENA_ARRAY(c->arena, double, c->n_rows);
    for (size_t i = 0; i < c->n_rows; i++) {
        p[i] = c->row[i].p_value;
    }
    stat_holm(p, c->n_rows);
    for (size_t i = 0; i < c->n_rows; i++) {
        c->row[i].p_holm = p[i];
        c->row[i].verdict = verdict_of(c, &c->row[i]);
    }
}

bool compare_finish(struct compare *c, const char *baseline)
{
    size_t base = 0;
    if (c->n_settings < 2) {
        c->error = arena_printf(
            c->arena, "axis `%s` has %zu setting with finished runs: there is nothing to compare",
            c->axis != NULL ? c->axis : "", c->n_settings);
        return false;
    }
    while (baseline != NULL && base < c->n_settings && strcmp(c->setting[base], baseline) != 0) {
        base++;
    }
    if (base == c->n_settings) {
        c->error = arena_printf(c->arena, "axis `%s` has no setting `%s` with finished runs",
                                c->axis, baseline);
        return false;
    }
    arrange(c);
    c->row = ARENA_ARRAY(c->arena, struct compare_row, c->n_metrics * c->n_settings);
    for (size_t m = 0; m < c->n_metrics; m++) {
        for (size_t i = 0; i < c->n_settings; i++) {
            if (i != base) {
                struct compare_row *row = &c->row[c->n_rows++];
                *row = (struct compare_row){
                    .metric = c->metric[m], .a = c->setting[base], .b = c->setting[i]};
                compare_settings(c, row, base, i, m);
            }
        }
    }
    correct(c);
    return true;
}

/* --- writing --- */

static const struct csv_column columns[] = {
    {"metric", "what is compared", CSV_STRING},
    {"a", "the baseline", CSV_STRING},
    {"b", "what is compared with it", CSV_STRING},
    {"diff_mean", "mean of b - a", CSV_NUMBER},
    {"diff_ci95_lo", "of its interval, at the study's confidence", CSV_NUMBER},
    {"diff_ci95_hi", "upper end", CSV_NUMBER},
    {"ratio", "mean of b over mean of a", CSV_NUMBER},
    {"n", "pairs of runs, or the fewer runs of the two", CSV_INTEGER},
    {"paired", "yes: runs of the same replication and other settings; no: Welch's t over all runs",
     CSV_STRING},
    {"p_value", "two-sided, of no difference", CSV_NUMBER},
    {"p_holm", "corrected by Holm over all rows of this file", CSV_NUMBER},
    {"verdict", "in words", CSV_STRING},
    {"correlation", "of a and b over the pairs: what common random numbers give", CSV_NUMBER},
    {"variance_ratio",
     "variance of the difference of unpaired runs to that of the pairs: as many times fewer runs "
     "are needed",
     CSV_NUMBER},
};
const struct csv_table compare_table = {.file = "compare.csv",
                                        .row = "a metric and two settings",
                                        .column = columns,
                                        .n = sizeof columns / sizeof *columns,
                                        .n_key = 3};

void compare_write(const struct compare *c, struct csv_out *o)
{
    for (size_t i = 0; i < c->n_rows; i++) {
        const struct compare_row *r = &c->row[i];
        csv_out_text(o, r->metric);
        csv_out_text(o, r->a);
        csv_out_text(o, r->b);
        csv_out_number(o, r->diff_mean);
        csv_out_number(o, r->lo);
        csv_out_number(o, r->hi);
        csv_out_number(o, r->ratio);
        csv_out_int(o, r->n);
        csv_out_text(o, r->paired ? "yes" : "no");
        csv_out_number(o, r->p_value);
        csv_out_number(o, r->p_holm);
        csv_out_text(o, r->verdict);
        csv_out_number(o, r->correlation);
        csv_out_number(o, r->variance_ratio);
    }
}
