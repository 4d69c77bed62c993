/*
 * A line of failover's table: a failure and a traffic entry, the worst of its replications, beside
 * what is so without a failure.
 */
#ifndef SIM_CAMPAIGN_FAILOVER_LINE_H
#define SIM_CAMPAIGN_FAILOVER_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct failover;
struct failover_rows;

#define FAILOVER_SLACK_S                                                                           \
    0.05 /* an outage no longer than without a failure by so much is none: it is known to 10 ms at \
            both ends */

struct failover_line {
    const struct failure *failure;
    const char *traffic;
    double path_s, app_s, median_s; /* NAN: no longer than without a failure */
    bool path_lasts, lasts, is_base;
    double lost, connections, aborted, before_ms, during_ms, after_ms;
};

/* In the order of the rows; *n: how many. In f's arena. */
struct failover_line *failover_lines(const struct failover *f, const struct failover_rows *rows,
                                     size_t *n);

#endif
