#include "sim/campaign/failover.h"

#include <string.h>
#include <unistd.h>

#include "models/cloud/catalog.h"
#include "models/routing/rib.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/campaign/failover_choice.h"
#include "sim/campaign/study_write.h"
#include "sim/scenario/scenario.h"
#include "sim/term/colour.h"
#include "sim/term/exit_code.h"

#define LONGEST_FAILOVER                                                                           \
    (90 * SIM_S) /* unplanned, at worst 1 to 1.5 minutes: Highly available connectivity,           \
                    2016-09-24; the edition of 2024-07-24 says 1 to 3, for which there is `for` */
#define DETECTION   (45 * SIM_S) /* of dead peers, where nothing is given: the platform's default */
#define HOLD        (180 * SIM_S) /* of BGP, the platform's */
#define LONGEST_RTO (120 * SIM_S) /* TCP_RTO_MAX */
#define BEFORE                                                                                     \
    (20 * SIM_S) /* and after: 2,000 probes of a way, 20 of them beyond the 99th percentile */

/* --- when --- */

static sim_time_t later(sim_time_t a, sim_time_t b)
{
    return a > b ? a : b;
}

sim_time_t failover_at(const struct topo *t)
{
    sim_time_t begin = t->simulation.warmup > 0 ? t->simulation.warmup : 0;
    for (size_t i = 0; i < t->n_traffic; i++) {
        begin = later(begin, t->traffic[i].start);
    }
    return (begin + BEFORE + SIM_S - 1) / SIM_S * SIM_S;
}

/* The smaller of both ends' counts. */
static sim_time_t session_hold(const struct topo_connection *c)
{
    const sim_time_t here = rib_hold_time(c->from), there = rib_hold_time(c->to);
    return here < there ? here : there;
}

/* Twice as long as the slowest end takes to notice that nothing comes any more: dead peer detection
 * at most its time-out and the check before it, or BGP's hold timer where that is sooner. */
sim_time_t failover_lasts(const struct topo *t, const struct catalog *catalog)
{
    const sim_time_t checks = (sim_time_t)catalog_assumption(catalog, "dpd_checks_per_timeout");
    sim_time_t slowest = 0;
    for (size_t i = 0; i < t->n_ends; i++) {
        const struct topo_connection *c = &t->connections[i];
        const sim_time_t timeout =
            c->from->device != NULL ? c->from->device->dpd_timeout : c->dpd_timeout;
        const sim_time_t dead = timeout > 0 ? timeout + timeout / checks : SIM_NEVER,
                         hold = rib_session(c) == RIB_SESSION ? session_hold(c) : SIM_NEVER,
                         first = dead < hold ? dead : hold;
        slowest = first != SIM_NEVER ? later(slowest, first) : slowest;
    }
    slowest = slowest > 0 ? slowest : DETECTION + DETECTION / checks;
    return 2 * ((slowest + SIM_S - 1) / SIM_S * SIM_S);
}

sim_time_t failover_duration(const struct topo *t, sim_time_t at, sim_time_t lasts)
{
    sim_time_t detection = DETECTION, hold = 0;
    for (size_t i = 0; i < t->n_ends; i++) {
        detection = later(detection, t->connections[i].dpd_timeout);
        hold = later(hold, t->connections[i].enable_bgp ? HOLD : 0);
    }
    for (size_t i = 0; i < t->n_endpoints; i++) {
        const struct topo_device *d = t->gateways[i].device;
        hold = later(hold, hold > 0 && d != NULL && d->has_bgp ? d->bgp.hold_time : 0);
    }
    const sim_time_t outage = later(LONGEST_FAILOVER, lasts) + detection + hold;
    return at + outage + (outage < LONGEST_RTO ? outage : LONGEST_RTO) + BEFORE;
}

/* --- the plan --- */

static void add_set(struct failover *f, const char *text)
{
    f->set[f->n_sets++] = text;
}

/* What nothing happens to is looked at for as long as what is down for the usual time. */
static void set_durations(struct failover *f, const struct failover_wish *w, const struct topo *t)
{
    sim_time_t last_at = f->failures.at;
    for (size_t i = 0; i < f->failures.n; i++) {
        last_at = later(last_at, f->failures.v[i].at);
    }
    f->settles = w->duration == 0;
    f->duration = w->duration > 0 ? w->duration : failover_duration(t, last_at, f->failures.lasts);
    for (size_t i = 0; i < f->failures.n; i++) {
        struct failure *x = &f->failures.v[i];
        x->duration =
            x->text == NULL && f->settles ? last_at + f->failures.lasts + BEFORE : f->duration;
    }
}

