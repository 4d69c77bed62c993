#include "sim/campaign/failover_line.h"

#include <math.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/campaign/failover.h"

static double more(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

/* What is out to the end without the failure too is as long as the run: with the failure no more.
 */
static bool is_out_anyway(const struct failover_row *r, enum failover_cell lasts,
                          enum failover_cell at)
{
    return failover_value(r->base, lasts) > 0 && failover_value(r, lasts) > 0 &&
           failover_value(r, at) >= failover_value(r->base, at) - FAILOVER_SLACK_S;
}

/* What the failure adds to what is so without one. */
static double beyond(const struct failover_row *r, enum failover_cell cell)
{
    const double v = failover_value(r, cell);
    if (r->base == NULL) {
        return v;
    }
    const bool anyway = cell == FAILOVER_PATH
                            ? is_out_anyway(r, FAILOVER_PATH_LASTS, FAILOVER_PATH_AT)
                            : is_out_anyway(r, FAILOVER_LASTING, FAILOVER_APP_AT);
    return anyway || v <= failover_value(r->base, cell) + FAILOVER_SLACK_S ? NAN : v;
}

static void add(struct failover_line *l, const struct failover_row *r)
{
    l->path_s = more(l->path_s, beyond(r, FAILOVER_PATH));
    l->app_s = more(l->app_s, beyond(r, FAILOVER_APP));
    if (!isnan(beyond(r, FAILOVER_APP))) { /* else no flow's is longer than without */
        l->median_s = more(l->median_s, beyond(r, FAILOVER_MEDIAN));
    }
    l->path_lasts = l->path_lasts || (failover_value(r, FAILOVER_PATH_LASTS) > 0 &&
                                      !isnan(beyond(r, FAILOVER_PATH)));
    l->lasts =
        l->lasts || (failover_value(r, FAILOVER_LASTING) > 0 && !isnan(beyond(r, FAILOVER_APP)));
    l->lost = more(l->lost, failover_value(r, FAILOVER_LOST));
    l->connections = more(l->connections, failover_value(r, FAILOVER_CONNECTIONS));
    l->aborted = more(l->aborted, failover_value(r, FAILOVER_ABORTED));
    l->before_ms = more(l->before_ms, failover_value(r, FAILOVER_BEFORE));
    l->during_ms = more(l->during_ms, failover_value(r, FAILOVER_DURING));
    l->after_ms = more(l->after_ms, failover_value(r, FAILOVER_AFTER));
}

struct failover_line *failover_lines(const struct failover *f, const struct failover_rows *rows,
                                     size_t *n)
{
    struct failover_line *line = ARENA_ARRAY(f->arena, struct failover_line, rows->n);
    *n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct failover_row *r = &rows->v[i];
        const char *traffic = r->cell != NULL ? r->cell[FAILOVER_TRAFFIC] : NULL;
        struct failover_line *l = NULL;
        for (size_t k = *n; k-- > 0 && line[k].failure == r->failure;) {
            const bool both = traffic != NULL && line[k].traffic != NULL;
            if (both ? strcmp(line[k].traffic, traffic) == 0 : traffic == line[k].traffic) {
                l = &line[k];
            }
        }
        if (l == NULL) {
            l = &line[(*n)++];
            *l = (struct failover_line){.failure = r->failure,
                                        .traffic = traffic,
                                        .path_s = NAN,
                                        .app_s = NAN,
                                        .median_s = NAN,
                                        .lost = NAN,
                                        .connections = NAN,
                                        .aborted = NAN,
                                        .before_ms = NAN,
                                        .during_ms = NAN,
                                        .after_ms = NAN,
                                        .is_base = r->failure->text == NULL};
        }
        add(l, r);
    }
    return line;
}
