#include "sim/campaign/campaign.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/cloud/catalog.h"
#include "sim/base/arena.h"
#include "sim/base/sha256.h"
#include "sim/campaign/study_where.h"
#include "sim/scenario/dump.h"
#include "sim/scenario/scenario.h"
#include "sim/term/colour.h"
#include "sim/term/exit_code.h"
#include "sim/term/version.h"

/* --- identity --- */

/* A stream into memory: without memory there is no campaign. */
static FILE *open_text(char **text, size_t *len)
{
    FILE *out = open_memstream(text, len);
    if (out == NULL) {
        perror("vnetsim");
        abort();
    }
    return out;
}

static void close_text(FILE *out)
{
    if (fclose(out) != 0) {
        perror("vnetsim");
        abort();
    }
}

/* What a run's outcome follows from, but for its seed. */
static void identify(struct configuration *c, const struct scenario *s,
                     const struct catalog *catalog)
{
    struct sha256 hash;
    char hex[SHA256_HEX_MAX];
    char *text = NULL;
    size_t len = 0;
    const struct catalog_file *files;
    const size_t n_files = catalog_files(catalog, &files);
    sha256_init(&hash);
    sha256_update(&hash, version_number, strlen(version_number));
    for (size_t i = 0; i < n_files; i++) {
        sha256_update(&hash, files[i].sha256, strlen(files[i].sha256));
    }
    FILE *out = open_text(&text, &len);
    /* the seed stands in the run's name beside the hash: configurations of one study share it */
    struct topo topo = *s->topo;
    c->first_seed = topo.simulation.seed;
    topo.simulation.seed = 0;
    dump_write(&topo, s->arena, out);
    close_text(out);
    sha256_update(&hash, text, len);
    free(text);
    for (size_t i = 0; i < s->topo->n_samples; i++) { /* a sample counts by what is in it */
        const struct dist_empirical *e = s->topo->samples[i].sample;
        for (size_t k = 0; k < dist_empirical_n(e); k++) {
            const double v = dist_empirical_value(e, k);
            sha256_update(&hash, &v, sizeof v);
        }
    }
    for (size_t i = 0; i < s->topo->n_traffic; i++) {
        const struct topo_replay *e = s->topo->traffic[i].replay;
        if (e != NULL) {
            sha256_update(&hash, e->row, e->n * sizeof *e->row);
        }
    }
    sha256_hex(&hash, hex);
    (void)snprintf(c->hash, sizeof c->hash, "%.16s", hex);
}

char *campaign_run_name(const struct configuration *c, int64_t k, char buf[CAMPAIGN_RUN_MAX])
{
    (void)snprintf(buf, CAMPAIGN_RUN_MAX, "%s-%" PRIu64, c->hash, c->first_seed + (uint64_t)k);
    return buf;
}

int64_t campaign_least_runs(const struct configuration *c)
{
    return c->refused != NULL ? 0 : c->of != NULL ? c->of->replications.min : 1;
}

int64_t campaign_most_runs(const struct configuration *c)
{
    return c->refused != NULL ? 0 : c->of != NULL ? c->of->replications.max : 1;
}

/* --- planning --- */

struct scenario_list {
    struct scenario scenario;
    struct scenario_list *next;
};

struct planning {
    struct campaign *c;
    const char *const *sets;
    size_t n_sets;
    struct campaign_said *said; /* may be NULL */
    bool failed;                /* a file is no scenario and no study */
};

static struct configuration *add(struct campaign *c)
{
    ARENA_ROOM(c->arena, c->configuration, c->n, c->cap, 64);
    return &c->configuration[c->n++];
}

/* To be freed. */
static char *text_of(const struct diag *d, bool colour)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_text(&text, &len);
    diag_print(d, out, colour);
    close_text(out);
    return text;
}

/* The first error in one line, for a row. */
static const char *first_error(const struct scenario *s, struct arena *arena)
{
    char *text = text_of(s->diag, false);
    const char *at = strstr(text, "error[");
    const char *line = at != NULL ? arena_strndup(arena, at, strcspn(at, "\n")) : "refused";
    free(text);
    return line;
}

/* Is it new? Then it is taken in. */
static bool is_news(struct campaign_said *said, const char *text)
{
    for (size_t i = 0; i < said->n; i++) {
        if (strcmp(said->text[i], text) == 0) {
            return false;
        }
    }
    ARENA_ROOM(said->arena, said->text, said->n, said->cap, 8);
    said->text[said->n++] = arena_strdup(said->arena, text);
    return true;
}

static void say(struct planning *p, const struct configuration *c, const struct diag *d)
{
    char *text = text_of(d, colour_is_wanted(STDERR_FILENO));
    if (p->said == NULL || is_news(p->said, text)) {
        if (c->label[0] != '\0') {
            (void)fprintf(stderr, "%s, %s:\n", c->study, c->label);
        }
        (void)fputs(text, stderr);
    }
    free(text);
}

