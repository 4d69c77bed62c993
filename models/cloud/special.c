#include "models/cloud/special.h"

#include <stddef.h>

/* RFC 1918, RFC 6598, RFC 6890; the platform's own and what it refuses: Virtual Network FAQ,
 * 2020-06-26. What stands in another comes first. */
static const struct special special[] = {
    {{0xE0000000, 4}, "224.0.0.0/4", "multicast", SPECIAL_NOBODY, true},
    {{0xFFFFFFFF, 32}, "255.255.255.255/32", "broadcast", SPECIAL_NOBODY, true},
    {{0x7F000000, 8}, "127.0.0.0/8", "loopback", SPECIAL_NOBODY, true},
    {{0xA9FEA9FE, 32},
     "169.254.169.254/32",
     "the platform's instance metadata service",
     SPECIAL_PLATFORM,
     true},
    {{0xA9FE0000, 16}, "169.254.0.0/16", "link-local", SPECIAL_NOBODY, true},
    {{0xA83F8110, 32},
     "168.63.129.16/32",
     "the platform's own DNS and health probes",
     SPECIAL_PLATFORM,
     true},
    {{0, 8}, "0.0.0.0/8", "this network", SPECIAL_NOBODY, false},
    {{0xF0000000, 4}, "240.0.0.0/4", "reserved", SPECIAL_NOBODY, false},
    {{0x0A000000, 8}, "10.0.0.0/8", "private", SPECIAL_PRIVATE, false},
    {{0xAC100000, 12}, "172.16.0.0/12", "private", SPECIAL_PRIVATE, false},
    {{0xC0A80000, 16}, "192.168.0.0/16", "private", SPECIAL_PRIVATE, false},
    {{0x64400000, 10}, "100.64.0.0/10", "shared by carriers", SPECIAL_PRIVATE, false},
};

const struct special *special_of(struct ip4_prefix p)
{
    const struct special *part = NULL;

    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if (ip4_prefix_contains(special[i].prefix, p)) {
            return &special[i];
        }
        if (part == NULL && ip4_prefix_overlaps(p, special[i].prefix)) {
            part = &special[i];
        }
    }
    return part;
}
