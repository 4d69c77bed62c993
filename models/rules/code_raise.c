/*
 * Limits that are to be raised: VN0508. Its check is in rules_raise.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_raised = {
    .id = "VN0508",
    .severity = DIAG_ERROR,
    .title = "there is no such limit",
    .symptom = "check refuses to run: the run would be one in which nothing is raised.",
    .cause = "simulation.raised names a limit that this cloud does not have: the name is another, "
             "or what it names is unlimited.",
    .mend = "Name it as limited_by in flows.csv does, or take the words that the message offers.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section simulation; "
              "results/README.md, flows.csv",
    .example = "simulation: {raised: [gateway:gw-westus/tunnel_bits]}\n",
};
