/* vnetsim: the command table. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "sim/app/command.h"
#include "sim/base/diag.h"
#include "sim/term/version.h"

static const struct command *const commands[] = {
    &command_check,    &command_trace,  &command_mtu,  &command_routes, &command_graph,
    &command_diff,     &command_import, &command_run,  &command_batch,  &command_compare,
    &command_failover, &command_raise,  &command_pair, &command_plot,   &command_report,
    &command_schema,   &command_explain};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

static void help(FILE *out)
{
    (void)fprintf(out, "vnetsim: a packet-level simulator of cloud virtual networks\n\n"
                       "A scenario file says which VNets, gateways, connections, VMs and traffic "
                       "there are. vnetsim checks it as the cloud\n"
                       "platform would, sends simulated packets through it and writes CSV files of "
                       "throughput and latency.\n\n");
    for (int i = 0; i < N_COMMANDS; i++) {
        (void)fprintf(out, "  vnetsim %-8s %s\n", commands[i]->name, commands[i]->usage);
        (void)fprintf(out, "          %s\n", commands[i]->summary);
    }
    (void)fprintf(out, "\nEach command has --help. A SCENARIO of - is standard input; batch, "
                       "failover, raise and pair read theirs again and want a file.\n"
                       "Results go to standard output, messages and progress to standard error. "
                       "NO_COLOR is honoured.\n\n"
                       "examples:\n"
                       "  vnetsim check scenarios/westus-northeurope.yaml\n"
                       "  vnetsim run scenarios/westus-northeurope.yaml -o results/first\n"
                       "  vnetsim run scenarios/westus-northeurope.yaml --set "
                       "'virtual_network_gateways.*.sku=VpnGw2AZ' -o results/gw2\n"
                       "  vnetsim batch scenarios/studies/region-pairs.yaml -o results/pairs && "
                       "vnetsim compare results/pairs\n"
                       "  vnetsim explain VN0412\n\n"
                       "exit codes: 0 done, 1 a gate or comparison failed, 2 usage, 3 the scenario "
                       "is invalid, 4 a run failed, 5 files or disk, 130 interrupted\n");
}

static int unknown(const char *name)
{
    const char *names[N_COMMANDS];
    for (int i = 0; i < N_COMMANDS; i++) {
        names[i] = commands[i]->name;
    }
    const char *near = diag_closest(name, names, N_COMMANDS);
    (void)fprintf(stderr, "vnetsim: there is no command `%s`", name);
    if (near != NULL) {
        (void)fprintf(stderr, "; did you mean `%s`?", near);
    }
    (void)fprintf(stderr, "\n(vnetsim --help lists them)\n");
    return EXIT_USAGE;
}

static const struct command *named(const char *name)
{
    for (int i = 0; i < N_COMMANDS; i++) {
        if (strcmp(name, commands[i]->name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

/* vnetsim help [COMMAND] */
static int help_with(const char *name)
{
    const struct command *c = name != NULL ? named(name) : NULL;
    if (name != NULL) {
        return c != NULL ? command_help(c) : unknown(name);
    }
    help(stdout);
    return EXIT_DONE;
}

static bool has_empty(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '\0') {
            return true;
        }
    }
    return false;
}

static int perform(int argc, char **argv)
{
    if (argc < 2) {
        help(stderr);
        return EXIT_USAGE;
    }
    if (has_empty(argc, argv)) {
        (void)fprintf(
            stderr,
            "vnetsim: one of the arguments is empty: has a variable of the shell no value?\n");
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        return help_with(argc > 2 ? argv[2] : NULL);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("vnetsim %s (%s, %s)\n", version_number, version_revision, version_build);
        return EXIT_DONE;
    }
    const struct command *c = named(argv[1]);
    if (c == NULL) {
        return unknown(argv[1]);
    }
    return c->run(c, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    const int code = perform(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("vnetsim: standard output");
        return code == EXIT_DONE ? EXIT_FILES : code;
    }
    return code;
}
