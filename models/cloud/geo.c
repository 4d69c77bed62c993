#include "models/cloud/geo.h"

#include <math.h>

#define EARTH_RADIUS_KM    6371.0088
#define RADIANS_PER_DEGREE 0.017453292519943295

double geo_great_circle_km(double lat_a, double lon_a, double lat_b, double lon_b)
{
    const double p = lat_a * RADIANS_PER_DEGREE, q = lat_b * RADIANS_PER_DEGREE;
    const double dp = sin((q - p) / 2), dl = sin((lon_b - lon_a) * RADIANS_PER_DEGREE / 2);
    const double h = dp * dp + cos(p) * cos(q) * dl * dl;

    return 2 * EARTH_RADIUS_KM *
           asin(sqrt(h < 1 ? h : 1)); /* rounding may lead above 1 at antipodes */
}
