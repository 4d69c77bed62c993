#include <stdio.h>

#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/output_tables.h"
#include "sim/app/reference.h"
#include "sim/scenario/schema_json.h"

static int run(const struct command *self, int argc, char **argv)
{
    static const struct option options[] = {{"markdown", no_argument, NULL, 'm'},
                                            {"results", no_argument, NULL, 'r'},
                                            {"datapackage", no_argument, NULL, 'd'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    void (*write)(FILE *) = schema_json_write;
    for (int opt; (opt = options_next(argc, argv, options)) != -1;) {
        switch (opt) {
        case 'm':
            write = reference_write_language;
            break;
        case 'r':
            write = reference_write_results;
            break;
        case 'd':
            write = output_tables_write;
            break;
        case 'h':
            return command_help(self);
        default:
            return command_usage(self, "%s", options_error(opt, argv));
        }
    }
    if (optind < argc) {
        return command_usage(self, "it takes no file: `%s`", argv[optind]);
    }
    write(stdout);
    return EXIT_DONE;
}

const struct command command_schema = {
    .name = "schema",
    .usage = "[--markdown | --results | --datapackage]",
    .summary = "Prints the scenario language as a JSON Schema",
    .help = "Editors with a YAML language server complete and check scenarios by it.\n"
            "\n"
            "  --markdown  the language as a reference to read (scenarios/README.md)\n"
            "  --results   the columns of the results (results/README.md)\n"
            "  --datapackage  the same for machines: a Frictionless Data Package, as it stands "
            "beside every result\n"
            "\n"
            "examples:\n"
            "  vnetsim schema >vnetsim.schema.json\n",
    .run = run,
};
