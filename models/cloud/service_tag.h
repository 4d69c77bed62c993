/*
 * Service tags: names that stand for the public addresses of a service of the platform, in security
 * rules and user-defined routes. Which addresses those are changes by the week, and no machine of a
 * scenario has one of them: a tag is known by its name here, and holds nobody. The three that are
 * about networks (VirtualNetwork, Internet, AzureLoadBalancer) have addresses, and are the filter's
 * business (models/routing/filter.h).
 */
#ifndef MODELS_CLOUD_SERVICE_TAG_H
#define MODELS_CLOUD_SERVICE_TAG_H

#include <stdbool.h>

/* Case does not count; a region may stand behind a dot (Storage.WestUS). */
bool service_tag_is(const char *text);
/* One of the six that the platform takes in security rules alone. */
bool service_tag_is_no_route(const char *text);
/* A tag that may have been meant, without its region; NULL: none is close. */
const char *service_tag_closest(const char *text);

#endif
