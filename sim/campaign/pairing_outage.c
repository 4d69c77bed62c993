#include "sim/campaign/pairing_outage.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/file_end.h"
#include "sim/campaign/batch_dir.h"
#include "sim/campaign/failover.h"
#include "sim/campaign/study_write.h"
#include "sim/term/exit_code.h"
#include "sim/term/interrupt.h"

static int write_study(const struct pairing *p, const struct failures *f, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        return -errno;
    }
    (void)fprintf(out,
                  "# Each gateway fails, with each region that is paired with %s. Made by vnetsim "
                  "pair.\n",
                  p->from);
    study_write_head(out, "failover-pair", p->from, p->scenario);
    pairing_write_axis(p, out);
    failover_write_axis(f, out);
    (void)fputs("replications: {min: 1, max: 1}\ncompare: {by: candidate, metrics: [outage_s]}\n",
                out);
    return file_end(out);
}

/* The unplanned failovers of the plan. */
static struct failures unplanned(const struct failover *f)
{
    struct failures some = {.arena = f->arena,
                            .v = ARENA_ARRAY(f->arena, struct failure, f->failures.n)};
    for (size_t i = 0; i < f->failures.n; i++) {
        if (strcmp(f->failures.v[i].event, "unplanned_failover") == 0) {
            some.v[some.n++] = f->failures.v[i];
        }
    }
    return some;
}

static int execute(struct pairing_outage *o, const struct pairing *p,
                   const struct campaign *campaign, const char *dir, size_t n_failures)
{
    struct batch b = {.campaign = campaign,
                      .state = ARENA_ARRAY(p->arena, struct batch_state, campaign->n),
                      .dir = dir,
                      .jobs = o->jobs,
                      .shard = 1,
                      .shards = 1,
                      .stop = interrupt_catch()};
    struct batch_doubts of_means; /* outages are no means, and the ranking has said its own */
    int err = batch_execute(&b);
    if (err == 0) {
        err = batch_report(&b, &of_means);
    }
    for (size_t i = 0; i < campaign->n && err == 0; i++) { /* the failures turn fastest */
        double *worst = &o->outage_s[i / n_failures];
        const double outage = batch_metric(&b, &campaign->configuration[i], 0, "outage_s");
        *worst = i % n_failures == 0              ? outage
                 : isnan(*worst) || isnan(outage) ? NAN
                                                  : fmax(*worst, outage);
    }
    if (err != 0) {
        o->error = b.world != NULL ? b.world : arena_strdup(p->arena, strerror(-err));
    }
    return err == -EINTR ? EXIT_INTERRUPTED : err != 0 ? EXIT_FILES : EXIT_DONE;
}

static int fail_gateways(struct pairing_outage *o, const struct pairing *p,
                         const struct failover *f)
{
    const struct failures failures = unplanned(f);
    if (failures.n == 0)
        return EXIT_DONE;
    const char *dir = arena_printf(p->arena, "%s/failover", o->dir);
    const char *study = arena_printf(p->arena, "%s/study.yaml", dir);
    struct campaign campaign = {0};
    int err = batch_dir_open(dir, p->arena);
    if (err == 0) {
        err = write_study(p, &failures, study);
    }
    if (err != 0) {
        o->error = arena_printf(p->arena, "%s: %s", dir, strerror(-err));
        return EXIT_FILES;
    }
    err = campaign_plan(&campaign, &study, 1, f->set, f->n_sets, o->said);
    int code = err == -EINVAL ? EXIT_INVALID : err != 0 ? EXIT_FILES : EXIT_DONE;
    if (code == EXIT_DONE) {
        (void)fprintf(stderr, "outages: %zu runs of %g s at most, in which a gateway fails\n",
                      campaign.n, sim_time_s(f->duration));
        code = execute(o, p, &campaign, dir, failures.n);
    } else if (campaign.error != NULL) {
        o->error = arena_strdup(p->arena, campaign.error);
    }
    campaign_close(&campaign);
    return code;
}

int pairing_outage_find(struct pairing_outage *o, const struct pairing *p)
{
    static const char *const gateways[] = {"gateway"};
    struct failover f = {.arena = p->arena};
    const struct failover_wish wish = {.scenario = p->scenario,
                                       .set = o->set,
                                       .n_sets = o->n_sets,
                                       .only = gateways,
                                       .n_only = 1,
                                       .runs = 1,
                                       .no_probes = true};
    for (size_t i = 0; i < p->n; i++) {
        o->outage_s[i] = NAN;
    }
    const int code = failover_plan(&f, &wish);
    if (code == EXIT_USAGE) {
        return EXIT_DONE; /* no gateway: nothing to say */
    }
    o->error = f.error;
    return code == EXIT_DONE ? fail_gateways(o, p, &f) : code;
}
