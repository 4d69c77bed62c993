/* Where a resource lies: the region of its location, against that of the network it belongs to. */
#include <string.h>

#include "sim/arm/props.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

bool arm_is_anywhere(const struct arm_world *w, const char *location)
{
    return !w->location_given && (location == NULL || location == w->location);
}

/* The region of a location that is said and is not the network's. What resourceGroup() says is none
 * where nobody gave it a --location: it is made up. */
static const char *elsewhere(struct arm_world *w, const char *location, const struct arm_network *n)
{
    if (location == NULL || n->anywhere || arm_is_anywhere(w, location)) {
        return NULL;
    }
    const char *region = arm_region(w->arena, location);
    return strcmp(region, n->region) != 0 ? region : NULL;
}

void arm_judge_region(const struct arm_props *x, const struct arm_network *n)
{
    struct arm_world *w = x->p->w;
    const char *given = arm_prop_text(x, "location");
    const char *region = elsewhere(w, given, n);
    if (region != NULL) {
        arm_refuse(w, arm_prop_raw(x, "location")->at,
                   arena_printf(w->arena,
                                "%s `%s` is in %s and its network `%s` in %s: the platform takes "
                                "them in one region alone, as is done here",
                                x->kind, x->name, region, n->name, n->region));
    }
}

void arm_judge_associated(struct arm_plan *p, struct span at, const char *kind, const char *name,
                          const char *location, const struct arm_network *n)
{
    struct arm_world *w = p->w;
    const char *region = elsewhere(w, location, n);
    if (region != NULL) {
        arm_refuse(w, at,
                   arena_printf(w->arena,
                                "%s `%s` is in %s and network `%s` in %s: the platform associates "
                                "them in one region alone",
                                kind, name, region, n->name, n->region));
    }
}

const char *arm_location(struct arm_plan *p, const struct arm_props *x)
{
    const char *location = arm_prop_text(x, "location");
    if (location == NULL) {
        p->w->location_used = true;
        location = p->w->location;
    }
    p->w->location_used = p->w->location_used ||
                          location == p->w->location; /* it came from resourceGroup() as it is */
    return arm_region(p->w->arena, location);
}

const char *arm_location_elsewhere(struct arm_plan *p, const struct arm_props *x,
                                   const struct arm_network *n)
{
    return elsewhere(p->w, arm_prop_text(x, "location"), n);
}
