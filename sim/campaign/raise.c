#include "sim/campaign/raise.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "models/network.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"
#include "sim/campaign/study_write.h"
#include "sim/scenario/scenario.h"
#include "sim/term/colour.h"
#include "sim/term/exit_code.h"

enum { NAME_MOST = 80 }; /* of a setting: sim/base/field.h */

/* --- which --- */

static bool has_word(const char *const *list, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static int take_only(struct raise *r, const struct raise_wish *w, const struct topo *t)
{
    struct raise_words only = {.arena = r->arena};
    for (size_t i = 0; i < w->n_only; i++) {
        if (!raise_is_word(&r->words, t, w->only[i])) {
            r->error = arena_printf(r->arena, "there is no limit `%s`%s", w->only[i],
                                    diag_instead(w->only[i], r->words.v, r->words.n, r->arena));
            return EXIT_USAGE;
        }
        if (!has_word(only.v, only.n, w->only[i])) {
            ARENA_ROOM(r->arena, only.v, only.n, only.cap, 8);
            only.v[only.n++] = w->only[i];
        }
    }
    r->words = only;
    return EXIT_DONE;
}

/* The entry's window is raised where those of all entries are. */
static bool is_raised(const struct field_names *raised, const char *word)
{
    const char *slash = strchr(word, ':') == NULL ? strrchr(word, '/') : NULL;
    return has_word(raised->v, raised->n, word) ||
           (slash != NULL && has_word(raised->v, raised->n, slash + 1));
}

/* What the scenario raises itself is raised in every run. */
static void leave_out(struct raise *r, const struct field_names *raised)
{
    size_t kept = 0;
    r->already = "";
    for (size_t i = 0; i < raised->n; i++) {
        r->already =
            arena_printf(r->arena, "%s%s'%s'", r->already, i > 0 ? ", " : "", raised->v[i]);
    }
    for (size_t i = 0; i < r->words.n; i++) {
        if (!is_raised(raised, r->words.v[i])) {
            r->words.v[kept++] = r->words.v[i];
        }
    }
    r->words.n = kept;
}

static int choose(struct raise *r, const struct raise_wish *w, const struct scenario *s)
{
    struct topo topo = *s->topo;
    const char *why = NULL;
    int code = EXIT_DONE;
    topo.simulation.warmup = 0; /* nothing runs */
    raise_words(&r->words, &topo, s->catalog);
    if (w->n_only > 0) {
        code = take_only(r, w, &topo);
    } else {
        struct network *n = network_build(&topo, s->catalog, &why);
        if (n == NULL) {
            r->error = arena_strdup(r->arena, why);
            return EXIT_RUN;
        }
        raise_keep_met(&r->words, n);
        network_free(n);
    }
    leave_out(r, &topo.simulation.raised);
    if (code == EXIT_DONE && r->words.n == 0) {
        r->error = topo.n_traffic == 0 ? "the scenario has no traffic: nothing meets a limit"
                   : topo.simulation.raised.n > 0
                       ? "what there is to raise, the scenario raises itself (simulation.raised)"
                       : "the traffic meets no limit: there is nothing to raise";
        code = EXIT_USAGE;
    }
    return code;
}

/* --- the plan --- */

static bool is_taken(const struct raise *r, const char *name)
{
    for (size_t i = 0; i < r->n_settings; i++) {
        if (strcmp(r->setting[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* "link:westus->northeurope" -> "link-westus--northeurope"; what is too long, or taken, a number */
static const char *setting_name(const struct raise *r, size_t i)
{
    char *name = arena_strdup(r->arena, r->words.v[i]);
    for (char *c = name; *c != '\0'; c++) {
        *c = isalnum((unsigned char)*c) || *c == '_' ? *c : '-';
    }
    return strlen(name) <= NAME_MOST && !is_taken(r, name)
               ? name
               : arena_printf(r->arena, "limit-%zu", i + 1);
}

static void set_settings(struct raise *r)
{
    r->setting = ARENA_ARRAY(r->arena, struct raise_setting, r->words.n + 2);
    r->setting[r->n_settings++].name = "nothing";
    for (size_t i = 0; i < r->words.n; i++) {
        const char *name = setting_name(r, i);
        r->setting[r->n_settings++] = (struct raise_setting){.name = name, .word = r->words.v[i]};
    }
    if (r->words.n > 1) {
        r->setting[r->n_settings++].name = "everything";
    }
}

static int plan(struct raise *r, const struct raise_wish *w, const struct scenario *s)
{
    r->name = arena_strdup(r->arena, s->name);
    r->path = w->scenario;
    r->runs = w->runs;
    r->by = s->topo->simulation.raised_by;
    r->is_all = w->n_only == 0;
    r->words.arena = r->arena;
    r->set = ARENA_ARRAY(r->arena, const char *, w->n_sets + 1);
    for (size_t i = 0; i < w->n_sets; i++) {
        if (strncmp(w->set[i], "simulation=", strlen("simulation=")) == 0) {
            r->error = "--set simulation={...} would undo what is raised: set its members one by "
                       "one, as simulation.duration=20s";
            return EXIT_USAGE;
        }
        if (strncmp(w->set[i], "simulation.raised=", strlen("simulation.raised=")) != 0) {
            r->set[r->n_sets++] = w->set[i]; /* raised: in each setting of the axis */
        }
    }
    const int code = choose(r, w, s);
    if (code == EXIT_DONE) {
        set_settings(r);
    }
    return code;
}

int raise_plan(struct raise *r, const struct raise_wish *w)
{
    struct scenario s;
    const char **set = ARENA_ARRAY(r->arena, const char *, w->n_sets + 1);
    struct raise_wish own = *w;
    for (size_t i = 0; i < w->n_sets; i++) {
        set[i] = w->set[i];
    }
    own.set = set;
    if (w->by != NULL) {
        set[own.n_sets++] = arena_printf(r->arena, "simulation.raised_by=%s", w->by);
    }
    const int err = scenario_open(&s, w->scenario, own.set, own.n_sets);
    if (s.error != NULL) {
        r->error = arena_strdup(r->arena, s.error);
    } else if (err != 0) {
        diag_print(s.diag, stderr, colour_is_wanted(STDERR_FILENO));
    }
    const int code = err == 0 ? plan(r, &own, &s) : err == -EINVAL ? EXIT_INVALID : EXIT_FILES;
    scenario_close(&s);
    return code;
}

/* --- the study --- */

static void write_setting(const struct raise *r, const struct raise_setting *s, FILE *out)
{
    const char *between = r->already[0] != '\0' ? ", " : "";
    (void)fprintf(out, "    %s: {simulation.raised: [%s", s->name, r->already);
    if (s->word != NULL) {
        (void)fprintf(out, "%s'%s'", between, s->word);
    }
    for (size_t i = 0; i < r->words.n && s->word == NULL; i++, between = ", ") {
        (void)fprintf(out, "%s'%s'", between, r->words.v[i]);
    }
    (void)fputs("]}\n", out);
}

void raise_write_study(const struct raise *r, FILE *out)
{
    (void)fprintf(out,
                  "# Limits of %s, raised one by one and all together. Made by vnetsim raise.\n",
                  r->name);
    study_write_head(out, "raise", r->name, r->path);
    (void)fputs("  raised:\n", out);
    if (r->already[0] != '\0') {
        (void)fprintf(out, "    %s: {simulation.raised: [%s]}\n", r->setting[0].name, r->already);
    } else {
        (void)fprintf(out, "    %s: {}\n", r->setting[0].name);
    }
    for (size_t i = 1; i < r->n_settings; i++) {
        write_setting(r, &r->setting[i], out);
    }
    (void)fprintf(out,
                  "replications: {min: %u, max: %u}\ncompare: {by: raised, metrics: "
                  "[goodput_mbps], baseline: nothing}\n",
                  r->runs, r->runs);
}
