#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/base/arena.h"
#include "sim/report/plot_script.h"
#include "sim/report/report.h"

static int fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "vnetsim report: %s%s%s\n", what, why != NULL ? ": " : "",
                  why != NULL ? why : "");
    return EXIT_FILES;
}

/* Draws what there is to draw into the folder; a report without pictures is a report too. */
static void draw(const char *dir, struct arena *arena)
{
    const char *script = plot_script(arena);
    int status = 0;
    if (script == NULL) {
        (void)fprintf(stderr, "vnetsim report: plot.sh is not found, so nothing new is drawn: "
                              "VNETSIM_PLOTS names its folder\n");
        return;
    }
    (void)fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        const int nothing = open("/dev/null", O_WRONLY);
        if (nothing >= 0) {
            (void)dup2(nothing, STDOUT_FILENO);
        }
        (void)execl(script, script, dir, (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        (void)fprintf(stderr, "vnetsim report: not all pictures could be drawn; the report has "
                              "those that there are\n");
    }
}

static int write_to(const struct report *r, const char *path)
{
    const char *part = arena_printf(r->arena, "%s.part", path);
    FILE *out = fopen(part, "wb");
    if (out == NULL) {
        return fail(path, strerror(errno));
    }
    int err = report_write(r, out);
    if (fclose(out) != 0 && err == 0) {
        err = -errno;
    }
    if (err == 0 && rename(part, path) != 0) {
        err = -errno;
    }
    if (err != 0) {
        (void)unlink(part);
        return fail(path, strerror(-err));
    }
    printf("%s\n", path);
    return EXIT_DONE;
}

static int report(const char *dir, const char *path, bool plots)
{
    struct arena *arena = arena_new();
    struct report r;
    int code;
    if (!report_open(&r, dir, arena)) {
        code = fail(r.error, NULL);
    } else {
        if (plots) {
            draw(dir, arena);
        }
        code = write_to(&r, path != NULL ? path : arena_printf(arena, "%s/report.html", dir));
    }
    report_close(&r);
    arena_free(arena);
    return code;
}

static int run(const struct command *self, int argc, char **argv)
{
    const char *path = NULL;
    bool bare = false;
    const struct options_row options[] = {{"out", OPTIONS_ONCE(&path)},
                                          {"no-plots", OPTIONS_FLAG(&bare)}};
    const int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code != EXIT_DONE) {
        return code == COMMAND_HELPED ? EXIT_DONE : code;
    }
    if (argc - optind != 1) {
        return command_usage(self, "one folder of results is needed");
    }
    return report(argv[optind], path, !bare);
}

const struct command command_report = {
    .name = "report",
    .usage = "DIR [-o FILE] [--no-plots]",
    .summary = "Writes the results of a run or a campaign as one HTML file",
    .help = "The file needs nothing else, and no network: verdicts, key figures, all pictures, the "
            "topology, and every CSV file as a table\n"
            "that sorts. Each figure leads to the row that it is taken from. It prints as a PDF, "
            "and works with keyboard and on a phone.\n"
            "\n"
            "  -o FILE     not given: DIR/report.html\n"
            "  --no-plots  takes the pictures that are in DIR, and draws none\n"
            "\n"
            "exit: 0 done, 2 usage, 5 files\n"
            "\n"
            "examples:\n"
            "  vnetsim report results/westus-northeurope\n"
            "  vnetsim report results/pairs -o pairs.html\n",
    .run = run,
};
