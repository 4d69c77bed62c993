#include "sim/app/output_tables.h"

#include "sim/app/mtu.h"
#include "sim/base/assert.h"
#include "sim/campaign/batch.h"
#include "sim/campaign/batch_run.h"
#include "sim/campaign/batch_summary.h"
#include "sim/campaign/compare.h"
#include "sim/campaign/failover.h"
#include "sim/campaign/raise.h"
#include "sim/campaign/ranking.h"
#include "sim/results/datapackage.h"
#include "sim/results/results.h"

struct output_tables output_tables(void)
{
    static const struct csv_table *const beside[] = {&batch_metrics_table,
                                                     &batch_runs_table,
                                                     &batch_summary_table,
                                                     &batch_configurations_table,
                                                     &compare_table,
                                                     &ranking_table,
                                                     &failover_table,
                                                     &raise_table,
                                                     &mtu_table};
    struct output_tables all = {.n = 0};
    size_t n;
    const struct results_file *const *file = results_files(&n);
    SIM_ASSERT(n + sizeof beside / sizeof *beside <= sizeof all.v / sizeof *all.v);
    for (size_t i = 0; i < n; i++) {
        all.v[all.n++] = file[i]->table;
    }
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        all.v[all.n++] = beside[i];
    }
    return all;
}

int output_tables_describe(const char *dir)
{
    const struct output_tables all = output_tables();
    return datapackage_write(dir, all.v, all.n);
}

void output_tables_write(FILE *out)
{
    const struct output_tables all = output_tables();
    datapackage_write_all(all.v, all.n, out);
}
