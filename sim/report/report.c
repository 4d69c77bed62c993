#include "sim/report/report.h"

#include <string.h>
#include <unistd.h>

#include "sim/base/arena.h"
#include "sim/report/html.h"
#include "sim/scenario/doc.h"
#include "sim/scenario/scenario.h"

const char *report_value(const struct doc_node *map, const char *key)
{
    const struct doc_entry *e = map != NULL && map->kind == DOC_MAP ? doc_find(map, key) : NULL;
    return e != NULL && e->value->kind == DOC_SCALAR && !doc_is_null(e->value) ? e->value->text
                                                                               : NULL;
}

static bool read_manifest(struct report *r)
{
    r->source = ARENA_NEW(r->arena, struct scenario);
    const char *path = arena_printf(r->arena, "%s/manifest.json", r->dir);
    r->manifest = scenario_read(r->source, path);
    r->title = r->manifest != NULL ? report_value(r->manifest, "scenario") : NULL;
    if (r->title == NULL || report_value(r->manifest, "vnetsim") == NULL) {
        r->error = arena_printf(r->arena, "%s is no manifest of vnetsim", path);
        return false;
    }
    r->title = arena_strdup(r->arena, r->title);
    return true;
}

static bool read_files(struct report *r)
{
    static const char *const run[] = {"flows",    "pairs",     "links", "gateways", "tunnels",
                                      "services", "limits",    "drops", "outages",  "events",
                                      "series",   "histogram", NULL};
    static const char *const campaign[] = {"failover", "raise",          "ranking", "compare",
                                           "summary",  "configurations", "runs",    NULL};
    for (const char *const *id = r->is_campaign ? campaign : run; *id != NULL; id++) {
        struct report_file *f = &r->file[r->n_files];
        f->id = *id;
        f->file = arena_printf(r->arena, "%s.csv", *id);
        const char *path = arena_printf(r->arena, "%s/%s", r->dir, f->file);
        if (access(path, F_OK) != 0) {
            continue;
        }
        if (!table_read(&f->table, path, r->arena)) {
            r->error = f->table.error;
            return false;
        }
        r->n_files++;
    }
    return true;
}

bool report_open(struct report *r, const char *dir, struct arena *arena)
{
    *r = (struct report){.arena = arena, .dir = dir};
    if (access(arena_printf(arena, "%s/runs.csv", dir), R_OK) == 0) {
        r->is_campaign = true;
    } else if (access(arena_printf(arena, "%s/manifest.json", dir), R_OK) != 0) {
        r->error = arena_printf(arena,
                                "%s is no folder of results: it has neither manifest.json (a run) "
                                "nor runs.csv (a campaign)",
                                dir);
        return false;
    } else if (!read_manifest(r)) {
        return false;
    }
    if (!read_files(r)) {
        return false;
    }
    const struct report_file *runs = report_find(r, "runs.csv");
    if (r->is_campaign) {
        r->title =
            runs != NULL && runs->table.n_rows > 0 ? report_cell(runs, 0, "study") : "campaign";
    }
    return true;
}

void report_close(struct report *r)
{
    if (r->source != NULL) {
        scenario_close(r->source);
    }
}

const struct report_file *report_find(const struct report *r, const char *file)
{
    for (size_t i = 0; i < r->n_files; i++) {
        if (strcmp(r->file[i].file, file) == 0) {
            return &r->file[i];
        }
    }
    return NULL;
}

const char *report_cell(const struct report_file *f, size_t row, const char *column)
{
    for (size_t c = 0; c < f->table.n_columns; c++) {
        if (strcmp(f->table.header[c], column) == 0) {
            return table_text(&f->table, row, c);
        }
    }
    return "";
}
