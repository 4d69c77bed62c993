#include <stdio.h>

#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/output_tables.h"
#include "sim/app/reference.h"
#include "sim/scenario/schema_json.h"

static int run(const struct command *self, int argc, char **argv)
{
    bool markdown = false, results = false, datapackage = false;
    const struct options_row options[] = {{"markdown", OPTIONS_FLAG(&markdown)},
                                          {"results", OPTIONS_FLAG(&results)},
                                          {"datapackage", OPTIONS_FLAG(&datapackage)}};
    const int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code != EXIT_DONE) {
        return code == COMMAND_HELPED ? EXIT_DONE : code;
    }
    if (markdown + results + datapackage > 1) {
        return command_usage(self, "--markdown, --results and --datapackage stand alone");
    }
    if (optind < argc) {
        return command_usage(self, "it takes no file: `%s`", argv[optind]);
    }
    (markdown      ? reference_write_language
     : results     ? reference_write_results
     : datapackage ? output_tables_write
                   : schema_json_write)(stdout);
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
