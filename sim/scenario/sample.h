/*
 * Files of samples for `distribution: empirical`: a CSV file with one column of values, its header
 * naming quantity and unit (value_ns, value_us, value_ms, value_s, value_bytes). Read with libcsv,
 * each file once.
 */
#ifndef SIM_SCENARIO_SAMPLE_H
#define SIM_SCENARIO_SAMPLE_H

#include "sim/scenario/bind.h"

/* The sample of the file that the node names: durations in ps, or sizes in bytes. NULL: the reason
 * is in diag. */
const struct dist_empirical *sample_find(struct binding *b, const struct doc_node *file,
                                         bool is_time);

#endif
