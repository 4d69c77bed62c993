/*
 * Entries of links that are named by two regions: "a--b" for both ways, "a->b" for one.
 */
#include <string.h>

#include "models/language/resolve_parts.h"
#include "sim/base/arena.h"

/* Region names may hold hyphens themselves: the split that gives two known regions counts, else the
 * first one. */
bool resolve_split_link(const struct resolve *r, const char *name, const char **a, const char **b,
                        bool *directed)
{
    const char *at = strstr(name, "->");
    *directed = at != NULL;
    if (!*directed) {
        const char *first = strstr(name, "--");
        for (at = first; at != NULL; at = strstr(at + 1, "--")) {
            if (resolve_region_is_known(r, arena_strndup(r->a, name, (size_t)(at - name))) &&
                resolve_region_is_known(r, at + 2)) {
                break;
            }
        }
        at = at != NULL ? at : first;
    }
    if (at == NULL || at == name || at[2] == '\0') {
        return false;
    }
    *a = arena_strndup(r->a, name, (size_t)(at - name));
    *b = arena_strdup(r->a, at + 2);
    return true;
}

static bool known(const struct resolve *r, const struct topo_link *l, const char *region,
                  size_t offset)
{
    if (resolve_region_is_known(r, region)) {
        return true;
    }
    struct span at = l->r.at;
    if (at.len >= strlen(l->r.name)) { /* quotes may stand around it */
        at.col += (uint32_t)offset + (at.len > strlen(l->r.name) ? 1 : 0);
        at.len = (uint32_t)strlen(region);
    }
    diag_add(r->d, &resolve_code_region, at, "unknown", "there is no region `%s`", region);
    resolve_suggest_region(r, region);
    return false;
}

static void resolve_name(const struct resolve *r, struct topo_link *l)
{
    static const char *const others[] = {"inter_region", "intra_region", "between_zones"};
    const char *a, *b;
    bool directed;
    if (!resolve_split_link(r, l->r.name, &a, &b, &directed)) {
        const char *near = diag_closest(l->r.name, others, 2);
        diag_add(r->d, &resolve_code_link_name, l->r.at, "no pair of regions",
                 "links has no entry `%s`", l->r.name);
        if (near != NULL) {
            diag_help(r->d, "did you mean `%s`?", near);
        } else {
            diag_help(r->d, "entries are inter_region, intra_region and pairs: "
                            "westus--northeurope, or westus->northeurope for one way");
        }
        return;
    }
    if (strcmp(a, b) == 0) {
        diag_add(r->d, &resolve_code_link_name, l->r.at, "one region",
                 "`%s` names the same region twice", l->r.name);
        diag_help(r->d, "the fabric inside a region is intra_region");
        return;
    }
    const bool first = known(r, l, a, 0), second = known(r, l, b, strlen(a) + 2);
    if (first && second) {
        l->a = a;
        l->b = b;
        l->directed = directed;
    }
}

void resolve_links(const struct resolve *r)
{
    struct topo_link *links = r->t->links;
    for (size_t i = 0; i < r->t->n_links; i++) {
        resolve_name(r, &links[i]);
        for (size_t k = 0; k < i && links[i].a != NULL && !links[i].directed; k++) {
            if (links[k].a == NULL || links[k].directed || strcmp(links[k].a, links[i].b) != 0 ||
                strcmp(links[k].b, links[i].a) != 0) {
                continue;
            }
            const bool in_order = resolve_is_before(&links[k].r, &links[i].r);
            const struct topo_link *first = in_order ? &links[k] : &links[i];
            const struct topo_link *second = in_order ? &links[i] : &links[k];
            diag_add(r->d, &resolve_code_link_twice, second->r.at, "again, the other way round",
                     "`%s` and `%s` are the same pair of regions", first->r.name, second->r.name);
            diag_other(r->d, first->r.at, "here already");
            diag_help(r->d, "keep one of them; for one direction write \"%s->%s\"", second->a,
                      second->b);
        }
    }
}
