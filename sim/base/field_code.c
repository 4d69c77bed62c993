#include "sim/base/field_code.h"

const struct diag_code field_code_syntax = {
    "VN0001", DIAG_ERROR, "the text is no YAML",
    "The file cannot be read as YAML 1.2 (or JSON, which is YAML too): an indentation, a bracket or a quote is\n"
    "wrong, or the file is not UTF-8 text at all. The place is where reading stopped; the cause is often a line\n"
    "or two above it. Nothing behind that place was looked at.\n\n"
    "    virtual_machines:\n"
    "      web: {subnet: vnet-a/workload, count: 4      <- the } is missing\n"};

const struct diag_code field_code_yaml_feature = {
    "VN0002", DIAG_ERROR, "a feature of YAML that scenarios do not have",
    "Anchors (&a), aliases (*a), merge keys (<<), tags (!x), several documents in one file, mappings as keys and\n"
    "nesting beyond 32 levels are YAML, but not part of the scenario language: each value stands where it is\n"
    "used, so that a diagnostic can point at it and --set can change it. Write the value out; for variants of\n"
    "a scenario use --set.\n"};

const struct diag_code field_code_duplicate_key = {
    "VN0003", DIAG_ERROR, "the same key twice in one mapping",
    "A key may stand once in a mapping. Most YAML readers keep the last one in silence, which is how a correction\n"
    "gets lost. Both places are shown: remove or rename one.\n"};

const struct diag_code field_code_unknown_key = {
    "VN0004", DIAG_ERROR, "an unknown key",
    "The language has no such key here. Keys are the platform's property names in snake_case; `vnetsim schema`\n"
    "and scenarios/README.md list all of them. A key that is unknown is never skipped: a misspelt `bandwith`\n"
    "would otherwise mean an unlimited link.\n"};

const struct diag_code field_code_type = {
    "VN0005", DIAG_ERROR, "a value of the wrong type",
    "The value cannot be what the key takes: a list where a single value belongs, text where a number belongs, a\n"
    "number in quotes. The message says what the key takes.\n"};

const struct diag_code field_code_no_unit = {
    "VN0006", DIAG_ERROR, "a number without its unit",
    "Durations, rates and sizes carry their unit, so that nobody has to guess whether 100 is Mbps or bytes: 35ms,\n"
    "650Mbps, 220000pps, 1400B, 0.1%. Zero has a unit as well: 0ms.\n"};

const struct diag_code field_code_unit = {
    "VN0007", DIAG_ERROR, "an unknown unit",
    "Units, case counting:\n"
    "    time        ns us ms s min h\n"
    "    rate        bps kbps Mbps Gbps Tbps (decimal: 1kbps = 1000 bit/s)\n"
    "    packets/s   pps kpps Mpps\n"
    "    size        B kB = KB MB GB TB (decimal), KiB MiB GiB TiB (binary)\n"
    "    queue       a size, or packets\n"
    "    share       %\n"
    "In sa_data_size alone KB, MB, GB and TB are powers of 1,024, as the platform counts there.\n"};

const struct diag_code field_code_range = {
    "VN0008", DIAG_ERROR, "a value out of range",
    "The value is of the right type, but outside what the key allows. The help line has the bounds. Nothing is\n"
    "clamped: the simulator runs what is written, or refuses.\n"};

const struct diag_code field_code_word = {
    "VN0009", DIAG_ERROR, "an unknown word",
    "The key takes one of a few words, and this is none of them. Case counts: the platform's words keep their\n"
    "spelling (Vnet2Vnet, IPsec, RouteBased, GCMAES256).\n"};

const struct diag_code field_code_missing = {
    "VN0010", DIAG_ERROR, "a required key is missing",
    "Without this key the thing has no meaning, and there is no default that would not be a guess. Required keys\n"
    "may depend on another one: a traffic entry with `app: cbr` needs `rate` and `packet_size`.\n"};

const struct diag_code field_code_ipv6 = {
    "VN0011", DIAG_ERROR, "IPv6 is not simulated",
    "Only IPv4 is modelled. A virtual network may be dual-stack on the platform; its IPv4 part can be simulated:\n"
    "leave the IPv6 prefixes out.\n"};

const struct diag_code field_code_host_bits = {
    "VN0012", DIAG_ERROR, "a prefix with host bits set",
    "10.1.0.5/16 is an address with a length, not a network: the bits behind the length must be zero. The help\n"
    "line shows the network that holds the address. The platform refuses such a prefix as well.\n"};

