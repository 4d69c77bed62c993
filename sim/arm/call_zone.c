/*
 * Functions of availability zones: which physical one a subscription's logical one is. The platform
 * deals them out, to each subscription in its own way; here zone N is REGION-azN to all of them,
 * which is said.
 */
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

static const char *physical_of(struct arm_call *c, const char *zone)
{
    return arena_printf(c->w->arena, "%s-az%s", arm_region(c->w->arena, c->arg[1]->text), zone);
}

/* Behind "-az"; NULL: it is no physical zone. */
static const char *logical_of(const char *zone)
{
    const char *dash = strrchr(zone, '-');
    return dash != NULL && strncasecmp(dash, "-az", 3) == 0 && dash[3] != '\0' ? dash + 3 : NULL;
}

static struct arm_value *convert(struct arm_call *c, const struct arm_value *zone, bool physical)
{
    if (zone->kind != ARM_TEXT) {
        return zone->kind == ARM_UNKNOWN ? (struct arm_value *)zone : arm_wrong(c, 2, "zones");
    }
    const char *to = physical ? physical_of(c, zone->text) : logical_of(zone->text);
    c->w->zones_used = true;
    return to != NULL
               ? arm_say_text(c, to)
               : arm_mistake(c->w, c->at, "%s: `%.60s` is no physical zone, as eastus-az1 is",
                             c->name, zone->text);
}

/* (subscription, region, zone) */
static struct arm_value *one(struct arm_call *c, bool physical)
{
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_TEXT);
    ARM_NEED(c, 2, ARM_TEXT);
    return convert(c, c->arg[2], physical);
}

static struct arm_value *several(struct arm_call *c, bool physical)
{
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_TEXT);
    ARM_NEED(c, 2, ARM_ARRAY);
    const struct arm_value *zones = c->arg[2];
    if (!arm_may_work(c->w, c->at, zones->n)) {
        return arm_too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, zones->n, c->at);
    for (size_t i = 0; i < zones->n; i++) {
        list->item[i] = convert(c, arm_plain(zones->item[i]), physical);
    }
    return list;
}

static struct arm_value *to_logical_zone(struct arm_call *c)
{
    return one(c, false);
}

static struct arm_value *to_logical_zones(struct arm_call *c)
{
    return several(c, false);
}

static struct arm_value *to_physical_zone(struct arm_call *c)
{
    return one(c, true);
}

static struct arm_value *to_physical_zones(struct arm_call *c)
{
    return several(c, true);
}

const struct arm_function arm_zone_functions[] = {
    {"toLogicalZone", to_logical_zone, 3, 3, 0},
    {"toLogicalZones", to_logical_zones, 3, 3, 0},
    {"toPhysicalZone", to_physical_zone, 3, 3, 0},
    {"toPhysicalZones", to_physical_zones, 3, 3, 0},
    {NULL, NULL, 0, 0, 0},
};
