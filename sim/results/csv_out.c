#include "sim/results/csv_out.h"

#include <csv.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/base/assert.h"
#include "sim/base/file_end.h"
#include "sim/base/json.h"

/* False: it is written no further. */
static bool begin_cell(struct csv_out *o)
{
    SIM_ASSERT(o->at < o->table->n);
    if (o->error == 0 && o->at > 0) {
        putc(',', o->out);
    }
    return o->error == 0;
}

static bool is_type(const struct csv_out *o, enum csv_type type)
{
    return o->at < o->table->n && o->table->column[o->at].type == type;
}

static void end_cell(struct csv_out *o)
{
    if (++o->at == o->table->n) {
        o->at = 0;
        o->rows++;
        if (o->error != 0) {
            return;
        }
        putc('\n', o->out);
        if (ferror(o->out) != 0) {
            o->error = errno != 0 ? errno : EIO;
        } else if (o->rows % CSV_OUT_STRIDE == 0 && o->watch.wrote != NULL &&
                   !o->watch.wrote(o->watch.arg, o->table->file, o->rows, o->expected)) {
            o->error = EINTR;
        }
    }
}

static void write_text(FILE *out, const char *s)
{
    if (strpbrk(s, ",\"\r\n") != NULL) {
        (void)csv_fwrite(out, s, strlen(s)); /* a failure shows in ferror */
    } else {
        (void)fputs(s, out);
    }
}

int csv_out_open(struct csv_out *o, const char *dir, const struct csv_table *table)
{
    const size_t n = strlen(dir) + strlen(table->file) + sizeof "/.part";
    char *path = malloc(n);
    if (path == NULL) {
        return -ENOMEM;
    }
    (void)snprintf(path, n, "%s/%s.part", dir, table->file);
    *o = (struct csv_out){.out = fopen(path, "wb"), .table = table, .path = path};
    if (o->out == NULL) {
        const int err = -errno;
        free(path);
        return err;
    }
    for (size_t i = 0; i < table->n; i++) {
        csv_out_copy(o, table->column[i].name);
    }
    o->rows = 0;
    return 0;
}

static int put_in_place(const char *part)
{
    const size_t n = strlen(part) - strlen(".part");
    char *path = malloc(n + 1);
    if (path == NULL) {
        return -ENOMEM;
    }
    memcpy(path, part, n);
    path[n] = '\0';
    const int err = rename(part, path) != 0 ? -errno : 0;
    free(path);
    return err;
}

int csv_out_close(struct csv_out *o)
{
    SIM_ASSERT(o->at == 0);
    const int ended = file_end(o->out);
    int err = o->error != 0 ? -o->error : ended;
    if (err == 0) {
        err = put_in_place(o->path);
    }
    if (err != 0) {
        (void)unlink(o->path);
    }
    free(o->path);
    return err;
}

void csv_out_text(struct csv_out *o, const char *s)
{
    SIM_ASSERT(is_type(o, CSV_STRING));
    csv_out_copy(o, s);
}

void csv_out_copy(struct csv_out *o, const char *s)
{
    if (begin_cell(o) && s != NULL) {
        write_text(o->out, s);
    }
    end_cell(o);
}

void csv_out_int(struct csv_out *o, uint64_t v)
{
    SIM_ASSERT(is_type(o, CSV_INTEGER) || is_type(o, CSV_NUMBER));
    if (begin_cell(o)) {
        (void)fprintf(o->out, "%" PRIu64, v);
    }
    end_cell(o);
}

void csv_out_number(struct csv_out *o, double v)
{
    char buf[JSON_NUMBER_MAX];
    SIM_ASSERT(is_type(o, CSV_NUMBER) && !isinf(v));
    if (begin_cell(o) && !isnan(v)) {
        (void)fputs(json_number_format(v, buf), o->out);
    }
    end_cell(o);
}

void csv_out_missing(struct csv_out *o)
{
    (void)begin_cell(o);
    end_cell(o);
}
