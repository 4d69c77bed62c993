#include "sim/campaign/failover_choice.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/campaign/failover.h"
#include "sim/scenario/doc.h"
#include "sim/scenario/override.h"
#include "sim/scenario/scenario.h"
#include "sim/term/exit_code.h"

static bool has_word(const char *const *list, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static int unknown(struct failover *f, const char *kind, const char *word, const char *const *words,
                   size_t n)
{
    f->error = arena_printf(f->arena, "there is no %s `%s`%s", kind, word,
                            diag_instead(word, words, n, f->arena));
    return EXIT_USAGE;
}

/* The faults of the document, overrides applied: as text, since a run takes one of them alone. */
static int add_declared(struct failover *f, const struct failover_wish *w, const struct topo *t)
{
    struct scenario s;
    struct doc_node *root = scenario_read(&s, w->scenario);
    int code = EXIT_DONE;
    for (size_t i = 0; i < w->n_sets && root != NULL; i++) {
        if (!override_apply(root, w->set[i], s.arena, s.diag)) {
            root = NULL; /* it was opened a moment ago */
        }
    }
    const struct doc_entry *faults = root != NULL ? doc_find(root, "faults") : NULL;
    const size_t n = faults != NULL ? faults->value->n : 0;
    const char **names = ARENA_ARRAY(f->arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        names[i] = faults->value->entry[i].key;
    }
    for (size_t i = 0; i < w->n_faults && code == EXIT_DONE; i++) {
        code = has_word(names, n, w->fault[i]) ? EXIT_DONE
                                               : unknown(f, "fault", w->fault[i], names, n);
    }
    for (size_t i = 0; i < t->n_faults && code == EXIT_DONE;
         i++) { /* by name, as the cloud has them */
        const char *name = t->faults[i].r.name;
        if (w->n_faults > 0 && !has_word(w->fault, w->n_faults, name)) {
            continue;
        }
        for (size_t k = 0; k < n; k++) {
            if (strcmp(names[k], name) == 0) {
                failures_add_declared(&f->failures, name, t->faults[i].at,
                                      faults->value->entry[k].value);
            }
        }
    }
    scenario_close(&s);
    return code;
}

static int add_gateways(struct failover *f, const struct failover_wish *w, const struct topo *t)
{
    const char **names = ARENA_ARRAY(f->arena, const char *, t->n_gateways);
    for (size_t i = 0; i < t->n_gateways; i++) {
        names[i] = t->gateways[i].r.name;
    }
    for (size_t k = 0; k < w->n_gateways; k++) {
        if (!has_word(names, t->n_gateways, w->gateway[k])) {
            return unknown(f, "gateway", w->gateway[k], names, t->n_gateways);
        }
        for (size_t i = 0; i < t->n_gateways; i++) {
            if (strcmp(names[i], w->gateway[k]) == 0) {
                failures_add_gateway(&f->failures, &t->gateways[i]);
            }
        }
    }
    return EXIT_DONE;
}

static int add_kinds(struct failover *f, const struct failover_wish *w, const struct network *n)
{
    for (size_t i = 0; i < w->n_only; i++) {
        if (!has_word(failures_word, FAILURES_KINDS, w->only[i])) {
            return unknown(f, "kind of failure", w->only[i], failures_word, FAILURES_KINDS);
        }
    }
    for (int kind = 0; kind < FAILURES_KINDS; kind++) {
        if (w->all || has_word(w->only, w->n_only, failures_word[kind])) {
            failures_add(&f->failures, n, (enum failures_kind)kind);
        }
    }
    return EXIT_DONE;
}

/* "no device and no zone": of the kinds that were asked for alone. */
static const char *nothing(const struct failover *f, const struct failover_wish *w)
{
    const char *text = "";
    if (w->n_only == 0 || w->all || w->n_faults > 0 || w->n_gateways > 0) {
        return "no fault is declared, and no gateway has a tunnel";
    }
    for (size_t i = 0; i < w->n_only; i++) {
        text = arena_printf(f->arena, "%s%sno %s", text, i == 0 ? "" : " and ", w->only[i]);
    }
    return arena_printf(f->arena, "the scenario has %s that could", text);
}

/* A wish that nothing heeds, since declared faults say themselves when and for how long. */
static int refuse_unheeded(struct failover *f, const struct failover_wish *w)
{
    const bool is_at = w->at > 0;
    const char *option = is_at ? "at" : "for";
    char text[UNITS_TEXT_MAX];
    if (f->n_made > 0 || (w->at == 0 && w->lasts == 0)) {
        return EXIT_DONE;
    }
    (void)units_format(UNITS_TIME, is_at ? w->at : w->lasts, text);
    f->error = arena_printf(f->arena,
                            "--%s %s would do nothing: what fails is declared, and says itself %s "
                            "(--set faults.NAME.%s=%s changes it)",
                            option, text, is_at ? "when" : "for how long", option, text);
    return EXIT_USAGE;
}

int failover_choice(struct failover *f, const struct failover_wish *w, const struct scenario *s)
{
    struct topo topo = *s->topo;
    const char *why = NULL;
    const bool asked = w->all || w->n_faults > 0 || w->n_gateways > 0 || w->n_only > 0;
    topo.simulation.warmup = 0; /* nothing runs */
    struct network *n = network_build(&topo, s->catalog, &why);
    if (n == NULL) {
        f->error = arena_strdup(f->arena, why);
        return EXIT_RUN;
    }
    failures_add_none(&f->failures);
    const bool declared = w->n_faults > 0 || (!asked && topo.n_faults > 0);
    int code = declared ? add_declared(f, w, &topo) : EXIT_DONE;
    const size_t n_declared = f->failures.n;
    code = code == EXIT_DONE ? add_gateways(f, w, &topo) : code;
    code = code == EXIT_DONE ? add_kinds(f, w, n) : code;
    if (code == EXIT_DONE && !asked && topo.n_faults == 0) {
        failures_add(&f->failures, n, FAILURES_GATEWAY);
    }
    f->n_made = f->failures.n - n_declared;
    network_free(n);
    if (code == EXIT_DONE && topo.n_traffic == 0) {
        f->error = "the scenario has no traffic: nothing would notice a failure";
        code = EXIT_USAGE;
    }
    if (code == EXIT_DONE && f->failures.n == 1) {
        f->error = arena_printf(f->arena, "there is nothing to fail: %s%s", nothing(f, w),
                                w->all ? "" : " (--all tries everything)");
        code = EXIT_USAGE;
    }
    return code == EXIT_DONE ? refuse_unheeded(f, w) : code;
}
