#include "models/cloud/catalog_table.h"

#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog_parts.h"
#include "sim/base/arena.h"
#include "sim/base/sha256.h"

void catalog_table_sort(struct catalog_loading *l, const char *file, void *v, size_t n, size_t size,
                        int (*order)(const void *, const void *))
{
    if (n > 1) {
        qsort(v, n, size, order);
    }
    for (size_t i = 1; i < n && l->error == NULL; i++) {
        if (order((char *)v + (i - 1) * size, (char *)v + i * size) == 0) {
            l->error = arena_printf(l->arena, "%s/%s: two rows have the same key (%s)", l->dir,
                                    file, *(const char **)((char *)v + i * size));
        }
    }
}

bool catalog_table_open(struct catalog_loading *l, struct table *t, const char *file)
{
    struct catalog_file *f = &l->catalog->file[l->catalog->n_files++];
    const char *path = arena_printf(l->arena, "%s/%s", l->dir, file);
    if (l->error != NULL) {
        return false;
    }
    if (!table_read(t, path, l->arena)) {
        l->error = t->error;
        return false;
    }
    *f =
        (struct catalog_file){.path = arena_strdup(l->arena, file), .as_of = "", .rows = t->n_rows};
    if (sha256_file(path, f->sha256) != 0) {
        l->error = arena_printf(l->arena, "%s: cannot be read again", path);
        return false;
    }
    for (size_t c = 0; c < t->n_columns; c++) {
        for (size_t i = 0; strcmp(t->header[c], "as_of") == 0 && i < t->n_rows; i++) {
            const char *date = table_text(t, i, c);
            f->as_of = strcmp(date, f->as_of) > 0
                           ? date
                           : f->as_of; /* ISO dates sort as text; the newest */
        }
    }
    return true;
}

void catalog_table_close(struct catalog_loading *l, const struct table *t)
{
    if (l->error == NULL) {
        l->error = t->error;
    }
}
