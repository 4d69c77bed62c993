#include <stdbool.h>
#include <stdio.h>

#include "sim/app/command.h"
#include "sim/app/explain.h"
#include "sim/app/options.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"
#include "sim/base/json.h"

static int unknown(const struct command *self, const char *id)
{
    const char *closest = explain_closest(id);
    return closest != NULL
               ? command_usage(self,
                               "there is no code `%s`; did you mean %s? --list shows all of them",
                               id, closest)
               : command_usage(self, "there is no code `%s`; --list shows all of them", id);
}

/* Of the ids, or of all when there are none. */
static void write_json(int n_ids, char **ids)
{
    struct json j;
    struct arena *arena = arena_new();
    size_t n;
    const struct diag_code **all = explain_all(arena, &n);
    json_init(&j, stdout);
    json_array_begin(&j);
    for (int i = 0; i < n_ids; i++) {
        explain_write_json(explain_find(ids[i]), &j);
    }
    for (size_t i = 0; n_ids == 0 && i < n; i++) {
        explain_write_json(all[i], &j);
    }
    json_array_end(&j);
    json_fini(&j);
    arena_free(arena);
}

static void write_text(int n, char **ids)
{
    for (int i = 0; i < n; i++) {
        (void)fputs(i > 0 ? "\n" : "", stdout);
        explain_write(explain_find(ids[i]), stdout);
    }
}

static int run(const struct command *self, int argc, char **argv)
{
    bool list = false, all = false, json = false;
    const struct options_row options[] = {
        {"list", OPTIONS_FLAG(&list)}, {"json", OPTIONS_FLAG(&json)}, {"all", OPTIONS_FLAG(&all)}};
    const int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code != EXIT_DONE) {
        return code == COMMAND_HELPED ? EXIT_DONE : code;
    }
    if (list + all > 1 || (list && json)) {
        return command_usage(self, "--list stands alone; --all goes with --json");
    }
    if ((list || all) != (optind == argc)) {
        return optind == argc
                   ? command_usage(self, "no code is given; --list shows all of them")
                   : command_usage(self, "`%s` is too much beside --list or --all", argv[optind]);
    }
    for (int i = optind; i < argc; i++) {
        if (explain_find(argv[i]) == NULL) {
            return unknown(self, argv[i]);
        }
    }
    if (list) {
        explain_list(stdout);
    } else if (json) {
        write_json(argc - optind, argv + optind);
    } else if (all) {
        explain_write_markdown(stdout);
    } else {
        write_text(argc - optind, argv + optind);
    }
    return EXIT_DONE;
}

const struct command command_explain = {
    .name = "explain",
    .usage = "CODE... [--json] | --all [--json] | --list",
    .summary =
        "Explains a diagnostic: its symptom, its cause, how to mend it, and where that stands",
    .help = "  --json  records {code, severity, title, symptom, cause, mend, source, example}\n"
            "  --all   all of them, as Markdown (scenarios/DIAGNOSTICS.md)\n"
            "  --list  all codes, a line each\n"
            "\n"
            "examples:\n"
            "  vnetsim explain VN0412\n"
            "  vnetsim explain --all --json\n",
    .run = run,
};
