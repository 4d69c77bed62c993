/*
 * Cost of a month, USD, by the list prices of models/data/prices.csv (dated; replace them by your
 * own): the hours of gateways, and transfer per GB for the scenario's `monthly_volume`, which is
 * shared out among flows as the bytes of the run are. A price that is not in the file makes the
 * cost unknown (NAN), never 0.
 *
 * Rules of the price pages (VPN Gateway, Virtual Network; copies of about 2022-2024): a gateway
 * costs by the hour, both instances together, and each tunnel above ten as well; VNet-to-VNet
 * traffic pays what leaves, by the zone of the source region, and nothing within a region; peering
 * pays at both ends, within a region too. Assumed: a month has 730 hours (8,760 / 12), a GB has
 * 10^9 bytes, and the bytes are those of the IP packets inside.
 */
#ifndef SIM_RESULTS_COST_H
#define SIM_RESULTS_COST_H

#include "models/network.h"

/* Of a GB of a flow, or of its answers, whichever way the routes lead; 0 within a VNet. */
double cost_usd_per_gb(const struct network *n, const struct flow *f, bool is_answer);
/* Of all gateways in a month. */
double cost_gateways_usd_month(const struct network *n);

#endif
