#include "models/cloud/zone.h"

#include <string.h>

#include "models/cloud/catalog.h"

sim_time_t zone_step(const struct topo_zones *z, uint32_t a, uint32_t b)
{
    const uint32_t low = a < b ? a : b, high = a < b ? b : a;

    if (low == 0 || low == high)
        return 0;
    if (low == 2)
        return z->two_three;
    return high == 2 ? z->one_two : z->one_three;
}

static bool is_zonal(const char *sku)
{
    const size_t n = strlen(sku);

    return n > 2 && strcmp(sku + n - 2, "AZ") == 0;
}

/* The k-th zone of the set, and the first again after the last; 0 of no zone. */
static int nth_of(uint32_t bits, uint32_t k)
{
    int zone[ZONES_MAX] = {0};
    uint32_t n = 0;

    for (int z = 1; z <= ZONES_MAX; z++)
        if ((bits >> z & 1) != 0)
            zone[n++] = z;
    return n > 0 ? zone[k % n] : 0;
}

int zone_of_member(const struct topo_vm_group *g, uint32_t member)
{
    return nth_of(g->zone_bits, member);
}

int zone_of_instance(const struct topo_gateway *g, int instance)
{
    const uint32_t unsaid = 1u << 1 | 1u << 2;
    uint32_t bits = unsaid;

    if (g->sku == NULL || !is_zonal(g->sku->name))
        return 0;
    if (g->public_ip_names.n > 0)
        bits = g->public_ips[0] != NULL ? g->public_ips[0]->zone_bits : 0;
    return nth_of(bits, (uint32_t)instance);
}
