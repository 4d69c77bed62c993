/* What `vnetsim raise` prints: of each traffic entry what brings most, and a sentence on it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/campaign/raise.h"

/* Less is no gain that one would look for, unless it is named. */
#define SHOWN_LEAST 0.005

/* Surely as much as `least`; of one pair, by itself. */
static bool brings(const struct raise_row *r, double least)
{
    return r->n > 0 && r->gain - (r->n > 1 ? r->half_width : 0) >= least;
}

/* Is some gain not surely less than that? */
static bool may_bring(const struct raise_row *const *row, size_t n, double least)
{
    for (size_t i = 0; i < n; i++) {
        if (row[i]->n > 1 && row[i]->gain + row[i]->half_width >= least) {
            return true;
        }
    }
    return false;
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

/* "gw-a/tunnel_bits, which limited_by names, brings 24 %" */
static void show_sentence(const struct raise *r, const struct raise_row *const *row, size_t n,
                          FILE *out)
{
    const struct raise_row *all = is_all(row[n - 1]) ? row[n - 1] : row[0];
    size_t much = 0, some = 0;
    for (size_t i = 0; i < n && !is_all(row[i]); i++) {
        much += brings(row[i], RAISE_MUCH);
        some += brings(row[i], RAISE_WORTH);
    }
    if (row[0]->n == 0) {
        (void)fputs("    It gets nothing, with and without.\n", out);
    } else if (much == 1) {
        (void)fprintf(out, "    What holds it back is %s%s.\n", row[0]->setting->word,
                      some > 1 ? ", and others are near" : "");
    } else if (much > 1) {
        (void)fprintf(out, "    %zu limits bring a tenth or more, each by itself.\n", much);
    } else if (some > 0) {
        (void)fprintf(out,
                      "    No limit brings a tenth by itself: %s is next, and others are as "
                      "near.\n",
                      row[0]->setting->word);
    } else if (brings(all, RAISE_WORTH)) {
        (void)fputs("    No limit brings much by itself: several are as near, and go up only "
                    "together.\n",
                    out);
    } else if (may_bring(row, n, RAISE_MUCH)) {
        (void)fprintf(out,
                      "    %u pair%s of runs do not tell: what one run has and another has not is "
                      "more (--runs %u).\n",
                      r->runs, r->runs == 1 ? "" : "s", 4 * r->runs);
    } else {
        (void)fputs("    None of these limits holds it back.\n", out);
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
    if (row[0]->n > 0) {
        (void)fprintf(out, ": %.4g Mbps a flow", row[0]->mbps);
    }
    (void)fputc('\n', out);
    for (size_t i = 0; i < n; i++) {
        if (row[i]->named || is_all(row[i]) || (row[i]->n > 0 && row[i]->gain >= SHOWN_LEAST)) {
            show_row(row[i], width, out);
        } else {
            left++;
        }
    }
    if (left > 0) {
        (void)fprintf(out, "    %zu other%s: nothing\n", left, left == 1 ? "" : "s");
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
    (void)fprintf(out,
                  "%s: what each limit brings when it is %g %% wider (* limited_by names it; +- 95 "
                  "%% of %u pairs of runs)\n",
                  r->name, 100 * r->by, r->runs);
    for (size_t i = 0; i < rows->n; i += n) {
        show_entry(r, &rows->v[i], n, (int)width, out);
    }
    (void)fputc('\n', out);
}
