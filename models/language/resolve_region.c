/*
 * Regions: those of the data, and those that the file declares.
 */
#include "models/language/resolve_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "sim/base/arena.h"

static struct resolve_set declared_regions(const struct resolve *r)
{
    return RESOLVE_SET("region", r->t->regions, r->t->n_regions);
}

bool resolve_region_is_known(const struct resolve *r, const char *name)
{
    const struct resolve_set own = declared_regions(r);
    return catalog_region(r->c, name) != NULL || resolve_find(&own, name) != NULL;
}

void resolve_suggest_region(const struct resolve *r, const char *word)
{
    const struct resolve_set own = declared_regions(r);
    const char *const *data;
    const size_t n_data = catalog_region_names(r->c, &data);
    const char *const *declared = resolve_names(r, &own);
    const char **names = ARENA_ARRAY(r->a, const char *, n_data + own.n);
    memcpy(names, data, n_data * sizeof *names);
    memcpy(names + n_data, declared, own.n * sizeof *names);
    const char *near = diag_closest(word, names, n_data + own.n);
    if (near != NULL) {
        diag_help(r->d, "did you mean `%s`?", near);
    } else {
        diag_help(r->d,
                  "%zu regions are in models/data/regions.csv; others are declared under regions:",
                  n_data);
    }
}

bool resolve_region(const struct resolve *r, struct topo_ref ref)
{
    if (ref.name == NULL || resolve_region_is_known(r, ref.name)) {
        return true;
    }
    diag_add(r->d, &resolve_code_region, ref.at, "unknown", "there is no region `%s`", ref.name);
    resolve_suggest_region(r, ref.name);
    return false;
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A position in the file goes before the data's. */
static struct topo_region_used region_used(const struct resolve *r, const char *name)
{
    const struct resolve_set own = declared_regions(r);
    const struct topo_region *declared = resolve_find(&own, name);
    struct topo_region_used u = {.name = name, .data = catalog_region(r->c, name)};
    if (declared != NULL && declared->has_position) {
        u.latitude = declared->latitude;
        u.longitude = declared->longitude;
        u.has_position = true;
    } else if (u.data != NULL && isfinite(u.data->latitude) && isfinite(u.data->longitude)) {
        u.latitude = u.data->latitude;
        u.longitude = u.data->longitude;
        u.has_position = true;
    }
    return u;
}

void resolve_regions(const struct resolve *r)
{
    struct topo *t = r->t;
    const size_t n_own = t->n_vnets + t->n_sites, n_all = n_own + t->n_internet_hosts;
    const char **names = ARENA_ARRAY(r->a, const char *, n_all);
    size_t n = 0;
    for (size_t i = 0; i < n_all; i++) {
        const struct topo_ref ref = i < t->n_vnets ? t->vnets[i].region_ref
                                    : i < n_own    ? t->sites[i - t->n_vnets].near_ref
                                                   : t->internet_hosts[i - n_own].near_ref;
        if (resolve_region(r, ref)) {
            names[n++] = ref.name;
        }
    }
    if (n > 1) {
        qsort(names, n, sizeof *names, compare_text);
    }
    t->regions_used = ARENA_ARRAY(r->a, struct topo_region_used, n);
    t->n_regions_used = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(names[i - 1], names[i]) != 0) {
            t->regions_used[t->n_regions_used++] = region_used(r, names[i]);
        }
    }
}

uint32_t resolve_region_number(const struct topo *t, const char *name)
{
    for (uint32_t k = 0; k < t->n_regions_used; k++) {
        if (strcmp(t->regions_used[k].name, name) == 0) {
            return k;
        }
    }
    return 0; /* unknown, and reported */
}
