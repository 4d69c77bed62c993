/*
 * Hosts of the Internet that cannot be resolved.
 */
#include "models/language/resolve_parts.h"

const struct diag_code resolve_code_internet_address = {
    .id = "VN0240",
    .severity = DIAG_ERROR,
    .title = "a host of the Internet without a public address",
    .symptom = "check points at the address of an entry of internet_hosts, and says which range it "
               "is of.",
    .cause = "Nobody on the Internet has a private, link-local, loopback, multicast or reserved "
             "address, nor one that the platform keeps for itself: no route there leads to it.",
    .mend = "Take the public address that the host has. Examples use 192.0.2.0/24, "
            "198.51.100.0/24 and 203.0.113.0/24. What has a private address stands in a network or "
            "at a site: virtual_machines, or hosts of on_premises_sites.",
    .source = "RFC 1918, RFC 6598, RFC 6890, RFC 5737; Virtual Network FAQ, 2020-06-26, for "
              "168.63.129.16",
    .example = "internet_hosts: {api: {address: 203.0.113.9, near: westus, latency: 4ms}}\n",
};