const struct diag_code field_code_prefix = {
    "VN0013", DIAG_ERROR, "not an IPv4 prefix",
    "A prefix is four decimals of 0 to 255, a slash and a length of 0 to 32: 10.1.0.0/16. Decimals have no leading\n"
    "zeros. A single address has the length /32.\n"};

const struct diag_code field_code_name = {
    "VN0014", DIAG_ERROR, "not a name",
    "Names of things have letters, digits, - and _, at most 80 of them: they become file names and columns of CSV\n"
    "files. Entries of links: name two regions, `westus--northeurope` for both ways or `westus->northeurope` for one.\n"};

const struct diag_code field_code_version = {
    "VN0015", DIAG_ERROR, "not a version of the language that this program knows",
    "A scenario begins with `vnetsim: 1`, the version of the language it is written in. A newer version needs a\n"
    "newer program; nothing of it is guessed.\n"};

const struct diag_code field_code_later = {
    "VN0016", DIAG_ERROR, "not simulated yet",
    "This is part of the scenario language, and the simulator does not model it yet. It is refused, not skipped:\n"
    "a result that quietly left out a route table or a fault would look like an answer. A key at its harmless\n"
    "default (active_active: false) is accepted.\n"};

const struct diag_code field_code_not_here = {
    "VN0017", DIAG_ERROR, "a key that does not apply here",
    "The key exists, but not for this kind: `interval` belongs to `app: ping`, `shape` to weibull, gamma has none.\n"
    "It would have no effect, which is never what the author meant.\n"};

const struct diag_code field_code_contradiction = {
    "VN0018", DIAG_ERROR, "two values that contradict each other",
    "Each value is good by itself, and together they make no sense: a traffic entry that stops before it starts, a\n"
    "VM with both vm_size and nic, a region with a latitude and no longitude. Both places are shown.\n"};

const struct diag_code field_code_path = {
    "VN0019", DIAG_ERROR, "a path that matches nothing",
    "--set PATH=VALUE names a place in the scenario by its keys, with dots between them; * stands for every key of\n"
    "one mapping:\n"
    "    --set simulation.duration=10s\n"
    "    --set 'virtual_network_gateways.*.sku=VpnGw2AZ'\n"
    "    --set 'links.inter_region.latency={distribution: fixed, base: 35ms}'\n"
    "The last key may be new in a mapping that exists. VALUE is read as YAML.\n"};

const struct diag_code field_code_precision = {
    "VN0020", DIAG_ERROR, "a value finer than can be kept",
    "Times are whole picoseconds, rates whole bit/s, sizes whole bytes; percentages have up to ten decimals. A value\n"
    "between two of them is refused, not rounded.\n"};

const struct diag_code field_code_sample = {
    "VN0021", DIAG_ERROR, "a file of samples, or one to be replayed, cannot be used",
    "`distribution: empirical` takes a CSV file with one column of values; its header names quantity and unit, as in\n"
    "value_ms (also value_s, value_us, value_ns, value_bytes). The path is relative to the scenario. Values are\n"
    "decimal numbers from 0 up, one a line, at least two.\n"
    "`app: replay` takes one with two columns, time_s (also time_ms, time_us, time_ns) and bytes, in order of time:\n"
    "    time_s,bytes\n"
    "    0,1400\n"
    "    0.012,200\n"};

const struct diag_code field_code_distribution = {
    "VN0022", DIAG_ERROR, "parameters that make no distribution",
    "The parameters are numbers of the right kind, and no distribution has them: a standard deviation of 0 for a\n"
    "lognormal, a uniform whose min is not below its max. A constant is `distribution: fixed`.\n"};

const struct diag_code *const *field_codes(size_t *n)
{
    static const struct diag_code *const all[] = {
        &field_code_syntax,     &field_code_yaml_feature,  &field_code_duplicate_key, &field_code_unknown_key,
        &field_code_type,       &field_code_no_unit,       &field_code_unit,          &field_code_range,
        &field_code_word,       &field_code_missing,       &field_code_ipv6,          &field_code_host_bits,
        &field_code_prefix,     &field_code_name,          &field_code_version,       &field_code_later,
        &field_code_not_here,   &field_code_contradiction, &field_code_path,          &field_code_precision,
        &field_code_sample,     &field_code_distribution,
    };
    *n = sizeof all / sizeof all[0];
    return all;
}