/* Checks a configuration and gives it its name. */
static void judge(struct planning *p, struct configuration *c, bool talk)
{
    struct scenario s;
    const int err = scenario_open_with(&s, c->path, c->set, c->n_sets, p->c->catalog);
    if (s.error != NULL) {
        p->c->error = c->refused = arena_strdup(p->c->arena, s.error);
    } else if (err != 0 || (talk && diag_count(s.diag, DIAG_WARNING) > 0)) {
        say(p, c, s.diag);
    }
    if (err == 0) {
        if (c->study == NULL) {
            c->study = arena_strdup(p->c->arena, s.name);
        }
        identify(c, &s, p->c->catalog);
    } else if (c->refused == NULL) {
        c->refused = first_error(&s, p->c->arena);
    }
    if (c->study == NULL) {
        c->study = c->path;
    }
    scenario_close(&s);
}

static void add_scenario(struct planning *p, const char *path)
{
    struct configuration *c = add(p->c);
    *c = (struct configuration){
        .path = path, .label = "", .set = (const char **)p->sets, .n_sets = p->n_sets};
    judge(p, c, true);
}

/* Overrides of all axes, then those of the command line, which win. */
static void collect_sets(struct planning *p, const struct study *s, size_t index,
                         struct configuration *c)
{
    struct arena *arena = p->c->arena;
    size_t n = p->n_sets;
    for (size_t a = 0; a < s->n_axes; a++) {
        n += s->axis[a].setting[study_setting_of(s, index, a)].n_sets;
    }
    c->set = ARENA_ARRAY(arena, const char *, n);
    c->label = "";
    for (size_t a = 0; a < s->n_axes; a++) {
        const struct study_setting *setting = &s->axis[a].setting[study_setting_of(s, index, a)];
        c->label = arena_printf(arena, "%s%s%s=%s", c->label, a > 0 ? " " : "", s->axis[a].name,
                                setting->name);
        for (size_t k = 0; k < setting->n_sets; k++) {
            c->set[c->n_sets++] = setting->set[k];
        }
    }
    for (size_t k = 0; k < p->n_sets; k++) {
        c->set[c->n_sets++] = p->sets[k];
    }
}

static void add_study(struct planning *p, const struct study *s)
{
    const size_t size = study_size(s);
    bool first = true;
    for (size_t i = 0; i < size && p->c->error == NULL;
         i++) { /* a base that is missing is missing for all */
        if (!study_takes(s, i)) {
            continue;
        }
        struct configuration *c = add(p->c);
        *c = (struct configuration){.study = s->name, .path = s->base_path, .of = s};
        collect_sets(p, s, i, c);
        judge(p, c, first); /* warnings of a study's first configuration speak for all */
        first = false;
    }
    if (p->c->error != NULL) {
        p->c->error =
            arena_printf(p->c->arena, "%s: the `base` of study `%s`, from the study's folder on",
                         p->c->error, s->name);
    }
}

static void add_file(struct planning *p, const char *path)
{
    struct scenario file;
    struct arena *arena = p->c->arena;
    struct doc_node *root = scenario_read(&file, path);
    if (root == NULL || !study_is(root)) {
        if (file.error != NULL || root == NULL) {
            if (file.error != NULL) {
                p->c->error = arena_strdup(arena, file.error);
            } else {
                diag_print(file.diag, stderr, colour_is_wanted(STDERR_FILENO));
                p->failed = true;
            }
        } else {
            add_scenario(p, arena_strdup(arena, path));
        }
        scenario_close(&file);
        return;
    }
    /* The study's texts live in its own arena: read again into the campaign's. */
    scenario_close(&file);
    struct scenario_list *list = ARENA_NEW(arena, struct scenario_list);
    struct scenario *keep = &list->scenario;
    struct study *study = ARENA_NEW(arena, struct study);
    const char *slash = strrchr(path, '/');
    const char *directory =
        slash == NULL ? "." : arena_strndup(arena, path, (size_t)(slash - path));
    root = scenario_read(keep, arena_strdup(arena, path));
    list->next = p->c->files;
    p->c->files = list;
    if (root == NULL || !study_read(study, root, directory, arena, keep->diag)) {
        diag_print(keep->diag, stderr, colour_is_wanted(STDERR_FILENO));
        p->failed = true;
    } else {
        add_study(p, study);
    }
}

int campaign_plan(struct campaign *c, const char *const *path, size_t n, const char *const *sets,
                  size_t n_sets, struct campaign_said *said)
{
    struct planning p = {.c = c, .sets = sets, .n_sets = n_sets, .said = said};
    *c = (struct campaign){.arena = arena_new()};
    c->catalog = catalog_load(c->arena, scenario_data_dir(c->arena), &c->error);
    for (size_t i = 0; i < n && c->error == NULL; i++) {
        add_file(&p, path[i]);
    }
    c->study_path = n == 1 && c->files != NULL ? c->files->scenario.path : NULL;
    return c->error != NULL ? -EIO : p.failed ? -EINVAL : 0;
}

void campaign_close(struct campaign *c)
{
    for (struct scenario_list *l = c->files; l != NULL; l = l->next) {
        scenario_close(&l->scenario);
    }
    arena_free(c->arena);
    c->arena = NULL;
}
