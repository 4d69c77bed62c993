#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/cloud/catalog.h"
#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/arm/import.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/diag.h"
#include "sim/base/field.h"
#include "sim/scenario/file_text.h"
#include "sim/scenario/scenario.h"
#include "sim/term/colour.h"

/* What the reader takes, and one byte to tell what is more. */
#define FILE_MAX ((size_t)100 * 1000 * 1000 + 1)

struct job {
    struct options_list parameters, params;
    const char *location, *out;
    bool force;
    struct arena *arena;
    struct diag *diag;
    const struct catalog *catalog;
    struct arm_import *import;
};

/* Reads a file and hands it on; an exit code. */
static int take_file(const struct job *j, const char *path,
                     void (*take)(struct arm_import *im, const char *name, const char *text,
                                  size_t len))
{
    char *text;
    size_t len;
    const int err = file_text(path, FILE_MAX, &text, &len);
    if (err == -EFBIG) {
        (void)fprintf(stderr,
                      "vnetsim import: %s is larger than 100 MB, which is the most that is read\n",
                      path);
        return EXIT_INVALID;
    }
    if (err != 0) {
        (void)fprintf(stderr, "vnetsim import: %s: %s\n", path, strerror(-err));
        return EXIT_FILES;
    }
    take(j->import, path, text, len);
    free(text);
    return EXIT_DONE;
}

/* The name of the scenario: that of the file it goes to, or came from. */
static const char *name_of(struct arena *arena, const char *path)
{
    char *name = scenario_name_of(arena, path);
    if (strlen(name) > 60) {
        name[60] = '\0';
    }
    return strcmp(path, "-") == 0 || !field_name_ok(name) ? "imported" : name;
}

static int write_out(const struct job *j, const char *text, size_t len)
{
    if (j->out == NULL) {
        (void)fwrite(text, 1, len, stdout);
        return EXIT_DONE;
    }
    FILE *out = fopen(j->out, j->force ? "wb" : "wbx");
    if (out == NULL) {
        (void)fprintf(stderr, "vnetsim import: %s: %s%s\n", j->out, strerror(errno),
                      errno == EEXIST ? " (--force overwrites it)" : "");
        return EXIT_FILES;
    }
    const bool ok = fwrite(text, 1, len, out) == len;
    if (fclose(out) != 0 || !ok) {
        (void)fprintf(stderr, "vnetsim import: %s: it cannot be written\n", j->out);
        return EXIT_FILES;
    }
    return EXIT_DONE;
}

struct text {
    struct arm_import *import;
    char *v;
    size_t len;
};

static void write_text(const struct job *j, struct text *t, char **files)
{
    free(t->v);
    t->v = NULL;
    FILE *out = open_memstream(&t->v, &t->len);
    SIM_ASSERT(out != NULL);
    arm_import_write(j->import, name_of(j->arena, j->out != NULL ? j->out : files[0]), out);
    SIM_ASSERT(fclose(out) == 0);
}

static void take_error(void *arg, const struct diag_code *code, const char *source, struct span at,
                       const char *message)
{
    const struct text *t = arg;
    (void)source;
    if (code->severity == DIAG_ERROR) {
        arm_import_refuse(t->import, t->v, t->len, code, at, message);
    }
}

/* What check says of the scenario: mistakes of the files that are kept, and said where they stand
 * there. Returns the verdict in words. */
static const char *judge(const struct job *j, struct text *t)
{
    struct scenario s;
    char summary[128];
    (void)!scenario_open_text(&s, "the scenario", t->v, t->len, j->catalog);
    (void)diag_summary(s.diag, summary, sizeof summary);
    diag_each(s.diag, take_error, t);
    scenario_close(&s);
    return arena_strdup(j->arena, summary);
}

static int convert(struct job *j, int n, char **files)
{
    int code = EXIT_DONE;
    for (size_t i = 0; i < j->parameters.n && code == EXIT_DONE; i++) {
        code = take_file(j, j->parameters.v[i], arm_import_parameters);
    }
    for (size_t i = 0; i < j->params.n; i++) {
        arm_import_param(j->import, j->params.v[i]);
    }
    for (int i = 0; i < n && code == EXIT_DONE; i++) {
        code = take_file(j, files[i], arm_import_file);
    }
    if (code != EXIT_DONE) {
        return code;
    }
    const bool ok = arm_import_run(j->import);
    struct text t = {.import = j->import};
    const char *verdict = NULL;
    if (ok) {
        write_text(j, &t, files);
        verdict = judge(j, &t);
    }
    diag_print(j->diag, stderr, colour_is_wanted(STDERR_FILENO));
    if (!ok) {
        char summary[128];
        (void)fprintf(stderr, "vnetsim import: %s; no scenario is written\n",
                      diag_summary(j->diag, summary, sizeof summary));
        return EXIT_INVALID;
    }
    if (arm_import_is_refused(j->import)) {
        write_text(j, &t, files); /* with it at the head */
    }
    code = write_out(j, t.v, t.len);
    if (code == EXIT_DONE) {
        (void)fprintf(stderr, "%s: check says: %s\n", j->out != NULL ? j->out : "the scenario",
                      verdict);
    }
    if (code == EXIT_DONE && arm_import_is_refused(j->import)) {
        (void)fputs("the platform would refuse this design (VN1013): the scenario is written to be "
                    "looked at\n",
                    stderr);
        code = EXIT_INVALID;
    }
    free(t.v);
    return code;
}

