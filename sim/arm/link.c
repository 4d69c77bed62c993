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

static bool text_has(const struct diag *d, uint32_t source, const char *name)
{
    size_t len;
    const char *line;
    const size_t n = strlen(name);
    for (uint32_t k = 1; (line = diag_line(d, source, k, &len)) != NULL; k++) {
        const char *end = line + len;
        for (const char *at = line; (at = memchr(at, name[0], (size_t)(end - at))) != NULL; at++) {
            if ((size_t)(end - at) >= n && strncasecmp(at, name, n) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool arm_is_named(const struct arm_world *w, const char *file, const struct arm_deployment *own)
{
    const char *name = base_name(file);
    for (size_t i = 0; i < w->n_roots; i++) {
        if (w->root[i] != own && strlen(name) > 5 &&
            text_has(w->diag, w->root[i]->template->at.source, name)) {
            return true;
        }
    }
    return false;
}
