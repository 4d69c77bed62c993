/*
 * For tests of what a whole scenario does: text in, network out, in process. The text is a scenario
 * file; a rejected one fails the test with its diagnostics on stderr. Also Student's t bounds over
 * replications with different seeds, so that a tolerance comes from the sample itself.
 */
#ifndef TESTS_THEORY_SIMULATE_H
#define TESTS_THEORY_SIMULATE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/net/link.h"
#include "models/network.h"
#include "sim/base/diag.h"
#include "sim/scenario/scenario.h"

struct simulation {
    struct scenario scenario;
    struct network *net;
};

static inline void simulate_build(struct simulation *s, const char *yaml)
{
    char path[] = "/tmp/vnetsim-test-XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    assert_true(fputs(yaml, f) >= 0);
    assert_int_equal(fclose(f), 0);
    memset(s, 0, sizeof *s);
    int code = scenario_open(&s->scenario, path, NULL, 0);
    unlink(path);
    if (code != 0 && s->scenario.diag != NULL)
        diag_print(s->scenario.diag, stderr, false);
    assert_int_equal(code, 0);
    const char *error = NULL;
    s->net = network_build(s->scenario.topo, s->scenario.catalog, &error);
    if (s->net == NULL)
        fail_msg("network_build: %s", error);
}

static inline void simulate_run(struct simulation *s, unsigned threads)
{
    struct network_run run = {.threads = threads};
    assert_int_equal(network_run(s->net, &run), 0);
}

static inline void simulate_threads(struct simulation *s, const char *yaml, unsigned threads)
{
    simulate_build(s, yaml);
    simulate_run(s, threads);
}

static inline void simulate(struct simulation *s, const char *yaml)
{
    simulate_threads(s, yaml, 1);
}

static inline void simulate_end(struct simulation *s)
{
    network_free(s->net);
    scenario_close(&s->scenario);
}

static inline struct link *simulate_link(const struct simulation *s, const char *name)
{
    for (size_t i = 0; i < s->net->n_links; i++)
        if (strcmp(s->net->link[i]->name, name) == 0)
            return s->net->link[i];
    fail_msg("no link %s", name);
    return NULL;
}

/* Scenarios 0 to n - 1 of VNETSIM_SEED (1), with VNETSIM_LONG twenty times as many: how much of
 * them does not hold. */
static inline int simulate_drawn(unsigned n, int (*check)(uint64_t seed, unsigned number))
{
    const char *given = getenv("VNETSIM_SEED");
    const uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 1;
    const unsigned all = getenv("VNETSIM_LONG") != NULL ? 20 * n : n;
    int bad = 0;

    for (unsigned i = 0; i < all; i++)
        bad += check(seed, i);
    return bad;
}

struct sample {
    double v[64];
    size_t n;
};

static inline double sample_mean(const struct sample *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += s->v[i];
    return sum / (double)s->n;
}

/* Half width of the Student-t interval of the mean at confidence 1 - alpha. */
static inline double sample_half_width(const struct sample *s, double alpha)
{
    double mean = sample_mean(s), ss = 0;
    for (size_t i = 0; i < s->n; i++)
        ss += (s->v[i] - mean) * (s->v[i] - mean);
    return gsl_cdf_tdist_Qinv(alpha / 2, (double)s->n - 1) *
           sqrt(ss / (double)(s->n - 1) / (double)s->n);
}

/* The theory lies in the 99.9 % interval of the replications, and that interval is no wider than
 * `resolution` of it: a sample too small to tell anything fails too. */
static inline void assert_theory(const char *what, const struct sample *s, double theory,
                                 double resolution)
{
    double mean = sample_mean(s), half = sample_half_width(s, 0.001);
    print_message("           %-44s theory %.6g, measured %.6g +/- %.2g\n", what, theory, mean,
                  half);
    if (fabs(mean - theory) > half || half > resolution * fabs(theory))
        fail_msg("%s: theory %g, measured %g, half width %g", what, theory, mean, half);
}

#endif
