#include "sim/app/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/table.h"
#include "sim/app/metric.h"
#include "sim/base/arena.h"
#include "sim/engine/stat.h"

/* --- reading --- */

static void *grow(struct arena *arena, void *v, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) {
        return v;
    }
    *cap = *cap == 0 ? 64 : *cap * 2;
    char *more = arena_calloc(arena, *cap, size);
    if (n > 0) {
        memcpy(more, v, n * size);
    }
    return more;
}

static void note_setting(struct compare *c, const char *setting)
{
    for (size_t i = 0; i < c->n_settings; i++) {
        if (strcmp(c->setting[i], setting) == 0) {
            return;
        }
    }
    c->setting = grow(c->arena, c->setting, c->n_settings, &c->cap_settings, sizeof *c->setting);
    c->setting[c->n_settings++] = setting;
}

/* "a=x b=y", axis b: setting "y", rest "a=x ". False: the axis is not there. */
static bool split_label(struct compare *c, const char *label, const char **setting, const char **rest)
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

static bool default_metrics(struct compare *c)
{
    static const char *const usual[] = {"rtt_p50_ms", "rtt_p99_ms", "owd_p50_ms", "owd_p99_ms", "goodput_mbps", "loss_frac"};
    if (c->n_metrics == 0) {
        c->n_metrics = sizeof usual / sizeof *usual;
        c->metric = ARENA_ARRAY(c->arena, const char *, c->n_metrics);
        memcpy(c->metric, usual, sizeof usual);
    }
    return true;
}

bool compare_add(struct compare *c, const char *dir)
{
    struct table t;
    if (!default_metrics(c) || !table_read(&t, arena_printf(c->arena, "%s/runs.csv", dir), c->arena)) {
        c->error = t.error;
        return false;
    }
    const size_t study = table_column(&t, "study"), label = table_column(&t, "configuration"), status = table_column(&t, "status");
    const size_t replication = table_column(&t, "replication");
    size_t *column = ARENA_ARRAY(c->arena, size_t, c->n_metrics);
    for (size_t m = 0; m < c->n_metrics && t.error == NULL; m++) {
        column[m] = table_column(&t, c->metric[m]);
    }
    for (size_t i = 0; i < t.n_rows && t.error == NULL; i++) {
        struct compare_run r = {.study = table_text(&t, i, study), .replication = table_text(&t, i, replication)};
        if (strcmp(table_text(&t, i, status), "ok") != 0) {
            continue;
        }
        if (!split_label(c, table_text(&t, i, label), &r.setting, &r.rest)) {
            table_fail(&t, i, c->axis != NULL ? arena_printf(c->arena, "the run has no axis `%s`", c->axis) : "the run belongs to no axis");
            break;
        }
        double *value = ARENA_ARRAY(c->arena, double, c->n_metrics);
        for (size_t m = 0; m < c->n_metrics; m++) {
            value[m] = table_number(&t, i, column[m], NAN);
        }
        r.value = value;
        note_setting(c, r.setting);
        c->run = grow(c->arena, c->run, c->n_runs, &c->cap_runs, sizeof *c->run);
        c->run[c->n_runs++] = r;
    }
    c->error = t.error;
    return t.error == NULL;
}

/* --- comparing --- */

static const struct compare_run *partner(const struct compare *c, const struct compare_run *r, const char *setting)
{
    for (size_t i = 0; i < c->n_runs; i++) {
        const struct compare_run *o = &c->run[i];
        if (strcmp(o->setting, setting) == 0 && strcmp(o->replication, r->replication) == 0 && strcmp(o->rest, r->rest) == 0 &&
            strcmp(o->study, r->study) == 0) {
            return o;
        }
    }
    return NULL;
}

static size_t values_of(const struct compare *c, const char *setting, size_t m, double *v)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_runs; i++) {
        if (strcmp(c->run[i].setting, setting) == 0 && !isnan(c->run[i].value[m])) {
            v[n++] = c->run[i].value[m];
        }
    }
    return n;
}

static void compare_settings(const struct compare *c, struct compare_row *row, size_t m)
{
    double *diff = ARENA_ARRAY(c->arena, double, c->n_runs), *a = ARENA_ARRAY(c->arena, double, c->n_runs),
           *b = ARENA_ARRAY(c->arena, double, c->n_runs);
    size_t n = 0;
    for (size_t i = 0; i < c->n_runs; i++) {
        const struct compare_run *r = &c->run[i], *o = strcmp(r->setting, row->b) == 0 ? partner(c, r, row->a) : NULL;
        if (o != NULL && !isnan(r->value[m]) && !isnan(o->value[m])) {
            diff[n++] = r->value[m] - o->value[m];
        }
    }
    const struct stat_mean ma = stat_mean(a, values_of(c, row->a, m, a), c->confidence);
    const struct stat_mean mb = stat_mean(b, values_of(c, row->b, m, b), c->confidence);
    struct stat_mean d = stat_mean(diff, n, c->confidence);
    row->paired = n >= 2;
    if (row->paired) {
        row->p_value = stat_p_value(&d);
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
    return arena_printf(c->arena, "%s is %.3g%s%s %s in %s (+/- %.2g)", r->b, fabs(r->diff_mean), unit[0] != '\0' ? " " : "", unit,
                        time ? (more ? "slower" : "faster") : (more ? "higher" : "lower"), words, (r->hi - r->lo) / 2);
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
        c->error = arena_printf(c->arena, "axis `%s` has %zu setting with finished runs: there is nothing to compare", c->axis != NULL ? c->axis : "",
                                c->n_settings);
        return false;
    }
    while (baseline != NULL && base < c->n_settings && strcmp(c->setting[base], baseline) != 0) {
        base++;
    }
    if (base == c->n_settings) {
        c->error = arena_printf(c->arena, "axis `%s` has no setting `%s` with finished runs", c->axis, baseline);
        return false;
    }
    c->row = ARENA_ARRAY(c->arena, struct compare_row, c->n_metrics * c->n_settings);
    for (size_t m = 0; m < c->n_metrics; m++) {
        for (size_t i = 0; i < c->n_settings; i++) {
            if (i != base) {
                struct compare_row *row = &c->row[c->n_rows++];
                *row = (struct compare_row){.metric = c->metric[m], .a = c->setting[base], .b = c->setting[i]};
                compare_settings(c, row, m);
            }
        }
    }
    correct(c);
    return true;
}

/* --- writing --- */

static const struct csv_column columns[] = {
    {"metric", "what is compared"},
    {"a", "the baseline"},
    {"b", "what is compared with it"},
    {"diff_mean", "mean of b - a"},
    {"diff_ci95_lo", "of its interval, at the study's confidence"},
    {"diff_ci95_hi", "upper end"},
    {"ratio", "mean of b over mean of a"},
    {"n", "pairs of runs, or the fewer runs of the two"},
    {"paired", "yes: runs of the same replication and other settings; no: Welch's t over all runs"},
    {"p_value", "two-sided, of no difference"},
    {"p_holm", "corrected by Holm over all rows of this file"},
    {"verdict", "in words"},
};
const struct csv_table compare_table = {
    .file = "compare.csv", .row = "a metric and two settings", .column = columns, .n = sizeof columns / sizeof *columns};

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
    }
}