static bool would_not_show(struct failover *f, const struct topo *t)
{
    const sim_time_t warmup = t->simulation.warmup;
    for (size_t i = 0; i < f->failures.n; i++) {
        const struct failure *x = &f->failures.v[i];
        if (x->text == NULL || (x->at < f->duration && (warmup <= 0 || x->at > warmup))) {
            continue;
        }
        f->error = arena_printf(
            f->arena,
            "what fails at %g s, in a run of %g s whose first %g s are left out, would not show",
            sim_time_s(x->at), sim_time_s(f->duration), warmup > 0 ? sim_time_s(warmup) : 0);
        return true;
    }
    return false;
}

static int plan(struct failover *f, const struct failover_wish *w, const struct scenario *s)
{
    const struct topo *t = s->topo;
    const sim_time_t lasts = w->lasts > 0 ? w->lasts : failover_lasts(t, s->catalog);
    f->name = arena_strdup(f->arena, s->name);
    f->path = w->scenario;
    f->runs = w->runs;
    f->failures.arena = f->arena;
    f->failures.at = w->at > 0 ? w->at : failover_at(t);
    f->failures.lasts = lasts;
    const int code = failover_choice(f, w, s);
    if (code != EXIT_DONE) {
        return code;
    }
    set_durations(f, w, t);
    if (would_not_show(f, t)) {
        return EXIT_USAGE;
    }
    f->set = ARENA_ARRAY(f->arena, const char *, w->n_sets + 4);
    for (size_t i = 0; i < w->n_sets; i++) {
        if (strncmp(w->set[i], "simulation.duration=", strlen("simulation.duration=")) !=
            0) { /* decided above */
            add_set(f, w->set[i]);
        }
    }
    if (f->settles) {
        char text[UNITS_TEXT_MAX];
        add_set(f, arena_printf(f->arena, "simulation.settled_for=%s",
                                units_format(UNITS_TIME, BEFORE, text)));
    }
    if (t->simulation.probe_interval == 0 && !w->no_probes) {
        add_set(f, "simulation.probe_interval=10ms");
    }
    if (t->simulation.warmup == TOPO_WARMUP_AUTO) {
        add_set(f, "simulation.warmup=5s"); /* a pilot run would take the fault for a start */
    }
    return EXIT_DONE;
}

int failover_plan(struct failover *f, const struct failover_wish *w)
{
    struct scenario s;
    const int err = scenario_open(&s, w->scenario, w->set, w->n_sets);
    if (s.error != NULL) {
        f->error = arena_strdup(f->arena, s.error);
    } else if (err != 0) {
        diag_print(s.diag, stderr, colour_is_wanted(STDERR_FILENO));
    }
    const int code = err == 0 ? plan(f, w, &s) : err == -EINVAL ? EXIT_INVALID : EXIT_FILES;
    scenario_close(&s);
    return code;
}

/* --- the study --- */

void failover_write_axis(const struct failures *f, FILE *out)
{
    (void)fputs("  failure:\n", out);
    for (size_t i = 0; i < f->n; i++) {
        const struct failure *x = &f->v[i];
        char dur[UNITS_TEXT_MAX];
        (void)fprintf(out, "    %s: {simulation.duration: %s, faults: {", x->name,
                      units_format(UNITS_TIME, x->duration, dur));
        if (x->text != NULL) {
            (void)fprintf(out, "%s: %s", x->name, x->text);
        }
        (void)fputs("}}\n", out);
    }
}

void failover_write_study(const struct failover *f, FILE *out)
{
    (void)fprintf(out, "# Single failures of %s. Made by vnetsim failover.\n", f->name);
    study_write_head(out, "failover", f->name, f->path);
    failover_write_axis(&f->failures, out);
    (void)fprintf(out,
                  "replications: {min: %u, max: %u}\ncompare: {by: failure, metrics: "
                  "[path_outage_s, outage_s, outage_lost], baseline: no-failure}\n",
                  f->runs, f->runs);
}
