/*
 * What is wrong with the text of a file, and with its keys. The codes of single values:
 * field_code_value.c.
 */
#include "sim/base/field_code.h"

const struct diag_code field_code_syntax = {
    .id = "VN0001",
    .severity = DIAG_ERROR,
    .title = "the text is no YAML",
    .symptom =
        "check and run stop where reading stopped, with a caret at that place; nothing behind it "
        "was looked at, so more may be wrong there.",
    .cause = "The file cannot be read as YAML 1.2 (or JSON, which is YAML too): an indentation, a "
             "bracket, a comma or a quote is wrong, or the file is not UTF-8 text at all.",
    .mend =
        "Look at the place and at a line or two above it: a bracket or quote that is never closed "
        "is noticed late. Indent with spaces, never with tabs.",
    .source =
        "YAML 1.2.2, 2021-10-01; the scenario language of vnetsim: scenarios/README.md, first "
        "section",
    .example = "virtual_machines:\n"
               "  web: {subnet: vnet-a/workload, count: 4      # the } is missing\n",
};

const struct diag_code field_code_yaml_feature = {
    .id = "VN0002",
    .severity = DIAG_ERROR,
    .title = "a feature of YAML that scenarios do not have",
    .symptom =
        "The file is good YAML, and check refuses it at an anchor (&a), an alias (*a), a merge key "
        "(<<), a tag (!x), a second document, a mapping as key, or nesting beyond 32 levels.",
    .cause =
        "These features are not part of the scenario language: each value stands where it is used, "
        "so that a diagnostic can point at it and --set can change it.",
    .mend =
        "Write the value out at each place. For variants of a scenario use --set, or a study with "
        "axes.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, first section and Studies; YAML "
        "1.2.2, 2021-10-01, sections 3.2.2.2 and 6.9",
};

const struct diag_code field_code_duplicate_key = {
    .id = "VN0003",
    .severity = DIAG_ERROR,
    .title = "the same key twice in one mapping",
    .symptom = "check shows two places with the same key in one mapping, and refuses the file.",
    .cause =
        "A key may stand once in a mapping. Many YAML readers keep the last one in silence, and "
        "that is how a correction gets lost.",
    .mend = "Keep the one that is meant, and remove or rename the other.",
    .source = "YAML 1.2.2, 2021-10-01, section 3.2.1.1 (keys of a mapping are unique)",
    .example =
        "virtual_machines:\n"
        "  web: {subnet: vnet-a/workload, count: 4}\n"
        "  web: {subnet: vnet-a/workload, count: 2}     # a second web: give it another name\n",
};

const struct diag_code field_code_unknown_key = {
    .id = "VN0004",
    .severity = DIAG_ERROR,
    .title = "an unknown key",
    .symptom = "check points at a key that it does not know, and says which one is probably meant.",
    .cause =
        "The language has no such key at this place: it is misspelt, or indented under the wrong "
        "parent, or is in camelCase as in a template. Keys are the platform's property names in "
        "snake_case.",
    .mend =
        "Take the suggested key, or look it up in scenarios/README.md; `vnetsim schema` lets an "
        "editor complete keys. A key is never skipped: a misspelt `bandwith` would mean an "
        "unlimited link.",
    .source = "the scenario language of vnetsim: scenarios/README.md, the table of each section",
};

const struct diag_code field_code_missing = {
    .id = "VN0010",
    .severity = DIAG_ERROR,
    .title = "a required key is missing",
    .symptom =
        "check names the thing (a VM, a connection, a traffic entry) and the key that it needs.",
    .cause =
        "Without this key the thing has no meaning, and any default would be a guess. Which keys "
        "are required may depend on another one: `app: cbr` needs rate and packet_size, "
        "`discipline: red` two thresholds.",
    .mend = "Add the key; the help line says what it is and shows an example value.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, \"required\" in column \"default\"",
};

