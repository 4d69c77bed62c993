/* Templates that others link by address: of those that are given as files the last part of the
 * address is the name. */
#include <string.h>
#include <strings.h>

#include "sim/arm/template.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* How far the paths agree at their ends, in characters. Behind the name may stand a token:
 * "?sv=...", or a placeholder. */
static size_t agreement(const char *file, const char *address)
{
    const char *f = base_name(file), *a = base_name(address);
    size_t n = strlen(f);
    if (n <= 5 || strncasecmp(a, f, n) != 0) {
        return 0;
    }
    for (; f > file && a > address && f[-1] == a[-1]; f--, a--) {
        n++;
    }
    return n;
}

static bool is_around(const struct arm_deployment *d, const struct arm_value *template)
{
    while (d != NULL && d->template != template) {
        d = d->parent;
    }
    return d != NULL;
}

struct arm_deployment *arm_linked(struct arm_world *w, const struct arm_deployment *from,
                                  const char *address)
{
    struct arm_deployment *found = NULL;
    size_t most = 0;
    for (size_t i = 0; i < w->n_roots; i++) {
        const size_t n = agreement(w->root[i]->file, address);
        if (n > most && !is_around(from, w->root[i]->template)) {
            most = n;
            found = w->root[i];
        }
    }
    return found;
}

const struct arm_value *arm_linked_parameters(const struct arm_world *w, const char *address)
{
    const struct arm_value *found = NULL;
    size_t most = 0;
    for (size_t i = 0; i < w->n_parameter_files; i++) {
        const size_t n = agreement(w->parameter_file[i]->file, address);
        if (n > most) {
            most = n;
            found = w->parameter_file[i]->root;
        }
    }
    return arm_get(found, "parameters");
}

/* Calls back with every place of a name in a source, until that says true. */
static bool each_place(const struct diag *d, uint32_t source, const char *name, size_t n,
                       bool (*is_it)(const char *line, const char *at, const char *end, size_t n))
{
    size_t len;
    const char *line;
    for (uint32_t k = 1; (line = diag_line(d, source, k, &len)) != NULL; k++) {
        const char *end = line + len;
        for (const char *at = line; (at = memchr(at, name[0], (size_t)(end - at))) != NULL; at++) {
            if ((size_t)(end - at) >= n && strncasecmp(at, name, n) == 0 &&
                is_it(line, at, end, n)) {
                return true;
            }
        }
    }
    return false;
}

static bool anywhere(const char *line, const char *at, const char *end, size_t n)
{
    (void)line, (void)at, (void)end, (void)n;
    return true;
}

/* concat(x, '/nested/vnet-', y, '.json'): there a literal ends, with no more than folders before,
 * and what follows makes it a file. */
static bool begins_address(const char *line, const char *at, const char *end, size_t n)
{
    static const char json[] = ".json";
    const bool whole =
        at > line && (at[-1] == '/' || at[-1] == '\'') && at + n < end && at[n] == '\'';
    for (const char *c = at + n; whole && (size_t)(end - c) >= sizeof json - 1; c++) {
        if (strncasecmp(c, json, sizeof json - 1) == 0) {
            return true;
        }
    }
    return false;
}

/* Does the source compose addresses of templates, of which one begins as the name does? */
static bool composes(const struct diag *d, uint32_t source, const char *name)
{
    static const char link[] = "templateLink";
    bool found = false;
    for (size_t n = 3; name[n] != '\0' && !found; n++) {
        found =
            strchr("-_.", name[n - 1]) != NULL && each_place(d, source, name, n, begins_address);
    }
    return found && each_place(d, source, link, sizeof link - 1, anywhere);
}

enum arm_naming arm_is_named(const struct arm_world *w, const char *file,
                             const struct arm_deployment *own)
{
    const char *name = base_name(file);
    const size_t n = strlen(name);
    enum arm_naming best = ARM_UNNAMED;
    for (size_t i = 0; i < w->n_roots && n > 5 && best != ARM_NAMED; i++) {
        const uint32_t source = w->root[i]->template->at.source;
        if (w->root[i] == own) {
            continue;
        }
        best = each_place(w->diag, source, name, n, anywhere) ? ARM_NAMED
               : composes(w->diag, source, name)              ? ARM_NAMED_IN_PART
                                                              : best;
    }
    return best;
}
