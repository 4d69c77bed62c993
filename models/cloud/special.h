/* Addresses that nobody on the Internet has. */
#ifndef MODELS_CLOUD_SPECIAL_H
#define MODELS_CLOUD_SPECIAL_H

#include <stdbool.h>

#include "sim/base/ip4.h"

enum special_use {
    SPECIAL_PRIVATE,  /* for networks of one's own */
    SPECIAL_NOBODY,   /* no packet for it leaves a machine */
    SPECIAL_PLATFORM, /* a VM reaches it where it stands, past routes and security groups */
};

struct special {
    struct ip4_prefix prefix;
    const char *text, *what;
    enum special_use use;
    bool is_refused; /* by the platform, as a range of a virtual network */
};

/* What p lies in, else the first that has an address in common with it; NULL: none. */
const struct special *special_of(struct ip4_prefix p);

#endif
