#include "sim/app/scenario.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/cloud/catalog.h"
#include "models/cloud/resolve.h"
#include "models/cloud/rules.h"
#include "sim/app/bind.h"
#include "sim/app/override.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"

/* The largest file that is read: ten thousand VNets take a few megabytes. */
#define TEXT_MAX ((size_t)64 << 20)

static int fail(struct scenario *s, int err, const char *what)
{
    s->error = arena_printf(s->arena, "%s: %s", what, strerror(err));
    return -err;
}

static int read_all(struct scenario *s, FILE *in, char **text, size_t *len)
{
    size_t cap = 65536;
    *len = 0;
    *text = malloc(cap);
    while (*text != NULL) {
        *len += fread(*text + *len, 1, cap - *len, in);
        if (*len < cap) {
            break;
        }
        if (cap >= TEXT_MAX) {
            return fail(s, EFBIG, s->path);
        }
        char *more = realloc(*text, cap *= 2);
        if (more == NULL) {
            return fail(s, ENOMEM, s->path);
        }
        *text = more;
    }
    if (*text == NULL || ferror(in)) {
        return fail(s, *text == NULL ? ENOMEM : errno != 0 ? errno : EIO, s->path);
    }
    return 0;
}

static const char *directory_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? "." : slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

/* The file's name without folder and ending, as a name. */
static const char *name_of(struct arena *arena, const char *path)
{
    if (strcmp(path, "-") == 0) {
        return "stdin";
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

/* Text to declared cloud: everything but names and rules. */
static struct topo *bind_text(struct scenario *s, const char *text, size_t len, const char *const *sets, size_t n_sets)
{
    const char *shown = strcmp(s->path, "-") == 0 ? "<stdin>" : s->path;
    const uint32_t source = diag_source(s->diag, shown, text, len);
    struct doc_node *root = doc_read((struct doc_text){source, text, len, 0}, s->arena, s->diag);
    bool ok = root != NULL;
    for (size_t i = 0; i < n_sets && root != NULL; i++) {
        ok = override_apply(root, sets[i], s->arena, s->diag) && ok;
    }
    if (!ok) {
        return NULL;
    }
    struct binding b = {.arena = s->arena, .diag = s->diag, .directory = directory_of(s->arena, s->path)};
    return bind_scenario(&b, root);
}

int scenario_open(struct scenario *s, const char *path, const char *const *sets, size_t n)
{
    *s = (struct scenario){.arena = arena_new(), .path = path};
    s->diag = diag_new(s->arena);
    errno = 0;
    const bool is_stdin = strcmp(path, "-") == 0;
    FILE *in = is_stdin ? stdin : fopen(path, "rb");
    if (in == NULL) {
        return fail(s, errno, path);
    }
    char *text = NULL;
    size_t len = 0;
    int err = read_all(s, in, &text, &len);
    if (!is_stdin) {
        (void)fclose(in);
    }
    if (err != 0) {
        goto out;
    }
    hash_text(s, text, len);
    const char *why = NULL;
    s->catalog = catalog_load(s->arena, scenario_data_dir(s->arena), &why);
    if (s->catalog == NULL) {
        s->error = why;
        err = -EIO;
        goto out;
    }
    struct topo *topo = bind_text(s, text, len, sets, n);
    if (topo == NULL || diag_failed(s->diag) || !resolve(topo, s->catalog, s->arena, s->diag)) {
        err = -EINVAL;
        goto out;
    }
    rules_check(topo, s->catalog, s->diag);
    err = diag_failed(s->diag) ? -EINVAL : 0;
    s->topo = topo;
    s->name = topo->name != NULL ? topo->name : name_of(s->arena, path);
out:
    free(text);
    return err;
}

void scenario_close(struct scenario *s)
{
    arena_free(s->arena);
    s->arena = NULL;
}
