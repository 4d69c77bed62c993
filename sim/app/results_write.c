#include "sim/app/results_write.h"

#include <errno.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"

int results_write_file(const struct results_file *file, const struct results *r, const char *dir, struct manifest *m)
{
    struct csv_out o;
    int err = csv_out_open(&o, dir, file->table);
    if (err != 0) {
        return err;
    }
    file->write(r, &o);
    SIM_ASSERT(m->n_files < MANIFEST_FILES_MAX);
    m->file[m->n_files].name = file->table->file;
    m->file[m->n_files].rows = o.rows;
    err = csv_out_close(&o);
    if (err == 0) {
        err = sha256_file(arena_printf(r->arena, "%s/%s", dir, file->table->file), m->file[m->n_files].sha256);
    }
    m->n_files++;
    return err;
}

int results_write_manifest(const struct manifest *m, const char *dir)
{
    FILE *out = fopen(arena_printf(m->scenario->arena, "%s/manifest.json", dir), "wb");
    if (out == NULL) {
        return -errno;
    }
    manifest_write(m, out);
    const bool failed = ferror(out) != 0;
    return fclose(out) != 0 ? -errno : failed ? -EIO : 0;
}
