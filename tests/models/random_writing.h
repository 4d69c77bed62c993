/*
 * What the writers of a random cloud share: the text, the draws, and what has been drawn so far.
 */
#ifndef TESTS_MODELS_RANDOM_WRITING_H
#define TESTS_MODELS_RANDOM_WRITING_H

#include <gsl/gsl_randist.h>
#include "sim/engine/rng.h"
#include "tests/theory/simulate.h"

enum { VNETS_MAX = 5 };

struct writing {
    FILE *out;
    struct rng rng;
    int n;
    bool peered[VNETS_MAX][VNETS_MAX], gateway[VNETS_MAX];
    int uses[VNETS_MAX]; /* whose gateway; -1: nobody's */
    bool speaks[2],
        wrong[2]; /* of sites: BGP; local network gateways with an address that nobody has */
    bool renamed[2], hidden;    /* by NAT rules of the gateway: sites; its own network to them */
    bool has_default[2];        /* a site tells a default route */
    bool same;                  /* the second site has the first one's range */
    int second;                 /* the gateway that the second site has its second device at, too */
    bool second_nat, in_part;   /* that has rules for it; one of them for what is a name itself */
    bool active_active, paired; /* that gateway; and the first site's rule is of one instance, with
                                   another of the other */
};

static bool chance(struct writing *w, double p)
{
    return gsl_rng_uniform(&w->rng.gsl) < p;
}

static int below(struct writing *w, int n)
{
    return (int)gsl_rng_uniform_int(&w->rng.gsl, (unsigned long)n);
}

static const char *flag(struct writing *w, double p)
{
    return chance(w, p) ? "true" : "false";
}

static const char *site_range(const struct writing *w, int s)
{
    return s == 0 || w->same ? "192.168.200.0/24" : "192.168.201.0/24";
}

#endif