const struct diag_code field_code_version = {
    .id = "VN0015",
    .severity = DIAG_ERROR,
    .title = "not a version of the language that this program knows",
    .symptom = "check refuses the first line of the file and says which version it reads.",
    .cause = "A scenario names the version of the language that it is written in, and this program "
             "knows version 1 alone. A later version may mean other things by the same words.",
    .mend =
        "Begin the file with `vnetsim: 1`; or, if it was written for a newer version, run it with "
        "a newer vnetsim.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section scenario (vnetsim)",
    .example = "vnetsim: 1\n",
};

const struct diag_code field_code_later = {
    .id = "VN0016",
    .severity = DIAG_ERROR,
    .title = "not simulated yet",
    .symptom = "check points at a word of the language, says that it is not simulated yet, and "
               "refuses the file instead of leaving it out.",
    .cause =
        "The language has a place for it, and no model stands behind it: a result that quietly "
        "ignored it would look like an answer.",
    .mend =
        "Leave it out and judge what the result then does not show, or take one of the words that "
        "the help line lists.",
    .source = "the scenario language of vnetsim: scenarios/README.md, \"anything else: not "
              "simulated yet\"",
};

const struct diag_code field_code_not_here = {
    .id = "VN0017",
    .severity = DIAG_ERROR,
    .title = "a key that does not apply here",
    .symptom = "check points at a key that exists, and says which kind it belongs to.",
    .cause =
        "For this kind the key would have no effect: `interval` belongs to `app: ping`, `shape` to "
        "weibull and pareto, `target` to codel. Whoever wrote it expects something that would not "
        "happen.",
    .mend = "Remove the key, or choose the kind that it belongs to.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, the kinds in brackets in column "
        "\"meaning\"",
    .example = "probe: {from: web, to: db, app: ping, interval: 100ms}   # rate: belongs to cbr, "
               "poisson, on_off\n",
};

const struct diag_code field_code_contradiction = {
    .id = "VN0018",
    .severity = DIAG_ERROR,
    .title = "two values that contradict each other",
    .symptom = "check shows two places whose values are each good by themselves, and refuses them "
               "together.",
    .cause =
        "The two values contradict each other: traffic that stops before it starts, a VM with both "
        "vm_size and nic, a region with a latitude and no longitude, a threshold above the queue's "
        "limit.",
    .mend =
        "Decide which of the two is meant, and change or remove the other; the help line says what "
        "would fit.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, the section of the thing that is "
        "named",
};

const struct diag_code field_code_path = {
    .id = "VN0019",
    .severity = DIAG_ERROR,
    .title = "a path that matches nothing",
    .symptom =
        "A --set on the command line (or a path of a study) is refused, with a caret inside the "
        "path.",
    .cause =
        "PATH names a place by its keys with dots between them, and some key on the way is not "
        "there, or a single value stands where the path goes on.",
    .mend =
        "Follow the file from the top: --set simulation.duration=10s, --set "
        "'virtual_network_gateways.*.sku=VpnGw2AZ' (* is every key of one mapping). The last key "
        "may be new in a mapping that exists; VALUE is read as YAML.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, first section (--set) and Studies",
    .example =
        "vnetsim run S --set 'links.inter_region.latency={distribution: fixed, base: 35ms}'\n",
};

const struct diag_code *const *field_codes(size_t *n)
{
    static const struct diag_code *const all[] = {
        &field_code_syntax,       &field_code_yaml_feature, &field_code_duplicate_key,
        &field_code_unknown_key,  &field_code_type,         &field_code_no_unit,
        &field_code_unit,         &field_code_range,        &field_code_word,
        &field_code_missing,      &field_code_ipv6,         &field_code_host_bits,
        &field_code_prefix,       &field_code_name,         &field_code_version,
        &field_code_later,        &field_code_not_here,     &field_code_contradiction,
        &field_code_path,         &field_code_precision,    &field_code_sample,
        &field_code_distribution,
    };
    *n = sizeof all / sizeof all[0];
    return all;
}
