#include "sim/scenario/tables.h"

#include "sim/base/assert.h"

static void visit(struct tables *all, const struct field_table *t)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->v[i] == t) {
            return;
        }
    }
    SIM_ASSERT(all->n < TABLES_MAX);
    all->v[all->n++] = t;
    for (size_t i = 0; i < field_count(t); i++) {
        if (field_at(t, i)->table != NULL) {
            visit(all, field_at(t, i)->table);
        }
    }
}

void tables_collect(struct tables *all, const struct field_table *root)
{
    all->n = 0;
    visit(all, root);
}
