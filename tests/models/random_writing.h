/*
 * What the writers of a random cloud share: the text, the draws, and what has been drawn so far.
 */
#ifndef TESTS_MODELS_RANDOM_WRITING_H
#define TESTS_MODELS_RANDOM_WRITING_H

#include <gsl/gsl_randist.h>
#include "sim/engine/rng.h"
#include "tests/theory/simulate.h"

enum { VNETS_MAX = 5 };

/* Of the same seed: as it is; with the tunnels to the second site's first device down, by their
 * keys or by a fault, long before the traffic starts. */
enum cloud_kind { CLOUD_WHOLE, CLOUD_OTHER_KEY, CLOUD_FAULT };

struct writing {
    FILE *out;
    enum cloud_kind kind;
    char ping[96], ask[160], talk[192]; /* what traffic entries are */
    struct rng rng, outward;            /* outward: of ways to the Internet */
    int n;
    bool peered[VNETS_MAX][VNETS_MAX], gateway[VNETS_MAX];
    int uses[VNETS_MAX]; /* whose gateway; -1: nobody's */
    bool speaks[2],
        wrong[2]; /* of sites: BGP; local network gateways with an address that nobody has */
    bool renamed[2], hidden;  /* by NAT rules of the gateway: sites; its own network to them */
    bool has_default[2];      /* a site tells a default route */
    bool same;                /* the second site has the first one's range */
    int second;               /* the gateway that the second site has its second device at, too */
    bool second_nat, in_part; /* that has rules for it; one of them for what is a name itself */
    int by_policy;            /* the network with a policy-based gateway; 0: none */
    bool policy_pair;         /* whose one connection leads to g, and not to a site of its own */
    int region[VNETS_MAX], count[VNETS_MAX]; /* of the machines there */
    int managed;                             /* the network of the managed instance */
    bool selects[2];                         /* of sites: the gateway's end selects by prefix */
    bool active_active, paired; /* that gateway; and the first site's rule is of one instance, with
                                   another of the other */
};

static bool chance(struct writing *w, double p)
{
    return gsl_rng_uniform(&w->rng.gsl) < p;
}

static bool chance_out(struct writing *w, double p)
{
    return gsl_rng_uniform(&w->outward.gsl) < p;
}

static int below_out(struct writing *w, int n)
{
    return (int)gsl_rng_uniform_int(&w->outward.gsl, (unsigned long)n);
}

static int below(struct writing *w, int n)
{
    return (int)gsl_rng_uniform_int(&w->rng.gsl, (unsigned long)n);
}

static const char *flag(struct writing *w, double p)
{
    return chance(w, p) ? "true" : "false";
}

/* A policy in words, since selectors by prefix need one. */
static const char policy[] =
    ", ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, "
    "ipsec_encryption: AES256, ipsec_integrity: SHA256, pfs_group: None, sa_lifetime: 27000s, "
    "sa_data_size: 102400000KB}";

/* What a gateway or a device does with packets that are large. */
static void write_sizes(struct writing *w)
{
    if (chance(w, 0.3))
        fprintf(w->out, ", df_bit: copy%s", chance(w, 0.3) ? ", fragmentation_needed: false" : "");
    if (chance(w, 0.3))
        fprintf(w->out, ", mss_clamp: %s", chance(w, 0.5) ? "none" : "1200B");
}

/* Ranges of an end of a tunnel: all of the networks or some, one selector or several; `site`: the
 * other side's, its /24 or parts of that. is_site: as the device says it. */
static void write_selectors(struct writing *w, int site, bool is_site)
{
    static const char *const all[][2] = {{"10.0.0.0/8", "0/24"},
                                         {"10.0.0.0/16, 10.1.0.0/16", "0/25"},
                                         {"10.2.0.0/16, 10.3.0.0/25", "0/24"},
                                         {"10.1.0.4/32", "4/32"}};
    const int n = 1 + below(w, 3);
    fprintf(w->out, ", traffic_selectors: {");
    for (int i = 0; i < n; i++) {
        const char *const *s = all[i == 0 ? below(w, 2) : below(w, 4)];
        char far[64];
        snprintf(far, sizeof far, "192.168.%d.%s", site, s[1]);
        fprintf(w->out, "%ss%d: {local_address_ranges: [%s], remote_address_ranges: [%s]}",
                i > 0 ? ", " : "", i, is_site ? far : s[0], is_site ? s[0] : far);
    }
    fprintf(w->out, "}");
}

static const char *site_range(const struct writing *w, int s)
{
    return s == 0 || w->same ? "192.168.200.0/24" : "192.168.201.0/24";
}

#endif
