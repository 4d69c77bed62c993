#include "sim/results/results_write.h"

#include <errno.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/file_end.h"
#include "sim/results/datapackage.h"
#include "sim/scenario/dump.h"

int results_write_file(const struct results_file *file, const struct results *r, const char *dir,
                       struct manifest *m, const struct csv_watch *watch)
{
    struct csv_out o;
    int err = csv_out_open(&o, dir, file->table);
    if (err != 0) {
        return err;
    }
    if (watch != NULL) {
        o.watch = *watch;
    }
    file->write(r, &o);
    SIM_ASSERT(m->n_files < MANIFEST_FILES_MAX);
    m->file[m->n_files].name = file->table->file;
    m->file[m->n_files].rows = o.rows;
    err = csv_out_close(&o);
    if (err == 0) {
        err = sha256_file(arena_printf(r->arena, "%s/%s", dir, file->table->file),
                          m->file[m->n_files].sha256);
    }
    m->n_files++;
    return err;
}

/* The cloud with its keys by number. */
static struct topo without_keys(const struct topo *t, struct arena *arena)
{
    struct topo copy = *t;
    size_t n = 0;
    copy.connections = ARENA_ARRAY(arena, struct topo_connection, t->n_connections);
    for (size_t i = 0; i < t->n_connections; i++) {
        copy.connections[i] = t->connections[i];
        size_t same = 0;
        while (strcmp(t->connections[same].shared_key, t->connections[i].shared_key) != 0) {
            same++;
        }
        copy.connections[i].shared_key =
            same < i ? copy.connections[same].shared_key : arena_printf(arena, "key-%zu", ++n);
    }
    return copy;
}

int results_write_scenario(const struct manifest *m, const char *dir)
{
    struct arena *arena = m->scenario->arena;
    const struct topo topo = without_keys(m->scenario->topo, arena);
    FILE *out = fopen(arena_printf(arena, "%s/scenario.yaml", dir), "wb");
    if (out == NULL) {
        return -errno;
    }
    dump_write(&topo, arena, out);
    return file_end(out);
}

int results_write_manifest(const struct manifest *m, const char *dir)
{
    FILE *out = fopen(arena_printf(m->scenario->arena, "%s/manifest.json", dir), "wb");
    if (out == NULL) {
        return -errno;
    }
    manifest_write(m, out);
    return file_end(out);
}

int results_write_all(const struct results *r, struct manifest *m, const char *dir,
                      const struct csv_watch *watch)
{
    size_t n;
    const struct results_file *const *files = results_files(&n);
    const struct csv_table **table = ARENA_ARRAY(r->arena, const struct csv_table *, n);
    int err = 0;
    for (size_t i = 0; i < n && err == 0; i++) {
        table[i] = files[i]->table;
        err = results_write_file(files[i], r, dir, m, watch);
    }
    if (err == 0) {
        err = results_write_scenario(m, dir);
    }
    if (err == 0) {
        err = results_write_manifest(m, dir);
    }
    return err == 0 ? datapackage_write(dir, table, n) : err;
}
