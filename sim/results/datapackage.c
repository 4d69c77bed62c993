#include "sim/results/datapackage.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/base/file_end.h"
#include "sim/base/json.h"
#include "sim/results/csv_out.h"
#include "sim/results/metric.h"

/* What the end of a column's name says, which carries the unit. */
static const char *unit_of(const char *name)
{
    static const struct {
        const char *end, *unit;
    } table[] = {
        {"_ms", "ms"},      {"_s", "s"},    {"_mbps", "Mbit/s"},        {"_pps", "packets/s"},
        {"_bytes", "byte"}, {"_frac", "1"}, {"_usd_month", "USD/month"}};
    const size_t n = strlen(name);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const size_t len = strlen(table[i].end);
        if (n > len && strcmp(name + n - len, table[i].end) == 0) {
            return table[i].unit;
        }
    }
    return strncmp(name, "bytes_", 6) == 0 || strcmp(name, "bytes") == 0 ? "byte" : NULL;
}

static void write_field(struct json *j, const char *name, const char *help, enum csv_type type)
{
    static const char *const words[] = {
        [CSV_STRING] = "string", [CSV_NUMBER] = "number", [CSV_INTEGER] = "integer"};
    json_object_begin(j);
    json_key_string(j, "name", name);
    json_key_string(j, "type", words[type]);
    if (type != CSV_STRING && unit_of(name) != NULL) {
        json_key_string(j, "unit", unit_of(name));
    }
    json_key_string(j, "description", help);
    json_object_end(j);
}

static void write_key(struct json *j, const struct csv_table *t)
{
    json_key(j, "primaryKey");
    json_array_begin(j);
    for (size_t i = 0; i < t->n_key; i++) {
        json_string(j, t->column[i].name);
    }
    json_array_end(j);
}

static void write_schema(struct json *j, const struct csv_table *t, const struct table *file)
{
    json_key(j, "schema");
    json_object_begin(j);
    json_key(j, "fields");
    json_array_begin(j);
    for (size_t i = 0; i < t->n; i++) {
        write_field(j, t->column[i].name, t->column[i].help, t->column[i].type);
    }
    for (size_t i = t->n; file != NULL && i < file->n_columns; i++) {
        const struct metric *m = metric_find(file->header[i]);
        write_field(j, file->header[i], m != NULL ? m->words : "what the run's figures rest on",
                    CSV_NUMBER);
    }
    json_array_end(j);
    json_key(j, "missingValues");
    json_array_begin(j);
    json_string(j, "");
    json_array_end(j);
    if (t->n_key > 0) {
        write_key(j, t);
    }
    json_object_end(j);
}

static void write_resource(struct json *j, const struct csv_table *t, const struct table *file,
                           struct arena *arena)
{
    json_object_begin(j);
    json_key_string(j, "name", arena_strndup(arena, t->file, strcspn(t->file, ".")));
    json_key_string(j, "path", t->file);
    json_key_string(j, "profile", "tabular-data-resource");
    json_key_string(j, "title", arena_printf(arena, "A row is %s", t->row));
    if (t->help != NULL) {
        json_key_string(j, "description", t->help);
    }
    json_key_string(j, "format", "csv");
    json_key_string(j, "mediatype", "text/csv");
    json_key_string(j, "encoding", "utf-8");
    write_schema(j, t, file);
    json_object_end(j);
}

static void write_head(struct json *j)
{
    json_object_begin(j);
    json_key_string(j, "profile", "tabular-data-package");
    json_key_string(j, "name", "vnetsim-results");
    json_key_string(
        j, "description",
        "Written by vnetsim. Units stand in the names of columns; a missing value is empty.");
    json_key(j, "resources");
    json_array_begin(j);
}

static void write_tail(struct json *j)
{
    json_array_end(j);
    json_object_end(j);
    json_fini(j);
}

static int write_present(const char *dir, const struct csv_table *const *table, size_t n, FILE *out,
                         struct arena *arena)
{
    struct json j;
    json_init(&j, out);
    write_head(&j);
    for (size_t i = 0; i < n; i++) {
        const char *path = arena_printf(arena, "%s/%s", dir, table[i]->file);
        struct table header = {.n_columns = 0};
        if (access(path, R_OK) != 0) {
            continue;
        }
        if (table[i]->has_metrics && !table_read_header(&header, path, arena)) {
            return -EIO;
        }
        write_resource(&j, table[i], table[i]->has_metrics ? &header : NULL, arena);
        if (ferror(out) != 0) {
            return errno != 0 ? -errno : -EIO;
        }
    }
    write_tail(&j);
    return 0;
}

int datapackage_write(const char *dir, const struct csv_table *const *table, size_t n)
{
    struct arena *arena = arena_new();
    const char *path = arena_printf(arena, "%s/datapackage.json", dir),
               *part = arena_printf(arena, "%s.part", path);
    FILE *out = fopen(part, "wb");
    int err = out != NULL ? write_present(dir, table, n, out, arena) : -errno;
    const int ended = out != NULL ? file_end(out) : 0;
    err = err == 0 ? ended : err;
    if (err == 0 && rename(part, path) != 0) {
        err = -errno;
    }
    if (err != 0) {
        (void)unlink(part);
    }
    arena_free(arena);
    return err;
}

void datapackage_write_all(const struct csv_table *const *table, size_t n, FILE *out)
{
    struct arena *arena = arena_new();
    struct json j;
    json_init(&j, out);
    write_head(&j);
    for (size_t i = 0; i < n; i++) {
        write_resource(&j, table[i], NULL, arena);
    }
    write_tail(&j);
    arena_free(arena);
}
