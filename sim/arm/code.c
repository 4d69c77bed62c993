#include "sim/arm/code.h"

const struct diag_code arm_code_syntax = {
    "VN1001", DIAG_ERROR, "the text is no JSON",
    "A template is JSON in UTF-8. Comments (// and /* */), a comma behind the last item, a byte "
    "order mark and strings over\n"
    "several lines are read as the platform's tools read them; anything else that JSON does not "
    "have is not. The place is where\n"
    "reading stopped; a quote or bracket that is missing a line or two above is the usual "
    "cause.\n"};

const struct diag_code arm_code_limit = {
    "VN1002", DIAG_ERROR, "more than is read",
    "A file has at most 100 MB, 4 million values and 100 levels of nesting; an expression 64 KiB "
    "and 100 levels; a copy loop 800\n"
    "turns, as on the platform; deployments nest 32 deep; all templates together make at most "
    "100,000 resources and 256 MB of\n"
    "evaluated text. A file that goes beyond is damaged, or made to do harm; split it if it is "
    "neither.\n"};

const struct diag_code arm_code_shape = {
    "VN1003", DIAG_ERROR, "neither a template nor deployed resources",
    "The file must hold a template (an object with resources), or what `az ... -o json` prints of "
    "deployed resources: one\n"
    "resource, an array of them, or an object with them under value or data. A part that is there "
    "has the wrong shape: an object\n"
    "where a list belongs, a resource without type or name.\n"};

const struct diag_code arm_code_parameter = {
    "VN1004", DIAG_ERROR, "a parameter without a value",
    "The template declares a parameter without defaultValue, and it was given none. Give it with "
    "--param NAME=VALUE, or write a\n"
    "file {\"parameters\": {\"NAME\": {\"value\": ...}}} and give that with --parameters FILE. "
    "Arrays and objects are given as JSON:\n\n"
    "    vnetsim import arm main.json --param adminUsername=me --param "
    "'prefixes=[\"10.1.0.0/16\"]'\n"};

const struct diag_code arm_code_value = {
    "VN1005", DIAG_ERROR, "a parameter's value that the template does not take",
    "The value is not of the declared type, not one of allowedValues, or is given for a parameter "
    "that no template declares.\n"
    "The platform refuses the deployment (InvalidTemplate).\n"};

const struct diag_code arm_code_expression = {
    "VN1006", DIAG_ERROR, "an expression that cannot be read",
    "A string that begins with [ and ends with ] is an expression: calls of functions, strings in "
    "single quotes ('' stands for\n"
    "one quote), whole numbers, .member and [index]. A text that only looks like one begins with "
    "[[.\n\n"
    "    \"[concat(parameters('prefix'), '-vnet')]\"\n"};

const struct diag_code arm_code_evaluation = {
    "VN1007", DIAG_ERROR, "an expression that has no value",
    "The expression names a parameter, variable, function or member that is not there, or gives a "
    "function what it does not\n"
    "take. The platform refuses the deployment at the same place. Expressions that the network "
    "does not depend on are not\n"
    "evaluated.\n"};

const struct diag_code arm_code_secret = {
    "VN1008", DIAG_WARNING, "a secret that was not given",
    "A secureString or secureObject without a value, a reference to a key vault, or a shared key "
    "that is missing (exports never\n"
    "hold it). A placeholder stands in: the same for the same parameter, and the same at both ends "
    "of a tunnel, so that the\n"
    "tunnel comes up. Whether the real keys agree is not known from this file.\n"};

const struct diag_code arm_code_linked = {
    "VN1009", DIAG_WARNING, "a linked template",
    "templateLink names a template that stands elsewhere; nothing is fetched. What it deploys is "
    "missing from the scenario. Build\n"
    "one file of both (`bicep build` does), or give the other file as a further FILE.\n"};

const struct diag_code arm_code_unmapped = {
    "VN1010", DIAG_WARNING, "something without a counterpart in a scenario",
    "A resource of the network, or a property of one, that the scenario language does not have. It "
    "is left out, and listed at the\n"
    "head of the scenario. Packets that depend on it will not go as in the deployment.\n"};

const struct diag_code arm_code_stand_in = {
    "VN1011", DIAG_WARNING, "something stands in for what the file does not say",
    "The other side of a local network gateway is not in the file: an on-premises site with the "
    "gateway's prefixes stands in for\n"
    "it, at no distance from the region of the gateway. A firewall stands in as a VM that forwards "
    "everything. Edit the scenario\n"
    "where you know better.\n"};

const struct diag_code arm_code_unknown = {
    "VN1012", DIAG_WARNING, "what only a deployment would know",
    "The value comes from reference() or list...() of something that the file does not declare, or "
    "names a resource that stands\n"
    "in none of the files. What depends on it is left out. Give the other template as a further "
    "FILE, or import what was\n"
    "deployed: az network vnet list -o json, and so on.\n"};

const struct diag_code arm_code_refused = {
    "VN1013", DIAG_WARNING, "the platform would refuse this, and so will check",
    "The scenario has it as the template does, so that `vnetsim check` can say what is wrong. The "
    "message tells what it is.\n"};

const struct diag_code arm_code_other = {
    "VN1014", DIAG_NOTE, "resources that have no part in the network",
    "Storage accounts, extensions, role assignments and the like. Packets do not see them.\n"};

const struct diag_code arm_code_assumed = {
    "VN1015", DIAG_NOTE, "an assumption",
    "The files leave it open, and the scenario needs it: the region of resourceGroup().location "
    "(--location), the time of utcNow(),\n"
    "the bandwidth of a VM size that is not published, traffic.\n"};

const struct diag_code arm_code_repeated = {
    "VN1016", DIAG_WARNING, "the same name twice in one object",
    "JSON readers differ in what they make of it; the last one is taken here, as most do.\n"};

const struct diag_code *const *arm_codes(size_t *n)
{
    static const struct diag_code *const all[] = {
        &arm_code_syntax,  &arm_code_limit,      &arm_code_shape,      &arm_code_parameter,
        &arm_code_value,   &arm_code_expression, &arm_code_evaluation, &arm_code_secret,
        &arm_code_linked,  &arm_code_unmapped,   &arm_code_stand_in,   &arm_code_unknown,
        &arm_code_refused, &arm_code_other,      &arm_code_assumed,    &arm_code_repeated};
    *n = sizeof all / sizeof all[0];
    return all;
}
