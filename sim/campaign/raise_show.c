/* What `vnetsim raise` prints: of each traffic entry what brings most, and a sentence on it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/campaign/raise.h"

/* Less is no gain that one would look for, unless it is named. */
#define SHOWN_LEAST 0.005

/* Of one pair there is no interval, and its gain stands for itself. */
static double spread(const struct raise_row *r)
{
    return r->n > 1 ? r->half_width : 0;
}

/* Surely as much as `least`. */
static bool brings(const struct raise_row *r, double least)
{
    return r->n > 0 && r->gain - spread(r) >= least;
}

static bool may_bring(const struct raise_row *r, double least)
{
    return r->n > 0 && r->gain + spread(r) >= least;
}

static bool surely_costs(const struct raise_row *r, double least)
{
    return r->n > 0 && r->gain + spread(r) <= -least;
}

static bool is_all(const struct raise_row *r)
{
    return r->setting->word == NULL;
}

static int by_gain(const void *a, const void *b)
{
    const struct raise_row *x = *(const struct raise_row *const *)a,
                           *y = *(const struct raise_row *const *)b;
    if (is_all(x) != is_all(y)) {
        return is_all(x) ? 1 : -1;
    }
    const double gx = x->n > 0 ? x->gain : -HUGE_VAL, gy = y->n > 0 ? y->gain : -HUGE_VAL;
    return gx > gy ? -1 : gx < gy ? 1 : strcmp(x->setting->name, y->setting->name);
}

static void show_row(const struct raise_row *r, int width, FILE *out)
{
    const char *what = is_all(r) ? "all together" : r->setting->word;
    if (r->n == 0) {
        (void)fprintf(out, "  %c %-*s       -\n", r->named ? '*' : ' ', width, what);
    } else if (isnan(r->half_width)) {
        (void)fprintf(out, "  %c %-*s %+7.1f %%\n", r->named ? '*' : ' ', width, what,
                      100 * r->gain);
    } else {
        (void)fprintf(out, "  %c %-*s %+7.1f %% +- %.1f\n", r->named ? '*' : ' ', width, what,
                      100 * r->gain, 100 * r->half_width);
    }
}

/* The first in the order of their gains; NULL: none does. */
static const struct raise_row *first_that(const struct raise_row *const *row, size_t n,
                                          bool (*does)(const struct raise_row *r, double least),
                                          double least)
{
    for (size_t i = 0; i < n && !is_all(row[i]); i++) {
        if (does(row[i], least)) {
            return row[i];
        }
    }
    return NULL;
}

static size_t count_that(const struct raise_row *const *row, size_t n,
                         bool (*does)(const struct raise_row *r, double least), double least)
{
    size_t count = 0;
    for (size_t i = 0; i < n && !is_all(row[i]); i++) {
        count += does(row[i], least);
    }
    return count;
}

static void show_undecided(const struct raise *r, const struct raise_row *may, FILE *out)
{
    (void)fprintf(
        out, "    %u pairs of runs do not tell: %s may bring %.0f %%, or nothing (--runs %u).\n",
        r->runs, is_all(may) ? "all together" : may->setting->word, 100 * (may->gain + spread(may)),
        4 * r->runs);
}

/* What is sure, and where nothing is, that. */
static void show_sentence(const struct raise *r, const struct raise_row *const *row, size_t n,
                          FILE *out)
{
    const struct raise_row *all = is_all(row[n - 1]) ? row[n - 1] : NULL,
                           *much = first_that(row, n, brings, RAISE_MUCH),
                           *may = first_that(row, n, may_bring, RAISE_MUCH),
                           *some = first_that(row, n, brings, RAISE_WORTH);
    const size_t n_much = count_that(row, n, brings, RAISE_MUCH);
    const char *so = r->runs > 1 ? "" : "In this one pair of runs: ";
    if (row[0]->n == 0) {
        (void)fputs("    Nothing of it is counted, with or without: it has not begun, or nothing "
                    "arrives.\n",
                    out);
    } else if (n_much > 1) {
        (void)fprintf(out, "    %s%zu limits bring a tenth or more, each by itself.\n", so, n_much);
    } else if (much != NULL) {
        (void)fprintf(out, "    %sWhat holds it back is %s.\n", so, much->setting->word);
    } else if (may != NULL) {
        show_undecided(r, may, out);
    } else if (all != NULL && brings(all, RAISE_MUCH)) {
        (void)fprintf(
            out,
            "    %sNo limit brings a tenth by itself, and all together do: several are as "
            "near.\n",
            so);
    } else if (some != NULL) {
        (void)fprintf(out, "    %sNo limit brings a tenth; %s brings most.\n", so,
                      some->setting->word);
    } else if (all != NULL && may_bring(all, RAISE_MUCH)) {
        show_undecided(r, all, out);
    } else {
        (void)fprintf(out, "    %sNone of these limits holds it back.\n", so);
    }
}

static void show_entry(const struct raise *r, const struct raise_row *first, size_t n, int width,
                       FILE *out)
{
    const struct raise_row **row = ARENA_ARRAY(r->arena, const struct raise_row *, n);
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        row[i] = &first[i];
    }
    qsort(row, n, sizeof(const struct raise_row *), by_gain);
    (void)fprintf(out, "\n%s", first->traffic);
    if (!isnan(row[0]->mbps)) {
        (void)fprintf(out, ": %.4g Mbps a flow", row[0]->mbps);
    }
    (void)fputc('\n', out);
    for (size_t i = 0; i < n; i++) {
        if (row[i]->named || is_all(row[i]) || surely_costs(row[i], RAISE_WORTH) ||
            (row[i]->n > 0 && row[i]->gain >= SHOWN_LEAST)) {
            show_row(row[i], width, out);
        } else {
            left++;
        }
    }
    if (left > 0) {
        (void)fprintf(out, "    %zu other%s no %g %%\n", left, left == 1 ? " brings" : "s bring",
                      100 * SHOWN_LEAST);
    }
    if (first->untried != NULL) {
        (void)fprintf(out,
                      "    limited_by names what its way does not pass at first, and what was not "
                      "tried: %s (--limit).\n",
                      first->untried);
    }
    show_sentence(r, row, n, out);
}

void raise_show(const struct raise *r, const struct raise_rows *rows, FILE *out)
{
    const size_t n = r->n_settings - 1;
    size_t width = strlen("all together");
    for (size_t i = 0; i < r->words.n; i++) {
        width = strlen(r->words.v[i]) > width ? strlen(r->words.v[i]) : width;
    }
    (void)fprintf(out, "%s: what each limit brings when it is %g %% wider (* limited_by names it; ",
                  r->name, 100 * r->by);
    if (r->runs > 1) {
        (void)fprintf(out, "+- 95 %% of %u pairs of runs)\n", r->runs);
    } else {
        (void)fputs("one pair of runs)\n", out);
    }
    if (r->already[0] != '\0') {
        (void)fprintf(out, "  raised in all runs, by the scenario: %s\n", r->already);
    }
    for (size_t i = 0; i < rows->n; i += n) {
        show_entry(r, &rows->v[i], n, (int)width, out);
    }
    (void)fputc('\n', out);
}
