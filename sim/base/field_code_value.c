/*
 * What is wrong with a single value.
 */
#include "sim/base/field_code.h"

const struct diag_code field_code_type = {
    .id = "VN0005",
    .severity = DIAG_ERROR,
    .title = "a value of the wrong type",
    .symptom =
        "check says what the key takes (a list, a number, a name) and that something of another "
        "type stands there.",
    .cause =
        "The value has the wrong type: a single value where a list belongs, text where a number "
        "belongs, a number in quotes.",
    .mend = "Write the value as the help line shows it: lists in brackets, numbers without quotes, "
            "mappings in braces.",
    .source = "the scenario language of vnetsim: scenarios/README.md, column \"takes\"",
    .example = "address_prefixes: [10.2.0.0/16]                # not: 10.2.0.0/16\n",
};

const struct diag_code field_code_no_unit = {
    .id = "VN0006",
    .severity = DIAG_ERROR,
    .title = "a number without its unit",
    .symptom = "check points at a bare number where a duration, a rate, a size or a share belongs.",
    .cause = "Without its unit a number can mean several things: 100 might be Mbps, bytes or "
             "milliseconds, and a wrong guess would change the result by powers of ten.",
    .mend =
        "Write the unit right behind the number: 35ms, 650Mbps, 220000pps, 1400B, 0.1%. Zero has a "
        "unit too: 0ms.",
    .source = "the scenario language of vnetsim: scenarios/README.md, first section (units)",
};

const struct diag_code field_code_unit = {
    .id = "VN0007",
    .severity = DIAG_ERROR,
    .title = "an unknown unit",
    .symptom = "check points at the letters behind a number, and lists the units of this quantity.",
    .cause =
        "The unit is unknown, belongs to another quantity, or has another case: case counts, since "
        "Mb and MB differ.",
    .mend = "Take a unit of the quantity:\n"
            "time: ps ns us ms s min h\n"
            "rate: bps kbps Mbps Gbps Tbps (decimal: 1kbps is 1000 bit/s)\n"
            "packets: pps kpps Mpps\n"
            "size: B kB=KB MB GB TB (decimal), KiB MiB GiB TiB (binary)\n"
            "queue: a size, or packets\n"
            "share: %\n"
            "In sa_data_size alone KB, MB, GB and TB are powers of 1,024, as the platform counts "
            "there.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, first section and section IPsec "
        "policy",
};

const struct diag_code field_code_range = {
    .id = "VN0008",
    .severity = DIAG_ERROR,
    .title = "a value out of range",
    .symptom =
        "check points at a value of the right type, and the help line has the bounds that it "
        "breaks.",
    .cause =
        "The value lies outside what the key allows: on the platform, in the protocol, or in what "
        "the simulator can compute exactly.",
    .mend = "Take a value within the bounds. Nothing is clamped: what runs is what is written, or "
            "nothing runs.",
    .source = "the scenario language of vnetsim: scenarios/README.md, column \"takes\"",
};

const struct diag_code field_code_word = {
    .id = "VN0009",
    .severity = DIAG_ERROR,
    .title = "an unknown word",
    .symptom = "check points at a word, and lists the words that the key takes.",
    .cause =
        "The key takes one of a few words, and this is none of them: a slip of the pen, or another "
        "case. The platform's words keep their spelling (Vnet2Vnet, IPsec, RouteBased, GCMAES256).",
    .mend = "Take one of the listed words, letter by letter.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, the list of words under each table",
};

const struct diag_code field_code_ipv6 = {
    .id = "VN0011",
    .severity = DIAG_ERROR,
    .title = "IPv6 is not simulated",
    .symptom =
        "check points at an IPv6 address or prefix and refuses it, though the platform's networks "
        "may be dual-stack.",
    .cause =
        "Only IPv4 is modelled: headers, ESP sizes, fragmentation and routes are those of IPv4.",
    .mend = "Leave the IPv6 prefixes and addresses out; the IPv4 part of a dual-stack network is "
            "simulated as it is.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section virtual network "
              "(address_prefixes takes IPv4)",
};

