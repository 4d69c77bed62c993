/*
 * What a failover costs with each candidate of a pairing: each gateway of the scenario fails once,
 * unplanned, in a run of its own, and the longest outage of an application counts. A campaign
 * beside the ranking's, in DIR/failover.
 */
#ifndef SIM_CAMPAIGN_PAIRING_OUTAGE_H
#define SIM_CAMPAIGN_PAIRING_OUTAGE_H

#include "sim/campaign/pairing.h"

struct campaign_said;

struct pairing_outage {
    const char *dir; /* of the ranking */
    const char *const *set;
    size_t n_sets;
    unsigned jobs;
    double *outage_s;           /* [candidate]; NAN: no gateway fails, or a run has */
    struct campaign_said *said; /* by the ranking's campaign */
    const char *error;          /* NULL */
};

/* An exit code. */
int pairing_outage_find(struct pairing_outage *o, const struct pairing *p);

#endif