static int import(struct job *j, int n, char **files)
{
    const char *error = NULL;
    int code = EXIT_FILES;
    j->arena = arena_new();
    j->diag = diag_new(j->arena);
    j->catalog = catalog_load(j->arena, scenario_data_dir(j->arena), &error);
    if (j->catalog == NULL) {
        (void)fprintf(stderr, "vnetsim import: %s\n", error);
    } else if (j->out != NULL && !j->force && access(j->out, F_OK) == 0) {
        (void)fprintf(stderr, "vnetsim import: %s exists (--force overwrites it)\n", j->out);
    } else {
        j->import = arm_import_new(j->arena, j->diag, j->catalog, j->location);
        code = convert(j, n, files);
        arm_import_free(j->import);
    }
    arena_free(j->arena);
    return code;
}

/* EXIT_DONE, or the code to leave with; the files stand behind `arm`, from optind + 1 on. */
static int read_options(const struct command *self, struct job *j, int argc, char **argv)
{
    const struct options_row options[] = {{"parameters", OPTIONS_LIST(&j->parameters)},
                                          {"param", OPTIONS_LIST(&j->params)},
                                          {"location", OPTIONS_ONCE(&j->location)},
                                          {"out", OPTIONS_ONCE(&j->out)},
                                          {"force", OPTIONS_FLAG(&j->force)}};
    const int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code != EXIT_DONE) {
        return code;
    }
    if (argc - optind < 1 || strcmp(argv[optind], "arm") != 0) {
        return command_usage(self, "what is imported? `arm` is known");
    }
    return argc - optind < 2 ? command_usage(self, "no file is given") : EXIT_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct job j = {.location = NULL};
    int code = read_options(self, &j, argc, argv);
    if (code == EXIT_DONE) {
        code = import(&j, argc - optind - 1, argv + optind + 1);
    }
    options_list_fini(&j.parameters);
    options_list_fini(&j.params);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_import = {
    .name = "import",
    .usage = "arm FILE... [--parameters FILE]... [--param NAME=VALUE]... [--location REGION] [-o "
             "SCENARIO] [--force]",
    .summary = "Makes a scenario of Azure Resource Manager templates, or of deployed resources as "
               "`az ... -o json` prints them",
    .help = "Networks, subnets, peerings, gateways, local network gateways, connections, route "
            "tables, security groups, interfaces, VMs,\n"
            "scale sets, firewalls, load balancers, private endpoints and managed instances become "
            "what a scenario has for them. All that\n"
            "it has nothing for is said with its place in the file, and stands at the head of the "
            "scenario. Every VM pings every other;\n"
            "a network without VMs gets a probe. Other sides that are not in the files are stood "
            "in for by on-premises sites.\n"
            "\n"
            "  --parameters FILE  values of the templates' parameters: {\"parameters\": {NAME: "
            "{\"value\": ...}}}, or {NAME: ...}\n"
            "  --param NAME=VALUE one value; arrays and objects as JSON\n"
            "  --location REGION  where resource groups lie; not given: " ARM_IMPORT_LOCATION "\n"
            "  -o SCENARIO        the file to write; not given: standard output\n"
            "  --force            overwrite it\n"
            "\n"
            "Bicep is built first: az bicep build --file main.bicep. Templates that are linked by "
            "address are not fetched: give them as FILEs too.\n"
            "\n"
            "exit: 0 a scenario was written, and check accepts it; 2 usage; 3 the files cannot be "
            "understood, or hold what the\n"
            "platform refuses (the scenario is written then, and check refuses it too); 5 files or "
            "disk\n"
            "\n"
            "examples:\n"
            "  vnetsim import arm azuredeploy.json --parameters azuredeploy.parameters.json -o "
            "mine.yaml && vnetsim run mine.yaml\n"
            "  vnetsim import arm main.json --param adminUsername=me --param "
            "'prefixes=[\"10.1.0.0/16\"]' --location westus2\n"
            "  az network vnet list -o json >vnets.json; az network vnet-gateway show -g hub -n gw "
            "-o json >gw.json\n"
            "  vnetsim import arm vnets.json gw.json | vnetsim check -\n",
    .run = run,
};
