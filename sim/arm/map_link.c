/* The regions in use, and assumed delays between those of which nothing is published. */
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/cloud/geo.h"
#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

/* Regions that exist and have no published round trips. */
static const char *const unlisted[] = {"usgovvirginia",
                                       "usgovarizona",
                                       "usgovtexas",
                                       "usgoviowa",
                                       "usdodeast",
                                       "usdodcentral",
                                       "chinaeast",
                                       "chinaeast2",
                                       "chinaeast3",
                                       "chinanorth",
                                       "chinanorth2",
                                       "chinanorth3",
                                       "eastus2euap",
                                       "centraluseuap",
                                       "eastusstg",
                                       "southcentralusstg",
                                       "germanycentral",
                                       "germanynortheast",
                                       "usnateast",
                                       "usnatwest",
                                       "usseceast",
                                       "ussecwest",
                                       "southeastus",
                                       "taiwannorth",
                                       "eastus3",
                                       "southcentralus2",
                                       "israelnorthwest",
                                       "saudiarabiaeast",
                                       NULL};

/* One that does not exist check refuses, where it is used. */
static void use_region(struct arm_plan *p, struct arm_texts *used, const char *region,
                       struct span at)
{
    if (arm_texts_has(used, region) || !arm_may_work(p->w, at, 1)) {
        return;
    }
    if (catalog_region(p->w->catalog, region) != NULL) {
        arm_texts_add(p->w->arena, used, region);
        return;
    }
    for (size_t i = 0; unlisted[i] != NULL; i++) {
        if (strcmp(unlisted[i], region) == 0) {
            arm_texts_add(p->w->arena, used, region);
            arm_texts_add(p->w->arena, &p->regions, region);
            diag_add(p->w->diag, &arm_code_assumed, at, NULL,
                     "nothing is published of region `%s`: it is declared under regions, with "
                     "assumed delays",
                     region);
            return;
        }
    }
}

/* Half a round trip in fibre on the great circle, and half as much again for the way that cables
 * take; 40 ms where a place is not known. */
static double assumed_ms(const struct catalog *c, const char *a, const char *b)
{
    const struct catalog_region *x = catalog_region(c, a), *y = catalog_region(c, b);
    if (x == NULL || y == NULL || !(x->latitude >= -90 && x->latitude <= 90) ||
        !(y->latitude >= -90 && y->latitude <= 90)) {
        return 40;
    }
    return 0.5 + 1.5 * geo_great_circle_km(x->latitude, x->longitude, y->latitude, y->longitude) /
                     GEO_FIBRE_KM_PER_MS;
}

void arm_map_links(struct arm_plan *p)
{
    struct arm_texts used = {0};
    struct catalog_rtt rtt;
    for (size_t i = 0; i < p->networks.n; i++) {
        const struct arm_network *n = p->networks.v[i];
        use_region(p, &used, n->region, n->at);
    }
    for (size_t i = 0; i < p->sites.n; i++) {
        use_region(p, &used, ((struct arm_site *)p->sites.v[i])->near, (struct span){0});
    }
    for (size_t a = 0; a < used.n; a++) {
        for (size_t b = a + 1; b < used.n && arm_may_work(p->w, (struct span){0}, 1); b++) {
            if (catalog_rtt(p->w->catalog, used.v[a], used.v[b], &rtt) &&
                catalog_rtt(p->w->catalog, used.v[b], used.v[a], &rtt)) {
                continue;
            }
            const double ms = assumed_ms(p->w->catalog, used.v[a], used.v[b]);
            arm_texts_add(p->w->arena, &p->links,
                          arena_printf(p->w->arena,
                                       "%s--%s: {latency: {distribution: fixed, base: %lldus}}",
                                       used.v[a], used.v[b], (long long)(ms * 1000)));
            diag_add(p->w->diag, &arm_code_assumed, (struct span){0}, NULL,
                     "no round trip is published between %s and %s: %.1f ms one way are assumed",
                     used.v[a], used.v[b], ms);
        }
    }
}
