/*
 * Distances on the Earth, for the bound that light sets to latency.
 */
#ifndef MODELS_CLOUD_GEO_H
#define MODELS_CLOUD_GEO_H

/* Light in fibre covers 200 km a millisecond (TCP/IP performance tuning for Azure VMs, 2025-04-21).
 */
#define GEO_FIBRE_KM_PER_MS 200.0

/* Great circle in km between two points in degrees (haversine; mean Earth radius 6371.0088 km,
 * IUGG). */
double geo_great_circle_km(double lat_a, double lon_a, double lat_b, double lon_b);

#endif
