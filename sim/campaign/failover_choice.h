/*
 * Which failures a failover runs: what is asked for, else what the scenario declares, else each of
 * its gateways; and first, always, none.
 */
#ifndef SIM_CAMPAIGN_FAILOVER_CHOICE_H
#define SIM_CAMPAIGN_FAILOVER_CHOICE_H

struct failover;
struct failover_wish;
struct scenario;

/* Fills f->failures, whose arena and instants are set, and f->n_made. An exit code, with what is
 * wrong in f->error. */
int failover_choice(struct failover *f, const struct failover_wish *w, const struct scenario *s);

#endif
