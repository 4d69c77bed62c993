#include "sim/campaign/pairing.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "models/cloud/catalog.h"
#include "sim/base/arena.h"
#include "sim/campaign/study_write.h"
#include "sim/engine/kn.h"
#include "sim/scenario/scenario.h"
#include "sim/term/colour.h"
#include "sim/term/exit_code.h"

/* --- candidates --- */

static void add_candidate(struct pairing *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++) {
        if (strcmp(p->candidate[i], name) == 0) {
            return;
        }
    }
    p->candidate[p->n++] = arena_strdup(p->arena, name);
}

/* Is there any, be it one that was named before? */
static bool add_geography(struct pairing *p, const struct catalog *c, const char *geography)
{
    const char *const *names;
    const size_t n = catalog_region_names(c, &names);
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        struct catalog_rtt rtt;
        const bool meant = strcmp(geography, "all") == 0 ||
                           strcasecmp(catalog_region(c, names[i])->geography, geography) == 0;
        if (meant && strcmp(names[i], p->from) != 0 && catalog_rtt(c, p->from, names[i], &rtt) &&
            catalog_rtt(c, names[i], p->from, &rtt)) {
            add_candidate(p, names[i]);
            any = true;
        }
    }
    return any;
}

static bool read_candidates(struct pairing *p, const struct catalog *c, const char *text)
{
    const char *const *names;
    const size_t most = catalog_region_names(c, &names);
    char *list = arena_strdup(p->arena, text);
    p->candidate = ARENA_ARRAY(p->arena, const char *, most);
    for (char *save = NULL, *w = strtok_r(list, ",", &save); w != NULL;
         w = strtok_r(NULL, ",", &save)) {
        if (catalog_region(c, w) != NULL) {
            add_candidate(p, w);
        } else if (!add_geography(p, c, w)) {
            p->error = arena_printf(
                p->arena, "`%s` is no region, and no geography with round trips from %s%s", w,
                p->from, diag_instead(w, names, most, p->arena));
            return false;
        }
    }
    return p->n > 0;
}

/* --- sides --- */

static const char *region_of(const struct topo *t, const struct topo_vm_group *g)
{
    return t->regions_used[g->subnet->vnet->region].name;
}

static bool find_sides(struct pairing *p, const struct topo *t)
{
    const char *source = NULL, *target = NULL;
    for (size_t i = 0; i < t->n_traffic && source == NULL; i++) {
        const char *from = region_of(t, t->traffic[i].from), *to = region_of(t, t->traffic[i].to);
        if (strcmp(from, to) == 0) {
            continue;
        }
        /* a side that stands in the source region already stays there */
        const bool turned = strcmp(to, p->from) == 0;
        source = turned ? to : from;
        target = turned ? from : to;
    }
    if (source == NULL) {
        p->error = "the scenario has no traffic between two regions: there is nothing to pair";
        return false;
    }
    p->stays = ARENA_ARRAY(p->arena, const char *, t->n_vnets);
    p->moves = ARENA_ARRAY(p->arena, const char *, t->n_vnets);
    for (size_t i = 0; i < t->n_vnets; i++) {
        const char *region = t->regions_used[t->vnets[i].region].name,
                   *name = arena_strdup(p->arena, t->vnets[i].r.name);
        if (strcmp(region, source) == 0) {
            p->stays[p->n_stays++] = name;
        } else if (strcmp(region, target) == 0) {
            p->moves[p->n_moves++] = name;
        }
    }
    return true;
}

int pairing_open(struct pairing *p, const char *scenario, const char *from, const char *candidates,
                 const char *const *sets, size_t n_sets)
{
    struct scenario s;
    p->from = from;
    p->scenario = scenario;
    const int err = scenario_open(&s, scenario, sets, n_sets);
    if (s.error != NULL) {
        p->error = arena_strdup(p->arena, s.error);
    } else if (err != 0) { /* else planning the campaign says what there is to say */
        diag_print(s.diag, stderr, colour_is_wanted(STDERR_FILENO));
    }
    int code = err == 0 ? EXIT_DONE : err == -EINVAL ? EXIT_INVALID : EXIT_FILES;
    if (err == 0 && catalog_region(s.catalog, from) == NULL) {
        const char *const *names;
        const size_t n = catalog_region_names(s.catalog, &names);
        p->error = arena_printf(p->arena, "`%s` is no region%s", from,
                                diag_instead(from, names, n, p->arena));
        code = EXIT_USAGE;
    } else if (err == 0 && !read_candidates(p, s.catalog, candidates)) {
        p->error = p->error != NULL ? p->error : "no candidate is given";
        code = EXIT_USAGE;
    } else if (err == 0 && !find_sides(p, s.topo)) {
        code = EXIT_INVALID;
    }
    scenario_close(&s);
    return code;
}

void pairing_write_axis(const struct pairing *p, FILE *out)
{
    (void)fputs("  candidate:\n", out);
    for (size_t i = 0; i < p->n; i++) {
        (void)fprintf(out, "    %s: {", p->candidate[i]);
        for (size_t k = 0; k < p->n_stays; k++) {
            (void)fprintf(out, "virtual_networks.%s.region: %s, ", p->stays[k], p->from);
        }
        for (size_t k = 0; k < p->n_moves; k++) {
            (void)fprintf(out, "%svirtual_networks.%s.region: %s", k > 0 ? ", " : "", p->moves[k],
                          p->candidate[i]);
        }
        (void)fprintf(out, "}\n");
    }
}

void pairing_write_study(const struct pairing *p, int max_runs, const char *const *metric,
                         size_t n_metrics, FILE *out)
{
    (void)fprintf(out,
                  "# Pairings of %s with %zu regions. Made by vnetsim pair, which adds runs where "
                  "the choice is close.\n",
                  p->from, p->n);
    study_write_head(out, "pair", p->from, p->scenario);
    pairing_write_axis(p, out);
    (void)fprintf(out, "replications: {min: %d, max: %d}\ncompare: {by: candidate, metrics: [",
                  KN_FIRST, max_runs);
    for (size_t i = 0; i < n_metrics; i++) {
        (void)fprintf(out, "%s%s", i > 0 ? ", " : "", metric[i]);
    }
    (void)fprintf(out, "]}\n");
}
