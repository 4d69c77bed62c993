/*
 * What is wrong with a template. The codes of what becomes of the design in it: code_design.c.
 */
#include "sim/arm/code.h"

const struct diag_code arm_code_syntax = {
    .id = "VN1001",
    .severity = DIAG_ERROR,
    .title = "the text is no JSON",
    .symptom = "import stops at a place in the file and writes no scenario.",
    .cause = "A template is JSON in UTF-8 or UTF-16. Comments (// and /* */), a comma behind the "
             "last item, a "
             "byte order mark and strings over several lines are read as the platform's tools read "
             "them; anything else that JSON does not have is not.",
    .mend =
        "Look at the place and at a line or two above it: a quote, comma or bracket is missing. A "
        ".bicep file is built first (az bicep build --file main.bicep).",
    .source = "RFC 8259, section 2; Structure and syntax of ARM templates, 2021-05-17 (comments, "
              "multi-line strings)",
    .example = "{ \"type\": \"Microsoft.Network/virtualNetworks\", \"name\": \"v\" }      // a "
               "comma between members\n",
};

const struct diag_code arm_code_limit = {
    .id = "VN1002",
    .severity = DIAG_ERROR,
    .title = "more than is read",
    .symptom =
        "import gives up at a limit and writes no scenario; it neither hangs nor fills the memory.",
    .cause =
        "A file has at most 100 MB, 4 million values and 100 levels of nesting; an expression 64 "
        "KiB and 100 levels; a copy loop 800 turns, as on the platform; deployments nest 32 deep; "
        "all templates together make at most 100,000 resources and a fixed amount of evaluated "
        "text and steps.",
    .mend = "Split the file, or lower the count of the loop. Loops inside loops multiply. A file "
            "beyond these limits is otherwise damaged, or made to do harm.",
    .source =
        "limits of vnetsim: sim/arm/README.md; 800 turns: Resource iteration in ARM templates, "
        "2023-08-22",
    .example = "\"copy\": { \"name\": \"spokes\", \"count\": 800 }\n",
};

const struct diag_code arm_code_shape = {
    .id = "VN1003",
    .severity = DIAG_ERROR,
    .title = "neither a template nor deployed resources",
    .symptom =
        "import says that the file is neither a template nor a list of resources, or that a part "
        "of it has the wrong shape; it writes no scenario.",
    .cause = "It takes an object with resources, or what `az ... -o json` prints: one resource, an "
             "array, or an object with them under value or data. A file of parameters, a resource "
             "without type or name, or an object where a list belongs is none of these.",
    .mend =
        "Give the template, or print the resources with -o json. A file of parameters goes with "
        "--parameters. For a template that adds to an existing network give the network too.",
    .source = "REST shapes of Microsoft.Network, 2023-09-01; sim/arm/README.md",
    .example = "az network vnet list -o json >vnets.json\n"
               "vnetsim import arm vnets.json\n",
};

const struct diag_code arm_code_parameter = {
    .id = "VN1004",
    .severity = DIAG_ERROR,
    .title = "a parameter without a value",
    .symptom =
        "import names each parameter without a value, and writes no scenario. The platform's tools "
        "would ask for it.",
    .cause = "The template declares the parameter without defaultValue, and none was given.",
    .mend = "Give it with --param NAME=VALUE (arrays and objects as JSON), or in a file with "
            "--parameters.",
    .source =
        "Structure and syntax of ARM templates, 2021-05-17 (parameters); `vnetsim import --help`",
    .example = "vnetsim import arm main.json --param adminUsername=me --param "
               "'prefixes=[\"10.1.0.0/16\"]'\n"
               "vnetsim import arm main.json --parameters main.parameters.json\n",
};

const struct diag_code arm_code_value = {
    .id = "VN1005",
    .severity = DIAG_ERROR,
    .title = "a parameter's value that the template does not take",
    .symptom = "The platform refuses the deployment (InvalidTemplate); import writes no scenario.",
    .cause =
        "The value is not of the declared type, is not one of allowedValues, or is given for a "
        "parameter that no template declares: a slip of the pen in its name.",
    .mend = "Correct the value or the name in --param or in the file of --parameters; the message "
            "lists what is allowed.",
    .source = "Structure and syntax of ARM templates, 2021-05-17 (type, allowedValues)",
};

const struct diag_code arm_code_expression = {
    .id = "VN1006",
    .severity = DIAG_ERROR,
    .title = "an expression that cannot be read",
    .symptom =
        "import points into a string of the template that it cannot read as an expression, and "
        "writes no scenario.",
    .cause =
        "A string that begins with [ and ends with ] is an expression: calls of functions, strings "
        "in single quotes ('' stands for one quote), whole numbers, .member and [index]. This one "
        "has something else: a bracket too few, a double quote, an operator.",
    .mend = "Mend the expression. A text that only looks like one begins with [[.",
    .source = "Syntax and expressions in ARM templates, 2020-03-17",
    .example = "\"name\": \"[concat(parameters('prefix'), '-vnet')]\"\n",
};

const struct diag_code arm_code_evaluation = {
    .id = "VN1007",
    .severity = DIAG_ERROR,
    .title = "an expression that has no value",
    .symptom =
        "The platform refuses the deployment at the same place; import names the property that "
        "needs the value, and writes no scenario.",
    .cause =
        "The expression names a parameter, variable, function or member that is not there, or "
        "gives a function what it does not take. Only what the network depends on is evaluated, so "
        "expressions elsewhere in the template do no harm.",
    .mend = "Declare what is named, or correct the name; names of parameters and variables count "
            "without case.",
    .source = "Syntax and expressions in ARM templates, 2020-03-17; sim/arm/README.md (what is "
              "evaluated)",
};

const struct diag_code arm_code_linked = {
    .id = "VN1009",
    .severity = DIAG_WARNING,
    .title = "a linked template",
    .symptom = "What the linked template deploys is missing from the scenario; or parameters of a "
               "nested deployment have no value.",
    .cause = "templateLink names a template, or parametersLink a file of parameters, that is none "
             "of the files, and nothing is fetched from the "
             "network. Or a deployment has no template at all. Or the file is one of several that "
             "a composed address chooses between, and another one is chosen.",
    .mend = "Give the linked file as a further FILE: it is known by its name, and gets the "
            "parameters of "
            "the link, or those of the parameters file that the link names. Or build one file of "
            "both (`az bicep build` does so for modules).",
    .source = "Linked and nested templates, 2021-03-25; sim/arm/README.md",
    .example = "vnetsim import arm main.json linked/spoke.json\n",
};

const struct diag_code *const *arm_codes(size_t *n)
{
    static const struct diag_code *const all[] = {
        &arm_code_syntax,  &arm_code_limit,      &arm_code_shape,      &arm_code_parameter,
        &arm_code_value,   &arm_code_expression, &arm_code_evaluation, &arm_code_secret,
        &arm_code_linked,  &arm_code_unmapped,   &arm_code_stand_in,   &arm_code_unknown,
        &arm_code_refused, &arm_code_other,      &arm_code_assumed,    &arm_code_repeated,
        &arm_code_beside,  &arm_code_twice,      &arm_code_listed,     &arm_code_cut_back};
    *n = sizeof all / sizeof all[0];
    return all;
}
