#include "sim/app/made_study.h"

#include <errno.h>
#include <string.h>

#include "sim/app/output_tables.h"
#include "sim/base/arena.h"
#include "sim/base/file_end.h"
#include "sim/campaign/batch_dir.h"
#include "sim/term/exit_code.h"
#include "sim/term/interrupt.h"

int made_study_fail(const char *command, const char *what, const char *why)
{
    (void)fprintf(stderr, "vnetsim %s: %s%s%s\n", command, what, why != NULL ? ": " : "",
                  why != NULL ? why : "");
    return EXIT_FILES;
}

int made_study_table(const char *command, const char *dir, const struct csv_table *table,
                     void (*write)(const void *rows, struct csv_out *o), const void *rows)
{
    struct csv_out o;
    int err = csv_out_open(&o, dir, table);
    if (err == 0) {
        write(rows, &o);
        err = csv_out_close(&o);
    }
    err = err == 0 ? output_tables_describe(dir) : err;
    return err != 0 ? made_study_fail(command, dir, strerror(-err)) : EXIT_DONE;
}

/* Is there a study that somebody else has written? The first line of each of ours says who. */
static bool is_foreign(const struct made_study *m, const char *path, struct arena *arena)
{
    char line[1024];
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        return false;
    }
    const bool any = fgets(line, sizeof line, in) != NULL;
    (void)fclose(in);
    return any && strstr(line, arena_printf(arena, "Made by vnetsim %s.", m->command)) == NULL;
}

static int write_study(const struct made_study *m, const char *path, struct arena *arena)
{
    if (is_foreign(m, path, arena)) {
        return made_study_fail(m->command, path,
                               "another study is there, which would be lost: take another folder "
                               "(-o)");
    }
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        return made_study_fail(m->command, path, strerror(errno));
    }
    m->write(m->of, out);
    const int err = file_end(out);
    return err != 0 ? made_study_fail(m->command, path, strerror(-err)) : EXIT_DONE;
}

static int show(const struct made_study *m, struct batch *b)
{
    struct batch_doubts doubts;
    const int err = batch_report(b, &doubts);
    if (err != 0) {
        return made_study_fail(m->command, b->dir, strerror(-err));
    }
    batch_summary_say(&doubts);
    const int code = m->show(m->of, b);
    for (size_t i = 0; i < b->campaign->n && code == EXIT_DONE; i++) {
        if (b->campaign->configuration[i].refused != NULL) {
            return EXIT_INVALID;
        }
    }
    return code == EXIT_DONE && b->n_failed > 0 ? EXIT_RUN : code;
}

static int execute(const struct made_study *m, struct batch *b)
{
    const int err = batch_execute(b);
    if (err == -EINTR) {
        (void)fprintf(stderr, "vnetsim %s: interrupted; the same command goes on from here\n",
                      m->command);
        return EXIT_INTERRUPTED;
    }
    return b->world != NULL
               ? made_study_fail(m->command, b->world, "the same command goes on from here")
           : err != 0 ? made_study_fail(m->command, b->dir, strerror(-err))
                      : show(m, b);
}

int made_study_run(const struct made_study *m, struct arena *arena)
{
    struct campaign campaign = {0};
    int err = batch_dir_open(m->dir, arena);
    if (err != 0) {
        return made_study_fail(m->command, m->dir,
                               err == -EBUSY ? "another campaign is at work there"
                                             : strerror(-err));
    }
    const char *study = arena_printf(arena, "%s/study.yaml", m->dir);
    int code = write_study(m, study, arena);
    if (code != EXIT_DONE) {
        return code;
    }
    err = campaign_plan(&campaign, &study, 1, m->set, m->n_sets, NULL);
    if (err != 0) {
        code = err == -EINVAL ? EXIT_INVALID : made_study_fail(m->command, campaign.error, NULL);
    } else {
        struct batch b = {.campaign = &campaign,
                          .state = ARENA_ARRAY(arena, struct batch_state, campaign.n),
                          .dir = m->dir,
                          .keep = BATCH_KEEP_SERIES,
                          .jobs = m->jobs,
                          .shard = 1,
                          .shards = 1,
                          .stop = interrupt_catch()};
        m->announce(m->of, stderr);
        code = execute(m, &b);
    }
    campaign_close(&campaign);
    return code;
}
