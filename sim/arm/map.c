#include "sim/arm/map.h"

#include "sim/arm/map_parts.h"

/* In this order: each finds what it names mapped already. */
void arm_map(struct arm_plan *p)
{
    arm_map_filters(p);
    arm_map_tables(p);
    arm_map_networks(p);
    arm_map_gateways(p);
    arm_map_fars(p);
    arm_map_connections(p);
    arm_map_nics(p);
    arm_map_vms(p);
    arm_map_scale_sets(p);
    arm_report_unused_nics(p);
    arm_map_pools(p);
    arm_map_firewalls(p);
    arm_map_outbound(p);
    arm_map_balancers(p);
    arm_map_endpoints(p);
    arm_settle_hops(p);
    arm_settle_groups(p);
    arm_map_sites(p);
    arm_map_probes(p);
    arm_map_pings(p);
    arm_map_links(p);
    arm_map_deployments(p);
    arm_map_others(p);
    arm_report_unseen(p);
    arm_report_rest(p);
}
