/*
 * A table of the catalog while it is loaded: opened by its file's name in models/data, noted for
 * the manifest, closed, and what became of its rows sorted for the look-ups. The first thing that
 * is wrong is kept, and no table is opened behind it.
 */
#ifndef MODELS_CLOUD_CATALOG_TABLE_H
#define MODELS_CLOUD_CATALOG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "models/cloud/table.h"

struct catalog;

struct catalog_loading {
    struct catalog *catalog;
    struct arena *arena;
    const char *dir;
    const char *error; /* in the arena; NULL: nothing is wrong so far */
};

/* False: it cannot be read. */
bool catalog_table_open(struct catalog_loading *l, struct table *t, const char *file);
/* Keeps what was wrong with its cells. */
void catalog_table_close(struct catalog_loading *l, const struct table *t);
/* Sorts n rows of `size` bytes, each of which begins with a name, and refuses equal keys. */
void catalog_table_sort(struct catalog_loading *l, const char *file, void *v, size_t n, size_t size,
                        int (*order)(const void *, const void *));

#endif
