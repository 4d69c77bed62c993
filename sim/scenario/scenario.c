#include "sim/scenario/scenario.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/cloud/catalog.h"
#include "models/language/resolve.h"
#include "models/network.h"
#include "models/trace/reach.h"
#include "models/rules/rules.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/base/field_code.h"
#include "sim/scenario/bind.h"
#include "sim/scenario/file_text.h"
#include "sim/scenario/override.h"

/* The largest file that is read. */
#define TEXT_MAX ((size_t)64 << 20)

static int fail(struct scenario *s, int err, const char *what)
{
    s->error = arena_printf(s->arena, "%s: %s", what, strerror(err));
    return -err;
}

static const char *directory_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL   ? "."
           : slash == path ? "/"
                           : arena_strndup(arena, path, (size_t)(slash - path));
}

char *scenario_name_of(struct arena *arena, const char *path)
{
    if (strcmp(path, "-") == 0) {
        return arena_strdup(arena, "stdin");
    }
    const char *slash = strrchr(path, '/');
    char *name = arena_strdup(arena, slash != NULL ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot != NULL && dot != name) {
        *dot = '\0';
    }
    for (char *c = name; *c != '\0'; c++) {
        const char one[] = {*c, '\0'};
        *c = field_name_ok(one) ? *c : '-';
    }
    return name;
}

const char *scenario_data_dir(struct arena *arena)
{
    const char *given = getenv("VNETSIM_DATA");
    char exe[4096];
    if (given != NULL && given[0] != '\0') {
        return given;
    }
    const ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n > 0) {
        exe[n] = '\0';
        const char *beside = arena_printf(arena, "%s/models/data", directory_of(arena, exe));
        if (access(arena_printf(arena, "%s/regions.csv", beside), R_OK) == 0) {
            return beside;
        }
    }
    return VNETSIM_DATADIR;
}

static void hash_text(struct scenario *s, const char *text, size_t len)
{
    struct sha256 hash;
    sha256_init(&hash);
    sha256_update(&hash, text, len);
    sha256_hex(&hash, s->sha256);
}

struct text {
    char *v;
    size_t len;
};

static int read_text(struct scenario *s, struct text *text)
{
    const int err = file_text(s->path, TEXT_MAX, &text->v, &text->len);
    if (err == -EFBIG) {
        diag_add(s->diag, &field_code_syntax, (struct span){0}, NULL,
                 "%s is larger than 64 MiB, which is the most that is read", s->path);
        diag_help(s->diag, "ten thousand networks take a few megabytes: is it a scenario?");
        return -EINVAL;
    }
    return err == 0 ? 0 : fail(s, -err, s->path);
}

static struct doc_node *read_document(struct scenario *s, const struct text *text)
{
    const char *shown = strcmp(s->path, "-") == 0 ? "<stdin>" : s->path;
    const uint32_t source = diag_source(s->diag, shown, text->v, text->len);
    return doc_read((struct doc_text){source, text->v, text->len, 0}, s->arena, s->diag);
}

/* Text to declared cloud: everything but names and rules. */
static struct topo *bind_text(struct scenario *s, const struct text *text, const char *const *sets,
                              size_t n_sets)
{
    struct doc_node *root = read_document(s, text);
    bool ok = root != NULL;
    if (ok && root->kind == DOC_MAP && doc_find(root, "study") != NULL) {
        diag_add(s->diag, &field_code_not_here, doc_find(root, "study")->at, "a study",
                 "this file is a study, not a scenario");
        diag_help(s->diag, "vnetsim batch runs studies");
        return NULL;
    }
    for (size_t i = 0; i < n_sets && root != NULL; i++) {
        ok = override_apply(root, sets[i], s->arena, s->diag) && ok;
    }
    if (!ok) {
        return NULL;
    }
    struct binding b = {
        .arena = s->arena, .diag = s->diag, .directory = directory_of(s->arena, s->path)};
    return bind_scenario(&b, root);
}

static int judge(struct scenario *s, const struct text *text, const char *const *sets, size_t n)
{
    struct topo *topo = bind_text(s, text, sets, n);
    if (topo == NULL || diag_failed(s->diag) || !resolve(topo, s->catalog, s->arena, s->diag)) {
        return -EINVAL;
    }
    rules_check(topo, s->catalog, s->diag);
    s->topo = topo;
    s->name = topo->name != NULL ? topo->name : scenario_name_of(s->arena, s->path);
    return diag_failed(s->diag) ? -EINVAL : 0;
}

static void begin(struct scenario *s, const char *path)
{
    *s = (struct scenario){.arena = arena_new(), .path = path};
    s->diag = diag_new(s->arena);
}

int scenario_open_with(struct scenario *s, const char *path, const char *const *sets, size_t n,
                       const struct catalog *catalog)
{
    struct text text = {0};
    begin(s, path);
    int err = read_text(s, &text);
    if (err == 0) {
        hash_text(s, text.v, text.len);
        s->catalog = catalog;
        if (catalog == NULL) {
            s->catalog = catalog_load(s->arena, scenario_data_dir(s->arena), &s->error);
        }
        err = s->catalog == NULL ? -EIO : judge(s, &text, sets, n);
    }
    free(text.v);
    return err;
}

int scenario_open_text(struct scenario *s, const char *path, const char *text, size_t len,
                       const struct catalog *catalog)
{
    const struct text own = {(char *)text, len};
    begin(s, path);
    hash_text(s, text, len);
    s->catalog = catalog;
    return judge(s, &own, NULL, 0);
}

int scenario_open(struct scenario *s, const char *path, const char *const *sets, size_t n)
{
    return scenario_open_with(s, path, sets, n, NULL);
}

struct doc_node *scenario_read(struct scenario *s, const char *path)
{
    struct text text = {0};
    struct doc_node *root = NULL;
    begin(s, path);
    if (read_text(s, &text) == 0) {
        root = read_document(s, &text);
    }
    free(text.v);
    return root;
}

bool scenario_reach(struct scenario *s, const char **why)
{
    struct topo topo = *s->topo;
    topo.simulation.warmup = 0; /* nothing runs */
    struct network *n = network_build(&topo, s->catalog, why);
    if (n == NULL) {
        return false;
    }
    reach_check(s->topo, n, s->diag);
    network_free(n);
    return true;
}

void scenario_close(struct scenario *s)
{
    arena_free(s->arena);
    s->arena = NULL;
}