const struct diag_code field_code_host_bits = {
    .id = "VN0012",
    .severity = DIAG_ERROR,
    .title = "a prefix with host bits set",
    .symptom = "check points at something like 10.1.0.5/16, and shows the network that holds that "
               "address. The platform refuses such a prefix too.",
    .cause =
        "It is an address with a length, not a network: the bits behind the length must be zero. "
        "Often the length is wrong rather than the address.",
    .mend = "Write the network of the help line; or, for one address alone, /32.",
    .source = "RFC 4632, section 3.1 (prefix notation)",
    .example = "subnets: {workload: {address_prefix: 10.1.0.0/24}}      # not: 10.1.0.4/24\n",
};

const struct diag_code field_code_prefix = {
    .id = "VN0013",
    .severity = DIAG_ERROR,
    .title = "not an IPv4 prefix",
    .symptom = "check points at a text that should be a prefix, such as 10.1.256.0/24 or 10.1.0.0.",
    .cause =
        "A prefix is four decimals of 0 to 255 with dots between them, a slash, and a length of 0 "
        "to 32. Decimals have no leading zeros, since some readers take those for octal numbers.",
    .mend = "Write it in that form: 10.1.0.0/16, or 10.1.0.5/32 for one address.",
    .source = "RFC 4632, section 3.1 (prefix notation)",
};

const struct diag_code field_code_name = {
    .id = "VN0014",
    .severity = DIAG_ERROR,
    .title = "not a name",
    .symptom = "check points at the name of an entry, or of a pair of regions under links.",
    .cause =
        "Names have letters, digits, - and _, at most 80 of them, because they become file names "
        "and columns of CSV files.",
    .mend = "Replace spaces, dots and other signs by - or _. A pair of regions is written "
            "`westus--northeurope` for both ways, `westus->northeurope` for one.",
    .source = "the scenario language of vnetsim: scenarios/README.md, sections scenario and links",
};

const struct diag_code field_code_precision = {
    .id = "VN0020",
    .severity = DIAG_ERROR,
    .title = "a value finer than can be kept",
    .symptom = "check points at a number with too many digits behind the point for its unit.",
    .cause = "Times are kept as whole picoseconds, rates as whole bit/s, sizes as whole bytes, "
             "percentages with up to ten decimals. The value lies between two of these.",
    .mend =
        "Write a value that can be kept exactly. It is refused rather than rounded, so that the "
        "file says what runs.",
    .source = "the scenario language of vnetsim: scenarios/README.md, first section (units)",
};

const struct diag_code field_code_sample = {
    .id = "VN0021",
    .severity = DIAG_ERROR,
    .title = "a file of samples, or one to be replayed, cannot be used",
    .symptom = "check names a CSV file that it cannot use, and why: not there, no header, too few "
               "values, a value that is none, times that are not in order.",
    .cause =
        "`distribution: empirical` draws from a file of one column, whose header names quantity "
        "and "
        "unit (value_ms, value_s, value_us, value_ns, value_bytes), with decimal numbers from 0 "
        "up, "
        "one a line, at least two. `app: replay` takes two columns, time_s (also time_ms, time_us, "
        "time_ns) and bytes, in order of time.",
    .mend = "Mend the file, or its path: it is relative to the scenario, not to where the program "
            "is started.",
    .source = "the scenario language of vnetsim: scenarios/README.md, sections distribution of "
              "durations, distribution of sizes and traffic entry (file)",
    .example = "value_ms                                       # of samples\n"
               "0.21\n"
               "0.35\n"
               "time_s,bytes                                   # to be replayed\n"
               "0,1400\n"
               "0.012,200\n",
};

const struct diag_code field_code_distribution = {
    .id = "VN0022",
    .severity = DIAG_ERROR,
    .title = "parameters that make no distribution",
    .symptom =
        "check points at a parameter of a distribution and says what is wrong with it: a stddev of "
        "0, a max that is not above min, a shape out of its range.",
    .cause =
        "The parameters are numbers of the right kind, and no distribution of this name has them.",
    .mend =
        "Change the parameter, or take another distribution. A constant is `distribution: fixed`, "
        "or the plain value.",
    .source = "the scenario language of vnetsim: scenarios/README.md, sections distribution of "
              "durations, distribution of sizes and latency",
    .example = "packet_size: {distribution: uniform, min: 200B, max: 1400B}\n",
};
